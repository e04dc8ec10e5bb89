"""One spelling for each mail address, and the digest by which one is refused for ever."""

from collections.abc import Iterable

from django.utils import timezone

from respondents.domain import keys
from respondents.enums import SuppressionReason
from respondents.models import Respondent, Suppression

# An opt-out can be undone and lets a link on request through; a complaint is never undone.
WEAK_TO_STRONG = (SuppressionReason.OPT_OUT, SuppressionReason.BOUNCED, SuppressionReason.COMPLAINT)


def normalize_email(email: str) -> str:
    """The address in small letters without spaces around it; two spellings of one mailbox become one."""
    return email.strip().lower()


def address_digest(email: str) -> str:
    """A keyed digest: it outlives the erasure of the person, and tells nobody which address it was."""
    return _digest(email, keys.current())


def address_digests(email: str) -> list[str]:
    """With each key that is still read: of who was erased, the digest can only be found with the key that made it."""
    return [_digest(email, key) for key in keys.all_keys()]


def _digest(email: str, key: str) -> str:
    return keys.digest(f"suppression:{normalize_email(email)}", key).hex()


def suppress(email: str, reason: SuppressionReason) -> bool:
    """Nothing is sent to the address any more; the strongest reason stays. False if it was there already."""
    known = Suppression.objects.filter(digest__in=address_digests(email))
    if not known.exists():
        fresh = {"reason": reason, "key_name": keys.name_of(keys.current())}
        _, is_new = Suppression.objects.get_or_create(digest=address_digest(email), defaults=fresh)
        if is_new:
            return True
    weaker = WEAK_TO_STRONG[: WEAK_TO_STRONG.index(reason)]
    return bool(known.filter(reason__in=weaker).update(reason=reason))


def suppress_all(emails: Iterable[str], reason: SuppressionReason) -> None:
    """As `suppress` for each of them, in three statements whatever their number."""
    digests = {email: set(address_digests(email)) for email in emails}
    every = set().union(*digests.values())
    known = set(Suppression.objects.filter(digest__in=every).values_list("digest", flat=True))
    name = keys.name_of(keys.current())
    new = [
        Suppression(digest=address_digest(email), reason=reason, key_name=name, created_at=timezone.now())
        for email, of_address in sorted(digests.items())
        if known.isdisjoint(of_address)
    ]
    Suppression.objects.bulk_create(new, ignore_conflicts=True)
    weaker = WEAK_TO_STRONG[: WEAK_TO_STRONG.index(reason)]
    Suppression.objects.filter(digest__in=known, reason__in=weaker).update(reason=reason)


def suppression_reasons(emails: Iterable[str]) -> dict[str, SuppressionReason]:
    """Why each of them gets no mail; who may get it is not in it."""
    reasons = dict(Suppression.objects.values_list("digest", "reason"))
    if not reasons:
        return {}
    found = {email: [reasons[d] for d in address_digests(email) if d in reasons] for email in emails}
    return {email: SuppressionReason(of_address[0]) for email, of_address in found.items() if of_address}


def suppressed_of(emails: list[str]) -> list[str]:
    """Those of the addresses that never get mail again."""
    suppressed = set(Suppression.objects.values_list("digest", flat=True))
    if not suppressed:
        return []
    return [email for email in emails if not suppressed.isdisjoint(address_digests(email))]


def refuses_mail(email: str) -> bool:
    """Whether nothing may be sent to the address: it opted out, bounced or complained."""
    opted_out = Respondent.objects.filter(normalized_email=normalize_email(email), opted_out_at__isnull=False)
    return opted_out.exists() or Suppression.objects.filter(digest__in=address_digests(email)).exists()


def domain_of(email: str) -> str:
    return normalize_email(email).rpartition("@")[2]


def masked(email: str) -> str:
    """Enough to recognise the own address by, too little to write to."""
    return f"{email[:1]}…@{domain_of(email)}"


def is_suppressed(respondent: Respondent) -> bool:
    return Suppression.objects.filter(digest__in=address_digests(respondent.normalized_email)).exists()
