"""A gemeente that takes no part: no letter and no call any more, until the team says otherwise.

The team decides. What one respondent says of a whole gemeente is a proposal: others there may think otherwise.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from respondents.domain import doorbell
from respondents.enums import CaseState, DeclineState, LetterKind, LetterState, SkipReason, WaveState
from respondents.exceptions import DeclineRefused
from respondents.models import Case, Decline, Invitation, Letter, Wave
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Edition, Gemeente

NOT_ANY_MORE = "Intussen heeft iemand anders dit al besloten. Kijk hoe het nu staat."


def claim(invitation: Invitation) -> bool:
    """What a respondent says of their gemeente waits for the team; False if it waits already, or was decided so."""
    gemeente = invitation.respondent.gemeente
    if gemeente is None:
        return False
    proposal = Decline(
        edition=invitation.edition, gemeente=gemeente, state=DeclineState.PROPOSED, claimed_by=invitation
    )
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError:
        return False
    return True


@dataclass(frozen=True)
class Stops:
    """How many people are invited, and how many letters wait."""

    invited: int
    waiting: int


def what_stops(edition: Edition, gemeente: Gemeente) -> Stops:
    invited = Invitation.objects.current().filter(edition=edition, respondent__gemeente=gemeente)
    return Stops(invited.count(), _waiting(edition, gemeente).count())


def _waiting(edition: Edition, gemeente: Gemeente) -> QuerySet[Letter]:
    """A link that somebody asked for, or thanks for answers, goes on."""
    return Letter.objects.filter(
        invitation__edition=edition,
        invitation__respondent__gemeente=gemeente,
        state=LetterState.QUEUED,
    ).exclude(kind__in=[LetterKind.LINK, LetterKind.THANKS])


def take_back(invitation: Invitation) -> None:
    """Who opted out by mistake said nothing of the gemeente either; what the team decided stays."""
    Decline.objects.filter(claimed_by=invitation, state=DeclineState.PROPOSED).delete()


@transaction.atomic
def decline(edition: Edition, gemeente: Gemeente, *, said_by: str, reason: str, by: audit.Actor) -> Decline:
    """From its commit no letter that invites or reminds starts for the gemeente.

    Raises DeclineRefused if that is so already.
    """
    _take_turn(gemeente.pk)
    proposal, _ = Decline.objects.select_for_update().get_or_create(
        edition=edition,
        gemeente=gemeente,
        state__in=DeclineState.active,
        defaults={"state": DeclineState.PROPOSED},
    )
    if proposal.state == DeclineState.DECLINED:
        raise DeclineRefused("Van deze gemeente is al vastgelegd dat zij niet meedoet.")
    return _decide(proposal, DeclineState.DECLINED, by, said_by=said_by, reason=reason)


def _take_turn(gemeente_id: int) -> None:
    """What happens in one gemeente happens one after another, also what callers record."""
    Gemeente.objects.select_for_update(no_key=True).get(pk=gemeente_id)


def _decide(row: Decline, state: DeclineState, by: audit.Actor, **fields: str) -> Decline:
    assert by is not None
    row.state, row.decided_by_id, row.decided_at = state, by.pk, timezone.now()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    if state == DeclineState.DECLINED:
        _stop(row)
        audit.record(AuditVerb.GEMEENTE_DECLINED, row, by=by)
    return row


def _stop(row: Decline) -> None:
    """A letter that waits is skipped here: the door, which locks it, then sees that whatever it had looked at.

    By its own state: asked for with a join, PostgreSQL would not look again at a letter that left while this waited.
    """
    waiting = list(_waiting(row.edition, row.gemeente).values_list("pk", flat=True))
    Letter.objects.filter(pk__in=waiting, state=LetterState.QUEUED).update(
        state=LetterState.SKIPPED, skip_reason=SkipReason.GEMEENTE_DECLINED, settled_at=timezone.now()
    )
    Case.objects.update_or_create(
        edition=row.edition, gemeente=row.gemeente, defaults={"state": CaseState.REFUSED}
    )


@transaction.atomic
def refuse(proposal: Decline, *, by: audit.Actor) -> None:
    """The gemeente does take part. Raises DeclineRefused if it was decided otherwise meanwhile."""
    waiting = Decline.objects.select_for_update().filter(pk=proposal.pk, state=DeclineState.PROPOSED).first()
    if waiting is None:
        raise DeclineRefused(NOT_ANY_MORE)
    _decide(waiting, DeclineState.REFUSED, by)
    audit.record(AuditVerb.REFUSED_DECLINE, waiting, by=by)


@transaction.atomic
def undo(declined: Decline, *, by: audit.Actor, with_reminders: bool = False) -> int:
    """The gemeente takes part again; gives how many letters leave after all.

    Reminders of the past do not, unless it was a mistake of a moment ago.
    """
    _take_turn(declined.gemeente_id)
    row = Decline.objects.select_for_update().filter(pk=declined.pk, state=DeclineState.DECLINED).first()
    if row is None:
        raise DeclineRefused(NOT_ANY_MORE)
    _decide(row, DeclineState.UNDONE, by)
    audit.record(AuditVerb.GEMEENTE_TAKES_PART, row, by=by)
    _open_case(row)
    kinds = LetterKind.mailings if with_reminders else {LetterKind.INVITATION}
    return _mail_after_all(row, sorted(kinds))


def _open_case(row: Decline) -> None:
    case = Case.objects.filter(edition=row.edition, gemeente=row.gemeente, state=CaseState.REFUSED)
    case.filter(appointment_at__isnull=True).update(state=CaseState.OPEN)
    case.filter(appointment_at__isnull=False).update(state=CaseState.APPOINTMENT)


def _mail_after_all(row: Decline, kinds: list[str]) -> int:
    """Without its invitation nobody gets a reminder; what forbids a letter by now, the door sees."""
    same_address = Letter.objects.filter(
        wave=OuterRef("wave"), normalized_email=OuterRef("normalized_email")
    ).exclude(state=LetterState.SKIPPED)
    skipped = Letter.objects.filter(
        ~Exists(same_address),
        kind__in=kinds,
        skip_reason=SkipReason.GEMEENTE_DECLINED,
        invitation__edition=row.edition,
        invitation__respondent__gemeente=row.gemeente,
    ).filter(Q(wave=None) | Q(wave__state__in=[*WaveState.begun, WaveState.PAUSED]))
    first = {(letter.kind, letter.normalized_email): letter for letter in skipped.order_by("-pk")}
    back = [letter.pk for letter in first.values()]
    Wave.objects.filter(letters__in=back, state=WaveState.FINISHED).update(
        state=WaveState.RUNNING, finished_at=None
    )
    doorbell.ring_on_commit()
    return Letter.objects.filter(pk__in=back).update(
        state=LetterState.QUEUED,
        skip_reason=SkipReason.NONE,
        settled_at=None,
        leased_by=None,
        leased_until=None,
    )
