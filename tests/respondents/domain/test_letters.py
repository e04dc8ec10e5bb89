import re
from datetime import UTC, date, datetime
from email import message_from_bytes

import pytest
from pytest_django import Settings

from respondents.domain import access, letters, texts
from respondents.models import Letter
from respondents.transports.smtp import Mail
from surveys.models import Edition
from tests.factories.respondents import LetterFactory

pytestmark = pytest.mark.django_db

INVITATION = """\
Beste Sanne de Vries,

Hoe staat burgerparticipatie ervoor in gemeente Zwolle? Met de Barometer Burgerparticipatie brengen we dat ieder jaar \
voor alle gemeenten in beeld. Uw ervaring telt daarin mee. Wilt u een vragenlijst invullen?

Start de vragenlijst:
{link}

Invullen kost ongeveer 5 minuten en kan tot en met maandag 25 september. U kunt tussentijds stoppen en met dezelfde \
link verdergaan. De link is persoonlijk; stuur deze mail dus niet door.

Weet een collega hier meer van? Op de eerste pagina kunt u de vragenlijst doorgeven.

Wat gebeurt er met uw antwoorden? We behandelen ze vertrouwelijk en maken er een openbaar rapport van. Daarin staan \
geen antwoorden die naar u herleidbaar zijn. De antwoorden tellen ook mee bij de keuze van vijf koplopers: gemeenten \
die vooroplopen.

Wie vraagt dit en waarom? Dit onderzoek is van Publiek Denken en onderzoeksbureau Invior en is er ieder jaar, om \
gemeenten van elkaar te laten leren. We gebruiken uw adres alleen voor dit onderzoek. We hebben het uit deze bron: \
Overheid in Nederland (3 mei 2023). U mag uw gegevens inzien, laten verbeteren en laten wissen, en u mag bezwaar \
maken; mail daarvoor naar privacy@publiekdenken.example of privacy@invior.example. Met een klacht kunt u terecht bij \
de Autoriteit Persoonsgegevens.

Met vriendelijke groet,
het projectteam van de Barometer Burgerparticipatie

Geen mail meer over dit onderzoek? Meld u af:
{afmelden}
"""


@pytest.fixture
def letter(edition: Edition) -> Letter:
    Edition.objects.update(
        closes_at=datetime(2023, 9, 25, 21, 59, 59, tzinfo=UTC), opens_at=datetime(2023, 6, 12, tzinfo=UTC)
    )
    edition.refresh_from_db()
    subject, body = texts.default("invitation")
    return LetterFactory(
        wave__edition=edition,
        wave__subject=subject,
        wave__body=body,
        invitation__respondent__gemeente__name="Zwolle",
        invitation__respondent__sourced_on=date(2023, 5, 3),
    )


def test_the_invitation_says_all_it_has_to(letter: Letter) -> None:
    message = letters.compose(letter)

    links = {
        "link": access.personal_link(letter.invitation),
        "afmelden": access.opt_out_link(letter.invitation),
    }
    assert message.subject == "Hoe staat burgerparticipatie ervoor in gemeente Zwolle?"
    assert message.body == INVITATION.format(**links)
    assert message.to == [letter.invitation.respondent.email]


def test_the_html_says_the_same_and_loads_nothing(letter: Letter) -> None:
    (html,) = [str(part.content) for part in letters.compose(letter).alternatives]

    links = re.findall(r'href="([^"]+)"', html)
    assert links == [access.personal_link(letter.invitation), access.opt_out_link(letter.invitation)]
    assert "Autoriteit Persoonsgegevens" in html
    assert not re.search(r"<img|<script|src=|url\(", html)
    assert len(html.encode()) < 60_000


def test_a_name_cannot_become_markup(letter: Letter) -> None:
    letter.invitation.respondent.name = '<a href="https://kwaad.example">klik</a>'

    (html,) = [str(part.content) for part in letters.compose(letter).alternatives]

    assert "&lt;a href=" in html
    assert 'href="https://kwaad.example"' not in html


def test_composing_again_bears_the_same_message_id(letter: Letter, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://barometer.example"

    first, second = letters.compose(letter), letters.compose(letter)

    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.extra_headers["Message-ID"].endswith("@barometer.example>")


def test_a_respondent_without_a_name_is_a_colleague(letter: Letter) -> None:
    letter.invitation.respondent.name = ""

    assert str(letters.compose(letter).body).startswith("Beste collega,\n")


@pytest.mark.parametrize(
    "name",
    ["[[link]]", "%0d%0aBcc: ", "=?utf-8?q?=0ABcc:_?=", "Bcc: an@gemeente.example", "山" * 150, "x" * 150],
)
def test_no_name_that_can_be_stored_changes_the_headers_or_adds_a_link(letter: Letter, name: str) -> None:
    def on_the_wire(name: str) -> tuple[list[str], str]:
        letter.invitation.respondent.name = name
        letter.invitation.respondent.clean_fields()
        message = letters.compose(letter)
        return message_from_bytes(Mail.of(message).body).keys(), str(message.body)

    assert letter.wave is not None
    letter.wave.subject = "[[aanhef]], hoe staat burgerparticipatie ervoor?"
    headers, body = on_the_wire("Sanne")

    assert on_the_wire(name) == (headers, body.replace("Sanne", name))
