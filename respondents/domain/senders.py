"""Who a letter comes from and who is behind the survey: a person at an organisation, in headers and in words.

An edition without a sender still answers who asks for something; its letters then come from the project team.
"""

from email.utils import parseaddr, quote

from django.conf import settings

from surveys.models import Edition, Organisation

TEAM = "het projectteam van de Barometer Burgerparticipatie"
NO_SENDER = (
    "De editie heeft nog geen afzender. Vul bij de editie de organisatie, de naam en het adres van de afzender in; "
    "dan kunt u deze verzending vrijgeven."
)


def from_header(edition: Edition | None) -> str:
    """The person and where they work, as mail programs show it."""
    if edition is None or not edition.has_sender:
        return settings.DEFAULT_FROM_EMAIL
    return f'"{quote(f"{edition.sender_name} ({edition.organisation})")}" <{edition.sender_email}>'


def answers_address(edition: Edition | None) -> str:
    """A box that people read: answers, and whoever opts out by mail, come there."""
    of_edition = edition and (edition.reply_to or edition.sender_email)
    return of_edition or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def placeholders(edition: Edition) -> dict[str, str]:
    """What a text can say about who is behind it."""
    organisations = edition.organisations
    return {
        "afzender": f"{edition.sender_name}, {edition.organisation}" if edition.has_sender else TEAM,
        "verantwoordelijke": in_a_row([found.name for found in organisations]) or TEAM,
        "contact": contact(edition),
        "privacy": in_a_row([found.privacy_email for found in organisations], "of")
        or answers_address(edition),
    }


def contact(edition: Edition) -> str:
    """The organisation of the sender on one line, with the box that people read."""
    organisation = edition.organisation
    if organisation is None:
        return answers_address(edition)
    return ", ".join(part for part in parts_of(organisation, answers_address(edition)) if part)


def parts_of(organisation: Organisation, email: str) -> tuple[str, ...]:
    return organisation.name, organisation.address_line, email, organisation.phone


def in_a_row(names: list[str], word: str = "en") -> str:
    """Two that are the same are named once."""
    return f" {word} ".join(dict.fromkeys(names))
