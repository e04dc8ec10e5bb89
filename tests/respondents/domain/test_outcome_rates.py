"""The rates, compared with what was worked out by hand with the formulas of AAPOR."""

from collections import Counter
from fractions import Fraction

import pytest

from respondents.domain.outcome_rates import classes_of, rates
from respondents.enums import Disposition, DispositionClass

# Each as count and base: by hand, from the number in each class.
BY_HAND = [
    pytest.param(
        # The gemeenten of 2023: 75 of 342 answered, of the others nothing is known.
        {"I": 75, "UH": 267},
        1,
        "RR1 75/342 21.9, RR2 75/342 21.9, RR3 75/342 21.9, RR4 75/342 21.9, RR5 75/75 100.0, RR6 75/75 100.0, "
        "COOP1 75/75 100.0, COOP2 75/75 100.0, COOP3 75/75 100.0, COOP4 75/75 100.0, REF1 0/342 0.0, "
        "CON1 75/342 21.9",
        id="2023",
    ),
    pytest.param(
        {"I": 40, "P": 10, "R": 20, "NC": 15, "O": 5, "UH": 70, "UO": 40, "NE": 9},
        1,
        "RR1 40/200 20.0, RR2 50/200 25.0, RR3 40/200 20.0, RR4 50/200 25.0, RR5 40/90 44.4, RR6 50/90 55.6, "
        "COOP1 40/75 53.3, COOP2 50/75 66.7, COOP3 40/70 57.1, COOP4 50/70 71.4, REF1 20/200 10.0, "
        "CON1 75/200 37.5",
        id="every class",
    ),
    pytest.param(
        {"I": 40, "P": 10, "R": 20, "NC": 15, "O": 5, "UH": 70, "UO": 40, "NE": 9},
        Fraction(3, 4),
        "RR1 40/200 20.0, RR2 50/200 25.0, RR3 40/345/2 23.2, RR4 50/345/2 29.0, RR5 40/90 44.4, RR6 50/90 55.6, "
        "COOP1 40/75 53.3, COOP2 50/75 66.7, COOP3 40/70 57.1, COOP4 50/70 71.4, REF1 20/200 10.0, "
        "CON1 75/200 37.5",
        id="three quarters of the unknown",
    ),
    pytest.param(
        {"NE": 3},
        1,
        "RR1 0/0 None, RR2 0/0 None, RR3 0/0 None, RR4 0/0 None, RR5 0/0 None, RR6 0/0 None, COOP1 0/0 None, "
        "COOP2 0/0 None, COOP3 0/0 None, COOP4 0/0 None, REF1 0/0 None, CON1 0/0 None",
        id="nobody",
    ),
]


@pytest.mark.parametrize(("classes", "e", "by_hand"), BY_HAND)
def test_rates_are_those_of_aapor(classes: dict[str, int], e: Fraction, by_hand: str) -> None:
    found = rates(Counter({DispositionClass(name): count for name, count in classes.items()}), Fraction(e))

    shown = [f"{rate.formula.name} {rate.count}/{rate.base} {rate.percent}" for rate in found]
    assert ", ".join(shown) == by_hand


def test_the_classes_are_those_of_the_dispositions() -> None:
    found = classes_of([Disposition.SILENT, Disposition.NOT_SENT, Disposition.LEFT, Disposition.COMPLETE])

    assert found == {"UH": 2, "NE": 1, "I": 1}
