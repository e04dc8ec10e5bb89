"""Handing over: somebody names a colleague, who gets a link of their own; the old link then says who took over.

What happens in one gemeente happens one after another, so that two who name each other cannot wait for one another.
A save that was under way lands with the answers that moved: what was acknowledged is never lost.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from respondents.domain import access, doorbell
from respondents.domain.addresses import domain_of, normalize_email, refuses_mail
from respondents.domain.merged import kept
from respondents.enums import HandOverState, LetterKind, LetterState, SkipReason
from respondents.exceptions import HandedOver, HandOverRefused
from respondents.models import HandOver, Invitation, Letter, Respondent
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Gemeente, Response

# For each invitation; without an end to it a link would be an open relay.
MOST_HAND_OVERS = 3
# Sharing one of these says nothing about working at the same gemeente.
PUBLIC_DOMAINS = frozenset(
    {
        "gmail.com",
        "hotmail.com",
        "hotmail.nl",
        "icloud.com",
        "live.nl",
        "outlook.com",
        "proton.me",
        "yahoo.com",
    }
    | {"caiway.nl", "hetnet.nl", "home.nl", "kpnmail.nl", "planet.nl", "upcmail.nl", "xs4all.nl", "ziggo.nl"}
)

OWN_ADDRESS = "Dit is uw eigen adres. Vul het adres van uw collega in."
# The same words whatever the reason: who wants no mail and who has answered is nobody else's business.
NOT_THERE = "Naar dit adres kunnen we de vragenlijst niet sturen. Noem een andere collega."
TOO_OFTEN = "U heeft de vragenlijst al drie keer doorgegeven. Antwoord op onze mail, dan helpen we u verder."
ALREADY_SENT = "De vragenlijst is al ingevuld en verstuurd. Doorgeven kan dan niet meer."
ALREADY_BEGUN = "Uw collega is al begonnen. Spreek samen af wie de vragenlijst afmaakt."


@dataclass(frozen=True)
class Wish:
    """Who should take over, and what the giver wants to go along."""

    email: str
    name: str = ""
    with_answers: bool = False
    names_giver: bool = False


@transaction.atomic
def hand_over(invitation: Invitation, wish: Wish) -> HandOver:
    """The colleague is written to at once at an address of the gemeente; any other waits for the project team.

    Raises HandOverRefused, or HandedOver if the invitation was handed over before: pressing twice is once.
    """
    giver = _take_turn(invitation)
    if giver.handed_over_at is not None:
        raise HandedOver
    if giver.hand_overs.count() >= MOST_HAND_OVERS:
        raise HandOverRefused(TOO_OFTEN)
    draft = _lock_draft(giver)
    _check_address(giver, wish.email)
    hand_over = HandOver.objects.create(
        giver=giver,
        email=wish.email,
        name=wish.name,
        with_answers=wish.with_answers and draft is not None,
        names_giver=wish.names_giver,
    )
    giver.handed_over_at = timezone.now()
    giver.save(update_fields=["handed_over_at"])
    if is_of_gemeente(wish.email, giver.respondent):
        _pass_on(hand_over, giver, draft)
    return hand_over


def is_of_gemeente(email: str, giver: Respondent) -> bool:
    """Whether the address has the mail domain of the giver or of the gemeente."""
    known = {domain_of(giver.email)} - PUBLIC_DOMAINS
    if giver.gemeente is not None:
        known |= {giver.gemeente.domain}
    return domain_of(email) in known


def _take_turn(invitation: Invitation) -> Invitation:
    assert (
        invitation.respondent.gemeente_id is not None
    )  # Who is asked as a resident has no colleague to name.
    Gemeente.objects.select_for_update(no_key=True).get(pk=invitation.respondent.gemeente_id)
    return _lock(invitation.pk)


def _lock(pk: int) -> Invitation:
    related = ("edition", "respondent__gemeente")
    locked = Invitation.objects.select_for_update(of=("self",)).select_related(*related).get(pk=pk)
    return locked if locked.merged_into_id is None else _lock(locked.merged_into_id)


def _lock_draft(invitation: Invitation) -> Response | None:
    """The answers so far; raises HandOverRefused if they were sent."""
    draft = _lock_response(invitation)
    if draft is not None and draft.is_completed:
        raise HandOverRefused(ALREADY_SENT)
    return draft


def _lock_response(invitation: Invitation) -> Response | None:
    if invitation.response_id is None:
        return None
    return Response.objects.select_for_update().get(pk=invitation.response_id)


def _check_address(giver: Invitation, email: str) -> None:
    if normalize_email(email) == giver.respondent.normalized_email:
        raise HandOverRefused(OWN_ADDRESS)
    if refuses_mail(email):
        raise HandOverRefused(NOT_THERE)


def _pass_on(hand_over: HandOver, giver: Invitation, draft: Response | None) -> None:
    """The colleague gets the link, and the answers if they go along."""
    colleague, is_new = _invite(giver, hand_over)
    _check_colleague(colleague, giver, hand_over.with_answers)
    hand_over.is_first_invitation = is_new or was_taken_back(colleague)
    if colleague.handed_over_at is not None:
        open_again(colleague)
    if hand_over.with_answers:
        _move_response(draft, giver, colleague)
    giver.handed_over_to = colleague
    giver.save(update_fields=["handed_over_to"])
    hand_over.revision = colleague.response.revision if colleague.response else None
    _settle(hand_over, HandOverState.SENT)
    Letter.objects.create(
        kind=LetterKind.HAND_OVER,
        invitation=colleague,
        cause=cause_of(hand_over),
        normalized_email=colleague.respondent.normalized_email,
    )
    doorbell.ring_on_commit()


def _invite(giver: Invitation, hand_over: HandOver) -> tuple[Invitation, bool]:
    """The locked invitation of the colleague, and whether it is new; somebody we know keeps name and source."""
    gemeente = giver.respondent.gemeente
    respondent, _ = Respondent.objects.get_or_create(
        normalized_email=normalize_email(hand_over.email),
        gemeente=gemeente,
        defaults={
            "name": hand_over.name,
            "email": hand_over.email,
            "source": f"Genoemd door een collega van gemeente {gemeente}",
            "sourced_on": timezone.localdate(),
        },
    )
    respondent = kept(respondent)
    if respondent == giver.respondent:
        raise HandOverRefused(OWN_ADDRESS)
    invitation, is_new = Invitation.objects.get_or_create(edition=giver.edition, respondent=respondent)
    if is_new:
        access.key_invitations([invitation])
    return _lock(invitation.pk), is_new


def _check_colleague(colleague: Invitation, giver: Invitation, with_answers: bool) -> None:
    """Somebody who has handed over to another is not asked again; giving back to who gave it is right."""
    has_given_away = active_of(colleague) is not None and colleague.handed_over_to_id != giver.pk
    response = colleague.response
    has_answered = response is not None and (response.is_completed or with_answers)
    if has_given_away or has_answered:
        raise HandOverRefused(NOT_THERE)


def _move_response(response: Response | None, old: Invitation, new: Invitation) -> None:
    """One thread at any moment: the one is cut before the other is tied."""
    old.response = None
    old.save(update_fields=["response"])
    new.response = response
    new.save(update_fields=["response"])


def open_again(giver: Invitation) -> None:
    """The link of the giver works again; the hand-over stays as something that was undone."""
    giver.handed_over_at = giver.handed_over_to = None
    giver.save(update_fields=["handed_over_at", "handed_over_to"])
    for hand_over in giver.hand_overs.filter(state__in=HandOverState.active):
        _settle(hand_over, HandOverState.UNDONE)


def _settle(hand_over: HandOver, state: HandOverState) -> None:
    """Here the name and address of the colleague go: they are those of a respondent now, or nobody's."""
    hand_over.state = state
    hand_over.name = hand_over.email = ""
    hand_over.save()


def cause_of(hand_over: HandOver) -> str:
    return f"hand_over:{hand_over.pk}"


def active_of(invitation: Invitation) -> HandOver | None:
    """What this person handed over, if it stands."""
    return invitation.hand_overs.filter(state__in=HandOverState.active).first()


def was_taken_back(invitation: Invitation) -> bool:
    """Whether the link is closed because the giver answers after all."""
    return invitation.handed_over_at is not None and active_of(invitation) is None


def can_be_undone(hand_over: HandOver) -> bool:
    """As long as the colleague has neither answered anything nor handed over."""
    colleague = hand_over.giver.handed_over_to
    return _is_untouched(hand_over, colleague, colleague.response if colleague else None)


def _is_untouched(hand_over: HandOver, colleague: Invitation | None, response: Response | None) -> bool:
    if colleague is None:
        return True
    is_as_it_was = (response.revision if response else None) == hand_over.revision
    is_completed = response is not None and response.is_completed
    return colleague.handed_over_at is None and is_as_it_was and not is_completed


@transaction.atomic
def undo(invitation: Invitation) -> None:
    """The giver answers after all; again changes nothing. Raises HandOverRefused once the colleague has begun."""
    giver = _take_turn(invitation)
    hand_over = active_of(giver)
    if hand_over is None:
        return
    if giver.handed_over_to_id is not None:
        _take_back(hand_over, giver, _lock(giver.handed_over_to_id))
    open_again(giver)


def _take_back(hand_over: HandOver, giver: Invitation, colleague: Invitation) -> None:
    """A colleague who was there only because of this gives it back; one who was invited anyway stays invited."""
    response = _lock_response(colleague)
    if not _is_untouched(hand_over, colleague, response):
        raise HandOverRefused(ALREADY_BEGUN)
    if hand_over.with_answers:
        _move_response(response, colleague, giver)
    if hand_over.is_first_invitation:
        colleague.handed_over_at, colleague.handed_over_to = timezone.now(), giver
        colleague.save(update_fields=["handed_over_at", "handed_over_to"])
    Letter.objects.filter(
        kind=LetterKind.HAND_OVER, cause=cause_of(hand_over), state=LetterState.QUEUED
    ).update(state=LetterState.SKIPPED, skip_reason=SkipReason.CANCELLED, settled_at=timezone.now())


@transaction.atomic
def approve(hand_over: HandOver, *, by: AbstractBaseUser) -> None:
    """The project team finds the address in order; again changes nothing. Raises HandOverRefused like `hand_over`."""
    giver = _take_turn(hand_over.giver)
    waiting = _decide(hand_over, by)
    if waiting is None:
        return
    _check_address(giver, waiting.email)
    _pass_on(waiting, giver, _lock_draft(giver))
    audit.record(AuditVerb.APPROVED_HAND_OVER, hand_over, by=by)


@transaction.atomic
def refuse(hand_over: HandOver, *, by: AbstractBaseUser) -> None:
    """The address is not used, and the link of the giver works again; again changes nothing."""
    giver = _take_turn(hand_over.giver)
    waiting = _decide(hand_over, by)
    if waiting is None:
        return
    _settle(waiting, HandOverState.REFUSED)
    open_again(giver)
    audit.record(AuditVerb.REFUSED_HAND_OVER, hand_over, by=by)


def _decide(hand_over: HandOver, by: AbstractBaseUser) -> HandOver | None:
    """The row as it is now, with who decides; None if somebody did, or the giver took it back."""
    waiting = HandOver.objects.filter(pk=hand_over.pk, state=HandOverState.WAITING).first()
    if waiting is not None:
        waiting.decided_by, waiting.decided_at = by, timezone.now()  # type: ignore[assignment]
    return waiting
