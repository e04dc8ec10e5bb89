import pytest

from surveys.kinds.tallies import Spread, spread_of


@pytest.mark.parametrize(
    ("numbers", "spread"),
    [
        ({}, None),
        ({5: 0}, None),
        ({7: 1}, Spread(1, 7, 7, 7, 7)),
        ({4: 1, 10: 1}, Spread(2, 7, 7, 4, 10)),
        ({1: 1, 2: 1, 9: 1}, Spread(3, 4, 2, 1, 9)),
        ({6: 2, 7: 1, 8: 3}, Spread(6, 43 / 6, 7.5, 6, 8)),
        ({6: 3, 8: 1}, Spread(4, 6.5, 6, 6, 8)),
        ({0.1: 10}, Spread(10, 0.1, 0.1, 0.1, 0.1)),
    ],
)
def test_spread_of_numbers(numbers: dict[float, int], spread: Spread | None) -> None:
    assert spread_of(numbers) == spread
