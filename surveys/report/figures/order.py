"""In which order answers and rows stand: by size, unless their own order means something."""

from collections.abc import Iterable, Sequence

from surveys.enums import OptionRole
from surveys.kinds import Count, Table
from surveys.models import Question
from surveys.report.figures.base import options_of, share_of

# Steps of a process, or classes of numbers. A code keeps its meaning over all questionnaires.
IN_OWN_ORDER = frozenset({"beleidsfasen", "trajecten"})


def keeps_order(question: Question) -> bool:
    return question.code in IN_OWN_ORDER


def in_order(question: Question, counts: Sequence[Count]) -> tuple[list[Count], int | None]:
    """The answers, and from which place on they stand apart: *anders*, the exclusive ones, *weet niet* last of all."""
    roles = {code: option.role for code, option in options_of(question).items()}
    regular = [count for count in counts if not roles.get(count.code)]
    apart = [count for count in counts if roles.get(count.code)]
    if not keeps_order(question):
        regular.sort(key=lambda count: -count.count)
    last = sorted(apart, key=lambda count: APART.index(roles[count.code]))
    return [*regular, *last], len(regular) if last else None


APART = (OptionRole.OTHER, OptionRole.EXCLUSIVE, OptionRole.NOT_APPLICABLE, OptionRole.DONT_KNOW)


def rows_in_order(question: Question, rows: Iterable[tuple[Table, Count]]) -> list[tuple[Table, Count]]:
    """Rows of a matrix with what they are compared by, the largest share first."""
    rows = list(rows)
    return rows if keeps_order(question) else sorted(rows, key=lambda row: -share_of(*row))
