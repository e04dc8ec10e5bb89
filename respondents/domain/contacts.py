"""Contacts from a file: first a plan that says what will happen to each row, then one transaction that does it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from respondents.domain import access
from respondents.domain.addresses import suppressed_of
from respondents.domain.contact_files import ContactFile
from respondents.domain.contact_rows import Contact, Refusal, judge, key_of
from respondents.models import Invitation, Respondent
from surveys.domain import audit
from surveys.domain.gemeente_names import GemeenteFinder
from surveys.enums import AuditVerb
from surveys.models import Edition, Gemeente

SUPPRESSED = "Dit adres staat op de lijst van adressen zonder mail. Haal de rij weg."
# What a later file may add to a respondent who is there already.
FILLABLE = ["name", "phone", "functie", "sourced_on"]

Key = tuple[str, int]


@dataclass(frozen=True)
class Changes:
    """How many respondents are new, get an empty field filled in, and get an invitation."""

    added: int
    filled: int
    invited: int

    def __bool__(self) -> bool:
        return bool(self.added or self.filled or self.invited)


@dataclass(frozen=True)
class Plan:
    """What storing will do; `contacts` are the good rows, of whom `known` were there already."""

    edition: Edition | None
    contacts: list[Contact]
    known: int
    refused: list[Refusal]
    changes: Changes


def make_plan(file: ContactFile, *, edition: Edition | None = None) -> Plan:
    """Judges each row against the file and the base, in a constant number of queries; stores nothing."""
    judged = _judge_rows(file, edition)
    contacts = [row for row in judged if isinstance(row, Contact)]
    stored = _among(_with_address(contacts), contacts)
    changes = Changes(
        added=len(contacts) - len(stored),
        filled=sum(_fill(stored[contact.key], contact) for contact in contacts if contact.key in stored),
        invited=len(contacts) - _invited_count(edition, stored.values()) if edition else 0,
    )
    refused = [row for row in judged if isinstance(row, Refusal)]
    return Plan(edition, contacts, len(stored), refused, changes)


def _invited_count(edition: Edition, respondents: Iterable[Respondent]) -> int:
    ids = {respondent.merged_into_id or respondent.pk for respondent in respondents}
    return len(ids.intersection(edition.invitations.values_list("respondent_id", flat=True)))


def _judge_rows(file: ContactFile, edition: Edition | None) -> list[Contact | Refusal]:
    valid = edition.gemeenten if edition else Gemeente.objects.valid_on(timezone.localdate())
    finder = GemeenteFinder(valid)
    judged = [judge(row, finder) for row in file.rows]
    emails = {row.respondent.normalized_email for row in judged if isinstance(row, Contact)}
    suppressed = set(suppressed_of(list(emails)))
    row_of: dict[Key, int] = {}
    return [_refuse_again(row, suppressed, row_of) for row in judged]


def _refuse_again(
    row: Contact | Refusal, suppressed: Collection[str], row_of: dict[Key, int]
) -> Contact | Refusal:
    """What only shows beside the other rows and the base: an address without mail, a row that is there twice."""
    if isinstance(row, Refusal):
        return row
    if row.respondent.normalized_email in suppressed:
        return Refusal(row.number, SUPPRESSED)
    first = row_of.setdefault(row.key, row.number)
    if first != row.number:
        return Refusal(
            row.number, f"Dit adres staat al in rij {first}, bij dezelfde gemeente. Haal een van de twee weg."
        )
    return row


def _with_address(contacts: Iterable[Contact]) -> QuerySet[Respondent]:
    """In the order in which two imports at once lock them, so that neither waits for the other for ever."""
    emails = {contact.respondent.normalized_email for contact in contacts}
    return Respondent.objects.filter(normalized_email__in=emails).order_by("pk")


def _among(respondents: Iterable[Respondent], contacts: Iterable[Contact]) -> dict[Key, Respondent]:
    """By their key, those who are one of the contacts: somebody may have the same address elsewhere."""
    keys = {contact.key for contact in contacts}
    return {key: respondent for respondent in respondents if (key := key_of(respondent)) in keys}


def _fill(respondent: Respondent, contact: Contact) -> bool:
    """Takes over what was still empty; what is known already stays. False if nothing was.

    The date says when the source was read, so it is only taken over from the same source.
    """
    is_same_source = respondent.source == contact.respondent.source
    fields = FILLABLE if is_same_source else [field for field in FILLABLE if field != "sourced_on"]
    empty = [
        field for field in fields if not getattr(respondent, field) and getattr(contact.respondent, field)
    ]
    for field in empty:
        setattr(respondent, field, getattr(contact.respondent, field))
    return bool(empty)


@transaction.atomic
def store(plan: Plan, *, by: audit.Actor) -> Changes:
    """Does what the plan says, as far as that is still to be done; gives what was. Again changes nothing."""
    before = _among(_with_address(plan.contacts).select_for_update(), plan.contacts)
    _add([contact for contact in plan.contacts if contact.key not in before])
    filled = _fill_all(before, plan.contacts)
    after = _among(
        _with_address(plan.contacts).only("normalized_email", "gemeente", "merged_into"), plan.contacts
    )
    changes = Changes(
        added=len(after) - len(before),
        filled=filled,
        invited=_invite(plan.edition, after.values()) if plan.edition else 0,
    )
    if changes:
        audit.record(AuditVerb.IMPORTED_CONTACTS, plan.edition or Respondent, by=by, count=changes.added)
    return changes


def _add(contacts: list[Contact]) -> None:
    """In a fixed order, for the same reason; who was added by somebody else meanwhile stays as they are."""
    people = [contact.respondent for contact in sorted(contacts, key=lambda contact: contact.key)]
    # Given here, because a default of the database for each row makes the statement three times as slow.
    now = timezone.now()
    for person in people:
        person.created_at = now
    Respondent.objects.bulk_create(people, ignore_conflicts=True)


def _fill_all(stored: dict[Key, Respondent], contacts: list[Contact]) -> int:
    known = [(stored[contact.key], contact) for contact in contacts if contact.key in stored]
    filled = [respondent for respondent, contact in known if _fill(respondent, contact)]
    # They exist and are locked, so this only updates; bulk_update would take seven times as long.
    Respondent.objects.bulk_create(
        filled, update_conflicts=True, unique_fields=["id"], update_fields=FILLABLE
    )
    return len(filled)


def _invite(edition: Edition, respondents: Iterable[Respondent]) -> int:
    """Those of them who were not invited yet; gives how many."""
    invited = set(edition.invitations.values_list("respondent_id", flat=True))
    now = timezone.now()
    people = {person.merged_into_id or person.pk for person in respondents}
    missing = [
        Invitation(edition=edition, respondent_id=person, created_at=now)
        for person in sorted(people - invited)
    ]
    Invitation.objects.bulk_create(missing, ignore_conflicts=True)
    without_link = list(edition.invitations.current().filter(link_digest__isnull=True))
    access.key_invitations(without_link)
    return len(without_link)
