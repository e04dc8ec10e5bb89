from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import StaffFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

EVENING = datetime(2026, 6, 11, 22, 30, tzinfo=UTC)  # Half past twelve at night in Amsterdam.


@pytest.fixture
def entries(edition: Edition) -> dict[str, AuditEntry]:
    anna, bram = StaffFactory(username="anna"), StaffFactory(username="bram")
    return {
        "export": audit.record(
            AuditVerb.EXPORTED_RESPONSES, edition, by=anna, count=75, reason="voor het rapport"
        ),
        "change": audit.record(AuditVerb.CHANGED, edition, by=bram),
        "wave": AuditEntry.objects.create(verb=AuditVerb.BRAKED_WAVE, target="wave:8", at=EVENING),
    }


@pytest.fixture
def member() -> Client:
    return client_of("projectteam")


def shown(client: Client, **query: object) -> list[AuditEntry]:
    return list(client.get("/beheer/logboek/", query).context["page"].object_list)


def test_it_says_who_did_what_when_to_what(
    member: Client, entries: dict[str, AuditEntry], edition: Edition
) -> None:
    page = " ".join(member.get("/beheer/logboek/").content.decode().split())

    assert f">editie {edition.pk}</a>" in page
    assert '<th scope="row">Antwoorden geëxporteerd</th>' in page
    assert '<td class="number">75</td> <td>voor het rapport</td>' in page
    assert "12 juni 2026, 00:30:00" in page
    assert "het systeem of niemand" in page


def test_it_is_filtered_by_person_verb_day_and_target(
    member: Client, entries: dict[str, AuditEntry], edition: Edition
) -> None:
    anna, today = User.objects.get(username="anna"), timezone.localdate()

    found = {
        "wie": shown(member, wie=anna.pk),
        "wat": shown(member, wat="changed"),
        "dag": shown(member, dag="2026-06-12"),
        "day before": shown(member, dag="2026-06-11"),
        "waaraan": shown(member, waaraan="wave:8"),
        "all": shown(member, wie=anna.pk, wat="changed", dag=today - timedelta(days=9)),
    }

    assert found == {
        "wie": [entries["export"]],
        "wat": [entries["change"]],
        "dag": [entries["wave"]],
        "day before": [],
        "waaraan": [entries["wave"]],
        "all": [],
    }


@pytest.mark.parametrize("words", ["verzending 8", "Verzending 8 ", "wave:8"])
def test_an_object_is_found_by_the_words_of_the_list(
    member: Client, entries: dict[str, AuditEntry], words: str
) -> None:
    assert shown(member, waaraan=words) == [entries["wave"]]


@pytest.mark.parametrize(
    "query",
    [
        {"wie": "0"},
        {"wie": "x"},
        {"wat": "x"},
        {"dag": "gisteren"},
        {"dag": "0001-01-01"},
        {"dag": "9999-12-31"},
        {"waaraan": "'; --"},
        {"waaraan": "a\x00b"},
        {"waaraan": "x" * 50},
        {"waaraan": "verzending acht"},
        {"waaraan": "x" * 70},
    ],
)
def test_rubbish_is_told_and_shows_nothing(
    member: Client, entries: dict[str, AuditEntry], query: dict[str, str]
) -> None:
    answer = member.get("/beheer/logboek/", query)

    assert answer.status_code in (200, 422)
    assert list(answer.context["page"].object_list) == []


def test_it_is_paged_with_its_filter(member: Client, entries: dict[str, AuditEntry]) -> None:
    AuditEntry.objects.bulk_create(AuditEntry(verb=AuditVerb.CHANGED, target="edition:1") for _ in range(60))

    first = member.get("/beheer/logboek/?wat=changed").content.decode()
    second = shown(member, wat="changed", pagina=2)
    beyond = shown(member, wat="changed", pagina="x")

    assert 'href="?wat=changed&amp;pagina=2"' in first
    assert (len(second), len(beyond)) == (11, 50)


def test_the_history_of_an_object_is_the_log_of_it(member: Client, edition: Edition) -> None:
    answer = member.get(f"/beheer/surveys/edition/{edition.pk}/history/")

    assert answer["Location"] == f"/beheer/logboek/?waaraan=edition:{edition.pk}"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_statements(
    member: Client, edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        audit.record(AuditVerb.CHANGED, edition, by=StaffFactory())
    member.get("/beheer/logboek/")

    with django_assert_num_queries(7):
        member.get("/beheer/logboek/")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE surveys_auditentry SET reason = 'x'",
        "DELETE FROM surveys_auditentry",
    ],
)
def test_the_database_lets_nobody_rewrite_it(entries: dict[str, AuditEntry], statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

    assert AuditEntry.objects.filter(pk__in=[entry.pk for entry in entries.values()]).count() == 3
