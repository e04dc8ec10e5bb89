"""The CSV that PostgreSQL makes is, to the byte, the one that Python makes of the same answers."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.domain import questionnaires
from surveys.domain.definition_file import read_definition
from surveys.enums import Channel, Provincie
from surveys.exports import FORMATS
from surveys.exports.cells import FORMULA_SIGNS
from surveys.exports.columns import read_extract
from surveys.exports.csv import DUTCH_EXCEL, WORLD
from surveys.kinds import kind_of
from surveys.models import Edition, Gemeente, Question, Questionnaire, Response
from tests.conftest import DATA
from tests.factories.surveys import GemeenteFactory
from tests.surveys.exports import in_python

pytestmark = pytest.mark.django_db

# Each example is eight responses and four files.
EXAMPLES = int(os.environ.get("EXPORTS", "6"))

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


@pytest.fixture
def newer(questionnaire: Questionnaire) -> Questionnaire:
    """Version 2: another question, another route, another word, an answer more."""
    text = (
        (DATA / "every-kind.yaml")
        .read_text(encoding="utf-8")
        .replace("version: 1", "version: 2")
        .replace("code: cijfer", "code: rapportcijfer")
        .replace("is: [ja]", "is: [ja, nee]")
        .replace("{code: website, label: Website}", "{code: app, label: =Site}")
        .replace("{code: nee, label: Nee}", "{code: nee, label: '-Nee, nog niet'}")
    )
    return questionnaires.publish(questionnaires.store(read_definition(text, "nieuw.yaml")), by=None)


@pytest.fixture
def gemeenten() -> list[Gemeente]:
    """Around each bound of the classes of size, and one of which the number of inhabitants is not known."""
    sizes = (0, 19_999, 20_000, 49_999, 50_000, 99_999, 100_000)
    known = [GemeenteFactory(inhabitants=size, inhabitants_on="2023-01-01") for size in sizes]
    return [*known, GemeenteFactory(provincie=Provincie.ZEELAND)]


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_it_is_the_same_for_whatever_was_answered(
    edition: Edition, newer: Questionnaire, gemeenten: list[Gemeente], data: st.DataObject
) -> None:
    Response.objects.filter(edition=edition).delete()
    versions = [edition.questionnaire, newer]
    responses = [
        Response(
            edition=edition,
            questionnaire=version,
            answers=data.draw(stored(questionnaires.compiled(version.pk).questions)),
            **data.draw(backgrounds(gemeenten)),
        )
        for version in versions * 4
    ]
    Response.objects.bulk_create(responses)

    for code, dialect in (("csv", WORLD), ("csv-nl", DUTCH_EXCEL)):
        for labels in (False, True):
            ours = b"".join(FORMATS[code].write(read_extract(edition), labels))
            assert ours == in_python.csv_file(edition, dialect, labels)


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
