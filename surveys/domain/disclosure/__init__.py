"""What may be published of an edition by group, so that nobody finds fewer than five people in it.

The rule, over everything that is published of one edition together (see `docs/disclosure.md`):

1. In a group no answer of fewer than 5 persons is shown, nor one that all but fewer than 5 of the group gave.
   A zero counts as such a cell, or a hidden cell would be known to hold somebody.
2. Of fewer than 10 persons in a table nothing of it is shown, neither count, percentage, mean nor base. Groups that
   are closed for that are 10 or more together, for their sum follows from the total.
3. More is hidden until nothing hidden follows from what is shown: within a group (base, rest, top, mean), over
   groups (totals are public), and over tables (a question that is asked only after an answer, equal rows).
   Each hidden cell can have two values or more, in whole persons, with everything that is shown the same.
4. Of breakdowns that are made out of each other one is published. What is a breakdown itself is not broken down.

Rules 1 and 3 are the minimum frequency rule with primary and complementary cell suppression, the latter judged by
the interval in which an attacker can place a hidden cell: Hundepool et al., Statistical Disclosure Control (2012).
The order, smallest cell first, is greedy: safe, and not always the fewest.

Exempt are the totals that are not broken down, and the response tables.
"""

from surveys.domain.disclosure.edition import LEVELS, guard
from surveys.domain.disclosure.grids import SMALLEST_BASE, SMALLEST_CELL
from surveys.domain.disclosure.safe import HIDDEN, Hidden, Published, SafeCount, SafeQuestion, SafeTable

__all__ = [
    "HIDDEN",
    "LEVELS",
    "SMALLEST_BASE",
    "SMALLEST_CELL",
    "Hidden",
    "Published",
    "SafeCount",
    "SafeQuestion",
    "SafeTable",
    "guard",
]
