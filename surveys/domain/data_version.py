"""Whether what figures rest on is still the same, so that they need not be counted again."""

from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Count, DecimalField, F, Func, Model, QuerySet, Sum

from surveys.models import Edition, Gemeente, Response


class _Row(Func):
    """A number for a row as it is now: each change of it gives it another place (`ctid`) or another writer (`xmin`)."""

    template = "hashtextextended({table}.ctid::text || {table}.xmin::text, 0)::numeric"
    output_field = DecimalField()

    def __init__(self, model: type[Model]) -> None:
        super().__init__(F("pk"), template=self.template.format(table=model._meta.db_table))


@dataclass(frozen=True)
class DataVersion:
    """`digest` differs once anything did; `persons` by the version of the questionnaire that they were given."""

    digest: str
    persons: dict[int, int]


def of(edition: Edition) -> DataVersion:
    """Of the responses that count, which are not opened for it, and of the gemeenten behind them; two queries."""
    counted = edition.responses.that_count().order_by()
    by_version = counted.values_list("questionnaire_id").annotate(Count("pk"), rows=Sum(_Row(Response)))
    found = sorted(by_version)
    state = [edition.pk, edition.questionnaire_id, found, _sum_of(Gemeente.objects.all())]
    return DataVersion(
        digest=sha256(repr(state).encode()).hexdigest()[:32],
        persons={questionnaire: persons for questionnaire, persons, _ in found},
    )


def _sum_of(rows: QuerySet[Gemeente]) -> object:
    return rows.order_by().aggregate(rows=Sum(_Row(Gemeente)))["rows"]
