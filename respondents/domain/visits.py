"""What a link gives access to: the visit of one token, and the response that it begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction

from respondents.domain import access, keys, merged, starts, visit_rows
from respondents.domain.starts import Start
from respondents.exceptions import EditionNotReady, HandedOver
from respondents.models import Interview, Invitation, OldLink
from surveys.enums import Channel
from surveys.exceptions import ResponseClosed
from surveys.models import Edition, Gemeente, Response
from surveys.models.response import ROTATIONS


@dataclass(frozen=True)
class Visit:
    """What one token gives access to; `response` is None until something was answered.

    `start` is that of the open link, as long as the address bears it; `interview` that of a caller on the telephone.
    """

    edition: Edition
    gemeente_id: int | None
    response: Response | None
    invitation: Invitation | None
    start: Start | None = None
    interview: Interview | None = None

    @cached_property
    def gemeente(self) -> Gemeente | None:
        """Asked for when it is looked at: most pages do not name it."""
        return None if self.gemeente_id is None else Gemeente.objects.get(pk=self.gemeente_id)


def find_visit(token: str) -> Visit | None:
    """The visit of a personal link, of a start on the open link or of a response begun there; reads only."""
    if starts.is_start(token):
        start = starts.read(token)
        return None if start is None else _visit_of_start(start)
    digests = access.digests_of(token)
    invited = visit_rows.of_invitation(digests)
    if invited is not None:
        invitation, gemeente_id = invited
        return Visit(invitation.edition, gemeente_id, invitation.response, invitation)
    response = visit_rows.of_response("resume_digest", digests)
    if response is not None:
        return Visit(response.edition, response.gemeente_id, response, None)
    return _visit_of_interview(digests) or _visit_by_old_link(token)


def _visit_of_interview(digests: list[str]) -> Visit | None:
    """Only while it is under way; afterwards the pages are closed to the caller."""
    related = ("case__edition", "case__gemeente", "response")
    interview = Interview.objects.under_way().select_related(*related).filter(link_digest__in=digests).first()
    if interview is None:
        return None
    edition = interview.case.edition
    if interview.response is not None:
        interview.response.edition = edition
    return Visit(edition, interview.case.gemeente_id, interview.response, None, interview=interview)


def _visit_by_old_link(token: str) -> Visit | None:
    """By a link that was made before the key was changed."""
    joined = ("invitation__edition", "invitation__respondent", "invitation__response", "response__edition")
    found = OldLink.objects.filter(digest=access.unkeyed_digest_of(token), opts_out=False)
    old = found.select_related(*joined).first()
    if old is None:
        return None
    if old.invitation is not None:
        return _visit_of_invitation(old.invitation)
    assert old.response is not None  # The database knows no third.
    return Visit(old.response.edition, old.response.gemeente_id, old.response, None)


def _visit_of_invitation(invitation: Invitation) -> Visit:
    if invitation.response is not None:
        invitation.response.edition = invitation.edition
    gemeente_id = invitation.respondent.gemeente_id
    return Visit(invitation.edition, gemeente_id, invitation.response, invitation)


def _visit_of_start(start: Start) -> Visit | None:
    """With the response that it has led to, if its first page was posted before."""
    begun = visit_rows.of_response("start_key", [start.key])
    if begun is not None:
        return Visit(begun.edition, begun.gemeente_id, begun, None, start)
    edition = Edition.objects.filter(pk=start.edition_id).first()
    return None if edition is None else Visit(edition, start.gemeente_id, None, None, start)


def rotation_of(visit: Visit) -> int | None:
    """How far lists are turned for this visitor: kept with the first answer, and before it already the same."""
    if visit.response is not None:
        return visit.response.rotation
    if visit.invitation is not None:
        return _rotation(str(visit.invitation.pk))
    if visit.interview is not None:
        return _rotation(f"{access.INTERVIEW}:{visit.interview.pk}")
    return _rotation(visit.start.key) if visit.start is not None else None


def _rotation(key: str) -> int:
    return int.from_bytes(keys.digest(f"rotation:{key}")) % ROTATIONS


def begin(visit: Visit) -> Response:
    """The response of the visit, made now if this is its first answer; two posts at once get the same one.

    Raises ResponseClosed if there is none yet and the edition is not open: who had not begun begins no more.
    Raises HandedOver if a colleague took over since the visit was found.
    """
    if visit.response is not None:
        return visit.response
    if not visit.edition.is_open:
        raise ResponseClosed(visit.edition.slug)
    if visit.start is not None:
        return _begin_started(visit, visit.start)
    if visit.interview is not None:
        return _begin_interview(visit, visit.interview)
    assert visit.invitation is not None  # Any other visit came by its response.
    return _begin_personal(visit, visit.invitation)


@transaction.atomic
def _begin_personal(visit: Visit, found: Invitation) -> Response:
    invitation = merged.lock(found.pk)
    if invitation.handed_over_at is not None:
        raise HandedOver
    if invitation.response is None:
        invitation.response = Response.objects.create(
            edition=visit.edition,
            questionnaire_id=questionnaire_id_of(visit.edition),
            gemeente_id=visit.gemeente_id,
            channel=Channel.PERSONAL,
            rotation=rotation_of(visit),
        )
        invitation.save(update_fields=["response"])
    return invitation.response


@transaction.atomic
def _begin_interview(visit: Visit, found: Interview) -> Response:
    """A response of the telephone; the invitation of who is on the phone keeps it, beside a draft if there is one.

    Raises Response.DoesNotExist if the interview ended since the visit was found.
    """
    interview = Interview.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if interview.ended_at is not None:
        raise Response.DoesNotExist
    if interview.response is None:
        interview.response = Response.objects.create(
            edition=visit.edition,
            questionnaire_id=questionnaire_id_of(visit.edition),
            gemeente_id=visit.gemeente_id,
            channel=Channel.PHONE,
            rotation=rotation_of(visit),
        )
        interview.save(update_fields=["response"])
        if interview.invitation_id is not None:
            _thread(interview.invitation_id, interview.response)
    return interview.response


def _thread(invitation_id: int, response: Response) -> None:
    """Ties the response to the invitation by the first of its two threads that is free."""
    invitation = merged.lock(invitation_id)
    for name in ("response", "joined_response"):
        if getattr(invitation, f"{name}_id") is None:
            setattr(invitation, name, response)
            invitation.save(update_fields=[name])
            return


def _begin_started(visit: Visit, start: Start) -> Response:
    response, _ = begin_open(
        visit.edition,
        gemeente_id=visit.gemeente_id,
        source=start.source,
        start_key=start.key,
        flags=starts.flags_at_first_answer(start),
    )
    return response


@transaction.atomic
def begin_open(
    edition: Edition,
    *,
    gemeente_id: int | None,
    source: str,
    start_key: str | None = None,
    flags: Iterable[str] = (),
) -> tuple[Response, str]:
    """A response by the open link, and the token with which it goes on; a key that was used gives the same one."""
    key = start_key or starts.new_key()
    background = {
        "edition": edition,
        "questionnaire_id": questionnaire_id_of(edition),
        "gemeente_id": gemeente_id,
        "channel": Channel.OPEN,
        "source": source,
        "flags": list(flags),
        "rotation": _rotation(key),
    }
    response, is_new = Response.objects.get_or_create(start_key=key, defaults=background)
    token = access.derive_token(access.RESUME, response.pk)
    if is_new:
        response.resume_digest = access.digest_of(token)
        response.save(update_fields=["resume_digest"])
    return response, token


def questionnaire_id_of(edition: Edition) -> int:
    """Raises EditionNotReady while the edition has no published questionnaire."""
    if edition.questionnaire_id is None:
        raise EditionNotReady(edition.slug)
    return edition.questionnaire_id
