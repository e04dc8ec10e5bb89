"""What every format prints: the columns of an edition, and its completed responses as rows of values.

Nothing in a row leads back to a person: no gemeente, no receipt, no key, and days in the place of times,
for the team can see at what hour a letter of thanks was sent.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Func, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.crypto import salted_hmac

from surveys.domain import routing
from surveys.domain.questionnaires import Compiled, compiled
from surveys.enums import Background, Channel, Missing, Provincie, SizeClass
from surveys.kinds import Variable, kind_of
from surveys.models import Edition, Question, Response
from surveys.models.response import ResponseQuerySet

# About two megabytes of answers in memory at a time.
CHUNK = 1000
PSEUDONYM_DIGITS = 16


Read = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Column:
    """One variable over all versions; a value without a label of its own stands for itself."""

    code: str
    label: str
    value_labels: Mapping[str, str] = field(default_factory=dict)
    multiple_response_set: str = ""


class Reader:
    """Takes the values of one version of the questionnaire out of the answers of a response."""

    def __init__(self, version: Compiled, places: Mapping[str, int]) -> None:
        self.version = version
        self.width = len(places)
        self.cells = {question.code: self._cells_of(question, places) for question in version.questions}

    @staticmethod
    def _cells_of(question: Question, places: Mapping[str, int]) -> tuple[list[str], list[tuple[int, Read]]]:
        """Under which names the answers hold the question, and at which place in the row each variable goes."""
        kind = kind_of(question)
        variables = [(places[variable.code], variable.read) for variable in kind.variables(question)]
        return kind.variable_codes(question), variables

    def values(self, answers: Mapping[str, Any]) -> list[Any]:
        """A value or a `Missing` for every column; what routing has hidden since is not an answer any more."""
        row: list[Any] = [Missing.NOT_SHOWN] * self.width
        for question in routing.shown(self.version.questions, answers):
            names, cells = self.cells[question.code]
            empty = Missing.NOT_REACHED if answers.keys().isdisjoint(names) else Missing.SKIPPED
            for place, read in cells:
                value = read(answers)
                row[place] = empty if value is None else value
        return row


@dataclass(frozen=True)
class Extract:
    """The completed responses of an edition; `count` is how many there were when it was made."""

    edition: Edition
    columns: tuple[Column, ...]
    count: int
    readers: Mapping[int, Reader] = field(repr=False)

    def rows(self) -> Iterator[list[Any]]:
        """In the order of the pseudonyms, a few at a time; the order of coming in would be a clue."""
        for questionnaire_id, answers, *background in _stored(self.edition, self.readers):
            reader = self.readers[questionnaire_id]
            yield [*_background_values(reader.version, *background), *reader.values(answers)]


def read_extract(edition: Edition) -> Extract:
    """The columns follow the edition's questionnaire; those that only other versions have come after."""
    counts = dict(
        exported_responses(edition).order_by().values_list("questionnaire_id").annotate(Count("pk"))
    )
    others = sorted(counts.keys() - {edition.questionnaire_id}, reverse=True)
    first = [] if edition.questionnaire_id is None else [edition.questionnaire_id]
    versions = {pk: compiled(pk) for pk in (*first, *others)}
    columns = _question_columns(versions.values())
    places = {code: place for place, code in enumerate(columns)}
    return Extract(
        edition=edition,
        columns=(*BACKGROUND, *columns.values()),
        count=sum(counts.values()),
        readers={pk: Reader(version, places) for pk, version in versions.items()},
    )


def _question_columns(versions: Iterable[Compiled]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for version in versions:
        for question in version.questions:
            for variable in kind_of(question).variables(question):
                columns[variable.code] = _widened(columns.get(variable.code), variable)
    return columns


def _widened(known: Column | None, variable: Variable) -> Column:
    """The column with the codes that this version adds; where two versions word a code, the first has the word."""
    if known is None:
        return Column(variable.code, variable.label, variable.value_labels, variable.multiple_response_set)
    added = {code: text for code, text in variable.value_labels.items() if code not in known.value_labels}
    return Column(known.code, known.label, {**known.value_labels, **added}, known.multiple_response_set)


def exported_responses(edition: Edition) -> ResponseQuerySet:
    return Response.objects.counted().completed().filter(edition=edition)


class _Sha256(Func):
    """That of PostgreSQL itself; Django's own asks for an extension."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


def _pseudonym() -> _Sha256:
    """The same in every export, and nothing that the respondent or the team can look up without our key."""
    key = salted_hmac("surveys.exports.pseudonym", "response", algorithm="sha256").hexdigest()
    return _Sha256(Concat(Value(key), Cast("pk", CharField())))


def _stored(edition: Edition, versions: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    """Those versions only: the first response to another one may have come in since the columns were made."""
    stored = exported_responses(edition).filter(questionnaire__in=versions)
    return (
        stored.annotate(pseudonym=_pseudonym())
        .order_by("pseudonym")
        .values_list(
            "questionnaire_id",
            "answers",
            "pseudonym",
            "gemeente__provincie",
            "gemeente__inhabitants",
            "channel",
            "source",
            "started_at",
            "completed_at",
        )
        .iterator(chunk_size=CHUNK)
    )


VALUE_LABELS = {
    Background.PROVINCIE: dict(Provincie.choices),
    Background.SIZE_CLASS: dict(SizeClass.choices),
    Background.CHANNEL: dict(Channel.choices),
}
BACKGROUND = tuple(Column(name.value, str(name.label), VALUE_LABELS.get(name, {})) for name in Background)


def _background_values(
    version: Compiled,
    pseudonym: str,
    provincie: str | None,
    inhabitants: int | None,
    channel: str,
    source: str,
    started_at: datetime,
    completed_at: datetime,
) -> list[Any]:
    """In the order of `BACKGROUND`; None is unknown."""
    return [
        # A letter first, or a spreadsheet reads some of them as numbers.
        f"r{pseudonym[:PSEUDONYM_DIGITS]}",
        str(version.questionnaire),
        provincie,
        None if inhabitants is None else SizeClass.of(inhabitants),
        channel,
        source or None,
        timezone.localdate(started_at),
        timezone.localdate(completed_at),
        round((completed_at - started_at).total_seconds() / 60, 1),
    ]
