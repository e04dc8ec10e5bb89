"""What every kind of question offers to the rest; forms, exports, tabulation and report know only this."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict
from pydantic import BaseModel, ConfigDict

from surveys.enums import OptionRole
from surveys.kinds.layout import QuestionLayout
from surveys.kinds.paper import Shape
from surveys.kinds.tallies import Table, Tally
from surveys.kinds.values import Value
from surveys.models import Option, Question

# A box takes about a page; whoever pastes a book gets it back with a message, up to this many signs.
LONGEST_STORED_TEXT = 20_000
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Needs(Enum):
    """Whether a kind takes rows or options."""

    NEVER = "never"
    MAYBE = "maybe"
    ALWAYS = "always"


class NoSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Problem:
    """Something that must be mended before sending; `field` is the name of the box on the page."""

    field: str
    text: str


@dataclass(frozen=True)
class Variable:
    """One column of an export; `roles` are those of the codes that say nothing about the subject.

    `tables` are those of the figures that it is counted in, none for a text beside an answer. Where it is a part of
    its question, a row or an answer to tick, `part` is the code of that; `top` are the codes counted together.
    What `is_open` holds words of the respondent, which people read and code.
    """

    code: str
    label: str
    value: Value
    value_labels: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    multiple_response_set: str = ""
    tables: tuple[str, ...] = ()
    part: str = ""
    part_label: str = ""
    top: frozenset[str] = frozenset()
    is_open: bool = False

    def read(self, answers: Mapping[str, Any]) -> Any:
        """The value, or None. `Missing.NOT_SHOWN` is a value too: the box hangs on an answer that was not given."""
        return self.value.read(answers)


class Kind(ABC):
    """One kind of question. It has no state: everything particular to one question comes in with it."""

    code: ClassVar[str]
    label: ClassVar[str]
    chart: ClassVar[str]
    # Who is in the base, in the words of the codebook; `tabulate` counts so.
    base: ClassVar[str]
    rows: ClassVar[Needs] = Needs.NEVER
    options: ClassVar[Needs] = Needs.NEVER
    roles: ClassVar[frozenset[str]] = frozenset(OptionRole.values)
    settings_model: ClassVar[type[BaseModel]] = NoSettings
    # Each person gives one answer out of a list, under the code of the question, so it can make groups.
    divides_people: ClassVar[bool] = False

    @abstractmethod
    def variable_codes(self, question: Question) -> list[str]:
        """The keys under which the answers document holds this question."""

    @abstractmethod
    def fields(self, question: Question) -> dict[str, forms.Field]:
        """The boxes on the page, by their name; none is required, judging is done by `problems`."""

    def turns(self, question: Question) -> int:
        """In how many orders the answers may be shown, each to as many respondents; 1 if always in the same."""
        return 1

    @abstractmethod
    def layout(self, question: Question) -> QuestionLayout: ...

    @abstractmethod
    def read(self, question: Question, data: MultiValueDict[str, str]) -> dict[str, Any]:
        """The posted page as values to store, valid or not; unknown options fall away, what was left empty is None."""

    @abstractmethod
    def form_data(self, question: Question, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The stored values as what the boxes show; `read` of a post of these gives the same values back."""

    def problems(self, question: Question, answers: Mapping[str, Any]) -> list[Problem]:
        """Contradictions only: a question may always be left empty."""
        return []

    @abstractmethod
    def is_answered(self, question: Question, answers: Mapping[str, Any]) -> bool: ...

    def can_begin(self, question: Question, values: Mapping[str, Any]) -> bool:
        """Whether somebody's first answer can look like this; programs of mail gateways fill in forms too."""
        return any(values.get(code) is not None for code in self.variable_codes(question))

    def is_complete(self, question: Question, answers: Mapping[str, Any]) -> bool:
        """Whether nothing is left to ask for; else the page asks once, in a friendly way."""
        return self.is_answered(question, answers)

    def is_straight(self, question: Question, answers: Mapping[str, Any]) -> bool:
        """Whether somebody gave one and the same answer to all of many parts, as who does not read them does."""
        return False

    @abstractmethod
    def lines(self, question: Question, answers: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
        """For the overview: per part of the question its text and the answers to it in words, none if unanswered."""

    @abstractmethod
    def on_paper(self, question: Question) -> list[Shape]:
        """What stands under the question in the questionnaire to read beforehand, with nothing filled in."""

    @abstractmethod
    def variables(self, question: Question) -> list[Variable]: ...

    @abstractmethod
    def measures(self, question: Question) -> dict[str, Value]:
        """What is counted of this question, by a name of its own: few different values, whatever the respondents."""

    @abstractmethod
    def tabulate(self, question: Question, tallies: Mapping[str, Tally]) -> list[Table]:
        """The tables of this question; `tallies` are of its measures, over those to whom it was shown."""


def settings_of(kind: Kind, question: Question) -> Any:
    return kind.settings_model.model_validate(question.settings)


def clean_text(text: str) -> str:
    """Without control characters, with plain line ends."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return CONTROL_CHARACTERS.sub("", plain).strip()


def read_text(data: MultiValueDict[str, str], name: str) -> str | None:
    return clean_text(data.get(name) or "") or None


def options_of(question: Question) -> list[Option]:
    return list(question.options.all())


def choices_of(question: Question) -> list[tuple[str, str]]:
    return [(option.code, option.label) for option in options_of(question)]


def labels_of(question: Question) -> dict[str, str]:
    return dict(choices_of(question))


def roles_of(question: Question) -> dict[str, str]:
    """Of *weet niet* and *niet van toepassing*, by code."""
    return {
        option.code: option.role
        for option in options_of(question)
        if option.role in OptionRole.without_substance
    }


def known(question: Question, codes: Iterable[str]) -> list[str]:
    """Those codes that are options of this question, in the order given."""
    options = labels_of(question)
    return [code for code in codes if code in options]


def apart_of(question: Question) -> list[str]:
    return [option.code for option in options_of(question) if option.stands_apart]


def too_long(field_name: str, text: str | None, limit: int) -> list[Problem]:
    if text is None or len(text) <= limit:
        return []
    allowed, typed = (f"{number:,}".replace(",", ".") for number in (limit, len(text)))
    return [
        Problem(field_name, f"Maak deze tekst korter. Er passen {allowed} tekens in, dit zijn er {typed}.")
    ]
