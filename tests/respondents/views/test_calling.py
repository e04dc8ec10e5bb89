from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain import calling, declines
from respondents.models import Case, Interview, Invitation
from surveys.models import Edition, Gemeente, Questionnaire, Response
from tests.factories.respondents import InvitationFactory, StaffFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db
NAME, PHONE = "Anna de Wit", "038 123 45 67"


@pytest.fixture
def edition(questionnaire: Questionnaire) -> Edition:
    return EditionFactory(questionnaire=questionnaire, phoning=True)


@pytest.fixture
def caller() -> Client:
    return client_of("beller")


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return InvitationFactory(edition=edition, respondent__name=NAME, respondent__phone=PHONE)


@pytest.fixture
def gemeente(invitation: Invitation) -> Gemeente:
    assert invitation.respondent.gemeente is not None
    return invitation.respondent.gemeente


def address(act: str, edition: Edition, gemeente: Gemeente) -> str:
    return reverse(f"calling:{act}", args=[edition.slug, gemeente.code])


def html_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_people_are_named_only_to_who_holds_the_case(
    caller: Client, edition: Edition, gemeente: Gemeente
) -> None:
    case, other = address("case", edition, gemeente), client_of("beller")
    before = html_of(caller, case)

    caller.post(address("hold", edition, gemeente))

    shown = [before, html_of(other, case), html_of(caller, case)]
    assert [(NAME in html, PHONE in html) for html in shown] == [(False, False), (False, False), (True, True)]
    caller.post(address("let_go", edition, gemeente))
    assert NAME not in html_of(caller, case)


def test_a_case_that_somebody_has_open_is_refused(
    caller: Client, edition: Edition, gemeente: Gemeente
) -> None:
    assert calling.hold(edition, gemeente, by=StaffFactory())

    told = caller.post(address("hold", edition, gemeente), follow=True)

    assert [str(message) for message in told.context["messages"]] == [
        "Iemand anders heeft deze gemeente net geopend. Kies een andere."
    ]
    assert NAME not in told.content.decode()


def test_a_case_that_ran_out_hides_its_people_again(
    caller: Client, edition: Edition, gemeente: Gemeente
) -> None:
    caller.post(address("hold", edition, gemeente))
    Case.objects.update(held_until=timezone.now() - timedelta(seconds=1))

    assert NAME not in html_of(caller, address("case", edition, gemeente))


def test_an_interview_goes_from_the_case_to_the_case(
    caller: Client, client: Client, edition: Edition, gemeente: Gemeente, invitation: Invitation
) -> None:
    caller.post(address("hold", edition, gemeente))
    base = caller.post(address("interview", edition, gemeente), {"persoon": invitation.pk})["Location"]
    page = html_of(client, f"{base}keuzes/")
    assert f"U vult in voor {gemeente}, aan de telefoon." in page
    client.post(f"{base}keuzes/", {"functie": "adviseur", "prompted": "1"})
    assert html_of(caller, address("case", edition, gemeente)).count(base) == 1

    sent = client.post(f"{base}versturen/")

    assert (sent.status_code, sent["Location"]) == (303, address("case", edition, gemeente))
    assert Response.objects.get().is_completed
    assert [
        client.get(f"{base}{page}").status_code for page in ("", "keuzes/", "overzicht/", "bedankt/")
    ] == [404] * 4
    assert f"{gemeente} heeft geantwoord." in html_of(caller, address("case", edition, gemeente))


def test_saving_for_later_leads_back_to_the_case(
    caller: Client, client: Client, edition: Edition, gemeente: Gemeente
) -> None:
    caller.post(address("hold", edition, gemeente))
    base = caller.post(address("interview", edition, gemeente))["Location"]

    saved = client.post(f"{base}keuzes/", {"functie": "adviseur", "later": "1"}, follow=True)

    assert saved.redirect_chain[1] == (address("case", edition, gemeente), 302)


def test_a_save_holds_the_case_longer(
    caller: Client, client: Client, edition: Edition, gemeente: Gemeente
) -> None:
    caller.post(address("hold", edition, gemeente))
    base = caller.post(address("interview", edition, gemeente))["Location"]
    Case.objects.update(held_until=timezone.now() + timedelta(minutes=1))

    client.post(f"{base}keuzes/", {"functie": "adviseur", "prompted": "1"})

    assert Case.objects.get().held_until > timezone.now() + timedelta(minutes=14)  # type: ignore[operator]


def test_a_person_of_another_gemeente_is_not_interviewed(
    caller: Client, edition: Edition, gemeente: Gemeente
) -> None:
    stranger = InvitationFactory(edition=edition, response=ResponseFactory(edition=edition, answers={"x": 1}))
    caller.post(address("hold", edition, gemeente))

    asked = {"persoon": stranger.pk, f"met_concept_{stranger.pk}": "1"}
    answer = caller.post(address("interview", edition, gemeente), asked)

    assert (answer.status_code, Interview.objects.count()) == (404, 0)


def test_a_gemeente_that_declined_is_not_called(caller: Client, edition: Edition, gemeente: Gemeente) -> None:
    caller.post(address("hold", edition, gemeente))
    declines.decline(edition, gemeente, said_by="De griffier", reason="", by=StaffFactory())

    html = html_of(caller, address("case", edition, gemeente))

    assert (f"{gemeente} doet niet mee." in html, "Vul in aan de telefoon" in html) == (True, False)
    assert str(gemeente) not in html_of(caller, reverse("calling:gemeenten", args=[edition.slug]))


def test_an_interview_without_the_case_is_refused(
    caller: Client, edition: Edition, gemeente: Gemeente
) -> None:
    calling.hold(edition, gemeente, by=StaffFactory())

    answer = caller.post(address("interview", edition, gemeente))

    assert (answer.status_code, Interview.objects.count()) == (403, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    caller: Client, edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for gemeente in GemeenteFactory.create_batch(count):
        calling.hold(edition, gemeente, by=StaffFactory())
    list_of = reverse("calling:gemeenten", args=[edition.slug])
    caller.get(list_of)

    with django_assert_num_queries(6):
        html = html_of(caller, list_of)

    assert html.count("open bij") == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_case_costs_a_constant_number_of_queries(
    caller: Client, edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    gemeente = GemeenteFactory()
    InvitationFactory.create_batch(count, edition=edition, respondent__gemeente=gemeente)
    caller.post(address("hold", edition, gemeente))
    caller.get(address("case", edition, gemeente))

    with django_assert_num_queries(16):
        html = html_of(caller, address("case", edition, gemeente))

    assert html.count("Vul in aan de telefoon") == count + 1
