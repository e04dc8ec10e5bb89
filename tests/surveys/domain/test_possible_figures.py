from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.percentages import is_possible, percent
from surveys.domain.possible_figures import Printed, can_be_mean, can_be_percent


@pytest.mark.parametrize(
    ("printed", "base", "possible"),
    [
        ("21.9", 342, True),
        ("21.9", 75, False),
        ("33.3", 75, True),
        ("33.4", 75, False),
        ("12", 8, True),  # 12,5 rounded down or up
        ("13", 8, True),
        ("100", 75, True),
        ("101", 75, False),
        ("0", 2000, True),
        ("50", 0, False),
        ("50.0", 1, False),
    ],
)
def test_a_percentage_needs_a_count(printed: str, base: int, possible: bool) -> None:
    assert can_be_percent(Decimal(printed), base) == possible


@pytest.mark.parametrize(
    ("printed", "base", "possible"),
    [
        ("6.7", 75, True),
        ("5.19", 28, False),  # the example of Brown and Heathers
        ("5.18", 28, True),
        ("3.45", 20, True),
        ("3.46", 20, False),
        ("3.46", 100, True),
        ("7", 1, True),
        ("7.5", 1, False),
        ("7", 0, False),
    ],
)
def test_a_mean_of_marks_needs_a_whole_sum(printed: str, base: int, possible: bool) -> None:
    assert can_be_mean(Decimal(printed), base) == possible


@given(st.integers(1, 400), st.integers(0, 100))
def test_whole_percentages_agree_with_the_check_of_our_own(base: int, printed: int) -> None:
    """That one knows that we round a half up; a half is the only difference."""
    is_half = any(200 * count == base * (2 * printed + 1) for count in range(base + 1))

    assert can_be_percent(Decimal(printed), base) == (is_possible(printed, base) or is_half)


@given(st.integers(1, 400), st.integers(0, 3), st.data())
def test_what_percent_prints_can_be(base: int, digits: int, data: st.DataObject) -> None:
    printed = percent(data.draw(st.integers(0, base)), base, digits)

    assert can_be_percent(Decimal(f"{printed:.{digits}f}"), base)


def test_the_bases_that_fit_are_told_the_nearest_first() -> None:
    assert Printed("samenwerking", 75, percent=Decimal(50)).fitting_bases == [
        74,
        76,
        72,
        78,
        70,
        80,
        68,
        82,
        66,
        84,
    ]
    assert Printed("samenwerking", 3, percent=Decimal("33.3")).fitting_bases == [3, 6, 9, 12]


def test_a_figure_with_both_fits_where_both_do() -> None:
    both = Printed("cijfer", 10, percent=Decimal(50), mean=Decimal("6.25"))

    assert (both.is_possible, both.fits(12), both.fits(16)) == (False, True, True)
