"""The whole words of the letters that no team writes, as their readers get them."""

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from respondents.domain import access, delivery, hand_overs, letters, texts
from respondents.domain.hand_overs import Wish
from respondents.enums import LetterKind
from respondents.models import Invitation, Letter
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory, LetterFactory
from tests.factories.surveys import ResponseFactory
from tests.smtp import Sink

pytestmark = pytest.mark.django_db

HAND_OVER = """\
Beste Fatima El Amrani,

{collega} kreeg van ons een vragenlijst over burgerparticipatie in gemeente Zwolle. Volgens uw collega weet u hier \
meer van. Wilt u de vragenlijst invullen?

Start de vragenlijst:
{link}

Invullen kost ongeveer 5 minuten en kan tot en met maandag 25 september. {begin}

Bent u ook niet de juiste persoon? Op de eerste pagina kunt u de vragenlijst weer doorgeven.

Wie vraagt dit en waarom? Dit onderzoek is van Publiek Denken en onderzoeksbureau Invior en is er ieder jaar, om \
gemeenten van elkaar te laten leren. We gebruiken uw adres alleen voor dit onderzoek. We hebben het uit deze bron: \
Genoemd door een collega van gemeente Zwolle (20 juni 2023). We publiceren geen antwoorden die naar u herleidbaar \
zijn. U mag uw gegevens inzien, laten verbeteren en laten wissen; mail daarvoor naar privacy@publiekdenken.example of \
privacy@invior.example. Met een klacht kunt u terecht bij de Autoriteit Persoonsgegevens.

Met vriendelijke groet,
het projectteam van de Barometer Burgerparticipatie

Geen mail meer over dit onderzoek? Meld u af:
{afmelden}
"""

LINK = """\
{aanhef},

U vroeg ons om de link naar uw vragenlijst. Hiermee gaat u verder waar u was:
{link}

Invullen kan tot en met maandag 25 september. Wie deze link heeft, kan uw antwoorden zien en wijzigen. Stuur deze \
mail dus niet door.

{adres} Heeft u niet om deze mail gevraagd? Dan heeft iemand zich vergist en kunt u hem weggooien.

Met vriendelijke groet,
het projectteam van de Barometer Burgerparticipatie
"""

THANKS = """\
Beste Sanne de Vries,

Uw antwoorden voor gemeente Zwolle zijn binnen. Dank u wel voor uw tijd.

Tot en met maandag 25 september kunt u uw antwoorden nog bekijken en wijzigen:
{link}

Na de sluiting maken we het rapport. We publiceren geen antwoorden die naar u herleidbaar zijn.

Met vriendelijke groet,
het projectteam van de Barometer Burgerparticipatie

Geen mail meer over dit onderzoek? Meld u af:
{afmelden}
"""


@pytest.fixture
def giver(edition: Edition) -> Invitation:
    edition.opens_at = datetime(2023, 6, 11, 22, tzinfo=UTC)
    edition.closes_at = datetime(2023, 9, 25, 21, 59, 59, tzinfo=UTC)
    edition.save()
    return InvitationFactory(
        edition=edition, respondent__email="sanne@zwolle.example", respondent__gemeente__name="Zwolle"
    )


def handed_over(giver: Invitation, wish: Wish) -> Letter:
    hand_overs.hand_over(giver, wish)
    letter = Letter.objects.get()
    assert letter.invitation is not None
    letter.invitation.respondent.sourced_on = date(2023, 6, 20)
    return letter


@pytest.mark.parametrize(
    ("goes_along", "collega", "begin"),
    [
        (
            {},
            "Een collega van uw gemeente",
            "U kunt tussentijds stoppen en met dezelfde link verdergaan.",
        ),
        (
            {"names_giver": True, "with_answers": True},
            "Uw collega Sanne de Vries",
            "Uw collega heeft een deel al ingevuld. U kunt die antwoorden bekijken en wijzigen.",
        ),
    ],
)
def test_the_letter_to_a_colleague_says_who_gave_the_address_and_what_it_is(
    giver: Invitation, goes_along: dict[str, bool], collega: str, begin: str
) -> None:
    giver.response = ResponseFactory(edition=giver.edition)
    giver.save()

    letter = handed_over(giver, Wish("fatima@zwolle.example", "Fatima El Amrani", **goes_along))
    message = letters.compose(letter)

    colleague = letter.invitation
    assert colleague is not None
    assert message.subject == "Een collega noemde u: burgerparticipatie in gemeente Zwolle"
    assert message.to == ["fatima@zwolle.example"]
    assert message.body == HAND_OVER.format(
        collega=collega,
        begin=begin,
        link=access.personal_link(colleague),
        afmelden=access.opt_out_link(colleague),
    )
    assert message.extra_headers["List-Unsubscribe"] == (
        f"<{access.opt_out_link(colleague)}>, <mailto:barometer@publiekdenken.example?subject=Afmelden>"
    )


def test_a_giver_who_was_erased_is_a_colleague(giver: Invitation) -> None:
    letter = handed_over(giver, Wish("fatima@zwolle.example", "Fatima El Amrani", names_giver=True))
    giver.respondent.delete()

    assert "Een collega van uw gemeente kreeg van ons" in str(letters.compose(letter).body)


def test_the_link_that_an_invited_person_asked_for(giver: Invitation) -> None:
    letter = LetterFactory(without_wave=True, kind=LetterKind.LINK, invitation=giver)

    message = letters.compose(letter)

    assert message.subject == "Uw link naar de vragenlijst over burgerparticipatie"
    assert message.to == ["sanne@zwolle.example"]
    assert message.body == LINK.format(
        aanhef="Beste Sanne de Vries",
        link=access.personal_link(giver),
        adres="We sturen de link alleen naar het adres waarop u bent uitgenodigd.",
    )
    assert "List-Unsubscribe" not in message.extra_headers


def test_the_link_to_a_typed_address_says_what_becomes_of_it(giver: Invitation) -> None:
    letter = LetterFactory(typed=True, response=ResponseFactory(edition=giver.edition, channel="open"))

    message = letters.compose(letter)

    assert message.to == ["sanne@thuis.example"]
    assert message.body == LINK.format(
        aanhef="Geachte heer of mevrouw",
        link=access.resume_link(letter.response),
        adres="We gebruiken dit adres alleen voor deze ene mail. Daarna wissen we het; het komt niet bij uw "
        "antwoorden te staan.",
    )


def test_the_thanks(giver: Invitation) -> None:
    letter = LetterFactory(without_wave=True, kind=LetterKind.THANKS, invitation=giver)

    message = letters.compose(letter)

    assert message.subject == "Bedankt voor uw antwoorden over burgerparticipatie"
    assert message.body == THANKS.format(
        link=access.personal_link(giver), afmelden=access.opt_out_link(giver)
    )


@pytest.mark.parametrize("kind", [LetterKind.HAND_OVER, LetterKind.LINK, LetterKind.THANKS])
def test_no_placeholder_is_left_and_the_html_has_the_same_links(giver: Invitation, kind: LetterKind) -> None:
    letter = LetterFactory(without_wave=True, kind=kind, invitation=giver)

    message = letters.compose(letter)

    (html,) = [str(part.content) for part in message.alternatives]
    assert texts.PLACEHOLDER.findall(str(message.subject) + str(message.body)) == []
    assert f'href="{access.personal_link(giver)}"' in html
    assert (f'href="{access.opt_out_link(giver)}"' in html) == (kind != LetterKind.LINK)


def test_on_the_wire_it_looks_like_a_mail_that_a_program_may_not_answer(edition: Edition, smtp: Sink) -> None:
    LetterFactory(without_wave=True, kind=LetterKind.LINK, invitation=InvitationFactory(edition=edition))

    delivery.run()

    mail = message_from_bytes(smtp.mails[0][1], policy=default)
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == (Letter.objects.get().message_id, "auto-generated")
    assert (mail["In-Reply-To"], mail["List-Unsubscribe"]) == (None, None)
