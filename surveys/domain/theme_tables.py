"""Coded themes as tables of counts, like those of every other question."""

from surveys.domain.coding import judgements, theme_counts
from surveys.domain.open_answers import open_variables
from surveys.domain.themes import roots
from surveys.kinds import Count, Table
from surveys.models import Edition, Theme
from surveys.models.response import ResponseQuerySet


def theme_tables(edition: Edition, responses: ResponseQuerySet | None = None) -> dict[str, Table]:
    """By variable that has themes in use, in the order of the questionnaire.

    Base: the persons whose answer was coded, with a theme or with none; who wrote nothing, and whose answer nobody
    coded yet, is not in it. A person counts once for each theme of the coding that counts, so the counts do not add
    up to the base. `responses` restricts it to some of them, for a breakdown.
    """
    themes = list(Theme.objects.filter(edition=edition))
    active = [theme for theme in themes if theme.is_active]
    with_themes = {theme.variable for theme in active}
    variables = [variable for variable in open_variables(edition) if variable.code in with_themes]
    found = judgements(edition, variables, roots(themes), responses)
    tables = {}
    for variable in variables:
        judged = found[variable.code]
        counts = theme_counts(judged)
        rows = tuple(
            Count(theme.code, theme.label, counts.get(theme.pk, 0))
            for theme in active
            if theme.variable == variable.code
        )
        tables[variable.code] = Table(variable.code, variable.label, len(judged), rows)
    return tables
