"""The link on request: mailed to the invited address, or to one that is typed on the open link for that mail alone.

A typed address never meets the respondents, and stands beside its response only until its letter is settled. To
count the letters of a response all the same, their cause begins with a keyed digest of it, and ends with one of the
address and the hour.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from respondents.domain import access, doorbell
from respondents.domain.addresses import address_digest, normalize_email
from respondents.domain.visits import Visit
from respondents.enums import LetterKind
from respondents.exceptions import LinkRequestRefused
from respondents.models import Invitation, Letter
from surveys.models import Response

# For each response of the open link, or it would be a way to fill a stranger's mailbox.
MOST_LETTERS = 3
SHOWN_FOR = timedelta(hours=1)

TOO_OFTEN = "We hebben de link al drie keer gemaild. Bewaar het adres dat op deze pagina staat."


@transaction.atomic
def mail_invited(invitation: Invitation) -> None:
    """A letter to the address that was invited; within the hour a second press changes nothing."""
    Letter.objects.get_or_create(
        kind=LetterKind.LINK,
        cause=f"invitation:{invitation.pk}:{_hour()}",
        defaults={"invitation": invitation, "normalized_email": invitation.respondent.normalized_email},
    )
    doorbell.ring_on_commit()


@transaction.atomic
def mail_typed(response: Response, email: str) -> None:
    """A letter to that address; within the hour a second press changes nothing.

    Raises LinkRequestRefused after the third letter of the response.
    """
    Response.objects.select_for_update(no_key=True).get(
        pk=response.pk
    )  # Two presses count one after the other.
    sent = Letter.objects.filter(kind=LetterKind.LINK, cause__startswith=_mark_of(response))
    cause = f"{_mark_of(response)}:{address_digest(f'{_hour()}:{email}')[:32]}"
    if sent.filter(cause=cause).exists():
        return
    if sent.count() >= MOST_LETTERS:
        raise LinkRequestRefused(TOO_OFTEN)
    Letter.objects.create(
        kind=LetterKind.LINK, response=response, cause=cause, normalized_email=normalize_email(email)
    )
    doorbell.ring_on_commit()


def last_asked(visit: Visit) -> datetime | None:
    """When the link was last asked for, within the hour."""
    letters = Letter.objects.filter(kind=LetterKind.LINK, created_at__gt=timezone.now() - SHOWN_FOR)
    if visit.invitation is not None:
        letters = letters.filter(invitation=visit.invitation)
    elif visit.response is not None:
        letters = letters.filter(cause__startswith=_mark_of(visit.response))
    return letters.values_list("created_at", flat=True).first()


def _hour() -> str:
    return f"{timezone.now():%Y-%m-%dT%H}"


def _mark_of(response: Response) -> str:
    """27 signs that nobody can lead back to the response without the key."""
    return access.derive_token("link-request", response.pk)
