"""Judges the rows of a file that a person will look at: what is remarkable about each, and what is proposed.

The rows come in batches, so that a long file asks for little memory; doubles are noticed over all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from respondents.domain.addresses import suppression_reasons
from respondents.domain.contact_files import TypedRow, quoted
from respondents.domain.contact_rows import Draft, Refusal, draft, key_of
from respondents.domain.earlier_outcomes import WITHOUT_MAIL
from respondents.enums import EarlierOutcome, RowAction, RowProblem, SuppressionReason
from respondents.models import ImportRow, Respondent
from surveys.domain.gemeente_names import GemeenteFinder
from surveys.domain.mail_domains import MailDomains
from surveys.models import Edition, Gemeente

# Before the @ of a mailbox that several people read.
GENERAL = {
    *(
        "balie",
        "bestuur",
        "bestuurssecretariaat",
        "burgerparticipatie",
        "communicatie",
        "contact",
        "gemeente",
    ),
    *("griffie", "info", "kcc", "klantcontact", "mail", "participatie", "post", "postbus", "raadsgriffie"),
    *("secretariaat", "servicepunt"),
}
WHY_SUPPRESSED = {
    SuppressionReason.OPT_OUT: "Dit adres is afgemeld. Het krijgt geen mail meer van ons.",
    SuppressionReason.BOUNCED: "Dit adres bestaat niet: eerdere mail kwam terug. Zoek een ander adres.",
    SuppressionReason.COMPLAINT: "Over mail aan dit adres is geklaagd. Het krijgt geen mail meer van ons.",
}
WHY_NO_MAIL = {
    EarlierOutcome.OPTED_OUT: "Afgemeld in {year}. Komt erin als afgemeld en krijgt geen mail.",
    EarlierOutcome.BOUNCED: "Adres bestond in {year} niet. Komt erin zonder dat het mail krijgt.",
}
COMPARED = {"name": "naam", "functie": "functie", "phone": "telefoonnummer"}


@dataclass(frozen=True)
class Finding:
    """What is remarkable, in words; the first of `candidates` is what is proposed."""

    problem: RowProblem
    reason: str
    action: RowAction = RowAction.SKIP
    candidates: tuple[Gemeente, ...] = ()


@dataclass(frozen=True)
class Base:
    """What is known of the addresses of a batch."""

    known: Mapping[tuple[str, int], Respondent]
    suppressed: Mapping[str, SuppressionReason]


class Checker:
    """Judges against the gemeenten of an edition, or of today, and against the rows it saw before."""

    def __init__(self, edition: Edition | None) -> None:
        valid = list(edition.gemeenten if edition else Gemeente.objects.valid_on(timezone.localdate()))
        self.finder = GemeenteFinder(valid)
        self._domains = MailDomains(valid, self.finder)
        self._row_of: dict[tuple[str, int], int] = {}

    def is_gemeente(self, cell: str) -> bool:
        """Whether a cell names one; a bare number may be anything."""
        return not cell.isdecimal() and bool(self.finder.find(cell))

    def check(self, rows: Iterable[TypedRow]) -> list[ImportRow]:
        drafts = [(row, draft(row, self.finder)) for row in rows]
        base = _base_of([drafted.respondent for _, drafted in drafts if isinstance(drafted, Draft)])
        return [self._judge(row, drafted, base) for row, drafted in drafts]

    def _judge(self, row: TypedRow, drafted: Draft | Refusal, base: Base) -> ImportRow:
        if isinstance(drafted, Refusal):
            return _broken(row, drafted.reason)
        if drafted.problems:
            return _broken(row, " ".join(drafted.problems))
        person = drafted.respondent
        finding = self._finding(row, drafted, base)
        return ImportRow(
            number=row.number,
            values=_cells_of(person, typed_gemeente=row.values.get("gemeente", "")),
            gemeente=person.gemeente,
            candidates=[candidate.pk for candidate in finding.candidates],
            problem=finding.problem,
            reason=finding.reason,
            action=finding.action,
        )

    def _finding(self, row: TypedRow, drafted: Draft, base: Base) -> Finding:
        person = drafted.respondent
        if reason := base.suppressed.get(person.normalized_email):
            return Finding(RowProblem.SUPPRESSED, WHY_SUPPRESSED[reason])
        by_domain = self._domains.gemeenten_of(person.normalized_email)
        of_gemeente = None
        if person.gemeente is None:
            of_gemeente = _without_gemeente(row.values.get("gemeente", ""), drafted.gemeenten, by_domain)
            if of_gemeente.action == RowAction.SKIP:
                return of_gemeente
            person.gemeente = of_gemeente.candidates[0]
        first = self._row_of.setdefault(key_of(person), row.number)
        if first != row.number:
            return Finding(
                RowProblem.DOUBLE,
                f"Dit adres staat al in rij {first}, bij dezelfde gemeente: {person.gemeente}.",
            )
        found = _beside_the_base(person, base.known.get(key_of(person)))
        if found.action == RowAction.SKIP:
            return found
        if of_gemeente is not None:
            return of_gemeente
        return found if found.problem else _by_itself(person, by_domain)


def _base_of(people: Iterable[Respondent]) -> Base:
    emails = {person.normalized_email for person in people}
    known = Respondent.objects.filter(normalized_email__in=emails)
    return Base({key_of(person): person for person in known}, suppression_reasons(emails))


def _broken(row: TypedRow, reason: str) -> ImportRow:
    return ImportRow(
        number=row.number,
        values={column: cell[:300] for column, cell in row.values.items()},
        problem=RowProblem.UNREADABLE,
        reason=reason[:2000],
        action=RowAction.SKIP,
    )


def _cells_of(person: Respondent, *, typed_gemeente: str) -> dict[str, str]:
    """Cleaned, so that storing need not judge them again; only the gemeente is as it was typed."""
    return {
        "gemeente": typed_gemeente,
        "naam": person.name,
        "email": person.email,
        "telefoon": person.phone,
        "functie": person.functie,
        "bron": person.source,
        "datum": person.sourced_on.isoformat() if person.sourced_on else "",
        "uitkomst": person.earlier_outcome,
        "jaar": str(person.earlier_year or ""),
        "weg_sinds": person.left_on.isoformat() if person.left_on else "",
    }


def _without_gemeente(typed: str, found: list[Gemeente], by_domain: list[Gemeente]) -> Finding:
    """What was typed does not name one gemeente; the domain of the address may."""
    named = f"Gemeente {quoted(typed)} is niet bekend." if typed else "De gemeente ontbreekt."
    if found:
        *others, last = [str(gemeente) for gemeente in found]
        named = f"Bij {quoted(typed)} passen {', '.join(others)} en {last}."
    fitting = [gemeente for gemeente in by_domain if not found or gemeente in found]
    if len(fitting) == 1:
        remaining = [gemeente for gemeente in found if gemeente not in fitting]
        reason = f"{named} Het mailadres hoort bij {fitting[0]}."
        return Finding(RowProblem.GEMEENTE_PROPOSED, reason, RowAction.IMPORT, (*fitting, *remaining))
    candidates = tuple(dict.fromkeys([*found, *by_domain]))
    return Finding(RowProblem.GEMEENTE_UNKNOWN, named, candidates=candidates)


def _beside_the_base(person: Respondent, known: Respondent | None) -> Finding:
    if known is not None and known.left_on is not None:
        return Finding(RowProblem.LEFT, f"Werkt daar niet meer sinds {known.left_on:%d-%m-%Y}, weten wij.")
    if person.earlier_outcome in WITHOUT_MAIL:
        words = WHY_NO_MAIL[EarlierOutcome(person.earlier_outcome)].format(year=person.earlier_year)
        return Finding(RowProblem.NO_MAIL, words, RowAction.IMPORT)
    if known is not None and (differences := _differences(person, known)):
        is_older = bool(known.sourced_on and person.sourced_on and person.sourced_on < known.sourced_on)
        action = RowAction.IMPORT if is_older else RowAction.UPDATE
        older = " Dit bestand is ouder." if is_older else ""
        return Finding(RowProblem.DIFFERS, f"Staat er al, met {' en '.join(differences)}.{older}", action)
    return Finding(RowProblem.NONE, "", RowAction.IMPORT)


def _differences(person: Respondent, known: Respondent) -> list[str]:
    return [
        f"een ander{'e' if word != 'telefoonnummer' else ''} {word} ({getattr(known, name)})"
        for name, word in COMPARED.items()
        if getattr(person, name) and getattr(known, name) and _differ(person, known, name)
    ]


def _differ(person: Respondent, known: Respondent, name: str) -> bool:
    """Other spaces, signs or capitals are no difference."""
    first, second = (
        "".join(sign for sign in getattr(one, name).casefold() if sign.isalnum()) for one in (person, known)
    )
    return first != second


def _by_itself(person: Respondent, by_domain: list[Gemeente]) -> Finding:
    if len(by_domain) == 1 and person.gemeente is not None and by_domain[0] != person.gemeente:
        return Finding(
            RowProblem.GEMEENTE_DIFFERS,
            f"In het bestand staat {person.gemeente}, maar het mailadres hoort bij {by_domain[0]}.",
            RowAction.IMPORT,
            (person.gemeente, by_domain[0]),
        )
    if not person.name and person.normalized_email.partition("@")[0] in GENERAL:
        words = "Algemeen adres zonder naam. De brief begint dan met een algemene aanhef."
        return Finding(RowProblem.GENERAL, words, RowAction.IMPORT)
    return Finding(RowProblem.NONE, "", RowAction.IMPORT)
