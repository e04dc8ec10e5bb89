"""The tables of every question over the completed responses of an edition: of everybody, and of each group.

The base of a question is those to whom it was shown, by the routing of the version that each of them was given;
what a kind leaves out of that (item nonresponse) its `tabulate` says.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from surveys.domain import data_version, kept_tallies, tallying
from surveys.domain.breakdowns import UNKNOWN, Breakdown, Group, breakdowns_of
from surveys.domain.measures import Measure, measures_of
from surveys.domain.questionnaires import Compiled, compiled
from surveys.domain.tallying import EVERYBODY, PERSONS, Place
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
    return _tabulation(tallying.tallies(rows), measures, broken_down)


def versions_of(edition: Edition, given: Mapping[int, int]) -> tuple[Compiled, ...]:
    """That of the edition first, which says what is asked, and then the others that people were given."""
    assert edition.questionnaire_id is not None  # Who comes here has looked.
    others = sorted(given.keys() - {edition.questionnaire_id}, reverse=True)
    return tuple(compiled(pk) for pk in (edition.questionnaire_id, *others))


def _tabulation(
    found: Mapping[Place, Mapping[int, Tally]], measures: Sequence[Measure], by: Sequence[Breakdown]
) -> Tabulation:
    everybody = found.get(EVERYBODY, {})
    return Tabulation(
        persons=_persons(everybody),
        questions=_questions(everybody, measures),
        by={breakdown.code: _groups(breakdown, found, measures) for breakdown in by},
    )


def _groups(
    breakdown: Breakdown, found: Mapping[Place, Mapping[int, Tally]], measures: Sequence[Measure]
) -> tuple[GroupTables, ...]:
    unknown = [UNKNOWN] if (breakdown.code, UNKNOWN.code) in found else []
    return tuple(
        GroupTables(group, _persons(own), _questions(own, measures))
        for group in (*breakdown.groups, *unknown)
        for own in (found.get((breakdown.code, group.code), {}),)
    )


def _persons(own: Mapping[int, Tally]) -> int:
    return sum(own.get(PERSONS, {}).values())


def _questions(own: Mapping[int, Tally], measures: Sequence[Measure]) -> tuple[QuestionTables, ...]:
    numbered = groupby(enumerate(measures), key=lambda pair: pair[1].question)
    return tuple(
        QuestionTables(question, kind_of(question).tabulate(question, _named(own, pairs)))
        for question, pairs in numbered
    )


def _named(own: Mapping[int, Tally], pairs: Iterable[tuple[int, Measure]]) -> dict[str, Tally]:
    return {measure.code: own.get(number, {}) for number, measure in pairs}
