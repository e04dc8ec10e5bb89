"""The tables that psql and BI programs see."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from psycopg.errors import InsufficientPrivilege

from surveys.apps import drop_views
from surveys.domain import questionnaires
from surveys.exports import sql_views
from surveys.models import Edition, Questionnaire
from tests.factories.surveys import GemeenteFactory
from tests.surveys.exports.conftest import sent
from tests.surveys.exports.test_csv import EVERY_KIND

pytestmark = pytest.mark.django_db
VIEWS = ["elke_soort_v1", "elke_soort_v1_labels", "elke_soort_v1_variabelen"]


def rows(view: str, columns: str = "*") -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM resultaten.{view}")  # noqa: S608
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def views() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT viewname FROM pg_views WHERE schemaname = 'resultaten' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture(autouse=True)
def made(questionnaire: Questionnaire) -> None:
    sql_views.drop_all()
    sql_views.make(questionnaire)


def test_values_have_their_types_and_no_answer_is_null(edition: Edition) -> None:
    sent(edition, EVERY_KIND | {"bedrag": 1250.5, "cijfer": "weet_niet"})
    sent(edition, EVERY_KIND | {"budget": "nee", "functie": "adviseur"})

    columns = "functie, functie_anders_tekst, budget, bedrag, cijfer, kanalen_krant, voorbeelden, verzonden_op::text"
    one, other = sorted(rows("elke_soort_v1", columns), key=lambda row: str(row["cijfer"]), reverse=True)

    assert one | {"bedrag": float(one["bedrag"])} == {
        "functie": "anders",
        "functie_anders_tekst": "Griffier",
        "budget": "ja",
        "bedrag": 1250.5,
        "cijfer": None,
        "kanalen_krant": 0,
        "voorbeelden": "Het plein\nDe speeltuin",
        "verzonden_op": "2023-06-13",
    }
    assert (other["bedrag"], other["cijfer"], other["functie_anders_tekst"]) == (None, 7, None)


def test_labels_say_why_there_is_no_answer(edition: Edition) -> None:
    sent(edition, {"budget": "nee", "cijfer": None})

    (row,) = rows("elke_soort_v1_labels", "editie, provincie, budget, bedrag, cijfer, definitie")

    assert list(row.values()) == [
        edition.slug,
        "Zeeland",
        "Nee",
        "Niet getoond (routing)",
        "Gezien, niet ingevuld",
        "Niet bereikt",
    ]


def test_each_variable_and_code_is_explained(questionnaire: Questionnaire) -> None:
    found = [row for row in rows("elke_soort_v1_variabelen") if row["variabele"] in ("budget", "definitie")]

    assert [tuple(row.values())[2:] for row in found] == [
        ("ja", "Ja"),
        ("nee", "Nee"),
        ("weet_niet", "Weet niet"),
        (None, None),
    ]


def test_only_what_counts_is_there(edition: Edition) -> None:
    sent(edition, {})
    sent(edition, {}, is_test=True)
    sent(edition, {}, is_late=True)
    sent(edition, {}, is_double=True)
    sent(edition, {}, completed_at=None)

    assert [len(rows(view)) for view in VIEWS[:2]] == [1, 1]


def test_nothing_leads_back(edition: Edition) -> None:
    gemeente = GemeenteFactory(
        name="Aardenburg", code="GM9876", inhabitants=31_234, inhabitants_on="2023-01-01"
    )
    response = sent(edition, EVERY_KIND, gemeente=gemeente)

    found = str([rows(view) for view in VIEWS[:2]])

    assert "Griffier" in found
    for clue in ("Aardenburg", "GM9876", "31234", response.receipt, "22:05"):
        assert clue not in found


def test_making_them_again_makes_nothing(questionnaire: Questionnaire) -> None:
    assert views() == VIEWS
    assert sql_views.make_all() == 0


def test_one_that_is_outdated_is_made_again(questionnaire: Questionnaire) -> None:
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON VIEW resultaten.elke_soort_v1_labels IS 'van een eerdere uitgave'")

    assert [sql_views.make_all(), sql_views.make_all()] == [1, 0]


def test_the_command_makes_those_of_versions_published_before(questionnaire: Questionnaire) -> None:
    sql_views.drop_all()

    call_command("make_views")

    assert views() == VIEWS


def test_they_are_out_of_the_way_of_a_migration(questionnaire: Questionnaire) -> None:
    drop_views(plan=[])
    before = views()
    drop_views(plan=["a migration"])

    assert [before, views()] == [VIEWS, []]


def test_publishing_rings_for_them(
    questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[str] = []
    monkeypatch.setattr("surveys.domain.doorbell.ring", rung.append)
    concept = questionnaires.new_version(questionnaire, by=None)

    with django_capture_on_commit_callbacks(execute=True):
        questionnaires.publish(concept, by=None)
        questionnaires.publish(concept, by=None)

    assert rung == ["surveys.tasks.make_views"]


def test_a_reader_of_the_views_can_read_nothing_else(edition: Edition) -> None:
    sent(edition, {"budget": "ja"})
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE lezer_van_views; GRANT USAGE ON SCHEMA resultaten TO lezer_van_views")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA resultaten TO lezer_van_views")
        cursor.execute("SET LOCAL ROLE lezer_van_views")

    assert rows("elke_soort_v1", "budget") == [{"budget": "ja"}]
    with pytest.raises(Exception, match="permission denied") as refusal, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM surveys_response")
    assert isinstance(refusal.value.__cause__, InsufficientPrivilege)
