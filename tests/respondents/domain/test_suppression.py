import itertools

import pytest

from respondents.domain import opt_out
from respondents.domain.addresses import suppress
from respondents.enums import SuppressionReason
from respondents.models import Suppression
from tests.factories.respondents import InvitationFactory

pytestmark = pytest.mark.django_db
ADDRESS = "sanne@zwolle.example"
OPT_OUT, BOUNCED, COMPLAINT = SuppressionReason


@pytest.mark.parametrize("order", list(itertools.permutations(SuppressionReason)))
def test_the_strongest_reason_stays_whatever_came_first(order: tuple[SuppressionReason, ...]) -> None:
    for reason in order:
        suppress(ADDRESS, reason)

    assert list(Suppression.objects.values_list("reason", flat=True)) == [COMPLAINT]


def test_suppress_says_whether_it_changed_something() -> None:
    reasons = (OPT_OUT, OPT_OUT, BOUNCED, OPT_OUT)

    assert [suppress(ADDRESS, reason) for reason in reasons] == [True, False, True, False]


def test_a_complaint_is_not_undone_and_an_opt_out_is() -> None:
    first, second = InvitationFactory.create_batch(2)
    opt_out.opt_out(first.respondent)
    opt_out.complain(second.respondent)
    for invitation in (first, second):
        opt_out.undo(invitation)

    assert list(Suppression.objects.values_list("reason", flat=True)) == [COMPLAINT]
