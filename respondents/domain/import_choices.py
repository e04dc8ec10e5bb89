"""What a person may decide about the rows of an import: one by one, or alike rows at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from respondents.enums import ImportState, RowAction, RowProblem
from respondents.exceptions import ImportRefused
from respondents.models import ContactImport, ImportRow, Respondent
from surveys.models import Gemeente

# A choice is an action, or a candidate by its place: `c0`, `c1` ...
SKIP, IMPORT, UPDATE = RowAction.SKIP.value, RowAction.IMPORT.value, RowAction.UPDATE.value
OVERSLAAN = (SKIP, "Overslaan")
OF_PROBLEM: Mapping[str, tuple[tuple[str, str], ...]] = {
    RowProblem.NO_MAIL: ((IMPORT, "Vastleggen, zonder mail"), OVERSLAAN),
    RowProblem.DIFFERS: ((UPDATE, "Bijwerken"), (IMPORT, "Alleen aanvullen"), OVERSLAAN),
    RowProblem.GENERAL: ((IMPORT, "Toch importeren"), OVERSLAAN),
}
# What can be said of all alike rows at once, where each has candidates of its own.
OF_ALL: Mapping[str, tuple[tuple[str, str], ...]] = {
    RowProblem.GEMEENTE_PROPOSED: (("c0", "Neem het voorstel over"), OVERSLAAN),
    RowProblem.GEMEENTE_DIFFERS: (
        ("c0", "Houd de gemeente uit het bestand"),
        ("c1", "Neem de gemeente van het mailadres"),
        OVERSLAAN,
    ),
}


@dataclass(frozen=True)
class Counts:
    """Rows in all, in order, to look at, that cannot go in; and what confirming would do with them."""

    rows: int
    fine: int
    remarkable: int
    fatal: int
    going_in: int

    @property
    def skipped(self) -> int:
        return self.rows - self.going_in


def counts(contact_import: ContactImport) -> Counts:
    fatal = Q(problem__in=sorted(RowProblem.fatal))
    fine = Q(problem=RowProblem.NONE)
    found = contact_import.rows.aggregate(
        rows=Count("pk"),
        fine=Count("pk", filter=fine),
        remarkable=Count("pk", filter=~fine & ~fatal),
        fatal=Count("pk", filter=fatal),
        going_in=Count("pk", filter=~Q(action=RowAction.SKIP)),
    )
    return Counts(**found)


def kinds(contact_import: ContactImport) -> list[tuple[RowProblem, int]]:
    """The kinds of problem in the file, each with its number of rows, in the order of their gravity."""
    counted = contact_import.rows.exclude(problem=RowProblem.NONE).order_by().values_list("problem")
    found = dict(counted.annotate(Count("pk")))
    return [(problem, found[problem]) for problem in RowProblem if problem in found]


def options(row: ImportRow, names: Mapping[int, str]) -> tuple[tuple[str, str], ...]:
    """What may be chosen for a row, as value and words; `names` are those of gemeenten."""
    if row.candidates:
        places = (
            (f"c{place}", f"Neem {names[pk]}") for place, pk in enumerate(row.candidates) if pk in names
        )
        return (*places, OVERSLAAN)
    return OF_PROBLEM.get(row.problem, (OVERSLAAN,))


def chosen(row: ImportRow) -> str:
    """The choice that stands now, as its value."""
    if row.action == RowAction.SKIP:
        return SKIP
    if row.gemeente_id in row.candidates:
        return f"c{row.candidates.index(row.gemeente_id)}"
    return row.action


def options_for_all(problem: str) -> tuple[tuple[str, str], ...]:
    """What may be said of all rows of a kind; empty where there is nothing to choose."""
    return OF_ALL.get(problem) or OF_PROBLEM.get(problem, ())


@transaction.atomic
def choose(contact_import: ContactImport, choices: Mapping[int, str]) -> int:
    """By the number of the row; what a row does not offer changes nothing. Gives how many rows changed.

    Raises ImportRefused once the import was confirmed or thrown away.
    """
    _need_checked(contact_import)
    changed = []
    for row in contact_import.rows.filter(number__in=choices):
        choice = choices[row.number]
        if choice != chosen(row) and _take(row, choice):
            changed.append(row)
    ImportRow.objects.bulk_update(changed, ["action", "gemeente"])
    return len(changed)


def _take(row: ImportRow, choice: str) -> bool:
    place = _place(choice)
    if place is not None:
        if place >= len(row.candidates):
            return False
        row.action, row.gemeente_id = RowAction.IMPORT, row.candidates[place]
        return True
    if choice != SKIP and (row.candidates or choice not in dict(OF_PROBLEM.get(row.problem, ()))):
        return False
    row.action = choice
    return True


def _place(choice: str) -> int | None:
    return int(choice[1:]) if choice[:1] == "c" and choice[1:].isdecimal() and len(choice) < 4 else None


@transaction.atomic
def choose_for_all(contact_import: ContactImport, problem: str, choice: str) -> int:
    """Of all rows of a kind in one statement; gives how many there are. Raises ImportRefused as `choose` does."""
    _need_checked(contact_import)
    if choice not in dict(options_for_all(problem)):
        raise ImportRefused("Kies wat er met deze rijen moet gebeuren.")
    rows = contact_import.rows.filter(problem=problem)
    place = _place(choice)
    if place is None:
        return rows.update(action=choice)
    gemeente: Combinable = F(f"candidates__{place}")
    return rows.filter(candidates__len__gt=place).update(action=RowAction.IMPORT, gemeente_id=gemeente)


@transaction.atomic
def name_gemeente(contact_import: ContactImport, number: int, gemeente: Gemeente) -> bool:
    """A person knows which gemeente is meant, where neither the file nor the address tells; False for other rows."""
    _need_checked(contact_import)
    row = contact_import.rows.filter(number=number, problem__in=WITHOUT_GEMEENTE).first()
    if row is None:
        return False
    if gemeente.pk not in row.candidates:
        row.candidates.append(gemeente.pk)
    row.action, row.gemeente = RowAction.IMPORT, gemeente
    row.save(update_fields=["candidates", "action", "gemeente"])
    return True


WITHOUT_GEMEENTE = (RowProblem.GEMEENTE_UNKNOWN, RowProblem.GEMEENTE_PROPOSED)


def _need_checked(contact_import: ContactImport) -> None:
    """Locked, so that what is chosen and what is confirmed cannot cross."""
    locked = ContactImport.objects.select_for_update().only("state").get(pk=contact_import.pk)
    if locked.state != ImportState.CHECKED:
        raise ImportRefused("Deze import is intussen bevestigd, weggegooid of verlopen.")


def without_contact(contact_import: ContactImport) -> QuerySet[Gemeente]:
    """The gemeenten that would still have nobody to write to after it."""
    day = timezone.localdate()
    edition = contact_import.edition
    valid = edition.gemeenten if edition else Gemeente.objects.valid_on(day)
    there = Respondent.objects.filter(opted_out_at=None, left_on=None).exclude(gemeente=None)
    coming = contact_import.rows.going_in().exclude(problem=RowProblem.NO_MAIL).exclude(gemeente=None)
    return valid.exclude(pk__in=there.values("gemeente")).exclude(pk__in=coming.values("gemeente"))


def names_of(rows: Iterable[ImportRow]) -> dict[int, str]:
    """The names of all candidates, in one statement."""
    wanted = {pk for row in rows for pk in row.candidates}
    return {gemeente.pk: gemeente.name for gemeente in Gemeente.objects.filter(pk__in=wanted)}
