from datetime import date

import pytest
from django.utils import timezone

from respondents.domain import coverage
from respondents.domain.addresses import suppress
from respondents.domain.coverage import Coverage
from respondents.enums import SuppressionReason
from surveys.enums import Provincie
from surveys.models import Edition
from tests.factories.respondents import RespondentFactory
from tests.factories.surveys import GemeenteFactory

pytestmark = pytest.mark.django_db


def test_only_who_can_get_mail_is_a_contact(edition: Edition) -> None:
    names = ("Almelo", "Borne", "Coevorden", "Delden")
    almelo, borne, coevorden, delden = (GemeenteFactory(name=name) for name in names)
    GemeenteFactory(name="Oud", valid_until=date(2020, 1, 1))
    RespondentFactory.create_batch(2, gemeente=borne)
    RespondentFactory(gemeente=coevorden)
    RespondentFactory(gemeente=coevorden, opted_out_at=timezone.now())
    RespondentFactory(gemeente=delden, left_on=date(2026, 1, 1))
    suppress(RespondentFactory(gemeente=almelo).email, SuppressionReason.BOUNCED)

    found = coverage.with_contacts(edition)

    assert list(found.values_list("name", "contact_count")) == [
        ("Almelo", 0),
        ("Borne", 2),
        ("Coevorden", 1),
        ("Delden", 0),
    ]
    assert coverage.coverage(found) == Coverage(none=2, one=1, more=1)
    assert coverage.coverage(found).gemeenten == 4


def test_one_provincie(edition: Edition) -> None:
    GemeenteFactory(name="Almelo")
    GemeenteFactory(name="Assen", provincie=Provincie.DRENTHE)

    assert [str(one) for one in coverage.with_contacts(edition, Provincie.DRENTHE)] == ["Assen"]
