"""Mail that came back on our letters: noted once each, and carried out when the project team takes it over.

By itself only news of a mail server about a letter that it proves to have had is acted upon, as a webhook is.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from respondents.domain import feedback, hand_overs
from respondents.domain.addresses import normalize_email, refuses_mail
from respondents.domain.feedback import News
from respondents.domain.hand_overs import Wish
from respondents.domain.incoming import Incoming, read
from respondents.domain.merged import kept
from respondents.domain.sorting import Meaning, sort
from respondents.enums import LetterEventKind, ReplyKind, ReplyState
from respondents.exceptions import HandedOver, ReplyRefused
from respondents.models import Invitation, Letter, Reply, Respondent
from respondents.models.reply import TEXTS
from surveys.domain import audit
from surveys.enums import AuditVerb

KEPT_FOR = timedelta(days=30)

NO_MAIL = "Naar dit adres mogen we niet mailen: het is afgemeld of bestaat niet. Noem een andere collega."
SAME_ADDRESS = "Dit is het adres van de respondent zelf. Vul het adres van de collega in."
NOBODY = "Vul het adres van de collega in. Weet u dat niet, kies dan Niet overnemen."
NO_DATE = "Vul in tot en met welke dag deze persoon afwezig is."


@dataclass(frozen=True)
class Taken:
    """What the team takes over, as found or as they mended it."""

    absent_until: date | None = None
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class About:
    """Whom a mail is about; proven if it names a letter by the Message-ID that only its receiver knows."""

    letter: Letter | None = None
    respondent: Respondent | None = None
    is_proven: bool = False


def take_in(raw: bytes) -> tuple[ReplyKind, bool]:
    """The kind of the mail, and whether it is new; our own mail is not noted."""
    mail = read(raw)
    meaning = sort(mail, ours=our_address())
    if meaning.kind == ReplyKind.OWN:
        return meaning.kind, False
    return meaning.kind, _note(mail, meaning)


def our_address() -> str:
    return normalize_email(parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


@transaction.atomic
def _note(mail: Incoming, meaning: Meaning) -> bool:
    about = About() if meaning.kind == ReplyKind.OTHER else _about(mail)
    reply, is_new = Reply.objects.get_or_create(digest=mail.digest, defaults=_fields(mail, meaning, about))
    if is_new and reply.kind == ReplyKind.BOUNCED and about.is_proven:
        _tell(reply)
    return is_new


def _fields(mail: Incoming, meaning: Meaning, about: About) -> dict[str, object]:
    """Of a mail that proposes nothing only that it was read; who wrote what stays in the mailbox."""
    fields: dict[str, object] = {"kind": meaning.kind, "sent_at": mail.sent_at}
    fields |= {"letter": about.letter, "respondent": about.respondent}
    fields |= {"event": meaning.event or "", "status": meaning.status}
    if not _is_proposal(meaning, about):
        return fields
    colleague = meaning.colleague
    return fields | {
        "state": ReplyState.OPEN,
        "sender": mail.sender,
        "excerpt": meaning.excerpt,
        "absent_until": meaning.absent_until,
        "name": colleague.name if colleague else "",
        "email": colleague.email if colleague else "",
        "is_doubtful": _is_doubtful(meaning, about),
    }


def _is_proposal(meaning: Meaning, about: About) -> bool:
    """A bounce of which nothing proves that it is about us may be forged, so there a person looks too."""
    if meaning.kind == ReplyKind.BOUNCED:
        return (
            about.respondent is not None and not about.is_proven and meaning.event == LetterEventKind.BOUNCED
        )
    return about.respondent is not None


def _is_doubtful(meaning: Meaning, about: About) -> bool:
    colleague, respondent = meaning.colleague, about.respondent
    if colleague is None or respondent is None:
        return not about.is_proven
    return (
        not about.is_proven
        or colleague.is_general
        or not hand_overs.is_of_gemeente(colleague.email, respondent)
    )


def _about(mail: Incoming) -> About:
    sent = Letter.objects.select_related("invitation__respondent__gemeente").order_by("-pk")
    bare = [reference.strip("<>") for reference in mail.references]
    named = Q(message_id__in=mail.references) | Q(provider_id__in=[*mail.references, *bare])
    letter = sent.filter(named).first() if mail.references else None
    if letter is not None:
        return About(letter, _receiver_of(letter), is_proven=True)
    address = mail.failure.recipient if mail.failure else mail.sender
    letter = sent.filter(normalized_email=address, invitation__isnull=False).first() if address else None
    return About(letter, _receiver_of(letter) if letter else None)


def _receiver_of(letter: Letter) -> Respondent | None:
    return kept(letter.invitation.respondent) if letter.invitation else None


def _tell(reply: Reply) -> None:
    """As a webhook would; the same mail is the same news."""
    letter = reply.letter
    if letter is None or not letter.message_id:
        return
    feedback.take_in(
        News(
            event_id=f"mail:{reply.digest}",
            kind=LetterEventKind(reply.event),
            at=reply.sent_at,
            reference=f"{letter.pk}:{letter.message_id}",
            status=reply.status,
        )
    )


@transaction.atomic
def accept(reply: Reply, taken: Taken, *, by: AbstractBaseUser) -> bool:
    """Does what the mail proposes; False if somebody decided before.

    Raises ReplyRefused, or HandOverRefused where the questionnaire cannot go to that colleague.
    """
    waiting = _decide(reply, ReplyState.ACCEPTED, by)
    if waiting is None:
        return False
    _carry_out(waiting, taken, by)
    audit.record(AuditVerb.ACCEPTED_REPLY, waiting, by=by)
    return True


@transaction.atomic
def decline(reply: Reply, *, by: AbstractBaseUser) -> bool:
    """Nothing is changed; False if somebody decided before."""
    waiting = _decide(reply, ReplyState.DECLINED, by)
    if waiting is not None:
        audit.record(AuditVerb.DECLINED_REPLY, waiting, by=by)
    return waiting is not None


def _decide(reply: Reply, state: ReplyState, by: AbstractBaseUser) -> Reply | None:
    """The row as it is now, which was waiting until this moment."""
    found = Reply.objects.waiting().select_for_update(of=("self",)).filter(pk=reply.pk)
    waiting = found.select_related("respondent__gemeente", "letter__invitation__edition").first()
    if waiting is not None:
        waiting.state, waiting.decided_at = state, timezone.now()
        waiting.decided_by = by  # type: ignore[assignment]
        waiting.save(update_fields=["state", "decided_at", "decided_by"])
    return waiting


def _carry_out(reply: Reply, taken: Taken, by: AbstractBaseUser) -> None:
    """Who left is marked in any case; a colleague is there only if the mail named one."""
    assert reply.respondent is not None
    if reply.kind == ReplyKind.BOUNCED:
        _tell(reply)
    elif reply.kind == ReplyKind.ABSENT:
        _note_absence(reply.respondent, taken.absent_until)
    else:
        _note_colleague(reply, reply.respondent, taken, by)


def _note_absence(respondent: Respondent, until: date | None) -> None:
    if until is None:
        raise ReplyRefused(NO_DATE)
    Respondent.objects.filter(pk=respondent.pk).update(absent_until=until)


def _note_colleague(reply: Reply, respondent: Respondent, taken: Taken, by: AbstractBaseUser) -> None:
    has_left = reply.kind == ReplyKind.LEFT
    if not (taken.email or has_left):
        raise ReplyRefused(NOBODY)
    if taken.email:
        _replace(reply, respondent, taken, by)
    if has_left:
        Respondent.objects.filter(pk=respondent.pk, left_on=None).update(left_on=timezone.localdate())


def _replace(reply: Reply, respondent: Respondent, taken: Taken, by: AbstractBaseUser) -> None:
    """The colleague becomes a contact, and gets the questionnaire if that is still to be filled in."""
    if normalize_email(taken.email) == respondent.normalized_email:
        raise ReplyRefused(SAME_ADDRESS)
    if refuses_mail(taken.email):
        raise ReplyRefused(NO_MAIL)
    Respondent.objects.get_or_create(
        normalized_email=normalize_email(taken.email),
        gemeente=respondent.gemeente,
        defaults={"name": taken.name, "email": taken.email, "source": source_of(reply)},
    )
    invitation = _invitation_of(reply)
    if invitation is not None and can_be_handed_over(invitation):
        _hand_over(invitation, Wish(email=taken.email, name=taken.name), by)


def _invitation_of(reply: Reply) -> Invitation | None:
    """The one that remained, if its receiver was invited twice."""
    invitation = reply.letter.invitation if reply.letter else None
    return (invitation.merged_into or invitation) if invitation else None


def source_of(reply: Reply) -> str:
    day = date_format(timezone.localtime(reply.sent_at), "j F Y")
    return f"antwoord van een collega op {day}"


def can_be_handed_over(invitation: Invitation) -> bool:
    is_answered = Invitation.objects.answered().filter(pk=invitation.pk).exists()
    is_of_gemeente = invitation.respondent.gemeente_id is not None
    return (
        invitation.edition.is_open
        and is_of_gemeente
        and not is_answered
        and invitation.handed_over_at is None
    )


def _hand_over(invitation: Invitation, wish: Wish, by: AbstractBaseUser) -> None:
    """Whoever takes the mail over has judged the address, so it does not wait for the team again."""
    try:
        hand_overs.approve(hand_overs.hand_over(invitation, wish), by=by)
    except HandedOver:
        return  # By the respondent, a moment ago; that choice stays.


def forget() -> int:
    """Empties what is older than its time, also what nobody decided about; gives how many rows."""
    old = Reply.objects.filter(read_at__lt=timezone.now() - KEPT_FOR)
    old.waiting().update(state=ReplyState.EXPIRED)
    with_texts = old.exclude(**dict.fromkeys(TEXTS, ""))
    return with_texts.update(**dict.fromkeys(TEXTS, ""))
