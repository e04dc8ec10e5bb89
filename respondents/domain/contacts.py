"""Contacts from a file: first a plan that says what will happen to each row, then one transaction that does it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from respondents.domain import access
from respondents.domain.addresses import suppress_all, suppressed_of
from respondents.domain.contact_files import ContactFile
from respondents.domain.contact_rows import Contact, Refusal, judge, key_of
from respondents.domain.earlier_outcomes import addresses_without_mail
from respondents.domain.opt_out import mark_all
from respondents.enums import EarlierOutcome, SuppressionReason
from respondents.models import ContactImport, Invitation, Respondent
from surveys.domain import audit, table_sizes
from surveys.domain.gemeente_names import GemeenteFinder
from surveys.enums import AuditVerb
from surveys.models import Edition, Gemeente

SUPPRESSED = "Dit adres staat op de lijst van adressen zonder mail. Haal de rij weg."
# What a later file may add to a respondent who is there already.
FILLABLE = ["name", "phone", "functie", "sourced_on"]
# What goes over what was known, where a person chose that.
REPLACEABLE = ["name", "phone", "functie", "source", "sourced_on"]
OUTCOME = ["earlier_outcome", "earlier_year"]

Key = tuple[str, int]


@dataclass(frozen=True)
class Changes:
    """How many respondents are new, get an empty field filled in or others replaced, and get an invitation."""

    added: int
    filled: int
    invited: int
    updated: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.filled or self.invited or self.updated)


@dataclass(frozen=True)
class Plan:
    """What storing will do; `contacts` are the good rows, of whom `known` were there already.

    Of who is in `updates` what the file says replaces what was known; `batch` is the import that a person confirmed;
    the addresses in `without_mail` ended an earlier Barometer so that nothing may be sent to them.
    """

    edition: Edition | None
    contacts: list[Contact]
    known: int
    refused: list[Refusal]
    changes: Changes
    updates: frozenset[Key] = frozenset()
    batch: ContactImport | None = None
    without_mail: Mapping[EarlierOutcome, Collection[str]] = field(default_factory=dict)

    @property
    def unmailable(self) -> set[str]:
        return set().union(*self.without_mail.values())


def make_plan(file: ContactFile, *, edition: Edition | None = None) -> Plan:
    """Judges each row against the file and the base, in a constant number of queries; stores nothing."""
    judged = _judge_rows(file, edition)
    contacts = [row for row in judged if isinstance(row, Contact)]
    stored = _among(_with_address(contacts), contacts)
    without_mail = addresses_without_mail(row.values for row in file.rows)
    unmailable = set().union(*without_mail.values())
    changes = Changes(
        added=len(contacts) - len(stored),
        filled=sum(_fill(stored[contact.key], contact) for contact in contacts if contact.key in stored),
        invited=_count_to_invite(edition, contacts, stored, unmailable) if edition else 0,
    )
    refused = [row for row in judged if isinstance(row, Refusal)]
    return Plan(edition, contacts, len(stored), refused, changes, without_mail=without_mail)


def _count_to_invite(
    edition: Edition, contacts: list[Contact], stored: dict[Key, Respondent], unmailable: Collection[str]
) -> int:
    ids = {_key_now(respondent) for respondent in stored.values()}
    invited = ids.intersection(edition.invitations.values_list("respondent_id", flat=True))
    people = [stored.get(contact.key, contact.respondent) for contact in contacts]
    return sum(_key_now(person) not in invited and _may_be_invited(person, unmailable) for person in people)


def _key_now(person: Respondent) -> int:
    """Of whom the person went up in, if two contacts were found to be one."""
    return person.merged_into_id or person.pk


def _may_be_invited(person: Respondent, unmailable: Collection[str]) -> bool:
    """Nobody who opted out or left, here or by the file."""
    is_here = person.opted_out_at is None and person.left_on is None
    return is_here and person.normalized_email not in unmailable


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
    fields = FILLABLE if is_same_source else [name for name in FILLABLE if name != "sourced_on"]
    if not respondent.earlier_outcome:
        fields = [*fields, *OUTCOME]
    return _take(respondent, contact, [name for name in fields if not getattr(respondent, name)])


def _replace(respondent: Respondent, contact: Contact) -> bool:
    """Takes over what the file says; what it does not say stays. The day goes with its source."""
    if respondent.source != contact.respondent.source:
        respondent.sourced_on = None
    return _take(respondent, contact, [*REPLACEABLE, *OUTCOME])


def _take(respondent: Respondent, contact: Contact, fields: list[str]) -> bool:
    new = {name: getattr(contact.respondent, name) for name in fields}
    changed = {name: value for name, value in new.items() if value and value != getattr(respondent, name)}
    for name, value in changed.items():
        setattr(respondent, name, value)
    return bool(changed)


@transaction.atomic
def store(plan: Plan, *, by: audit.Actor) -> Changes:
    """Does what the plan says, as far as that is still to be done; gives what was. Again changes nothing."""
    before = _among(_with_address(plan.contacts).select_for_update(), plan.contacts)
    _add([contact for contact in plan.contacts if contact.key not in before], plan.batch)
    filled, updated = _change(before, plan)
    _suppress(plan.without_mail)
    names = ("normalized_email", "gemeente", "opted_out_at", "left_on", "merged_into")
    after = _among(_with_address(plan.contacts).only(*names), plan.contacts)
    changes = Changes(
        added=len(after) - len(before),
        filled=filled,
        invited=_invite(plan, after) if plan.edition else 0,
        updated=updated,
    )
    if changes:
        table_sizes.look_again(Invitation, Respondent)
        audit.record(AuditVerb.IMPORTED_CONTACTS, plan.edition or Respondent, by=by, count=changes.added)
    return changes


def _add(contacts: list[Contact], batch: ContactImport | None) -> None:
    """In a fixed order, for the same reason; who was added by somebody else meanwhile stays as they are."""
    people = [contact.respondent for contact in sorted(contacts, key=lambda contact: contact.key)]
    # Given here, because a default of the database for each row makes the statement three times as slow.
    now = timezone.now()
    for person in people:
        person.created_at = now
        person.contact_import = batch
    Respondent.objects.bulk_create(people, ignore_conflicts=True)


def _change(stored: dict[Key, Respondent], plan: Plan) -> tuple[int, int]:
    """How many got an empty field filled in, and how many others replaced."""
    known = [(stored[contact.key], contact) for contact in plan.contacts if contact.key in stored]
    filled = [
        person for person, contact in known if contact.key not in plan.updates and _fill(person, contact)
    ]
    updated = [
        person for person, contact in known if contact.key in plan.updates and _replace(person, contact)
    ]
    # They exist and are locked, so this only updates; bulk_update would take seven times as long.
    Respondent.objects.bulk_create(
        [*filled, *updated],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*REPLACEABLE, *OUTCOME],
    )
    return len(filled), len(updated)


def _suppress(without_mail: Mapping[EarlierOutcome, Collection[str]]) -> None:
    """Who opted out of an earlier Barometer, or had an address that does not exist, gets no mail from now on."""
    if bounced := without_mail.get(EarlierOutcome.BOUNCED):
        suppress_all(bounced, SuppressionReason.BOUNCED)
    if opted_out := without_mail.get(EarlierOutcome.OPTED_OUT):
        suppress_all(opted_out, SuppressionReason.OPT_OUT)
        mark_all(opted_out)


def _invite(plan: Plan, people: dict[Key, Respondent]) -> int:
    """Those of them who were not invited yet, and whom the team did not leave out; gives how many."""
    assert plan.edition is not None
    invited = set(plan.edition.invitations.values_list("respondent_id", flat=True))
    left_out = set(plan.edition.sample_choices.filter(is_in=False).values_list("respondent_id", flat=True))
    wanted = [
        people[contact.key]
        for contact in plan.contacts
        if contact.key in people and _may_be_invited(people[contact.key], plan.unmailable)
    ]
    missing = {_key_now(person) for person in wanted} - invited - left_out
    return invite(plan.edition, sorted(missing), batch=plan.batch)


def invite(edition: Edition, respondents: Iterable[int], *, batch: ContactImport | None = None) -> int:
    """An invitation with its links for each of them; who has one keeps it. Gives how many are new."""
    now = timezone.now()
    missing = [
        Invitation(edition=edition, respondent_id=pk, created_at=now, contact_import=batch)
        for pk in respondents
    ]
    Invitation.objects.bulk_create(missing, ignore_conflicts=True)
    without_link = list(
        edition.invitations.current().filter(link_digest__isnull=True).only("edition", "link_version")
    )
    access.key_invitations(without_link)
    return len(without_link)
