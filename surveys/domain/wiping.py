"""Test responses are practice: never counted, and wiped when the edition opens or their concept is replaced.

Their saves and whatever hangs on them go with them.
"""

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Edition, Questionnaire, Response
from surveys.models.response import ResponseQuerySet

log = structlog.get_logger("surveys.wiping")


def wipe_before_opening() -> int:
    """Those that began before their edition opened, once it is open; gives how many. Again finds nothing.

    What is begun after the opening stays: the team may want to see what respondents see.
    """
    begun_before = Edition.objects.filter(
        opens_at__lte=timezone.now(), responses__is_test=True, responses__started_at__lt=F("opens_at")
    )
    return sum(_wipe_of(edition) for edition in begun_before.distinct())


@transaction.atomic
def _wipe_of(edition: Edition) -> int:
    wiped = _wipe(edition.responses.filter(started_at__lt=edition.opens_at))
    if wiped:
        audit.record(AuditVerb.WIPED_TEST_RESPONSES, edition, by=None, count=wiped)
        log.info("test responses wiped", edition=edition.slug, count=wiped)
    return wiped


@transaction.atomic
def wipe_of_concept(questionnaire: Questionnaire) -> int:
    """Those of a concept that makes way for another; a real response is never begun on a concept."""
    return _wipe(questionnaire.responses.all())


def _wipe(responses: ResponseQuerySet) -> int:
    """Of two rounds at once one wipes and counts, the other finds nothing."""
    tests = responses.filter(is_test=True).select_for_update()
    keys = list(tests.order_by("pk").values_list("pk", flat=True))
    Response.objects.filter(pk__in=keys).delete()
    return len(keys)
