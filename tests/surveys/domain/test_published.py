"""By which breakdowns an edition is published is decided at its first release, and stays."""

from collections.abc import Sequence

import pytest

from surveys.domain import counting, results
from surveys.domain.published import choose_breakdowns, divisions_of, published
from surveys.enums import Provincie
from surveys.models import Edition, Questionnaire, Response
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_valkey")]

FINE, COARSE = ["provincie", "functie"], ["landsdeel", "functiefamilie"]
# So few groups may be under ten that one person less makes the guard choose the coarser level of both.
FUNCTIES = ["anders", "communicatie", *["adviseur"] * 7]


@pytest.fixture
def closed(questionnaire: Questionnaire) -> Edition:
    """Ten persons in each of nine provincies, and ten in the smallest functie."""
    edition: Edition = EditionFactory(closed=True, questionnaire=questionnaire)
    for provincie, functie in zip(Provincie, FUNCTIES, strict=False):
        gemeente = GemeenteFactory(provincie=provincie)
        answers = {"functie": functie, "budget": "ja"}
        ResponseFactory.create_batch(10, edition=edition, gemeente=gemeente, completed=True, answers=answers)
    return edition


def left_out(edition: Edition) -> Response:
    """One of the smallest functie and of a provincie of ten does not count any more."""
    response = Response.objects.filter(edition=edition, answers__functie="anders").earliest("pk")
    assert counting.leave_out(response, reason="proef van een collega", by=None)
    return response


def levels(edition: Edition) -> Sequence[str]:
    edition.refresh_from_db()
    found = [published(edition, division) for division in ("regio", "functie")]
    return [breakdown.code for breakdown in found if breakdown]


def test_before_the_release_the_guard_chooses_anew(closed: Edition) -> None:
    before = levels(closed)
    response = left_out(closed)
    after = levels(closed)
    counting.count_again(response, reason="toch echt", by=None)

    assert (before, after, levels(closed)) == (FINE, COARSE, FINE)
    assert closed.published_breakdowns is None


def test_after_the_release_cleaning_does_not_change_the_level(closed: Edition) -> None:
    results.release(closed, by=None)

    left_out(closed)

    assert levels(closed) == FINE
    assert closed.published_breakdowns == ["provincie", "grootteklasse", "functie"]


def test_a_coarser_level_stays_too(closed: Edition) -> None:
    response = left_out(closed)
    results.release(closed, by=None)

    counting.count_again(response, reason="toch echt", by=None)

    assert levels(closed) == COARSE


def test_the_choice_of_the_first_release_outlives_a_withdrawal(closed: Edition) -> None:
    results.release(closed, by=None)
    results.withdraw(closed, by=None)
    left_out(closed)
    meanwhile = levels(closed)

    results.release(closed, by=None)

    assert (meanwhile, levels(closed)) == (FINE, FINE)


def test_what_was_not_published_at_the_release_never_is(closed: Edition) -> None:
    """Such as the functie where only a later version of the questionnaire asks for it."""
    results.release(closed, by=None)
    Edition.objects.filter(pk=closed.pk).update(published_breakdowns=["provincie"])
    closed.refresh_from_db()

    assert (divisions_of(closed), levels(closed)) == (["regio"], ["provincie"])
    assert choose_breakdowns(closed) == ["provincie"]


def test_without_a_questionnaire_nothing_is_fixed(closed: Edition) -> None:
    Edition.objects.filter(pk=closed.pk).update(questionnaire=None)
    closed.refresh_from_db()

    results.release(closed, by=None)

    assert (levels(closed), closed.published_breakdowns) == ([], None)
