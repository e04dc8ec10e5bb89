"""The demo gives every figure of the published report, item by item."""

import io
import json
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker, Settings

from respondents.domain import demo
from respondents.domain.fieldwork import Fieldwork, fieldwork_of
from respondents.domain.outcome_table import OutcomeTable, outcome_table
from respondents.models import Invitation, Respondent
from surveys.domain import gemeenten
from surveys.domain.figures import Figure
from surveys.domain.percentages import percent
from surveys.domain.response_rates import ResponseTable, response_table
from surveys.enums import Channel
from surveys.models import Edition, Response, Save
from tests.published import (
    APART,
    EXAMPLES,
    IN_WORDS,
    LARGEST,
    MEANINGS,
    PLACES,
    PUBLISHED,
    Place,
    bases,
    published,
)
from tests.surveys.independent.from_exports import Document, from_files

# The fixture needs the tables, also where no test of another module has asked for them.
pytestmark = pytest.mark.django_db

BASES = Path("docs/bases.md")


@dataclass(frozen=True)
class Results:
    figures: dict[Place, Figure]
    means: dict[str, float]
    table: ResponseTable
    fieldwork: Fieldwork
    counts: dict[str, int]
    outcomes: OutcomeTable
    document: Document
    from_files: Document


@pytest.fixture(scope="module")
def results(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Results:
    """The demo made twice, counted, and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        gemeenten.load()
        call_command("load_questionnaire", "surveys/definitions/ambtenaren-2023.yaml", "--publish")
        demo.make("wachtwoord-demo")
        once = rows()
        demo.make("wachtwoord-demo")
        assert rows() == once
        edition = Edition.objects.get(slug="ambtenaren-2023")
        document = printed(edition)
        found = Results(
            figures={(figure["table"], figure["item"]): Figure(**figure) for figure in document["figures"]},
            means={mean["question"]: mean["mean"] for mean in document["means"]},
            table=response_table(edition),
            fieldwork=fieldwork_of(edition),
            counts=once,
            outcomes=outcome_table(edition),
            document=document,
            from_files=from_files(edition),
        )
        transaction.set_rollback(True)
    return found


def printed(edition: Edition) -> Document:
    """What the command prints of it."""
    out = io.StringIO()
    call_command("figures", edition.slug, stdout=out)
    found = json.loads(out.getvalue())
    assert found.pop("edition") == edition.slug
    return {name: found[name] for name in ("figures", "means")}


def rows() -> dict[str, int]:
    edition = Edition.objects.get(slug="ambtenaren-2023")
    return {
        "invited": edition.invitations.count(),
        "respondents": Respondent.objects.count(),
        "completed": edition.responses.completed().count(),
        "by the personal link": Invitation.objects.filter(response__channel=Channel.PERSONAL).count(),
        "by the open link": Response.objects.filter(channel=Channel.OPEN).count(),
        "saves": Save.objects.count(),
        "open for": Edition.objects.open().count(),
        "invited now": Edition.objects.open().get().invitations.count(),
    }


def test_every_published_figure_has_its_place() -> None:
    assert {*published(int), *published(float)} - {*PLACES, *APART} == set()
    assert {*published(str)} == {*IN_WORDS}
    assert {*published(str).values()} == {*MEANINGS}


@pytest.mark.parametrize("place", sorted(published(int).keys() - APART), ids=" / ".join)
def test_a_published_figure_comes_out(results: Results, place: Place) -> None:
    figure = results.figures[PLACES[place]]

    assert figure.percent == published(int)[place], figure


@pytest.mark.parametrize("place", sorted(IN_WORDS), ids=" / ".join)
def test_what_the_report_says_in_words_comes_out(results: Results, place: Place) -> None:
    words, figure = published(str)[place], results.figures[IN_WORDS[place]]
    others = [other.count for other in results.figures.values() if other.table == figure.table]

    assert figure.percent in MEANINGS[words], figure
    assert words not in LARGEST or figure.count == max(others), figure


def test_a_script_of_its_own_finds_every_figure_in_the_exported_files(results: Results) -> None:
    assert results.from_files == results.document


def test_the_marks_come_out(results: Results) -> None:
    marks = {mark: results.figures["rapportcijfer", str(mark)] for mark in range(1, 11)}

    assert round(results.means["rapportcijfer"], 1) == published(float)["rapportcijfer", "mean"] == 6.7
    low, base = sum(marks[mark].count for mark in range(1, 6)), marks[1].base
    assert percent(low, base) == published(int)["rapportcijfer", "below_6"] == 8


def test_the_examples_come_out(results: Results) -> None:
    named = {place: results.figures[found].count for place, found in EXAMPLES.items()}

    assert named == {place: published(int)[place] for place in EXAMPLES}


def test_the_amounts_run_from_and_to_what_the_report_says(results: Results) -> None:
    (amounts,) = (mean for mean in results.document["means"] if mean["question"] == "budget_hoogte")

    assert (amounts["lowest"], amounts["highest"]) == (10_000, 300_000)
    assert results.figures["budget_hoogte", "niet_te_noemen"].count > 0


def test_the_document_has_the_base_of_each(results: Results) -> None:
    """Run with BASES=write to write them anew."""
    written = BASES.read_text(encoding="utf-8")
    start = written.index("| figure |")
    if os.environ.get("BASES") == "write":
        BASES.write_text(written[:start] + bases(results.figures), encoding="utf-8")

    assert written[start:] == bases(results.figures)


def test_the_response_table_is_the_published_one(results: Results) -> None:
    published = {
        name: figures for name, figures in PUBLISHED["response_by_provincie"].items() if name != "columns"
    }

    assert {row.label: [row.responded, row.gemeenten, row.percent] for row in results.table.rows} == published
    total = results.table.total
    assert (total.responded, total.gemeenten, total.percent) == (75, 342, 21.9)
    assert {functie.label: functie.persons for functie in results.table.functies} == PUBLISHED[
        "response_by_functie"
    ]


def test_the_published_response_is_rr1_of_gemeenten(results: Results) -> None:
    """58 of the 75 were invited themselves, so that of persons is another number."""
    rr1 = results.outcomes.rates[0]
    counts = {line.disposition.code: (line.persons, line.gemeenten) for line in results.outcomes.lines}

    assert rr1.formula.name == "RR1"
    assert (rr1.gemeenten.count, rr1.gemeenten.base, rr1.gemeenten.percent) == (75, 342, 21.9)
    assert (rr1.persons.count, rr1.persons.base, rr1.persons.percent) == (58, 342, 17.0)
    assert (counts["1.1"], counts["3.11"], results.outcomes.outside) == ((58, 75), (284, 267), 17)
    assert results.outcomes.is_final


def test_the_page_of_the_fieldwork_has_the_same_table(results: Results) -> None:
    found, table = results.fieldwork, results.table

    assert (found.rates, found.total, found.functies) == (table.rows, table.total, table.functies)
    assert (found.arrivals.persons, sum(found.course.per_day), found.drafts) == (75, 75, 0)
    assert sum(rate.responded for _, rate in found.sizes) == 75
    assert (found.needed, found.minutes) == (34, 14)
    assert [moment.words for moment in found.course.moments] == [
        "Uitnodiging",
        "Herinnering 1",
        "Herinnering 2",
        "Start bellen",
        "Sluiting",
    ]


def test_a_base_is_smaller_only_where_75_cannot_give_the_figure(results: Results) -> None:
    smaller = {
        figure.table
        for figure in results.figures.values()
        if figure.base == 74 and figure.question not in ("budget_hoogte", "samenwerking_waarom")
    }

    assert smaller == {
        "interne_organisatie_verordening",
        "medewerkers_beleid",
        "methodes_vervolg_begroten",
        "samenwerking",
        "kennisuitwisseling",
    }


def test_the_demo_invites_everybody_and_opens_an_edition(results: Results) -> None:
    assert results.counts == {
        "invited": 342,
        "respondents": 342,
        "completed": 75,
        "by the personal link": 58,
        "by the open link": 17,
        "saves": 1597,
        "open for": 1,
        "invited now": 12,
    }


def test_the_demo_is_refused_elsewhere(settings: Settings) -> None:
    settings.LOCAL = False

    with pytest.raises(CommandError, match="alleen op een eigen machine"):
        call_command("demo")
