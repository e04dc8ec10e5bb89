import pytest

from respondents.domain import letters
from respondents.domain.moulds import Moulds, _said
from respondents.enums import LetterKind
from respondents.models import Letter, Wave
from respondents.transports.smtp import Mail
from surveys.models import Edition
from tests.factories.respondents import LetterFactory, WaveFactory

pytestmark = pytest.mark.django_db
NAMES = [
    "Sanne de Vries",
    "",
    "Ömer <b>Çelik</b> & 'zonen'",
    "[[link]] zqlinkqz {{ settings }} %s \\1",
    "Ж" * 100,
    "=?utf-8?q?hallo?=",
]


@pytest.fixture
def wave(edition: Edition) -> Wave:
    return WaveFactory(edition=edition, subject="Hoe staat het ervoor, [[aanhef]] van [[gemeente]]?")


def same(letter: Letter, moulds: Moulds, answers_to: str = "") -> bool:
    filled = moulds.mail(letter, answers_to)
    ordinary = Mail.of(letters.compose(letter, answers_to))
    assert filled is not None
    assert (filled.sender, filled.recipient) == (ordinary.sender, ordinary.recipient)
    return _said(filled.body) == _said(ordinary.body)


@pytest.mark.parametrize("answers_to", ["", "<first@barometer.example>"])
def test_a_mail_from_a_mould_says_what_an_ordinary_one_says(wave: Wave, answers_to: str) -> None:
    moulds = Moulds()
    made = [
        LetterFactory(wave=wave, invitation__respondent__name=name, invitation__respondent__source=f"{name}.")
        for name in NAMES
    ]

    assert [same(letter, moulds, answers_to) for letter in made] == [True] * len(NAMES)
    assert len(moulds.made) == 1


def test_each_wave_has_a_mould_of_its_own(wave: Wave, edition: Edition) -> None:
    other = WaveFactory(edition=edition, kind=LetterKind.REMINDER, subject="Anders")
    moulds = Moulds()

    assert all(same(LetterFactory(wave=one), moulds) for one in (wave, other, wave))
    assert len(moulds.made) == 2


def test_a_mould_is_not_used_for_other_words_or_another_sender(wave: Wave) -> None:
    moulds = Moulds()
    letter = LetterFactory(wave=wave)
    edition = letter.invitation.edition

    assert same(letter, moulds)
    edition.sender_name, edition.sender_email = "Robin Bakker", "robin@bureau.example"
    edition.title = "Een andere titel"
    moulds.look_anew()
    assert same(letter, moulds)
    wave.subject = "Nog twee weken"
    assert same(letter, moulds)
    assert len(moulds.made) == 3


def test_a_value_of_two_lines_is_left_to_the_ordinary_way(wave: Wave) -> None:
    letter = LetterFactory(wave=wave)
    letter.invitation.respondent.name = "Sanne\r\nBcc: iedereen@example.nl"

    assert Moulds().mail(letter, "") is None


def test_a_letter_without_a_wave_is_left_to_the_ordinary_way() -> None:
    assert Moulds().mail(LetterFactory(without_wave=True, kind=LetterKind.THANKS), "") is None


def test_a_mould_that_says_something_else_is_not_used(wave: Wave) -> None:
    wave.body = "Een regel die zo lang is dat hij gecodeerd moet worden. " * 30 + wave.body

    assert Moulds().mail(LetterFactory(wave=wave), "") is None
