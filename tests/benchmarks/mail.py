"""The whole crash-safe path of a letter against a bare client that sends the same bytes, in one run.

All send to one sink, which journals every mail; workers and clients are processes of their own. A path that notes on
disk what it is about to send waits for that disk, so a client that does that and no more is the floor.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from subprocess import PIPE
from tempfile import TemporaryDirectory

from django.db import connection
from django.utils import timezone

from barometer.localstack import ports
from respondents.domain import letters, waves
from respondents.enums import LetterState
from respondents.models import Invitation, Letter, Respondent, Wave
from surveys.domain import gemeenten, questionnaires
from surveys.domain.definition_file import read_file
from surveys.models import Edition, Gemeente
from tests.benchmarks import Figure
from tests.factories.respondents import WaveFactory
from tests.factories.surveys import EditionFactory
from tests.workers import environment

# Smaller by the environment, for a look while something is changed.
MANY = int(os.environ.get("LETTERS", "10000"))
SOME = MANY // 5
ROUNDS = int(os.environ.get("ROUNDS", "5"))

# Each waits for a word, works, and says how many it sent and how large it has become.
WORKER = """
import json, sys, django
django.setup()
import psutil
from respondents.domain import delivery
for _ in sys.stdin:
    sent = delivery.send_waiting()
    print(json.dumps([sent, psutil.Process().memory_info().rss]), flush=True)
"""
CLIENT = """
import json, os, smtplib, sys
import psycopg
port, path, count, notes = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "notes"
if notes:
    database = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    database.execute("CREATE TABLE noted (number int)")
body = open(path, "rb").read().decode("ascii")
client = smtplib.SMTP("127.0.0.1", port)
for _ in sys.stdin:
    for number in range(count):
        if notes:
            database.execute("INSERT INTO noted VALUES (%s)", [number])
        client.sendmail("barometer@localhost", ["sanne@gemeente.example"], body)
    print(json.dumps([count, 0]), flush=True)
"""


class Helper:
    """A process that works when it is told to."""

    def __init__(self, env: dict[str, str], code: str, *arguments: str) -> None:
        command = [sys.executable, "-c", code, *arguments]
        self.process = subprocess.Popen(command, env=env, stdin=PIPE, stdout=PIPE, text=True)

    def start(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def finish(self) -> tuple[int, int]:
        assert self.process.stdout is not None
        sent, memory = json.loads(self.process.stdout.readline())
        return sent, memory

    def __enter__(self) -> "Helper":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()


def figures() -> Iterator[Figure]:
    wave = make_wave()
    began = time.perf_counter()
    waves.materialise(wave)
    yield Figure(f"materialising {MANY:,} letters", f"{time.perf_counter() - began:.2f} s", "seconds")
    with TemporaryDirectory() as folder, ExitStack() as stack:
        journal, body = Path(folder) / "journal", Path(folder) / "body"
        port = stack.enter_context(sink(journal))
        body.write_bytes(sample())
        env = environment(smtp_port=port, broker="redis://127.0.0.1:1/0")
        workers = [stack.enter_context(Helper(env, WORKER)) for _ in range(2)]
        bare, noting = (
            stack.enter_context(Helper(env, CLIENT, str(port), str(body), str(SOME), kind))
            for kind in ("bare", "notes")
        )
        first = warm_up(workers)
        yield from compared(bare, noting, workers)
        yield from whole_wave(workers, first, journal)


def compared(bare: Helper, noting: Helper, workers: list[Helper]) -> Iterator[Figure]:
    """In turns, since the machine is never twice the same."""
    rates: list[tuple[float, float, float, float]] = []
    for _ in range(ROUNDS):
        clients = rate([bare]), rate([noting])
        queue(SOME)
        one = rate(workers[:1])
        queue(SOME)
        rates.append((clients[0], one, rate(workers), clients[1]))
    yield Figure("mails a second of the bare client", f"{median(row[0] for row in rates):,.0f}")
    yield Figure("the same with one note on disk for each", f"{median(row[3] for row in rates):,.0f}")
    for number, must in ((1, ""), (2, "0.4")):
        name = f"whole path with {number} worker{'s' * (number > 1)}"
        yield Figure(f"{name}, mails a second", f"{median(row[number] for row in rates):,.0f}")
        yield Figure(f"{name} / bare client", f"{median(row[number] / row[0] for row in rates):.2f}", must)
        yield Figure(f"{name} / client with notes", f"{median(row[number] / row[3] for row in rates):.2f}")


def whole_wave(workers: list[Helper], before: int, journal: Path) -> Iterator[Figure]:
    queue(MANY)
    journal.write_text("")
    rate(workers[:1])
    times = Counter(journal.read_text().split())
    assert (len(times), max(times.values())) == (MANY, 1)
    queue(0)
    workers[0].start()
    after = workers[0].finish()[1]
    yield Figure(f"memory of a worker after {MANY:,} letters / before", f"{after / before:.2f} x", "1.1 x")
    yield Figure("memory of a worker", f"{after / 2**20:.0f} MB")


def make_wave() -> Wave:
    gemeenten.load()
    definition = read_file(Path("surveys/definitions/ambtenaren-2023.yaml"))
    questionnaire = questionnaires.publish(questionnaires.store(definition), by=None)
    edition: Edition = EditionFactory(questionnaire=questionnaire)
    places = list(Gemeente.objects.all())
    Respondent.objects.bulk_create(
        Respondent(
            name="Sanne de Vries",
            email=f"sanne{number}@gemeente{number % 342}.example",
            normalized_email=f"sanne{number}@gemeente{number % 342}.example",
            gemeente=places[number % len(places)],
            source="Overheid in Nederland",
        )
        for number in range(MANY)
    )
    Invitation.objects.bulk_create(
        Invitation(edition=edition, respondent=respondent) for respondent in Respondent.objects.all()
    )
    [proposed] = [wave for wave in waves.propose_waves(edition) if wave.kind == "invitation"]
    text = {"subject": proposed.subject, "body": proposed.body}
    edition.waves.all().delete()
    return WaveFactory(edition=edition, released=True, **text)


def sample() -> bytes:
    """The bytes that the bare client sends, of an ordinary letter; lines end as on the wire."""
    from respondents.transports.smtp import Mail

    letter = Letter.objects.select_related("wave", "invitation__respondent__gemeente").earliest("pk")
    return Mail.of(letters.compose(letter)).body


def queue(count: int) -> None:
    """So many letters wait again, as if they had never left."""
    now = timezone.now()
    Wave.objects.update(canary_ends_at=now, state="running", finished_at=None)
    Letter.objects.update(state=LetterState.ACCEPTED, sending_since=now, settled_at=now)
    wanted = Letter.objects.order_by("pk").values("pk")[:count]
    Letter.objects.filter(pk__in=wanted).update(
        state=LetterState.QUEUED, sending_since=None, settled_at=None, leased_until=None, attempts=0
    )
    with connection.cursor() as cursor:  # What this left behind is not of the path that is measured.
        cursor.execute("VACUUM ANALYZE respondents_letter")


def warm_up(workers: list[Helper]) -> int:
    """Every worker has sent something; gives the memory of the first."""
    for worker in workers:
        queue(200)
        rate([worker])
    queue(0)
    workers[0].start()
    return workers[0].finish()[1]


def rate(helpers: list[Helper]) -> float:
    """Mails a second, together."""
    began = time.perf_counter()
    for helper in helpers:
        helper.start()
    sent = sum(helper.finish()[0] for helper in helpers)
    return sent / (time.perf_counter() - began)


@contextmanager
def sink(journal: Path) -> Iterator[int]:
    port = ports.find_free()
    server = subprocess.Popen([sys.executable, "-m", "tests.smtp_sink", str(journal), str(port)])
    try:
        while not ports.answers(port):
            time.sleep(0.02)
        yield port
    finally:
        server.terminate()
        server.wait()
