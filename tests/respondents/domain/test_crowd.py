import base64
import json
import socket
from collections.abc import Iterator
from datetime import timedelta

import altcha
import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings

from barometer.localstack import ports
from respondents.domain import crowd
from respondents.domain.crowd import Entry, Queue
from surveys.enums import ResponseFlag
from surveys.models import Edition
from tests.factories.surveys import EditionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_valkey")]


@pytest.fixture
def edition() -> Iterator[Edition]:
    """At the beginning of a minute, so that no test runs into the next."""
    with time_machine.travel(timezone.now().replace(second=0, microsecond=0), tick=False):
        yield EditionFactory()


@pytest.fixture
def quick_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "ROUNDS", 10)


def crowded(edition: Edition) -> Queue:
    """The edition with a crowd before it, and what a page gives along then."""
    for _ in range(crowd.SOFT_LIMIT):
        crowd.enter(edition, gemeente="GM0193", proof="")
    queue = crowd.queue(edition)
    assert queue is not None
    return queue


def solved(proof: str) -> str:
    challenge = altcha.Payload.from_base64(proof).challenge
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


def enter(edition: Edition, proof: str, gemeente: str = "GM0193") -> Entry | Queue:
    return crowd.enter(edition, gemeente=gemeente, proof=proof)


def test_as_long_as_it_is_quiet_everybody_goes_on(edition: Edition) -> None:
    entries = [enter(edition, "") for _ in range(crowd.SOFT_LIMIT)]

    assert crowd.queue(EditionFactory()) is None
    assert all(isinstance(entry, Entry) and entry.flags == () for entry in entries)
    assert len(set(entries)) == crowd.SOFT_LIMIT
    assert isinstance(enter(edition, ""), Queue)


def test_a_crowd_is_of_one_edition_and_one_minute(edition: Edition) -> None:
    crowded(edition)

    assert isinstance(enter(EditionFactory(), ""), Entry)
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        assert isinstance(enter(edition, ""), Entry)


@pytest.mark.usefixtures("quick_sum")
def test_the_sum_lets_one_start(edition: Edition) -> None:
    proof = solved(crowded(edition).proof)

    entry, again, elsewhere = enter(edition, proof), enter(edition, proof), enter(edition, proof, "GM0014")

    assert isinstance(entry, Entry)
    assert (entry.flags, len(entry.key)) == ((), 22)
    assert again == entry
    assert isinstance(elsewhere, Queue)
    assert elsewhere.seconds == crowd.WAIT


@pytest.mark.usefixtures("quick_sum")
def test_the_sum_is_not_good_for_another_edition(edition: Edition) -> None:
    other = EditionFactory()
    crowded(other)

    assert isinstance(enter(other, solved(crowded(edition).proof)), Queue)


@pytest.mark.usefixtures("quick_sum")
def test_the_sum_is_good_for_half_an_hour(edition: Edition) -> None:
    proof = solved(crowded(edition).proof)

    with time_machine.travel(timezone.now() + timedelta(seconds=crowd.LIFETIME + 1), tick=False):
        crowded(edition)
        assert isinstance(enter(edition, proof), Queue)


def test_who_waits_goes_on_too_and_is_flagged(edition: Edition) -> None:
    queue = crowded(edition)

    with time_machine.travel(timezone.now() + timedelta(seconds=4), tick=False):
        too_early = enter(edition, queue.proof)
    with time_machine.travel(timezone.now() + timedelta(seconds=crowd.WAIT), tick=False):
        entry = enter(edition, queue.proof, gemeente="GM0014")

    assert too_early == Queue(queue.proof, crowd.WAIT - 4)
    assert isinstance(entry, Entry)
    assert entry.flags == (ResponseFlag.UNPROVEN,)


def test_a_wrong_sum_is_as_good_as_none(edition: Edition) -> None:
    payload = altcha.Payload.from_base64(crowded(edition).proof)
    payload.solution = altcha.Solution(counter=1, derived_key="00" * 32)

    assert enter(edition, payload.to_base64()) == Queue(payload.to_base64(), crowd.WAIT)


def test_nobody_makes_a_sum_of_their_own(edition: Edition) -> None:
    crowded(edition)
    forged = altcha.create_challenge("SHA-256", 1, counter=1, hmac_secret="x" * 40)
    without_signature = altcha.create_challenge("SHA-256", 1, counter=1)
    old = crowd.LIFETIME - crowd.WAIT
    earlier = altcha.create_challenge("SHA-256", 1, expires_at=crowd.starts.now() + old, hmac_secret="x" * 40)

    for challenge in (forged, without_signature, earlier):
        assert isinstance(
            enter(edition, solved(altcha.Payload(challenge, crowd.UNSOLVED).to_base64())), Queue
        )


@pytest.mark.parametrize(
    "proof",
    [
        "",
        "x",
        "é",
        "=" * 5000,
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b"{}").decode(),
        base64.b64encode(json.dumps({"challenge": [], "solution": 1}).encode()).decode(),
        base64.b64encode(json.dumps({"challenge": {"parameters": None}, "solution": None}).encode()).decode(),
    ],
)
def test_rubbish_is_no_proof(edition: Edition, proof: str) -> None:
    crowded(edition)

    assert isinstance(enter(edition, proof), Queue)


def test_without_valkey_everybody_goes_on(edition: Edition, settings: Settings) -> None:
    crowded(edition)
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": f"redis://127.0.0.1:{ports.find_free()}/0"}
    }

    assert crowd.queue(edition) is None
    assert isinstance(enter(edition, ""), Entry)


def test_a_valkey_that_hangs_keeps_nobody_waiting(edition: Edition, settings: Settings) -> None:
    options = {"socket_connect_timeout": 0.1, "socket_timeout": 0.1}
    assert settings.CACHES["default"]["OPTIONS"] == dict.fromkeys(options, 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        location = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": location, "OPTIONS": options}}

        assert isinstance(enter(edition, ""), Entry)


def test_valkey_keeps_numbers_only(edition: Edition) -> None:
    """No address on the net and no person: a counter for each minute, and the spent sums with their gemeente."""
    queue = crowded(edition)
    with time_machine.travel(timezone.now() + timedelta(seconds=crowd.WAIT), tick=False):
        enter(edition, queue.proof)

    client = cache._cache.get_client()  # type: ignore[attr-defined]
    keys = sorted(key.decode().split(":")[2] for key in client.scan_iter(match=f"{cache.key_prefix}:*"))
    assert keys == ["open-proof", "open-starts"]
