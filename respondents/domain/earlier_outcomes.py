"""How somebody ended in an earlier Barometer, as a list says it in words."""

from collections.abc import Iterable, Mapping

from django.utils import timezone

from respondents.domain.addresses import normalize_email
from respondents.domain.contact_columns import ADDRESS, heading_key
from respondents.enums import EarlierOutcome

FIRST_YEAR = 2015
# In small letters and digits only; a word that is not here is refused, for it might be an opt-out.
WORDS = {
    EarlierOutcome.ANSWERED: {
        *("geantwoord", "heeftgeantwoord", "beantwoord", "ingevuld", "verzonden", "volledig", "respons"),
        *("answered", "complete", "completed"),
    },
    EarlierOutcome.NO_ANSWER: {
        *("geenantwoord", "nietgeantwoord", "nietingevuld", "geenreactie", "geenrespons", "nonrespons"),
        *("noanswer", "noresponse", "nonresponse"),
    },
    EarlierOutcome.DECLINED: {
        *("weigering", "geweigerd", "doetnietmee", "wilnietmeedoen", "wildenietmeedoen"),
        *("declined", "refused", "refusal"),
    },
    EarlierOutcome.BOUNCED: {
        *("onbestelbaar", "bounce", "bounced", "hardbounce", "bestaatniet", "adresbestaatniet"),
        *("adresbestondniet", "nietbezorgd", "undeliverable"),
    },
    EarlierOutcome.OPTED_OUT: {
        *("afgemeld", "uitgeschreven", "wilgeenmail", "wilgeenmailmeer", "optout", "optedout"),
        *("unsubscribed", "unsubscribe"),
    },
    EarlierOutcome.LEFT: {
        *(
            "werkternietmeer",
            "werkteernietmeer",
            "uitdienst",
            "vertrokken",
            "weg",
            "left",
            "nolongeremployed",
        ),
    },
}
WITHOUT_MAIL = (EarlierOutcome.BOUNCED, EarlierOutcome.OPTED_OUT)
OUTCOME_OF = {word: outcome for outcome, words in WORDS.items() for word in words}

UNKNOWN = (
    "uitkomst: Dit woord kennen we niet. Schrijf: geantwoord, geen antwoord, weigering, onbestelbaar, "
    "afgemeld of uit dienst."
)
NO_YEAR = "jaar: Vul in van welk jaar de uitkomst is, zoals 2021."


def read_outcome(word: str, year: str) -> tuple[EarlierOutcome, int | None, list[str]]:
    """Without a word there is no outcome, and the year says nothing."""
    if not word:
        return EarlierOutcome.NONE, None, []
    outcome = OUTCOME_OF.get(heading_key(word), EarlierOutcome.NONE)
    problems = [] if outcome else [UNKNOWN]
    if not (year.isascii() and year.isdecimal() and FIRST_YEAR <= int(year[:5]) <= timezone.localdate().year):
        return outcome, None, [*problems, NO_YEAR]
    return outcome, int(year), problems


def addresses_without_mail(rows: Iterable[Mapping[str, str]]) -> dict[EarlierOutcome, set[str]]:
    """The addresses that must never be mailed by these cells, normalised; of rows that are refused too."""
    found: dict[EarlierOutcome, set[str]] = {outcome: set() for outcome in WITHOUT_MAIL}
    for cells in rows:
        outcome = OUTCOME_OF.get(heading_key(cells.get("uitkomst", "")))
        email = normalize_email(cells.get("email", ""))
        if outcome in found and ADDRESS.fullmatch(email):
            found[outcome].add(email)
    return found
