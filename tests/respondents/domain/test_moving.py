from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from respondents.domain import moving, waves
from respondents.enums import LetterKind, LetterState, WaveKind, WaveState
from respondents.exceptions import MoveRefused
from respondents.models import Move, Wave
from surveys.domain.editions import AMSTERDAM
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db
NEXT_YEAR = timezone.localdate().year + 1


def on(day: int, month: int, hour: int = 9, zone: ZoneInfo = AMSTERDAM) -> datetime:
    return datetime(NEXT_YEAR, month, day, hour, tzinfo=zone)


@pytest.fixture
def edition(edition: Edition) -> Edition:
    edition.closes_at = on(25, 9)
    edition.phone_from, edition.phone_until = date(NEXT_YEAR, 8, 28), date(NEXT_YEAR, 9, 18)
    edition.save()
    return edition


def planned(edition: Edition, at: datetime, **fields: object) -> Wave:
    return WaveFactory(edition=edition, kind=WaveKind.REMINDER, planned_at=at, **fields)


def test_an_earlier_close_ends_the_calls_and_the_waves_after_it_in_one_act(edition: Edition) -> None:
    staff = StaffFactory()
    before, after = planned(edition, on(1, 9)), planned(edition, on(20, 9))

    moving.move_close(edition, on(10, 9), seen=edition.closes_at, by=staff)

    edition.refresh_from_db()
    states = [Wave.objects.get(pk=wave.pk).state for wave in (before, after)]
    log = AuditEntry.objects.filter(actor_id=staff.pk).order_by("pk").values_list("verb", flat=True)
    assert (edition.closes_at, edition.phone_until) == (on(10, 9), date(NEXT_YEAR, 9, 10))
    assert states == [WaveState.CONCEPT, WaveState.CANCELLED]
    assert list(log) == ["cancelled_wave", "moved_close"]
    assert Move.objects.values_list("wave", "old", "new", "made_by").get() == (
        None, on(25, 9), on(10, 9), staff.pk,
    )  # fmt: skip


def test_what_follows_is_said_before_and_changes_nothing(edition: Edition) -> None:
    ResponseFactory(edition=edition)
    ResponseFactory(edition=edition, is_test=True)
    planned(edition, on(1, 9), body="Tot [[sluitdatum]]. [[link]] [[afmelden]]")
    planned(edition, on(2, 9), body="Tot 25 september. [[link]] [[afmelden]]")

    found = moving.of_close(edition, on(15, 9))

    assert found.sentences[1:] == [
        "Onderweg met de vragenlijst: 1. Zij lezen de nieuwe datum op hun volgende pagina.",
        f"De belperiode eindigt ook op 15 september, niet op 18-09-{NEXT_YEAR}.",
        "Brieven in de wachtrij: 0. Zij noemen de nieuwe datum.",
        "Geplande verzendingen die de sluitdatum noemen: 2. Zij noemen de nieuwe datum.",
        f"Let op: de tekst van Herinnering 02-09-{NEXT_YEAR} 09:00 noemt zelf ‘25 september’. Pas die tekst aan.",
    ]
    assert Edition.objects.get().closes_at == on(25, 9)


def test_it_says_what_was_said_with_which_date_also_after_a_second_move(edition: Edition) -> None:
    staff, now = StaffFactory(), timezone.now()
    sent = WaveFactory(edition=edition, released=True, body="Tot [[sluitdatum]]. [[link]] [[afmelden]]")
    silent = WaveFactory(edition=edition, released=True)
    Wave.objects.update(state=WaveState.FINISHED, started_at=now)
    for wave in (sent, sent, silent):
        LetterFactory(wave=wave, state=LetterState.ACCEPTED, sending_since=now - timedelta(hours=1))
    LetterFactory(wave=sent, state=LetterState.FAILED, sending_since=now)
    LetterFactory(
        without_wave=True,
        kind=LetterKind.HAND_OVER,
        invitation=InvitationFactory(edition=edition),
        state=LetterState.ACCEPTED,
        sending_since=now - timedelta(hours=1),
    )

    moving.move_close(edition, on(26, 9), seen=on(25, 9), by=staff)
    edition.refresh_from_db()
    found = moving.of_close(edition, on(27, 9)).said

    assert [(line.what, line.named, line.letters) for line in found] == [
        (str(sent), on(25, 9), 2),
        ("Uitnodiging namens een collega", on(25, 9), 1),
    ]
    assert moving.of_close(edition, on(25, 9)).said == []


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (on(25, 9), "al de sluiting"),
        (timezone.now() - timedelta(days=1), "nog komt"),
        (on(27, 8), "bellen begint pas op 28 augustus"),
    ],
)
def test_a_close_that_cannot_be_is_refused_whole(edition: Edition, new: datetime, words: str) -> None:
    with pytest.raises(MoveRefused, match=words):
        moving.move_close(edition, new, seen=edition.closes_at, by=StaffFactory())

    assert (Edition.objects.get().closes_at, Move.objects.count()) == (on(25, 9), 0)


def test_what_was_moved_meanwhile_is_not_moved_unseen(edition: Edition) -> None:
    wave = planned(edition, on(1, 9))
    staff = StaffFactory()
    moving.move_close(edition, on(26, 9), seen=on(25, 9), by=staff)
    moving.move_wave(wave, on(2, 9), seen=on(1, 9), by=staff)

    with pytest.raises(MoveRefused, match="Intussen"):
        moving.move_close(edition, on(27, 9), seen=on(25, 9), by=staff)
    with pytest.raises(MoveRefused, match="Intussen"):
        moving.move_wave(wave, on(3, 9), seen=on(1, 9), by=staff)

    assert Move.objects.count() == 2


def test_a_released_wave_moves_and_stays_released(edition: Edition) -> None:
    wave = planned(edition, on(1, 9), released=True)

    found = moving.move_wave(wave, on(4, 9, hour=20), seen=wave.planned_at, by=StaffFactory())

    wave.refresh_from_db()
    assert (wave.planned_at, wave.state) == (on(4, 9, hour=20), WaveState.RELEASED)
    assert found.sentences[-1].startswith("De verzending blijft vrijgegeven")
    assert len(found.sentences) == 2


def test_a_wave_moves_only_to_where_it_can_be(edition: Edition) -> None:
    wave = planned(edition, on(1, 9))
    planned(edition, on(2, 9))
    begun = WaveFactory(edition=edition, released=True)
    waves.materialise(begun)
    begun.refresh_from_db()

    found = []
    for moved, new in [(wave, on(26, 9)), (wave, on(2, 9)), (wave, on(1, 9)), (begun, on(3, 9))]:
        with pytest.raises(MoveRefused) as refusal:
            moving.move_wave(moved, new, seen=moved.planned_at, by=StaffFactory())
        found.append(str(refusal.value).split(".")[0])

    assert found == [
        "Dan is de vragenlijst gesloten",
        "Op dat moment staat al een andere verzending",
        "Dat is al het moment van deze verzending",
        "Deze verzending is al begonnen of geannuleerd",
    ]


def test_a_reminder_before_its_invitation_is_pointed_out(edition: Edition) -> None:
    WaveFactory(edition=edition, planned_at=on(15, 8))
    reminder = planned(edition, on(1, 9))

    assert (
        "Let op: deze herinnering valt dan voor de uitnodiging."
        in moving.of_wave(reminder, on(1, 8)).sentences
    )
