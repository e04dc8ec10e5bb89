"""The page that gives the answers away: who may, what it says, and what is written down."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from respondents.domain.groups import ROLES
from surveys.enums import AuditVerb
from surveys.exports import FORMATS
from surveys.exports.columns import read_extract
from surveys.models import AuditEntry, Edition
from surveys.views import exports
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db

ASKED = {"format": "csv-nl", "labels": "on", "reason": "figuren voor het rapport"}


def member(group: str, is_staff: bool = True) -> User:
    user = StaffFactory(is_staff=is_staff)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def address(edition: Edition) -> str:
    return f"/beheer/exporteren/{edition.slug}/"


@pytest.fixture
def analyst(client: Client) -> User:
    user = member("analist")
    client.force_login(user)
    return user


def written_down() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb=AuditVerb.EXPORTED_RESPONSES))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_the_login_page(client: Client, address: str, method: str) -> None:
    answer = getattr(client, method)(address, ASKED)

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/beheer/login/")
    assert written_down() == []


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("group", sorted(ROLES.keys() - {"analist"}))
def test_the_other_groups_are_refused(client: Client, address: str, group: str, method: str) -> None:
    client.force_login(member(group))

    assert getattr(client, method)(address, ASKED).status_code == 403
    assert written_down() == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_analyst_who_is_no_staff_any_more_is_refused(client: Client, address: str, method: str) -> None:
    client.force_login(member("analist", is_staff=False))

    assert getattr(client, method)(address, ASKED).status_code == 403
    assert written_down() == []


def test_other_methods_and_other_editions_are_refused(client: Client, analyst: User, address: str) -> None:
    assert client.put(address).status_code == 405
    assert client.get("/beheer/exporteren/bestaat-niet/").status_code == 404


def test_the_page_says_what_is_in_the_file_and_gives_nothing(
    client: Client, analyst: User, address: str, edition: Edition
) -> None:
    ResponseFactory(edition=edition, completed=True, answers={"definitie": "Samen beslissen"})
    ResponseFactory(edition=edition, answers={"definitie": "Nog niet verzonden"})

    answer = client.get(address)

    text = answer.content.decode()
    assert "<strong>1 verzonden vragenlijst</strong>" in text
    assert "-7 is ‘Niet getoond (routing)’" in text
    assert "Samen beslissen" not in text
    assert answer["Cache-Control"] == "private, no-store"
    assert written_down() == []


def test_a_post_gives_the_file_and_is_written_down(
    client: Client, analyst: User, address: str, edition: Edition
) -> None:
    ResponseFactory.create_batch(2, edition=edition, completed=True, answers={"budget": "ja"})

    answer = client.post(address, ASKED)

    assert answer.streaming
    assert answer.getvalue() == b"".join(FORMATS["csv-nl"].write(read_extract(edition), True))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{edition.slug}.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    (entry,) = written_down()
    assert (entry.actor, entry.target, entry.count, entry.reason) == (
        analyst,
        f"edition:{edition.pk}",
        2,
        "figuren voor het rapport",
    )


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"reason": "  "}, "Vul in waarvoor u de antwoorden nodig hebt. Een paar woorden zijn genoeg."),
        ({"reason": "x" * 201}, "Maak de reden korter. Er passen 200 tekens in, dit zijn er 201."),
        ({"format": "pdf"}, "Kies een soort bestand."),
        ({"format": ""}, "Kies een soort bestand."),
    ],
)
def test_a_refused_form_says_what_to_do_and_keeps_the_rest(
    client: Client, analyst: User, address: str, changed: dict[str, str], problem: str
) -> None:
    answer = client.post(address, ASKED | changed)

    form = answer.context["form"]
    assert list(form.errors.values()) == [[problem]]
    assert problem in answer.content.decode()
    assert form["labels"].value() is True
    assert written_down() == []


def test_an_error_is_tied_to_its_box(client: Client, analyst: User, address: str) -> None:
    text = client.post(address, ASKED | {"reason": ""}).content.decode()

    assert 'aria-describedby="id_reason_helptext id_reason_error"' in text
    assert 'id="id_reason_error"' in text
    assert 'id="id_reason_helptext"' in text


def test_too_many_for_a_page_are_left_to_the_command(
    client: Client, analyst: User, address: str, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    ResponseFactory.create_batch(2, edition=edition, completed=True)
    monkeypatch.setattr(exports, "MOST_ON_A_PAGE", 1)

    answers = [client.get(address), client.post(address, ASKED)]

    for answer in answers:
        assert "Vraag de beheerder om de opdracht export_responses." in answer.content.decode()
        assert "Download het bestand" not in answer.content.decode()
    assert written_down() == []


def test_a_post_needs_its_token(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(member("analist"))

    assert client.post(address, ASKED).status_code == 403
    assert written_down() == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow(
    client: Client,
    analyst: User,
    address: str,
    edition: Edition,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ResponseFactory.create_batch(count, edition=edition, completed=True)
    client.post(address, ASKED).getvalue()

    with django_assert_num_queries(5):
        client.get(address)
    with django_assert_num_queries(8):
        client.post(address, ASKED).getvalue()
