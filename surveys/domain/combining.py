"""Two responses that one person sent: what the one left open is taken from the other, which counts no more.

What is taken over is a save of its own in the journal, so that it can be set aside again: all saves in order, without
those set aside, are the answers.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from surveys.domain import audit, closing, counting, merging, routing
from surveys.domain.questionnaires import compiled
from surveys.enums import AuditVerb
from surveys.exceptions import CleaningRefused
from surveys.kinds import kind_of
from surveys.models import Response, Save

PAGE = "samengevoegd"

STILL_OPEN = "Deze editie is nog open. Voeg antwoorden pas samen als niemand ze meer kan veranderen."
NOT_THOSE_TWO = "Kies twee verschillende verstuurde antwoorden van dezelfde editie en vragenlijst."
LEFT_OUT = "Respons {} telt niet mee. Laat haar eerst weer meetellen."
NOTHING = "Respons {} vult niets aan: wat open bleef, is daar ook open. Laat haar niet meetellen."
NOT_COMBINED = "Deze respons is niet samengevoegd, of dat is al ongedaan gemaakt."
EMPTIED = "Dit kan niet meer ongedaan worden gemaakt: de bewaartermijn van de losse pagina’s is voorbij."


@transaction.atomic
def combine(kept: Response, other: Response, *, reason: str, by: audit.Actor) -> list[str]:
    """Fills whole questions that `kept` left open; gives their codes. Neither response loses an answer.

    Raises CleaningRefused if they are not two that count, if the edition can still be answered, or for nothing.
    """
    first, second = _locked(kept, other)
    _refuse(first, second)
    taken = _open_in(first, second)
    if not taken:
        raise CleaningRefused(NOTHING.format(second.pk))
    payload = {code: value for answers in taken.values() for code, value in answers.items()}
    _write(first, payload)
    counting.leave_out(second, reason=f"Samengevoegd met respons {first.pk}: {reason}"[:200], by=by)
    audit.record(AuditVerb.COMBINED_RESPONSES, first, by=by, count=len(taken), reason=reason)
    return list(taken)


def _locked(kept: Response, other: Response) -> tuple[Response, Response]:
    """In the order of their keys, so that two who combine the same two wait for each other."""
    rows = Response.objects.select_for_update(of=["self"]).select_related("edition", "questionnaire")
    found = {row.pk: row for row in rows.filter(pk__in=[kept.pk, other.pk]).order_by("pk")}
    if len(found) != 2:
        raise CleaningRefused(NOT_THOSE_TWO)
    return found[kept.pk], found[other.pk]


def _refuse(first: Response, second: Response) -> None:
    both = (first, second)
    same = first.edition_id == second.edition_id and first.questionnaire.code == second.questionnaire.code
    if not same or any(one.is_test or not one.is_completed or one.is_late for one in both):
        raise CleaningRefused(NOT_THOSE_TWO)
    for one in both:
        if one.is_double:
            raise CleaningRefused(LEFT_OUT.format(one.pk))
    if timezone.now() < closing.grace_ends_at(first.edition):
        raise CleaningRefused(STILL_OPEN)


def _open_in(first: Response, second: Response) -> dict[str, dict[str, Any]]:
    """By question what the second answered of those that the first was shown and left open."""
    taken: dict[str, dict[str, Any]] = {}
    answers: Mapping[str, Any] = first.answers
    for question in compiled(first.questionnaire_id).questions:
        kind = kind_of(question)
        if question not in routing.shown(compiled(first.questionnaire_id).questions, answers):
            continue
        if kind.is_answered(question, answers) or not kind.is_answered(question, second.answers):
            continue
        own = {code: second.answers[code] for code in kind.variable_codes(question) if code in second.answers}
        if not kind.problems(question, own):
            taken[question.code] = own
            answers = {**answers, **own}
    return taken


def _write(response: Response, payload: Mapping[str, Any]) -> None:
    revision = response.revision + 1
    Save.objects.create(
        response=response,
        save_id=uuid.uuid4(),
        content_hash="",
        page=PAGE,
        payload=payload,
        revision=revision,
    )
    Response.objects.filter(pk=response.pk).update(answers={**response.answers, **payload}, revision=revision)


@transaction.atomic
def separate(kept: Response, *, reason: str, by: audit.Actor) -> None:
    """The answers are again those that were sent; the other response stays out until somebody lets it count.

    Raises CleaningRefused if nothing was combined in it, or the journal that says what was there is gone.
    """
    locked = Response.objects.select_for_update(of=["self"]).get(pk=kept.pk)
    saves = list(locked.saves.filter(is_aside=False).order_by("revision"))
    if not any(save.page == PAGE for save in saves):
        raise CleaningRefused(NOT_COMBINED)
    if merging.together(save.payload for save in saves) != locked.answers:
        raise CleaningRefused(EMPTIED)
    own = [save for save in saves if save.page != PAGE]
    sent, revision = merging.together(save.payload for save in own), max(save.revision for save in own)
    locked.saves.filter(page=PAGE).update(is_aside=True)
    Response.objects.filter(pk=locked.pk).update(answers=sent, revision=revision)
    audit.record(AuditVerb.SEPARATED_RESPONSES, locked, by=by, reason=reason)


def is_combined(response: Response) -> bool:
    return response.saves.filter(page=PAGE, is_aside=False).exists()
