"""The demo gives every figure of the published report, item by item."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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
from tests.conftest import DATA
from tests.surveys.independent.from_exports import Document, from_files

PUBLISHED: dict[str, Any] = json.loads((DATA / "published-2023.json").read_text())

# Where each published figure is found: table and item of ours, by topic and place in the published data.
FIRST = {
    "inwoners invloed laten uitoefenen op het beleid": "invloed",
    "de kwaliteit van het beleid vergroten": "kwaliteit",
    "inwoners horen": "horen",
    "de kloof tussen de overheid en de burgers verkleinen": "kloof",
    "draagvlak creëren": "draagvlak",
    "inclusie": "inclusie",
    "zelfredzaamheid vergroten": "zelfredzaamheid",
}
ESSENTIAL = {
    "verwachtingsmanagement": "verwachtingen",
    "vertrouwen in elkaar hebben": "vertrouwen",
    "duidelijke kaders stellen": "kaders",
    "diversiteit van de inwoners": "diversiteit",
    "relevante informatie beschikbaar hebben voor betrokkenen": "informatie",
    "budget": "budget",
    "inclusiviteit van de inwoners": "inclusiviteit",
}
OTHER = {"anders, namelijk": "anders"}
NONE = {"niks, alles gaat goed": "niks"}
STATEMENTS = {
    "7.1": "verantwoordelijke",
    "7.2": "desk_research",
    "7.3": "toolbox",
    "7.4": "beleid",
    "7.5": "houding",
}
METHODS = {
    "inspraakbijeenkomsten": "methodes_inspraak",
    "enquêtes": "methodes_enquetes",
    "werkbezoeken/schouwen": "methodes_schouwen",
    "adviesraden": "methodes_adviesraden",
    "burgertop": "methodes_vervolg_burgertop",
    "participatief begroten": "methodes_vervolg_begroten",
    "burgervisitatie/audit": "methodes_vervolg_visitatie",
    "referendum": "methodes_vervolg_referendum",
}
FEEDBACK = {
    "terugkoppeling/verslag van een bijeenkomst": "verslag",
    "evaluatie van het project na afloop": "na_afloop",
    "tussentijdse evaluatie": "tussentijds",
}
HOW_OFTEN = {"meerdere keren": "meerdere", "enkele keer": "enkele", "niet": "niet"}
ORGANISATION = {
    "participatiebeleid": "beleid",
    "participatiekader/stappenplan": "kader",
    "multidisciplinair team": "team",
    "verzamelpunt informatie": "verzamelpunt",
    "participatieverordening": "verordening",
    "workshops/trainingen": "workshops",
}
KNOWLEDGE = {
    "digitale bijeenkomsten": "digitaal",
    "workshops": "workshops",
    "fysieke bijeenkomsten": "fysiek",
    "trainingen": "trainingen",
    "digitaal platform": "platform",
    "geen behoefte": "geen",
} | OTHER
CHANNELS = {
    "sociale media": "sociale_media",
    "gemeentelijke website": "website",
    "nieuwsbrief": "nieuwsbrief",
    "postverzending": "post",
    "dorpskrant": "dorpskrant",
} | OTHER
INTERNAL = (
    {
        "competentieontwikkeling van medewerkers": "competentie",
        "cultuurverandering die burgerparticipatie ondersteunt": "cultuur",
        "training in participatiemethoden": "training",
    }
    | OTHER
    | NONE
)
EXTERNAL = (
    {
        "terugkoppeling en opvolging van participatie-inspanningen": "terugkoppeling",
        "het regelmatig evalueren van het participatieproces": "evalueren",
        "verbetering van de informatieverstrekking": "informatie",
    }
    | OTHER
    | NONE
)

Place = tuple[str, ...]


def in_table(topic: str, table: str, items: dict[str, str], *between: str) -> dict[Place, Place]:
    return {(topic, *between, words): (table, item) for words, item in items.items()}


PLACES: dict[Place, Place] = {
    ("definitie", "answered"): ("definitie", "answered"),
    ("definitie", "not_answered"): ("definitie", "not_answered"),
    **in_table("redenen", "redenen_first", FIRST, "first_place"),
    **in_table("redenen", "redenen_top", FIRST, "top_three"),
    ("rapportcijfer", "mark_6"): ("rapportcijfer", "6"),
    ("rapportcijfer", "mark_8"): ("rapportcijfer", "8"),
    **{
        ("interne organisatie", "volledig_or_grotendeels", words): (f"interne_organisatie_{row}", "top")
        for words, row in ORGANISATION.items()
    },
    ("aanvullingen interne organisatie", "answered"): ("aanvullingen", "answered"),
    ("budget beschikbaar", "ja"): ("budget", "ja"),
    ("budget beschikbaar", "nee"): ("budget", "nee"),
    ("budget beschikbaar", "weet niet / vertel ik liever niet"): ("budget", "weet_niet"),
    ("beleidsfasen", "published", "beleidsvoorbereiding", "meeweten"): (
        "beleidsfasen_beleidsvoorbereiding",
        "meeweten",
    ),
    **{("medewerkers", "agree", number): (f"medewerkers_{row}", "top") for number, row in STATEMENTS.items()},
    ("medewerkers", "weet_niet_nvt", "7.3"): ("medewerkers_toolbox", "weet_niet_nvt"),
    ("aantal trajecten", "0"): ("trajecten", "geen"),
    ("aantal trajecten", "6-10"): ("trajecten", "van_6_tot_10"),
    ("aantal trajecten", "16 of meer"): ("trajecten", "vanaf_16"),
    **in_table("interne verbeterpunten", "verbeterpunten_intern", INTERNAL),
    **in_table("externe verbeterpunten", "verbeterpunten_extern", EXTERNAL),
    **in_table("essentieel", "essentieel_first", ESSENTIAL, "first_place"),
    **in_table("essentieel", "essentieel_top", ESSENTIAL, "top_three"),
    ("ambities", "korte termijn answered"): ("ambities_kort", "answered"),
    ("ambities", "lange termijn answered"): ("ambities_lang", "answered"),
    ("ambities", "geen verwachtingen"): ("ambities_keuze", "geen"),
    ("ambities", "weet niet"): ("ambities_keuze", "weet_niet"),
    **in_table("communicatiemiddelen", "communicatiemiddelen", CHANNELS),
    **{
        ("methodes om inwoners te betrekken", published, words): (table, item)
        for published, item in (("meerdere_keren", "meerdere"), ("niet", "niet"))
        for words, table in METHODS.items()
    },
    **{
        ("terugkoppeling en evaluatie", form, words): (f"terugkoppeling_{row}", item)
        for form, row in FEEDBACK.items()
        for words, item in HOW_OFTEN.items()
    },
    ("uitdagingen", "geen uitdagingen"): ("uitdagingen_keuze", "geen"),
    ("uitdagingen", "weet niet"): ("uitdagingen_keuze", "weet_niet"),
    ("wat kan helpen", "geen hulp nodig"): ("hulp_keuze", "geen"),
    ("wat kan helpen", "weet niet"): ("hulp_keuze", "weet_niet"),
    ("samenwerking met andere gemeenten", "ja"): ("samenwerking", "ja"),
    ("samenwerking met andere gemeenten", "nee"): ("samenwerking", "nee"),
    ("samenwerking met andere gemeenten", "weet niet"): ("samenwerking", "weet_niet"),
    **in_table("kennisuitwisseling", "kennisuitwisseling", KNOWLEDGE),
}
# These are not the percentage of one item, and have a test of their own.
APART = {("rapportcijfer", "below_6")} | {
    ("voorbeelden van geslaagde trajecten", "examples_named", kind)
    for kind in ("meedenken", "meebeslissen", "meedoen")
}


def published_figures() -> dict[Place, int]:
    """Every whole number that the report prints, by topic and place."""

    def walk(node: Any, place: Place) -> Iterator[tuple[Place, int]]:
        if isinstance(node, dict):
            for key, value in node.items():
                yield from walk(value, (*place, key))
        elif isinstance(node, int):
            yield place, node

    questions = PUBLISHED["questions"]
    return dict(found for question in questions for found in walk(question, (question["topic"],)))


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
    return found


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
    missing = set(published_figures()) - set(PLACES) - APART

    assert missing == set()


@pytest.mark.parametrize("place", sorted(set(published_figures()) - APART), ids=" / ".join)
def test_a_published_figure_comes_out(results: Results, place: Place) -> None:
    figure = results.figures[PLACES[place]]

    assert figure.percent == published_figures()[place], figure


def test_a_script_of_its_own_finds_every_figure_in_the_exported_files(results: Results) -> None:
    assert results.from_files == results.document


def test_the_marks_come_out(results: Results) -> None:
    marks = {mark: results.figures["rapportcijfer", str(mark)] for mark in range(1, 11)}

    assert round(results.means["rapportcijfer"], 1) == 6.7
    assert percent(sum(marks[mark].count for mark in range(1, 6)), 75) == 8
    assert max(marks, key=lambda mark: marks[mark].count) == 7


def test_the_examples_come_out(results: Results) -> None:
    named = {
        kind: results.figures[f"voorbeelden_{kind}", "examples"].count
        for kind in ("meedenken", "meebeslissen", "meedoen")
    }

    assert named == {"meedenken": 140, "meebeslissen": 60, "meedoen": 54}


def test_what_the_report_says_in_words_comes_out(results: Results) -> None:
    def share(phase: str, item: str) -> int:
        return results.figures[f"beleidsfasen_{phase}", item].percent or 0

    assert share("agendavorming", "meeweten") >= 55
    assert share("agendavorming", "meedenken") == 25
    assert [share(phase, "top") for phase in ("agendavorming", "beleidsvoorbereiding", "besluitvorming")] == [
        9,
        11,
        11,
    ]
    assert share("beleidsvoorbereiding", "meedenken") >= 60
    assert (share("besluitvorming", "meeweten"), share("besluitvorming", "meedenken")) == (40, 40)
    assert share("uitvoering", "meeweten") == 25
    assert share("uitvoering", "top") == 23
    assert 50 < (results.figures["interne_organisatie_toolbox", "top"].percent or 0) < 56


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
