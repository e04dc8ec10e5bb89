"""The codebook of an open variable: themes are made, reworded, put in order, retired and merged; nothing is lost."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count

from surveys.domain import audit
from surveys.domain.open_answers import folded
from surveys.enums import AuditVerb, ThemeState
from surveys.exceptions import ThemeRefused
from surveys.models import Edition, Theme

NO_CODE_SIGN = re.compile(r"[^a-z0-9]+")
LONGEST_STEM = 34
SAME_NAME = "Er is bij deze vraag al een thema dat zo heet. Kies een andere naam."


def codebook(edition: Edition, variable: str) -> list[Theme]:
    """All themes in order, also those that are not in use any more."""
    return list(Theme.objects.of_variable(edition, variable).select_related("merged_into"))


def roots(themes: Iterable[Theme]) -> dict[int, int]:
    """As which theme each counts, by key: itself, or what it was merged into. What was retired counts as nothing."""
    by_key = {theme.pk: theme for theme in themes}
    ends = {pk: _end(theme, by_key) for pk, theme in by_key.items()}
    return {pk: end.pk for pk, end in ends.items() if end.is_active}


def _end(theme: Theme, by_key: Mapping[int, Theme]) -> Theme:
    while theme.merged_into_id is not None:
        theme = by_key[theme.merged_into_id]
    return theme


@transaction.atomic
def make(edition: Edition, variable: str, *, label: str, description: str = "", by: audit.Actor) -> Theme:
    """The last of the codebook, with a code after its name. Raises ThemeRefused if another has that name."""
    others = _locked(edition, variable)
    last = max((theme.position for theme in others), default=0)
    code = free_code(label, {theme.code for theme in others})
    theme = Theme(
        edition=edition,
        variable=variable,
        code=code,
        label=label,
        description=description,
        position=last + 1,
    )
    _save(theme)
    audit.record(AuditVerb.ADDED_THEME, theme, by=by)
    return theme


@dataclass(frozen=True)
class Source:
    """A codebook that another question can begin with; of an edition before, its codes make a trend."""

    edition: Edition
    variable: str
    count: int

    @property
    def name(self) -> str:
        return f"{self.edition.slug}:{self.variable}"


def sources(edition: Edition, variable: str) -> list[Source]:
    """Every other codebook of the same survey, the newest edition first."""
    active = Theme.objects.active().filter(edition__survey=edition.survey_id)
    others = active.exclude(edition=edition, variable=variable).order_by("-edition__opens_at", "variable")
    found = list(others.values_list("edition", "variable").annotate(Count("pk")))
    editions = Edition.objects.in_bulk({pk for pk, _, _ in found})
    return [Source(editions[pk], name, count) for pk, name, count in found]


@transaction.atomic
def copy(source: Source, edition: Edition, variable: str, *, by: audit.Actor) -> int:
    """Takes over the themes in use, with their codes; what has a code or name that is here already is left out.

    So the second time takes nothing over. How many were.
    """
    others = _locked(edition, variable)
    codes = {theme.code for theme in others}
    labels = {theme.label.lower() for theme in others if theme.is_active}
    last = max((theme.position for theme in others), default=0)
    new = [
        theme
        for theme in Theme.objects.of_variable(source.edition, source.variable).active()
        if theme.code not in codes and theme.label.lower() not in labels
    ]
    Theme.objects.bulk_create(
        Theme(
            edition=edition,
            variable=variable,
            code=theme.code,
            label=theme.label,
            description=theme.description,
            position=position,
        )
        for position, theme in enumerate(new, last + 1)
    )
    if new:
        audit.record(AuditVerb.ADDED_THEME, Theme, by=by, count=len(new))
    return len(new)


def free_code(label: str, taken: Iterable[str]) -> str:
    """A code after the name, that no theme of the variable has or had."""
    words = NO_CODE_SIGN.sub("_", folded(label)).strip("_")[:LONGEST_STEM].strip("_")
    stem = words if words[:1].isalpha() else f"thema_{words}".rstrip("_")
    taken, number, code = set(taken), 1, stem
    while code in taken:
        number += 1
        code = f"{stem}_{number}"
    return code


@transaction.atomic
def reword(theme: Theme, *, label: str, description: str, by: audit.Actor) -> bool:
    """Another name and instruction; the code stays. False if nothing differs. Raises ThemeRefused."""
    theme = _fresh(theme)
    if (theme.label, theme.description) == (label, description):
        return False
    theme.label, theme.description = label, description
    _save(theme)
    audit.record(AuditVerb.CHANGED_THEME, theme, by=by)
    return True


@transaction.atomic
def move_up(theme: Theme, *, by: audit.Actor) -> bool:
    """Before the theme in use that stands before it; False if it is the first."""
    active = [other for other in _locked(theme.edition, theme.variable) if other.is_active]
    place = next((index for index, other in enumerate(active) if other.pk == theme.pk), 0)
    if place == 0:
        return False
    order = [*active[: place - 1], active[place], active[place - 1], *active[place + 1 :]]
    for position, other in enumerate(order, 1):
        other.position = position
    Theme.objects.bulk_update(order, ["position"])
    audit.record(AuditVerb.CHANGED_THEME, theme, by=by)
    return True


@transaction.atomic
def retire(theme: Theme, *, by: audit.Actor) -> bool:
    """Offered no more, and in no figure; what was given stays and counts again once it is brought back."""
    retired = Theme.objects.active().filter(pk=theme.pk).update(state=ThemeState.RETIRED)
    if retired:
        audit.record(AuditVerb.RETIRED_THEME, theme, by=by)
    return bool(retired)


@transaction.atomic
def bring_back(theme: Theme, *, by: audit.Actor) -> bool:
    """Undoes `retire`. Raises ThemeRefused if another took its name meanwhile."""
    theme = _fresh(theme)
    if theme.state != ThemeState.RETIRED:
        return False
    theme.state = ThemeState.ACTIVE
    _save(theme)
    audit.record(AuditVerb.BROUGHT_BACK_THEME, theme, by=by)
    return True


@transaction.atomic
def merge(theme: Theme, into: Theme, *, by: audit.Actor) -> bool:
    """From now on it counts as the other one; every code that was given stays as it was given.

    False if that was done already. Raises ThemeRefused unless both are in use, of one variable, and two.
    """
    locked = {other.pk: other for other in _locked(theme.edition, theme.variable)}
    theme, target = locked[theme.pk], locked.get(into.pk)
    if theme.merged_into_id == into.pk:
        return False
    if target is None or target.pk == theme.pk or not (theme.is_active and target.is_active):
        raise ThemeRefused("Kies een ander thema van deze vraag, dat nog in gebruik is.")
    theme.state, theme.merged_into = ThemeState.MERGED, target
    _save(theme)
    audit.record(AuditVerb.MERGED_THEMES, theme, by=by, count=theme.given.count())
    return True


@transaction.atomic
def split(theme: Theme, *, by: audit.Actor) -> bool:
    """Undoes `merge`. Raises ThemeRefused if another took its name meanwhile."""
    theme = _fresh(theme)
    if theme.state != ThemeState.MERGED:
        return False
    theme.state, theme.merged_into = ThemeState.ACTIVE, None
    _save(theme)
    audit.record(AuditVerb.SPLIT_THEMES, theme, by=by, count=theme.given.count())
    return True


def _locked(edition: Edition, variable: str) -> list[Theme]:
    """The whole codebook; nobody else changes it until this is done."""
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    return list(Theme.objects.of_variable(edition, variable))


def _fresh(theme: Theme) -> Theme:
    return Theme.objects.select_for_update().get(pk=theme.pk)


def _save(theme: Theme) -> None:
    try:
        with transaction.atomic():
            theme.save()
    except IntegrityError as error:
        raise ThemeRefused(SAME_NAME) from error
