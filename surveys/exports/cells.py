"""What stands in one cell, as SQL: a value or the reason why there is none, in the words that a format wants.

The SQL sees a response as `r` and the keys of its answers as columns of `a`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.domain.answers_in_sql import literal, shown_conditions, size_class
from surveys.domain.questionnaires import Compiled
from surveys.enums import Background, Missing
from surveys.exports.columns import BACKGROUND, Column
from surveys.kinds import Variable, kind_of
from surveys.kinds.values import LONGEST_NAME, cell
from surveys.models import Question

# A spreadsheet takes a text that begins with one of these for a formula, the full-width ones included.
FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
SIGNS = ", ".join(str(ord(sign)) for sign in FORMULA_SIGNS)
PSEUDONYM_DIGITS = 16


@dataclass(frozen=True)
class Words:
    """How cells are printed: codes or their labels, and the sign before decimals."""

    labels: bool = False
    decimal: str = "."

    def missing(self, reason: Missing) -> str:
        return literal(str(reason.label if self.labels else reason.value))

    def number(self, text: str) -> str:
        return text if self.decimal == "." else f"replace({text}, '.', {literal(self.decimal)})"

    def word(self, column: Column, code: str) -> str:
        """Of a value that is known beforehand."""
        return disarmed_text(column.value_labels.get(code, code) if self.labels else code)

    def value(self, column: Column, text: str, head: str = "") -> str:
        if self.labels and column.value_labels:
            return case(text, column.value_labels, otherwise=disarmed(text))
        return self.number(text) if column.is_number else disarmed(text, head)


def disarmed(text: str, head: str = "") -> str:
    """Not a formula any more; numbers and missing codes do not come by here. `head` begins as the text does."""
    return f"CASE WHEN ascii({head or text}) IN ({SIGNS}) THEN '''' || {text} ELSE {text} END"


def disarmed_text(text: str) -> str:
    """What `disarmed` makes of a text that is known beforehand."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def case(text: str, words: Mapping[str, str], *, otherwise: str) -> str:
    whens = " ".join(
        f"WHEN {literal(code)} THEN {literal(disarmed_text(word))}" for code, word in words.items()
    )
    return f"CASE {text} {whens} ELSE {otherwise} END"


def cells(versions: Iterable[Compiled], columns: Iterable[Column], words: Words) -> dict[str, str]:
    """By column. Where versions differ, each response is read by its own."""
    by_version = {version.questionnaire.pk: version_cells(version, columns, words) for version in versions}
    return {column.code: _of_versions(column, by_version, words) for column in columns}


def _of_versions(column: Column, by_version: Mapping[int, Mapping[str, str]], words: Words) -> str:
    hidden = words.missing(Missing.NOT_SHOWN)
    found = {pk: own.get(column.code, hidden) for pk, own in by_version.items()}
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    whens = " ".join(f"WHEN {pk} THEN {text}" for pk, text in found.items())
    return f"CASE r.questionnaire_id {whens} END"


def version_cells(version: Compiled, columns: Iterable[Column], words: Words) -> dict[str, str]:
    by_code = {column.code: column for column in columns}
    conditions = shown_conditions(version.questions)
    return {
        variable.code: _cell(by_code[variable.code], variable, question, conditions[question.code], words)
        for question in version.questions
        for variable in kind_of(question).variables(question)
    }


def _cell(column: Column, variable: Variable, question: Question, shown: str, words: Words) -> str:
    hidden = words.missing(Missing.NOT_SHOWN)
    text = _value_or_why(column, variable, _why_empty(question, words), words)
    if variable.value.not_shown:
        text = f"CASE WHEN {variable.value.not_shown} THEN {hidden} ELSE {text} END"
    return f"CASE WHEN {shown} THEN {text} ELSE {hidden} END" if shown else text


def _value_or_why(column: Column, variable: Variable, why: str, words: Words) -> str:
    value = variable.value
    if value.is_true:
        yes, no = (literal(words.word(column, code)) for code in ("1", "0"))
        # Nothing to look in is no answer.
        found = " AND ".join(f"{cell(key, stored)} IS NOT NULL" for key, stored in value.keys.items())
        return f"CASE WHEN {value.is_true} THEN {yes} WHEN {found} THEN {no} ELSE {why} END"
    text = f"coalesce({words.value(column, value.sql, value.head)}, {why})"
    # COPY puts an empty text between quotes, to keep it apart from none.
    return text if column.is_number or column.value_labels else f"nullif({text}, '')"


def _why_empty(question: Question, words: Words) -> str:
    skipped, not_reached = words.missing(Missing.SKIPPED), words.missing(Missing.NOT_REACHED)
    return f"CASE WHEN {seen(question)} THEN {skipped} ELSE {not_reached} END"


def seen(question: Question) -> str:
    """Whether the answers hold the question, filled in or not."""
    names = kind_of(question).variable_codes(question)
    # To look whether something is filled in is cheap, to look for a key is not; the first that holds ends it.
    filled = [f'a."{name}" IS NOT NULL' for name in names if len(name) <= LONGEST_NAME and len(names) > 1]
    return " OR ".join([*filled, *(f"r.answers ? '{name}'" for name in names)])


def background_cells(versions: Iterable[Compiled], words: Words) -> dict[str, str]:
    """In the order of the columns; NULL is unknown. Days in the place of times, a size in that of the gemeente."""
    names = {str(version.questionnaire.pk): str(version.questionnaire) for version in versions}
    texts = {
        # A letter first, or a spreadsheet reads some of them as numbers.
        Background.RESPONS: f"'r' || left(r.pseudonym, {PSEUDONYM_DIGITS})",
        Background.VRAGENLIJST: case("r.questionnaire_id::text", names, otherwise="NULL"),
        Background.PROVINCIE: "r.provincie",
        Background.SIZE_CLASS: size_class("r.inhabitants"),
        Background.CHANNEL: "r.channel",
        Background.SOURCE: "nullif(r.source, '')",
        Background.STARTED_ON: "r.started_on",
        Background.COMPLETED_ON: "r.completed_on",
        Background.MINUTES: "round(r.seconds / 60, 1)::text",
    }
    return {column.code: _background(column, texts[Background(column.code)], words) for column in BACKGROUND}


TYPED = (
    Background.PROVINCIE,
    Background.SIZE_CLASS,
    Background.CHANNEL,
    Background.SOURCE,
    Background.MINUTES,
)


def _background(column: Column, text: str, words: Words) -> str:
    return words.value(column, text) if column.code in TYPED else text
