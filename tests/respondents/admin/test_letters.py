import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from respondents.domain import letter_texts
from respondents.enums import LetterState
from respondents.models import Letter, Wave
from surveys.models import Edition
from tests.factories.respondents import LetterFactory, WaveFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture
def wave(edition: Edition) -> Wave:
    return WaveFactory(edition=edition)


def test_letters_in_doubt_are_settled_by_a_person(team: Client, wave: Wave) -> None:
    doubtful = LetterFactory.create_batch(2, wave=wave, state=LetterState.IN_DOUBT)
    queued = LetterFactory(wave=wave)
    chosen = {"_selected_action": [letter.pk for letter in (*doubtful, queued)]}

    answer = team.post(
        reverse("admin:respondents_letter_changelist"), chosen | {"action": "was_sent"}, follow=True
    )

    states = [letter.state for letter in Letter.objects.order_by("pk")]
    assert states == [LetterState.ACCEPTED, LetterState.ACCEPTED, LetterState.QUEUED]
    assert [str(message) for message in answer.context["messages"]] == [
        "2 van 3 brieven aangemerkt als verstuurd.",
        "De andere waren niet in twijfel.",
    ]


def test_a_letter_with_its_words_leads_to_its_mail(team: Client, wave: Wave) -> None:
    LetterFactory(wave=wave)
    sent = LetterFactory(wave=wave, text=letter_texts.ensure(wave), filled={})

    page = team.get(reverse("admin:respondents_letter_changelist")).content.decode()

    assert page.count("/beheer/brief/") == page.count(reverse("waves:letter", args=[sent.pk])) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_much_for_one_row_as_for_three(
    team: Client, wave: Wave, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    LetterFactory.create_batch(count, wave=wave)
    queries = {"letter": 8, "invitation": 8, "respondent": 9, "wave": 8}

    for name, number in queries.items():
        with django_assert_num_queries(number, info=name):
            assert team.get(reverse(f"admin:respondents_{name}_changelist")).status_code == 200
