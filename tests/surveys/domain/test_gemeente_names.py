from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from surveys.domain import gemeenten
from surveys.domain.gemeente_names import GemeenteFinder, name_key
from surveys.models import Gemeente, GemeenteChange
from tests.factories.surveys import GemeenteFactory

pytestmark = pytest.mark.django_db
Find = Callable[[str], list[str]]


@pytest.fixture
def find() -> Find:
    """The names of the gemeenten of 2023 that are found."""
    gemeenten.load()
    return finder_on(date(2023, 6, 12))


def finder_on(day: date) -> Find:
    finder = GemeenteFinder(Gemeente.objects.valid_on(day))
    return lambda typed: [gemeente.name for gemeente in finder.find(typed)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Zwolle", "Zwolle"),
        ("  gemeente zwolle ", "Zwolle"),
        ("Gem. Zwolle", "Zwolle"),
        ("GEMEENTE 'S-GRAVENHAGE", "'s-Gravenhage"),
        ("’s Gravenhage", "'s-Gravenhage"),
        ("Den Haag", "'s-Gravenhage"),
        ("den-bosch", "'s-Hertogenbosch"),
        ("Sudwest Fryslan", "Súdwest-Fryslân"),
        ("Su\u0301dwest-Frysla\u0302n", "Súdwest-Fryslân"),
        ("Zuidwest-Friesland", "Súdwest-Fryslân"),
        ("Capelle aan den Ĳssel", "Capelle aan den IJssel"),
        ("Hendrik Ido Ambacht", "Hendrik-Ido-Ambacht"),
        ("Bergen NH", "Bergen (NH.)"),
        ("Gemert Bakel", "Gemert-Bakel"),
        ("Hengelo (O.)", "Hengelo"),
        ("GM0193", "Zwolle"),
        ("gm 193", "Zwolle"),
        ("0193", "Zwolle"),
        ("193", "Zwolle"),
    ],
)
def test_find_knows_what_people_type(find: Find, typed: str, name: str) -> None:
    assert find(typed) == [name]


@pytest.mark.parametrize("typed", ["", " ", "gemeente", "?", "Atlantis", "GM9999", "00193", "Laren (Gld.)"])
def test_find_does_not_guess(find: Find, typed: str) -> None:
    assert find(typed) == []


def test_a_name_of_two_gives_both(find: Find) -> None:
    assert find("Bergen") == ["Bergen (L.)", "Bergen (NH.)"]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Weesp", ["Amsterdam"]),
        ("Beemster", ["Purmerend"]),
        ("GM0501", ["Voorne aan Zee"]),
        ("Haaren", ["Boxtel", "Oisterwijk", "Tilburg", "Vught"]),
    ],
)
def test_a_former_name_leads_to_where_it_went(find: Find, typed: str, names: list[str]) -> None:
    assert find(typed) == names


def test_the_day_decides_which_gemeente_a_name_is() -> None:
    gemeenten.load()

    assert finder_on(date(2022, 6, 12))("Brielle") == ["Brielle"]
    assert finder_on(date(2023, 6, 12))("Brielle") == ["Voorne aan Zee"]
    assert finder_on(date(2022, 6, 12))("Voorne aan Zee") == ["Brielle", "Hellevoetsluis", "Westvoorne"]


def test_a_living_gemeente_goes_before_a_former_one_of_that_name() -> None:
    former = GemeenteFactory(name="Laren", valid_until=date(2005, 1, 1))
    living, successor = GemeenteFactory(name="Laren"), GemeenteFactory(name="Lochem")
    GemeenteChange.objects.create(old=former, new=successor, effective_on=date(2005, 1, 1))

    assert GemeenteFinder([living, successor]).find("Laren") == [living]


def test_mergers_are_followed_one_after_the_other() -> None:
    first, second, third = GemeenteFactory.create_batch(3)
    GemeenteChange.objects.create(old=first, new=second, effective_on=date(2010, 1, 1))
    GemeenteChange.objects.create(old=second, new=third, effective_on=date(2020, 1, 1))

    assert GemeenteFinder([third]).find(first.name) == [third]
    assert GemeenteFinder([first]).find(third.name) == [first]
    assert GemeenteFinder([]).find(first.name) == []


def test_changes_in_a_circle_end() -> None:
    first, second = GemeenteFactory.create_batch(2)
    GemeenteChange.objects.create(old=first, new=second, effective_on=date(2010, 1, 1))
    GemeenteChange.objects.create(old=second, new=first, effective_on=date(2020, 1, 1))

    assert GemeenteFinder([]).find(first.name) == []


def test_each_of_the_342_is_found_by_its_code_its_name_and_its_aliases() -> None:
    gemeenten.load()
    valid = Gemeente.objects.valid_on(date(2023, 6, 12))
    finder = GemeenteFinder(valid)

    missed = [
        typed
        for gemeente in valid
        for typed in (gemeente.code, gemeente.name, f"Gemeente {gemeente.name.upper()}", *gemeente.aliases)
        if finder.find(typed) != [gemeente]
    ]

    assert missed == []


def test_the_finder_asks_three_times_and_then_no_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    gemeenten.load()

    with django_assert_num_queries(3):
        finder = GemeenteFinder(Gemeente.objects.valid_on(date(2023, 6, 12)))
    with django_assert_num_queries(0):
        finder.find("Zwolle")
        finder.find("Haaren")


@given(st.text())
def test_name_key_of_a_key_is_that_key(name: str) -> None:
    key = name_key(name)

    assert name_key(f" {key.upper()} ") == key
