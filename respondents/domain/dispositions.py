"""How one person and one gemeente ended, in the codes of AAPOR: what was is decided elsewhere, which counts is here.

Which of our events is which code, and why, stands in docs/aapor.md.
"""

from collections.abc import Collection
from dataclasses import dataclass

from respondents.enums import Disposition


@dataclass(frozen=True)
class Facts:
    """What is known of one invited person; without any, nothing was sent to them."""

    is_merged: bool = False
    has_sent: bool = False
    has_sent_doubles_only: bool = False
    has_passed_on: bool = False
    has_partial: bool = False
    has_sent_late: bool = False
    has_begun: bool = False
    has_refused: bool = False
    has_left: bool = False
    shares_address: bool = False
    is_refused_for: bool = False
    is_absent: bool = False
    is_undelivered: bool = False
    has_new_address: bool = False
    was_mailed: bool = False


# The first fact that is so decides.
BY_FACT = (
    ("is_merged", Disposition.DOUBLE),
    ("has_sent", Disposition.COMPLETE),
    ("has_sent_doubles_only", Disposition.DOUBLE),
    ("has_passed_on", Disposition.HANDED_OVER),
    ("has_partial", Disposition.PARTIAL),
    ("has_sent_late", Disposition.LATE),
    ("has_begun", Disposition.BROKE_OFF),
    ("has_refused", Disposition.REFUSED),
    ("has_left", Disposition.LEFT),
    ("shares_address", Disposition.DOUBLE),
    ("is_refused_for", Disposition.OTHER_REFUSED),
    ("is_absent", Disposition.ABSENT),
    ("is_undelivered", Disposition.UNDELIVERED),
    ("has_new_address", Disposition.NEW_ADDRESS),
    ("was_mailed", Disposition.SILENT),
)

# Of what is known by its persons and of itself, the first of these is that of a gemeente.
OF_GEMEENTE = (
    Disposition.COMPLETE,
    Disposition.PARTIAL,
    Disposition.GEMEENTE_REFUSED,
    Disposition.BROKE_OFF,
    Disposition.REFUSED,
    Disposition.OTHER_REFUSED,
    Disposition.LATE,
    Disposition.ABSENT,
    Disposition.NEW_ADDRESS,
    Disposition.UNDELIVERED,
    Disposition.SILENT,
    Disposition.NOT_SENT,
)


def disposition_of(person: Facts) -> Disposition:
    return next((found for fact, found in BY_FACT if getattr(person, fact)), Disposition.NOT_SENT)


def disposition_of_gemeente(found: Collection[Disposition]) -> Disposition:
    """`found` are those of its persons, and what is known of the gemeente without a person.

    Every gemeente exists, so it stays in the sample when nobody in it does any more.
    """
    nobody_left = Disposition.SILENT if found else Disposition.NOT_SENT
    return next((disposition for disposition in OF_GEMEENTE if disposition in found), nobody_left)
