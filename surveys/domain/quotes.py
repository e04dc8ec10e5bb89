"""Words of an answer that may leave the analyst's page: only after a person looked at the names in them.

The answer itself stays as it is. Of what the respondent changes afterwards nothing may be quoted any more.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from surveys.domain import audit
from surveys.domain.coding import Seen
from surveys.domain.disclosure.grids import SMALLEST_BASE
from surveys.domain.open_answers import CurrentText, OpenVariable, digest_of, written
from surveys.domain.possible_names import Mark, NameKind, possible_names
from surveys.domain.pseudonyms import Sha256
from surveys.enums import AuditVerb
from surveys.exceptions import AnswerChanged, QuoteRefused
from surveys.models import Edition, Quote
from surveys.models.response import ResponseQuerySet

LONGEST = 2000
WORD = re.compile(r"\w+")
BETWEEN_BRACKETS = re.compile(r"\[[^\]]*\]")
OTHER_WORDS = (
    "Een citaat heeft alleen woorden die in het antwoord staan, in dezelfde volgorde. "
    "Zet tussen [ en ] wat u zelf toevoegt."
)


class NamesUnseen(Exception):
    """The text has possible names that its writer was not shown, or did not judge; show them first."""

    def __init__(self, marks: list[Mark]) -> None:
        super().__init__(f"{len(marks)} marks")
        self.marks = marks


@dataclass(frozen=True)
class Proposal:
    """What somebody wants to quote: `shown` is the digest of the text of which the names were last shown."""

    text: str
    shown: str
    no_names: bool


@transaction.atomic
def allow(seen: Seen, answer: str, proposal: Proposal, gemeenten: Collection[str], *, by: User) -> Quote:
    """Replaces the earlier quote of the answer. Raises QuoteRefused, NamesUnseen or AnswerChanged.

    The page shows the names in the answer itself, so what of those is left was seen; others must have been shown.
    """
    text = proposal.text
    if digest_of(answer) != seen.digest:
        raise AnswerChanged
    if not text:
        raise QuoteRefused("Vul in wat er mag worden geciteerd.")
    if len(text) > LONGEST:
        raise QuoteRefused(f"Maak het citaat korter. Er passen {LONGEST} tekens in, dit zijn er {len(text)}.")
    if not is_of(text, answer):
        raise QuoteRefused(OTHER_WORDS)
    marks = possible_names(text, gemeenten)
    _refuse_addresses(text, marks)
    new = words_of(text, marks) - words_of(answer, possible_names(answer, gemeenten))
    if marks and (not proposal.no_names or (new and proposal.shown != digest_of(text))):
        raise NamesUnseen(marks)
    quote, _ = Quote.objects.update_or_create(
        response=seen.response,
        variable=seen.variable.code,
        defaults={"text": text, "digest": seen.digest, "allowed_by": by, "allowed_at": Now()},
    )
    audit.record(AuditVerb.ALLOWED_QUOTE, quote, by=by, count=len(marks))
    return quote


def _refuse_addresses(text: str, marks: list[Mark]) -> None:
    found = [mark for mark in marks if mark.kind in NameKind.never_quoted]
    if found:
        words = ", ".join(f"‘{mark.of(text)}’ ({mark.kind.label})" for mark in found)
        raise QuoteRefused(f"Haal dit eerst weg, want hiermee vindt iedereen de persoon: {words}.")


def is_of(quote: str, answer: str) -> bool:
    """Whether its words are those of the answer, in that order; what stands between [ and ] is of who quotes."""
    left = iter(WORD.findall(answer.casefold()))
    return all(word in left for word in WORD.findall(BETWEEN_BRACKETS.sub(" ", quote).casefold()))


def words_of(text: str, marks: list[Mark]) -> set[str]:
    return {mark.of(text) for mark in marks}


@transaction.atomic
def withdraw(quote: Quote, *, by: User) -> None:
    """Nothing of the answer may be quoted any more; again changes nothing."""
    deleted, _ = Quote.objects.filter(pk=quote.pk).delete()
    if deleted:
        audit.record(AuditVerb.WITHDREW_QUOTE, quote, by=by)


@dataclass(frozen=True)
class Quotes:
    """What may be quoted of one question; `group` is empty where it may not say from which group it is."""

    variable: str
    group: str
    texts: tuple[str, ...]


def quotes_of(
    edition: Edition, variable: OpenVariable, responses: ResponseQuerySet | None = None, group: str = ""
) -> Quotes:
    """The only way by which words of respondents leave the analyst's page; sorted, so that no order is a clue.

    Of a group, `responses`, in which fewer than SMALLEST_BASE wrote something no quote is given as one of that group:
    the quotes are those of everybody then, and `group` is empty.
    """
    everybody = written(edition, variable)
    some = everybody if responses is None else everybody.filter(pk__in=responses.order_by().values("pk"))
    if responses is not None and some.count() < SMALLEST_BASE:
        some, group = everybody, ""
    current = current_quotes(variable).filter(response__in=some.order_by().values("pk"))
    return Quotes(variable.code, group, tuple(sorted(current.values_list("text", flat=True))))


def current_quotes(variable: OpenVariable) -> QuerySet[Quote]:
    """Those of answers that still say what they said when the quote was allowed."""
    now = Sha256(CurrentText([variable], of="response__"))
    return Quote.objects.filter(variable=variable.code).alias(now=now).filter(digest=F("now"))
