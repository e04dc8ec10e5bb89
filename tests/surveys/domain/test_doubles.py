from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from surveys.domain import doubles
from surveys.domain.doubles import LOOK_BACK, Sheet, Suspicion
from surveys.models import Edition, Gemeente, Response
from tests.factories.surveys import GemeenteFactory, ResponseFactory

MORNING = datetime(2023, 6, 12, 9, tzinfo=UTC)
TEXT = "Inwoners denken vanaf het begin mee over het plan"
VALUES: Mapping[str, Any] = {f"vraag_{number}": ("deels",) for number in range(20)}
GROUP = (1, "adviseur")


def sheet(number: int, **more: Any) -> Sheet:
    """The answers that came in so many minutes after nine."""
    known = {"group": GROUP, "values": VALUES, "texts": {}}
    return Sheet(number, MORNING + timedelta(minutes=number), counts=True, **(known | more))


def evidence(first: Sheet, second: Sheet) -> list[str]:
    return doubles.evidence_of(first, second)


def different(count: int) -> dict[str, Any]:
    """The values with so many of them changed."""
    return {**VALUES, **{f"vraag_{number}": ("volledig",) for number in range(count)}}


def test_near_identical_of_one_gemeente_and_functie_is_evidence() -> None:
    assert evidence(sheet(1), sheet(2, values=different(2))) == [
        "Zelfde gemeente en functie; 18 van de 20 antwoorden zijn gelijk (90%)."
    ]
    assert evidence(sheet(1), sheet(2, values=different(3))) == []


@pytest.mark.parametrize("group", [(2, "adviseur"), (1, "griffier"), None])
def test_of_another_gemeente_or_functie_the_same_answers_prove_nothing(group: Any) -> None:
    assert evidence(sheet(1), sheet(2, group=group)) == []
    assert evidence(sheet(1, group=group), sheet(2)) == []
    assert evidence(sheet(1, group=None), sheet(2, group=None)) == []


@pytest.mark.parametrize(("both", "is_evidence"), [(10, True), (9, False)])
def test_a_few_answers_prove_nothing(both: int, is_evidence: bool) -> None:
    few = dict(list(VALUES.items())[:both])

    assert bool(evidence(sheet(1), sheet(2, values=few))) == is_evidence


def wrote(number: int, **texts: str) -> Sheet:
    return sheet(number, group=(number, "adviseur"), values={}, texts=texts)


def test_the_same_words_are_evidence_wherever_they_come_from() -> None:
    first = wrote(1, ambities=TEXT, definitie=TEXT, goed="Iets anders dan de ander schreef", hulp=TEXT)

    assert evidence(first, wrote(2, hulp=TEXT, definitie=TEXT)) == [
        "2 van de 2 teksten zijn woord voor woord gelijk (definitie, hulp)."
    ]
    assert evidence(first, wrote(2, ambities=TEXT, definitie=TEXT, goed="Eigen woorden", hulp=TEXT)) == [
        "3 van de 4 teksten zijn woord voor woord gelijk (ambities, definitie, hulp)."
    ]
    assert evidence(first, wrote(2, ambities=TEXT, definitie="Eigen woorden", hulp=TEXT)) == []


@pytest.mark.parametrize(("length", "is_evidence"), [(60, True), (59, False)])
def test_one_phrase_in_common_proves_nothing(length: int, is_evidence: bool) -> None:
    text = "a" * length

    assert bool(evidence(wrote(1, definitie=text), wrote(2, definitie=text))) == is_evidence


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minuten"),
        (1, "1 minuut"),
        (59, "59 minuten"),
        (60, "1 uur"),
        (24 * 60 - 1, "23 uur"),
        (24 * 60, "1 dag"),
        (9 * 24 * 60, "9 dagen"),
    ],
)
def test_gap_is_in_words(minutes: int, words: str) -> None:
    assert doubles.gap(sheet(0), sheet(minutes)) == f"Het tweede is {words} na het eerste verstuurd."


def test_candidates_are_each_pair_once() -> None:
    sheets = [sheet(number, texts={"definitie": TEXT, "hulp": TEXT}) for number in range(3)]

    pairs = [(first.pk, second.pk) for first, second in doubles.candidates(sheets)]

    assert sorted(pairs) == [(0, 1), (0, 2), (1, 2)]


def test_what_was_sent_a_hundred_times_is_shown_beside_the_one_before() -> None:
    sheets = [sheet(number, group=(number, "adviseur"), texts={"definitie": TEXT}) for number in range(100)]

    pairs = [(first.pk, second.pk) for first, second in doubles.candidates(sheets)]

    assert pairs == [(number, number + 1) for number in range(99)]


def test_the_work_grows_with_the_number_of_responses() -> None:
    """All of one gemeente and functie, with the same texts: the worst that can come in."""
    texts = {"definitie": TEXT, "hulp": TEXT}

    pairs = {
        count: sum(1 for _ in doubles.candidates(sheet(number, texts=texts) for number in range(count)))
        for count in (4_000, 8_000)
    }

    assert pairs[8_000] <= 8_000 * (LOOK_BACK + len(texts))
    assert pairs[8_000] == pairs[4_000] + 4_000 * LOOK_BACK


@pytest.fixture
def gemeente(db: None) -> Gemeente:
    return GemeenteFactory(name="Zwolle")


ANSWERS: Mapping[str, Any] = {
    "functie": "adviseur",
    "budget": "ja",
    "bedrag": 25_000,
    "kanalen": ["website", "krant"],
    "cijfer": 7,
    "redenen": ["invloed", "kwaliteit", "draagvlak"],
    "stellingen_beleid": "deels",
    "stellingen_toolbox": "volledig",
    "definitie": "Inwoners denken   vanaf het BEGIN mee\nover het plan",
    "ambities_kort": "geen idee",
    "voorbeelden": ["Het plein bij de oude school", "Park"],
}


def respond(edition: Edition, gemeente: Gemeente, minutes: int, **more: Any) -> Response:
    return ResponseFactory(
        edition=edition,
        gemeente=gemeente,
        completed_at=MORNING + timedelta(minutes=minutes),
        answers={**ANSWERS, **more},
    )


def test_sheets_hold_codes_and_long_texts_in_one_spelling(edition: Edition, gemeente: Gemeente) -> None:
    response = respond(edition, gemeente, 0, cijfer="weet_niet", functie_anders=None)

    assert list(doubles.sheets_of(edition)) == [
        Sheet(
            response.pk,
            MORNING,
            True,
            (gemeente.pk, "adviseur"),
            {
                "functie": ("adviseur",),
                "budget": ("ja",),
                "bedrag": (25_000,),
                "kanalen": ("website", "krant"),
                "redenen": ("invloed", "kwaliteit", "draagvlak"),
                "stellingen_beleid": ("deels",),
                "stellingen_toolbox": ("volledig",),
            },
            {
                "definitie": "inwoners denken vanaf het begin mee over het plan",
                "voorbeelden": "het plein bij de oude school park",
            },
        )
    ]


def test_sheets_leave_out_what_routing_hides_and_what_does_not_count(
    edition: Edition, gemeente: Gemeente
) -> None:
    respond(edition, gemeente, 0, budget="nee")
    for left_out in ({"is_test": True}, {"is_late": True}, {"completed_at": None}):
        ResponseFactory(edition=edition, **{"completed_at": MORNING, **left_out})

    [only] = doubles.sheets_of(edition)

    assert "bedrag" not in only.values


def test_suspected_names_two_responses_and_the_evidence(
    edition: Edition, gemeente: Gemeente, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubles, "FEWEST_COMPARED", 5)
    second = respond(edition, gemeente, 12)
    first = respond(edition, gemeente, 0)
    respond(edition, gemeente, 5, budget="nee", kanalen=None, cijfer=3, definitie="", voorbeelden=None)

    found = doubles.suspected(edition)

    assert found == [
        Suspicion(
            first.pk,
            second.pk,
            (
                "Zelfde gemeente en functie; 8 van de 8 antwoorden zijn gelijk (100%).",
                "2 van de 2 teksten zijn woord voor woord gelijk (definitie, voorbeelden).",
                "Het tweede is 12 minuten na het eerste verstuurd.",
            ),
            is_settled=False,
        )
    ]
    assert "Zwolle" not in str(found)


def test_suspected_keeps_what_was_set_apart_and_puts_it_last(edition: Edition, gemeente: Gemeente) -> None:
    texts = [{"definitie": TEXT * 2}, {"definitie": TEXT[::-1] * 2}]
    pairs = [
        [respond(edition, gemeente, minutes, functie=None, voorbeelden=None, **text).pk for minutes in (0, 5)]
        for text in texts
    ]
    Response.objects.filter(pk=pairs[0][1]).update(is_double=True)

    found = [(pair.first, pair.second, pair.is_settled) for pair in doubles.suspected(edition)]

    assert found == [(*pairs[1], False), (*pairs[0], True)]


@pytest.mark.parametrize("count", [1, 3])
def test_suspected_costs_one_query(
    edition: Edition, gemeente: Gemeente, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        respond(edition, gemeente, number)
    doubles.suspected(edition)

    with django_assert_num_queries(1):
        assert len(doubles.suspected(edition)) == count * (count - 1) // 2
