"""The gemeenten and people behind a figure of the fieldwork: filtered, searched and counted."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Self

from django.db.models import Count, Q, QuerySet

from respondents.domain.standings import InFieldwork, count_persons, gemeenten_in_fieldwork, person_standing
from respondents.enums import GemeenteStanding, PersonStanding
from respondents.models import Invitation
from surveys.domain.arrivals import arrivals, gemeenten_by_channel
from surveys.domain.drafts import drafts
from surveys.domain.gemeente_names import name_key
from surveys.enums import Channel, Provincie, SizeClass
from surveys.models import Edition

# From these an answer can still come.
WAITING = "open"
WITHOUT_SIZE = "onbekend"
LONGEST_SEARCH = 80


@dataclass(frozen=True)
class PersonFilter:
    """What a list is asked for, in the words of its address; empty is no filter, and so is what we do not know."""

    stand: str = ""
    provincie: str = ""
    zoek: str = ""

    standings = frozenset(PersonStanding.values)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """A NUL byte, which PostgreSQL cannot hold, is found nowhere."""
        stand, provincie = query.get("stand", ""), query.get("provincie", "")
        return cls(
            stand=stand if stand in cls.standings else "",
            provincie=provincie if provincie in Provincie.values else "",
            zoek=query.get("zoek", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        )

    def as_query(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    def without_standing(self) -> Self:
        return replace(self, stand="")


@dataclass(frozen=True)
class GemeenteFilter(PersonFilter):
    """`kanaal` is no business of `apply`: it says of which gemeenten there is a list at all."""

    grootte: str = ""
    kanaal: str = ""

    standings = frozenset({*GemeenteStanding.values, WAITING})

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        size, channel = query.get("grootte", ""), query.get("kanaal", "")
        return replace(
            super().read(query),
            grootte=size if size in {*SizeClass.values, WITHOUT_SIZE} else "",
            kanaal=channel if channel in Channel.values else "",
        )

    def apply(self, gemeenten: Iterable[InFieldwork]) -> list[InFieldwork]:
        return [one for one in gemeenten if self._takes(one)]

    def _takes(self, one: InFieldwork) -> bool:
        size = one.gemeente.size_class or WITHOUT_SIZE
        return (
            self.provincie in ("", one.gemeente.provincie)
            and self.grootte in ("", size)
            and self._takes_standing(one.standing)
            and self._finds(one)
        )

    def _takes_standing(self, standing: GemeenteStanding) -> bool:
        return self.stand in ("", standing) or (
            self.stand == WAITING and standing not in GemeenteStanding.settled
        )

    def _finds(self, one: InFieldwork) -> bool:
        """By a part of the name, however it is spelled, or by the code."""
        wanted = name_key(self.zoek)
        found = wanted in name_key(one.gemeente.name) or wanted == one.gemeente.code.casefold()
        return not self.zoek or (bool(wanted) and found)


def gemeenten(edition: Edition, channel: str = "") -> list[InFieldwork]:
    """By provincie and name, in five queries: all of them, or in six those of which an answer came by a channel."""
    found = gemeenten_in_fieldwork(
        edition,
        count_persons(edition),
        sent=arrivals(edition).by_gemeente,
        drafts=drafts(edition).by_gemeente,
    )
    if not channel:
        return found
    by_channel = gemeenten_by_channel(edition, Channel(channel))
    return [one for one in found if one.gemeente.pk in by_channel]


def count_standings(gemeenten: Iterable[InFieldwork]) -> dict[str, int]:
    return dict(Counter(one.standing.value for one in gemeenten))


def plain(gemeenten: Iterable[InFieldwork]) -> list[tuple[object, ...]]:
    """With a heading, as a file has it."""
    return [HEADING, *_rows(gemeenten)]


HEADING = (
    "CBS-code",
    "Gemeente",
    "Provincie",
    "Grootte",
    "Stand",
    "Uitgenodigd",
    "Gemaild",
    "Begonnen",
    "Verzonden",
    "Belpogingen",
)


def _rows(gemeenten: Iterable[InFieldwork]) -> Iterator[tuple[object, ...]]:
    for one in gemeenten:
        gemeente = one.gemeente
        size = str(gemeente.size_class.label) if gemeente.size_class else ""
        provincie, standing = Provincie(gemeente.provincie).label, one.standing.label
        counts = (one.invited, one.mailed, one.drafts, one.sent, one.calls)
        yield (gemeente.code, gemeente.name, str(provincie), size, str(standing), *counts)


def persons(edition: Edition, asked: PersonFilter) -> QuerySet[Invitation]:
    """Who was invited, with their `standing`, by gemeente and name."""
    found = _invited(edition, asked).annotate(standing=person_standing())
    if asked.stand:
        found = found.filter(standing=asked.stand)
    ordered = found.order_by("respondent__gemeente__sort_key", "respondent__name", "pk")
    return ordered.select_related("respondent__gemeente")


def _invited(edition: Edition, asked: PersonFilter) -> QuerySet[Invitation]:
    return Invitation.objects.current().filter(_asked(asked), edition=edition)


def _asked(asked: PersonFilter) -> Q:
    wanted = Q(respondent__gemeente__provincie=asked.provincie) if asked.provincie else Q()
    if asked.zoek:
        named = Q(respondent__name__icontains=asked.zoek) | Q(respondent__functie__icontains=asked.zoek)
        wanted &= named | Q(respondent__gemeente__name__icontains=asked.zoek)
    return wanted


def count_of_persons(edition: Edition, asked: PersonFilter) -> dict[str, int]:
    counted = _invited(edition, asked).order_by().annotate(standing=person_standing()).values_list("standing")
    return dict(counted.annotate(count=Count("*")))
