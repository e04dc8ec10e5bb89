"""What of an edition is published by group: guarded all together, and kept until the answers change.

By which breakdowns is decided at the first release and stays: of levels that are made out of each other, such as
provincie and landsdeel, two looks at different ones would give away together what each hides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.domain import data_version, kept_tallies
from surveys.domain.breakdowns import breakdowns_of
from surveys.domain.disclosure import LEVELS, SafeTable, guard
from surveys.domain.given_versions import versions_of
from surveys.domain.questionnaires import compiled
from surveys.domain.response_rates import FUNCTIE
from surveys.domain.tabulation import QuestionTables, tabulate
from surveys.kinds import Table, kind_of
from surveys.models import Edition

# How a reader divides people; of breakdowns that are made out of each other one is published.
DIVISIONS: Mapping[str, tuple[str, ...]] = {
    "regio": LEVELS[0],
    "grootte": ("grootteklasse",),
    "functie": LEVELS[1],
}


@dataclass(frozen=True)
class PublishedGroup:
    """Its tables by the code of the question; what groups are made of is itself not there."""

    label: str
    tables: Mapping[str, list[SafeTable]]


@dataclass(frozen=True)
class PublishedBreakdown:
    code: str
    label: str
    groups: tuple[PublishedGroup, ...]


def asks_functie(edition: Edition) -> bool:
    if edition.questionnaire_id is None:
        return False
    return any(question.code == FUNCTIE for question in compiled(edition.questionnaire_id).questions)


def divisions_of(edition: Edition) -> list[str]:
    """In which ways the people of this edition can be divided: not by functie where that was not asked.

    Once that is fixed, only in the ways that it was published in first.
    """
    fixed = edition.published_breakdowns
    return [
        code
        for code, levels in DIVISIONS.items()
        if (FUNCTIE not in levels or asks_functie(edition)) and (fixed is None or {*levels} & {*fixed})
    ]


def published(edition: Edition, division: str) -> PublishedBreakdown | None:
    """The people divided in one of the ways of DIVISIONS; None where the edition did not ask what is needed for it."""
    found = _all_published(edition)
    return next((found[code] for code in DIVISIONS[division] if code in found), None)


def choose_breakdowns(edition: Edition) -> list[str] | None:
    """By which this edition is published: as was fixed at its release, before that as the guard chooses now.

    None without a questionnaire: there is nothing to choose from yet.
    """
    if edition.published_breakdowns is not None or edition.questionnaire_id is None:
        return edition.published_breakdowns
    return list(_all_published(edition))


def _all_published(edition: Edition) -> Mapping[str, PublishedBreakdown]:
    if edition.questionnaire_id is None:
        return {}
    version = data_version.of(edition)
    return kept_tallies.kept(
        (version.digest, "published", edition.published_breakdowns),
        lambda: _guarded(edition, version.persons),
    )


def apart_from_themes(found: QuestionTables) -> tuple[QuestionTables, list[Table]]:
    """The tables of what was asked, and those of what coders made of it, which come after them."""
    variables = kind_of(found.question).variables(found.question)
    codes = {f"{variable.code}_themas" for variable in variables if variable.is_open}
    asked = [table for table in found.tables if table.code not in codes]
    return QuestionTables(found.question, asked), [table for table in found.tables if table.code in codes]


def _asked(found: Sequence[QuestionTables]) -> list[QuestionTables]:
    return [apart_from_themes(one)[0] for one in found]


def _guarded(edition: Edition, given: Mapping[int, int]) -> dict[str, PublishedBreakdown]:
    """All of them at once: what one shows can give away what another hides.

    The guard chooses between those that it gets; of what was fixed it gets no other.
    Without themes: coders go on while the answers, by which this is kept, stay as they are.
    """
    known = breakdowns_of(versions_of(edition, given))
    fixed = known if edition.published_breakdowns is None else edition.published_breakdowns
    codes = [code for codes in DIVISIONS.values() for code in codes if code in known and code in fixed]
    tabulated = tabulate(edition, by=codes)
    # Those of whom the group is not known are no group; the guard reckons with them.
    groups = {code: [one for one in tabulated.by[code] if one.group.code] for code in codes}
    safe = guard(
        _asked(tabulated.questions),
        {code: {one.group.code: _asked(one.questions) for one in groups[code]} for code in codes},
    )
    return {
        code: PublishedBreakdown(
            code,
            known[code].label,
            tuple(
                PublishedGroup(
                    one.group.label,
                    {found.question.code: found.tables for found in safe[code][one.group.code]},
                )
                for one in groups[code]
            ),
        )
        for code in safe
    }
