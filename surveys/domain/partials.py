"""Which drafts hold enough to be reported as a part: at least half of the questions that their writer was to see."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from surveys.domain import routing
from surveys.domain.questionnaires import Compiled, compiled
from surveys.kinds import kind_of
from surveys.models import Edition, Response

# Their answers are read a few at a time.
CHUNK = 1000
NOT_SENT_IN_TIME = Q(completed_at__isnull=True) | Q(is_late=True)


def is_partial(questionnaire: Compiled, answers: Mapping[str, Any]) -> bool:
    """Of the questions that routing shows, also those on pages that were not reached."""
    shown = routing.shown(questionnaire.questions, answers)
    answered = sum(kind_of(question).is_answered(question, answers) for question in shown)
    return answered > 0 and answered * 2 >= len(shown)


def partials(edition: Edition) -> dict[int, int | None]:
    """The drafts that are partials, each with its gemeente; one that was sent too late is still a draft."""
    drafts = Response.objects.counted().filter(NOT_SENT_IN_TIME, edition=edition).order_by()
    rows = drafts.values_list("pk", "gemeente_id", "questionnaire_id", "answers")
    return {
        pk: gemeente
        for pk, gemeente, questionnaire, answers in rows.iterator(chunk_size=CHUNK)
        if is_partial(compiled(questionnaire), answers)
    }
