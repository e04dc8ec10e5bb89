"""Questionnaires from definition to published version, and the form in which the rest of the system uses them."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from pydantic import ValidationError

from surveys.domain import audit, doorbell, wiping
from surveys.domain.definition import (
    Definition,
    GemeentePart,
    OptionPart,
    PagePart,
    QuestionPart,
    RoutePart,
    RowPart,
    SectionPart,
)
from surveys.domain.definition_check import problems_of
from surveys.domain.versions import reused_codes
from surveys.enums import AuditVerb, QuestionnaireStatus
from surveys.exceptions import QuestionnairePublished, QuestionnaireRefused
from surveys.kinds import kind_of
from surveys.models import Option, Question, Questionnaire, Row, Section

MAKE_VIEWS = "surveys.tasks.make_views"


@dataclass(frozen=True)
class Page:
    """What is asked on one address; `part` is the number of its section, from 1."""

    slug: str
    index: int
    part: int
    section: Section
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Compiled:
    """A questionnaire as it is used: read once per version and process, for a published one never changes."""

    questionnaire: Questionnaire
    pages: tuple[Page, ...]
    questions: tuple[Question, ...]
    parts: int
    page_by_slug: dict[str, Page] = field(repr=False)

    @cached_property
    def choices(self) -> dict[str, dict[str, frozenset[str]]]:
        """By question the boxes that offer answers, each with the codes that it may post."""
        return {question.code: _choices(question) for question in self.questions}


_PUBLISHED: dict[int, Compiled] = {}


def compiled(questionnaire_id: int) -> Compiled:
    """The questionnaire with everything in it; a concept is read anew each time, as it may change."""
    if questionnaire_id in _PUBLISHED:
        return _PUBLISHED[questionnaire_id]
    found = _compile(Questionnaire.objects.whole().get(pk=questionnaire_id))
    if found.questionnaire.is_published:
        _PUBLISHED[questionnaire_id] = found
    return found


def _compile(questionnaire: Questionnaire) -> Compiled:
    sections = list(questionnaire.sections.all())
    pages = tuple(_pages(sections))
    return Compiled(
        questionnaire=questionnaire,
        pages=pages,
        questions=tuple(question for page in pages for question in page.questions),
        parts=len(sections),
        page_by_slug={page.slug: page for page in pages},
    )


def _choices(question: Question) -> dict[str, frozenset[str]]:
    fields = kind_of(question).fields(question).items()
    offered: dict[str, Any] = {
        name: field.choices for name, field in fields if isinstance(field, forms.ChoiceField)
    }
    return {name: frozenset(str(code) for code, _ in choices) for name, choices in offered.items()}


def _pages(sections: list[Section]) -> list[Page]:
    pages: list[Page] = []
    for part, section in enumerate(sections, 1):
        for number, (_, questions) in enumerate(
            groupby(section.questions.all(), key=lambda item: item.page), 1
        ):
            slug = section.code if number == 1 else f"{section.code}-{number}"
            pages.append(Page(slug, len(pages), part, section, tuple(questions)))
    return pages


@transaction.atomic
def store(definition: Definition) -> Questionnaire:
    """Writes the definition as its version of the questionnaire; the same definition again changes nothing.

    A concept is replaced, and its test responses are wiped.
    Raises QuestionnairePublished if another definition was published as that version.
    """
    existing = Questionnaire.objects.filter(code=definition.code, version=definition.version).first()
    if existing is not None:
        if definition_of(existing) == definition:
            return existing
        if existing.is_published:
            raise QuestionnairePublished(str(existing))
        wiping.wipe_of_concept(existing)
        existing.delete()
    questionnaire = Questionnaire.objects.create(
        code=definition.code,
        version=definition.version,
        population=definition.population,
        title=definition.title,
        heading=definition.heading,
        intro=definition.intro,
        minutes=definition.minutes,
        gemeente_text=definition.gemeente.text if definition.gemeente else "",
        gemeente_hint=definition.gemeente.hint if definition.gemeente else "",
    )
    for position, section in enumerate(definition.sections, 1):
        _store_section(questionnaire, section, position)
    return questionnaire


def _store_section(questionnaire: Questionnaire, part: SectionPart, position: int) -> None:
    section = Section.objects.create(
        questionnaire=questionnaire,
        code=part.code,
        title=part.title,
        heading=part.heading,
        intro=part.intro,
        position=position,
    )
    placed = [(number, question) for number, page in enumerate(part.pages, 1) for question in page.questions]
    questions = Question.objects.bulk_create(
        _unsaved_question(section, question, page, place) for place, (page, question) in enumerate(placed, 1)
    )
    pairs = list(zip(questions, (question for _, question in placed), strict=True))
    Row.objects.bulk_create(
        Row(
            question=stored,
            code=row.code,
            number=row.number,
            label=row.label,
            position=place,
            is_assumed=row.assumed,
        )
        for stored, question in pairs
        for place, row in enumerate(question.rows, 1)
    )
    Option.objects.bulk_create(
        _unsaved_option(stored, option, place)
        for stored, question in pairs
        for place, option in enumerate(question.options, 1)
    )


def _unsaved_question(section: Section, part: QuestionPart, page: int, position: int) -> Question:
    return Question(
        section=section,
        page=page,
        position=position,
        code=part.code,
        number=part.number,
        kind=part.kind,
        text=part.text,
        hint=part.hint,
        is_optional=part.optional,
        is_assumed=part.assumed,
        show_if=part.show_if and part.show_if.model_dump(by_alias=True),
        settings=part.settings,
    )


def _unsaved_option(question: Question, part: OptionPart, position: int) -> Option:
    return Option(
        question=question,
        code=part.code,
        label=part.label,
        role=part.role,
        text=part.text,
        position=position,
        is_assumed=part.assumed,
    )


def definition_of(questionnaire: Questionnaire) -> Definition:
    """The definition that `store` would turn into this questionnaire."""
    whole = Questionnaire.objects.whole().get(pk=questionnaire.pk)
    asked = GemeentePart(text=whole.gemeente_text, hint=whole.gemeente_hint) if whole.gemeente_text else None
    return Definition(
        code=whole.code,
        version=whole.version,
        population=whole.population,
        title=whole.title,
        heading=whole.heading,
        intro=whole.intro,
        minutes=whole.minutes,
        gemeente=asked,
        sections=[_section_part(section) for section in whole.sections.all()],
    )


def _section_part(section: Section) -> SectionPart:
    pages = [
        PagePart(questions=[_question_part(question) for question in questions])
        for _, questions in groupby(section.questions.all(), key=lambda question: question.page)
    ]
    return SectionPart(
        code=section.code, title=section.title, heading=section.heading, intro=section.intro, pages=pages
    )


def _question_part(question: Question) -> QuestionPart:
    return QuestionPart(
        code=question.code,
        number=question.number,
        kind=question.kind,
        text=question.text,
        hint=question.hint,
        optional=question.is_optional,
        assumed=question.is_assumed,
        show_if=RoutePart.model_validate(question.show_if) if question.show_if else None,
        settings=question.settings,
        rows=[
            RowPart(code=row.code, label=row.label, number=row.number, assumed=row.is_assumed)
            for row in question.rows.all()
        ],
        options=[
            OptionPart(
                code=option.code,
                label=option.label,
                role=option.role,
                text=option.text,
                assumed=option.is_assumed,
            )
            for option in question.options.all()
        ],
    )


@transaction.atomic
def publish(questionnaire: Questionnaire, *, by: audit.Actor) -> Questionnaire:
    """From now on the version never changes; publishing it again changes nothing.

    Raises QuestionnaireRefused if the whole is not right, though each part of it could be saved.
    """
    if not questionnaire.is_published:
        _check(questionnaire)
    published = Questionnaire.objects.filter(pk=questionnaire.pk, status=QuestionnaireStatus.CONCEPT).update(
        status=QuestionnaireStatus.PUBLISHED, published_at=timezone.now()
    )
    if published:
        audit.record(AuditVerb.PUBLISHED_QUESTIONNAIRE, questionnaire, by=by)
        doorbell.ring_on_commit(MAKE_VIEWS)
    questionnaire.refresh_from_db()
    return questionnaire


def _check(questionnaire: Questionnaire) -> None:
    earlier = Questionnaire.objects.published().filter(code=questionnaire.code)
    try:
        definition = definition_of(questionnaire)
    except ValidationError as error:
        places = {".".join(str(step) for step in detail["loc"]) for detail in error.errors()}
        text = f"Een deel is nog leeg of niet af ({', '.join(sorted(places))}). Vul het aan of haal het weg."
        raise QuestionnaireRefused([text]) from error
    problems = [*problems_of(definition), *reused_codes(definition, map(definition_of, earlier))]
    if problems:
        raise QuestionnaireRefused(problems)


@transaction.atomic
def new_version(questionnaire: Questionnaire, *, by: audit.Actor) -> Questionnaire:
    """A concept with the same questions and codes, numbered after the last version of that code."""
    versions = Questionnaire.objects.filter(code=questionnaire.code)
    last = versions.aggregate(last=Max("version"))["last"]
    copy = store(definition_of(questionnaire).model_copy(update={"version": last + 1}))
    audit.record(AuditVerb.ADDED, copy, by=by)
    return copy
