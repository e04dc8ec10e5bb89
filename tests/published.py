"""Where each figure of the published report of 2023 is found among ours: table and item, by topic and place."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from surveys.domain.figures import Figure
from surveys.domain.percentages import percent
from tests.conftest import DATA

PERSONS = 75
PUBLISHED: dict[str, Any] = json.loads((DATA / "published-2023.json").read_text())

FIRST = {
    "inwoners invloed laten uitoefenen op het beleid": "invloed",
    "de kwaliteit van het beleid vergroten": "kwaliteit",
    "inwoners horen": "horen",
    "de kloof tussen de overheid en de burgers verkleinen": "kloof",
    "draagvlak creëren": "draagvlak",
    "inclusie": "inclusie",
    "zelfredzaamheid vergroten": "zelfredzaamheid",
}
ESSENTIAL = {
    "verwachtingsmanagement": "verwachtingen",
    "vertrouwen in elkaar hebben": "vertrouwen",
    "duidelijke kaders stellen": "kaders",
    "diversiteit van de inwoners": "diversiteit",
    "relevante informatie beschikbaar hebben voor betrokkenen": "informatie",
    "budget": "budget",
    "inclusiviteit van de inwoners": "inclusiviteit",
}
OTHER = {"anders, namelijk": "anders"}
NONE = {"niks, alles gaat goed": "niks"}
STATEMENTS = {
    "7.1": "verantwoordelijke",
    "7.2": "desk_research",
    "7.3": "toolbox",
    "7.4": "beleid",
    "7.5": "houding",
}
METHODS = {
    "inspraakbijeenkomsten": "methodes_inspraak",
    "enquêtes": "methodes_enquetes",
    "werkbezoeken/schouwen": "methodes_schouwen",
    "adviesraden": "methodes_adviesraden",
    "burgertop": "methodes_vervolg_burgertop",
    "participatief begroten": "methodes_vervolg_begroten",
    "burgervisitatie/audit": "methodes_vervolg_visitatie",
    "referendum": "methodes_vervolg_referendum",
}
FEEDBACK = {
    "terugkoppeling/verslag van een bijeenkomst": "verslag",
    "evaluatie van het project na afloop": "na_afloop",
    "tussentijdse evaluatie": "tussentijds",
}
HOW_OFTEN = {"meerdere keren": "meerdere", "enkele keer": "enkele", "niet": "niet"}
ORGANISATION = {
    "participatiebeleid": "beleid",
    "participatiekader/stappenplan": "kader",
    "multidisciplinair team": "team",
    "verzamelpunt informatie": "verzamelpunt",
    "participatieverordening": "verordening",
    "workshops/trainingen": "workshops",
}
KNOWLEDGE = {
    "digitale bijeenkomsten": "digitaal",
    "workshops": "workshops",
    "fysieke bijeenkomsten": "fysiek",
    "trainingen": "trainingen",
    "digitaal platform": "platform",
    "geen behoefte": "geen",
} | OTHER
CHANNELS = {
    "sociale media": "sociale_media",
    "gemeentelijke website": "website",
    "nieuwsbrief": "nieuwsbrief",
    "postverzending": "post",
    "dorpskrant": "dorpskrant",
} | OTHER
INTERNAL = (
    {
        "competentieontwikkeling van medewerkers": "competentie",
        "cultuurverandering die burgerparticipatie ondersteunt": "cultuur",
        "training in participatiemethoden": "training",
    }
    | OTHER
    | NONE
)
EXTERNAL = (
    {
        "terugkoppeling en opvolging van participatie-inspanningen": "terugkoppeling",
        "het regelmatig evalueren van het participatieproces": "evalueren",
        "verbetering van de informatieverstrekking": "informatie",
    }
    | OTHER
    | NONE
)

Place = tuple[str, ...]


def in_table(topic: str, table: str, items: dict[str, str], *between: str) -> dict[Place, Place]:
    return {(topic, *between, words): (table, item) for words, item in items.items()}


PLACES: dict[Place, Place] = {
    ("definitie", "answered"): ("definitie", "answered"),
    ("definitie", "not_answered"): ("definitie", "not_answered"),
    **in_table("redenen", "redenen_first", FIRST, "first_place"),
    **in_table("redenen", "redenen_top", FIRST, "top_three"),
    ("rapportcijfer", "mark_6"): ("rapportcijfer", "6"),
    ("rapportcijfer", "mark_8"): ("rapportcijfer", "8"),
    **{
        ("interne organisatie", "volledig_or_grotendeels", words): (f"interne_organisatie_{row}", "top")
        for words, row in ORGANISATION.items()
    },
    ("aanvullingen interne organisatie", "answered"): ("aanvullingen", "answered"),
    ("budget beschikbaar", "ja"): ("budget", "ja"),
    ("budget beschikbaar", "nee"): ("budget", "nee"),
    ("budget beschikbaar", "weet niet / vertel ik liever niet"): ("budget", "weet_niet"),
    ("beleidsfasen", "published", "beleidsvoorbereiding", "meeweten"): (
        "beleidsfasen_beleidsvoorbereiding",
        "meeweten",
    ),
    **{("medewerkers", "agree", number): (f"medewerkers_{row}", "top") for number, row in STATEMENTS.items()},
    ("medewerkers", "weet_niet_nvt", "7.3"): ("medewerkers_toolbox", "weet_niet_nvt"),
    ("aantal trajecten", "0"): ("trajecten", "geen"),
    ("aantal trajecten", "6-10"): ("trajecten", "van_6_tot_10"),
    ("aantal trajecten", "16 of meer"): ("trajecten", "vanaf_16"),
    **in_table("interne verbeterpunten", "verbeterpunten_intern", INTERNAL),
    **in_table("externe verbeterpunten", "verbeterpunten_extern", EXTERNAL),
    **in_table("essentieel", "essentieel_first", ESSENTIAL, "first_place"),
    **in_table("essentieel", "essentieel_top", ESSENTIAL, "top_three"),
    ("ambities", "korte termijn answered"): ("ambities_kort", "answered"),
    ("ambities", "lange termijn answered"): ("ambities_lang", "answered"),
    ("ambities", "geen verwachtingen"): ("ambities_keuze", "geen"),
    ("ambities", "weet niet"): ("ambities_keuze", "weet_niet"),
    **in_table("communicatiemiddelen", "communicatiemiddelen", CHANNELS),
    **{
        ("methodes om inwoners te betrekken", published, words): (table, item)
        for published, item in (("meerdere_keren", "meerdere"), ("niet", "niet"))
        for words, table in METHODS.items()
    },
    **{
        ("terugkoppeling en evaluatie", form, words): (f"terugkoppeling_{row}", item)
        for form, row in FEEDBACK.items()
        for words, item in HOW_OFTEN.items()
    },
    ("uitdagingen", "geen uitdagingen"): ("uitdagingen_keuze", "geen"),
    ("uitdagingen", "weet niet"): ("uitdagingen_keuze", "weet_niet"),
    ("wat kan helpen", "geen hulp nodig"): ("hulp_keuze", "geen"),
    ("wat kan helpen", "weet niet"): ("hulp_keuze", "weet_niet"),
    ("samenwerking met andere gemeenten", "ja"): ("samenwerking", "ja"),
    ("samenwerking met andere gemeenten", "nee"): ("samenwerking", "nee"),
    ("samenwerking met andere gemeenten", "weet niet"): ("samenwerking", "weet_niet"),
    **in_table("kennisuitwisseling", "kennisuitwisseling", KNOWLEDGE),
}
# Examples, which are no persons.
EXAMPLES: dict[Place, Place] = {
    ("voorbeelden van geslaagde trajecten", "examples_named", kind): (f"voorbeelden_{kind}", "examples")
    for kind in ("meedenken", "meebeslissen", "meedoen")
}
# What the report prints as another number than the percentage of one item.
APART: set[Place] = {("rapportcijfer", "mean"), ("rapportcijfer", "below_6"), *EXAMPLES}

# What the report says in words: which percentages they can mean, and where they are found.
ANY = range(101)
MEANINGS = {
    "almost one in four": range(22, 25),
    "one in four": range(24, 27),
    "one in ten": range(9, 12),
    "two fifths": range(39, 42),
    "just over half": range(51, 56),
    "a large majority": range(55, 101),
    "the largest majority": range(51, 101),
    "the largest group": ANY,
}
# These say that no other answer was given more often.
LARGEST = ("a large majority", "the largest majority", "the largest group")
PHASES = ("agendavorming", "beleidsvoorbereiding", "besluitvorming", "uitvoering")
ROLES = {"meeweten": "meeweten", "meedenken": "meedenken", "meebeslissen + meedoen": "top"}
IN_WORDS: dict[Place, Place] = {
    ("rapportcijfer", "mark_7"): ("rapportcijfer", "7"),
    ("interne organisatie", "volledig_or_grotendeels", "toolbox"): ("interne_organisatie_toolbox", "top"),
    **{
        ("beleidsfasen", "published", phase, words): (f"beleidsfasen_{phase}", item)
        for phase in PHASES
        for words, item in ROLES.items()
        if (phase, words) != ("beleidsvoorbereiding", "meeweten")
    },
}
# What the published data say about themselves.
ABOUT = ("topic", "kind", "number", "note", "rows", "columns")


def published(kind: type) -> dict[Place, Any]:
    """Everything of that kind that the report prints about the questions, by topic and place."""

    def walk(node: Any, place: Place) -> Iterator[tuple[Place, Any]]:
        if isinstance(node, dict):
            for key, value in node.items():
                if key not in ABOUT:
                    yield from walk(value, (*place, key))
        elif isinstance(node, kind):
            yield place, node

    questions = PUBLISHED["questions"]
    return dict(found for question in questions for found in walk(question, (question["topic"],)))


def bases(figures: Mapping[Place, Figure]) -> str:
    """Count, base and percentage of everything that is published, as `docs/bases.md` lists them."""
    numbers = [
        _line(" – ".join(place), figures[PLACES[place]]) for place in published(int) if place in PLACES
    ]
    words = [
        _line(f"{' – '.join(place)}: *{text}*", figures[IN_WORDS[place]])
        for place, text in published(str).items()
    ]
    examples = ", ".join(str(figures[place].count) for place in EXAMPLES.values())
    last = f"{_marks(figures)} Examples are counted, not persons: {examples}."
    return "\n".join([*TOP, *numbers, "", "What the report says in words:", "", *TOP, *words, "", last, ""])


TOP = ("| figure | count | base | percent |", "|---|---:|---:|---:|")


def _line(words: str, figure: Figure) -> str:
    base = f"**{figure.base}**" if figure.base < PERSONS else f"{figure.base}"
    return f"| {words} | {figure.count} | {base} | {figure.percent} |"


def _marks(figures: Mapping[Place, Figure]) -> str:
    counts = {mark: figures["rapportcijfer", str(mark)].count for mark in range(1, 11)}
    total, base = sum(mark * count for mark, count in counts.items()), sum(counts.values())
    low = sum(count for mark, count in counts.items() if mark < 6)
    return (
        f"The mean mark is {total / base:.1f} ({total} / {base});"
        f" {low} of {base} gave less than a 6 ({percent(low, base)}%)."
    )
