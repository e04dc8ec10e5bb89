"""An import by a page: somebody puts up a file, a worker reads and judges it, somebody decides, a worker stores it.

Nothing is a respondent before the decision. The file and its rows are gone once they are stored or thrown away, and
after a day anyhow.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

import structlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from respondents.domain import contacts, doorbell
from respondents.domain.addresses import normalize_email, suppressed_of
from respondents.domain.contact_columns import Layout, recognise
from respondents.domain.contact_files import LaidOut, read_as
from respondents.domain.contact_rows import Contact
from respondents.domain.contacts import Changes, Key, Plan
from respondents.domain.earlier_outcomes import addresses_without_mail
from respondents.domain.import_checks import Checker
from respondents.enums import ImportState, RowAction
from respondents.exceptions import ContactsRefused, ImportRefused
from respondents.models import ContactImport, ImportRow, Respondent
from surveys.models import Edition

log = structlog.get_logger("respondents.imports")

KEPT_FOR = timedelta(days=1)
# Of one file, in the worker; reading and judging 50,000 rows takes a quarter of it.
LONGEST = timedelta(minutes=2)
BATCH = 2000
# An INSERT of as many rows takes several times as long.
COPY = """
COPY respondents_importrow
    (contact_import_id, number, "values", gemeente_id, candidates, problem, reason, action)
FROM STDIN
"""
# What of the first rows is shown where the columns are chosen.
SHOWN_ROWS, SHOWN_SIGNS = 4, 60

INTERRUPTED = "Het lezen van het bestand is onderbroken. Kies het bestand opnieuw."
NOT_STORED = "Het importeren is onderbroken; er is niets opgeslagen. Probeer het opnieuw."
NO_EMAIL = "We zien niet in welke kolom het e-mailadres staat. Kies die kolom hieronder."
NO_SOURCE = "Er staat niet bij waar de adressen vandaan komen. Vul de bron hieronder in; de AVG vraagt dat."
NO_YEAR = "Er is een kolom met uitkomsten van een eerdere Barometer. Vul hieronder in van welk jaar die zijn."
NOT_NOW = "Deze import is intussen bevestigd, weggegooid of verlopen."
NOTHING = "Er is geen enkele rij om te importeren."
CHANGED = "De keuzes zijn bewaard. Het aantal rijen is nu anders: kijk of het klopt en bevestig opnieuw."


@dataclass(frozen=True)
class Usual:
    """What holds for each row that does not say it itself."""

    source: str = ""
    sourced_on: date | None = None
    outcome_year: int | None = None


def put_up(
    *, name: str, data: bytes, edition: Edition | None, usual: Usual, by: AbstractBaseUser
) -> ContactImport:
    """The worker reads it at once, or within a minute."""
    made = ContactImport.objects.create(
        edition=edition,
        file_name=name[-100:],
        file=data,
        source=usual.source,
        sourced_on=usual.sourced_on,
        outcome_year=usual.outcome_year,
        created_by_id=by.pk,
    )
    doorbell.ring_on_commit(doorbell.IMPORTS)
    return made


@transaction.atomic
def lay_out(contact_import: ContactImport, layout: Layout, usual: Usual) -> None:
    """Reads the file anew, with these columns; what was chosen per row is lost. Raises ImportRefused."""
    locked = _locked(contact_import)
    locked.columns, locked.has_headings = dict(layout.columns), layout.has_headings
    locked.source, locked.sourced_on = usual.source, usual.sourced_on
    locked.outcome_year = usual.outcome_year
    locked.state, locked.claimed_at = ImportState.READING, None
    locked.save()
    doorbell.ring_on_commit(doorbell.IMPORTS)


def _locked(contact_import: ContactImport) -> ContactImport:
    locked = ContactImport.objects.select_for_update().defer("file").get(pk=contact_import.pk)
    if locked.state != ImportState.CHECKED:
        raise ImportRefused(NOT_NOW)
    return locked


@transaction.atomic
def confirm(contact_import: ContactImport, *, seen: int, by: AbstractBaseUser) -> None:
    """`seen` is the number of rows that whoever confirms was told. Raises ImportRefused if it is another by now."""
    locked = _locked(contact_import)
    count = locked.rows.going_in().count()
    if not count:
        raise ImportRefused(NOTHING)
    if count != seen:
        raise ImportRefused(CHANGED)
    ContactImport.objects.filter(pk=locked.pk).update(
        state=ImportState.STORING,
        claimed_at=None,
        message="",
        confirmed_by_id=by.pk,
        confirmed_at=timezone.now(),
    )
    doorbell.ring_on_commit(doorbell.IMPORTS)


@transaction.atomic
def cancel(contact_import: ContactImport) -> None:
    """Raises ImportRefused if it was confirmed or thrown away already."""
    _wipe([_locked(contact_import).pk], state=ImportState.CANCELLED)


def run() -> None:
    """Everything that waits for the worker; two workers at once share it."""
    forget()
    _give_up()
    while (claimed := _claim()) is not None:
        log.info("import", contact_import=claimed.pk, state=claimed.state)
        if claimed.state == ImportState.READING:
            _read(claimed)
        else:
            _store(claimed)


def forget() -> int:
    """Wipes what nobody decided about for a day; gives how many."""
    old = ContactImport.objects.filter(
        state__in=ImportState.keeps_rows, created_at__lt=timezone.now() - KEPT_FOR
    )
    ids = list(old.values_list("pk", flat=True))
    _wipe(ids, state=ImportState.CANCELLED, message="Na een dag vanzelf weggegooid.")
    return len(ids)


@transaction.atomic
def _wipe(ids: Sequence[int], **values: object) -> None:
    """The personal data go, the row stays to say what came of it."""
    still = ContactImport.objects.filter(pk__in=ids, state__in=ImportState.keeps_rows)
    wiped = list(still.select_for_update().values_list("pk", flat=True))
    ImportRow.objects.filter(contact_import__in=wiped).delete()
    ContactImport.objects.filter(pk__in=wiped).update(file=None, first_rows=[], **values)


def _give_up() -> None:
    """What a worker began and did not end: a file that stops one worker would stop every next one too."""
    ended = timezone.now() - LONGEST - timedelta(seconds=30)
    begun = ContactImport.objects.filter(claimed_at__lt=ended)
    reading = begun.filter(state=ImportState.READING)
    _wipe(list(reading.values_list("pk", flat=True)), state=ImportState.REFUSED, message=INTERRUPTED)
    begun.filter(state=ImportState.STORING).update(
        state=ImportState.CHECKED, message=NOT_STORED, confirmed_by=None, confirmed_at=None
    )


def _claim() -> ContactImport | None:
    waiting = ContactImport.objects.filter(state__in=ImportState.working, claimed_at=None)
    for found in waiting.order_by("pk"):
        now = timezone.now()
        if ContactImport.objects.filter(Q(pk=found.pk, state=found.state), claimed_at=None).update(
            claimed_at=now
        ):
            found.claimed_at = now
            return found
    return None


def _read(claimed: ContactImport) -> None:
    try:
        with transaction.atomic():
            _read_rows(claimed)
    except ContactsRefused as refusal:
        _wipe([claimed.pk], state=ImportState.REFUSED, message=str(refusal)[:400])


def _read_rows(claimed: ContactImport) -> None:
    """In one transaction: whoever looks sees all rows or none."""
    checker = Checker(claimed.edition)
    laid_out = read_as(
        bytes(claimed.file or b""), partial(_layout_of, claimed, checker), _usual_cells(claimed)
    )
    # All of it before any is judged, for a row further on may refuse the file.
    typed = list(laid_out.rows)
    message = _missing(claimed, laid_out.layout)
    ImportRow.objects.filter(contact_import=claimed).delete()
    for start in range(0, 0 if message else len(typed), BATCH):
        _keep(claimed, checker.check(typed[start : start + BATCH]))
    _note(claimed, laid_out, message)


def _keep(claimed: ContactImport, rows: Iterable[ImportRow]) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row in rows:
            cells = json.dumps(row.values)
            found = (str(row.problem), row.reason, str(row.action))
            copy.write_row((claimed.pk, row.number, cells, row.gemeente_id, row.candidates, *found))


def _note(claimed: ContactImport, laid_out: LaidOut, message: str) -> None:
    ContactImport.objects.filter(pk=claimed.pk).update(
        state=ImportState.CHECKED,
        columns=dict(laid_out.layout.columns),
        has_headings=laid_out.layout.has_headings,
        first_rows=[[cell[:SHOWN_SIGNS] for cell in row] for row in laid_out.first_rows[:SHOWN_ROWS]],
        unread_sheets=laid_out.unread_sheets,
        message=message,
    )


def _layout_of(claimed: ContactImport, checker: Checker, rows: Sequence[list[str]]) -> Layout:
    if claimed.columns is None or claimed.has_headings is None:
        return recognise(rows, checker.is_gemeente)
    return Layout(claimed.columns, claimed.has_headings)


def _usual_cells(claimed: ContactImport) -> dict[str, str]:
    cells = {
        "bron": claimed.source,
        "datum": claimed.sourced_on.isoformat() if claimed.sourced_on else "",
        "jaar": str(claimed.outcome_year or ""),
    }
    return {column: cell for column, cell in cells.items() if cell}


def _missing(claimed: ContactImport, layout: Layout) -> str:
    """What has to be filled in or chosen before the rows say anything."""
    if "email" not in layout.columns:
        return NO_EMAIL
    if "bron" not in layout.columns and not claimed.source:
        return NO_SOURCE
    if "uitkomst" in layout.columns and "jaar" not in layout.columns and not claimed.outcome_year:
        return NO_YEAR
    return ""


@transaction.atomic
def _store(claimed: ContactImport) -> None:
    """All of it in one transaction; who may not be mailed since the check stays out."""
    locked = ContactImport.objects.select_for_update().defer("file").get(pk=claimed.pk)
    if locked.state != ImportState.STORING:
        return
    rows = list(locked.rows.select_related("gemeente"))
    plan = _plan(locked, rows)
    changes = contacts.store(plan, by=locked.confirmed_by)
    outcome = _outcome(rows, plan, changes)
    _wipe([locked.pk], state=ImportState.STORED, outcome=outcome, claimed_at=None)


def _plan(locked: ContactImport, rows: Iterable[ImportRow]) -> Plan:
    wanted = [(row, _contact(row)) for row in rows if row.action != RowAction.SKIP]
    emails = {contact.respondent.normalized_email for _, contact in wanted}
    suppressed = set(suppressed_of(sorted(emails)))
    found: dict[Key, Contact] = {}
    updates: set[Key] = set()
    for row, contact in wanted:
        if contact.respondent.normalized_email not in suppressed and contact.key not in found:
            found[contact.key] = contact
            updates |= {contact.key} if row.action == RowAction.UPDATE else set()
    without_mail = addresses_without_mail(row.values for row in rows)
    empty = Plan(locked.edition, list(found.values()), 0, [], Changes(0, 0, 0), without_mail=without_mail)
    return replace(empty, updates=frozenset(updates), batch=locked)


def _contact(row: ImportRow) -> Contact:
    cells = row.values
    respondent = Respondent(
        name=cells["naam"],
        email=cells["email"],
        normalized_email=normalize_email(cells["email"]),
        phone=cells["telefoon"],
        gemeente=row.gemeente,
        functie=cells["functie"],
        source=cells["bron"],
        sourced_on=date.fromisoformat(cells["datum"]) if cells["datum"] else None,
        earlier_outcome=cells["uitkomst"],
        earlier_year=int(cells["jaar"]) if cells["jaar"] else None,
        left_on=date.fromisoformat(cells["weg_sinds"]) if cells.get("weg_sinds") else None,
    )
    return Contact(row.number, respondent)


def _outcome(rows: Sequence[ImportRow], plan: Plan, changes: Changes) -> Mapping[str, int]:
    """Counts only: it outlives the rows."""
    return {
        "read": len(rows),
        "skipped": len(rows) - len(plan.contacts),
        "added": changes.added,
        "filled": changes.filled,
        "updated": changes.updated,
        "known": len(plan.contacts) - changes.added,
        "invited": changes.invited,
    }
