"""Coded themes as tables of counts, like those of every other question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.domain import tallying
from surveys.domain.breakdowns import Breakdown
from surveys.domain.coding import Judgements, judgements, theme_counts
from surveys.domain.open_answers import OpenVariable, open_variables
from surveys.domain.questionnaires import Compiled
from surveys.domain.tallying import Place
from surveys.domain.themes import roots
from surveys.kinds import Count, Table
from surveys.models import Edition, Theme


@dataclass(frozen=True)
class Coded:
    """What was made of the answers to one variable with themes in use, by response."""

    variable: OpenVariable
    themes: tuple[Theme, ...]
    judged: Judgements

    def table(self, responses: frozenset[int]) -> Table:
        """Of those responses. Base: the persons whose answer was coded, with a theme or with none.

        Who wrote nothing, and whose answer nobody coded yet, is not in it. A person counts once for each theme of the
        coding that counts, so the counts do not add up to the base.
        """
        judged = {pk: made for pk, made in self.judged.items() if pk in responses}
        counts = theme_counts(judged)
        rows = tuple(Count(theme.code, theme.label, counts.get(theme.pk, 0)) for theme in self.themes)
        return Table(f"{self.variable.code}_themas", self.variable.label, len(judged), rows)


def _coded(edition: Edition) -> list[Coded]:
    themes = list(Theme.objects.filter(edition=edition))
    active = [theme for theme in themes if theme.is_active]
    with_themes = {theme.variable for theme in active}
    if not with_themes:
        return []
    variables = [variable for variable in open_variables(edition) if variable.code in with_themes]
    found = judgements(edition, variables, roots(themes))
    return [
        Coded(
            variable,
            tuple(theme for theme in active if theme.variable == variable.code),
            found[variable.code],
        )
        for variable in variables
    ]


@dataclass(frozen=True)
class CodedPlaces:
    """The same, with who is in which group."""

    coded: Sequence[Coded]
    members: Mapping[Place, frozenset[int]]

    def tables_at(self, place: Place) -> dict[str, list[Table]]:
        """By question, in the order of its boxes; also where nobody is."""
        here = self.members.get(place, frozenset())
        tables: dict[str, list[Table]] = {}
        for one in self.coded:
            tables.setdefault(one.variable.question.code, []).append(one.table(here))
        return tables


def coded_places(
    edition: Edition,
    versions: Sequence[Compiled],
    *,
    by: Iterable[Breakdown],
    within: Mapping[Breakdown, str],
) -> CodedPlaces:
    """One query where nothing has themes."""
    coded = _coded(edition)
    responses = {pk for one in coded for pk in one.judged}
    return CodedPlaces(coded, tallying.members(edition, versions, responses, by=by, within=within))
