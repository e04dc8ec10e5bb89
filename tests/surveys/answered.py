"""Whatever may have been answered, contradictions and rubbish included; for what must hold of any answers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from hypothesis import strategies as st

from surveys.domain.questionnaires import compiled
from surveys.enums import Channel
from surveys.exports.cells import FORMULA_SIGNS
from surveys.kinds import kind_of
from surveys.models import Edition, Gemeente, Question, Questionnaire, Response

# PostgreSQL stores no NUL and no half of a surrogate pair; the page takes these out of what was typed.
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
AWKWARD = st.sampled_from(
    [
        *(f"{sign}1+1" for sign in FORMULA_SIGNS),
        "-8",
        '"',
        "\\.",
        "\\N",
        "a;b,c",
        "een\r\ntwee",
        "'",
        "%s",
        "’",
    ]
)
AMOUNTS = st.sampled_from(["25.000", "1250,50", "€ 999.999.999.999.999,99", "0", "0,05", "1e5", "-3"])
TYPED = st.one_of(WORDS, AWKWARD, AMOUNTS)


def posts(question: Question) -> st.SearchStrategy[dict[str, list[str]]]:
    """What may come in from the boxes of a question, contradictions and rubbish included."""
    return st.fixed_dictionaries({}, optional={name: box(field) for name, field in boxes(question)})


def boxes(question: Question) -> list[tuple[str, forms.Field]]:
    return list(kind_of(question).fields(question).items())


def box(field: forms.Field) -> st.SearchStrategy[list[str]]:
    if isinstance(field, forms.ChoiceField):
        codes = st.sampled_from([str(code) for code, _ in field.choices])
        return st.lists(codes, max_size=4)
    return st.lists(TYPED, max_size=4)


@st.composite
def stored(draw: st.DrawFn, questions: tuple[Question, ...]) -> dict[str, Any]:
    """The answers after some pages were posted, each read by its kind."""
    answers: dict[str, Any] = {}
    for question in questions:
        if draw(st.integers(0, 5)):
            answers |= kind_of(question).read(question, MultiValueDict(draw(posts(question))))
    return answers


@st.composite
def backgrounds(draw: st.DrawFn, gemeenten: list[Gemeente]) -> Mapping[str, Any]:
    began = datetime(2023, 6, 12, 21, 50, tzinfo=UTC) + timedelta(microseconds=draw(st.integers(0, 10**12)))
    took = timedelta(seconds=draw(st.integers(0, 10**5)), microseconds=draw(st.integers(0, 10**6 - 1)))
    return {
        "started_at": began,
        "completed_at": began + draw(st.sampled_from([took, timedelta(seconds=9), timedelta(seconds=0)])),
        "channel": Channel.OPEN,
        "source": draw(st.sampled_from(["", "nieuwsbrief", "=1", "a,b;c"])),
        "gemeente": draw(st.sampled_from([None, *gemeenten])),
    }


def store(
    data: st.DataObject,
    edition: Edition,
    versions: Sequence[Questionnaire],
    gemeenten: list[Gemeente],
) -> list[Response]:
    """In the place of all responses of the edition one to each of the versions named."""
    Response.objects.filter(edition=edition).delete()
    return Response.objects.bulk_create(
        Response(
            edition=edition,
            questionnaire=version,
            answers=data.draw(stored(compiled(version.pk).questions)),
            **data.draw(backgrounds(gemeenten)),
        )
        for version in versions
    )
