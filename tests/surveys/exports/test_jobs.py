"""Files that a worker makes: once, also beside another worker and after one that died."""

import io
import uuid
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.enums import AuditVerb, ExportState
from surveys.exports import FORMATS, jobs
from surveys.exports.columns import read_extract
from surveys.models import AuditEntry, Edition, Export, ExportPiece
from surveys.tasks import make_exports
from tests.factories.respondents import StaffFactory
from tests.surveys.exports.conftest import sent

pytestmark = pytest.mark.django_db
RUNNING = {"state": ExportState.RUNNING, "claim": uuid.UUID(int=1), "claimed_until": timezone.now()}


@pytest.fixture
def analyst() -> User:
    return StaffFactory()


@pytest.fixture
def asked(edition: Edition, analyst: User) -> Export:
    sent(edition, {"definitie": "Samen beslissen"})
    return jobs.ask(edition, FORMATS["csv"], labels=False, by=analyst, reason="figuren")


def content(export: Export) -> bytes:
    return b"".join(bytes(piece.data) for piece in export.pieces.all())


def test_a_worker_makes_what_was_asked(edition: Edition, asked: Export) -> None:
    make_exports()

    asked.refresh_from_db()
    whole = b"".join(FORMATS["csv"].write(read_extract(edition), False))
    assert content(asked) == whole
    assert (asked.state, asked.name, asked.size, asked.done) == (
        ExportState.READY,
        f"{edition.slug}.csv",
        len(whole),
        1,
    )
    assert timedelta(hours=23) < asked.expires_at - timezone.now() <= jobs.KEPT


def test_asking_twice_is_one_file_and_one_line_in_the_log(
    edition: Edition, analyst: User, asked: Export
) -> None:
    again = jobs.ask(edition, FORMATS["csv"], labels=False, by=analyst, reason="figuren")
    other = jobs.ask(edition, FORMATS["csv"], labels=True, by=analyst, reason="nog een")

    assert (again, other == asked) == (asked, False)
    assert AuditEntry.objects.filter(verb=AuditVerb.EXPORTED_RESPONSES).count() == 2


def test_asking_rings_after_the_row_is_there(
    edition: Edition,
    analyst: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    rung: list[str] = []
    monkeypatch.setattr("surveys.domain.doorbell.ring", rung.append)

    with django_capture_on_commit_callbacks(execute=True):
        jobs.ask(edition, FORMATS["csv"], labels=False, by=analyst, reason="figuren")

    assert rung == ["surveys.tasks.make_exports"]


def test_running_again_makes_nothing_again(asked: Export) -> None:
    assert [jobs.run(), jobs.run()] == [1, 0]
    assert ExportPiece.objects.count() == 1


def test_a_claim_is_left_alone_until_it_has_passed(asked: Export) -> None:
    first = jobs.claim()
    assert first is not None
    assert jobs.claim() is None

    Export.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))

    second = jobs.claim()
    assert second is not None
    assert (second.pk, second.attempts, second.claim == first.claim) == (first.pk, 2, False)


def test_a_worker_that_lost_its_claim_stores_nothing(asked: Export) -> None:
    slow = jobs.claim()
    assert slow is not None
    Export.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    quick = jobs.claim()
    assert quick is not None

    jobs.make(slow)
    after_slow = ExportPiece.objects.count()
    jobs.make(quick)

    assert [after_slow, ExportPiece.objects.count()] == [0, 1]


def test_what_fails_is_tried_three_times_and_the_log_holds_no_answer(
    asked: Export, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("Samen beslissen")

    monkeypatch.setattr(jobs, "_written", fail)

    begun = jobs.run()

    asked.refresh_from_db()
    assert (begun, asked.state, asked.claim) == (3, ExportState.FAILED, None)
    assert "ValueError" in caplog.text
    assert "Samen beslissen" not in caplog.text


def test_one_that_kills_its_worker_each_time_is_given_up(asked: Export) -> None:
    Export.objects.update(attempts=jobs.MOST_ATTEMPTS)

    jobs.run()

    asked.refresh_from_db()
    assert asked.state == ExportState.FAILED


def test_spss_comes_with_its_sets_in_one_file(edition: Edition, analyst: User) -> None:
    sent(edition, {"budget": "ja"})
    export = jobs.ask(edition, FORMATS["sav"], labels=False, by=analyst, reason="figuren")

    jobs.run()

    export.refresh_from_db()
    packed = zipfile.ZipFile(io.BytesIO(content(export)))
    assert (export.name, export.content_type) == (f"{edition.slug}-sav.zip", "application/zip")
    assert packed.namelist() == [f"{edition.slug}.sav", f"{edition.slug}.sps"]
    assert f"GET FILE='{edition.slug}.sav'." in packed.read(f"{edition.slug}.sps").decode()


def test_what_is_large_is_packed_and_stored_in_pieces(
    edition: Edition, asked: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_UNPACKED", 10)
    monkeypatch.setattr(jobs, "PIECE_BYTES", 100)

    jobs.run()

    asked.refresh_from_db()
    whole = b"".join(FORMATS["csv"].write(read_extract(edition), False))
    fetched = b"".join(jobs.fetch(asked, by=asked.asked_by))
    assert asked.pieces.count() > 2
    assert zipfile.ZipFile(io.BytesIO(fetched)).read(f"{edition.slug}.csv") == whole


def test_what_has_expired_is_wiped(asked: Export) -> None:
    jobs.run()
    before = jobs.forget()
    Export.objects.update(expires_at=timezone.now())

    make_exports()

    assert before == 0
    assert (Export.objects.count(), ExportPiece.objects.count()) == (0, 0)


def test_a_failure_is_forgotten_after_a_day(asked: Export) -> None:
    Export.objects.update(state=ExportState.FAILED)
    before = jobs.forget()
    Export.objects.update(asked_at=timezone.now() - timedelta(days=1))

    assert [before, jobs.forget()] == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_it_says_how_far_it_is_while_rows_come_in(asked: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN", 0)
    mine = jobs.claim()
    assert mine is not None
    Export.objects.update(claimed_until=timezone.now())

    with jobs.progress_of(mine) as tell:
        tell(1)
        told = Export.objects.get()
        tell(5)

    assert (told.done, told.percent) == (1, 100)
    assert told.claimed_until > timezone.now()
    assert Export.objects.get().done == 1


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({**RUNNING, "claim": None}, "export_running_is_claimed"),
        ({"claim": uuid.UUID(int=1)}, "export_running_is_claimed"),
        ({"state": ExportState.READY}, "export_ready_expires"),
        ({"size": 1}, "export_ready_expires"),
        ({"done": 3}, "export_done_within_count"),
    ],
)
def test_the_database_keeps_a_row_right(
    edition: Edition, analyst: User, fields: dict[str, Any], constraint: str
) -> None:
    whole = {"edition": edition, "asked_by": analyst, "format": "csv", "count": 2}
    Export.objects.create(**whole, **RUNNING)
    Export.objects.create(**whole, state=ExportState.READY, size=1, expires_at=timezone.now(), done=2)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Export.objects.create(**whole | {"format": "sav"}, **fields)
