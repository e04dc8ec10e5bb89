"""kill -9 of web workers and of PostgreSQL while sixteen clients save pages; then every acknowledgement is looked up.

`make test` runs it with a few kills, `make drills` with hundreds; WEB_KILLS, STOPS and SAVES say other numbers.
"""

import http.client
import os
import random
import re
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.site import Site, site

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("WEB_KILLS", "4"))
STOPS = int(os.environ.get("STOPS", "1"))
SAVES = int(os.environ.get("SAVES", "100"))
CLIENTS = 16
SAVES_A_RESPONSE = 30
PER_PAIR = 2 + SAVES // (CLIENTS * SAVES_A_RESPONSE)
REVISION = re.compile(r'name="revision" value="(\d+)"')
# Two clients share a response, as a laptop and a phone would; each writes in boxes of its own.
SHARES = [("woorden", "definitie"), ("keuzes", "functie_anders")]


@dataclass
class Client:
    """`acknowledged` are the texts that the site said are saved, by save id, with the token they were saved for."""

    site: Site
    tokens: list[str]
    share: tuple[str, str]
    stopping: threading.Event
    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    unexpected: list[str] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        for token in self.tokens:
            revision = "0"
            for number in range(SAVES_A_RESPONSE):
                if self.stopping.is_set():
                    return
                if number % 5 == 0:  # In between it works on with a form that grows older.
                    revision = self.revision(token) or revision
                self.save(token, revision)

    def revision(self, token: str) -> str | None:
        try:
            page = self.site.request(f"/u/{token}/{self.share[0]}/")
        except (OSError, http.client.HTTPException):
            return None
        return found[1] if (found := REVISION.search(page.html)) else None

    def save(self, token: str, revision: str) -> None:
        """Posts the same until it is acknowledged, as somebody does who presses the button again."""
        page, box = self.share
        save_id, text = str(uuid.uuid4()), f"Dit schreef ik op {time.time_ns()}"
        form = {"save_id": save_id, "revision": revision, "version": "1", "prompted": "1", box: text}
        while True:
            try:
                answer = self.site.request(f"/u/{token}/{page}/", form)
            except (OSError, http.client.HTTPException):
                self.times["cut off"] += 1
                continue
            if answer.status == 303:
                self.acknowledged[save_id] = (token, text)
                return
            if answer.status != 503 or text not in answer.html:
                self.unexpected.append(f"{answer.status}: {answer.html[:2000]}")
                return
            self.times["503"] += 1
            time.sleep(0.1)


@pytest.fixture(scope="module")
def running(migrated: str) -> Iterator[Site]:
    with site(migrated, invitations=PER_PAIR * CLIENTS // 2) as started:
        yield started


def test_every_acknowledged_save_is_there_once(running: Site) -> None:
    stopping = threading.Event()
    clients = [
        Client(running, running.tokens[number // 2 :: CLIENTS // 2], SHARES[number % 2], stopping)
        for number in range(CLIENTS)
    ]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    hurt(running)
    while sum(len(client.acknowledged) for client in clients) < SAVES and any(
        map(threading.Thread.is_alive, threads)
    ):
        time.sleep(0.1)
    stopping.set()
    for thread in threads:
        thread.join()

    acknowledged = {save_id: text for client in clients for save_id, (_, text) in client.acknowledged.items()}
    stored = Counter(str(save_id) for (save_id,) in running.ask("SELECT save_id FROM surveys_save"))
    lost = acknowledged.keys() - stored.keys()
    doubled = [save_id for save_id, times in stored.items() if times > 1]
    stale = [text for text in last_words(clients) if text not in answers(running)]
    times = sum((client.times for client in clients), Counter())
    print(  # noqa: T201
        f"{len(acknowledged)} acknowledged, {KILLS} kills ({times['cut off']} posts cut off), "
        f"{STOPS} stops ({times['503']} times 503): {len(lost)} lost, {len(stale)} stale, {len(doubled)} doubled"
    )
    assert [text for client in clients for text in client.unexpected] == []
    assert len(acknowledged) >= SAVES
    assert (lost, stale, doubled) == (set(), [], [])
    assert parted(running) == []


def hurt(running: Site) -> None:
    stops = set(random.sample(range(KILLS), STOPS))
    for number in range(KILLS):
        time.sleep(random.uniform(0.1, 0.8))
        running.kill_worker()
        if number in stops:
            running.crash_database(random.choice([signal.SIGQUIT, signal.SIGKILL]))
            time.sleep(random.uniform(0.2, 1))
            running.start_database()


def last_words(clients: list[Client]) -> list[str]:
    """Of each client in each response what it saved last."""
    return [text for client in clients for text in dict(client.acknowledged.values()).values()]


def answers(running: Site) -> set[str]:
    """Every text that stands as an answer."""
    found = [document for (document,) in running.ask("SELECT answers FROM surveys_response")]
    return {document.get(box) for document in found for _, box in SHARES}


def parted(running: Site) -> list[tuple[int]]:
    """Responses whose answers or revision are not what their journal adds up to."""
    return running.ask(
        """
        SELECT response.id, response.revision, response.answers, journal.* FROM surveys_response AS response
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(key, value ORDER BY save.revision) AS answers, max(save.revision) AS revision,
                count(DISTINCT save.id) AS saves
            FROM surveys_save AS save, jsonb_each(save.payload) WHERE save.response_id = response.id
        ) AS journal
        WHERE response.answers <> journal.answers OR response.revision <> journal.revision
            OR response.revision <> journal.saves
        """
    )
