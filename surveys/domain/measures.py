"""What is counted of each question as SQL, over all versions of a questionnaire that people were given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.domain.answers_in_sql import shown_conditions
from surveys.domain.questionnaires import Compiled
from surveys.kinds import kind_of
from surveys.models import Question

# By the code of a question and the name of its measure: the value, and when it counts.
Found = Mapping[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Measure:
    """`value` is a text or NULL; `shown` says whether somebody's version asked for it and routing showed it."""

    question: Question
    code: str
    value: str
    shown: str


def measures_of(versions: Sequence[Compiled]) -> list[Measure]:
    """Those of the first version, in its order; each response is read by the version that it was given to."""
    found = {version.questionnaire.pk: _of_version(version) for version in versions}
    return [
        Measure(question, code, *_over_versions(found, (question.code, code)))
        for question in versions[0].questions
        for code in kind_of(question).measures(question)
    ]


def _of_version(version: Compiled) -> Found:
    conditions = shown_conditions(version.questions)
    return {
        (question.code, code): (value.sql, _is_shown(conditions[question.code]))
        for question in version.questions
        for code, value in kind_of(question).measures(question).items()
    }


def _is_shown(condition: str) -> str:
    # Unknown is no: an answer that was not given shows nothing that hangs on it.
    return f"coalesce({condition}, false)" if condition else "true"


def _over_versions(found: Mapping[int, Found], key: tuple[str, str]) -> tuple[str, str]:
    own = {pk: measures.get(key, ("NULL", "false")) for pk, measures in found.items()}
    values = by_version({pk: value for pk, (value, _) in own.items()})
    return values, by_version({pk: shown for pk, (_, shown) in own.items()})


def by_version(texts: Mapping[int, str]) -> str:
    """By the key of the version what SQL says of a response to it."""
    if len(set(texts.values())) == 1:
        return next(iter(texts.values()))
    whens = " ".join(f"WHEN {pk} THEN {text}" for pk, text in texts.items())
    return f"CASE r.questionnaire_id {whens} END"
