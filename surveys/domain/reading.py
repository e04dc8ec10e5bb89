"""What was posted becomes values: every typed word of it, whatever became of the question meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.datastructures import MultiValueDict

from surveys.domain import routing
from surveys.domain.questionnaires import Compiled, Page, compiled
from surveys.kinds import kind_of
from surveys.kinds.base import LONGEST_STORED_TEXT
from surveys.models import Question, Questionnaire

Data = MultiValueDict[str, str]


@dataclass(frozen=True)
class Reading:
    """`values` by variable, as typed; `on_form` are the questions that the form has, in its own version.

    `unknown` are the boxes with an answer that their question does not have; such an answer is never read.
    """

    values: dict[str, Any]
    on_form: frozenset[str]
    unknown: list[tuple[Question, str]]

    @property
    def storable(self) -> dict[str, Any]:
        return {code: shortened(value) for code, value in self.values.items()}

    @property
    def too_long(self) -> dict[str, Any]:
        """What does not fit as it was typed."""
        return {code: value for code, value in self.values.items() if shortened(value) != value}


def read_page(questionnaire: Compiled, page: Page, shown: Mapping[str, Any], data: Data) -> Reading:
    """The page as it was posted from a form that showed those answers, read by the version of the response.

    Of a question that was not on the form nothing is read, unless something was typed in it: an empty box that
    nobody saw would wipe an answer that is kept. A form on which a question was put later says so in `inserted`.
    """
    own = questionnaire if is_of(questionnaire, page) else compiled(page.section.questionnaire_id)
    visible = {question.code for question in routing.shown(own.questions, shown)} | set(
        data.getlist("inserted")
    )
    on_form = frozenset(question.code for question in page.questions if question.code in visible)
    values: dict[str, Any] = {}
    unknown: list[tuple[Question, str]] = []
    for question in page.questions if own is questionnaire else questionnaire.questions:
        read = kind_of(question).read(question, data)
        if question.code in on_form or any(value is not None for value in read.values()):
            values |= read
        unknown += [(question, name) for name in unknown_in(questionnaire, question, data)]
    return Reading(values, on_form, unknown)


def is_of(questionnaire: Compiled, page: Page) -> bool:
    return page.section.questionnaire_id == questionnaire.questionnaire.pk


def unknown_in(questionnaire: Compiled, question: Question, data: Data) -> list[str]:
    return [
        name
        for name, codes in questionnaire.choices[question.code].items()
        if any(posted and posted not in codes for posted in data.getlist(name))
    ]


def page_of_form(questionnaire: Compiled, slug: str, data: Data) -> Page | None:
    """The page as the form had it: of the version that the form says, else of the one of the response."""
    version = whole_number(data.get("version"))
    other = None if version is None else another_version(questionnaire.questionnaire, version)
    found = other.page_by_slug.get(slug) if other else None
    return found or questionnaire.page_by_slug.get(slug)


def another_version(questionnaire: Questionnaire, version: int) -> Compiled | None:
    if version == questionnaire.version:
        return None
    versions = Questionnaire.objects.published().filter(code=questionnaire.code, version=version)
    found = versions.values_list("pk", flat=True).first()
    return None if found is None else compiled(found)


def whole_number(text: str | None) -> int | None:
    """The number that one of our own forms would have posted, None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def shortened(value: Any) -> Any:
    """Texts as far as they are stored."""
    if isinstance(value, list):
        return [shortened(item) for item in value]
    return value[:LONGEST_STORED_TEXT].strip() if isinstance(value, str) else value
