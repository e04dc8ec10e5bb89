from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from surveys.domain.editions import SENDER, create_edition
from surveys.models import Edition, Organisation
from tests.factories.surveys import EditionFactory, OrganisationFactory, SurveyFactory

pytestmark = pytest.mark.django_db
NOBODY = {
    "organisation": None,
    "co_organisation": None,
    "sender_name": "",
    "sender_email": "",
    "reply_to": "",
}


def refused_by(make: Any, **fields: Any) -> str:
    """The name of the constraint that the database refuses with."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make(**fields)
    return str(refusal.value.__cause__).split('constraint "')[1].split('"')[0]


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"sender_name": ""}, "edition_sender_is_whole"),
        ({"sender_email": ""}, "edition_sender_is_whole"),
        ({"organisation": None, "co_organisation": None}, "edition_sender_is_whole"),
        (NOBODY | {"reply_to": "a@b.example"}, "edition_sender_is_whole"),
        ({"sender_name": "Anna\nBcc: x@y.example"}, "edition_sender_fits_a_header"),
        ({"sender_email": "a@b.example, x@y.example"}, "edition_sender_fits_a_header"),
        ({"reply_to": "a@b.example\r\nBcc: x@y.example"}, "edition_sender_fits_a_header"),
    ],
)
def test_half_a_sender_or_more_than_one_line_is_refused(fields: dict[str, Any], constraint: str) -> None:
    assert refused_by(EditionFactory, **fields) == constraint


def test_an_edition_has_no_organisation_one_or_two() -> None:
    one = OrganisationFactory()

    EditionFactory(**NOBODY)
    EditionFactory(organisation=one, co_organisation=None)
    EditionFactory(reply_to="")

    assert (
        refused_by(EditionFactory, organisation=one, co_organisation=one) == "edition_organisations_are_two"
    )


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"name": "Publiek\nDenken"}, "organisation_name_on_one_line"),
        ({"email": "geen adres"}, "organisation_addresses_are_one_each"),
        ({"privacy_email": "a@b.example\n"}, "organisation_addresses_are_one_each"),
    ],
)
def test_an_organisation_fits_a_header_too(fields: dict[str, str], constraint: str) -> None:
    Organisation.objects.create(**row())

    assert refused_by(Organisation.objects.create, **row() | {"name": "Invior"} | fields) == constraint


def row() -> dict[str, str]:
    return {"name": "VNG", "address": "Straat 1", "email": "a@b.example", "privacy_email": "p@b.example"}


@pytest.mark.parametrize("selector", ["een twee", "-x", "a/b"])
def test_a_selector_is_a_name_of_dns(selector: str) -> None:
    with pytest.raises(ValidationError):
        Organisation(**row(), dkim_selector=selector).full_clean()


def test_a_new_edition_begins_with_the_sender_of_the_one_before() -> None:
    survey = SurveyFactory()
    EditionFactory(survey=survey, year=2024, sender_name="Wie er toen was")
    last = EditionFactory(survey=survey, year=2025)
    EditionFactory(survey=survey, year=2026, **NOBODY)
    EditionFactory(survey=SurveyFactory(slug="inwoners"), year=2026, sender_name="Een ander onderzoek")

    made = create_edition(survey, 2027)

    assert [getattr(made, name) for name in SENDER] == [getattr(last, name) for name in SENDER]


def test_the_first_edition_of_a_survey_has_no_sender() -> None:
    made = create_edition(SurveyFactory(), 2027)

    assert {name: getattr(Edition.objects.get(pk=made.pk), name) for name in SENDER} == NOBODY
