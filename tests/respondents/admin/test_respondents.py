import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from respondents.models import Respondent
from surveys.models import AuditEntry
from tests.factories.respondents import RespondentFactory
from tests.factories.surveys import GemeenteFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


def test_an_address_that_is_there_already_is_refused_in_words() -> None:
    known = RespondentFactory(email="sanne@zwolle.example")
    data = {"email": "Sanne@Zwolle.example", "gemeente": known.gemeente.pk, "source": "Website"}

    page = client_of("projectteam").post(reverse("admin:respondents_respondent_add"), data)

    assert page.context["errors"] == [
        ["Dit adres staat al bij deze gemeente. Zoek de respondent op en wijzig die."]
    ]
    assert Respondent.objects.count() == 1


def test_a_respondent_is_added_with_a_normalized_address() -> None:
    data = {"email": "Sanne@Zwolle.example", "gemeente": GemeenteFactory().pk, "source": "Website"}

    client_of("projectteam").post(reverse("admin:respondents_respondent_add"), data)

    added = Respondent.objects.get()
    assert (added.email, added.normalized_email) == ("Sanne@Zwolle.example", "sanne@zwolle.example")
    assert [entry.target for entry in AuditEntry.objects.all()] == [f"respondent:{added.pk}"]
    assert LogEntry.objects.count() == 0  # Django's own log keeps names.


def test_an_address_needs_its_source() -> None:
    data = {"email": "sanne@zwolle.example", "gemeente": GemeenteFactory().pk, "source": ""}

    client_of("projectteam").post(reverse("admin:respondents_respondent_add"), data)

    assert Respondent.objects.count() == 0
