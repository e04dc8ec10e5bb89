from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain.fieldwork import Fieldwork, fieldwork_of
from respondents.enums import CaseState, GemeenteStanding
from respondents.models import Case
from surveys.domain.drafts import pages_of
from surveys.domain.response_rates import Rate
from surveys.enums import Provincie, SizeClass
from surveys.models import Edition
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(edition: Edition) -> Fieldwork:
    """Drenthe answered with one of four, Zeeland with two of two; one in Drenthe declined and one was begun."""
    today = timezone.localdate()
    drenthe = GemeenteFactory.create_batch(
        4, provincie=Provincie.DRENTHE, inhabitants=19_999, inhabitants_on=today
    )
    zeeland = GemeenteFactory.create_batch(2, provincie=Provincie.ZEELAND)
    for gemeente in (drenthe[0], drenthe[0], *zeeland):
        ResponseFactory(edition=edition, gemeente=gemeente, completed=True)
    ResponseFactory(edition=edition, gemeente=drenthe[1])
    Case.objects.create(edition=edition, gemeente=drenthe[2], state=CaseState.REFUSED)
    return fieldwork_of(edition)


def test_gemeenten_are_counted_once_and_persons_each(found: Fieldwork) -> None:
    assert (found.total.responded, found.total.gemeenten, found.arrivals.persons, found.drafts) == (
        3,
        6,
        4,
        1,
    )
    assert found.sizes == [
        (SizeClass.SMALL, Rate("minder dan 20.000 inwoners", 1, 4)),
        ("", Rate("aantal inwoners onbekend", 2, 2)),
    ]
    assert found.standings == {
        GemeenteStanding.ANSWERED: 3,
        GemeenteStanding.BEGUN: 1,
        GemeenteStanding.DECLINED: 1,
        GemeenteStanding.UNMAILED: 1,
    }


def test_who_declined_is_not_called_any_more(found: Fieldwork) -> None:
    assert found.to_call == 2


def test_a_provincie_past_the_target_makes_up_for_no_other(found: Fieldwork) -> None:
    assert (found.needed, [rate.label for rate in found.behind]) == (1, ["Drenthe"])
    assert found.value_of(found.behind[0]) == Provincie.DRENTHE


def test_the_provincie_that_misses_most_is_first(edition: Edition) -> None:
    GemeenteFactory.create_batch(4, provincie=Provincie.DRENTHE)
    GemeenteFactory.create_batch(9, provincie=Provincie.UTRECHT)

    behind = fieldwork_of(edition).behind

    assert [(rate.label, rate.needed(30)) for rate in behind] == [("Utrecht", 3), ("Drenthe", 2)]


def test_an_appointment_is_due_from_its_own_day(edition: Edition) -> None:
    due, answered, later = GemeenteFactory.create_batch(3)
    ResponseFactory(edition=edition, gemeente=answered, completed=True)
    for gemeente, days in ((due, 0), (answered, 0), (later, 1)):
        Case.objects.create(
            edition=edition,
            gemeente=gemeente,
            state=CaseState.APPOINTMENT,
            appointment_at=timezone.now() + timedelta(days=days),
        )

    assert [one.gemeente for one in fieldwork_of(edition).appointments_due] == [due]


def test_of_nothing_everything_is_nothing() -> None:
    found = fieldwork_of(EditionFactory(questionnaire=None))

    assert (found.total.percent, found.needed, found.behind, found.to_call) == (None, 0, [], 0)
    assert (found.gemeenten, found.sizes, found.functies, found.minutes) == ([], [], [], None)


@pytest.mark.parametrize("count", [1, 3])
def test_it_is_nine_queries(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ResponseFactory.create_batch(count, edition=edition, completed=True)
    ResponseFactory.create_batch(count, edition=edition)
    before = EditionFactory(opens_at=timezone.now() - timedelta(days=400))
    pages_of(edition)

    with django_assert_num_queries(9):
        fieldwork_of(edition, [before])
