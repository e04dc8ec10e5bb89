import pytest

from respondents.domain import texts
from respondents.enums import LetterKind, WaveKind
from respondents.exceptions import TextRefused

BODY = "Hallo\n\n[[link]]\n\n[[bron]]\n\n[[afmelden]]"
INVITATION = LetterKind.INVITATION
IN_SUBJECT = "In het onderwerp kan geen link. Haal [[link]], [[afmelden]] en webadressen daar weg."
ONE_LINE = "Het onderwerp past op één regel. Haal de regeleinden weg."
UNFINISHED = "Een plaatshouder is niet af. Schrijf hem met twee haken aan elke kant, zoals [[gemeente]]."


@pytest.mark.parametrize("kind", WaveKind.values)
def test_the_texts_that_we_propose_can_be_sent(kind: WaveKind) -> None:
    texts.check(LetterKind(kind), *texts.default(kind))


@pytest.mark.parametrize(
    ("subject", "body", "problem"),
    [
        (
            "Hallo",
            "[[link]]\n[[bron]]",
            "[[afmelden]] moet precies één keer in de tekst staan. Nu staat het er 0 keer.",
        ),
        (
            "Hallo",
            f"{BODY}\n[[link]]",
            "[[link]] moet precies één keer in de tekst staan. Nu staat het er 2 keer.",
        ),
        (
            "Hallo",
            BODY.replace("Hallo\n\n", "Hallo: "),
            "Zet [[link]] op een eigen regel. Dan wordt het in de opgemaakte mail iets om op te drukken.",
        ),
        ("[[link]]", BODY, IN_SUBJECT),
        ("www.voorbeeld.nl", BODY, IN_SUBJECT),
        ("", BODY, "Vul een onderwerp in."),
        ("Hallo\nBcc: x@y.nl", BODY, ONE_LINE),
        ("Hallo\rBcc: x@y.nl", BODY, ONE_LINE),
        ("Hallo\u2028Bcc: x@y.nl", BODY, ONE_LINE),
        (
            "Hallo\0",
            BODY,
            "In het onderwerp staan onzichtbare tekens. Typ het onderwerp opnieuw, zonder plakken.",
        ),
        (
            "Hallo",
            f"{BODY}\nx\0y",
            "In regel 8 staan onzichtbare tekens. Typ die regel opnieuw, zonder plakken.",
        ),
        (
            "Hallo",
            f"\u202e{BODY}",
            "In regel 1 staan onzichtbare tekens. Typ die regel opnieuw, zonder plakken.",
        ),
        (
            "Hallo {{ request }}",
            BODY,
            "{{ en }} doet hier niets. Haal het weg, of gebruik een plaatshouder zoals [[gemeente]].",
        ),
        (
            "Hallo",
            f"{BODY}\n{{% debug %}}",
            "{% en %} doet hier niets. Haal het weg, of gebruik een plaatshouder zoals [[gemeente]].",
        ),
        ("Hallo [[gemeente]", BODY, UNFINISHED),
        ("Hallo", f"{BODY}\ngemeente]]", UNFINISHED),
        (
            "Hallo",
            f"{BODY}\nhttps://elders.example",
            "Er staat een webadres in de tekst. Haal het weg: de enige link is [[link]].",
        ),
        (
            "Hallo",
            "[[link]]\n[[afmelden]]",
            "Een uitnodiging zegt waar het adres vandaan komt. Zet [[bron]] in de tekst.",
        ),
    ],
)
def test_a_text_that_would_mislead_is_refused(subject: str, body: str, problem: str) -> None:
    with pytest.raises(TextRefused) as refusal:
        texts.check(INVITATION, subject, body)

    assert refusal.value.problems == [problem]


def test_an_unknown_placeholder_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(TextRefused) as refusal:
        texts.check(INVITATION, "Hallo [[naam]]", BODY)

    (problem,) = refusal.value.problems
    assert problem.startswith("[[naam]] is niet bekend. Gebruik een van deze: [[aanhef]], [[gemeente]]")


@pytest.mark.parametrize(
    "text", ["{0.__class__}", "{settings.SECRET_KEY}", "{{ request }}", "{% debug %}", "%s"]
)
def test_fill_runs_nothing_that_looks_like_code(text: str) -> None:
    assert texts.fill(text, {"link": "x"}) == text


def test_fill_replaces_once() -> None:
    assert (
        texts.fill("[[aanhef]] [[link]]", {"aanhef": "[[link]]", "link": "https://x"}) == "[[link]] https://x"
    )
