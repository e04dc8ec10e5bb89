"""The headlines that people write above figures, each bound to the numbers that it was written on.

Once those differ the headline may not be true any more: then the figure has the headline of the rules again, until
somebody confirms the written one, writes another or takes it back.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Now

from surveys.domain import audit
from surveys.domain.tabulation import QuestionTables
from surveys.enums import AuditVerb
from surveys.exceptions import FigureChanged
from surveys.kinds import Table
from surveys.models import Edition, Headline

# Means are made of floats, of which the last digits depend on the order in which they are added.
DIGITS = 6


@dataclass(frozen=True)
class Ground:
    """What a headline stands on: the figure, the digest of its numbers, and what the rules make of them."""

    edition: Edition
    figure: str
    digest: str
    rule: str


def digest_of(found: QuestionTables) -> str:
    """Differs once a number of the figure does, that of a theme too; words and the order of answers do not matter."""
    numbers = sorted(
        (table.code, table.base, tuple(_counts(table)), *_spread(table)) for table in found.tables
    )
    return sha256(repr(numbers).encode()).hexdigest()


def _counts(table: Table) -> list[tuple[str, int]]:
    return sorted((count.code, count.count) for count in table.counts)


def _spread(table: Table) -> Iterator[float]:
    if table.spread is not None:
        spread = table.spread
        yield from (spread.count, round(spread.mean, DIGITS), spread.median, spread.lowest, spread.highest)


def headlines_of(edition: Edition) -> dict[str, Headline]:
    """By the code of the figure, in one query."""
    return {headline.figure: headline for headline in edition.headlines.select_related("written_by")}


def seen(ground: Ground, headline: Headline | None) -> str:
    """What a page showed of a figure, so that nobody writes over numbers or words that they did not see."""
    written = (headline.text, headline.digest) if headline else None
    return sha256(repr((ground.digest, written)).encode()).hexdigest()


@transaction.atomic
def write(ground: Ground, text: str, *, shown: str, by: User) -> bool:
    """The text stands above the figure from now on; False if it does already.

    The words of the rules themselves take a written headline back. Raises FigureChanged.
    """
    if text == ground.rule:
        return take_back(ground, by=by)
    headline = _as_shown(ground, shown)
    if headline and (headline.text, headline.digest) == (text, ground.digest):
        return False
    Headline.objects.update_or_create(
        edition=ground.edition,
        figure=ground.figure,
        defaults={
            "text": text,
            "digest": ground.digest,
            "rule": ground.rule,
            "written_by": by,
            "written_at": Now(),
        },
    )
    _record(AuditVerb.WROTE_HEADLINE, ground, by)
    return True


@transaction.atomic
def confirm(ground: Ground, *, shown: str, by: User) -> bool:
    """What is written is true of the numbers of now as well; False if nobody doubted it. Raises FigureChanged."""
    headline = _as_shown(ground, shown)
    if headline is None or headline.digest == ground.digest:
        return False
    Headline.objects.filter(pk=headline.pk).update(digest=ground.digest, rule=ground.rule)
    _record(AuditVerb.CONFIRMED_HEADLINE, ground, by)
    return True


@transaction.atomic
def take_back(ground: Ground, *, by: User) -> bool:
    """The figure has the headline of the rules again; False if it has already."""
    deleted, _ = Headline.objects.filter(edition=ground.edition, figure=ground.figure).delete()
    if deleted:
        _record(AuditVerb.WITHDREW_HEADLINE, ground, by)
    return bool(deleted)


def _as_shown(ground: Ground, shown: str) -> Headline | None:
    stored = Headline.objects.select_for_update().filter(edition=ground.edition, figure=ground.figure)
    headline = stored.first()
    if seen(ground, headline) != shown:
        raise FigureChanged
    return headline


def _record(verb: AuditVerb, ground: Ground, by: User) -> None:
    audit.record(verb, ground.edition, by=by, reason=f"figuur {ground.figure}")
