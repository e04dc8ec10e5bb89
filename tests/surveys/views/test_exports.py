"""The page that gives the answers away: who may, what it says, and what is written down."""

import dataclasses
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain.groups import ROLES
from surveys.enums import AuditVerb, ExportState
from surveys.exports import FORMATS, jobs
from surveys.exports.columns import read_extract
from surveys.models import AuditEntry, Edition, Export
from surveys.views import exports
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import ResponseFactory
from tests.staff import client_of

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

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/beheer/inloggen/")
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


@pytest.mark.parametrize("asked", [ASKED | {"format": "xlsx"}, ASKED | {"format": "csv"}])
def test_what_is_large_is_asked_of_a_worker(
    client: Client, analyst: User, address: str, edition: Edition, monkeypatch: pytest.MonkeyPatch, asked: Any
) -> None:
    ResponseFactory.create_batch(2, edition=edition, completed=True)
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)

    answers = [client.post(address, asked), client.post(address, asked)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, address)] * 2
    waiting = Export.objects.get()
    assert (waiting.asked_by, waiting.format, waiting.labels, waiting.count, waiting.state) == (
        analyst,
        asked["format"],
        True,
        2,
        ExportState.WAITING,
    )
    assert [(entry.actor, entry.count, entry.reason) for entry in written_down()] == [
        (analyst, 2, "figuren voor het rapport")
    ]
    assert '<progress max="100" value="0"' in client.get(address).content.decode()


def test_a_description_is_given_at_once_however_many_there_are(
    client: Client, analyst: User, address: str, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    ResponseFactory.create_batch(2, edition=edition, completed=True)
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 1)

    assert client.post(address, ASKED | {"format": "codebook"}).getvalue().startswith(b"variabele,")


def test_more_than_a_format_holds_is_refused_on_the_page(
    client: Client, analyst: User, address: str, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    ResponseFactory.create_batch(2, edition=edition, completed=True)
    monkeypatch.setitem(FORMATS, "xlsx", dataclasses.replace(FORMATS["xlsx"], most=1))

    answer = client.post(address, ASKED | {"format": "xlsx"})

    assert answer.context["form"].errors["format"] == [
        "Een bestand van deze soort heeft plaats voor 1 vragenlijsten; dit zijn er 2. Kies CSV."
    ]
    assert written_down() == []


@pytest.fixture
def ready(analyst: User, edition: Edition) -> Export:
    ResponseFactory.create_batch(2, edition=edition, completed=True)
    jobs.ask(edition, FORMATS["csv"], labels=False, by=analyst, reason="figuren")
    jobs.run()
    return Export.objects.get()


def test_who_asked_fetches_the_file_and_it_is_written_down(
    client: Client, analyst: User, address: str, edition: Edition, ready: Export
) -> None:
    page = client.get(address).content.decode()
    answer = client.get(f"{address}{ready.pk}/")

    assert f'href="{address}{ready.pk}/"' in page
    assert answer.getvalue() == b"".join(FORMATS["csv"].write(read_extract(edition), False))
    assert answer["Content-Length"] == str(ready.size)
    assert answer["Content-Disposition"] == f'attachment; filename="{edition.slug}.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    (entry,) = AuditEntry.objects.filter(verb=AuditVerb.FETCHED_EXPORT)
    assert (entry.actor, entry.target, entry.count) == (analyst, f"edition:{edition.pk}", 2)


def test_a_file_is_for_nobody_else_and_not_for_ever(
    client: Client, address: str, edition: Edition, ready: Export
) -> None:
    link = f"{address}{ready.pk}/"
    other = Client()
    other.force_login(member("analist"))
    refused = [other.get(link).status_code, client_of("projectteam").get(link).status_code]
    elsewhere = client.get(f"/beheer/exporteren/ergens-anders/{ready.pk}/").status_code
    assert client.get(link).status_code == 200
    Export.objects.update(expires_at=timezone.now())

    assert [*refused, elsewhere, client.get(link).status_code] == [404, 403, 404, 404]
    assert "Uw bestanden" not in client.get(address).content.decode()


def test_the_list_alone_says_how_far_it_is(
    client: Client, analyst: User, address: str, edition: Edition
) -> None:
    claimed = {"state": ExportState.RUNNING, "claim": uuid.uuid4(), "claimed_until": timezone.now()}
    Export.objects.create(edition=edition, asked_by=analyst, format="sav", count=2_000, done=1_250, **claimed)

    text = client.get(f"{address}bestanden/").content.decode()

    assert 'data-refreshes="ja" data-say="60 procent is klaar."' in text
    assert 'value="62"' in text
    assert "Wordt gemaakt: 1.250 van 2.000" in text


def test_what_failed_says_what_to_do(client: Client, analyst: User, address: str, edition: Edition) -> None:
    Export.objects.create(edition=edition, asked_by=analyst, format="sav", count=2, state=ExportState.FAILED)

    assert "Niet gelukt. Vraag het bestand opnieuw" in client.get(address).content.decode()


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

    with django_assert_num_queries(6):
        client.get(address)
    with django_assert_num_queries(8):
        client.post(address, ASKED).getvalue()
