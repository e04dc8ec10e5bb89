"""The rates of AAPOR, each by its name: a bare response rate hides which of them it is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from respondents.enums import Disposition, DispositionClass
from surveys.domain.percentages import percent

# Every gemeente exists; of a person of whom nothing is known we assume the same, which makes no rate look better.
E = Fraction(1)

I, P, R, NC, O, UH, UO, NE = DispositionClass  # noqa: E741 - the letters of AAPOR's formulas
COOPERATED = (I, P)
ELIGIBLE = (I, P, R, NC, O)
CONTACTED = (I, P, R, O)
UNKNOWN = (UH, UO)


@dataclass(frozen=True)
class Formula:
    """`of` counts wholly in the denominator, `estimated` for the part e of it that is thought to be eligible."""

    name: str
    parts: tuple[DispositionClass, ...]
    of: tuple[DispositionClass, ...]
    words: str
    symbols: str
    estimated: tuple[DispositionClass, ...] = ()


FORMULAS = (
    Formula("RR1", (I,), ELIGIBLE + UNKNOWN, "Verzonden, van alle", "I / ((I+P) + (R+NC+O) + (UH+UO))"),
    Formula(
        "RR2",
        COOPERATED,
        ELIGIBLE + UNKNOWN,
        "Verzonden of genoeg ingevuld, van alle",
        "(I+P) / ((I+P) + (R+NC+O) + (UH+UO))",
    ),
    Formula(
        "RR3",
        (I,),
        ELIGIBLE,
        "Verzonden, van alle die er zeker of naar schatting bij horen",
        "I / ((I+P) + (R+NC+O) + e(UH+UO))",
        UNKNOWN,
    ),
    Formula(
        "RR4",
        COOPERATED,
        ELIGIBLE,
        "Verzonden of genoeg ingevuld, van alle die er zeker of naar schatting bij horen",
        "(I+P) / ((I+P) + (R+NC+O) + e(UH+UO))",
        UNKNOWN,
    ),
    Formula("RR5", (I,), ELIGIBLE, "Verzonden, van alle die er zeker bij horen", "I / ((I+P) + (R+NC+O))"),
    Formula(
        "RR6",
        COOPERATED,
        ELIGIBLE,
        "Verzonden of genoeg ingevuld, van alle die er zeker bij horen",
        "(I+P) / ((I+P) + (R+NC+O))",
    ),
    Formula("COOP1", (I,), CONTACTED, "Verzonden, van alle die bereikt zijn", "I / ((I+P) + R + O)"),
    Formula(
        "COOP2",
        COOPERATED,
        CONTACTED,
        "Verzonden of genoeg ingevuld, van alle die bereikt zijn",
        "(I+P) / ((I+P) + R + O)",
    ),
    Formula(
        "COOP3", (I,), (I, P, R), "Verzonden, van alle die bereikt zijn en mee konden doen", "I / ((I+P) + R)"
    ),
    Formula(
        "COOP4",
        COOPERATED,
        (I, P, R),
        "Verzonden of genoeg ingevuld, van alle die bereikt zijn en mee konden doen",
        "(I+P) / ((I+P) + R)",
    ),
    Formula(
        "REF1",
        (R,),
        ELIGIBLE + UNKNOWN,
        "Geweigerd of afgebroken, van alle",
        "R / ((I+P) + (R+NC+O) + (UH+UO))",
    ),
    Formula(
        "CON1",
        CONTACTED,
        ELIGIBLE + UNKNOWN,
        "Bereikt, van alle",
        "((I+P) + R + O) / ((I+P) + R + O + NC + (UH+UO))",
    ),
)


@dataclass(frozen=True)
class OutcomeRate:
    formula: Formula
    count: int
    base: Fraction

    @property
    def percent(self) -> float | int | None:
        """With one digit; None of nobody."""
        return percent(self.count * self.base.denominator, self.base.numerator, 1)


def classes_of(dispositions: Iterable[Disposition]) -> Counter[DispositionClass]:
    return Counter(disposition.counts_as for disposition in dispositions)


def rates(classes: Counter[DispositionClass], e: Fraction = E) -> list[OutcomeRate]:
    """All of them in the order of AAPOR; who is not eligible is in none."""
    return [_rate(formula, classes, e) for formula in FORMULAS]


def _rate(formula: Formula, classes: Counter[DispositionClass], e: Fraction) -> OutcomeRate:
    def number(of: Iterable[DispositionClass]) -> int:
        return sum(classes[one] for one in of)

    return OutcomeRate(formula, number(formula.parts), number(formula.of) + e * number(formula.estimated))
