import pytest

from respondents.domain import text_advice, texts
from respondents.enums import WaveKind

SUBJECT, BODY = texts.default(WaveKind.INVITATION)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("invitation", "invitation"),
        ("reminder", "reminder"),
        ("reminder", "last_reminder"),
        ("thanks", "thanks"),
    ],
)
def test_of_our_own_texts_nothing_is_said(kind: str, name: str) -> None:
    assert text_advice.advice(kind, *texts.read(name)) == []


@pytest.mark.parametrize(
    ("subject", "body", "remark"),
    [
        (
            "Doet u mee met het onderzoek naar burgerparticipatie in [[gemeente]]?",
            BODY,
            "Het onderwerp telt 72 tekens. Na 60 kapt een telefoon het af; maak het korter.",
        ),
        (
            SUBJECT,
            f"{BODY}\nMaak kans op een gratis boek.",
            "Dit klinkt als reclame: maak kans, gratis. Spamfilters letten daarop; zeg het anders.",
        ),
        ("Doe mee! €", BODY, "Laat ! en € weg. Spamfilters en lezers zien er reclame in."),
        ("LAATSTE dag", BODY, "Schrijf LAATSTE in kleine letters. Hoofdletters lezen als schreeuwen."),
        (
            SUBJECT,
            BODY.replace("[[verantwoordelijke]]", "ons"),
            "Zeg in de uitnodiging wie dit onderzoek houdt. De AVG vraagt dat (artikel 14).",
        ),
        (
            SUBJECT,
            BODY.replace("inzien", "krijgen"),
            "Zeg in de uitnodiging dat iemand de gegevens mag inzien en laten wissen. De AVG vraagt dat (artikel 14).",
        ),
        (
            SUBJECT,
            BODY.replace("Met een klacht kunt u terecht bij de Autoriteit Persoonsgegevens.", ""),
            "Zeg in de uitnodiging waar iemand met een klacht terechtkan. De AVG vraagt dat (artikel 14).",
        ),
    ],
)
def test_what_could_be_better_is_said(subject: str, body: str, remark: str) -> None:
    assert remark in text_advice.advice(WaveKind.INVITATION, subject, body)


def test_a_reminder_need_not_say_it_all_again() -> None:
    assert text_advice.advice(WaveKind.REMINDER, "Herinnering", "[[link]] [[afmelden]]") == []
