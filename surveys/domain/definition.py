"""The shape of a questionnaire file, and what must hold beyond its shape."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from surveys.enums import OptionRole, Population

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Number = Annotated[str, StringConstraints(max_length=8)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]

# What a page may be called beside its section; these addresses are taken.
RESERVED_SECTIONS = frozenset(
    {"overzicht", "versturen", "bedankt", "later", "collega", "antwoorden", "uitgenodigd", "niet-ik"}
)


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class RowPart(Part):
    code: Code
    label: Line
    number: Number = ""
    assumed: bool = False


class OptionPart(Part):
    code: Code
    label: Line
    role: str = OptionRole.REGULAR
    text: Annotated[str, StringConstraints(max_length=200)] = ""
    assumed: bool = False


class RoutePart(Part):
    question: Code
    is_: list[Code] = Field(alias="is", min_length=1)


class QuestionPart(Part):
    code: Code
    number: Number = ""
    kind: str
    text: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    hint: Annotated[str, StringConstraints(max_length=400)] = ""
    optional: bool = False
    assumed: bool = False
    show_if: RoutePart | None = None
    settings: dict[str, Any] = {}
    rows: list[RowPart] = []
    options: list[OptionPart] = []


class PagePart(Part):
    questions: list[QuestionPart] = Field(min_length=1)


class SectionPart(Part):
    code: Slug
    title: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    heading: Annotated[str, StringConstraints(max_length=150)] = ""
    intro: str = ""
    pages: list[PagePart] = Field(min_length=1)


class GemeentePart(Part):
    text: Line
    hint: Annotated[str, StringConstraints(max_length=300)] = ""


class Definition(Part):
    code: Slug
    version: int = Field(default=1, ge=1)
    population: str
    title: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    heading: Annotated[str, StringConstraints(min_length=1, max_length=150)]
    intro: str = ""
    minutes: int = Field(default=15, ge=1, le=90)
    gemeente: GemeentePart | None = None
    sections: list[SectionPart] = Field(min_length=1)


@dataclass(frozen=True)
class Fault:
    """Something wrong at one place of the file; `path` leads to it by keys and indexes."""

    path: tuple[str | int, ...]
    text: str


def questions_of(definition: Definition) -> Iterator[tuple[tuple[str | int, ...], QuestionPart]]:
    """Every question with the path to it, in the order in which they are asked."""
    for s, section in enumerate(definition.sections):
        for p, page in enumerate(section.pages):
            for q, question in enumerate(page.questions):
                yield ("sections", s, "pages", p, "questions", q), question


def doubles(path: tuple[str | int, ...], what: str, parts: list[Any]) -> list[Fault]:
    """A fault for each part that bears the code of an earlier one."""
    times = Counter(part.code for part in parts)
    seen: set[str] = set()
    faults = []
    for index, part in enumerate(parts):
        if times[part.code] > 1 and part.code in seen:
            text = f"De code ‘{part.code}’ is al van een andere {what}. Geef deze {what} een eigen code."
            faults.append(Fault((*path, index, "code"), text))
        seen.add(part.code)
    return faults


def route_faults(definition: Definition) -> list[Fault]:
    """Routes must lead back to a single choice that was asked before, by answers that it has."""
    earlier: dict[str, QuestionPart] = {}
    faults: list[Fault] = []
    for path, question in questions_of(definition):
        if question.show_if is not None:
            faults += [Fault((*path, "show_if"), text) for text in _route_texts(question.show_if, earlier)]
        earlier[question.code] = question
    return faults


def _route_texts(route: RoutePart, earlier: dict[str, QuestionPart]) -> list[str]:
    target = earlier.get(route.question)
    if target is None:
        return [
            f"De vraag ‘{route.question}’ komt hiervoor niet voor. Noem een vraag die eerder wordt gesteld."
        ]
    if target.kind != "single_choice":
        return [
            f"De vraag ‘{route.question}’ heeft niet één antwoord. Noem een vraag van de soort single_choice."
        ]
    options = [option.code for option in target.options]
    return [
        f"‘{code}’ is geen antwoord op ‘{route.question}’. Kies uit: {', '.join(options)}."
        for code in route.is_
        if code not in options
    ]


def faults_of(definition: Definition) -> list[Fault]:
    """What is wrong apart from the shape and from what each kind asks; in the order of the file."""
    faults = doubles(("sections",), "sectie", definition.sections)
    if definition.population not in Population.values:
        text = f"‘{definition.population}’ is geen doelgroep. Kies uit: {', '.join(Population.values)}."
        faults.append(Fault(("population",), text))
    for index, section in enumerate(definition.sections):
        if section.code in RESERVED_SECTIONS:
            text = f"‘{section.code}’ is al een adres van de vragenlijst zelf. Kies een andere code."
            faults.append(Fault(("sections", index, "code"), text))
    faults += _question_code_faults(definition)
    for path, question in questions_of(definition):
        faults += doubles((*path, "rows"), "rij", question.rows)
        faults += doubles((*path, "options"), "optie", question.options)
    return faults + route_faults(definition)


def _question_code_faults(definition: Definition) -> list[Fault]:
    seen: set[str] = set()
    faults = []
    for path, question in questions_of(definition):
        if question.code in seen:
            text = f"De code ‘{question.code}’ is al van een andere vraag. Geef deze vraag een eigen code."
            faults.append(Fault((*path, "code"), text))
        seen.add(question.code)
    return faults
