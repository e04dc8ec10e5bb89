"""One person who was invited twice for one edition: one invitation remains, and both links open it.

The invitation that is folded keeps what the other has no room for: the second letter of a mailing, a draft beside
answers that were sent, a third answer. None of these is lost, and none is shown as if it were of somebody else.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from respondents.domain import hand_overs, rekeying
from respondents.enums import HandOverState, LetterState, SkipReason
from respondents.models import Decline, Interview, Invitation, Letter, OldLink
from surveys.domain import counting
from surveys.models import Response
from surveys.models.response import ResponseQuerySet

# Of two letters of one mailing the first of these says most about whether the person was reached.
TELLS_MOST = (
    LetterState.ACCEPTED,
    LetterState.IN_DOUBT,
    LetterState.SENDING,
    LetterState.QUEUED,
    LetterState.FAILED,
    LetterState.SKIPPED,
)


def fold(theirs: Invitation, *, into: Invitation) -> None:
    """Both are locked, and so is whatever was folded into either before."""
    both_sent = all(answers_of(one).completed().exists() for one in (theirs, into))
    _lead_links(theirs, into)
    Invitation.objects.filter(merged_into=theirs).update(merged_into=into)
    theirs.merged_into = into
    theirs.save(update_fields=["merged_into"])
    if both_sent:  # What was decided about the answers of only one of them stays so.
        counting.let_first_count(answers_of(into))
    gather(into)
    _fold_hand_overs(theirs, into)
    _move_letters(theirs, into)
    Interview.objects.filter(invitation=theirs).update(invitation=into)
    Decline.objects.filter(claimed_by=theirs).update(claimed_by=into)


def _lead_links(theirs: Invitation, into: Invitation) -> None:
    """The links of letters that were sent go on as those of a former key do: until the team revokes them all."""
    OldLink.objects.filter(invitation=theirs).update(invitation=into)
    links = [OldLink(digest=link.digest, opts_out=link.opts_out) for link in rekeying.old_links(theirs)]
    for link in links:
        link.invitation = into
    OldLink.objects.bulk_create(links, ignore_conflicts=True)
    theirs.link_digest = theirs.opt_out_digest = None
    theirs.save(update_fields=["link_digest", "opt_out_digest"])


def gather(kept: Invitation) -> None:
    """Gives the invitation that remains the answers that count for most; again changes nothing.

    What was filled in by a personal link and what came by the open link stay apart, for the personal link never shows
    the second; only of two that were sent by personal links the later takes that place, so that the team can choose.
    """
    rows = [kept, *kept.merged.order_by("pk")]
    found = {one.pk: one for one in answers_of(kept).select_for_update().order_by("pk")}
    own = _ranked(found[pk] for row in rows if (pk := row.response_id) is not None)
    joined = _ranked(found[pk] for row in rows if (pk := row.joined_response_id) is not None)
    if not joined and len(own) > 1 and own[1].is_completed:
        joined = [own.pop(1)]
    _deal(rows, own, joined)


def answers_of(kept: Invitation) -> ResponseQuerySet:
    """All that this person gave for the edition, by whatever way and on whatever invitation."""
    own = Q(pk__in=[pk for pk in (kept.response_id, kept.joined_response_id) if pk is not None])
    folded = Invitation.objects.filter(merged_into=kept.pk)
    return Response.objects.filter(
        own | Q(pk__in=folded.values("response")) | Q(pk__in=folded.values("joined_response"))
    )


def _ranked(responses: Iterable[Response]) -> list[Response]:
    """What was sent before drafts: the first that was sent, then the draft that was saved last."""

    def place(response: Response) -> tuple[bool, float, int]:
        at = response.completed_at or response.saved_at
        return not response.is_completed, at.timestamp() * (1 if response.is_completed else -1), response.pk

    return sorted(responses, key=place)


def _deal(rows: Sequence[Invitation], own: list[Response], joined: list[Response]) -> None:
    """The first of each to the invitation that remains, the others to those that keep them."""
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).update(response=None, joined_response=None)
    for place, row in enumerate(rows):
        row.response = own[place] if place < len(own) else None
        row.joined_response = joined[place] if place < len(joined) else None
        row.save(update_fields=["response", "joined_response"])


def _fold_hand_overs(theirs: Invitation, into: Invitation) -> None:
    """Who gave the questionnaire to their own other address has it themselves."""
    Invitation.objects.filter(handed_over_to=theirs).exclude(pk=into.pk).update(handed_over_to=into)
    for giver, receiver in ((into, theirs), (theirs, into)):
        if giver.handed_over_to_id == receiver.pk:
            hand_overs.open_again(giver)
    _pass_on_state(theirs, into)
    movable = theirs.hand_overs.all()
    if hand_overs.active_of(into) is not None or into.handed_over_at is None:
        movable = movable.exclude(state__in=HandOverState.active)
    movable.update(giver=into)
    if _comes_back(into):
        hand_overs.open_again(into)


def _pass_on_state(theirs: Invitation, into: Invitation) -> None:
    """A colleague took the place of this person if one of the two was handed over, unless answers were sent.

    Who was only asked by a colleague that took it back is asked by the other invitation.
    """
    if hand_overs.active_of(into) is not None:
        return
    answered = Invitation.objects.answered().filter(pk=into.pk).exists()
    if hand_overs.active_of(theirs) is not None and not answered:
        into.handed_over_at, into.handed_over_to_id = theirs.handed_over_at, theirs.handed_over_to_id
        theirs.handed_over_at = theirs.handed_over_to = None
        theirs.save(update_fields=["handed_over_at", "handed_over_to"])
    elif into.handed_over_at is not None and theirs.handed_over_at is None:
        into.handed_over_at = into.handed_over_to = None
    into.save(update_fields=["handed_over_at", "handed_over_to"])


def _comes_back(kept: Invitation) -> bool:
    """Whether the colleague gave it on, and so on, to this very person: then nobody could answer."""
    seen = {kept.pk}
    step = kept.handed_over_to
    while step is not None and step.pk not in seen:
        seen.add(step.pk)
        step = step.handed_over_to
    return step is not None and step.pk == kept.pk


def _move_letters(theirs: Invitation, into: Invitation) -> None:
    """Each mailing has one letter of an invitation; the one that says most goes with the one that remains."""
    own = {letter.wave_id: letter for letter in _locked(into) if letter.wave_id}
    for letter in _locked(theirs):
        twin = own.get(letter.wave_id) if letter.wave_id else None
        if twin is None:
            Letter.objects.filter(pk=letter.pk).update(invitation=into)
        elif _tells_more(letter, twin):
            _change_places(letter, twin)
            _skip(twin)
        else:
            _skip(letter)


def _locked(invitation: Invitation) -> list[Letter]:
    return list(invitation.letters.select_for_update().order_by("pk"))


def _tells_more(letter: Letter, twin: Letter) -> bool:
    return TELLS_MOST.index(LetterState(letter.state)) < TELLS_MOST.index(LetterState(twin.state))


def _change_places(letter: Letter, twin: Letter) -> None:
    """By way of a letter without a mailing: two of one invitation are not there together for a moment."""
    first, second = letter.invitation_id, twin.invitation_id
    Letter.objects.filter(pk=letter.pk).update(wave=None, cause=f"change:{letter.pk}")
    Letter.objects.filter(pk=twin.pk).update(invitation=first)
    Letter.objects.filter(pk=letter.pk).update(wave=letter.wave_id, cause=letter.cause, invitation=second)


def _skip(letter: Letter) -> None:
    waiting = Letter.objects.filter(pk=letter.pk, state=LetterState.QUEUED)
    waiting.update(**skipped(SkipReason.SAME_PERSON))


def skipped(reason: SkipReason) -> dict[str, Any]:
    fresh = {"leased_by": None, "leased_until": None}
    return {"state": LetterState.SKIPPED, "skip_reason": reason, "settled_at": timezone.now(), **fresh}
