"""A few percent of everything that can go wrong at the other side: each letter ends in the right class.

Each fault happens once to each of its addresses. `make test` gives each to a few letters, `make drills` to many;
FAULTS says another number.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone
from pytest_django import Settings

from respondents.domain import delivery, waves
from respondents.enums import LetterState, WaveState
from respondents.models import Letter, Wave
from surveys.models import Edition
from tests.drills import mailing
from tests.factories.respondents import WaveFactory
from tests.provider import Fault, Provider, provider, recipient_of
from tests.smtp import Script, Sink, sink

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

FAULTS = int(os.environ.get("FAULTS", "2"))
# So that each fault is 2% of all letters.
TIMES = 50
ACCEPTED, FAILED, IN_DOUBT = LetterState.ACCEPTED, LetterState.FAILED, LetterState.IN_DOUBT
MOST_ROUNDS = 50 + 20 * FAULTS


@dataclass(frozen=True)
class Case:
    """What goes wrong, how the letter must end, after how many attempts, and how many mails that made."""

    fault: object
    state: LetterState
    attempts: int
    mails: int


def put_off(fault: object) -> Case:
    return Case(fault, ACCEPTED, attempts=2, mails=1)


def refused(fault: object) -> Case:
    return Case(fault, FAILED, attempts=1, mails=0)


def doubtful(fault: object, *, mails: int) -> Case:
    return Case(fault, IN_DOUBT, attempts=1, mails=mails)


FINE = Case(None, ACCEPTED, attempts=1, mails=1)

SMTP: dict[str, Case] = {
    "421": put_off({"RCPT": "421 4.3.2 closing"}),
    "450": put_off({"RCPT": "450 4.2.1 greylisted"}),
    "451": put_off({"DATA": "451 4.3.0 later"}),
    "454": put_off({"RCPT": "454 4.7.0 later"}),
    "550": refused({"RCPT": "550 5.1.1 user unknown"}),
    "552": refused({"DOT": "refuse"}),
    "5.7.1": refused({"RCPT": "554 5.7.1 blocked by policy"}),
    "drop before DATA": put_off({"DATA": "drop"}),
    "drop after DATA": doubtful({"BODY": "drop"}, mails=0),
    "drop after the dot": doubtful({"DOT": "drop"}, mails=1),
    "silence": doubtful({"DOT": "silent"}, mails=1),
}

HTTP: dict[str, Case] = {
    "429": put_off(Fault(429, headers={"Retry-After": "7"})),
    "503": put_off(Fault(503)),
    "401": put_off(Fault(401)),
    "400": refused(Fault(400)),
    "422": refused(Fault(422)),
    "500": doubtful(Fault(500), mails=0),
    "reset before it was taken": doubtful(Fault(stage="unread"), mails=0),
    "reset after it was taken": doubtful(Fault(stage="after"), mails=1),
    "silence": doubtful(Fault(stage="silent"), mails=1),
}
# One that knows a mail by its key gets it again, and takes it once.
WITH_KEYS = HTTP | {name: FINE for name in HTTP if HTTP[name].state == IN_DOUBT}


@pytest.fixture
def wave(edition: Edition) -> Wave:
    return WaveFactory(edition=edition, released=True)


@pytest.fixture
def server(settings: Settings) -> Iterator[Sink]:
    with sink() as running:
        mailing.send_to(running.server.server_address[1], settings)
        settings.EMAIL_TIMEOUT = 1
        yield running


def plan(wave: Wave, cases: dict[str, Case]) -> dict[str, str]:
    """Addresses, at random, and which fault meets each; most meet none."""
    addresses = [invited.respondent.email for invited in mailing.invite(wave.edition, FAULTS * TIMES)]
    chosen = random.sample(addresses, FAULTS * len(cases))
    return dict.fromkeys(addresses, "") | dict(zip(chosen, list(cases) * FAULTS, strict=True))


def send_everything() -> int:
    """As minutes pass, and a person looks at what braked and goes on; gives how many times."""
    brakes = 0
    for _ in range(MOST_ROUNDS):
        delivery.run()
        for wave in Wave.objects.filter(state=WaveState.PAUSED):
            waves.resume(wave, by=None)
            brakes += 1
        if not Letter.objects.filter(state__in=LetterState.underway).exists():
            return brakes
        mailing.pass_a_pause()
        Wave.objects.update(canary_ends_at=timezone.now())
    raise AssertionError("letters go on for ever")


def judge(planned: dict[str, str], cases: dict[str, Case], recipients: list[str], brakes: int) -> None:
    times = Counter(recipients)
    letters = Letter.objects.values_list("normalized_email", "state", "attempts").order_by("pk")
    found = {
        address: (planned[address], state, attempts, times[address]) for address, state, attempts in letters
    }
    met = {address: cases.get(name, FINE) for address, name in planned.items()}
    expected = {
        address: (planned[address], case.state, case.attempts, case.mails) for address, case in met.items()
    }
    wrong = {address: ended for address, ended in found.items() if ended != expected[address]}
    print(  # noqa: T201
        f"{len(found)} letters, {FAULTS} of each of {len(cases)} faults, {brakes} brakes: "
        f"{len(wrong)} in the wrong class, {len(mailing.doubled(recipients))} doubled"
    )
    assert wrong == {}
    assert len(found) == len(planned)
    assert not Letter.objects.filter(state__in=(FAILED, IN_DOUBT), failure="").exists()


def test_each_smtp_fault_ends_in_its_class(wave: Wave, server: Sink) -> None:
    planned = plan(wave, SMTP)
    scripts: dict[str, Script] = {address: SMTP[name].fault for address, name in planned.items() if name}
    server.misbehave_once(scripts)

    brakes = send_everything()
    judge(planned, SMTP, server.recipients, brakes)


@pytest.mark.parametrize(("name", "cases"), [("postmark", HTTP), ("brevo", WITH_KEYS)])
def test_each_http_fault_ends_in_its_class(
    wave: Wave, settings: Settings, name: str, cases: dict[str, Case]
) -> None:
    planned = plan(wave, cases)
    with provider(dedups=name == "brevo") as server:
        choose(settings, name, server)
        server.misbehave_once({address: HTTP[fault].fault for address, fault in planned.items() if fault})
        brakes = send_everything()
    judge(planned, cases, [recipient_of(mail) for mail in server.mails], brakes)


def choose(settings: Settings, name: str, server: Provider) -> None:
    settings.EMAIL_PROVIDER = name
    settings.ANYMAIL = {
        "REQUESTS_TIMEOUT": 0.5,
        f"{name.upper()}_API_URL": server.url,
        "BREVO_API_KEY": "key",
        "POSTMARK_SERVER_TOKEN": "token",
    }
