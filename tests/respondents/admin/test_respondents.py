from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.enums import EarlierOutcome, LetterEventKind
from respondents.models import LetterEvent, Respondent
from surveys.enums import AuditVerb, Provincie
from surveys.models import AuditEntry
from tests.factories.respondents import LetterFactory, RespondentFactory
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


EXPORT = "/beheer/respondents/respondent/exporteren/"
HEADER = (
    "\ufeffGemeente;CBS-code;Provincie;Naam;E-mailadres;Telefoon;Functie;Bron;Datum;Afgemeld op;"
    "Werkt er niet meer sinds;Uitkomst eerder;Jaar van die uitkomst"
)


def lines(answer: Any) -> list[str]:
    chunks: Iterable[bytes] = answer.streaming_content
    return b"".join(chunks).decode().splitlines()


def test_the_export_is_the_list_as_it_is_filtered_and_searched() -> None:
    drenthe = GemeenteFactory(name="Assen", code="GM0106", provincie=Provincie.DRENTHE)
    RespondentFactory(
        name="=HYPERLINK(1)",
        email="an@assen.example",
        gemeente=drenthe,
        phone="+31 592 36 69 11",
        sourced_on=date(2026, 1, 2),
        earlier_outcome=EarlierOutcome.ANSWERED,
        earlier_year=2021,
    )
    RespondentFactory(gemeente=drenthe, source="Almanak")
    RespondentFactory(gemeente=drenthe, name="Afgemeld", opted_out_at=timezone.now())
    RespondentFactory()
    team = client_of("projectteam")
    query = "?gemeente__provincie=drenthe&source=Overheid+in+Nederland&stand=mail&q=assen"

    page = team.get(EXPORT + query)
    answer = team.post(EXPORT + query, {"reason": "adressen nakijken"})

    assert page.context["count"] == 1
    assert lines(answer) == [
        HEADER,
        "Assen;GM0106;Drenthe;'=HYPERLINK(1);an@assen.example;'+31 592 36 69 11;;Overheid in Nederland;02-01-2026;;;"
        "Heeft geantwoord;2021",
    ]
    entry = AuditEntry.objects.get(verb=AuditVerb.EXPORTED_CONTACTS)
    assert (entry.count, entry.reason, entry.target) == (1, "adressen nakijken", "respondent")


def test_an_export_needs_its_reason() -> None:
    RespondentFactory()

    answer = client_of("projectteam").post(EXPORT, {"reason": " "})

    assert (answer.status_code, AuditEntry.objects.count()) == (422, 0)
    assert "Vul in waarvoor u de contacten nodig hebt." in answer.content.decode()


def test_the_list_by_its_standing() -> None:
    RespondentFactory(name="mail")
    RespondentFactory(name="afgemeld", opted_out_at=timezone.now())
    RespondentFactory(name="weg", left_on=date(2026, 1, 1))
    letter = LetterFactory(invitation__respondent__name="onbestelbaar")
    LetterEvent.objects.create(letter=letter, kind=LetterEventKind.BOUNCED, at=timezone.now(), event_id="1")
    team = client_of("projectteam")

    found = {
        stand: [person.name for person in listed(team, stand)]
        for stand in ("mail", "afgemeld", "weg", "onbestelbaar")
    }

    assert found == {stand: [stand] for stand in found}


def listed(team: Any, stand: str) -> Iterable[Respondent]:
    answer = team.get(f"{reverse('admin:respondents_respondent_changelist')}?stand={stand}")
    return answer.context["cl"].result_list


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_and_its_export_ask_as_little_of_many(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    RespondentFactory.create_batch(count)
    team = client_of("projectteam")

    with django_assert_num_queries(9):
        team.get(reverse("admin:respondents_respondent_changelist"))
    with django_assert_num_queries(10):
        lines(team.post(EXPORT, {"reason": "adressen nakijken"}))
