"""Two contacts that are one person: one remains, and everything of the other goes on with it.

Nothing is thrown away. The other contact stays as a row that is shown nowhere by itself: it holds the address and the
words that were not chosen. Of two invitations for one edition one remains; the other holds what finds no room in it,
such as a second letter of one mailing. Everybody locks in the order gemeente, interview, invitation, contact,
response, letter: the door that letters leave by does too.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from respondents.domain import opt_out, second_invitation
from respondents.domain.addresses import address_digests, suppress
from respondents.enums import LetterState, SkipReason, SuppressionReason
from respondents.exceptions import MergeRefused
from respondents.models import (
    CallAttempt,
    Interview,
    Invitation,
    Letter,
    Reply,
    Respondent,
    Suppression,
    TwoPeople,
)
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Edition, Gemeente, Response

# What can be chosen of either contact, and the columns that go together.
PARTS = {
    "name": ("name",),
    "functie": ("functie",),
    "email": ("email", "normalized_email", "source", "sourced_on"),
    "phone": ("phone",),
}
NO_MAIL_FOR_GOOD = (SuppressionReason.OPT_OUT, SuppressionReason.COMPLAINT)

TWICE = "Kies twee verschillende contacten."
MERGED = "{} is al samengevoegd met een ander contact. Kijk hoe het nu staat."
TAKEN = "{} staat bij gemeente {} ook bij een derde contact. Voeg dat contact eerst samen, of kies het andere adres."


@dataclass(frozen=True)
class Follows:
    """What of the other contact goes on with the one that remains."""

    invitations: int = 0
    letters: int = 0
    calls: int = 0
    replies: int = 0
    invited_twice: list[Edition] = field(default_factory=list)
    answered_twice: list[Edition] = field(default_factory=list)
    opted_out: bool = False


def what_follows(kept: Respondent, gone: Respondent) -> Follows:
    """In a constant number of queries."""
    of_both = Invitation.objects.current().filter(respondent__in=[kept, gone]).select_related("edition")
    theirs = {row.edition: row for row in of_both if row.respondent_id == gone.pk}
    twice = [row.edition for row in of_both if row.respondent_id == kept.pk and row.edition in theirs]
    answered = Invitation.objects.answered().filter(edition__in=twice, respondent__in=[kept, gone])
    editions = list(answered.values_list("edition", flat=True))
    return Follows(
        invitations=len(theirs),
        letters=Letter.objects.filter(invitation__in=theirs.values()).count(),
        calls=gone.call_attempts.count(),
        replies=gone.replies.count(),
        invited_twice=twice,
        answered_twice=[edition for edition in twice if editions.count(edition.pk) > 1],
        opted_out=bool(kept.opted_out_at or gone.opted_out_at),
    )


@transaction.atomic
def merge(kept: Respondent, gone: Respondent, *, of_gone: Collection[str] = (), by: audit.Actor) -> bool:
    """`kept` remains, with those of its parts that are named taken from `gone`. False if it was done before.

    Raises MergeRefused if either was merged with somebody else meanwhile, or a third contact has the address.
    """
    if kept.pk == gone.pk:
        raise MergeRefused(TWICE)
    kept, gone = _lock(kept, gone)
    if gone.merged_into_id == kept.pk:
        return False
    for one in (kept, gone):
        if one.merged_into_id is not None:
            raise MergeRefused(MERGED.format(one))
    _choose(kept, gone, of_gone)
    _share_what_is_known(kept, gone)
    _move_invitations(kept, gone)
    _move_the_rest(kept, gone)
    _share_opt_out(kept, gone)
    audit.record(AuditVerb.MERGED_CONTACTS, kept, by=by, reason=f"respondent:{gone.pk}")
    return True


def _lock(kept: Respondent, gone: Respondent) -> tuple[Respondent, Respondent]:
    """As they are now, with their invitations."""
    gemeenten = {pk for pk in (kept.gemeente_id, gone.gemeente_id) if pk is not None}
    list(Gemeente.objects.select_for_update(no_key=True).filter(pk__in=gemeenten).order_by("pk"))
    people = [kept.pk, gone.pk]
    of_both = Q(respondent__in=people) | Q(respondent__merged_into__in=people)
    invited = Invitation.objects.filter(of_both).order_by("pk")
    interviews = Interview.objects.filter(invitation__respondent__in=people).order_by("pk")
    for rows in (interviews, invited):
        list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))
    both = Respondent.objects.filter(pk__in=people).order_by("pk")
    found = {one.pk: one for one in both.select_for_update(no_key=True)}
    if len(found) < 2:
        raise MergeRefused("Een van de twee contacten bestaat niet meer. Er is niets veranderd.")
    return found[kept.pk], found[gone.pk]


def _choose(kept: Respondent, gone: Respondent, of_gone: Collection[str]) -> None:
    """The two change what was chosen, so that what was not is kept by the other."""
    columns = [column for part in of_gone for column in PARTS[part]]
    if "normalized_email" in columns:
        _refuse_third(kept, gone.normalized_email, gone)
        _refuse_third(gone, kept.normalized_email, kept)
        # No two contacts of a gemeente have one address, also not for as long as it takes to change them.
        Respondent.objects.filter(pk=gone.pk).update(normalized_email=f"samengevoegd-{gone.pk}")
    for column in columns:
        mine, theirs = getattr(kept, column), getattr(gone, column)
        setattr(kept, column, theirs)
        setattr(gone, column, mine)


def _refuse_third(one: Respondent, email: str, other: Respondent) -> None:
    same = Respondent.objects.filter(normalized_email=email, gemeente=one.gemeente_id)
    if same.exclude(pk__in=[one.pk, other.pk]).exists():
        raise MergeRefused(TAKEN.format(email, one.gemeente or "(geen)"))


def _share_what_is_known(kept: Respondent, gone: Respondent) -> None:
    """What is empty is filled from the other; who left the gemeente has left it, under whatever address."""
    for part in ("name", "functie", "phone"):
        setattr(kept, part, getattr(kept, part) or getattr(gone, part))
    kept.absent_until = max(filter(None, [kept.absent_until, gone.absent_until]), default=None)
    if kept.gemeente_id == gone.gemeente_id:
        kept.left_on = min(filter(None, [kept.left_on, gone.left_on]), default=None)
        kept.moves_to_id = kept.moves_to_id or gone.moves_to_id
    gone.merged_into = kept
    kept.save()
    gone.save()
    Respondent.objects.filter(merged_into=gone).update(merged_into=kept)


def _move_invitations(kept: Respondent, gone: Respondent) -> None:
    """An invitation of a closed edition stays with the gemeente of its own year."""
    people = Q(respondent__in=[kept, gone]) | Q(merged_into__respondent__in=[kept, gone])
    locked = list(
        Invitation.objects.select_for_update(of=("self",))
        .filter(people)
        .select_related("edition")
        .order_by("pk")
    )
    mine = {
        row.edition_id: row for row in locked if row.respondent_id == kept.pk and row.merged_into_id is None
    }
    for theirs in locked:
        if theirs.respondent_id != gone.pk or theirs.merged_into_id is not None:
            continue
        if theirs.edition_id in mine:
            second_invitation.fold(theirs, into=mine[theirs.edition_id])
        elif theirs.edition.closes_at > timezone.now() or kept.gemeente_id == gone.gemeente_id:
            theirs.respondent = kept
            theirs.save(update_fields=["respondent"])
    _readdress(kept)
    _drafts_follow(kept)


def _drafts_follow(kept: Respondent) -> None:
    """What is still being filled in is of the gemeente of who fills it in; what was sent stays where it was sent."""
    now = timezone.now()
    own = Invitation.objects.current().filter(respondent=kept, edition__closes_at__gt=now)
    drafts = Response.objects.filter(pk__in=own.values("response"), completed_at=None)
    drafts.exclude(gemeente=kept.gemeente_id).update(gemeente=kept.gemeente_id)


def _readdress(kept: Respondent) -> None:
    """What waits goes to the address that was chosen; once, where a third contact has the same."""
    waiting = Letter.objects.filter(invitation__respondent=kept, state=LetterState.QUEUED)
    for letter in waiting.exclude(normalized_email=kept.normalized_email).order_by("pk"):
        same = Letter.objects.filter(wave=letter.wave_id, normalized_email=kept.normalized_email)
        queued = Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED)
        if letter.wave_id and same.exclude(state=LetterState.SKIPPED).exists():
            queued.update(**second_invitation.skipped(SkipReason.SAME_ADDRESS))
        else:
            queued.update(normalized_email=kept.normalized_email)


def _move_the_rest(kept: Respondent, gone: Respondent) -> None:
    CallAttempt.objects.filter(respondent=gone).update(respondent=kept)
    Reply.objects.filter(respondent=gone).update(respondent=kept)
    for pair in TwoPeople.objects.filter(Q(first=gone) | Q(second=gone)):
        _keep_apart(kept, pair.second_id if pair.first_id == gone.pk else pair.first_id, pair)


def _keep_apart(kept: Respondent, other: int, known: TwoPeople) -> None:
    """Who was somebody else than the one is somebody else than the other; once they are one, that was a mistake."""
    if other != kept.pk:
        first, second = sorted([kept.pk, other])
        said: dict[str, Any] = {"decided_by": known.decided_by, "decided_at": known.decided_at}
        TwoPeople.objects.get_or_create(first_id=first, second_id=second, defaults=said)


def _share_opt_out(kept: Respondent, gone: Respondent) -> None:
    """No mail to the one is no mail to the other, at either address; a complaint stays one."""
    emails = (kept.normalized_email, gone.normalized_email)
    digests = [digest for email in emails for digest in address_digests(email)]
    known = Suppression.objects.filter(digest__in=digests, reason__in=NO_MAIL_FOR_GOOD)
    reasons = set(known.values_list("reason", flat=True))
    moments = [moment for moment in (kept.opted_out_at, gone.opted_out_at) if moment]
    if not (moments or reasons):
        return
    complained = SuppressionReason.COMPLAINT in reasons
    for email in emails:
        suppress(email, SuppressionReason.COMPLAINT if complained else SuppressionReason.OPT_OUT)
    for one in (kept, gone):
        opt_out.mark(one)
    Respondent.objects.filter(pk=kept.pk).update(
        opted_out_at=min(moments, default=timezone.now()), **_why(kept, gone)
    )


def _why(kept: Respondent, gone: Respondent) -> dict[str, str]:
    said = kept if kept.opt_out_reason or kept.opt_out_note else gone
    return {"opt_out_reason": said.opt_out_reason, "opt_out_note": said.opt_out_note}


@transaction.atomic
def keep_apart(one: Respondent, other: Respondent, *, by: Any) -> bool:
    """They are two people, and are not put forward again; False if that was said before."""
    if one.pk == other.pk:
        raise MergeRefused(TWICE)
    first, second = sorted([one, other], key=lambda person: person.pk)
    pair, is_new = TwoPeople.objects.get_or_create(first=first, second=second, defaults={"decided_by": by})
    if is_new:
        audit.record(AuditVerb.KEPT_APART, pair, by=by)
    return is_new
