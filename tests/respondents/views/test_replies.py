"""The page on which the team says what of the mail that came back is taken over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.enums import ReplyKind, ReplyState
from respondents.models import Reply, Respondent
from respondents.views import replies
from surveys.enums import AuditVerb
from surveys.models import AuditEntry
from tests.factories.respondents import ReplyFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

PAGE = "/beheer/post/"


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


def accept(team: Client, reply: Reply, **typed: str) -> tuple[int, str]:
    answer = team.post(reverse("accept_reply", args=[reply.pk]), typed, follow=True)
    return answer.status_code, answer.content.decode()


def test_the_proposal_is_shown_with_what_it_rests_on(team: Client) -> None:
    ReplyFactory(respondent__name="Sanne", excerpt="<b>Ik ben niet de juiste persoon</b>")
    ReplyFactory(state=ReplyState.NOTED, kind=ReplyKind.OTHER, excerpt="iets van een mens")

    answer = team.get(PAGE)

    text = answer.content.decode()
    seen = (
        "1 mail vraagt",
        "Niet de juiste persoon: Sanne",
        "&lt;b&gt;Ik ben niet de juiste persoon&lt;/b&gt;",
        'value="fatima@gemeente.example"',
        'value="Fatima El Amrani"',
    )
    assert [words for words in seen if words not in text] == []
    assert "iets van een mens" not in text
    assert answer["Cache-Control"] == "private, no-store"


def test_the_team_mends_what_was_found_and_takes_it_over(team: Client) -> None:
    reply = ReplyFactory()

    status, text = accept(team, reply, name="Fatima", email="f.elamrani@gemeente.example")
    again = accept(team, reply, name="Fatima", email="f.elamrani@gemeente.example")

    assert (status, "Overgenomen: niet de juiste persoon." in text) == (200, True)
    assert (again[0], replies.DECIDED in again[1]) == (200, True)
    assert Respondent.objects.filter(email="f.elamrani@gemeente.example").count() == 1
    written = AuditEntry.objects.get(verb=AuditVerb.ACCEPTED_REPLY)
    assert (written.target, written.actor_id) == (f"reply:{reply.pk}", Reply.objects.get().decided_by_id)


@pytest.mark.parametrize(
    ("kind", "typed", "problem"),
    [
        (ReplyKind.NOT_THE_PERSON, {"email": ""}, "Vul het adres van de collega in."),
        (ReplyKind.NOT_THE_PERSON, {"email": "geen adres"}, "Vul één e-mailadres in"),
        (ReplyKind.NOT_THE_PERSON, {"email": "f@x.example", "name": "a\u202eb"}, "Zet dit op één regel."),
        (ReplyKind.ABSENT, {"absent_until": "32-13-2026"}, "Dit is geen datum."),
        (ReplyKind.ABSENT, {"absent_until": "2126-01-01"}, "Deze datum ligt meer dan twee jaar weg."),
        (ReplyKind.ABSENT, {}, "Vul in tot en met welke dag"),
    ],
)
def test_what_is_wrong_comes_back_as_typed(
    team: Client, kind: ReplyKind, typed: dict[str, str], problem: str
) -> None:
    reply = ReplyFactory(kind=kind)

    status, text = accept(team, reply, **typed)

    assert (status, problem in text) == (422, True)
    assert [value for value in typed.values() if f'value="{value}"' not in text and value] == []
    assert Reply.objects.get().state == ReplyState.OPEN


def test_a_refusal_of_the_domain_is_said_on_the_page(team: Client) -> None:
    reply = ReplyFactory()

    status, text = accept(team, reply, email=reply.respondent.email)

    assert (status, "Dit is het adres van de respondent zelf." in text) == (422, True)


def test_an_absence_is_taken_over_with_its_date(team: Client) -> None:
    until = timezone.localdate() + timedelta(days=20)
    reply = ReplyFactory(kind=ReplyKind.ABSENT, absent_until=until)

    shown = team.get(PAGE).content.decode()
    status, _ = accept(team, reply, absent_until=until.isoformat())

    assert (f'value="{until.isoformat()}"' in shown, status) == (True, 200)
    assert Respondent.objects.get().absent_until == until


def test_a_bounce_has_nothing_to_fill_in(team: Client) -> None:
    reply = ReplyFactory(kind=ReplyKind.BOUNCED, event="bounced", name="", email="")

    assert accept(team, reply)[0] == 200
    assert Reply.objects.get().state == ReplyState.ACCEPTED


def test_the_team_does_not_take_it_over(team: Client) -> None:
    reply = ReplyFactory()

    answers = [team.post(reverse("decline_reply", args=[reply.pk]), follow=True) for _ in range(2)]

    said = [[str(message) for message in answer.context["messages"]] for answer in answers]
    assert said == [["Niet overgenomen. Er is niets veranderd."], [replies.DECIDED]]
    assert (Respondent.objects.count(), Reply.objects.get().state) == (1, ReplyState.DECLINED)


def test_nothing_changes_by_a_get_or_from_elsewhere() -> None:
    reply = ReplyFactory()
    addresses = [reverse(name, args=[reply.pk]) for name in ("accept_reply", "decline_reply")]
    strict = client_of("projectteam", enforce_csrf_checks=True)

    statuses = [call(address).status_code for address in addresses for call in (strict.get, strict.post)]

    assert statuses == [405, 403, 405, 403]
    assert Reply.objects.get().state == ReplyState.OPEN


def test_without_any_the_page_says_so(team: Client) -> None:
    assert "Er is geen teruggekomen mail" in team.get(PAGE).content.decode()


def test_the_list_is_paged(team: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replies, "PER_PAGE", 2)
    ReplyFactory.create_batch(3)

    pages = [team.get(PAGE, {"pagina": page}).context["rows"] for page in (1, 2)]

    assert [len(rows) for rows in pages] == [2, 1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow(
    team: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ReplyFactory.create_batch(count)
    team.get(PAGE)

    with django_assert_num_queries(6):
        assert len(team.get(PAGE).context["rows"]) == count
