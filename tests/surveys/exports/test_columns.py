"""Who is in an export, what is in a row, and what can never be."""

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from surveys.domain import questionnaires
from surveys.domain.definition_file import read_definition
from surveys.enums import Channel, Missing, Provincie, SizeClass
from surveys.exports import copying
from surveys.exports.cells import Words
from surveys.exports.columns import BACKGROUND, Column, Extract, read_extract
from surveys.exports.statement import rows_of
from surveys.kinds.values import Type
from surveys.models import Edition, Questionnaire
from tests.conftest import DATA
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.surveys.exports.conftest import sent

pytestmark = pytest.mark.django_db


def rows(edition: Edition) -> list[dict[str, str | None]]:
    return rows_in(read_extract(edition))


def rows_in(extract: Extract) -> list[dict[str, str | None]]:
    codes = [column.code for column in extract.columns]
    return [dict(zip(codes, row, strict=True)) for row in copying.rows(rows_of(extract, Words()))]


def answers(edition: Edition, *codes: str) -> list[str | None]:
    (row,) = rows(edition)
    return [row[code] for code in codes]


@pytest.fixture
def newer(questionnaire: Questionnaire) -> Questionnaire:
    """Version 2: the mark got another code, the first answer on *budget* other words, and there is a third."""
    text = (
        (DATA / "every-kind.yaml")
        .read_text(encoding="utf-8")
        .replace("version: 1", "version: 2")
        .replace("code: cijfer", "code: rapportcijfer")
        .replace(
            "{code: ja, label: Ja}", "{code: ja, label: Dat is er}\n              - {code: soms, label: Soms}"
        )
    )
    return questionnaires.publish(questionnaires.store(read_definition(text, "nieuw.yaml")), by=None)


def test_only_what_was_sent_in_time_and_in_earnest_is_exported(edition: Edition) -> None:
    sent(edition, {"cijfer": 7})
    sent(edition, {"cijfer": 1}, completed_at=None)
    sent(edition, {"cijfer": 2}, is_test=True)
    sent(edition, {"cijfer": 3}, is_late=True)
    ResponseFactory(completed=True, answers={"cijfer": 4})

    extract = read_extract(edition)

    assert answers(edition, "cijfer") == ["7"]
    assert extract.count == 1


def test_the_background_is_there_without_a_gemeente(edition: Edition) -> None:
    sent(edition, {}, channel=Channel.OPEN, source="nieuwsbrief")

    values = answers(edition, *(column.code for column in BACKGROUND[1:]))

    assert values == [
        "elke-soort versie 1",
        Provincie.ZEELAND,
        SizeClass.MEDIUM,
        Channel.OPEN,
        "nieuwsbrief",
        "2023-06-12",
        "2023-06-13",
        "15.5",
    ]


def test_an_unknown_background_is_empty(edition: Edition) -> None:
    sent(edition, {}, gemeente=None)

    assert answers(edition, "provincie", "grootteklasse", "bron") == [None, None, None]


def test_a_gemeente_without_inhabitants_has_no_size(edition: Edition) -> None:
    sent(edition, {}, gemeente=GemeenteFactory(provincie=Provincie.DRENTHE))

    assert answers(edition, "provincie", "grootteklasse") == [Provincie.DRENTHE, None]


def test_nothing_in_a_row_leads_back(edition: Edition) -> None:
    gemeente = GemeenteFactory(
        name="Aardenburg", code="GM9876", inhabitants=31_234, inhabitants_on="2023-01-01"
    )
    response = sent(edition, {"cijfer": 7}, gemeente=gemeente)

    (row,) = rows(edition)

    printed = str(row)
    assert "'cijfer': '7'" in printed
    for clue in (
        "Aardenburg",
        "aardenburg",
        "GM9876",
        "31234",
        response.receipt,
        "22:05",
        "datetime.datetime",
    ):
        assert clue not in printed
    assert str(response.pk) not in row.values()


def test_a_pseudonym_is_kept_and_rests_on_our_key(edition: Edition, settings: Settings) -> None:
    for _ in range(3):
        sent(edition, {})

    first, again = ([row["respons"] for row in rows(edition)] for _ in range(2))
    settings.SECRET_KEY = "een-andere-sleutel"
    other = [row["respons"] for row in rows(edition)]

    assert first == again == sorted(first)
    assert len({*first, *other}) == 6


def test_each_reason_for_a_missing_answer_has_its_own_code(edition: Edition) -> None:
    seen = {"functie": None, "functie_anders": None, "budget": "weet_niet", "bedrag": None, "kanalen": None}
    sent(edition, seen)

    assert answers(edition, "functie", "functie_anders_tekst", "kanalen_website") == [Missing.SKIPPED] * 3
    assert answers(edition, "bedrag", "bedrag_keuze") == [Missing.NOT_SHOWN] * 2
    assert answers(edition, "cijfer", "redenen_1", "stellingen_beleid") == [Missing.NOT_REACHED] * 3
    assert answers(edition, "budget") == ["weet_niet"]


def test_an_answer_that_routing_has_hidden_since_is_not_exported(edition: Edition) -> None:
    sent(edition, {"budget": "nee", "bedrag": 25_000, "bedrag_keuze": "verschilt"})

    assert answers(edition, "bedrag", "bedrag_keuze") == [Missing.NOT_SHOWN] * 2


def test_a_text_of_an_answer_that_was_not_given_is_not_shown(edition: Edition) -> None:
    sent(edition, {"functie": "adviseur", "functie_anders": "Griffier"})

    assert answers(edition, "functie_anders_tekst") == [Missing.NOT_SHOWN]


def test_columns_of_an_older_version_come_after_those_of_the_edition(
    edition: Edition, newer: Questionnaire
) -> None:
    sent(edition, {"cijfer": 6, "budget": "ja"})
    edition.questionnaire = newer
    edition.save()
    sent(edition, {"rapportcijfer": 8, "budget": "soms"})

    columns = {column.code: column for column in read_extract(edition).columns}
    found = sorted((str(row["vragenlijst"]), row["cijfer"], row["rapportcijfer"]) for row in rows(edition))

    codes = list(columns)
    assert codes.index("rapportcijfer") == codes.index("redenen_1") - 1
    assert codes[-1] == "cijfer"
    assert found == [
        ("elke-soort versie 1", "6", Missing.NOT_SHOWN),
        ("elke-soort versie 2", Missing.NOT_SHOWN, "8"),
    ]
    assert columns["budget"].value_labels == {
        "ja": "Dat is er",
        "soms": "Soms",
        "nee": "Nee",
        "weet_niet": "Weet niet",
    }


def test_an_option_of_an_older_version_keeps_its_label(edition: Edition, newer: Questionnaire) -> None:
    sent(edition, {})
    sent(edition, {"budget": "soms"}, questionnaire=newer)

    (budget,) = (column for column in read_extract(edition).columns if column.code == "budget")

    assert budget.value_labels == {"ja": "Ja", "nee": "Nee", "weet_niet": "Weet niet", "soms": "Soms"}


def test_a_version_that_comes_in_during_an_export_waits_for_the_next(
    edition: Edition, newer: Questionnaire
) -> None:
    sent(edition, {})
    extract = read_extract(edition)
    sent(edition, {}, questionnaire=newer)

    assert [len(rows_in(extract)), len(rows(edition))] == [1, 2]


def test_an_edition_without_a_questionnaire_has_those_of_its_responses(edition: Edition) -> None:
    sent(edition, {"cijfer": 7})
    edition.questionnaire = None
    edition.save()

    assert answers(edition, "cijfer") == ["7"]


def test_a_tick_knows_the_question_that_it_belongs_to(edition: Edition) -> None:
    columns = {column.code: column for column in read_extract(edition).columns}

    assert columns["kanalen_krant"] == Column(
        code="kanalen_krant",
        label="Welke middelen gebruikt uw gemeente? Krant",
        value_labels={"0": "Niet gekozen", "1": "Gekozen"},
        multiple_response_set="kanalen",
        tables=("kanalen",),
        part="krant",
        part_label="Krant",
        type=Type.INTEGER,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_an_extract_costs_two_statements(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        sent(edition, {"cijfer": 7})
    rows(edition)

    with django_assert_num_queries(2):
        assert len(rows(edition)) == count
