import pytest

from respondents.domain import texts
from respondents.enums import WaveKind
from respondents.exceptions import TextRefused

BODY = "Hallo\n\n[[link]]\n\n[[afmelden]]"


@pytest.mark.parametrize("kind", WaveKind.values)
def test_the_texts_that_we_propose_can_be_sent(kind: WaveKind) -> None:
    texts.check(*texts.default(kind))


@pytest.mark.parametrize(
    ("subject", "body", "problem"),
    [
        (
            "Hallo",
            "[[link]]",
            "[[afmelden]] moet precies één keer in de tekst staan. Nu staat het er 0 keer.",
        ),
        (
            "Hallo",
            f"{BODY} [[link]]",
            "[[link]] moet precies één keer in de tekst staan. Nu staat het er 2 keer.",
        ),
        ("[[link]]", BODY, "In het onderwerp kan geen link. Haal [[link]] en [[afmelden]] daar weg."),
        ("Hallo\nBcc: x@y.nl", BODY, "Het onderwerp past op één regel. Haal de regeleinden weg."),
    ],
)
def test_a_text_that_would_mislead_is_refused(subject: str, body: str, problem: str) -> None:
    with pytest.raises(TextRefused) as refusal:
        texts.check(subject, body)

    assert refusal.value.problems == [problem]


def test_an_unknown_placeholder_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(TextRefused) as refusal:
        texts.check("Hallo [[naam]]", BODY)

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
