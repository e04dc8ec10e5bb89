from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.enums import LetterState, SkipReason, WaveState
from respondents.models import Letter, Wave
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import InvitationFactory, LetterFactory, WaveFactory
from tests.factories.surveys import ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture
def wave(edition: Edition) -> Wave:
    return WaveFactory(edition=edition, planned_at=timezone.now() + timedelta(days=1))


def press(client: Client, wave: Wave, button: str, **changes: Any) -> Any:
    moment = timezone.localtime(wave.planned_at)
    data = {"planned_at": f"{moment:%Y-%m-%dT%H:%M:%S}", "subject": wave.subject, "body": wave.body}
    return client.post(
        reverse("admin:respondents_wave_change", args=[wave.pk]), data | changes | {button: "1"}
    )


def test_releasing_shows_who_gets_it_and_who_not_before_it_acts(team: Client, wave: Wave) -> None:
    InvitationFactory.create_batch(2, edition=wave.edition)
    InvitationFactory(edition=wave.edition, respondent__opted_out_at=timezone.now())
    InvitationFactory(edition=wave.edition, response=ResponseFactory(edition=wave.edition, completed=True))

    address = press(team, wave, "_release")["Location"]
    page = team.get(address)
    wave.refresh_from_db()
    before = wave.state
    team.post(address)

    wave.refresh_from_db()
    assert (before, wave.state) == (WaveState.CONCEPT, WaveState.RELEASED)
    assert page.context["selection"].recipients == 2
    assert page.context["selection"].left_out == {SkipReason.ANSWERED: 1, SkipReason.OPTED_OUT: 1}
    assert wave.released_by is not None
    assert Letter.objects.count() == 0


def test_the_sample_shows_no_link_that_opens_answers(team: Client, wave: Wave) -> None:
    InvitationFactory(edition=wave.edition)

    page = team.get(reverse("wave_release", args=[wave.pk]))

    assert "/u/voorbeeld/" in page.content.decode()
    assert page.content.decode().count("/u/") == 1
    assert "/afmelden/voorbeeld/" in page.content.decode()


def test_releasing_twice_says_nothing_new(team: Client, wave: Wave) -> None:
    address = reverse("wave_release", args=[wave.pk])

    team.post(address)
    team.post(address)

    assert AuditEntry.objects.filter(verb=AuditVerb.RELEASED_WAVE).count() == 1


def test_a_text_that_cannot_be_sent_is_not_kept(team: Client, wave: Wave) -> None:
    page = press(team, wave, "_save", body="Beste [[voornaam]], de link: [[link]]")

    assert page.context["errors"] == [
        [
            "[[voornaam]] is niet bekend. Gebruik een van deze: [[aanhef]], [[gemeente]], [[link]], "
            "[[sluitdatum]], [[duur]], [[bron]], [[titel]], [[afmelden]], [[afzender]], [[verantwoordelijke]], "
            "[[contact]], [[privacy]].",
            "[[afmelden]] moet precies één keer in de tekst staan. Nu staat het er 0 keer.",
        ]
    ]
    assert Wave.objects.get().body == wave.body


def test_a_released_wave_is_not_edited_any_more(team: Client, edition: Edition) -> None:
    wave = WaveFactory(edition=edition, released=True)

    press(team, wave, "_save", subject="Iets anders in [[gemeente]]")

    assert Wave.objects.get().subject == wave.subject


def test_pause_resume_and_cancel(team: Client, edition: Edition) -> None:
    wave = WaveFactory(edition=edition, released=True)
    states = []
    for button in ("_pause", "_resume", "_cancel", "_cancel"):
        press(team, wave, button)
        states.append(Wave.objects.get().state)

    assert states == [WaveState.PAUSED, WaveState.RELEASED, WaveState.CANCELLED, WaveState.CANCELLED]


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


def test_what_staff_do_goes_to_our_own_log_and_to_no_other(team: Client, wave: Wave) -> None:
    press(team, wave, "_save", subject="Iets anders in [[gemeente]]")

    assert [(entry.verb, entry.target) for entry in AuditEntry.objects.exclude(actor=None)] == [
        (AuditVerb.CHANGED, f"wave:{wave.pk}")
    ]
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_much_for_one_row_as_for_three(
    team: Client, wave: Wave, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    LetterFactory.create_batch(count, wave=wave)
    queries = {"letter": 8, "invitation": 8, "respondent": 9}

    for name, number in queries.items():
        with django_assert_num_queries(number):
            assert team.get(reverse(f"admin:respondents_{name}_changelist")).status_code == 200
