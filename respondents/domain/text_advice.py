"""What could be better about a text that may be sent: advice, which the team may pass by."""

import re
from collections.abc import Iterator

from respondents.domain import texts
from respondents.enums import WaveKind

# Most mail programs on a phone show no more than this of a subject.
LONGEST_SUBJECT = 60
# The gemeente of the examples; most names are shorter than twice this.
USUAL = {"gemeente": "gemeente Zwolle", "aanhef": "Beste Sanne de Vries"}

# What spam filters and readers take for advertising.
PROMOTION = re.compile(
    r"\b(gratis|korting|aanbieding|actieprijs|exclusief|uniek|unieke|win|winnen|prijsvraag|cadeau|cadeaubon"
    r"|laatste kans|mis het niet|nu of nooit|klik hier|meld u nu aan|bestel|kans maken|maak kans)\b",
    re.IGNORECASE,
)
CAPITALS = re.compile(r"\b[A-Z]{5,}\b")
SIGNS = re.compile(r"!|[€$]|[\u2190-\u2bff\U0001f000-\U0001faff]")

# What article 14 of the AVG asks of an invitation, beside [[bron]]: words by which each part is recognised.
NOTICE = (
    (
        "wie dit onderzoek houdt",
        re.compile(r"\[\[(verantwoordelijke|afzender)\]\]|houd(t|en) dit onderzoek|in opdracht van|namens"),
    ),
    ("waarom u dit vraagt", re.compile(r"waarom|met als doel|doel van")),
    ("dat iemand de gegevens mag inzien en laten wissen", re.compile(r"inzien(.|\n)*(wissen|verwijderen)")),
    ("waar iemand met een klacht terechtkan", re.compile(r"klacht|autoriteit persoonsgegevens")),
)


def advice(kind: str, subject: str, body: str) -> list[str]:
    """A sentence for each remark, in Dutch."""
    return [*_length(subject), *_promotion(subject, body), *_notice(kind, body)]


def _length(subject: str) -> Iterator[str]:
    length = len(texts.fill(subject, USUAL))
    if length > LONGEST_SUBJECT:
        yield f"Het onderwerp telt {length} tekens. Na {LONGEST_SUBJECT} kapt een telefoon het af; maak het korter."


def _promotion(subject: str, body: str) -> Iterator[str]:
    text = texts.PLACEHOLDER.sub("", f"{subject}\n{body}")
    words = dict.fromkeys(match[0].lower() for match in PROMOTION.finditer(text))
    if words:
        yield f"Dit klinkt als reclame: {', '.join(words)}. Spamfilters letten daarop; zeg het anders."
    if signs := dict.fromkeys(SIGNS.findall(text)):
        yield f"Laat {' en '.join(signs)} weg. Spamfilters en lezers zien er reclame in."
    if capitals := dict.fromkeys(CAPITALS.findall(text)):
        yield f"Schrijf {', '.join(capitals)} in kleine letters. Hoofdletters lezen als schreeuwen."


def _notice(kind: str, body: str) -> Iterator[str]:
    """An invitation says who asks what of whom; only a reminder of it may be silent."""
    if kind != WaveKind.INVITATION:
        return
    for what, words in NOTICE:
        if not words.search(body.lower()):
            yield f"Zeg in de uitnodiging {what}. De AVG vraagt dat (artikel 14)."
