import pytest

from surveys.enums import Landsdeel, Provincie


def test_every_provincie_is_in_one_landsdeel() -> None:
    names = {
        landsdeel.label: sorted(part.label for part in parts)
        for landsdeel, parts in Landsdeel.parts().items()
    }

    assert names == {
        "Noord": ["Drenthe", "Friesland", "Groningen"],
        "Oost": ["Flevoland", "Gelderland", "Overijssel"],
        "West": ["Noord-Holland", "Utrecht", "Zeeland", "Zuid-Holland"],
        "Zuid": ["Limburg", "Noord-Brabant"],
    }
    assert sorted(part for parts in Landsdeel.parts().values() for part in parts) == sorted(Provincie)


def test_the_landsdeel_of_a_provincie() -> None:
    assert (Landsdeel.of(Provincie.ZEELAND), Landsdeel.of("flevoland")) == (Landsdeel.WEST, Landsdeel.OOST)
    with pytest.raises(ValueError, match="holland"):
        Landsdeel.of("holland")
