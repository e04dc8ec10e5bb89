"""What every format prints: the columns of an edition, over all versions that its responses were given to."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from surveys.domain.given_versions import versions_of
from surveys.domain.questionnaires import Compiled
from surveys.enums import Background, Channel, Provincie, SizeClass
from surveys.kinds import Variable, kind_of
from surveys.kinds.values import Type
from surveys.models import Edition, Question
from surveys.models.response import ResponseQuerySet

Tell = Callable[[int], None]


@dataclass(frozen=True)
class Column:
    """One variable over all versions; a value without a label of its own stands for itself.

    `question` is None for what no question asks for; where versions differ it is that of the edition's.
    """

    code: str
    label: str
    value_labels: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    multiple_response_set: str = ""
    tables: tuple[str, ...] = ()
    part: str = ""
    part_label: str = ""
    top: frozenset[str] = frozenset()
    type: Type = Type.TEXT
    question: Question | None = field(default=None, compare=False, repr=False)

    @property
    def is_number(self) -> bool:
        return self.type in (Type.INTEGER, Type.NUMBER)


def tell_nobody(done: int) -> None:
    """Where nobody waits to see how far it is."""


@dataclass(frozen=True)
class Extract:
    """The completed responses of an edition; `count` is how many there were when it was made.

    `tell` hears now and then how many are done.
    """

    edition: Edition
    columns: tuple[Column, ...]
    count: int
    versions: tuple[Compiled, ...] = field(repr=False)
    tell: Tell = field(default=tell_nobody, compare=False, repr=False)


def read_extract(edition: Edition) -> Extract:
    """The columns follow the edition's questionnaire; those that only other versions have come after."""
    counts = dict(
        exported_responses(edition).order_by().values_list("questionnaire_id").annotate(Count("pk"))
    )
    versions = versions_of(edition, counts)
    return Extract(
        edition=edition,
        columns=(*BACKGROUND, *question_columns(versions)),
        count=sum(counts.values()),
        versions=versions,
    )


def question_columns(versions: Iterable[Compiled]) -> tuple[Column, ...]:
    columns: dict[str, Column] = {}
    for version in versions:
        for question in version.questions:
            for variable in kind_of(question).variables(question):
                columns[variable.code] = _widened(columns.get(variable.code), variable, question)
    return tuple(columns.values())


def _widened(known: Column | None, variable: Variable, question: Question) -> Column:
    """The column with the codes that this version adds; where two versions word a code, the first has the word."""
    first = known or variable
    return Column(
        code=variable.code,
        label=first.label,
        value_labels=_and_new(known.value_labels if known else {}, variable.value_labels),
        roles=_and_new(known.roles if known else {}, variable.roles),
        multiple_response_set=variable.multiple_response_set,
        tables=variable.tables,
        part=variable.part,
        part_label=first.part_label,
        top=first.top,
        type=variable.value.type,
        question=known.question if known else question,
    )


def _and_new(known: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    return {**known, **{code: text for code, text in more.items() if code not in known}}


def exported_responses(edition: Edition) -> ResponseQuerySet:
    return edition.responses.that_count()


VALUE_LABELS = {
    Background.PROVINCIE: dict(Provincie.choices),
    Background.SIZE_CLASS: dict(SizeClass.choices),
    Background.CHANNEL: dict(Channel.choices),
}
TYPES = {
    Background.STARTED_ON: Type.DATE,
    Background.COMPLETED_ON: Type.DATE,
    Background.MINUTES: Type.NUMBER,
}
BACKGROUND = tuple(
    Column(name.value, str(name.label), VALUE_LABELS.get(name, {}), type=TYPES.get(name, Type.TEXT))
    for name in Background
)
