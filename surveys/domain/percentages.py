"""Percentages as they are printed: computed from counts, rounded half up, once."""

from fractions import Fraction
from math import floor


def percent(count: int, base: int, digits: int = 0) -> float | int | None:
    """`count` of `base` as a percentage, half rounded up; whole without digits, None of nobody."""
    if base == 0:
        return None
    scale = 10**digits
    rounded = floor(Fraction(count * 100 * scale, base) + Fraction(1, 2))
    return rounded / scale if digits else rounded


def whole_percent(count: int, base: int) -> int | None:
    """As it is printed in the report."""
    printed = percent(count, base)
    return None if printed is None else int(printed)


def is_possible(printed: int, base: int) -> bool:
    """Whether a whole percentage can come from some count of that base; a figure that cannot is a mistake.

    With a base of 75 seven printed percentages of 2023 fail: k of 75 never rounds to 2 more than a fourfold.
    """
    if base == 0:
        return False
    nearest = base * printed // 100
    return any(percent(count, base) == printed for count in (nearest - 1, nearest, nearest + 1))
