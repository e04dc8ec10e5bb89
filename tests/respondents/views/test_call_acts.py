import re
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain import declines
from respondents.domain.calling import leases, outcomes
from respondents.enums import CallOutcome, CaseState, LetterKind, OptOutReason
from respondents.models import CallAttempt, CallScript, Case, Invitation, Letter, Respondent
from surveys.domain import table_sizes
from surveys.domain.editions import AMSTERDAM
from surveys.enums import AuditVerb, Channel, Provincie
from surveys.models import AuditEntry, Edition, Gemeente, Questionnaire, Response
from tests.factories.respondents import InvitationFactory, StaffFactory, WaveFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db
AFTERNOON = datetime(2026, 9, 2, 14, 0, tzinfo=AMSTERDAM)
NAME, PHONE, EMAIL = "Anna de Wit", "0546 54 11 11", "anna@almelo.example"
NOTE = "Belt terug na het overleg"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AFTERNOON, tick=False) as clock:
        yield clock


@pytest.fixture
def edition(questionnaire: Questionnaire, clock: time_machine.Traveller) -> Edition:
    return EditionFactory(
        questionnaire=questionnaire, phone_from=date(2026, 8, 28), phone_until=date(2026, 9, 18)
    )


@pytest.fixture
def gemeente() -> Gemeente:
    return GemeenteFactory(name="Almelo")


@pytest.fixture
def person(edition: Edition, gemeente: Gemeente) -> Invitation:
    return InvitationFactory(
        edition=edition,
        respondent__gemeente=gemeente,
        respondent__name=NAME,
        respondent__phone=PHONE,
        respondent__email=EMAIL,
    )


class Staff:
    """Somebody of a role at a browser, in one edition."""

    def __init__(self, role: str, edition: Edition) -> None:
        self.user: User = StaffFactory()
        self.user.groups.add(Group.objects.get(name=role))
        self.edition = edition
        self.client = Client()
        self.client.force_login(self.user)

    def address(self, act: str, *more: Any) -> str:
        return reverse(f"calling:{act}", args=[self.edition.slug, *more])

    def get(self, act: str, *more: Any, **query: Any) -> HttpResponse:
        return self.client.get(self.address(act, *more), query)

    def post(self, act: str, *more: Any, **data: Any) -> HttpResponse:
        return self.client.post(self.address(act, *more), data)

    def say(self, gemeente: Gemeente, outcome: str, **data: Any) -> HttpResponse:
        data = {"key": uuid.uuid4(), "outcome": outcome, "note": NOTE, **data}
        return self.post("outcome", gemeente.code, **data)


@pytest.fixture
def caller(edition: Edition) -> Staff:
    return Staff("beller", edition)


@pytest.fixture
def other(edition: Edition) -> Staff:
    return Staff("beller", edition)


@pytest.fixture
def team(edition: Edition) -> Staff:
    return Staff("projectteam", edition)


@pytest.fixture
def held(caller: Staff, gemeente: Gemeente, person: Invitation) -> Gemeente:
    caller.post("hold", gemeente.code)
    assert Case.objects.get().held_by == caller.user
    return gemeente


def html_of(answer: HttpResponse) -> str:
    return answer.content.decode()


def refused(caller: Staff) -> list[str]:
    found = AuditEntry.objects.filter(verb=AuditVerb.REFUSED_CASE, actor_id=caller.user.pk)
    return [entry.target.partition(":")[0] for entry in found.order_by("pk")]


def test_an_outcome_opens_the_next_gemeente_and_can_be_undone(caller: Staff, held: Gemeente) -> None:
    following = GemeenteFactory(name="Borne")

    answer = caller.say(held, "no_answer", provincie="overijssel")
    attempt = CallAttempt.objects.get()
    shown = html_of(caller.client.get(answer["Location"]))
    undone = [caller.post("undo", attempt.pk, provincie="overijssel") for _ in range(2)]

    assert answer["Location"] == (
        f"{caller.address('case', following.code)}?provincie=overijssel&vastgelegd={attempt.pk}"
    )
    assert "Almelo: geen gehoor vastgelegd." in shown
    assert {each["Location"] for each in undone} == {
        f"{caller.address('case', held.code)}?provincie=overijssel"
    }
    page = html_of(caller.get("case", held.code))
    assert (NAME in page, NOTE in page, "Almelo: geen gehoor ongedaan gemaakt." in page) == (True, True, True)
    assert list(Case.objects.filter(held_by=caller.user)) == [attempt.case]


def test_pressing_twice_records_once_and_goes_on(caller: Staff, held: Gemeente) -> None:
    key = uuid.uuid4()
    GemeenteFactory(name="Borne")

    answers = [caller.say(held, "no_answer", key=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert CallAttempt.objects.count() == 1


def test_after_the_last_gemeente_the_list_says_so(caller: Staff, held: Gemeente) -> None:
    answer = caller.say(held, "no_answer")

    page = html_of(caller.client.get(answer["Location"]))

    assert "Er is nu geen gemeente die aan de beurt is." in page
    assert "Almelo: geen gehoor vastgelegd." in page


def test_an_appointment_is_made_with_one_click(caller: Staff, held: Gemeente) -> None:
    caller.say(held, "appointment", callback="2026-09-03T10:15")

    case = Case.objects.get()
    assert (case.state, case.appointment_at) == (
        CaseState.APPOINTMENT,
        datetime(2026, 9, 3, 10, 15, tzinfo=AMSTERDAM),
    )


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"outcome": "appointment", "callback": "2026-09-02T13:00"}, "Dit tijdstip is voorbij."),
        ({"outcome": "appointment", "callback": "2026-09-02T20:00"}, "valt buiten kantoortijd."),
        ({"outcome": "appointment", "callback": "2026-10-02T10:00"}, "Dat valt buiten de belperiode."),
        ({"outcome": "appointment", "callback": "morgen"}, "Vul een dag en een tijd in"),
        ({"outcome": "appointment", "callback": "2026-02-31T10:00"}, "Vul een dag en een tijd in"),
        ({"outcome": "appointment", "callback": "2026-09-03T10:00+05:00"}, "Vul een dag en een tijd in"),
        ({"outcome": "appointment"}, "Vul in wanneer u terugbelt."),
        ({"outcome": "geweldig"}, "Kies een uitkomst."),
        ({"outcome": "interview"}, "Kies een uitkomst."),
        ({"outcome": ""}, "Kies een uitkomst."),
        ({"outcome": "no_answer", "key": "1"}, ""),
        ({"outcome": "refused"}, "Kies eerst met wie u belde. Staat die persoon er niet bij?"),
        ({"outcome": "other_person"}, "Vul de naam in."),
        (
            {"outcome": "other_person", "nieuw-name": "Ad", "nieuw-email": "ad"},
            "Dit is geen e-mailadres.",
        ),
        ({"outcome": "other_person", "nieuw-name": "Ad", "nieuw-email": EMAIL}, "is al uitgenodigd."),
    ],
)
def test_what_cannot_be_recorded_comes_back_as_it_was_typed(
    caller: Staff, held: Gemeente, said: dict[str, str], problem: str
) -> None:
    answer = caller.say(held, **said)

    page = html_of(answer)
    assert (answer.status_code, problem in page, NOTE in page) == (422, True, True)
    assert "Er is nog niets vastgelegd." in page
    assert (CallAttempt.objects.count(), Respondent.objects.count()) == (0, 1)


def test_what_is_wrong_with_an_address_is_said_once(caller: Staff, held: Gemeente) -> None:
    page = html_of(caller.say(held, "other_person", **{"nieuw-name": "Ad", "nieuw-email": "ad@@x"}))

    above, beside = page.split("Hoe liep het gesprek?")
    assert [part.count("Dit is geen e-mailadres.") for part in (above, beside)] == [1, 1]


@pytest.mark.parametrize("note", ["x" * 1001, "met een \x00 erin"])
def test_a_note_that_cannot_be_kept_is_said(caller: Staff, held: Gemeente, note: str) -> None:
    answers = [
        caller.say(held, "no_answer", note=note),
        caller.post("note", held.code, note=note),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not CallAttempt.objects.exists()


@pytest.mark.parametrize("act", ["outcome", "let_go", "note"])
def test_who_lost_the_case_keeps_the_note(
    caller: Staff, held: Gemeente, clock: time_machine.Traveller, act: str
) -> None:
    clock.shift(leases.LEASE)

    answer = caller.post(act, held.code, note=NOTE, outcome="no_answer", key=uuid.uuid4())

    page = html_of(answer)
    assert (answer.status_code, NOTE in page, NAME in page) == (409, True, False)
    assert "U hebt dit dossier niet meer open, dus er is niets vastgelegd." in page
    assert not CallAttempt.objects.exists()


def test_the_note_comes_along_when_the_case_is_opened_again(
    caller: Staff, held: Gemeente, clock: time_machine.Traveller
) -> None:
    clock.shift(leases.LEASE)

    caller.post("hold", held.code, note=NOTE)

    assert NOTE in html_of(caller.get("case", held.code))


def test_another_has_the_case_by_now(
    caller: Staff, other: Staff, held: Gemeente, clock: time_machine.Traveller
) -> None:
    clock.shift(leases.LEASE)
    other.post("hold", held.code)

    answer = caller.say(held, "no_answer")

    page = html_of(answer)
    assert (answer.status_code, NOTE in page, NAME in page) == (403, True, False)
    assert refused(caller) == ["case"]


def test_the_case_of_another_is_refused_and_logged(
    caller: Staff, other: Staff, held: Gemeente, person: Invitation
) -> None:
    contact = {f"p{person.pk}-name": "Ander", f"p{person.pk}-email": "ander@almelo.example"}
    answers = [
        other.get("case", held.code),
        other.say(held, "refused", person=person.pk),
        other.post("note", held.code, note=NOTE),
        other.post("interview", held.code),
        other.post("mail_link", held.code, person.pk),
        other.post("correct", held.code, person.pk, **contact),
        other.post("end_mail", held.code, person.pk),
    ]

    assert [answer.status_code for answer in answers] == [403] * 7
    assert not [answer for answer in answers if NAME in html_of(answer) or PHONE in html_of(answer)]
    assert refused(other) == ["case"] * 7
    person.respondent.refresh_from_db()
    assert (person.respondent.name, person.respondent.opted_out_at) == (NAME, None)
    assert (Letter.objects.count(), CallAttempt.objects.count()) == (0, 0)


def test_numbers_of_elsewhere_do_not_exist_and_are_logged(
    caller: Staff, other: Staff, held: Gemeente
) -> None:
    stranger = InvitationFactory(edition=caller.edition)
    gone = GemeenteFactory(name="Haaren", valid_until=date(2021, 1, 1))
    theirs = CallAttempt.objects.create(
        case=Case.objects.get(), caller=other.user, outcome=CallOutcome.NO_ANSWER
    )
    answers = [
        caller.get("case", gone.code),
        caller.get("standing", stranger.respondent.gemeente.code),
        caller.client.get(reverse("calling:case", args=["een-andere-editie", held.code])),
        caller.say(held, "promised", person=stranger.pk),
        caller.post("interview", held.code, persoon=stranger.pk),
        caller.post("mail_link", held.code, stranger.pk),
        caller.post("correct", held.code, stranger.pk),
        caller.post("end_mail", held.code, stranger.pk),
        caller.post("undo", theirs.pk),
        caller.post("undo", 999_999_999),
        caller.get("case", held.code, vastgelegd=theirs.pk),
    ]

    assert [answer.status_code for answer in answers] == [404] * 11
    assert refused(caller) == [
        "edition",
        "case",
        "edition",
        *["case"] * 5,
        "callattempt",
        "callattempt",
        "callattempt",
    ]
    assert theirs.case.attempts.standing().count() == 1


def test_rubbish_as_input_is_no_fault_of_ours(caller: Staff, team: Staff, held: Gemeente) -> None:
    for asked in ("x", "-1", "1e9", "9" * 30, "²", "\0"):
        assert caller.get("case", held.code, vastgelegd=asked, provincie=asked).status_code == 200
        assert caller.post("next", code=asked, provincie=asked).status_code in (302, 404)
        assert caller.post("hold", held.code, provincie=asked, note=asked).status_code == 302
        found = team.get("attempts", beller=asked, dag=asked, uitkomst=asked, pagina=asked)
        assert found.status_code == 200


def test_a_gemeente_that_answered_says_so_without_a_script(caller: Staff, held: Gemeente) -> None:
    ResponseFactory(edition=caller.edition, gemeente=held, completed=True)

    page = html_of(caller.get("case", held.code))
    answer = caller.say(held, "no_answer")
    told = html_of(caller.client.get(answer["Location"]))

    assert "Almelo heeft geantwoord. Bellen hoeft niet meer." in page
    assert (NAME in page, "Hoe liep het gesprek?" in page, "Sluit het dossier" in page) == (
        False,
        False,
        True,
    )
    assert "Almelo heeft geantwoord. Bellen hoeft niet meer. Uw gesprek is vastgelegd." in told
    assert CallAttempt.objects.get().note == NOTE


def states(caller: Staff, gemeente: Gemeente) -> str:
    found = re.search(r'data-state="(\w+)"', html_of(caller.get("standing", gemeente.code)))
    assert found
    return found[1]


def test_the_standing_follows_the_gemeente(
    caller: Staff, other: Staff, held: Gemeente, person: Invitation, clock: time_machine.Traveller
) -> None:
    """By the personal link, by the open link, by a decline; and a withdrawn answer opens it again."""
    edition = caller.edition
    found = [states(caller, held), states(other, held)]
    for channel in (Channel.PERSONAL, Channel.OPEN):
        ResponseFactory(edition=edition, gemeente=held, completed=True, channel=channel)
        found.append(states(caller, held))
        Response.objects.all().delete()
    declined = declines.decline(edition, held, said_by="de griffier", reason="", by=StaffFactory())
    found.append(states(caller, held))
    declines.undo(declined, by=StaffFactory())
    found.append(states(caller, held))

    assert found == ["open", "lost", "answered", "answered", "declined", "open"]


def test_who_answers_leaves_the_list(caller: Staff, held: Gemeente) -> None:
    before = html_of(caller.get("list"))
    ResponseFactory(edition=caller.edition, gemeente=held, completed=True)

    assert ("Almelo" in before, "Almelo" in html_of(caller.get("list"))) == (True, False)


def test_a_page_that_says_what_is_wrong_keeps_the_chosen_provincie(caller: Staff, held: Gemeente) -> None:
    page = html_of(caller.say(held, "appointment", provincie="overijssel"))

    assert "Vul in wanneer u terugbelt." in page
    assert '<option value="overijssel" selected>' in page
    assert '<input type="hidden" name="provincie" value="overijssel">' in page


def test_rubbish_for_a_provincie_is_all_of_them(caller: Staff) -> None:
    GemeenteFactory(name="Assen", provincie=Provincie.DRENTHE)

    page = html_of(caller.get("gemeenten", provincie="mars"))

    assert "Assen" in page
    assert "hebben geantwoord of doen niet mee" not in page


def test_the_list_is_of_one_provincie(caller: Staff) -> None:
    GemeenteFactory(name="Assen", provincie=Provincie.DRENTHE)
    GemeenteFactory(name="Zwolle")

    page = html_of(caller.get("gemeenten", provincie="drenthe"))

    assert ("Assen" in page, "Zwolle" in page) == (True, False)


def test_a_link_is_mailed_now(caller: Staff, held: Gemeente, person: Invitation) -> None:
    answers = [caller.post("mail_link", held.code, person.pk, note=NOTE) for _ in range(2)]

    page = html_of(caller.client.get(answers[1]["Location"]))
    assert f"De link is onderweg naar {NAME}." in page
    assert NOTE in page
    assert [letter.kind for letter in Letter.objects.all()] == [LetterKind.LINK]


def test_a_link_that_may_not_be_mailed_is_said(caller: Staff, held: Gemeente, person: Invitation) -> None:
    caller.post("end_mail", held.code, person.pk)

    answer = caller.post("mail_link", held.code, person.pk)

    assert "Naar dit adres mogen we niet mailen" in html_of(caller.client.get(answer["Location"]))
    assert not Letter.objects.exists()


def test_a_contact_is_corrected(caller: Staff, held: Gemeente, person: Invitation) -> None:
    prefix = f"p{person.pk}"
    said = {
        "name": "Anna Bos",
        "email": "a.bos@almelo.example",
        "phone": "0546 12 34 56",
        "functie": "Griffier",
    }
    wrong = caller.post(
        "correct",
        held.code,
        person.pk,
        note=NOTE,
        **{f"{prefix}-{key}": value for key, value in said.items()} | {f"{prefix}-phone": "bel maar"},
    )

    caller.post(
        "correct",
        held.code,
        person.pk,
        note=NOTE,
        **{f"{prefix}-{key}": value for key, value in said.items()},
    )

    person.respondent.refresh_from_db()
    assert (wrong.status_code, "Vul een telefoonnummer in" in html_of(wrong), NOTE in html_of(wrong)) == (
        422,
        True,
        True,
    )
    assert {key: getattr(person.respondent, key) for key in said} == said
    assert Case.objects.get().note == NOTE


def test_another_person_is_added_and_mailed(caller: Staff, held: Gemeente) -> None:
    said = {"nieuw-name": "Fatima", "nieuw-email": "fatima@almelo.example", "nieuw-phone": "06 12345678"}

    caller.say(held, "other_person", **said)

    added = Respondent.objects.get(name="Fatima")
    assert (added.gemeente, added.source) == (held, "telefonisch, 2 september 2026")
    assert Letter.objects.get().invitation.respondent == added


def test_with_more_people_the_caller_says_whom(caller: Staff, held: Gemeente, person: Invitation) -> None:
    colleague = InvitationFactory(edition=caller.edition, respondent__gemeente=held, respondent__name="Bo")

    page = html_of(caller.get("case", held.code))
    caller.say(held, "refused", person=colleague.pk)

    # Who has a number stands first.
    assert re.findall(r'name="person" value="(\d+)"( checked)?', page) == [
        (str(person.pk), " checked"),
        (str(colleague.pk), ""),
    ]
    opted_out = Respondent.objects.filter(opted_out_at__isnull=False)
    assert [respondent.name for respondent in opted_out] == ["Bo"]


def test_closing_keeps_the_note_for_who_opens_it_next(caller: Staff, other: Staff, held: Gemeente) -> None:
    caller.post("let_go", held.code, note=NOTE)
    other.post("hold", held.code)

    assert NOTE in html_of(other.get("case", held.code))


def test_passing_over_opens_another(caller: Staff, held: Gemeente) -> None:
    borne = GemeenteFactory(name="Borne")

    answer = caller.post("next", code=held.code, note=NOTE)

    assert answer["Location"] == caller.address("case", borne.code)
    assert (Case.objects.get(gemeente=held).note, CallAttempt.objects.count()) == (NOTE, 0)


def test_outside_the_hours_the_page_says_so(
    caller: Staff, held: Gemeente, clock: time_machine.Traveller
) -> None:
    caller.post("let_go", held.code)
    said = []
    for moment in (datetime(2026, 8, 27, 10), datetime(2026, 9, 5, 10), datetime(2026, 9, 2, 20)):  # noqa: DTZ001
        clock.move_to(moment.replace(tzinfo=AMSTERDAM))
        caller.client.force_login(caller.user)  # Nobody stays signed in for days.
        page = html_of(caller.get("gemeenten"))
        said.append((re.findall(r'class="note">([^<]*?)\.', page), "Volgende gemeente" in page))
        caller.post("next")

    assert said == [
        (["Het bellen begint op vrijdag 28 augustus 2026"], False),
        (["Zaterdag 5 september is geen werkdag"], False),
        (["20:00 uur valt buiten kantoortijd"], False),
    ]
    assert not Case.objects.exclude(held_by=None).exists()


def test_the_team_takes_over_and_frees(caller: Staff, team: Staff, held: Gemeente) -> None:
    before = html_of(team.get("case", held.code))

    team.post("take_over", held.code)
    taken = states(caller, held), states(team, held)
    team.post("free", held.code)

    assert ("Neem het dossier over" in before, NAME in before) == (True, False)
    assert taken == ("lost", "open")
    assert Case.objects.get().held_by is None
    assert refused(team) == []


def test_the_team_sees_who_called_what(caller: Staff, team: Staff, held: Gemeente) -> None:
    caller.say(held, "busy")

    pages = [
        html_of(team.get("attempts", **asked))
        for asked in (
            {},
            {"beller": caller.user.username, "dag": "2026-09-02", "uitkomst": "busy"},
            {"uitkomst": "promised"},
            {"dag": "31-02", "pagina": "x"},
        )
    ]

    assert [NOTE in page for page in pages] == [True, True, False, True]


def test_the_team_writes_what_callers_say(caller: Staff, team: Staff, held: Gemeente) -> None:
    refusal = team.post("script", body="Dag [[naam]]")
    team.post("script", body="Dag [[gemeente]], met de Barometer.")

    assert (refusal.status_code, "Dag [[naam]]" in html_of(refusal)) == (422, True)
    assert "Dag gemeente Almelo, met de Barometer." in html_of(caller.get("case", held.code))
    team.post("script", body="Iets anders", voorstel="1")
    assert not CallScript.objects.exists()


def test_callers_never_see_answers(caller: Staff, held: Gemeente, person: Invitation) -> None:
    """R35: the status of a draft and of an answer, and no word or link that leads to them."""
    secret = {"definitie": "Samen beslissen wij dit"}
    person.response = ResponseFactory(edition=caller.edition, gemeente=held, answers=secret)
    person.save()
    opt_out_note = {"opted_out_at": timezone.now(), "opt_out_reason": OptOutReason.OTHER}
    InvitationFactory(
        edition=caller.edition,
        respondent__gemeente=held,
        respondent__opt_out_note="Boos om de vorige keer",
        **{f"respondent__{key}": value for key, value in opt_out_note.items()},
    )
    pages = [html_of(caller.get("case", held.code))]
    Response.objects.update(completed_at=timezone.now())
    pages += [
        html_of(caller.get(act, *more))
        for act, more in (
            ("case", [held.code]),
            ("standing", [held.code]),
            ("list", []),
            ("gemeenten", []),
        )
    ]

    assert "Is begonnen met de vragenlijst" in pages[0]
    assert "heeft geantwoord" in pages[1]
    words = ("Samen beslissen", person.response.receipt, "/u/", "/antwoorden", "Boos om")
    assert [word for page in pages for word in words if word in page] == []
    lists = ("surveys_response", "respondents_invitation", "respondents_respondent")
    addresses = [reverse(f"admin:{name}_changelist") for name in lists] + [reverse("audit_log")]
    assert [caller.client.get(address).status_code for address in addresses] == [403] * 4


def fill(edition: Edition, gemeenten: int, respondents: int, caller: User) -> list[Gemeente]:
    """That many, each with a call and a letter."""
    provincies = list(Provincie)
    made = Gemeente.objects.bulk_create(
        Gemeente(
            code=f"GM{number:04}",
            name=f"Gemeente {number:03}",
            sort_key=f"gemeente {number:03}",
            provincie=provincies[number % 12],
        )
        for number in range(gemeenten)
    )
    people = Respondent.objects.bulk_create(
        Respondent(
            name=f"Persoon {number}",
            email=f"p{number}@gemeente.example",
            normalized_email=f"p{number}@gemeente.example",
            phone="038 123 45 67",
            gemeente=made[number % gemeenten],
            source="Overheid in Nederland",
            created_at=timezone.now(),
        )
        for number in range(respondents)
    )
    invited = Invitation.objects.bulk_create(
        Invitation(edition=edition, respondent=person, created_at=timezone.now()) for person in people
    )
    wave = WaveFactory(edition=edition)
    Letter.objects.bulk_create(
        Letter(
            kind=LetterKind.INVITATION,
            wave=wave,
            invitation=one,
            normalized_email=one.respondent.normalized_email,
            created_at=timezone.now(),
        )
        for one in invited
    )
    cases = Case.objects.bulk_create(Case(edition=edition, gemeente=gemeente) for gemeente in made)
    CallAttempt.objects.bulk_create(
        CallAttempt(
            case=case,
            caller=caller,
            outcome=CallOutcome.NO_ANSWER,
            called_at=timezone.now() - timedelta(days=1),
        )
        for case in cases
    )
    table_sizes.look_again(CallAttempt, Case, Invitation, Respondent)
    return made


@pytest.mark.parametrize(("gemeenten", "respondents"), [(1, 1), (342, 8000)])
def test_each_page_costs_the_same_whatever_their_number(
    caller: Staff,
    team: Staff,
    gemeenten: int,
    respondents: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    made = fill(caller.edition, gemeenten, respondents, caller.user)
    caller.post("hold", made[0].code)
    expected = {
        (caller, "gemeenten"): 6,
        (caller, "list"): 5,
        (caller, "case", made[0].code): 16,
        (caller, "standing", made[0].code): 7,
        (team, "attempts"): 8,
        (team, "script"): 6,
    }
    for staff, act, *more in expected:
        staff.get(act, *more)

    for (staff, act, *more), count in expected.items():
        with django_assert_num_queries(count, info=act):
            assert staff.get(act, *more).status_code == 200


def test_undone_under_the_hands_of_another(caller: Staff, other: Staff, held: Gemeente) -> None:
    caller.say(held, "no_answer")
    other.post("hold", held.code)

    answer = caller.post("undo", CallAttempt.objects.get().pk)

    page = html_of(caller.client.get(answer["Location"]))
    assert answer["Location"] == caller.address("gemeenten")
    assert "Iemand anders heeft deze gemeente intussen geopend." in page
    assert Case.objects.get().held_by == other.user


def test_undo_is_refused_in_words(caller: Staff, held: Gemeente, clock: time_machine.Traveller) -> None:
    caller.say(held, "no_answer")
    clock.shift(outcomes.UNDO_FOR + timedelta(seconds=1))

    answer = caller.post("undo", CallAttempt.objects.get().pk)

    page = html_of(caller.client.get(answer["Location"]))
    assert "Almelo: niet ongedaan gemaakt. Dit is langer dan een kwartier geleden." in page
