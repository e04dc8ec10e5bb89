"""From contacts to the response table: real HTTP, a real worker, beat and mail server."""

import csv
import email
import email.policy
import io
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from barometer.localstack import ports
from respondents.domain import doorbell, heartbeats, waves
from respondents.enums import WaveKind, WaveState
from respondents.models import Wave
from surveys.models import Edition
from tests import workers
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import OrganisationFactory, SurveyFactory
from tests.journeys.visitor import Visitor

T = TypeVar("T")
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOT = Path(settings.BASE_DIR)
PAGES = json.loads((ROOT / "respondents" / "data" / "demo-2023.json").read_text())
BY_LINK, BY_OPEN_LINK = PAGES[0]["pages"], PAGES[1]["pages"]
MULTIPLE = {"verbeterpunten_intern", "verbeterpunten_extern", "communicatiemiddelen", "kennisuitwisseling"}


class Mailbox:
    """The mail server of the local stack: a file for each mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = ports.find_free()
        self._read: dict[Path, tuple[str, str]] = {}

    def __enter__(self) -> "Mailbox":
        command = [sys.executable, "-m", "barometer.localstack.smtp_sink", str(self.folder), str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT)
        wait_for(lambda: ports.answers(self.port), 20)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def by_recipient(self, subject: str) -> dict[str, str]:
        """The text of each mail whose subject begins like that; fails on two mails to one address."""
        self._read |= {path: read(path) for path in {*self.folder.glob("*.eml")} - self._read.keys()}
        found: dict[str, str] = {}
        for path, (its_subject, text) in self._read.items():
            if its_subject.startswith(subject):
                recipient = unquote(path.stem.split("-", 2)[2])
                assert recipient not in found, recipient
                found[recipient] = text
        return found


def read(path: Path) -> tuple[str, str]:
    """Subject and text."""
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    part = mail.get_body(("plain",))
    assert part is not None
    return str(mail["Subject"]), part.get_content()


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    folder = tmp_path / "mailbox"
    folder.mkdir()
    with Mailbox(folder) as mailbox:
        yield mailbox


@pytest.fixture
def worker_and_beat(mailbox: Mailbox, tmp_path: Path) -> Iterator[None]:
    env = workers.environment(smtp_port=mailbox.port, broker=settings.REDIS_URL)
    running = [
        workers.start(env, "worker", "--concurrency=1", *workers.QUIET),
        workers.start(env, "beat", f"--schedule={tmp_path / 'beat'}", "--pidfile=", "--loglevel=ERROR"),
    ]
    yield
    for process in running:
        workers.kill(process)


@pytest.fixture
def edition() -> Edition:
    """The one that is proposed for 2023, moved to today."""
    SurveyFactory()
    call_command("load_gemeenten", stdout=io.StringIO())
    file = ROOT / "surveys" / "definitions" / "ambtenaren-2023.yaml"
    call_command("load_questionnaire", file, publish=True, stdout=io.StringIO())
    call_command("create_edition", "ambtenaren", 2023, stdout=io.StringIO())
    made = Edition.objects.get()
    # The opening day stays: it says which gemeenten there are.
    made.closes_at = timezone.now() + timedelta(days=30)
    made.organisation = OrganisationFactory()
    made.sender_name, made.sender_email = "Anna Bakker", "anna.bakker@publiekdenken.example"
    made.save()
    return made


def test_from_contacts_to_the_response_table(
    edition: Edition, mailbox: Mailbox, worker_and_beat: None, live_server: LiveServer, tmp_path: Path
) -> None:
    addresses = import_contacts(edition, tmp_path)
    waves.send_now(edition.waves.get(kind=WaveKind.INVITATION), by=StaffFactory())
    invitations = wait_for(lambda: arrived(mailbox, "Hoe staat", 342), 90)
    assert set(invitations) == addresses

    answered = sorted(addresses)[0]
    fill_in(Visitor(link_in(invitations[answered], live_server)), BY_LINK)
    visitor = Visitor(f"{live_server.url}/o/{edition.slug}/?bron=nieuwsbrief")
    visitor.send({"gemeente": "GM0193"})
    fill_in(visitor, BY_OPEN_LINK)

    # Released beforehand, it leaves by itself when beat finds that its hour has come.
    reminder = edition.waves.filter(kind=WaveKind.REMINDER).first()
    assert reminder is not None
    release(reminder, timezone.now() + timedelta(seconds=5))
    reminders = wait_for(lambda: arrived(mailbox, "Herinnering", 341), 120)
    wait_for(lambda: Wave.objects.get(pk=reminder.pk).state == WaveState.FINISHED, 70)

    assert set(reminders) == addresses - {answered}
    table = json.loads(output_of("response_table", edition.slug))
    assert (table["total"]["responded"], table["total"]["gemeenten"]) == (2, 342)
    rows = list(csv.DictReader(io.StringIO(output_of("export_responses", edition.slug, format="csv"))))
    by_channel = {row["kanaal"]: row for row in rows}
    for channel, pages in (("personal", BY_LINK), ("open", BY_OPEN_LINK)):
        typed = exported(pages)
        assert {name: by_channel[channel][name] for name in typed} == typed
    assert by_channel["open"]["bron"] == "nieuwsbrief"
    assert heartbeats.silent() == {}


def import_contacts(edition: Edition, folder: Path) -> set[str]:
    """342 contacts in a file as the team would have it; gives their addresses."""
    file = folder / "contacten.csv"
    addresses = {gemeente: f"participatie@{gemeente.code.lower()}.example" for gemeente in edition.gemeenten}
    lines = [f"{gemeente};{address};Overheid in Nederland" for gemeente, address in addresses.items()]
    file.write_text("\n".join(["Gemeente;E-mail;Bron", *lines]), encoding="cp1252")
    output_of("import_contacts", file, edition=edition.slug)
    return set(addresses.values())


def release(wave: Wave, moment: datetime) -> None:
    wave.planned_at = moment
    wave.save()
    waves.release(wave, by=StaffFactory())


def link_in(text: str, live_server: LiveServer) -> str:
    found = re.search(r"/u/[\w-]+/", text)
    assert found is not None
    return f"{live_server.url}{found[0]}"


def fill_in(visitor: Visitor, pages: Mapping[str, Mapping[str, Any]]) -> None:
    """Page after page, wherever routing leads, then the overview and *Versturen*."""
    if visitor.page not in pages:
        start = re.search(r'class="button" href="([^"]+)"', visitor.html)
        assert start is not None
        visitor.open(visitor.address.split("/u/")[0] + start[1])
    while visitor.page != "overzicht":
        page = visitor.page
        visitor.send(dict(pages.get(page, {})) | {"prompted": "1"})
        assert visitor.page != page, visitor.html
    visitor.send()
    assert visitor.page == "bedankt"


def exported(pages: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What was typed, as the columns of the export name it."""
    columns: dict[str, str] = {}
    for name, value in ((name, value) for page in pages.values() for name, value in page.items()):
        if name in MULTIPLE:
            columns |= {f"{name}_{code}": "1" for code in value}
        elif name.endswith("_anders"):
            columns[f"{name}_tekst"] = value
        elif name == "budget_hoogte":
            columns[name] = value.replace(".", "")
        elif name.endswith("_keuze"):
            columns[name] = value[0] if isinstance(value, list) else value
        else:
            columns[name] = "\n".join(value) if isinstance(value, list) else value
    return columns


def arrived(mailbox: Mailbox, subject: str, number: int) -> dict[str, str] | None:
    """The mails, once all of them are there. The minute after the first twenty is cut short."""
    waiting = Wave.objects.filter(canary_ends_at__gt=timezone.now())
    if waiting.update(canary_ends_at=timezone.now()):
        doorbell.ring()
    mails = mailbox.by_recipient(subject)
    return mails if len(mails) >= number else None


def output_of(command: str, *arguments: Any, **options: Any) -> str:
    output = io.StringIO()
    call_command(command, *arguments, stdout=output, **options)
    return output.getvalue()


def wait_for(condition: Callable[[], T], seconds: float) -> T:
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
    return result
