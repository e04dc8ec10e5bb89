"""Coders give themes to open answers, each by themselves; where they differ, somebody settles which coding counts.

The first coding of an answer counts until then. A coding rests on the text that was read: once the respondent changes
it, the answer waits to be coded again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from surveys.domain import audit
from surveys.domain.open_answers import CurrentText, OpenVariable
from surveys.domain.pseudonyms import Sha256
from surveys.enums import AuditVerb, CodingState
from surveys.exceptions import AnswerChanged, ThemeRefused
from surveys.models import Coding, Edition, GivenTheme, Response, Theme


@dataclass(frozen=True)
class Judgement:
    """One coding as it is now: the keys of the themes that it counts for, none if the coder saw none that fits."""

    pk: int
    coder: int
    is_settled: bool
    themes: frozenset[int]


# By answer, in the order in which its coders began.
Judgements = Mapping[int, Sequence[Judgement]]


def judgements(
    edition: Edition,
    variables: Sequence[OpenVariable],
    roots: Mapping[int, int],
) -> dict[str, Judgements]:
    """By variable what coders made of each answer that counts; two queries whatever their number."""
    current = CurrentText(variables, of="response__", variable=F("variable"))
    codings = (
        Coding.objects.filter(response__in=edition.responses.that_count().order_by().values("pk"))
        .exclude(state=CodingState.EMPTY)
        .filter(variable__in=[variable.code for variable in variables])
        .alias(now=Sha256(current))
        .filter(digest=F("now"))
        .order_by("pk")
        .values_list("pk", "variable", "response", "coder", "settled_at")
    )
    given = _given([variable.code for variable in variables], edition, roots)
    found: dict[str, defaultdict[int, list[Judgement]]] = {
        variable.code: defaultdict(list) for variable in variables
    }
    for pk, variable, response, coder, settled_at in codings:
        themes = frozenset(given.get(pk, ()))
        found[variable][response].append(Judgement(pk, coder, settled_at is not None, themes))
    return {variable: dict(by_answer) for variable, by_answer in found.items()}


def _given(variables: Sequence[str], edition: Edition, roots: Mapping[int, int]) -> dict[int, list[int]]:
    """By coding, as what they count; those of themes that were retired are left out."""
    rows = GivenTheme.objects.filter(theme__edition=edition, theme__variable__in=variables)
    given: defaultdict[int, list[int]] = defaultdict(list)
    for coding, theme in rows.order_by().values_list("coding_id", "theme_id"):
        if theme in roots:
            given[coding].append(roots[theme])
    return given


def counting(coded: Sequence[Judgement]) -> Judgement:
    """The one that counts of an answer: what was settled on, else the first."""
    return next((judgement for judgement in coded if judgement.is_settled), coded[0])


def differs(coded: Sequence[Judgement]) -> bool:
    return len({judgement.themes for judgement in coded}) > 1


def waits_for_settling(coded: Sequence[Judgement]) -> bool:
    return differs(coded) and not any(judgement.is_settled for judgement in coded)


def coded_by(judged: Judgements, coder: int) -> set[int]:
    """The answers that this coder has coded."""
    return {answer for answer, coded in judged.items() if any(one.coder == coder for one in coded)}


def coded_by_others(judged: Judgements, coder: int) -> set[int]:
    return {answer for answer, coded in judged.items() if any(one.coder != coder for one in coded)}


def theme_counts(judged: Judgements) -> dict[int, int]:
    """By theme how many persons' answers have it, by the coding that counts."""
    counts: defaultdict[int, int] = defaultdict(int)
    for coded in judged.values():
        for theme in counting(coded).themes:
            counts[theme] += 1
    return dict(counts)


@dataclass(frozen=True)
class Seen:
    """An answer as a coder saw it: of whom, to what, and the digest of its text."""

    response: Response
    variable: OpenVariable
    digest: str


@transaction.atomic
def give(seen: Seen, theme: Theme, *, by: User) -> None:
    """Once, however often it is asked. Raises ThemeRefused if it is not in use, AnswerChanged."""
    if not theme.is_active:
        raise ThemeRefused(f"Het thema ‘{theme}’ is niet meer in gebruik. Kies een ander thema.")
    coding = _own_coding(seen, by)
    GivenTheme.objects.get_or_create(coding=coding, theme=theme)
    _become(coding, CodingState.THEMES)


@transaction.atomic
def take(seen: Seen, themes: Iterable[Theme], *, by: User) -> None:
    """Takes one theme back, with what was merged into it; without any left the answer is not coded any more."""
    coding = _own_coding(seen, by)
    coding.given.filter(theme__in=themes).delete()
    if coding.state == CodingState.THEMES and not coding.given.exists():
        _become(coding, CodingState.EMPTY)


@transaction.atomic
def say_none_fits(seen: Seen, *, active: Collection[int], by: User) -> bool:
    """That it was read and no theme fits; False if it has one of the themes in use: take that back first."""
    coding = _own_coding(seen, by)
    if coding.given.filter(theme__in=active).exists():
        return False
    _become(coding, CodingState.NONE)
    return True


@transaction.atomic
def take_none_back(seen: Seen, *, by: User) -> None:
    coding = _own_coding(seen, by)
    if coding.state == CodingState.NONE:
        _become(coding, CodingState.EMPTY)


def _own_coding(seen: Seen, by: User) -> Coding:
    """Locked, so that two clicks of one coder come after each other; what was made of an earlier text is gone."""
    current = Response.objects.filter(pk=seen.response.pk).annotate(
        digest=Sha256(CurrentText([seen.variable]))
    )
    if current.values_list("digest", flat=True).first() != seen.digest:
        raise AnswerChanged
    key = {"response": seen.response, "variable": seen.variable.code, "coder": by}
    Coding.objects.get_or_create(**key, defaults={"digest": seen.digest})
    coding = Coding.objects.select_for_update().get(**key)
    if coding.digest != seen.digest:
        coding.given.all().delete()
        coding.digest, coding.state = seen.digest, CodingState.EMPTY
        coding.settled_at = coding.settled_by = None
        coding.save()
    return coding


def _become(coding: Coding, state: CodingState) -> None:
    if coding.state != state:
        coding.state = state
        coding.save(update_fields=["state"])


@transaction.atomic
def settle(coding: Coding, *, by: User) -> bool:
    """From now on this one counts, whatever others made of the answer; False if it did already."""
    of_answer = Coding.objects.filter(response=coding.response_id, variable=coding.variable)
    locked = {other.pk: other for other in of_answer.select_for_update()}
    if locked[coding.pk].settled_at is not None or locked[coding.pk].state == CodingState.EMPTY:
        return False
    of_answer.update(settled_at=None, settled_by=None)
    of_answer.filter(pk=coding.pk).update(settled_at=timezone.now(), settled_by=by)
    audit.record(AuditVerb.SETTLED_CODING, coding, by=by, count=len(locked))
    return True


@transaction.atomic
def unsettle(coding: Coding, *, by: User) -> bool:
    """The first coding of the answer counts again."""
    settled = Coding.objects.filter(pk=coding.pk, settled_at__isnull=False)
    changed = bool(settled.update(settled_at=None, settled_by=None))
    if changed:
        audit.record(AuditVerb.UNSETTLED_CODING, coding, by=by)
    return changed
