"""What a coder sees: which answers, in an order that says nothing about whose they are, and how far the work is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from surveys.domain.agreement import Agreement, agreement
from surveys.domain.coding import (
    Judgement,
    Judgements,
    coded_by,
    coded_by_others,
    counting,
    judgements,
    theme_counts,
    waits_for_settling,
)
from surveys.domain.open_answers import (
    OpenVariable,
    answered_counts,
    open_variables,
    with_words,
    written,
)
from surveys.domain.pseudonyms import pseudonym
from surveys.domain.quotes import current_quotes
from surveys.domain.themes import roots
from surveys.enums import AnswerFilter
from surveys.models import Edition, Theme
from surveys.models.response import ResponseQuerySet


@dataclass(frozen=True)
class Wanted:
    """Which answers are wanted; `beside` is one that stays in sight though it was just coded."""

    words: str = ""
    show: AnswerFilter = AnswerFilter.ALL
    theme: int | None = None
    beside: int | None = None


@dataclass(frozen=True)
class Progress:
    """Numbers of answers, and how far coders agree about them."""

    variable: OpenVariable
    themes: tuple[Theme, ...]
    answered: int
    coded: int
    by_me: int
    by_others: int
    waiting: int
    agreement: Agreement
    counts: dict[int, int]


def overview(edition: Edition, coder: int) -> list[Progress]:
    """Every open variable of the edition; the number of queries does not grow with their number."""
    variables = open_variables(edition)
    themes = list(Theme.objects.filter(edition=edition))
    answered = answered_counts(edition.responses.that_count(), variables)
    judged = judgements(edition, variables, roots(themes))
    return [
        progress(variable, themes, judged[variable.code], answered[variable.code], coder)
        for variable in variables
    ]


def progress(
    variable: OpenVariable, themes: Iterable[Theme], judged: Judgements, answered: int, coder: int
) -> Progress:
    active = tuple(theme for theme in themes if theme.variable == variable.code and theme.is_active)
    return Progress(
        variable=variable,
        themes=active,
        answered=answered,
        coded=len(judged),
        by_me=len(coded_by(judged, coder)),
        by_others=len(coded_by_others(judged, coder)),
        waiting=sum(waits_for_settling(coded) for coded in judged.values()),
        agreement=agreement(
            ([one.themes for one in coded] for coded in judged.values()), [theme.pk for theme in active]
        ),
        counts=theme_counts(judged),
    )


def answers(
    edition: Edition, variable: OpenVariable, judged: Judgements, wanted: Wanted, coder: int
) -> ResponseQuerySet:
    """In the order of the pseudonyms, as in an export; the order of coming in would be a clue."""
    found = with_words(written(edition, variable), wanted.words).annotate(pseudonym=pseudonym())
    among = _among(variable, judged, wanted, coder)
    if wanted.beside is not None:
        among |= Q(pk=wanted.beside)
    return found.filter(among).order_by("pseudonym")


def _among(variable: OpenVariable, judged: Judgements, wanted: Wanted, coder: int) -> Q:
    """As keys of answers; of what somebody may not see yet nothing can be found either."""
    seen = {answer: visible(coded, coder) for answer, coded in judged.items()}
    among = Q()
    if wanted.theme is not None:
        among &= Q(
            pk__in=[pk for pk, coded in seen.items() if coded and wanted.theme in counting(coded).themes]
        )
    match wanted.show:
        case AnswerFilter.TO_DO:
            among &= ~Q(pk__in=coded_by(judged, coder))
        case AnswerFilter.DIFFERENT:
            among &= Q(pk__in=[pk for pk, coded in judged.items() if waits_for_settling(coded)])
        case AnswerFilter.NONE_FITS:
            among &= Q(pk__in=[pk for pk, coded in seen.items() if coded and not counting(coded).themes])
        case AnswerFilter.QUOTED:
            among &= Q(pk__in=current_quotes(variable).order_by().values("response"))
    return among


def visible(coded: Sequence[Judgement], coder: int) -> Sequence[Judgement]:
    """Those codings of an answer that this coder may see: each codes without looking at the others first.

    What two coded already needs no third, so whoever settles a difference sees both.
    """
    own = [judgement for judgement in coded if judgement.coder == coder]
    return coded if own or len(coded) > 1 else own
