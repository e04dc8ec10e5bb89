"""What a mail that came in means: judged from the mail alone, by its headers first and its words after that."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from respondents.domain import colleagues, feedback, phrases
from respondents.domain.addresses import normalize_email
from respondents.domain.colleagues import Colleague
from respondents.domain.dates_in_text import absent_until
from respondents.domain.incoming import Incoming, own_words
from respondents.enums import LetterEventKind, ReplyKind

LONGEST_EXCERPT = 240
LONGEST_SENTENCE = 2000
SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý“\"'])|\n[^\S\n]*\n|\n(?=[A-ZÀ-Ý])")
AUTOMATIC_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoreply-from", "x-mail-autoreply")


@dataclass(frozen=True)
class Meaning:
    """The kind of a mail and what was found in it; `excerpt` is the sentence on which that rests."""

    kind: ReplyKind
    excerpt: str = ""
    absent_until: date | None = None
    colleague: Colleague | None = None
    event: LetterEventKind | None = None
    status: str = ""


OTHER = Meaning(ReplyKind.OTHER)


def sort(mail: Incoming, *, ours: str) -> Meaning:
    """`ours` is the address that our letters come from: what it sends itself is never looked into."""
    if is_own(mail, ours):
        return Meaning(ReplyKind.OWN)
    if bounce := _bounce(mail):
        return bounce
    if mail.report:
        return OTHER  # A note that it arrived or was read.
    return _of_people(mail, {normalize_email(ours), mail.sender})


def _of_people(mail: Incoming, known: set[str]) -> Meaning:
    text = own_words(mail.text)
    sentences = [" ".join(part.split())[:LONGEST_SENTENCE] for part in SENTENCE_ENDS.split(text)]
    named = next(iter(colleagues.named_in(text, besides=known)), None)
    if found := _first(phrases.LEFT, [mail.subject, *sentences]):
        return Meaning(ReplyKind.LEFT, _excerpt(found), colleague=named)
    if is_automatic(mail):
        return _absent(mail, sentences)
    return _wrong_person(sentences, named)


def is_own(mail: Incoming, ours: str) -> bool:
    return mail.sender == normalize_email(ours) or "<barometer." in mail.header("list-id").lower()


def is_automatic(mail: Incoming) -> bool:
    submitted = mail.header("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if mail.header("precedence").lower() in ("auto_reply", "auto-reply"):
        return True
    is_marked = any(mail.header(name) for name in AUTOMATIC_HEADERS)
    return is_marked or bool(phrases.AUTOMATIC_SUBJECT.search(mail.subject))


def _bounce(mail: Incoming) -> Meaning | None:
    """What a server says that could not or not yet deliver; None for anything else."""
    if mail.failure is not None:
        action = mail.failure.action
        is_bad_news = action in ("failed", "delayed", "")
        return _of_words(mail.failure.words, is_delayed=action == "delayed") if is_bad_news else None
    is_of_server = not mail.report and bool(phrases.SERVER.search(mail.sender) or not mail.sender)
    if mail.report == "delivery-status" or (is_of_server and phrases.BOUNCE_SUBJECT.search(mail.subject)):
        text = own_words(mail.text) or mail.text
        return _of_words(text[:3000], is_delayed=bool(phrases.DELAYED.search(mail.subject)))
    return None


def _of_words(words: str, *, is_delayed: bool) -> Meaning:
    """Without a code the words decide; a refusal that says nothing is no reason to give an address up."""
    kind, status = feedback.meaning_of(words)
    if is_delayed:
        kind = LetterEventKind.DELAYED
    elif kind is None:
        is_unknown = phrases.NO_SUCH_ADDRESS.search(words)
        kind = LetterEventKind.BOUNCED if is_unknown else LetterEventKind.REFUSED
    return Meaning(ReplyKind.BOUNCED, excerpt=_excerpt(words), event=kind, status=status)


def _absent(mail: Incoming, sentences: list[str]) -> Meaning:
    """Only what a machine answers; who writes in person that they are away is read by a person."""
    on = localdate(mail.sent_at)
    for words in (*sentences, mail.subject):
        if day := absent_until(words, on=on):
            return Meaning(ReplyKind.ABSENT, _excerpt(words), absent_until=day)
    found = _first(phrases.AWAY, [*sentences, mail.subject])
    return Meaning(ReplyKind.ABSENT, _excerpt(found)) if found else OTHER


def _wrong_person(sentences: list[str], named: Colleague | None) -> Meaning:
    """Who only speaks of a colleague names an address too, or it is just a letter."""
    found = _first(phrases.WRONG_PERSON, sentences)
    if not found and named:
        found = _first(phrases.SEE_COLLEAGUE, sentences)
    return Meaning(ReplyKind.NOT_THE_PERSON, _excerpt(found), colleague=named) if found else OTHER


def _first(pattern: re.Pattern[str], sentences: list[str]) -> str:
    return next((sentence for sentence in sentences if pattern.search(sentence)), "")


def _excerpt(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= LONGEST_EXCERPT else f"{words[: LONGEST_EXCERPT - 1]}…"
