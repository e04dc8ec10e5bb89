"""One spelling for each mail address, and the digest by which one is refused for ever."""

import hashlib
import hmac

from django.conf import settings

from respondents.enums import SuppressionReason
from respondents.models import Respondent, Suppression

# An opt-out can be undone and lets a link on request through; a complaint is never undone.
WEAK_TO_STRONG = (SuppressionReason.OPT_OUT, SuppressionReason.BOUNCED, SuppressionReason.COMPLAINT)


def normalize_email(email: str) -> str:
    """The address in small letters without spaces around it; two spellings of one mailbox become one."""
    return email.strip().lower()


def address_digest(email: str) -> str:
    """A keyed digest: it outlives the erasure of the person, and tells nobody which address it was."""
    key = settings.LINK_KEY.encode()
    return hmac.digest(key, f"suppression:{normalize_email(email)}".encode(), hashlib.sha256).hex()


def suppress(email: str, reason: SuppressionReason) -> bool:
    """Nothing is sent to the address any more; the strongest reason stays. False if it was there already."""
    digest = address_digest(email)
    _, is_new = Suppression.objects.get_or_create(digest=digest, defaults={"reason": reason})
    weaker = WEAK_TO_STRONG[: WEAK_TO_STRONG.index(reason)]
    return is_new or bool(Suppression.objects.filter(digest=digest, reason__in=weaker).update(reason=reason))


def suppressed_of(emails: list[str]) -> list[str]:
    """Those of the addresses that never get mail again."""
    suppressed = set(Suppression.objects.values_list("digest", flat=True))
    return [email for email in emails if address_digest(email) in suppressed] if suppressed else []


def refuses_mail(email: str) -> bool:
    """Whether nothing may be sent to the address: it opted out, bounced or complained."""
    opted_out = Respondent.objects.filter(normalized_email=normalize_email(email), opted_out_at__isnull=False)
    return opted_out.exists() or Suppression.objects.filter(digest=address_digest(email)).exists()


def domain_of(email: str) -> str:
    return normalize_email(email).rpartition("@")[2]


def masked(email: str) -> str:
    """Enough to recognise the own address by, too little to write to."""
    return f"{email[:1]}…@{domain_of(email)}"


def is_suppressed(respondent: Respondent) -> bool:
    return Suppression.objects.filter(digest=address_digest(respondent.normalized_email)).exists()
