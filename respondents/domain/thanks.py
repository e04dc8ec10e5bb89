"""The thank-you mail, in editions that send one: made by the worker, so that it can never delay *Versturen*."""

from datetime import timedelta

from django.utils import timezone

from respondents.enums import LetterKind
from respondents.models import Invitation, Letter

# Thanks that come later than this are odd; so is thanking everybody at once because somebody flips the switch.
LONGEST_DELAY = timedelta(days=1)


def thank() -> None:
    """Letters for who has sent the answers lately by a personal link; again thanks nobody twice."""
    since = timezone.now() - LONGEST_DELAY
    sent = Invitation.objects.current().filter(
        edition__sends_thanks=True, response__completed_at__gt=since, response__is_test=False
    )
    unthanked = sent.exclude(letters__kind=LetterKind.THANKS).select_related("respondent")
    Letter.objects.bulk_create(map(_letter_to, unthanked), ignore_conflicts=True)


def _letter_to(invitation: Invitation) -> Letter:
    return Letter(
        kind=LetterKind.THANKS,
        invitation=invitation,
        cause=f"invitation:{invitation.pk}",
        normalized_email=invitation.respondent.normalized_email,
    )
