"""The questionnaire on paper: empty, to read beforehand, and with one's own answers, to keep."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from surveys.domain import answering
from surveys.domain.questionnaires import Compiled, compiled
from surveys.kinds import kind_of
from surveys.models import Edition, Gemeente, Question, Response
from surveys.report.own_answers import changed_at, own_answers
from surveys.report.typesetting import as_json, typeset

# A handful of editions are asked for at a time; each takes about 100 kB.
KEPT_EMPTY = 8


def empty_pdf(edition: Edition, *, address: str) -> bytes:
    """All questions of the edition's published questionnaire; `address` is where it is filled in online."""
    assert edition.questionnaire_id is not None  # Who asks for it looks whether there is one.
    questionnaire = compiled(edition.questionnaire_id)
    published_at = questionnaire.questionnaire.published_at or edition.opens_at
    return _empty(as_json(_empty_data(edition, questionnaire, address)), published_at)


@lru_cache(maxsize=KEPT_EMPTY)
def _empty(data: str, published_at: datetime) -> bytes:
    """Made once per process for the same words and dates; nothing personal is in it."""
    return typeset("questionnaire", data, made_at=published_at)


def _empty_data(edition: Edition, questionnaire: Compiled, address: str) -> dict[str, Any]:
    asked = questionnaire.questionnaire
    return {
        "title": f"Vragenlijst {edition.title}",
        "edition": edition.title,
        "heading": asked.heading,
        "intro": asked.intro,
        "address": address,
        "gemeente": asked.gemeente_text,
        "facts": [
            ("Duur", f"ongeveer {edition.minutes_of(asked)} minuten"),
            ("Online in te vullen", f"{_day(edition.opens_at)} tot en met {_day(edition.closes_at)}"),
        ],
        "sections": list(_empty_sections(questionnaire)),
    }


def _empty_sections(questionnaire: Compiled) -> Iterator[dict[str, Any]]:
    by_code = {question.code: question for question in questionnaire.questions}
    for section, questions in groupby(questionnaire.questions, key=lambda question: question.section):
        yield {
            "title": section.title,
            "heading": section.heading or section.title,
            "intro": section.intro,
            "questions": [_empty_question(question, by_code) for question in questions],
        }


def _empty_question(question: Question, by_code: Mapping[str, Question]) -> dict[str, Any]:
    return {
        "number": question.number,
        "text": question.text,
        "hint": question.hint,
        "is_optional": question.is_optional,
        "condition": condition_in_words(question, by_code),
        "shapes": [
            {"shape": type(shape).__name__, **asdict(shape)} for shape in kind_of(question).on_paper(question)
        ],
    }


def condition_in_words(question: Question, by_code: Mapping[str, Question]) -> str:
    """When routing asks the question, for who reads all of them; empty if always."""
    if question.show_if is None:
        return ""
    before = by_code[question.show_if["question"]]
    answers = [
        f"‘{option.label}’" for option in before.options.all() if option.code in question.show_if["is"]
    ]
    named = f"vraag {before.number}" if before.number else f"de vraag ‘{before.text}’"
    return f"Alleen als u bij {named} {' of '.join(answers)} antwoordde."


def answers_pdf(response: Response, gemeente: Gemeente | None) -> bytes:
    """What was answered so far, and what was not; of a draft too."""
    data = as_json(_answers_data(response, gemeente))
    return typeset("answers", data, made_at=response.saved_at)


def _answers_data(response: Response, gemeente: Gemeente | None) -> dict[str, Any]:
    edition = response.edition
    sections = own_answers(answering.questionnaire_of(response), response.answers)
    return {
        "title": f"Uw antwoorden {edition.title}",
        "edition": edition.title,
        "receipt": response.receipt if response.is_completed else "",
        "facts": list(_facts(response, gemeente)),
        "sections": [asdict(section) for section in sections],
    }


def _facts(response: Response, gemeente: Gemeente | None) -> Iterator[tuple[str, str]]:
    if response.is_test:
        yield "Let op", "Proefinvulling: dit telt niet mee."
    if gemeente is not None:
        yield "Gemeente", gemeente.name
    if response.completed_at is None:
        yield "Laatst bewaard op", _moment(response.saved_at)
        return
    yield "Ontvangstcode", response.receipt
    yield "Verstuurd op", _moment(response.completed_at)
    if (changed := changed_at(response)) is not None:
        yield "Daarna gewijzigd op", _moment(changed)


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


def _moment(moment: datetime) -> str:
    return f"{date_format(timezone.localtime(moment), 'l j F Y, H:i')} uur"
