"""Results go public after the close, by an act that is written down and can be undone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from surveys.domain import results
from surveys.enums import AuditVerb
from surveys.exceptions import ResultsRefused
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import EditionFactory, ResponseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed() -> Edition:
    edition: Edition = EditionFactory(closed=True)
    ResponseFactory.create_batch(results.FEWEST, edition=edition, gemeente=None, completed=True)
    return edition


@pytest.fixture
def somebody() -> User:
    user: User = StaffFactory()
    return user


def written_down() -> list[tuple[str, str, int | None]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "target", "actor_id"))


def test_release_and_withdraw_each_once(closed: Edition, somebody: User) -> None:
    acts = [results.release, results.release, results.withdraw, results.withdraw, results.release]

    changed = [act(closed, by=somebody) for act in acts]
    closed.refresh_from_db()

    assert changed == [True, False, True, False, True]
    assert closed.has_public_results
    target = f"edition:{closed.pk}"
    assert written_down() == [
        (AuditVerb.RELEASED_RESULTS, target, somebody.pk),
        (AuditVerb.WITHDREW_RESULTS, target, somebody.pk),
        (AuditVerb.RELEASED_RESULTS, target, somebody.pk),
    ]


def test_nothing_goes_public_while_answers_come_in(closed: Edition) -> None:
    closed.closes_at = timezone.now() + timedelta(days=1)
    closed.save()

    with pytest.raises(ResultsRefused, match="nog open"):
        results.release(closed, by=None)

    closed.refresh_from_db()
    assert (closed.results_released_at, written_down()) == (None, [])


def test_nothing_goes_public_of_few(closed: Edition) -> None:
    response = closed.responses.first()
    assert response is not None
    response.is_test = True
    response.save()

    with pytest.raises(ResultsRefused, match="Er zijn 9 verzonden vragenlijsten"):
        results.release(closed, by=None)


def test_an_edition_that_opens_again_hides_them_meanwhile(closed: Edition) -> None:
    results.release(closed, by=None)
    closed.refresh_from_db()
    closed.closes_at = timezone.now() + timedelta(days=1)

    assert (closed.results_released_at is not None, closed.has_public_results) == (True, False)
