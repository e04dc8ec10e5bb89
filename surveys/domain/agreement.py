"""How far coders agree: Krippendorff's alpha for nominal data.

Each theme is a judgement of its own about each answer: given or not. So alpha of a theme is over the answers that at
least two coders coded, and alpha over all is over every pair of such an answer and a theme.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# How many coders did not give a theme to an answer, and how many did.
Unit = tuple[int, int]


@dataclass(frozen=True)
class Agreement:
    """`base` is the number of answers that at least two coded; alpha is None where it cannot be computed."""

    base: int
    overall: float | None
    by_theme: Mapping[int, float | None]


def agreement(coded: Iterable[Sequence[frozenset[int]]], themes: Sequence[int]) -> Agreement:
    """`coded` holds per answer the themes that each of its coders gave; an answer of one coder says nothing."""
    twice = [given for given in coded if len(given) > 1]
    units = {theme: [_unit(theme, given) for given in twice] for theme in themes}
    return Agreement(
        base=len(twice),
        overall=alpha([unit for of_theme in units.values() for unit in of_theme]),
        by_theme={theme: alpha(of_theme) for theme, of_theme in units.items()},
    )


def _unit(theme: int, given: Sequence[frozenset[int]]) -> Unit:
    gave = sum(theme in themes for themes in given)
    return len(given) - gave, gave


def alpha(units: Sequence[Unit]) -> float | None:
    """None where nothing was coded twice, or where all always said the same: then chance agrees as well."""
    if not (any(no for no, _ in units) and any(yes for _, yes in units)):
        return None
    # Brings numpy along, which no web process should carry before somebody asks.
    import krippendorff

    return float(krippendorff.alpha(value_counts=units, level_of_measurement="nominal"))
