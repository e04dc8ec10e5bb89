"""The people of a gemeente, for who calls them: correct one, name another, mail a link, end the mail."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from respondents.domain import access, doorbell, link_requests, merged, opt_out
from respondents.domain.addresses import normalize_email, refuses_mail
from respondents.enums import LetterKind, LetterState, SkipReason
from respondents.exceptions import CallRefused
from respondents.models import Case, Invitation, Letter, Respondent
from surveys.domain import audit
from surveys.enums import AuditVerb

NO_MAIL = "Naar dit adres mogen we niet mailen: het is afgemeld of bestaat niet. Vraag om een ander adres."
TAKEN = "Dit adres staat al bij deze gemeente. Kies die persoon."
INVITED = "Deze persoon is al uitgenodigd. Kies die persoon, en mail de link."
ANSWERED = "Deze persoon heeft de vragenlijst al verstuurd."
HANDED_OVER = "Deze persoon heeft de vragenlijst doorgegeven. De link gaat naar wie die overnam."
CLOSED = "De vragenlijst is niet open. De link werkt nu niet."


@dataclass(frozen=True)
class Contact:
    """What is said on the phone of how to reach somebody."""

    name: str
    email: str
    phone: str
    functie: str = ""


def people_of(case: Case) -> list[Invitation]:
    """Who of the gemeente was invited for the edition, with what the caller must know of each."""
    of_edition = Invitation.objects.current().filter(edition=case.edition_id)
    invited = of_edition.filter(respondent__gemeente=case.gemeente_id)
    related = invited.select_related("respondent", "response", "joined_response").annotate(
        has_bounced=Exists(Respondent.objects.bounced().filter(pk=OuterRef("respondent")))
    )
    return list(
        related.defer("response__answers", "joined_response__answers").order_by("respondent__name", "pk")
    )


def status_of(person: Invitation) -> str:
    """Where somebody stands, in a few Dutch words; never what they answered."""
    respondent = person.respondent
    today = timezone.localdate()
    found = [
        (has_answered(person), "Heeft de vragenlijst verstuurd"),
        (respondent.left_on is not None, "Werkt er niet meer"),
        (respondent.opted_out_at is not None, "Wil niet meedoen: bel en mail niet"),
        (person.handed_over_at is not None, "Heeft de vragenlijst doorgegeven"),
        (respondent.absent_until is not None and respondent.absent_until >= today, _absent(respondent)),
        (getattr(person, "has_bounced", False), "Het e-mailadres bestaat niet"),
        (person.response_id is not None, "Is begonnen met de vragenlijst"),
    ]
    return next((words for holds, words in found if holds), "Uitgenodigd")


def _absent(respondent: Respondent) -> str:
    until = respondent.absent_until
    return f"Afwezig tot en met {date_format(until, 'j F')}" if until else ""


def has_answered(person: Invitation) -> bool:
    responses = (person.response, person.joined_response)
    return any(response is not None and response.is_completed for response in responses)


def can_be_called(person: Invitation) -> bool:
    respondent = person.respondent
    return respondent.opted_out_at is None and respondent.left_on is None and not has_answered(person)


def to_dial(phone: str) -> str:
    """What a telephone makes of a number as people write it; the zero in +31 (0)38 is not dialled."""
    number = phone.replace("(0)", "") if phone.startswith(("+", "00")) else phone
    return "".join(sign for sign in number if sign in "+0123456789")


def source() -> str:
    """What the AVG asks of an address that was given on the phone."""
    return f"telefonisch, {date_format(timezone.localdate(), 'j F Y')}"


@transaction.atomic
def mail_link(person: Invitation, *, by: User) -> None:
    """The personal link, by the usual door; within the hour a second press changes nothing. Raises CallRefused."""
    refuse_mail_to(person)
    link_requests.mail_invited(person)
    audit.record(AuditVerb.MAILED_LINK, person, by=by)


def refuse_mail_to(person: Invitation) -> None:
    if not person.edition.is_open:
        raise CallRefused(CLOSED)
    if has_answered(person):
        raise CallRefused(ANSWERED)
    if person.handed_over_at is not None:
        raise CallRefused(HANDED_OVER)
    if refuses_mail(person.respondent.email):
        raise CallRefused(NO_MAIL)


@transaction.atomic
def end_mail(person: Invitation, *, by: User) -> bool:
    """No mail any more, as the person said on the phone; False if that was so already."""
    is_new = Respondent.objects.filter(pk=person.respondent_id, opted_out_at=None).exists()
    opt_out.opt_out(person.respondent, by=by)
    return is_new


@transaction.atomic
def correct(person: Invitation, contact: Contact, *, by: User) -> None:
    """Name, numbers and address as they are said now; letters that wait go to the new address.

    The links stay those of the person. Raises CallRefused for an address that may not be mailed, or is another's.
    """
    respondent = Respondent.objects.select_for_update().get(pk=person.respondent_id)
    respondent.name, respondent.phone, respondent.functie = contact.name, contact.phone, contact.functie
    is_new = normalize_email(contact.email) != respondent.normalized_email
    if is_new:
        _move(respondent, contact.email)
    respondent.email = contact.email
    respondent.save()
    if is_new:
        _readdress(respondent)
    audit.record(AuditVerb.CORRECTED_CONTACT, respondent, by=by)


def _move(respondent: Respondent, email: str) -> None:
    address = normalize_email(email)
    if refuses_mail(email):
        raise CallRefused(NO_MAIL)
    same = Respondent.objects.filter(normalized_email=address, gemeente=respondent.gemeente_id)
    if same.exists():
        raise CallRefused(TAKEN)
    respondent.normalized_email, respondent.source, respondent.sourced_on = address, source(), None


def _readdress(respondent: Respondent) -> None:
    """The door judges a letter by the address on it, so what waits must bear the one it will go to."""
    waiting = Letter.objects.select_for_update().filter(
        invitation__respondent=respondent, state=LetterState.QUEUED
    )
    for letter in waiting.order_by("pk"):
        letter.normalized_email = respondent.normalized_email
        if _is_mailed_already(letter):
            letter.state, letter.skip_reason = LetterState.SKIPPED, SkipReason.SAME_ADDRESS
            letter.settled_at = timezone.now()
        letter.save(update_fields=["normalized_email", "state", "skip_reason", "settled_at"])


def _is_mailed_already(letter: Letter) -> bool:
    """Whether another gets the same mailing at that address."""
    others = Letter.objects.filter(wave=letter.wave_id, normalized_email=letter.normalized_email)
    sent = others.exclude(state=LetterState.SKIPPED).exclude(pk=letter.pk)
    return letter.wave_id is not None and sent.exists()


@transaction.atomic
def invite(case: Case, contact: Contact, *, by: User) -> Invitation:
    """Somebody else of the gemeente, who is mailed the questionnaire at once. Raises CallRefused.

    Somebody we know already keeps name and source, and gets an invitation if there was none.
    """
    if not case.edition.is_open:
        raise CallRefused(CLOSED)
    if refuses_mail(contact.email):
        raise CallRefused(NO_MAIL)
    now = timezone.now()
    respondent = _known_or_new(case, contact, now)
    try:
        with transaction.atomic():
            person = Invitation.objects.create(edition=case.edition, respondent=respondent, created_at=now)
    except IntegrityError as exists:
        raise CallRefused(INVITED) from exists
    access.key_invitations([person])
    Letter.objects.create(
        kind=LetterKind.HAND_OVER,
        invitation=person,
        cause=f"telephone:{person.pk}",
        normalized_email=respondent.normalized_email,
    )
    doorbell.ring_on_commit()
    audit.record(AuditVerb.ADDED_CONTACT, respondent, by=by)
    return person


def _known_or_new(case: Case, contact: Contact, now: datetime) -> Respondent:
    fields = {"name": contact.name, "email": contact.email, "phone": contact.phone}
    respondent, _ = Respondent.objects.get_or_create(
        normalized_email=normalize_email(contact.email),
        gemeente=case.gemeente,
        defaults=fields | {"functie": contact.functie, "source": source(), "created_at": now},
    )
    return merged.kept(respondent)


@transaction.atomic
def uninvite(person: Invitation) -> bool:
    """Who was named by mistake is gone again; False if the mail has left, for then they know of us.

    Nor if another contact was found to be the same person since.
    """
    waiting = Letter.objects.select_for_update().filter(invitation=person)
    if any(letter.state not in (LetterState.QUEUED, LetterState.SKIPPED) for letter in waiting):
        return False
    respondent = person.respondent
    if person.merged_into_id or respondent.merged_into_id or respondent.merged.exists():
        return False
    # `invite` gives both the same time.
    is_ours = respondent.created_at == person.created_at
    person.delete()
    if is_ours:
        respondent.delete()
    return True
