"""Which versions of the questionnaire the answers of an edition were given to."""

from collections.abc import Collection

from surveys.domain.questionnaires import Compiled, compiled
from surveys.models import Edition


def versions_of(edition: Edition, given: Collection[int]) -> tuple[Compiled, ...]:
    """The edition's own first, which says what is asked, then the others of `given`, the newest first."""
    own = [] if edition.questionnaire_id is None else [edition.questionnaire_id]
    return tuple(compiled(pk) for pk in (*own, *sorted({*given} - {*own}, reverse=True)))


def given_in(edition: Edition) -> set[int]:
    """For who does not count by version anyhow: the versions of the responses that count, in one query."""
    found = edition.responses.that_count().order_by()
    return set(found.values_list("questionnaire_id", flat=True).distinct())
