"""What providers and mail servers say about a letter after it left: kept once, and acted upon.

News may come twice, in any order, and before our own note that the letter was taken. It only ever adds.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from respondents.domain import brakes, letters, opt_out
from respondents.domain.addresses import suppress
from respondents.enums import LetterEventKind, LetterState, SuppressionReason
from respondents.models import Letter, LetterEvent

# Not a part of the number of a server, such as [5.1.2.3].
STATUS = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
# Of the codes about addresses, these are about the one of the sender.
ABOUT_SENDER = {"5.1.7", "5.1.8"}
# Servers that give no code say it in words.
DISTRUST = re.compile(r"spam|polic|block(ed|list)|blacklist|reputation|\b(spf|dkim|dmarc)\b", re.IGNORECASE)

# News about a mail that is of no letter: something else sends by the same account.
LONGEST_WITHOUT_LETTER = timedelta(days=30)

ATTACH = """
UPDATE respondents_letterevent event SET letter_id = letter.id FROM respondents_letter letter
WHERE event.letter_id IS NULL AND letter.provider_id = event.provider_id AND letter.provider_id <> ''
RETURNING event.id
"""


@dataclass(frozen=True)
class News:
    """One thing that a provider tells; `reference` is what it got along with the letter."""

    event_id: str
    kind: LetterEventKind
    at: datetime
    reference: str = ""
    provider_id: str = ""
    status: str = ""


@transaction.atomic
def take_in(news: News) -> bool:
    """False if it was known already, or is about no letter of ours."""
    letter = _letter_of(news)
    if letter is None and (news.reference or not news.provider_id):
        return False
    event, is_new = LetterEvent.objects.get_or_create(
        event_id=news.event_id[:150],
        defaults={
            "letter": letter,
            "kind": news.kind,
            "status": news.status,
            "at": news.at,
            "provider_id": news.provider_id[:120],
        },
    )
    if is_new and letter:
        _act(event, letter)
    return is_new


def _letter_of(news: News) -> Letter | None:
    """By what we gave along, since our own note of the provider's id may not be there yet."""
    pk, _, message_id = news.reference.partition(":")
    if pk.isdecimal() and len(pk) < 19:
        return Letter.objects.filter(pk=int(pk), message_id=message_id).exclude(message_id="").first()
    if news.reference or not news.provider_id:
        return None
    return Letter.objects.filter(provider_id=news.provider_id[:120]).first()


@transaction.atomic
def attach() -> int:
    """Finds the letters of news that came before the provider's id was noted; gives how many."""
    with connection.cursor() as cursor:
        cursor.execute(ATTACH)
        found = [pk for (pk,) in cursor.fetchall()]
    for event in LetterEvent.objects.filter(pk__in=found).select_related("letter"):
        assert event.letter is not None
        _act(event, event.letter)
    LetterEvent.objects.filter(letter=None, at__lt=timezone.now() - LONGEST_WITHOUT_LETTER).delete()
    return len(found)


def refused(letter: Letter, words: str) -> None:
    """What a server said when it refused a letter: the same conclusions as from a bounce that comes later."""
    kind, status = meaning_of(words)
    if kind is not None and status:
        event_id = f"refused:{letter.pk}:{letter.attempts}"
        event, is_new = LetterEvent.objects.get_or_create(
            event_id=event_id,
            defaults={"letter": letter, "kind": kind, "status": status, "at": timezone.now()},
        )
        if is_new:
            _heed(event, letter)
    brakes.check(letter.wave_id)


def meaning_of(words: str) -> tuple[LetterEventKind | None, str]:
    """The kind of news in the words of a mail server, and its code; None if they tell too little."""
    found = STATUS.search(words)
    status = found[0] if found else ""
    if status.startswith("5.1.") and status not in ABOUT_SENDER:
        return LetterEventKind.BOUNCED, status
    if status.startswith("5.") and not DISTRUST.search(words):
        return LetterEventKind.REFUSED, status
    if status.startswith("4."):
        return LetterEventKind.DELAYED, status
    if DISTRUST.search(words):
        return LetterEventKind.REFUSED, status if status.startswith(brakes.POLICY) else f"{brakes.POLICY}0"
    return None, status


def _act(event: LetterEvent, letter: Letter) -> None:
    _settle(event, letter)
    _heed(event, letter)
    if event.kind in (LetterEventKind.BOUNCED, LetterEventKind.REFUSED):
        brakes.check(letter.wave_id)


def _settle(event: LetterEvent, letter: Letter) -> None:
    """Whoever tells about a letter has taken it, so it is not sent again; its end never changes any more."""
    open_end = (LetterState.QUEUED, LetterState.SENDING, LetterState.IN_DOUBT)
    taken = {"state": LetterState.ACCEPTED, "settled_at": timezone.now(), "failure": ""}
    if event.provider_id:
        taken["provider_id"] = event.provider_id
    Letter.objects.filter(pk=letter.pk, state__in=open_end, attempts__gt=0).update(
        leased_by=None, leased_until=None, not_before=None, **taken, **letters.FORGOTTEN
    )


def _heed(event: LetterEvent, letter: Letter) -> None:
    """The address gets no more mail if it does not exist, or if its reader says so."""
    if event.kind == LetterEventKind.BOUNCED and letter.normalized_email:
        suppress(letter.normalized_email, SuppressionReason.BOUNCED)
    if letter.invitation is None:
        return
    if event.kind == LetterEventKind.COMPLAINED:
        opt_out.complain(letter.invitation.respondent)
    elif event.kind == LetterEventKind.UNSUBSCRIBED:
        opt_out.opt_out(letter.invitation.respondent)
