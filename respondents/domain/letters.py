"""From a letter to a mail: the placeholders of one reader, the links, the Message-ID."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Case, F, Value, When
from django.utils.formats import date_format
from django.utils.timezone import localtime

from respondents import emails
from respondents.domain import access, senders, texts
from respondents.enums import LetterKind
from respondents.models import HandOver, Invitation, Letter, Respondent, Wave
from surveys.models import Edition, Response

# What a letter to a typed address loses once nothing more is to be done for it; any other keeps its address.
FORGOTTEN: Mapping[str, Any] = {
    "response": None,
    "normalized_email": Case(When(invitation=None, then=Value("")), default=F("normalized_email")),
}

TO_INVITED = "We sturen de link alleen naar het adres waarop u bent uitgenodigd."
TO_TYPED = (
    "We gebruiken dit adres alleen voor deze ene mail. "
    "Daarna wissen we het; het komt niet bij uw antwoorden te staan."
)
CAN_PAUSE = "U kunt tussentijds stoppen en met dezelfde link verdergaan."
WITH_ANSWERS = "Uw collega heeft een deel al ingevuld. U kunt die antwoorden bekijken en wijzigen."


def compose(
    letter: Letter, answers_to: str = "", filled_in: Mapping[str, str] | None = None
) -> EmailMultiAlternatives:
    """The mail of a letter; composing it again gives the same words and the same Message-ID.

    `filled_in` is what `filled` gave, for who has it already.
    """
    if letter.kind == LetterKind.TEST:
        return as_sent(letter)
    links = links_of(letter)
    values = filled(letter) if filled_in is None else filled_in
    return _compose(letter, links, with_links(values, links), answers_to)


def sample(wave: Wave, invitation: Invitation) -> EmailMultiAlternatives:
    """The mail as that respondent would get it, but with links that open nothing: the real ones open answers."""
    links = inert_links()
    letter = Letter(pk=0, kind=wave.kind, wave=wave, invitation=invitation)
    return _compose(letter, links, with_links(filled(letter), links))


def as_sent(letter: Letter) -> EmailMultiAlternatives:
    """The mail again as it left, also when the words of its wave have changed; its links open nothing."""
    links = inert_links()
    if letter.kind == LetterKind.LINK:
        links = emails.Links(links.answer)
    return _compose(letter, links, with_links(letter.filled or {}, links))


def inert_links() -> emails.Links:
    return emails.Links(*(f"{settings.PUBLIC_URL}/{path}/voorbeeld/" for path in ("u", "afmelden")))


def with_links(values: Mapping[str, str], links: emails.Links) -> dict[str, str]:
    return {**values, "link": links.answer, "afmelden": links.opt_out}


def _compose(
    letter: Letter, links: emails.Links, values: Mapping[str, str], answers_to: str = ""
) -> EmailMultiAlternatives:
    subject, body = text_of(letter)
    return emails.letter(
        subject=texts.fill(subject, values),
        body=texts.fill(body, values),
        title=values.get("titel", ""),
        links=links,
        envelope=envelope_of(letter, answers_to),
    )


def envelope_of(letter: Letter, answers_to: str) -> emails.Envelope:
    edition = edition_of(letter)
    return emails.Envelope(
        to=address_of(letter),
        message_id=message_id(letter),
        sender=senders.from_header(edition),
        reply_to=senders.answers_address(edition),
        answers_to=answers_to,
    )


def edition_of(letter: Letter) -> Edition | None:
    """None for a link on request whose response was forgotten, once it had left."""
    if letter.invitation is not None:
        return letter.invitation.edition
    if letter.response is not None:
        return letter.response.edition
    wave = letter.text.wave if letter.text else None
    return wave.edition if wave else None


def text_of(letter: Letter) -> tuple[str, str]:
    """Subject and body: of the version that it leaves or left with, or as they are now."""
    if letter.text is not None:
        mark = "[TEST] " if letter.kind == LetterKind.TEST else ""
        return mark + letter.text.subject, letter.text.body
    wave = letter.wave
    return (wave.subject, wave.body) if wave else texts.default(LetterKind(letter.kind))


def links_of(letter: Letter) -> emails.Links:
    """A link on request is no mailing, so it has no way to opt out of one."""
    if letter.invitation is None:
        return emails.Links(access.resume_link(typed_for(letter)))
    answer = access.personal_link(letter.invitation)
    if letter.kind == LetterKind.LINK:
        return emails.Links(answer)
    return emails.Links(answer, access.opt_out_link(letter.invitation))


def address_of(letter: Letter) -> str:
    return letter.invitation.respondent.email if letter.invitation else letter.normalized_email


def typed_for(letter: Letter) -> Response:
    """The response whose link was asked for; it is there until the letter is settled."""
    assert letter.response is not None
    return letter.response


def message_id(letter: Letter) -> str:
    """Derived and not drawn, so that a second attempt bears the same one."""
    return f"<{access.derive_token('letter', letter.pk)}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def reference(letter: Letter) -> str:
    """What a mail provider gets along, and gives back with its news; no other installation makes the same."""
    return f"{letter.pk}:{message_id(letter)}"


def of_edition(edition: Edition) -> dict[str, str]:
    questionnaire = edition.questionnaire
    return {
        "sluitdatum": date_format(localtime(edition.closes_at), "l j F"),
        "duur": str(edition.minutes_of(questionnaire) if questionnaire else ""),
        "titel": edition.title,
        **senders.placeholders(edition),
    }


def filled(letter: Letter, words_of: Callable[[Edition], dict[str, str]] = of_edition) -> dict[str, str]:
    """What the placeholders of the letter become, without its links: those are derived, and stored nowhere."""
    if letter.kind == LetterKind.TEST:
        return letter.filled or {}
    invitation = letter.invitation
    if invitation is None:
        values = words_of(typed_for(letter).edition)
        return values | {"aanhef": "Geachte heer of mevrouw", "adres": TO_TYPED}
    values = words_of(invitation.edition) | of_respondent(invitation.respondent)
    if letter.kind == LetterKind.HAND_OVER:
        return values | of_hand_over(letter)
    return values | {"adres": TO_INVITED}


def of_respondent(respondent: Respondent) -> dict[str, str]:
    return {
        "aanhef": f"Beste {respondent.name}" if respondent.name else "Beste collega",
        "gemeente": f"gemeente {respondent.gemeente}" if respondent.gemeente else "uw gemeente",
        "bron": source(respondent),
    }


def of_hand_over(letter: Letter) -> dict[str, str]:
    """Who gave the address is named only if that person said so; otherwise it is a colleague."""
    what, _, pk = (letter.cause or "").rpartition(":")
    found = HandOver.objects.select_related("giver__respondent").filter(pk=pk)
    hand_over = found.first() if what == "hand_over" else None
    name = hand_over.giver.respondent.name if hand_over and hand_over.names_giver else ""
    return {
        "collega": f"Uw collega {name}" if name else "Een collega van uw gemeente",
        "begin": WITH_ANSWERS if hand_over and hand_over.with_answers else CAN_PAUSE,
    }


def source(respondent: Respondent) -> str:
    """Where the address came from, and when if that is known; article 14 of the AVG asks for it."""
    if respondent.sourced_on is None:
        return respondent.source
    return f"{respondent.source} ({date_format(respondent.sourced_on, 'j F Y')})"
