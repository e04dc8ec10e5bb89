"""The questionnaire to read beforehand, and one's own answers to keep and to print."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain import access
from respondents.models import Invitation
from surveys.models import Edition, Questionnaire, Response
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, QuestionnaireFactory, ResponseFactory
from tests.pdf import squeezed, text_of
from tests.statements import verbs

pytestmark = pytest.mark.django_db

ANSWERS = {
    "functie": "adviseur",
    "budget": "ja",
    "bedrag": 25_000,
    "definitie": "Samen <b>doen</b>\nen laten",
}


@pytest.fixture
def response(edition: Edition) -> Response:
    return ResponseFactory(edition=edition, gemeente=GemeenteFactory(name="Almelo"), answers=ANSWERS)


@pytest.fixture
def base(edition: Edition, response: Response) -> str:
    """The address of a personal link with a draft."""
    invitation = InvitationFactory(edition=edition, respondent__gemeente=response.gemeente, response=response)
    return f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"


def send(response: Response) -> None:
    Response.objects.filter(pk=response.pk).update(completed_at=timezone.now() + timedelta(minutes=1))


def test_the_questionnaire_is_a_public_pdf(client: Client, edition: Edition) -> None:
    answer = client.get(f"/o/{edition.slug}/vragenlijst.pdf")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'inline; filename="vragenlijst-{edition.slug}.pdf"'
    assert answer["Cache-Control"] == "public, max-age=600"
    assert not answer.cookies
    assert f"/o/{edition.slug}/." in text_of(answer.content)


@pytest.mark.parametrize("trait", ["closed", "upcoming"])
def test_the_questionnaire_can_be_read_outside_the_fieldwork(
    client: Client, questionnaire: Questionnaire, trait: str
) -> None:
    edition = EditionFactory(questionnaire=questionnaire, **{trait: True})

    assert client.get(f"/o/{edition.slug}/vragenlijst.pdf").status_code == 200


def test_a_questionnaire_that_is_not_published_is_not_there(client: Client) -> None:
    concept = EditionFactory(questionnaire=QuestionnaireFactory())
    none = EditionFactory(questionnaire=None)

    slugs = [concept.slug, none.slug, "ambtenaren-1999"]
    assert [client.get(f"/o/{slug}/vragenlijst.pdf").status_code for slug in slugs] == [404, 404, 404]


def test_the_questionnaire_changes_with_the_dates_of_the_edition(client: Client, edition: Edition) -> None:
    first = client.get(f"/o/{edition.slug}/vragenlijst.pdf").content
    again = client.get(f"/o/{edition.slug}/vragenlijst.pdf").content
    Edition.objects.update(closes_at=edition.closes_at + timedelta(days=40))

    assert first == again
    assert client.get(f"/o/{edition.slug}/vragenlijst.pdf").content != first


def test_own_answers_of_a_draft(client: Client, base: str, edition: Edition, response: Response) -> None:
    pdf = client.get(f"{base}antwoorden.pdf")
    html = client.get(f"{base}antwoorden/").content.decode()

    assert pdf["Content-Disposition"] == f'inline; filename="antwoorden-{edition.slug}-concept.pdf"'
    assert "U heeft de vragenlijst nog niet verstuurd." in html
    assert response.receipt not in html
    assert squeezed("Gemeente Almelo Laatst bewaard op") in text_of(pdf.content)
    assert squeezed("3 Hoe hoog is dat budget? € 25.000") in text_of(pdf.content)


def test_own_answers_that_were_sent(client: Client, base: str, edition: Edition, response: Response) -> None:
    send(response)

    pdf = client.get(f"{base}antwoorden.pdf")
    html = client.get(f"{base}antwoorden/").content.decode()

    assert (
        pdf["Content-Disposition"] == f'inline; filename="antwoorden-{edition.slug}-{response.receipt}.pdf"'
    )
    assert squeezed(f"Ontvangstcode {response.receipt}") in text_of(pdf.content)
    shown = [
        response.receipt,
        "Almelo",
        "Adviseur participatie",
        "€ 25.000",
        "Samen &lt;b&gt;doen&lt;/b&gt;\nen laten",
    ]
    assert [text for text in shown if text not in html] == []
    assert html.count("Niet beantwoord") == 8
    assert f'href="{base}antwoorden.pdf"' in html


def test_own_answers_stay_after_the_close(client: Client, base: str, response: Response) -> None:
    send(response)
    Edition.objects.update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=1)
    )

    addresses = [f"{base}antwoorden/", f"{base}antwoorden.pdf"]
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_own_answers_are_kept_by_nobody_and_change_nothing(client: Client, base: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        answers = [client.get(f"{base}antwoorden/"), client.get(f"{base}antwoorden.pdf")]

    assert verbs(queries.captured_queries) == {"SELECT"}
    assert [answer["Cache-Control"] for answer in answers] == ["no-store", "no-store"]
    assert [answer["X-Robots-Tag"] for answer in answers] == ["noindex, nofollow"] * 2
    assert not any(answer.cookies for answer in answers)


def test_without_an_answer_there_is_nothing_to_keep(client: Client, edition: Edition) -> None:
    invitation: Invitation = InvitationFactory(edition=edition)
    base = f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"

    answers = [client.get(f"{base}antwoorden/"), client.get(f"{base}antwoorden.pdf")]

    assert [answer["Location"] for answer in answers] == [base, base]


def test_a_strange_link_shows_no_answers(client: Client, response: Response) -> None:
    strange = f"/u/{'x' * 27}"

    addresses = [f"{strange}/antwoorden/", f"{strange}/antwoorden.pdf"]
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_documents_are_only_read(client: Client, base: str, edition: Edition) -> None:
    addresses = [f"/o/{edition.slug}/vragenlijst.pdf", f"{base}antwoorden/", f"{base}antwoorden.pdf"]

    assert [client.post(address).status_code for address in addresses] == [405, 405, 405]


def test_documents_cost_a_constant_number_of_queries(
    client: Client, base: str, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(f"/o/{edition.slug}/vragenlijst.pdf")

    for address in (f"/o/{edition.slug}/vragenlijst.pdf", f"{base}antwoorden/", f"{base}antwoorden.pdf"):
        with django_assert_num_queries(1 if "vragenlijst" in address else 2):
            client.get(address)


def test_the_pages_lead_to_the_documents(
    client: Client, base: str, edition: Edition, response: Response
) -> None:
    questionnaire = f'href="/o/{edition.slug}/vragenlijst.pdf"'

    assert questionnaire in client.get(f"/o/{edition.slug}/").content.decode()
    assert questionnaire in client.get(base).content.decode()
    send(response)
    thanks = client.get(f"{base}bedankt/").content.decode()
    links = [f'href="{base}antwoorden.pdf"', f'href="{base}antwoorden/"']
    assert [link for link in links if link not in thanks] == []
