"""A person at the questionnaire: reads the labels, clicks and types. One pair of hands per kind of question."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from surveys.domain import answering
from surveys.domain.questionnaires import Compiled
from surveys.kinds import aside, other
from surveys.kinds.amount import format_amount
from surveys.kinds.base import labels_of
from surveys.kinds.ranking import ORDINALS
from surveys.models import Question

Answers = Mapping[str, Any]
Hands = Mapping[str, Callable[[Locator, Question, Answers], None]]


def choose_one(box: Locator, question: Question, answers: Answers) -> None:
    tick(box, question, [answers[question.code]])
    write_other(box, question, answers)


def choose_some(box: Locator, question: Question, answers: Answers) -> None:
    tick(box, question, answers[question.code])
    write_other(box, question, answers)


def tap_in_order(box: Locator, question: Question, answers: Answers) -> None:
    labels = labels_of(question)
    for code in answers[question.code]:
        box.get_by_role("button", name=labels[code], exact=True).click()
    write_other(box, question, answers)


def select_in_order(box: Locator, question: Question, answers: Answers) -> None:
    labels = labels_of(question)
    for ordinal, code in zip(ORDINALS, answers[question.code], strict=False):
        box.get_by_label(f"{ordinal} plaats").select_option(label=labels[code])
    write_other(box, question, answers)


def give_mark(box: Locator, question: Question, answers: Answers) -> None:
    box.get_by_label(str(answers[question.code]), exact=True).check()


def choose_per_row(box: Locator, question: Question, answers: Answers) -> None:
    for row in question.rows.all():
        name = f"{row.number} {row.label}".strip()
        tick(
            box.get_by_role("group", name=name, exact=True),
            question,
            [answers[f"{question.code}_{row.code}"]],
        )


def write(box: Locator, question: Question, answers: Answers) -> None:
    rows = {f"{question.code}_{row.code}": row.label for row in question.rows.all()}
    for name, label in (rows or {question.code: question.text}).items():
        box.get_by_label(label, exact=True).press_sequentially(answers[name] or "")
    tick(box, question, aside.asides(question, answers))


def write_lines(box: Locator, question: Question, answers: Answers) -> None:
    for number, line in enumerate(answers[question.code] or [], 1):
        box.get_by_label(f"Voorbeeld {number}").press_sequentially(line)


def write_amount(box: Locator, question: Question, answers: Answers) -> None:
    box.get_by_label("Bedrag in euro").press_sequentially(format_amount(answers[question.code]))


def tick(box: Locator, question: Question, codes: Iterable[str]) -> None:
    labels = labels_of(question)
    for code in codes:
        box.get_by_label(labels[code], exact=True).check()


def write_other(box: Locator, question: Question, answers: Answers) -> None:
    option = other.other_option(question)
    text = answers.get(other.other_name(question))
    if option and text:
        box.get_by_label(option.text, exact=True).press_sequentially(text)


HANDS: Hands = {
    "single_choice": choose_one,
    "multiple_choice": choose_some,
    "ranking": tap_in_order,
    "mark": give_mark,
    "matrix": choose_per_row,
    "open_text": write,
    "open_list": write_lines,
    "amount": write_amount,
}
WITHOUT_JAVASCRIPT: Hands = HANDS | {"ranking": select_in_order}


def fill_in(page: Page, questionnaire: Compiled, answers: Answers, hands: Hands = HANDS) -> None:
    """From the start page to the overview, page after page, by the buttons that lead there."""
    page.get_by_role("link", name="Start de vragenlijst").click()
    for asked in answering.visible_pages(questionnaire, answers):
        expect(page).to_have_url(re.compile(rf"/{asked.slug}/$"))
        for question in answering.shown_on(questionnaire, asked, answers):
            hands[question.kind](page.locator(f"#{question.code}"), question, answers)
        page.locator("main").get_by_role("button", name="Verder").click()
