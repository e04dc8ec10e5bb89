"""The people of a gemeente that ends: who goes where, and when.

They stay where they are as long as an edition runs that still counts the old gemeente, for its letters, calls and
answers are of that gemeente. After that they move, once: each becomes a contact of the new gemeente, and is merged
with who was there already under the same address. What belongs to editions of the past stays with the old gemeente.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from respondents.domain import same_person
from respondents.domain.merged import kept
from respondents.enums import CaseState, DeclineState, LetterState
from respondents.exceptions import MergeRefused
from respondents.models import CallAttempt, Case, Decline, Interview, Invitation, Letter, Respondent
from respondents.models.respondent import RespondentQuerySet
from surveys.domain import audit, gemeente_changes
from surveys.enums import AuditVerb
from surveys.models import Edition, Gemeente, GemeenteChange, Response

log = structlog.get_logger("respondents.herindelingen")

CHOOSE_FOR_ALL = "Kies van elke persoon naar welke gemeente die gaat. Van {} is dat nog niet gekozen."
WRONG_PLACE = "{} kan alleen naar een gemeente waarin {} opgaat."
HELD = "{} heeft het dossier van {} nu open. Wacht tot het gesloten is, uiterlijk {:%H:%M} uur."

# To which gemeente each person goes, by their keys.
Places = Mapping[int, int]


@dataclass(frozen=True)
class Preview:
    """What recording a change means, in numbers; `waits_for` are the editions that still count the old gemeente."""

    people: int
    become_one: int
    waiting: int
    cases: int
    responses: int
    follows: list[Edition]
    waits_for: list[Edition]
    is_ahead: bool

    @property
    def moves_now(self) -> bool:
        return not (self.waits_for or self.is_ahead)


def people_of(old: Gemeente) -> RespondentQuerySet:
    return Respondent.objects.current().filter(gemeente=old)


def preview(old: Gemeente, new: Sequence[Gemeente], on: date) -> Preview:
    """In a constant number of queries."""
    people = people_of(old)
    same = Respondent.objects.filter(gemeente__in=new, normalized_email=OuterRef("normalized_email"))
    follows = gemeente_changes.following(on)
    waiting = Letter.objects.filter(invitation__respondent__in=people, state=LetterState.QUEUED)
    return Preview(
        people=people.count(),
        become_one=people.filter(Exists(same)).count(),
        waiting=waiting.count(),
        cases=Case.objects.filter(gemeente=old, edition__in=follows).count(),
        responses=Response.objects.filter(gemeente=old, edition__in=follows).count(),
        follows=list(follows),
        waits_for=list(gemeente_changes.keeping(on)),
        is_ahead=on > timezone.localdate(),
    )


@transaction.atomic
def record(
    old: Gemeente, new: Sequence[Gemeente], on: date, *, places: Places | None = None, by: audit.Actor
) -> bool:
    """Records the change and who goes where, and moves them if it is time; False if it was recorded before.

    Raises ChangeRefused, or MergeRefused if a person has no place or a caller has the case open.
    """
    is_new = gemeente_changes.record(old, new, on, by=by)
    place(old, places or {}, by=by)
    return is_new


@transaction.atomic
def place(old: Gemeente, places: Places, *, by: audit.Actor) -> None:
    """Says of everybody who is still there where they go; where there is one way, nothing need be said."""
    Gemeente.objects.select_for_update(no_key=True).get(pk=old.pk)
    chosen = _chosen(old, places)
    if is_time(old):
        move(old, chosen, by=by)
        return
    for person, to in chosen.items():
        Respondent.objects.filter(pk=person).update(moves_to=to)


def _chosen(old: Gemeente, places: Places) -> Places:
    """Raises MergeRefused unless everybody has a place among those that the old gemeente went into."""
    new = list(old.successions.values_list("new", flat=True))
    only = new[0] if len(new) == 1 else None
    chosen = {}
    for person in people_of(old):
        to = places.get(person.pk, person.moves_to_id or only)
        if to is None:
            raise MergeRefused(CHOOSE_FOR_ALL.format(person))
        if to not in new:
            raise MergeRefused(WRONG_PLACE.format(person, old))
        chosen[person.pk] = to
    return chosen


def is_time(old: Gemeente) -> bool:
    """The day has come, and no edition that is not closed counts the old gemeente."""
    on = old.successions.values_list("effective_on", flat=True).order_by("effective_on").first()
    return on is not None and on <= timezone.localdate() and not gemeente_changes.keeping(on).exists()


def move_who_can() -> int:
    """Everybody whose time has come; gives how many. Where a caller has the case open, the next round comes back."""
    placed = Respondent.objects.current().filter(moves_to__isnull=False)
    moved = 0
    for old in Gemeente.objects.filter(pk__in=placed.values("gemeente")).order_by("pk"):
        if not is_time(old):
            continue
        try:
            moved += move(old, dict(placed.filter(gemeente=old).values_list("pk", "moves_to")), by=None)
        except MergeRefused:
            log.info("people_not_moved", gemeente=old.code)
    return moved


@transaction.atomic
def move(old: Gemeente, places: Places, *, by: audit.Actor) -> int:
    """Those who have a place go there, and what runs goes with them; gives how many. Again changes nothing.

    One after another, and of nobody anything is locked before their own turn: see `same_person`.
    """
    Gemeente.objects.select_for_update(no_key=True).get(pk=old.pk)
    editions = list(gemeente_changes.following(_day_of(old)))
    _refuse_held(old, editions)
    new = Gemeente.objects.in_bulk(set(places.values()))
    people = people_of(old).filter(pk__in=places).order_by("pk")
    moved = [_move(person, new[places[person.pk]], editions, by) for person in people]
    for change in old.successions.select_related("new"):
        _move_what_runs(change, editions)
    if moved:
        audit.record(AuditVerb.MOVED_PEOPLE, old, by=by, count=len(moved))
    return len(moved)


def _day_of(old: Gemeente) -> date:
    return old.successions.values_list("effective_on", flat=True).order_by("effective_on")[0]


def _refuse_held(old: Gemeente, editions: list[Edition]) -> None:
    held = Case.objects.filter(gemeente=old, edition__in=editions, held_until__gt=timezone.now())
    case = held.select_related("held_by").select_for_update(of=("self",)).first()
    if case is not None and case.held_until is not None:
        raise MergeRefused(HELD.format(case.held_by, old, timezone.localtime(case.held_until)))


def _move(person: Respondent, to: Gemeente, editions: list[Edition], by: audit.Actor) -> Respondent:
    """Becomes who was there already with the same address, or a new contact; the old one keeps what is past."""
    there = Respondent.objects.filter(gemeente=to, normalized_email=person.normalized_email).first()
    one = kept(there) if there is not None else _copy(person, to)
    same_person.merge(one, person, by=by)
    _answers_follow(one, person.gemeente_id, editions)
    return one


def _copy(person: Respondent, gemeente: Gemeente) -> Respondent:
    copied = Respondent.objects.get(pk=person.pk)
    copied.pk, copied.gemeente, copied.moves_to = None, gemeente, None
    copied._state.adding = True
    copied.save()
    return copied


def _answers_follow(person: Respondent, old: int | None, editions: list[Edition]) -> None:
    """In an edition that does not count the old gemeente, what its people answered is of the new one."""
    own = Invitation.objects.filter(respondent=person, edition__in=editions)
    for thread in ("response", "joined_response"):
        answers = Response.objects.filter(pk__in=own.values(thread), gemeente=old)
        answers.update(gemeente=person.gemeente_id)


def _move_what_runs(change: GemeenteChange, editions: list[Edition]) -> None:
    """What is of no person goes to the gemeente that took the place of the old one; after a split that is not known."""
    _propose_declines(change, editions)
    if change.old.successions.count() > 1:
        return
    Response.objects.filter(gemeente=change.old, edition__in=editions).update(gemeente=change.new)
    for case in Case.objects.filter(gemeente=change.old, edition__in=editions).select_for_update():
        _move_case(case, change.new)


def _propose_declines(change: GemeenteChange, editions: list[Edition]) -> None:
    """That a part takes no part says nothing of the whole: the team decides. What was said of the old one stays."""
    declined = Decline.objects.filter(
        gemeente=change.old, edition__in=editions, state__in=DeclineState.active
    )
    for row in declined:
        Decline.objects.get_or_create(
            edition_id=row.edition_id,
            gemeente=change.new,
            state__in=DeclineState.active,
            defaults={
                "state": DeclineState.PROPOSED,
                "said_by": row.said_by,
                "reason": f"Gemeente {change.old}, die hierin opging, deed niet mee.",
            },
        )


def _move_case(case: Case, new: Gemeente) -> None:
    """Its calls go to the case of the new gemeente, and its appointment if that has none."""
    there, _is_new = Case.objects.get_or_create(edition=case.edition, gemeente=new)
    Interview.objects.filter(case=case, ended_at=None).update(ended_at=timezone.now())
    Interview.objects.filter(case=case).update(case=there)
    CallAttempt.objects.filter(case=case).update(case=there)
    if there.appointment_at is None and case.appointment_at is not None and not there.is_refused:
        Case.objects.filter(pk=there.pk).update(
            state=CaseState.APPOINTMENT, appointment_at=case.appointment_at
        )
