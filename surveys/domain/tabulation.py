"""The tables of every question over the completed responses of an edition: of everybody, and of each group.

The base of a question is those to whom it was shown, by the routing of the version that each of them was given;
what a kind leaves out of that (item nonresponse) its `tabulate` says. The themes of open answers come after the
tables of their question.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from surveys.domain import data_version, kept_tallies, tallying
from surveys.domain.breakdowns import UNKNOWN, Breakdown, Group, breakdowns_of
from surveys.domain.given_versions import versions_of
from surveys.domain.measures import Measure, measures_of
from surveys.domain.tallying import EVERYBODY, PERSONS, Place
from surveys.domain.theme_tables import CodedPlaces, coded_places
from surveys.kinds import Table, Tally, kind_of
from surveys.models import Edition, Question


@dataclass(frozen=True)
class QuestionTables:
    question: Question
    tables: list[Table]


@dataclass(frozen=True)
class GroupTables:
    """The tables of the persons in one group, question by question as those of everybody."""

    group: Group
    persons: int
    questions: tuple[QuestionTables, ...]


@dataclass(frozen=True)
class Tabulation:
    """`persons` are all who sent answers that count, or those of them who were asked for.

    `by` has the groups of each breakdown by its code, in its order, also those without persons; who is in no group
    stands in one at the end, if there is anybody.
    """

    persons: int
    questions: tuple[QuestionTables, ...]
    by: Mapping[str, tuple[GroupTables, ...]] = field(default_factory=dict)


NOTHING = Tabulation(0, ())


def tabulate(
    edition: Edition, *, by: Sequence[str] = (), within: Mapping[str, str] | None = None
) -> Tabulation:
    """Broken down by those codes of breakdowns, over who is in each group of `within`; nothing without questionnaire.

    Kept until the answers change. Raises KeyError for a breakdown that the edition does not have.
    """
    if edition.questionnaire_id is None:
        return NOTHING
    version = data_version.of(edition)
    versions = versions_of(edition, version.persons)
    measures, known = measures_of(versions), breakdowns_of(versions)
    broken_down = [known[code] for code in by]
    filters = {known[code]: group for code, group in (within or {}).items()}
    rows = kept_tallies.kept(
        (version.digest, sorted(by), sorted((within or {}).items())),
        lambda: tallying.count(edition, versions, measures=measures, by=broken_down, within=filters),
    )
    coded = coded_places(edition, versions, by=broken_down, within=filters)
    return _Tables(tallying.tallies(rows), measures, coded).tabulation(broken_down)


@dataclass(frozen=True)
class _Tables:
    """From what was counted at each place to the tables of all questions there."""

    found: Mapping[Place, Mapping[int, Tally]]
    measures: Sequence[Measure]
    coded: CodedPlaces

    def tabulation(self, by: Sequence[Breakdown]) -> Tabulation:
        return Tabulation(
            persons=self._persons(EVERYBODY),
            questions=self._questions(EVERYBODY),
            by={breakdown.code: self._groups(breakdown) for breakdown in by},
        )

    def _groups(self, breakdown: Breakdown) -> tuple[GroupTables, ...]:
        unknown = [UNKNOWN] if (breakdown.code, UNKNOWN.code) in self.found else []
        return tuple(
            GroupTables(group, self._persons(place), self._questions(place))
            for group in (*breakdown.groups, *unknown)
            for place in ((breakdown.code, group.code),)
        )

    def _persons(self, place: Place) -> int:
        return sum(self.found.get(place, {}).get(PERSONS, {}).values())

    def _questions(self, place: Place) -> tuple[QuestionTables, ...]:
        own, coded = self.found.get(place, {}), self.coded.tables_at(place)
        numbered = groupby(enumerate(self.measures), key=lambda pair: pair[1].question)
        return tuple(
            QuestionTables(question, [*_tabulated(question, own, pairs), *coded.get(question.code, [])])
            for question, pairs in numbered
        )


def _tabulated(
    question: Question, own: Mapping[int, Tally], pairs: Iterable[tuple[int, Measure]]
) -> list[Table]:
    named = {measure.code: own.get(number, {}) for number, measure in pairs}
    return kind_of(question).tabulate(question, named)
