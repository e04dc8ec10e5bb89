"""Files that are too large for a request: asked for on the page, made by a worker, kept until they expire.

A row says what is asked. A worker that dies leaves its claim behind, and once that has passed the next one begins
anew. The file and the word that it is ready are stored in one transaction, so nobody ever fetches half of one.
"""

import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from surveys.domain import audit, doorbell
from surveys.enums import AuditVerb, ExportState
from surveys.exports import FORMATS, ExportedFile, Format, TooManyRows, file_of
from surveys.exports.columns import exported_responses
from surveys.models import Edition, Export, ExportPiece
from surveys.models.export import ExportQuerySet

log = structlog.get_logger("surveys.exports")

TASK = "surveys.tasks.make_exports"
KEPT = timedelta(hours=24)
# A worker that says nothing for so long is dead; it says how far it is every second or so.
CLAIM = timedelta(minutes=5)
MOST_ATTEMPTS = 3
SECONDS_BETWEEN = 1
PIECE_BYTES = 1024 * 1024
# A web worker is stopped after 30 seconds: what is larger goes over slow lines packed.
MOST_UNPACKED = 20 * 1024 * 1024
ZIP = "application/zip"


def ask(edition: Edition, format_: Format, *, labels: bool, by: User, reason: str) -> Export:
    """Logged here, before anything is made. Who asks again while it is being made gets the same one.

    Raises TooManyRows.
    """
    count = exported_responses(edition).count()
    format_.check(count)
    wanted = {"edition": edition, "format": format_.code, "labels": labels, "asked_by": by}
    try:
        with transaction.atomic():
            export = Export.objects.create(count=count, **wanted)
            audit.record(AuditVerb.EXPORTED_RESPONSES, edition, by=by, count=count, reason=reason)
            doorbell.ring_on_commit(TASK)
    except IntegrityError:
        return Export.objects.under_way().get(**wanted)
    return export


def run() -> int:
    """Makes what waits, one after the other; gives how many it began. Beside another worker each gets its own."""
    begun = 0
    while export := claim():
        make(export)
        begun += 1
    return begun


def claim() -> Export | None:
    """The oldest that waits, or that a dead worker left behind."""
    now = timezone.now()
    free = Q(state=ExportState.WAITING) | Q(state=ExportState.RUNNING, claimed_until__lt=now)
    for pk in Export.objects.filter(free).order_by("pk").values_list("pk", flat=True):
        mine = uuid.uuid4()
        won = Export.objects.filter(free, pk=pk).update(
            state=ExportState.RUNNING,
            claim=mine,
            claimed_until=now + CLAIM,
            attempts=F("attempts") + 1,
            done=0,
        )
        if won:
            return Export.objects.select_related("edition").get(pk=pk)
    return None


def make(export: Export) -> None:
    """A failure is tried again, and after some attempts told to who asked."""
    if export.attempts > MOST_ATTEMPTS:
        _let_go(export, ExportState.FAILED)
        return
    try:
        with TemporaryDirectory(prefix="barometer-") as folder:
            path, content_type = _written(export, Path(folder))
            _store(export, path, content_type)
    except Exception as error:
        # The name only: the text of an error may hold an answer.
        log.error("export failed", edition=export.edition.slug, state=type(error).__name__)
        gives_up = isinstance(error, TooManyRows) or export.attempts >= MOST_ATTEMPTS
        _let_go(export, ExportState.FAILED if gives_up else ExportState.WAITING)


def _let_go(export: Export, state: ExportState) -> None:
    _mine(export).update(state=state, claim=None, claimed_until=None)


def _mine(export: Export) -> ExportQuerySet:
    """Nothing, once another worker has taken it over."""
    return Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, claim=export.claim)


def _written(export: Export, folder: Path) -> tuple[Path, str]:
    format_ = FORMATS[export.format]
    with progress_of(export) as tell:
        file = file_of(export.edition, format_, labels=export.labels, tell=tell)
        path = folder / file.name
        with path.open("wb") as target:
            target.writelines(file.chunks)
    if format_.beside or path.stat().st_size > MOST_UNPACKED:
        return _packed(file, path), ZIP
    return path, file.content_type


@contextmanager
def progress_of(export: Export) -> Iterator[Callable[[int], None]]:
    """Writes how far it is, and that its worker lives, over a connection beside the one that the rows come from."""
    beside = connection.copy()
    told_at = time.monotonic()

    def tell(done: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at < SECONDS_BETWEEN:
            return
        told_at = time.monotonic()
        until = timezone.now() + CLAIM
        with beside.cursor() as cursor:
            cursor.execute(
                "UPDATE surveys_export SET done = least(%s, count), claimed_until = %s WHERE id = %s AND claim = %s",
                [done, until, export.pk, export.claim],
            )

    try:
        yield tell
    finally:
        beside.close()


def _packed(file: ExportedFile, path: Path) -> Path:
    """With the small files that belong to it."""
    packed = path.with_name(f"{path.stem}-{file.format.code}.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, path.name)
        for extension, chunks in file.beside(path.name):
            archive.writestr(f"{path.stem}.{extension}", b"".join(chunks))
    return packed


def _store(export: Export, path: Path, content_type: str) -> None:
    with transaction.atomic(), path.open("rb") as file:
        is_mine = _mine(export).update(
            state=ExportState.READY,
            claim=None,
            claimed_until=None,
            done=F("count"),
            name=path.name,
            content_type=content_type,
            size=path.stat().st_size,
            expires_at=timezone.now() + KEPT,
        )
        if is_mine:
            for number, data in enumerate(iter(lambda: file.read(PIECE_BYTES), b"")):
                ExportPiece.objects.create(export=export, number=number, data=data)


def fetch(export: Export, *, by: User) -> Iterator[bytes]:
    """Logged each time, before the first byte leaves."""
    audit.record(AuditVerb.FETCHED_EXPORT, export.edition, by=by, count=export.count)
    return _pieces(export)


def _pieces(export: Export) -> Iterator[bytes]:
    for number in range(export.pieces.count()):
        yield bytes(export.pieces.values_list("data", flat=True).get(number=number))


def forget() -> int:
    """Wipes what has expired, and what failed a day ago; gives how many."""
    now = timezone.now()
    old = Q(expires_at__lte=now) | Q(state=ExportState.FAILED, asked_at__lte=now - KEPT)
    pieces = ExportPiece.objects.filter(export__in=Export.objects.filter(old))
    pieces._raw_delete(pieces.db)  # Without fetching the files first.
    return Export.objects.filter(old).delete()[1].get("surveys.Export", 0)
