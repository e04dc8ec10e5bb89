"""The codebook: what each variable asks, which values it has, and what the codes without an answer mean."""

from collections.abc import Iterator

from surveys.enums import Missing, OptionRole
from surveys.exports.base import Format
from surveys.exports.cells import disarmed_text
from surveys.exports.columns import Column, Extract, question_columns
from surveys.exports.csv import WORLD, written
from surveys.exports.numbering import name_of, numbers_of
from surveys.kinds import KINDS

HEADER = (
    "variabele",
    "vraag",
    "vraagtekst",
    "label",
    "soort",
    "wie",
    "set",
    "versies",
    "variabele_spss",
    "waarde",
    "waarde_spss",
    "betekenis",
    "rol",
    "vraagcode",
    "tabellen",
    "basis",
    "onderdeel",
    "tekst_onderdeel",
    "in_cijfers",
    "top",
)
NUMBERS = ("waarde", "waarde_spss")
YES = "ja"
BACKGROUND_KIND = "Achtergrond"
EVERYBODY = "iedereen"


def write(extract: Extract, _labels: bool) -> Iterator[bytes]:
    """Without answers: it may be shared."""
    yield written([HEADER, *map(_disarmed, lines(extract))], WORLD)


def _disarmed(line: list[str]) -> list[str]:
    """What a questionnaire says can begin with any sign; the missing codes stay numbers."""
    return [text if name in NUMBERS else disarmed_text(text) for name, text in zip(HEADER, line, strict=True)]


def lines(extract: Extract) -> Iterator[list[str]]:
    """A line for each value of each variable, the missing ones last; a variable of free values has one for itself."""
    versions = ", ".join(str(version.questionnaire) for version in extract.versions)
    own = {column.code: column for column in question_columns(extract.versions[:1])}
    for column in extract.columns:
        about = [*_about(column), versions, name_of(column)]
        counted = _counted(column)
        for value in _values(column):
            yield [*about, *value, *counted, *_in_figures(own.get(column.code), value[0])]


def _about(column: Column) -> list[str]:
    question = column.question
    if question is None:
        return [column.code, "", "", column.label, BACKGROUND_KIND, EVERYBODY, ""]
    kind = KINDS[question.kind].label
    who = shown_to(column)
    return [
        column.code,
        question.number,
        question.text,
        column.label,
        kind,
        who,
        column.multiple_response_set,
    ]


def shown_to(column: Column) -> str:
    """The base: who was asked."""
    route = column.question.show_if if column.question else None
    return f"na {route['question']} = {' of '.join(route['is'])}" if route else EVERYBODY


def _counted(column: Column) -> list[str]:
    """In which tables of the figures, and as what part of its question."""
    question = column.question
    if question is None:
        return [""] * 5
    base = KINDS[question.kind].base if column.tables else ""
    return [question.code, " ".join(column.tables), base, column.part, column.part_label]


def _in_figures(own: Column | None, code: str) -> list[str]:
    """Whether the report has a figure of it: only what the edition's questionnaire asks has one."""
    if own is None or not own.tables:
        return ["", ""]
    if own.multiple_response_set:
        codes = {"1"}
    elif _has_free_values(own) or not own.value_labels:
        codes = {""}
    else:
        codes = {*own.value_labels}
    return [YES if code in codes else "", YES if code in own.top else ""]


def _values(column: Column) -> list[list[str]]:
    numbers = numbers_of(column)
    coded = [
        [
            code,
            str(numbers[code]),
            label,
            OptionRole(column.roles.get(code, "")).label if code in column.roles else "",
        ]
        for code, label in column.value_labels.items()
    ]
    free = [] if coded and not _has_free_values(column) else [["", "", _free(column), ""]]
    return [*free, *coded, *_missing(column)]


def _has_free_values(column: Column) -> bool:
    return column.is_number and not column.multiple_response_set


def _free(column: Column) -> str:
    return "een getal" if column.is_number else "tekst"


def _missing(column: Column) -> list[list[str]]:
    if column.question is None:
        return []
    return [[reason.value, reason.value, reason.label, "Geen antwoord"] for reason in Missing]


FORMATS = (
    Format(
        code="codebook",
        label="Codeboek (CSV): alle variabelen en codes, zonder antwoorden",
        extension="codeboek.csv",
        content_type="text/csv; charset=utf-8",
        write=write,
        has_answers=False,
    ),
)
