"""From a letter to a mail: the placeholders of one respondent, the links, the Message-ID."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.formats import date_format
from django.utils.timezone import localtime

from respondents import emails
from respondents.domain import access, texts
from respondents.models import Invitation, Letter, Respondent, Wave
from surveys.models import Edition


def compose(letter: Letter, answers_to: str = "") -> EmailMultiAlternatives:
    """The mail of a letter of a wave; composing it again gives the same words and the same Message-ID."""
    links = emails.Links(access.personal_link(letter.invitation), access.opt_out_link(letter.invitation))
    return _compose(letter, links, answers_to)


def sample(wave: Wave, invitation: Invitation) -> EmailMultiAlternatives:
    """The mail as that respondent would get it, but with links that open nothing: the real ones open answers."""
    links = emails.Links(*(f"{settings.PUBLIC_URL}/{path}/voorbeeld/" for path in ("u", "afmelden")))
    return _compose(Letter(pk=0, kind=wave.kind, wave=wave, invitation=invitation), links)


def _compose(letter: Letter, links: emails.Links, answers_to: str = "") -> EmailMultiAlternatives:
    wave, invitation = letter.wave, letter.invitation
    assert wave is not None  # Letters without a wave have a composer of their own.
    values = placeholders(invitation, wave.edition, links)
    return emails.wave_letter(
        subject=texts.fill(wave.subject, values),
        body=texts.fill(wave.body, values),
        title=wave.edition.title,
        links=links,
        envelope=emails.Envelope(invitation.respondent.email, message_id(letter), answers_to),
    )


def message_id(letter: Letter) -> str:
    """Derived and not drawn, so that a second attempt bears the same one."""
    return f"<{access.derive_token('letter', letter.pk)}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def placeholders(invitation: Invitation, edition: Edition, links: emails.Links) -> Mapping[str, str]:
    respondent = invitation.respondent
    questionnaire = edition.questionnaire
    return {
        "aanhef": salutation(respondent),
        "gemeente": f"gemeente {respondent.gemeente}" if respondent.gemeente else "uw gemeente",
        "link": links.answer,
        "afmelden": links.opt_out,
        "sluitdatum": date_format(localtime(edition.closes_at), "l j F"),
        "duur": str(questionnaire.minutes if questionnaire else ""),
        "bron": source(respondent),
        "titel": edition.title,
    }


def salutation(respondent: Respondent) -> str:
    return f"Beste {respondent.name}" if respondent.name else "Beste collega"


def source(respondent: Respondent) -> str:
    """Where the address came from, and when if that is known; article 14 of the AVG asks for it."""
    if respondent.sourced_on is None:
        return respondent.source
    return f"{respondent.source} ({date_format(respondent.sourced_on, 'j F Y')})"
