"""What a page of answers shows of each: its text, the themes to press, and the codings that its reader may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User

from surveys.domain import coding, coding_lists, themes
from surveys.domain.coding import Judgement, Judgements
from surveys.domain.coding_lists import Progress
from surveys.domain.open_answers import OpenVariable, written
from surveys.domain.percentages import percent
from surveys.domain.quotes import current_quotes
from surveys.models import Edition, Response, Theme

PSEUDONYM_DIGITS = 6


@dataclass(frozen=True)
class Toggle:
    """A theme beside an answer; `key` is the number that gives it by keyboard, 0 where it has none."""

    theme: Theme
    is_given: bool
    key: int


@dataclass(frozen=True)
class Line:
    """A theme in the codebook with its figures; `share` is a percentage of what was coded."""

    theme: Theme
    key: int
    count: int
    share: float | None
    alpha: float | None


@dataclass(frozen=True)
class Shown:
    """A coding as it stands beside an answer."""

    judgement: Judgement
    name: str
    is_mine: bool
    labels: list[str]


@dataclass(frozen=True)
class Answer:
    """`counts` is the key of the coding that counts, as far as the reader may see it."""

    response: Any
    toggles: list[Toggle]
    none_fits: bool
    codings: list[Shown]
    counts: int | None
    differs: bool
    is_settled: bool
    is_quoted: bool

    @property
    def name(self) -> str:
        return str(self.response.pseudonym[:PSEUDONYM_DIGITS])

    @property
    def in_words(self) -> str:
        given = [toggle.theme.label for toggle in self.toggles if toggle.is_given]
        return ", ".join(given) or ("geen thema past" if self.none_fits else "geen thema")

    @property
    def is_coded(self) -> bool:
        return self.none_fits or any(toggle.is_given for toggle in self.toggles)


@dataclass(frozen=True)
class Codebook:
    """What is read once for a page of answers of one variable."""

    edition: Edition
    variable: OpenVariable
    themes: list[Theme]
    coder: User

    @cached_property
    def roots(self) -> dict[int, int]:
        return themes.roots(self.themes)

    @cached_property
    def active(self) -> list[Theme]:
        return [theme for theme in self.themes if theme.is_active]

    @cached_property
    def judged(self) -> Judgements:
        return coding.judgements(self.edition, [self.variable], self.roots)[self.variable.code]

    @cached_property
    def progress(self) -> Progress:
        answered = written(self.edition, self.variable).count()
        return coding_lists.progress(self.variable, self.themes, self.judged, answered, self.coder.pk)

    @cached_property
    def lines(self) -> list[Line]:
        counts, of_theme = self.progress.counts, self.progress.agreement.by_theme
        return [
            Line(
                theme,
                key,
                counts.get(theme.pk, 0),
                percent(counts.get(theme.pk, 0), self.progress.coded),
                of_theme[theme.pk],
            )
            for key, theme in keyed(self.active)
        ]

    def family(self, theme: Theme) -> list[int]:
        """The theme with all that was merged into it, by key."""
        return [pk for pk, root in self.roots.items() if root == theme.pk]


def keyed(active: Sequence[Theme]) -> list[tuple[int, Theme]]:
    """The first nine have a number key."""
    return [(number if number < 10 else 0, theme) for number, theme in enumerate(active, 1)]


def answers_on(page: Iterable[Response], book: Codebook) -> list[Answer]:
    responses = list(page)
    keys = [response.pk for response in responses]
    coders = {one.coder for key in keys for one in book.judged.get(key, ())}
    names = {user.pk: user.get_full_name() or user.username for user in User.objects.filter(pk__in=coders)}
    quoted = set(current_quotes(book.variable).filter(response__in=keys).values_list("response", flat=True))
    return [answer_of(response, book, names, response.pk in quoted) for response in responses]


def answer_of(response: Response, book: Codebook, names: Mapping[int, str], is_quoted: bool) -> Answer:
    coded = book.judged.get(response.pk, ())
    mine = next((one for one in coded if one.coder == book.coder.pk), None)
    own = mine.themes if mine else frozenset()
    seen = coding_lists.visible(coded, book.coder.pk)
    labels = {theme.pk: theme.label for theme in book.active}
    return Answer(
        response=response,
        toggles=[Toggle(theme, theme.pk in own, key) for key, theme in keyed(book.active)],
        none_fits=mine is not None and not mine.themes,
        codings=[
            Shown(
                one,
                names[one.coder],
                one.coder == book.coder.pk,
                [label for pk, label in labels.items() if pk in one.themes],
            )
            for one in seen
        ],
        counts=coding.counting(seen).pk if seen else None,
        differs=coding.differs(seen),
        is_settled=any(one.is_settled for one in seen),
        is_quoted=is_quoted,
    )
