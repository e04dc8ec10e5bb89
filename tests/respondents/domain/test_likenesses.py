import pytest
from pytest_django import DjangoAssertNumQueries

from respondents.domain import likenesses, same_person
from respondents.domain.likenesses import SAME_ADDRESS, SAME_NAME, SAME_PHONE, Likeness
from respondents.models import Respondent
from tests.factories.respondents import RespondentFactory, StaffFactory
from tests.factories.surveys import GemeenteFactory

pytestmark = pytest.mark.django_db


def person(name: str = "", **more: object) -> Respondent:
    return RespondentFactory(name=name, **more)


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("038 123 45 67", "0381234567"),
        ("+31 (0)38-1234567", "0381234567"),
        ("0031381234567", "0381234567"),
        ("+31 38 123 45 67", "0381234567"),
        ("14 038", "14038"),
        ("", ""),
    ],
)
def test_a_number_is_the_same_however_it_is_written(phone: str, key: str) -> None:
    assert likenesses.phone_key(phone) == key


def test_contacts_with_something_in_common_are_put_forward() -> None:
    zwolle = GemeenteFactory()
    first = person("Sanne de Vries", email="s@x.example", phone="038 123 45 67", gemeente=zwolle)
    same_address = person(email="s@x.example")
    same_name = person("sanne  DE VRIES", gemeente=zwolle, phone="+31381234567")
    person("Sanne de Vries")
    person("", gemeente=zwolle, phone="14 038")
    person("", gemeente=zwolle, phone="14 038")

    assert likenesses.found() == [
        Likeness(first.pk, same_name.pk, (SAME_NAME, SAME_PHONE)),
        Likeness(first.pk, same_address.pk, (SAME_ADDRESS,)),
    ]


def test_what_many_have_in_common_says_nothing() -> None:
    for _ in range(likenesses.MOST_ALIKE):
        person(phone="038 123 45 67")
    assert len(likenesses.found()) == 10

    person(phone="038 123 45 67")

    assert likenesses.found() == []


def test_a_pair_that_was_decided_stays_away() -> None:
    one, other, third = (person(phone="038 123 45 67") for _ in range(3))
    same_person.keep_apart(other, one, by=StaffFactory())

    same_person.merge(third, other, by=None)

    assert likenesses.found() == []


def test_finding_is_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for count in (1, 3):
        for _ in range(count):
            person(phone="038 123 45 67")
        with django_assert_num_queries(2):
            likenesses.found()
