from email import message_from_bytes, policy

import pytest
from pytest_django import Settings

from respondents.domain import letters, senders, waves
from respondents.exceptions import WaveRefused
from respondents.models import Wave
from respondents.transports.smtp import Mail
from surveys.models import Edition
from tests.factories.respondents import LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import EditionFactory

pytestmark = pytest.mark.django_db
NOBODY = {
    "organisation": None,
    "co_organisation": None,
    "sender_name": "",
    "sender_email": "",
    "reply_to": "",
}


def headers_of(edition: Edition) -> tuple[str, ...]:
    mail = Mail.of(letters.compose(LetterFactory(wave__edition=edition)))
    message = message_from_bytes(mail.body, policy=policy.default)
    return mail.sender, *(str(message[name]).strip() for name in ("From", "Reply-To", "List-Unsubscribe"))


def test_a_letter_comes_from_a_person_and_is_answered_by_people(edition: Edition) -> None:
    sender, from_, reply_to, unsubscribe = headers_of(edition)

    assert sender == "anna.bakker@publiekdenken.example"
    assert from_ == '"Anna Bakker (Publiek Denken)" <anna.bakker@publiekdenken.example>'
    assert reply_to == "barometer@publiekdenken.example"
    assert unsubscribe.startswith("<http")
    assert unsubscribe.endswith("/>, <mailto:barometer@publiekdenken.example?subject=Afmelden>")


@pytest.mark.parametrize("name", ['Zoë "Zo" de Vries', "山本", "Anna <x@y.example>", "Anna, Bram", "a" * 80])
def test_any_name_of_one_line_stays_a_name(edition: Edition, name: str) -> None:
    edition.sender_name = name
    edition.save()

    mail = Mail.of(letters.compose(LetterFactory(wave__edition=edition)))

    (address,) = message_from_bytes(mail.body, policy=policy.default)["From"].addresses
    assert (mail.sender, address.addr_spec) == (edition.sender_email, edition.sender_email)
    assert address.display_name == f"{name} (Publiek Denken)"


def test_answers_go_to_the_sender_if_there_is_no_other_box(edition: Edition) -> None:
    edition.reply_to = ""

    assert senders.answers_address(edition) == edition.sender_email


def test_a_text_can_say_who_is_behind_it(edition: Edition) -> None:
    assert senders.placeholders(edition) == {
        "afzender": "Anna Bakker, Publiek Denken",
        "verantwoordelijke": "Publiek Denken en onderzoeksbureau Invior",
        "contact": "Publiek Denken, Keizersgracht 1, 1015 AA Amsterdam, barometer@publiekdenken.example, "
        "020 123 45 67",
        "privacy": "privacy@publiekdenken.example of privacy@invior.example",
    }


def test_without_a_sender_the_team_is_named(settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Barometer <barometer@bureau.example>"
    edition = EditionFactory(**NOBODY)

    assert senders.from_header(edition) == "Barometer <barometer@bureau.example>"
    assert senders.placeholders(edition) == {
        "afzender": senders.TEAM,
        "verantwoordelijke": senders.TEAM,
        "contact": "barometer@bureau.example",
        "privacy": "barometer@bureau.example",
    }


def test_a_wave_is_not_released_without_a_sender(edition: Edition) -> None:
    wave = WaveFactory(edition=edition)
    Edition.objects.update(**NOBODY)

    with pytest.raises(WaveRefused, match="geen afzender"):
        waves.release(Wave.objects.get(), by=StaffFactory())

    assert Wave.objects.get().state == wave.state
