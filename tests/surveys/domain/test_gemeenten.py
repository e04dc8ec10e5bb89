import hashlib
import json
from datetime import date

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from surveys.domain import gemeenten
from surveys.enums import Provincie, SizeClass
from surveys.models import Gemeente, GemeenteChange
from tests.conftest import DATA


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("'s-Gravenhage", "gravenhage"),
        ("Súdwest-Fryslân", "sudwest fryslan"),
        ("Bergen (NH.)", "bergen (nh.)"),
        ("Nuenen, Gerwen en Nederwetten", "nuenen, gerwen en nederwetten"),
    ],
)
def test_sort_key_is_where_one_looks(name: str, key: str) -> None:
    assert gemeenten.sort_key(name) == key


@pytest.mark.django_db
def test_the_list_is_in_dutch_order() -> None:
    gemeenten.load()

    names = [gemeente.name for gemeente in Gemeente.objects.valid_on(date(2023, 6, 12))]

    assert names[0] == "Aa en Hunze"
    assert names[-1] == "Zwolle"
    at = names.index("'s-Gravenhage")
    assert names[at - 1 : at + 2] == ["Gouda", "'s-Gravenhage", "Groningen"]
    assert names[names.index("Súdwest-Fryslân") - 1] == "Stichtse Vecht"


@pytest.mark.django_db
def test_the_twelve_totals_are_those_of_the_report() -> None:
    gemeenten.load()
    published = json.loads((DATA / "published-2023.json").read_text())["response_by_provincie"]
    published.pop("columns")

    found = Gemeente.objects.valid_on(date(2023, 6, 12))

    assert {provincie.label: found.filter(provincie=provincie).count() for provincie in Provincie} == {
        name: figures[1] for name, figures in published.items()
    }
    assert found.count() == 342


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("year", "count", "digest"),
    [(2021, 352, "be3c655e5b56641e"), (2022, 345, "7c397b6ed46a43f6"), (2023, 342, "d2e6afc465bc9298")],
)
def test_the_list_of_each_year_follows_from_the_changes(year: int, count: int, digest: str) -> None:
    """The digest is of the codes in the list that CBS published for that year, one on a line."""
    gemeenten.load()

    codes = sorted(Gemeente.objects.valid_on(date(year, 1, 1)).values_list("code", flat=True))

    assert len(codes) == count
    assert hashlib.sha256("\n".join(codes).encode()).hexdigest()[:16] == digest


@pytest.mark.django_db
def test_haaren_went_to_four() -> None:
    gemeenten.load()

    went_to = GemeenteChange.objects.filter(old__name="Haaren").values_list("new__name", flat=True)

    assert sorted(went_to) == ["Boxtel", "Oisterwijk", "Tilburg", "Vught"]


@pytest.mark.django_db
def test_load_twice_changes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    gemeenten.load()
    before = list(Gemeente.objects.values()), list(GemeenteChange.objects.values())

    with django_assert_num_queries(6):
        assert gemeenten.load() == (360, 21)

    assert (list(Gemeente.objects.values()), list(GemeenteChange.objects.values())) == before


@pytest.mark.django_db
def test_load_gemeenten_says_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_gemeenten")

    assert capsys.readouterr().out == "360 gemeenten en 21 herindelingen staan in de database.\n"


@pytest.mark.parametrize(
    ("inhabitants", "size"),
    [
        (19_999, SizeClass.SMALL),
        (20_000, SizeClass.MEDIUM),
        (50_000, SizeClass.LARGE),
        (100_000, SizeClass.CITY),
    ],
)
def test_size_class_begins_at_its_lower_bound(inhabitants: int, size: SizeClass) -> None:
    assert SizeClass.of(inhabitants) is size
