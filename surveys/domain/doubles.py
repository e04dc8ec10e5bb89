"""Answers that may have come twice from one person: shown with the evidence, never deleted.

Not every two responses are compared. One is held beside the last that has a long text in common with it, and beside
those that were sent just before it for the same gemeente and functie. So the work grows with the number of responses
and not with its square; of answers that were sent a hundred times, each is shown with the one before.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from surveys.domain import routing
from surveys.domain.percentages import percent
from surveys.domain.questionnaires import compiled
from surveys.domain.response_rates import FUNCTIE
from surveys.enums import OptionRole
from surveys.kinds import kind_of
from surveys.models import Edition, Question

# So much (in percent) of what both answered is the same, over at least so many answers.
NEAR_IDENTICAL = 90
FEWEST_COMPARED = 10
# So much of what both wrote is the same, and together it is so long; a phrase such as "geen idee" is of many.
SAME_WORDS = 75
SHORTEST_TEXT, SHORTEST_TOGETHER = 25, 60
# How many of the same gemeente and functie, sent just before it, a response is held beside.
LOOK_BACK = 20

Pair = tuple["Sheet", "Sheet"]
# The code under which an answer is stored, and the roles of the options that it may name.
Variable = tuple[str, Mapping[str, str]]


@dataclass(frozen=True)
class Sheet:
    """What is compared of one response: codes and numbers that say something, and long texts in one spelling."""

    pk: int
    sent_at: datetime
    counts: bool
    group: tuple[int, str] | None
    values: Mapping[str, Hashable]
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Suspicion:
    """Two responses by key, the earlier first, and why one person may have sent both."""

    first: int
    second: int
    evidence: tuple[str, ...]
    is_settled: bool


def suspected(edition: Edition) -> list[Suspicion]:
    """In the order in which the second of each two was sent, those that both count first.

    Names no gemeente and repeats no text. A pair stays here after one of the two was left out, for that can be undone.
    """
    found = [
        Suspicion(first.pk, second.pk, (*evidence, gap(first, second)), not (first.counts and second.counts))
        for first, second in candidates(sheets_of(edition))
        if (evidence := evidence_of(first, second))
    ]
    return sorted(found, key=lambda suspicion: suspicion.is_settled)


def sheets_of(edition: Edition) -> Iterator[Sheet]:
    """Of every response that counts or was set apart as a double, in the order of sending."""
    sent = edition.responses.countable()
    columns = ("pk", "completed_at", "is_double", "gemeente", "questionnaire", "answers")
    in_order = sent.order_by("completed_at", "pk").values_list(*columns)
    variables = _Variables()
    for pk, sent_at, is_double, gemeente, questionnaire, answers in in_order:
        shown = routing.shown(compiled(questionnaire).questions, answers)
        functie = answers.get(FUNCTIE)
        group = (gemeente, functie) if gemeente and functie else None
        given = ((code, roles, answers[code]) for code, roles in variables.of(shown) if code in answers)
        yield Sheet(pk, sent_at, not is_double, group, *_values_and_texts(given))


class _Variables(dict[int, list[Variable]]):
    """Of each question by its key, found out once and not for every response again."""

    def of(self, shown: Iterable[Question]) -> Iterator[Variable]:
        for question in shown:
            yield from self[question.pk] if question.pk in self else self._add(question)

    def _add(self, question: Question) -> list[Variable]:
        roles = {option.code: option.role for option in question.options.all()}
        self[question.pk] = [(code, roles) for code in kind_of(question).variable_codes(question)]
        return self[question.pk]


def _values_and_texts(
    given: Iterable[tuple[str, Mapping[str, str], Any]],
) -> tuple[dict[str, Hashable], dict[str, str]]:
    values: dict[str, Hashable] = {}
    texts: dict[str, str] = {}
    for code, roles, stored in given:
        items = stored if isinstance(stored, list) else [stored]
        if any(isinstance(item, str) and item not in roles for item in items):
            texts[code] = _one_spelling(items)
        elif any(item is not None and roles.get(item) not in OptionRole.without_substance for item in items):
            values[code] = tuple(items)
    return values, {code: text for code, text in texts.items() if len(text) >= SHORTEST_TEXT}


def _one_spelling(words: Iterable[Any]) -> str:
    return " ".join(" ".join(map(str, words)).casefold().split())


def candidates(sheets: Iterable[Sheet]) -> Iterator[Pair]:
    """The pairs worth a look: at most LOOK_BACK and one for each text of a response, whatever their number."""
    last_with: dict[tuple[str, str], Sheet] = {}
    recent: defaultdict[tuple[int, str], deque[Sheet]] = defaultdict(lambda: deque(maxlen=LOOK_BACK))
    for sheet in sheets:
        earlier = {last_with[text].pk: last_with[text] for text in sheet.texts.items() if text in last_with}
        last_with |= dict.fromkeys(sheet.texts.items(), sheet)
        if sheet.group is not None:
            earlier |= {other.pk: other for other in recent[sheet.group]}
            recent[sheet.group].append(sheet)
        yield from ((other, sheet) for other in earlier.values())


def evidence_of(first: Sheet, second: Sheet) -> list[str]:
    """What speaks for one person, in words; empty if nothing does."""
    return [*_same_answers(first, second), *_same_words(first, second)]


def _same_words(first: Sheet, second: Sheet) -> list[str]:
    both = first.texts.keys() & second.texts.keys()
    same = sorted(code for code in both if first.texts[code] == second.texts[code])
    if sum(len(second.texts[code]) for code in same) < SHORTEST_TOGETHER:
        return []
    if len(same) * 100 < SAME_WORDS * len(both):
        return []
    return [f"{len(same)} van de {len(both)} teksten zijn woord voor woord gelijk ({', '.join(same)})."]


def _same_answers(first: Sheet, second: Sheet) -> list[str]:
    both = first.values.keys() & second.values.keys()
    same = sum(first.values[code] == second.values[code] for code in both)
    if first.group is None or first.group != second.group:
        return []
    if len(both) < FEWEST_COMPARED or same * 100 < NEAR_IDENTICAL * len(both):
        return []
    share = percent(same, len(both))
    return [f"Zelfde gemeente en functie; {same} van de {len(both)} antwoorden zijn gelijk ({share}%)."]


def gap(first: Sheet, second: Sheet) -> str:
    """How long after the first the second was sent, in words."""
    minutes = (second.sent_at - first.sent_at) // timedelta(minutes=1)
    hours, days = minutes // 60, minutes // (24 * 60)
    if days:
        length = f"{days} {'dag' if days == 1 else 'dagen'}"
    elif hours:
        length = f"{hours} uur"
    else:
        length = f"{minutes} {'minuut' if minutes == 1 else 'minuten'}"
    return f"Het tweede is {length} na het eerste verstuurd."
