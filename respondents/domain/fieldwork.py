"""How the fieldwork of an edition goes: every figure of its page, in as many queries for one answer as for many."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from respondents.domain.course import Course, course_of
from respondents.domain.standings import InFieldwork, count_persons, gemeenten_in_fieldwork
from respondents.enums import GemeenteStanding, PersonStanding
from surveys.domain import durations
from surveys.domain.arrivals import Arrivals, arrivals
from surveys.domain.drafts import PageStop, drafts, stops
from surveys.domain.response_rates import FunctieCount, Rate, count_functies, rates_by_provincie, total_of
from surveys.enums import Provincie, SizeClass
from surveys.models import Edition

WITHOUT_SIZE = "aantal inwoners onbekend"


@dataclass(frozen=True)
class Fieldwork:
    """Gemeenten in `rates`, `sizes` and `gemeenten`; people in `arrivals`, `functies`, `persons` and `pages`."""

    edition: Edition
    rates: list[Rate]
    total: Rate
    sizes: list[tuple[str, Rate]]
    gemeenten: list[InFieldwork]
    functies: list[FunctieCount]
    arrivals: Arrivals
    persons: Counter[PersonStanding]
    drafts: int
    pages: list[PageStop]
    course: Course
    minutes: int | None

    @property
    def standings(self) -> Counter[GemeenteStanding]:
        return Counter(one.standing for one in self.gemeenten)

    @property
    def needed(self) -> int:
        """To reach the target in every provincie: one that is past it does not make up for another."""
        return sum(rate.needed(self.edition.target_percent) for rate in self.rates)

    @property
    def to_call(self) -> int:
        return sum(one.standing not in GemeenteStanding.settled for one in self.gemeenten)

    @property
    def behind(self) -> list[Rate]:
        """The provincies that miss most gemeenten, the worst first; none that reached the target."""
        target = self.edition.target_percent
        missing = [rate for rate in self.rates if rate.needed(target)]
        return sorted(missing, key=lambda rate: (-rate.needed(target), rate.percent or 0))

    def value_of(self, rate: Rate) -> Provincie:
        """The rates are those of all provincies, in their order."""
        return list(Provincie)[self.rates.index(rate)]

    @property
    def appointments_due(self) -> list[InFieldwork]:
        """Those that still stand, of today or before."""
        return [
            one
            for one in self.gemeenten
            if one.standing == GemeenteStanding.APPOINTMENT
            and one.appointment_at is not None
            and timezone.localdate(one.appointment_at) <= timezone.localdate()
        ]


def fieldwork_of(edition: Edition, editions: Iterable[Edition] = ()) -> Fieldwork:
    """As it is now; `editions` are the others, among which the one before it is found."""
    came, begun = arrivals(edition), drafts(edition)
    persons = count_persons(edition)
    gemeenten = gemeenten_in_fieldwork(edition, persons, sent=came.by_gemeente, drafts=begun.by_gemeente)
    rates = provincie_rates(gemeenten)
    return Fieldwork(
        edition=edition,
        rates=rates,
        total=total_of(rates),
        sizes=size_rates(gemeenten),
        gemeenten=gemeenten,
        functies=count_functies(edition)[0],
        arrivals=came,
        persons=sum(map(Counter, persons.values()), Counter()),
        drafts=begun.count,
        pages=stops(edition, begun, came.persons),
        course=course_of(edition, came, editions),
        minutes=edition.measured_minutes or durations.median_minutes(edition),
    )


def provincie_rates(gemeenten: Iterable[InFieldwork]) -> list[Rate]:
    counted = _answered_and_all((one.gemeente.provincie, one) for one in gemeenten)
    return rates_by_provincie(counted)


def size_rates(gemeenten: Iterable[InFieldwork]) -> list[tuple[str, Rate]]:
    """The smallest first, each with its value; gemeenten of which the size is not known come last, if there are any."""
    counted = _answered_and_all((one.gemeente.size_class or "", one) for one in gemeenten)
    labels = [*((size.value, str(size.label)) for size in SizeClass), ("", WITHOUT_SIZE)]
    return [(value, Rate(label, *counted[value])) for value, label in labels if value in counted]


def _answered_and_all(keyed: Iterable[tuple[str, InFieldwork]]) -> dict[str, tuple[int, int]]:
    answered, all_ = Counter[str](), Counter[str]()
    for key, one in keyed:
        all_[key] += 1
        answered[key] += bool(one.sent)
    return {key: (answered[key], count) for key, count in all_.items()}
