import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain import gemeenten
from surveys.domain.gemeente_names import every_name
from surveys.domain.possible_names import NameKind, Piece, pieces, possible_names

GEMEENTEN = {"zwolle", "bergen", "bergenopzoom", "best", "denhaag", "sgravenhage", "gemertbakel", "houten"}
PLACE, PERSON, CAPITAL = NameKind.GEMEENTE, NameKind.PERSON, NameKind.CAPITAL


def found_in(text: str) -> list[tuple[str, str]]:
    return [(mark.of(text), mark.kind) for mark in possible_names(text, GEMEENTEN)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("De wijkgesprekken gaan goed. Inwoners komen terug.", []),
        ("Het kan altijd beter, maar we doen ons best in de houten keet.", []),
        ("De VNG en het B&W-besluit helpen", []),
        ("in zwolle gaat het goed", [("zwolle", PLACE)]),
        ("ZWOLLE!", [("ZWOLLE", PLACE)]),
        ("Zwolle’s aanpak", [("Zwolle", PLACE)]),
        ("De gemeente Zwolle", [("gemeente Zwolle", PLACE)]),
        ("Best doet het goed", [("Best", PLACE)]),
        ("van Bergen op Zoom. Bergen ook", [("Bergen op Zoom", PLACE), ("Bergen", PLACE)]),
        ("In 's-Gravenhage en Gemert-Bakel", [("'s-Gravenhage", PLACE), ("Gemert-Bakel", PLACE)]),
        ("of Den  Haag", [("Den  Haag", PLACE)]),
        ("de provincie Noord-Holland", [("Noord-Holland", NameKind.PROVINCIE)]),
        ("Onze wethouder Jansen helpt", [("wethouder Jansen", PERSON)]),
        ("met mevr. van den Berg", [("mevr. van den Berg", PERSON)]),
        ("van J.P. de Vries kwam", [("J.P. ", PERSON), ("Vries", CAPITAL)]),
        ("In Zwolle en de Delta", [("Zwolle", PLACE), ("Delta", CAPITAL)]),
        ("Goed. De Omgevingswet!", [("Omgevingswet", CAPITAL)]),
        ("Piet Jansen begon ermee", [("Piet Jansen", CAPITAL)]),
        ("het plan van Anna en van Bram", [("Anna", CAPITAL), ("Bram", CAPITAL)]),
        ("o.a. Anna deed mee", [("Anna", CAPITAL)]),
        ("op het Stationsplein 12", [("Stationsplein 12", NameKind.STREET)]),
        ("mail anna@zwolle.nl", [("anna@zwolle.nl", NameKind.MAIL)]),
        ("bel 038 - 123 45 67", [("038 - 123 45 67", NameKind.PHONE)]),
        ("of +31 6 12345678", [("+31 6 12345678", NameKind.PHONE)]),
        ("budget 25.000 tot 1.000.000 in 2023", []),
        ("zie https://voorbeeld.example/x en", [("https://voorbeeld.example/x", NameKind.LINK)]),
        ("op www.mijnwijk.nl", [("www.mijnwijk.nl", NameKind.LINK)]),
        ("op 8011 AB", [("8011 AB", NameKind.POSTCODE)]),
    ],
)  # fmt: skip
def test_what_may_be_a_name_is_marked(text: str, expected: list[tuple[str, str]]) -> None:
    assert found_in(text) == expected


@given(st.text(alphabet="Aa Jj.’'-@1 Zwole\n(/0", max_size=80))
def test_the_pieces_are_the_text_again(text: str) -> None:
    marks = possible_names(text, GEMEENTEN)

    assert "".join(piece.text for piece in pieces(text, marks)) == text
    assert [piece.kind for piece in pieces(text, marks) if piece.kind] == [mark.kind for mark in marks]


def test_what_is_not_marked_stays_between() -> None:
    text = "in zwolle en best"

    assert pieces(text, possible_names(text, GEMEENTEN)) == [
        Piece("in "),
        Piece("zwolle", PLACE),
        Piece(" en best"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["Haaren", "den bosch", "Súdwest-Fryslân", "sudwest fryslan", "volendam", "Hof van Twente", "Weesp"],
)
def test_every_name_that_a_gemeente_has_or_had_is_known(name: str) -> None:
    gemeenten.load()
    text = f"zoals in {name}, zei men"

    assert [(mark.of(text), mark.kind) for mark in possible_names(text, every_name())] == [(name, PLACE)]
