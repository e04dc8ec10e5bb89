"""Whether a printed figure can come from the number of persons that it is said to be of.

A percentage is of whole persons, and a mean of whole marks has a whole number as its sum: of many bases most printed
decimals are out of reach. For means this is the GRIM test of Brown and Heathers (2017), *The GRIM test: a simple
technique detects numerous anomalies in the reporting of results in psychology*.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

# How far from the named base another one is looked for.
REACH = 10


@dataclass(frozen=True)
class Printed:
    """A figure as it stands in a report: with as many decimals as were printed, of `base` persons."""

    label: str
    base: int
    percent: Decimal | None = None
    mean: Decimal | None = None

    @property
    def is_possible(self) -> bool:
        return self.fits(self.base)

    def fits(self, base: int) -> bool:
        """A figure of nobody is never possible."""
        is_mean = self.mean is None or can_be_mean(self.mean, base)
        return is_mean and (self.percent is None or can_be_percent(self.percent, base))

    @property
    def fitting_bases(self) -> list[int]:
        """The possible bases near the named one, the nearest first."""
        near = range(max(1, self.base - REACH), self.base + REACH + 1)
        return sorted(filter(self.fits, near), key=lambda base: (abs(base - self.base), base))


def can_be_percent(printed: Decimal, base: int) -> bool:
    """Of some count from none to all."""
    return printed <= 100 and _is_reached(printed, base, lambda count: Fraction(100 * count, base))


def can_be_mean(printed: Decimal, base: int) -> bool:
    """Of that many whole numbers; always, of as many as ten to the power of the decimals, or more."""
    return _is_reached(printed, base, lambda total: Fraction(total, base))


def _is_reached(printed: Decimal, base: int, figure: Callable[[int], Fraction]) -> bool:
    """Whether a whole number gives a figure that rounds to what is printed; a half may have gone either way."""
    if base < 1 or printed < 0:
        return False
    half = Fraction(1, 2 * 10 ** decimals(printed))
    least = max(0, ceil((Fraction(printed) - half) / figure(1)))
    return figure(least) <= Fraction(printed) + half


def decimals(printed: Decimal) -> int:
    exponent = printed.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
