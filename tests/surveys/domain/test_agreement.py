from collections import Counter

import pytest

from surveys.domain.agreement import Agreement, agreement, alpha

# The first example of K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): binary, two observers.
MEG = (0, 1, 0, 0, 0, 0, 0, 0, 1, 0)
OWEN = (1, 1, 1, 0, 0, 1, 0, 0, 0, 0)


def test_alpha_is_that_of_the_published_example() -> None:
    units = [(2 - meg - owen, meg + owen) for meg, owen in zip(MEG, OWEN, strict=True)]

    found = alpha(Counter(units))

    assert found is not None
    assert round(found, 3) == 0.095


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([], None),
        ([(2, 0), (2, 0)], None),
        ([(0, 2), (0, 2)], None),
        ([(2, 0), (0, 2)], 1.0),
        ([(0, 3), (3, 0), (0, 2)], 1.0),
        ([(1, 1), (1, 1)], -0.5),
    ],
)
def test_alpha_where_all_agree_where_none_does_and_where_there_is_nothing_to_tell(
    units: list[tuple[int, int]], expected: float | None
) -> None:
    assert alpha(Counter(units)) == pytest.approx(expected)


def test_agreement_is_over_what_two_coded_and_per_theme() -> None:
    both, one, none = frozenset({1, 2}), frozenset({1}), frozenset[int]()

    found = agreement([(both, one), (one, one), (none, none), (both,), (none, one)], themes=[1, 2, 3])

    # Of theme 1: yes-yes, yes-yes, no-no, no-yes. By hand: 1 - 7 * 2 / (2 * 3 * 5).
    assert found.by_theme == {1: pytest.approx(1 - 14 / 30), 2: pytest.approx(0.0), 3: None}
    # All three together: 24 values, 6 of them yes, in 12 units of which 2 differ.
    assert found == Agreement(
        base=4, overall=pytest.approx(1 - 23 * 4 / (2 * 6 * 18)), by_theme=found.by_theme
    )
