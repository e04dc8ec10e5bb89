"""What respondents wrote in their own words: which variables of an edition hold that, and what stands in them.

Everything is read in the database, of counted and completed responses only, and by the routing of the version that
each was given to; an answer of which the question was hidden afterwards is no answer.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.models import CharField, F, Func, TextField, Value
from django.db.models.expressions import Combinable

from surveys.domain.answers_in_sql import shown_conditions
from surveys.domain.given_versions import given_in, versions_of
from surveys.domain.pseudonyms import Sha256
from surveys.domain.questionnaires import Compiled
from surveys.kinds import Variable, kind_of
from surveys.kinds.values import LONGEST_NAME, Stored
from surveys.models import Edition, Question
from surveys.models.response import ResponseQuerySet


@dataclass(frozen=True)
class OpenVariable:
    """One open variable over all versions; where they differ in words, those of the edition's stand.

    `sql` gives the text by version: over a response `r` and the keys of its answers as columns of `a`.
    """

    code: str
    label: str
    question: Question = field(compare=False, repr=False)
    sql: Mapping[int, str] = field(compare=False, repr=False)
    keys: Mapping[str, Stored] = field(compare=False, repr=False)

    @property
    def part(self) -> str:
        """Which box of the question it is, where that has several."""
        return "" if self.label == self.question.text else self.label


def open_variables(edition: Edition) -> list[OpenVariable]:
    """In the order of the edition's questionnaire; those that only other versions have come after."""
    found: dict[str, OpenVariable] = {}
    for version in versions_of(edition, given_in(edition)):
        for variable in open_variables_of(version):
            known = found.get(variable.code, variable)
            found[variable.code] = replace(
                known, sql={**known.sql, **variable.sql}, keys={**known.keys, **variable.keys}
            )
    return list(found.values())


def open_variables_of(version: Compiled) -> list[OpenVariable]:
    shown = shown_conditions(version.questions)
    routed = {question.show_if["question"] for question in version.questions if question.show_if}
    keys = dict.fromkeys(sorted(routed), Stored.TEXT)
    return [
        OpenVariable(
            variable.code,
            variable.label,
            question,
            {version.questionnaire.pk: _text(variable, shown[question.code])},
            {**keys, **variable.value.keys},
        )
        for question in version.questions
        for variable in kind_of(question).variables(question)
        if variable.is_open
    ]


def _text(variable: Variable, shown: str) -> str:
    value = variable.value
    hidden = [f"({value.not_shown}) IS TRUE"] if value.not_shown else []
    hidden += [f"({shown}) IS NOT TRUE"] if shown else []
    text = f"nullif({value.sql}, '')"
    return f"CASE WHEN {' OR '.join(hidden)} THEN NULL ELSE {text} END" if hidden else text


class CurrentText(Func):
    """What a response says now on one of these variables; NULL where it says nothing, or was not asked.

    The arguments lead to the answers, to the version and to the code of the variable.
    """

    output_field = TextField()

    def __init__(
        self,
        variables: Iterable[OpenVariable],
        *,
        of: str = "",
        variable: Combinable | None = None,
    ) -> None:
        variables = list(variables)
        asked = variable or Value(variables[0].code if variables else "", output_field=CharField())
        text = _of_variables(variables)
        given = "(SELECT %(expressions)s) AS r (answers, questionnaire_id, variable)"
        template = f"(SELECT {text} FROM {given}{_unpacked(variables)})"  # noqa: S608 - our own words
        super().__init__(F(f"{of}answers"), F(f"{of}questionnaire_id"), asked, template=template)


def _of_variables(variables: Sequence[OpenVariable]) -> str:
    whens = " ".join(f"WHEN '{variable.code}' THEN {_of_versions(variable)}" for variable in variables)
    return f"CASE r.variable {whens} END" if whens else "NULL"


def _of_versions(variable: OpenVariable) -> str:
    whens = " ".join(f"WHEN {pk} THEN {text}" for pk, text in variable.sql.items())
    return f"CASE r.questionnaire_id {whens} END"


def _unpacked(variables: Iterable[OpenVariable]) -> str:
    keys = {key: stored for variable in variables for key, stored in variable.keys.items()}
    columns = ", ".join(f'"{key}" {stored}' for key, stored in keys.items() if len(key) <= LONGEST_NAME)
    return f", jsonb_to_record(r.answers) AS a ({columns})" if columns else ""


def written(edition: Edition, variable: OpenVariable) -> ResponseQuerySet:
    """Who wrote something there, with the `text` and its `digest`."""
    text = CurrentText([variable])
    return (
        edition.responses.that_count()
        .annotate(text=text)
        .filter(text__isnull=False)
        .annotate(digest=Sha256(F("text")))
        .defer("answers")
    )


def answered_counts(responses: ResponseQuerySet, variables: Sequence[OpenVariable]) -> dict[str, int]:
    """By variable how many of these wrote something, counted in one pass."""
    if not variables:
        return {}
    counts = ", ".join(f"count({_of_versions(variable)})" for variable in variables)
    inner = responses.order_by().values_list("answers", "questionnaire_id").query.sql_with_params()
    with connection.cursor() as cursor:
        stored = f"({cursor.mogrify(*inner)}) AS r (answers, questionnaire_id)"
        cursor.execute(f"SELECT {counts} FROM {stored}{_unpacked(variables)}")  # noqa: S608 - our own words
        row = cursor.fetchone()
    return dict(zip((variable.code for variable in variables), row, strict=True))


class Folded(Func):
    """In one spelling, as `folded` gives it: PostgreSQL's own, without an extension."""

    template = r"lower(regexp_replace(normalize(%(expressions)s, NFKD), '[\u0300-\u036f]', '', 'g'))"
    output_field = TextField()


def folded(text: str) -> str:
    """Without case and accents, so that *coordinator* finds *Coördinator*."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not "\u0300" <= sign <= "\u036f").lower()


def with_words(found: ResponseQuerySet, words: str) -> ResponseQuerySet:
    """Those with each of these words somewhere in their `text`, in any spelling."""
    found = found.alias(folded=Folded(F("text")))
    for word in folded(words).split():
        found = found.filter(folded__contains=word)
    return found


def digest_of(text: str) -> str:
    """As the database makes it."""
    return hashlib.sha256(text.encode()).hexdigest()
