"""The right to answer travels in the address: links are derived from a key, the database holds a digest only."""

import base64
import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from respondents.domain import keys, starts
from respondents.models import Invitation, OldLink
from surveys.models import Response

ANSWER, RESUME, OPT_OUT, INTERVIEW = "invitation", "response", "afmelden", "interview"
TOKEN_LENGTH = 27

# One statement for any number of rows; bulk_update would build a CASE with a branch for each.
KEY_INVITATIONS = """
UPDATE respondents_invitation AS invitation
SET link_digest = keyed.link_digest, opt_out_digest = keyed.opt_out_digest
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS keyed (id, link_digest, opt_out_digest)
WHERE invitation.id = keyed.id
"""


def derive_token(purpose: str, pk: int, version: int = 1, key: str | None = None) -> str:
    """The token of one row for one purpose: one to opt out opens no answers; a new version ends the old link."""
    digest = keys.digest(f"{purpose}:{pk}:{version}", key)
    return base64.urlsafe_b64encode(digest[:20]).decode().rstrip("=")


def digest_of(token: str, key: str | None = None) -> str:
    """What the database keeps of a token: enough to find the row, too little to make a link."""
    return keys.digest(f"digest:{token}", key).hex()


def digests_of(token: str) -> list[str]:
    """Under each key that is still read, for a row keeps that of the key it was made with until it is re-keyed."""
    return [digest_of(token, key) for key in keys.all_keys()]


def unkeyed_digest_of(token: str) -> str:
    """What is kept of a link of a former key; a token cannot be guessed, so this outlives every key."""
    return hashlib.sha256(f"old:{token}".encode()).hexdigest()


def token_that_works(purpose: str, pk: int, version: int, stored: str | None) -> str:
    """Made with the key under which the row can be found; until it is re-keyed that may be a former one."""
    works = (token for token, digest in tokens_of(purpose, pk, version) if digest == stored)
    return next(works, None) or derive_token(purpose, pk, version)


def tokens_of(purpose: str, pk: int, version: int = 1) -> Iterator[tuple[str, str]]:
    """The token of each key with its digest under that key, the key of now first."""
    for key in keys.all_keys():
        token = derive_token(purpose, pk, version, key)
        yield token, digest_of(token, key)


def personal_link(invitation: Invitation) -> str:
    token = token_that_works(ANSWER, invitation.pk, invitation.link_version, invitation.link_digest)
    return _link("u", token)


def opt_out_link(invitation: Invitation) -> str:
    token = token_that_works(OPT_OUT, invitation.pk, invitation.link_version, invitation.opt_out_digest)
    return _link("afmelden", token)


def resume_link(response: Response) -> str:
    """The way back to a response that began on the open link."""
    return _link("u", resume_token(response))


def resume_token(response: Response) -> str:
    return token_that_works(RESUME, response.pk, 1, response.resume_digest)


def onward_token(token: str, response: Response) -> str:
    """The token on which a response goes on: a start on the open link makes way for one of the response itself."""
    return resume_token(response) if starts.is_start(token) else token


def _link(path: str, token: str) -> str:
    return f"{settings.PUBLIC_URL}/{path}/{token}/"


def key_invitations(invitations: list[Invitation]) -> None:
    """Gives new invitations the digests by which their links are found; the rows must have been stored."""
    for invitation in invitations:
        invitation.link_digest = digest_of(derive_token(ANSWER, invitation.pk, invitation.link_version))
        invitation.opt_out_digest = digest_of(derive_token(OPT_OUT, invitation.pk, invitation.link_version))
    columns = [(row.pk, row.link_digest, row.opt_out_digest) for row in invitations]
    if columns:
        with connection.cursor() as cursor:
            cursor.execute(KEY_INVITATIONS, [list(column) for column in zip(*columns, strict=True)])


def find_opt_out(token: str) -> Invitation | None:
    invitations = Invitation.objects.select_related("edition", "respondent__gemeente")
    found = invitations.filter(opt_out_digest__in=digests_of(token)).first()
    old = OldLink.objects.filter(digest=unkeyed_digest_of(token), opts_out=True)
    return found or invitations.filter(old_links__in=old).first()
