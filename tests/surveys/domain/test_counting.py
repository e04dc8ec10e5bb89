from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.domain import counting
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition, Response
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db

REASON = "zelfde teksten als een andere"


def state(response: Response) -> tuple[bool, str]:
    response.refresh_from_db()
    return response.is_double, response.double_reason


def written_down() -> list[tuple[object, ...]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "target", "reason", "actor"))


@pytest.fixture
def response(edition: Edition) -> Response:
    return ResponseFactory(edition=edition, completed=True, answers={"budget": "ja"})


@pytest.fixture
def pair(edition: Edition) -> list[Response]:
    """Two sent answers of one person, the first one first."""
    now = timezone.now()
    moments = (now - timedelta(days=1), now)
    return [ResponseFactory(edition=edition, completed_at=moment) for moment in moments]


def test_leave_out_and_count_again_are_written_down_once(response: Response) -> None:
    staff = StaffFactory()
    before = len(written_down())

    left = [counting.leave_out(response, reason=reason, by=staff) for reason in (REASON, "nog eens")]
    after_leaving = state(response)
    back = [counting.count_again(response, reason="toch twee mensen", by=staff) for _ in range(2)]

    assert (left, after_leaving) == ([True, False], (True, REASON))
    assert (back, state(response)) == ([True, False], (False, ""))
    assert response.answers == {"budget": "ja"}
    assert written_down()[before:] == [
        (AuditVerb.LEFT_OUT_RESPONSE, f"response:{response.pk}", REASON, staff.pk),
        (AuditVerb.COUNTED_RESPONSE, f"response:{response.pk}", "toch twee mensen", staff.pk),
    ]


def test_a_draft_is_not_left_out(edition: Edition) -> None:
    draft = ResponseFactory(edition=edition)

    assert not counting.leave_out(draft, reason=REASON, by=None)
    assert state(draft) == (False, "")


def test_the_analyst_does_not_count_the_second_answer_of_one_person(pair: list[Response]) -> None:
    counting.let_first_count(Response.objects.all())

    assert not counting.count_again(pair[1], reason=REASON, by=None)
    assert [state(response) for response in pair] == [(False, ""), (True, "")]


def test_what_the_analyst_left_out_pushes_no_other_away(pair: list[Response]) -> None:
    counting.leave_out(pair[0], reason=REASON, by=None)

    counting.let_first_count(Response.objects.all())
    by_itself = [state(response) for response in pair]
    counting.let_all_count(Response.objects.all())

    assert by_itself == [state(response) for response in pair] == [(True, REASON), (False, "")]


def test_the_team_has_the_last_word_on_one_person(pair: list[Response]) -> None:
    counting.leave_out(pair[0], reason=REASON, by=None)

    counting.let_one_count(Response.objects.all(), pair[0])

    assert [state(response) for response in pair] == [(False, ""), (True, "")]


@pytest.mark.parametrize(("is_double", "reason"), [(False, ""), (True, ""), (True, REASON)])
def test_a_double_may_have_a_reason(edition: Edition, is_double: bool, reason: str) -> None:
    response = ResponseFactory(edition=edition, is_double=is_double, double_reason=reason)

    assert state(response) == (is_double, reason)


def test_what_counts_has_no_reason_not_to(edition: Edition) -> None:
    with pytest.raises(IntegrityError, match="response_reason_only_of_double"), transaction.atomic():
        ResponseFactory(edition=edition, double_reason=REASON)
