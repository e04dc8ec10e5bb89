from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from respondents.enums import LetterState, SkipReason, WaveKind, WaveState
from respondents.models import Letter, Wave
from surveys.domain.editions import AMSTERDAM
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


def address(name: str, wave: Wave) -> str:
    return reverse(f"waves:{name}", args=[wave.pk])


def next_workday(hour: str = "10:00") -> dict[str, str]:
    """A moment in the open period on which everybody works; the tests know no other holidays than Sundays."""
    day = timezone.localdate() + timedelta(days=2)
    while day.weekday() != 2:
        day += timedelta(days=1)
    return {"day": f"{day:%Y-%m-%d}", "hour": hour}


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# When


def test_another_hour_is_kept(team: Client, wave: Wave) -> None:
    moment = next_workday()

    team.post(address("plan", wave), moment)

    wave.refresh_from_db()
    assert f"{wave.planned_at.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}" == f"{moment['day']} {moment['hour']}"
    assert AuditEntry.objects.filter(verb=AuditVerb.CHANGED_WAVE).values_list("target", "reason").get() == (
        f"wave:{wave.pk}",
        "tijdstip",
    )


def test_an_unusual_hour_is_pointed_out_and_kept_with_one_click(team: Client, wave: Wave) -> None:
    asked = team.post(address("plan", wave), next_workday("19:30"))
    before = Wave.objects.get().planned_at
    keep = asked.context["form"].kept_as
    other = team.post(address("plan", wave), next_workday("20:30") | {"keep": keep})
    team.post(address("plan", wave), next_workday("19:30") | {"keep": keep})

    assert asked.context["form"].remarks == ["19:30 uur valt buiten kantoortijd (08:00 tot 18:00 uur)."]
    assert other.context["form"].remarks == ["20:30 uur valt buiten kantoortijd (08:00 tot 18:00 uur)."]
    assert (before, f"{timezone.localtime(Wave.objects.get().planned_at):%H:%M}") == (
        wave.planned_at,
        "19:30",
    )


@pytest.mark.parametrize(
    ("moment", "problem"),
    [
        ({"day": "2026-03-29", "hour": "02:30"}, "02:30 uur bestaat niet op 29 maart 2026"),
        ({"day": "2020-01-06", "hour": "10:00"}, "Dit tijdstip is voorbij."),
        ({"day": "2099-01-06", "hour": "10:00"}, "De editie is dan niet open."),
        ({"day": "rommel", "hour": "10:00"}, "Vul een dag in"),
        ({"day": "2099-01-06", "hour": ""}, "Kies een tijd."),
    ],
)
def test_an_hour_at_which_nothing_can_leave_is_refused(
    team: Client, wave: Wave, moment: dict[str, str], problem: str
) -> None:
    page = team.post(address("plan", wave), moment)

    assert problem in str(page.context["form"].errors)
    assert Wave.objects.get().planned_at == wave.planned_at


def test_an_hour_that_another_mailing_has_is_refused(team: Client, wave: Wave) -> None:
    other = WaveFactory(edition=wave.edition, planned_at=timezone.now() + timedelta(days=2))
    team.post(address("plan", other), next_workday())

    page = team.post(address("plan", wave), next_workday())

    assert "Er is al een verzending op dat moment." in str(page.context["form"].errors)


def test_a_released_mailing_that_changes_is_a_concept_again(team: Client, edition: Edition) -> None:
    wave = WaveFactory(edition=edition, released=True, planned_at=timezone.now() + timedelta(days=1))

    page = team.post(address("plan", wave), next_workday(), follow=True)

    wave.refresh_from_db()
    assert (wave.state, wave.released_by, wave.released_at) == (WaveState.CONCEPT, None, None)
    assert said(page)[1:] == [
        "De verzending is weer concept. Geef haar opnieuw vrij, anders vertrekt ze niet."
    ]


def test_one_more_mailing_begins_as_a_concept_with_our_words(team: Client, edition: Edition) -> None:
    team.post(reverse("waves:add", args=[edition.slug]), next_workday() | {"kind": "reminder"})

    wave = Wave.objects.get()
    assert (wave.kind, wave.state, wave.subject) == (
        WaveKind.REMINDER,
        WaveState.CONCEPT,
        "Herinnering: burgerparticipatie in [[gemeente]]",
    )


# Release


def test_releasing_shows_who_gets_it_and_who_not_before_it_acts(team: Client, wave: Wave) -> None:
    InvitationFactory.create_batch(7, edition=wave.edition)
    InvitationFactory(edition=wave.edition, respondent__opted_out_at=timezone.now())
    InvitationFactory(edition=wave.edition, response=ResponseFactory(edition=wave.edition, completed=True))

    page = team.get(address("release", wave))
    team.post(address("release", wave), {"seen": "1", "looked": "on"})

    wave.refresh_from_db()
    assert page.context["selection"].recipients == 7
    assert page.context["selection"].left_out == {SkipReason.ANSWERED: 1, SkipReason.OPTED_OUT: 1}
    assert len(page.context["samples"]) == 5
    assert (wave.state, wave.released_by is not None) == (WaveState.RELEASED, True)
    assert Letter.objects.count() == 0


def test_nobody_releases_without_having_looked(team: Client, wave: Wave) -> None:
    page = team.post(address("release", wave), {"seen": "1"})

    assert page.context["form"].errors == {"looked": ["Bekijk de voorbeelden en zet daarna het vinkje."]}
    assert Wave.objects.get().state == WaveState.CONCEPT


def test_what_was_looked_at_is_what_is_released(team: Client, wave: Wave) -> None:
    change(team, wave, subject="Iets anders in [[gemeente]]")

    page = team.post(address("release", wave), {"seen": "1", "looked": "on"}, follow=True)

    assert said(page)[-1:] == [
        "De tekst is intussen gewijzigd. Bekijk de voorbeelden opnieuw en geef daarna vrij."
    ]
    assert Wave.objects.get().state == WaveState.CONCEPT


def test_releasing_twice_is_one_act(team: Client, wave: Wave) -> None:
    for _ in range(2):
        team.post(address("release", wave), {"seen": "1", "looked": "on"})

    assert AuditEntry.objects.filter(verb=AuditVerb.RELEASED_WAVE).count() == 1


def test_the_samples_show_no_link_that_opens_answers(team: Client, wave: Wave) -> None:
    invitation = InvitationFactory(edition=wave.edition)

    page = team.get(address("release", wave)).content.decode()
    frame = team.get(reverse("waves:sample_html", args=[wave.pk, invitation.pk]))

    assert page.count("/u/") == page.count("/u/voorbeeld/") == 1
    assert "/afmelden/voorbeeld/" in page
    assert 'href="http' not in frame.content.decode()
    assert "sandbox" in frame["Content-Security-Policy"]
    assert "script-src 'none'" in frame["Content-Security-Policy"]


def test_now_sends_at_once_whatever_the_hour(team: Client, wave: Wave) -> None:
    team.post(address("send_now", wave), {"seen": "1", "looked": "on"})

    wave.refresh_from_db()
    assert (wave.state, wave.planned_at <= timezone.now()) == (WaveState.RELEASED, True)
    assert list(AuditEntry.objects.filter(target=f"wave:{wave.pk}").values_list("verb", flat=True)) == [
        AuditVerb.SENT_WAVE_NOW,
        AuditVerb.RELEASED_WAVE,
    ]


# The words


def change(client: Client, wave: Wave, **changes: Any) -> Any:
    words = {"subject": wave.subject, "body": wave.body, "seen": "1"}
    return client.post(address("text", wave), words | changes)


def test_words_that_cannot_be_sent_are_not_kept_and_not_lost(team: Client, wave: Wave) -> None:
    body = "Beste [[voornaam]], {{ de link }}:\n[[link]]\n[[bron]]"

    page = change(team, wave, body=body)

    assert page.context["form"].errors["body"] == [
        "[[voornaam]] is niet bekend. Gebruik een van deze: [[aanhef]], [[gemeente]], [[link]], "
        "[[sluitdatum]], [[duur]], [[bron]], [[titel]], [[afmelden]], [[afzender]], [[verantwoordelijke]], "
        "[[contact]], [[privacy]].",
        "{{ en }} doet hier niets. Haal het weg, of gebruik een plaatshouder zoals [[gemeente]].",
        "[[afmelden]] moet precies één keer in de tekst staan. Nu staat het er 0 keer.",
    ]
    assert Wave.objects.get().body == wave.body
    assert page.context["form"]["body"].value() == body


@pytest.mark.parametrize("sign", ["\r\nBcc: x@elders.example", "\nx", "\0", "\u2028"])
def test_a_subject_cannot_become_a_header(team: Client, wave: Wave, sign: str) -> None:
    page = change(team, wave, subject=f"Hallo{sign}wereld")

    assert "subject" in page.context["form"].errors
    assert Wave.objects.get().subject == wave.subject


def test_the_line_breaks_of_a_browser_become_ours(team: Client, wave: Wave) -> None:
    change(team, wave, body=wave.body.replace("\n", "\r\n") + "\r\n\r\nNog een regel")

    assert Wave.objects.get().body == wave.body + "\n\nNog een regel\n"


def test_who_writes_at_the_same_time_loses_nothing(team: Client, wave: Wave) -> None:
    change(team, wave, subject="De eerste")

    page = change(team, wave, subject="De tweede")
    again = change(team, wave, subject="De tweede", seen=page.context["form"]["seen"].value())

    assert page.context["form"]["subject"].value() == "De tweede"
    assert "Intussen heeft iemand versie 2 geschreven." in str(page.context["form"].errors)
    assert (again.status_code, Wave.objects.get().subject) == (302, "De tweede")


def test_a_reader_is_found_by_name_or_gemeente(team: Client, wave: Wave) -> None:
    first, second = (
        InvitationFactory(edition=wave.edition, respondent__gemeente__name=name, respondent__name=person)
        for name, person in (("Zwolle", "Anna Bos"), ("Almelo", "Bram Vos"))
    )

    by_gemeente = team.get(address("text", wave), {"zoek": "zwol"})
    by_name = team.get(address("text", wave), {"zoek": "vos"})
    by_number = team.get(address("text", wave), {"voor": str(second.pk)})
    rubbish = team.get(address("text", wave), {"zoek": "q\0q", "voor": "²"})

    readers = [page.context["reader"] for page in (by_gemeente, by_name, by_number, rubbish)]
    assert readers == [first, second, second, first]


# Acts


def test_pause_resume_and_cancel(team: Client, edition: Edition) -> None:
    wave = WaveFactory(edition=edition, released=True, planned_at=timezone.now() + timedelta(days=1))
    states = []
    for name in ("pause", "resume", "cancel", "cancel"):
        team.post(address(name, wave))
        states.append(Wave.objects.get().state)

    assert states == [WaveState.PAUSED, WaveState.RELEASED, WaveState.CANCELLED, WaveState.CANCELLED]


def test_cancelling_is_asked_once_more(team: Client, wave: Wave) -> None:
    page = team.get(address("cancel", wave))

    assert page.status_code == 200
    assert Wave.objects.get().state == WaveState.CONCEPT


def test_who_came_later_is_topped_up(team: Client, edition: Edition) -> None:
    wave = WaveFactory(edition=edition, released=True)
    Wave.objects.update(state=WaveState.FINISHED, started_at=timezone.now(), selected_count=0)
    InvitationFactory(edition=edition)

    pages = [team.post(address("top_up", wave), follow=True) for _ in range(2)]

    assert [said(page) for page in pages] == [
        ["Aangevuld. 1 mensen toegevoegd die er sinds het begin bij kwamen."],
        ["Aangevuld. Er was niemand bij."],
    ]


def test_letters_in_doubt_are_settled_by_a_person(team: Client, wave: Wave) -> None:
    sent, again, queued = (
        LetterFactory(wave=wave, state=state)
        for state in (LetterState.IN_DOUBT, LetterState.IN_DOUBT, LetterState.QUEUED)
    )

    for letter, decision in ((sent, "verstuurd"), (again, "opnieuw"), (queued, "verstuurd")):
        team.post(reverse("waves:settle", args=[letter.pk]), {"besluit": decision})

    states = list(Letter.objects.order_by("pk").values_list("state", flat=True))
    assert states == [LetterState.ACCEPTED, LetterState.QUEUED, LetterState.QUEUED]


@pytest.mark.parametrize("decision", ["", "anders"])
def test_no_decision_changes_nothing(team: Client, wave: Wave, decision: str) -> None:
    letter = LetterFactory(wave=wave, state=LetterState.IN_DOUBT)

    answer = team.post(reverse("waves:settle", args=[letter.pk]), {"besluit": decision})

    assert (answer.status_code, Letter.objects.get().state) == (404, LetterState.IN_DOUBT)


# Lists


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_much_for_one_row_as_for_three(team: Client, wave: Wave, count: int) -> None:
    LetterFactory.create_batch(count, wave=wave, state=LetterState.IN_DOUBT)
    begun = WaveFactory(edition=wave.edition, released=True)
    LetterFactory.create_batch(count, wave=begun, state=LetterState.IN_DOUBT)
    Wave.objects.filter(pk=begun.pk).update(
        state=WaveState.RUNNING, started_at=timezone.now(), selected_count=count
    )
    InvitationFactory.create_batch(count, edition=wave.edition)
    queries = {
        reverse("waves:waves", args=[wave.edition.slug]): 8,
        address("wave", wave): 11,
        address("wave", begun): 13,
        address("standing", begun): 8,
        address("letters", begun): 8,
        address("who", wave): 9,
        address("release", wave): 13,
        address("text", wave): 8,
    }

    assert {page: queries_of(team, page) for page in queries} == queries


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_what_is_not_there_is_not_found(team: Client, wave: Wave) -> None:
    pages = [
        f"{address('letters', wave)}?stand=rommel",
        f"{address('who', wave)}?reden=rommel",
        reverse("waves:wave", args=[0]),
        reverse("waves:letter", args=[0]),
    ]

    assert {team.get(page).status_code for page in pages} == {404}
