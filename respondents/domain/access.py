"""The right to answer travels in the address: links are derived from a key, the database holds a digest only."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from respondents.exceptions import EditionNotReady, HandedOver
from respondents.models import Invitation
from surveys.enums import Channel
from surveys.exceptions import ResponseClosed
from surveys.models import Edition, Gemeente, Response

ANSWER, RESUME, OPT_OUT = "invitation", "response", "afmelden"
TOKEN_LENGTH = 27

# One statement for any number of rows; bulk_update would build a CASE with a branch for each.
KEY_INVITATIONS = """
UPDATE respondents_invitation AS invitation
SET link_digest = keyed.link_digest, opt_out_digest = keyed.opt_out_digest
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS keyed (id, link_digest, opt_out_digest)
WHERE invitation.id = keyed.id
"""


def derive_token(purpose: str, pk: int, version: int = 1) -> str:
    """The token of one row for one purpose: one to opt out opens no answers; a new version ends the old link."""
    digest = _hmac(f"{purpose}:{pk}:{version}")
    return base64.urlsafe_b64encode(digest[:20]).decode().rstrip("=")


def digest_of(token: str) -> str:
    """What the database keeps of a token: enough to find the row, too little to make a link."""
    return _hmac(f"digest:{token}").hex()


def _hmac(text: str) -> bytes:
    return hmac.digest(settings.LINK_KEY.encode(), text.encode(), hashlib.sha256)


def personal_link(invitation: Invitation) -> str:
    return _link("u", derive_token(ANSWER, invitation.pk, invitation.link_version))


def opt_out_link(invitation: Invitation) -> str:
    return _link("afmelden", derive_token(OPT_OUT, invitation.pk, invitation.link_version))


def resume_link(response: Response) -> str:
    """The way back to a response that began on the open link."""
    return _link("u", derive_token(RESUME, response.pk))


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


@dataclass(frozen=True)
class Visit:
    """What one token gives access to; `response` is None until something was answered."""

    edition: Edition
    gemeente: Gemeente | None
    response: Response | None
    invitation: Invitation | None


def find_visit(token: str) -> Visit | None:
    """The visit of a personal link or of a response begun on the open link; reads only."""
    digest = digest_of(token)
    invitation = (
        Invitation.objects.select_related("edition", "respondent__gemeente", "response__edition")
        .filter(link_digest=digest)
        .first()
    )
    if invitation is not None:
        return Visit(invitation.edition, invitation.respondent.gemeente, invitation.response, invitation)
    response = Response.objects.select_related("edition", "gemeente").filter(resume_digest=digest).first()
    if response is not None:
        return Visit(response.edition, response.gemeente, response, None)
    return None


def find_opt_out(token: str) -> Invitation | None:
    found = Invitation.objects.select_related("edition", "respondent").filter(opt_out_digest=digest_of(token))
    return found.first()


def begin(visit: Visit) -> Response:
    """The response of the visit, made now if this is its first answer; two posts at once get the same one.

    Raises ResponseClosed if there is none yet and the edition is not open: who had not begun begins no more.
    Raises HandedOver if a colleague took over since the visit was found.
    """
    if visit.response is not None:
        return visit.response
    if not visit.edition.is_open:
        raise ResponseClosed(visit.edition.slug)
    assert visit.invitation is not None  # A visit without an invitation came by its response.
    return _begin_personal(visit, visit.invitation)


@transaction.atomic
def _begin_personal(visit: Visit, found: Invitation) -> Response:
    invitation = Invitation.objects.select_for_update().get(pk=found.pk)
    if invitation.handed_over_at is not None:
        raise HandedOver
    if invitation.response is None:
        invitation.response = Response.objects.create(
            edition=visit.edition,
            questionnaire_id=questionnaire_id_of(visit.edition),
            gemeente=visit.gemeente,
            channel=Channel.PERSONAL,
        )
        invitation.save(update_fields=["response"])
    return invitation.response


@transaction.atomic
def begin_open(edition: Edition, *, gemeente: Gemeente | None, source: str) -> tuple[Response, str]:
    """A new response by the open link, and the token with which it goes on."""
    response = Response.objects.create(
        edition=edition,
        questionnaire_id=questionnaire_id_of(edition),
        gemeente=gemeente,
        channel=Channel.OPEN,
        source=source,
    )
    token = derive_token(RESUME, response.pk)
    response.resume_digest = digest_of(token)
    response.save(update_fields=["resume_digest"])
    return response, token


def questionnaire_id_of(edition: Edition) -> int:
    """Raises EditionNotReady while the edition has no published questionnaire."""
    if edition.questionnaire_id is None:
        raise EditionNotReady(edition.slug)
    return edition.questionnaire_id
