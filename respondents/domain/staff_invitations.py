"""A colleague comes in by a link that works once, for a week; the same way somebody chooses a password anew."""

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.signing import BadSignature, Signer
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from respondents import emails
from respondents.domain import doorbell
from respondents.domain.addresses import normalize_email
from respondents.enums import Role
from respondents.exceptions import StaffInvitationOver, StaffRefused
from respondents.models import StaffInvitation
from surveys.domain import audit
from surveys.domain.audit import Actor
from surveys.enums import AuditVerb

log = structlog.get_logger("respondents.staff")

LIVES = timedelta(days=7)
MOST_ATTEMPTS = 5
SIGNER = Signer(salt="respondents.staff_invitations", sep=".")


def invite(*, name: str, email: str, role: Role | None, by: Actor) -> StaffInvitation:
    """Replaces what was open for that address; the mail leaves beside it. Without a role one's roles stay."""
    address = normalize_email(email)
    _refuse(account_of(address), by)
    try:
        with transaction.atomic():
            StaffInvitation.objects.filter(email=address).pending().update(withdrawn_at=timezone.now())
            return _make(name, address, role, by)
    except IntegrityError as error:
        raise StaffRefused("Iemand nodigde dit adres op hetzelfde moment uit. Kijk in de lijst.") from error


def _refuse(colleague: User | None, by: Actor) -> None:
    """An account that has ended, that was made on the server, or that is one's own."""
    if colleague is None:
        return
    if not colleague.is_active:
        raise StaffRefused(f"Het account van {colleague.username} is gestopt. Open het eerst weer.")
    if colleague.is_superuser:
        raise StaffRefused(
            "Dit account is op de server gemaakt. Alleen daar krijgt het een nieuw wachtwoord."
        )
    if by is not None and colleague.pk == by.pk:
        raise StaffRefused("Dit is uw eigen account. Vraag een andere beheerder.")


def _make(name: str, address: str, role: Role | None, by: Actor) -> StaffInvitation:
    invitation = StaffInvitation.objects.create(
        name=name,
        email=address,
        role=role or "",
        invited_by_id=by.pk if by else None,
        expires_at=timezone.now() + LIVES,
    )
    audit.record(AuditVerb.INVITED_STAFF, invitation, by=by, reason=role or "")
    doorbell.ring_on_commit()
    return invitation


def account_of(address: str) -> User | None:
    """The account of a colleague, by the name with which they sign in or by their address."""
    return User.objects.filter(Q(username__iexact=address) | Q(email__iexact=address)).order_by("pk").first()


def withdraw(invitation: StaffInvitation, *, by: Actor) -> bool:
    """Whether this call did it; the link opens nothing any more."""
    with transaction.atomic():
        done = StaffInvitation.objects.filter(pk=invitation.pk).pending().update(withdrawn_at=timezone.now())
        if done:
            audit.record(AuditVerb.WITHDREW_STAFF_INVITATION, invitation, by=by)
    return bool(done)


def link(invitation: StaffInvitation) -> str:
    return f"{settings.PUBLIC_URL}/beheer/uitnodiging/{SIGNER.sign(str(invitation.pk))}/"


def find(token: str) -> StaffInvitation:
    try:
        return StaffInvitation.objects.usable().get(pk=int(SIGNER.unsign(token)))
    except (BadSignature, ValueError, OverflowError, StaffInvitation.DoesNotExist) as error:
        raise StaffInvitationOver from error


def accept(invitation: StaffInvitation, password: str) -> User:
    """The account, made now unless the colleague has one; of two at once the second finds the link used."""
    with transaction.atomic():
        mine = StaffInvitation.objects.filter(pk=invitation.pk).usable().update(accepted_at=timezone.now())
        if not mine:
            raise StaffInvitationOver
        user = account_of(invitation.email) or User(username=invitation.email, first_name=invitation.name)
        if user.pk and not user.is_active:
            raise StaffInvitationOver
        user.email, user.is_staff = invitation.email, True
        user.set_password(password)
        user.save()
        if invitation.role:
            user.groups.set([Group.objects.get(name=invitation.role)])
        audit.record(AuditVerb.ACCEPTED_STAFF_INVITATION, invitation, by=user)
    return user


def mail_waiting() -> int:
    """Mails what waits, each once; what a mail server refused is tried again with the next round, a few times."""
    waiting = StaffInvitation.objects.usable().filter(mailed_at=None, attempts__lt=MOST_ATTEMPTS)
    return sum(_mail(invitation) for invitation in waiting.order_by("pk"))


def _mail(invitation: StaffInvitation) -> bool:
    row = StaffInvitation.objects.filter(pk=invitation.pk)
    if not _claim(row):
        return False
    try:
        emails.staff_invitation(invitation.email, invitation.name, link(invitation)).send()
    except OSError:  # Of the network, and every error of smtplib.
        log.warning("an invitation of a colleague could not be mailed", invitation=invitation.pk)
        row.update(mailed_at=None)
        return False
    return True


def _claim(row: Any) -> bool:
    """Before the wire, so that two workers never mail the same."""
    claimed = {"mailed_at": timezone.now(), "attempts": F("attempts") + 1}
    return bool(row.usable().filter(mailed_at=None).update(**claimed))
