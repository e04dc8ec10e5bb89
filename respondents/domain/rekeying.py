"""Another `LINK_KEY`: everything that was made with a former one is made anew, and links that were sent keep working.

Or, when a key leaked, are ended: `revoke`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q

from respondents.domain import access, addresses, keys
from respondents.enums import SuppressionReason
from respondents.models import Invitation, OldLink, Respondent, Suppression
from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.models import Edition, Response


@dataclass(frozen=True)
class Rekeyed:
    """`lost` links were made with a key that is not known here; `kept` addresses need the former key for ever."""

    links: int
    lost: int
    addresses: int
    kept: int


@transaction.atomic
def rekey(*, by: audit.Actor = None) -> Rekeyed:
    """Again changes nothing. New links of letters in the queue follow by themselves."""
    invitations, lost_invitations = _rekey_invitations()
    responses, lost_responses = _rekey_responses()
    changed = _rekey_addresses()
    if invitations or responses or changed:
        audit.record(AuditVerb.ROTATED_LINK_KEY, Invitation, by=by, count=invitations)
    kept = Suppression.objects.exclude(key_name=keys.name_of(keys.current())).count()
    return Rekeyed(invitations + responses, lost_invitations + lost_responses, changed, kept)


def _rekey_invitations() -> tuple[int, int]:
    """How many were made anew, and how many were made with a key that is not known."""
    todo = [row for row in _locked_invitations() if row.link_digest != _fresh(access.ANSWER, row)]
    old = [(row, list(old_links(row))) for row in todo]
    known = [(row, links) for row, links in old if links]
    OldLink.objects.bulk_create([link for _, links in known for link in links], ignore_conflicts=True)
    access.key_invitations([row for row, _ in known])
    return len(known), len(old) - len(known)


def _locked_invitations(edition: Edition | None = None) -> list[Invitation]:
    found = Invitation.objects.filter(link_digest__isnull=False).order_by("pk").select_for_update()
    return list(found.filter(edition=edition) if edition else found)


def _fresh(purpose: str, row: Invitation) -> str:
    return access.digest_of(access.derive_token(purpose, row.pk, row.link_version))


def old_links(row: Invitation) -> Iterator[OldLink]:
    """The tokens of the former key with which the row was made; none if no key fits."""
    for purpose, stored in ((access.ANSWER, row.link_digest), (access.OPT_OUT, row.opt_out_digest)):
        for token, digest in access.tokens_of(purpose, row.pk, row.link_version):
            if digest == stored:
                opts_out = purpose == access.OPT_OUT
                yield OldLink(digest=access.unkeyed_digest_of(token), invitation=row, opts_out=opts_out)


def _rekey_responses() -> tuple[int, int]:
    changed = lost = 0
    for row in Response.objects.filter(resume_digest__isnull=False).order_by("pk").select_for_update():
        (_, fresh), *former = access.tokens_of(access.RESUME, row.pk)
        if row.resume_digest == fresh:
            continue
        token = next((token for token, digest in former if digest == row.resume_digest), None)
        if token is None:
            lost += 1
            continue
        OldLink.objects.get_or_create(digest=access.unkeyed_digest_of(token), defaults={"response": row})
        changed += _give_digest(row)
    return changed, lost


def _give_digest(row: Response) -> int:
    fresh = access.digest_of(access.derive_token(access.RESUME, row.pk))
    return Response.objects.filter(pk=row.pk).update(resume_digest=fresh)


def _rekey_addresses() -> int:
    """Those that are still known: of the others only the digest is left, so they keep that of their own key."""
    name = keys.name_of(keys.current())
    former = {row.digest: row for row in Suppression.objects.exclude(key_name=name).select_for_update()}
    changed = sum(_rekey_address(email, former, name) for email in _known_addresses())
    return changed + _remember_opted_out(name)


def _known_addresses() -> Iterable[str]:
    return Respondent.objects.order_by().values_list("normalized_email", flat=True).distinct()


def _rekey_address(email: str, former: dict[str, Suppression], name: str) -> bool:
    fresh, *_ = digests = addresses.address_digests(email)
    row = next((former[digest] for digest in digests if digest in former), None)
    if row is None:
        return False
    Suppression.objects.get_or_create(digest=fresh, defaults={"reason": row.reason, "key_name": name})
    Suppression.objects.filter(digest=fresh).update(key_name=name)
    Suppression.objects.filter(pk=row.pk).exclude(digest=fresh).delete()
    return True


def _remember_opted_out(name: str) -> int:
    """Of who opted out while they are known here the digest can be made again, also when the key was lost."""
    opted_out = Respondent.objects.filter(opted_out_at__isnull=False).order_by()
    emails = opted_out.values_list("normalized_email", flat=True).distinct()
    known = set(Suppression.objects.values_list("digest", flat=True))
    missing = [email for email in emails if known.isdisjoint(addresses.address_digests(email))]
    Suppression.objects.bulk_create(
        Suppression(digest=addresses.address_digest(email), reason=SuppressionReason.OPT_OUT, key_name=name)
        for email in missing
    )
    return len(missing)


@transaction.atomic
def revoke(edition: Edition, *, by: audit.Actor = None) -> int:
    """Ends every link of the edition that was ever sent and makes new ones; gives how many. Answers stay.

    A response of the open link gets another link only if the key has changed.
    """
    invitations = _locked_invitations(edition)
    Invitation.objects.filter(edition=edition).update(link_version=F("link_version") + 1)
    for row in invitations:
        row.link_version += 1
    access.key_invitations(invitations)
    for response in Response.objects.filter(edition=edition, resume_digest__isnull=False):
        _give_digest(response)
    OldLink.objects.filter(Q(invitation__edition=edition) | Q(response__edition=edition)).delete()
    audit.record(AuditVerb.REVOKED_LINKS, edition, by=by, count=len(invitations))
    return len(invitations)
