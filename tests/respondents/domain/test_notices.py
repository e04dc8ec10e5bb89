from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from respondents import tasks
from respondents.domain import heartbeats, notices
from respondents.enums import DeclineState, HeartbeatName, LetterState, NoticeKind, WaveState
from respondents.models import Decline, Heartbeat, Notice, Wave
from surveys.models import Edition
from tests.factories.respondents import BreakGlassFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import GemeenteFactory
from tests.smtp import Sink
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alive() -> None:
    for name in HeartbeatName:
        heartbeats.note(name)


@pytest.fixture
def team() -> Iterator[None]:
    for email in ("anna@bureau.example", "bram@bureau.example", ""):
        StaffFactory(email=email).groups.add(Group.objects.get(name="projectteam"))
    StaffFactory(email="beller@bureau.example").groups.add(Group.objects.get(name="beller"))
    return


def kinds() -> list[str]:
    return [one.kind for one in notices.standing()]


def test_nothing_waits_where_nothing_stands_still(edition: Edition) -> None:
    WaveFactory(edition=edition, planned_at=timezone.now() + timedelta(hours=2))
    WaveFactory(edition=edition, released=True)
    LetterFactory()
    Wave.objects.exclude(edition=edition).update(state=WaveState.CANCELLED)

    assert kinds() == []


def test_everything_that_waits_is_named_with_what_to_do(edition: Edition) -> None:
    now, day = timezone.now(), timedelta(days=1)
    WaveFactory(edition=edition, released=True, planned_at=now + day)
    Wave.objects.update(state=WaveState.PAUSED, brake="Vijf keer achter elkaar geweigerd")
    WaveFactory(edition=edition, planned_at=now + timedelta(minutes=50))
    WaveFactory(edition=edition, released=True, planned_at=now - timedelta(hours=3))
    wave = WaveFactory(edition=edition, planned_at=now + 2 * day)
    LetterFactory.create_batch(2, wave=wave, state=LetterState.IN_DOUBT, settled_at=now)
    Decline.objects.create(edition=edition, gemeente=GemeenteFactory(), state=DeclineState.PROPOSED)
    BreakGlassFactory()
    Heartbeat.objects.filter(name=HeartbeatName.WORKER).update(at=now - timedelta(minutes=4))
    Heartbeat.objects.filter(name=HeartbeatName.BEAT).delete()

    found = {one.kind: one.sentence for one in notices.standing()}

    assert set(found) == set(NoticeKind)
    assert "Vijf keer achter elkaar geweigerd. Kijk" in found[NoticeKind.BRAKE]
    assert found[NoticeKind.DOUBT].startswith("Brieven in twijfel: 2.")
    assert "sinds het begin" in found[NoticeKind.BEAT]


def test_a_concept_of_an_edition_that_has_closed_waits_no_more(edition: Edition) -> None:
    WaveFactory(edition=edition)
    Edition.objects.update(
        opens_at=timezone.now() - timedelta(days=9), closes_at=timezone.now() - timedelta(days=1)
    )

    assert kinds() == []


def test_the_team_gets_one_mail_each_and_again_when_it_comes_back(
    edition: Edition, team: None, smtp: Sink
) -> None:
    wave = WaveFactory(edition=edition)

    first, second = notices.look(), notices.look()
    Wave.objects.update(planned_at=timezone.now() + timedelta(days=1))
    over = notices.look()
    Wave.objects.update(planned_at=wave.planned_at)
    back = notices.look()

    assert (first, second, over, back) == (1, 0, 0, 1)
    assert sorted(smtp.recipients) == sorted(["anna@bureau.example", "bram@bureau.example"] * 2)
    assert [notice.ended_at is None for notice in Notice.objects.order_by("pk")] == [False, True]


def test_a_mail_server_that_is_away_is_tried_again_a_few_times(
    edition: Edition, team: None, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "respondents.transports.smtp.StagedEmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    WaveFactory(edition=edition)

    mailed = [notices.look() for _ in range(notices.MOST_ATTEMPTS + 2)]

    notice = Notice.objects.get()
    assert (sum(mailed), notice.attempts, notice.mailed_at) == (0, notices.MOST_ATTEMPTS, None)


def test_without_an_address_nothing_is_mailed_and_the_page_says_it(edition: Edition) -> None:
    WaveFactory(edition=edition)

    assert notices.look() == 0
    assert "nog niet vrijgegeven" in client_of("projectteam").get("/beheer/").content.decode()
    assert "nog niet vrijgegeven" not in client_of("analist").get("/beheer/").content.decode()


def test_the_round_of_the_worker_shows_that_it_lives(smtp: Sink) -> None:
    Heartbeat.objects.all().delete()

    tasks.ring_mail()
    heard = set(heartbeats.silent())
    heartbeats.note(HeartbeatName.BEAT)

    assert (heard, heartbeats.silent()) == ({HeartbeatName.BEAT}, {})


def test_a_monitor_outside_sees_who_is_silent(client: Client) -> None:
    lives = client.get("/healthz/rounds")
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=4))
    silent = client.get("/healthz/rounds")

    assert (lives.status_code, lives.content) == (200, b"ok\n")
    assert (silent.status_code, silent.content) == (503, b"silent: worker, beat\n")


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_one_statement_for_it(
    edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        WaveFactory(edition=edition, planned_at=timezone.now() - timedelta(minutes=number))

    with django_assert_num_queries(1):
        assert len(notices.standing()) == count


def test_a_notice_stands_once_and_again_after_it_ended() -> None:
    Notice.objects.create(kind=NoticeKind.DOUBT, ended_at=timezone.now())
    Notice.objects.create(kind=NoticeKind.DOUBT)

    with pytest.raises(IntegrityError, match="notice_one_at_a_time"), transaction.atomic():
        Notice.objects.create(kind=NoticeKind.DOUBT)
