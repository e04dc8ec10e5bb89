"""How far coders agree: Krippendorff's alpha for nominal data.

Each theme is a judgement of its own about each answer: given or not. So alpha of a theme is over the answers that at
least two coders coded, and alpha over all is over every pair of such an answer and a theme.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

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
    coders: Counter[int] = Counter()
    gave: dict[int, Counter[Unit]] = {theme: Counter() for theme in themes}
    for given in coded:
        if len(given) > 1:
            coders[len(given)] += 1
            for theme, times in Counter(chain.from_iterable(given)).items():
                gave[theme][len(given) - times, times] += 1
    units = {theme: found + _nobody_gave(coders, found) for theme, found in gave.items()}
    return Agreement(
        base=coders.total(),
        overall=alpha(sum(units.values(), Counter())),
        by_theme={theme: alpha(found) for theme, found in units.items()},
    )


def _nobody_gave(coders: Counter[int], gave: Counter[Unit]) -> Counter[Unit]:
    """The answers to which no coder gave the theme, by their number of coders."""
    left = Counter(coders)
    for (no, yes), times in gave.items():
        left[no + yes] -= times
    return Counter({(number, 0): times for number, times in left.items()})


def alpha(units: Mapping[Unit, int]) -> float | None:
    """Of so many of each unit; None where nothing was coded twice, or where all always said the same.

    In the last case chance would have agreed as well.
    """
    kinds = [unit for unit, times in units.items() if times]
    if not (any(no for no, _ in kinds) and any(yes for _, yes in kinds)):
        return None
    # Brings numpy along, which no web process should carry before somebody asks.
    import krippendorff

    every = list(Counter(units).elements())
    return float(krippendorff.alpha(value_counts=every, level_of_measurement="nominal"))
