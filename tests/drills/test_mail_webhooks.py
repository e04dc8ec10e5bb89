"""What providers tell, twice, in any order, forged, and before we know it ourselves: kept once, and nothing goes back.

PostgreSQL itself notes each change of the state of a letter, and judges. `make test` posts hundreds at once, `make
drills` tens of thousands; LETTERS_TOLD says how many letters they are about.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from respondents.domain import delivery, feedback, letters
from respondents.domain.addresses import address_digests
from respondents.enums import LetterEventKind, LetterState, SuppressionReason, WaveState
from respondents.models import Letter, LetterEvent, Suppression, Wave
from surveys.models import Edition
from tests.drills import mailing
from tests.drills.state_journal import StateJournal, state_journal
from tests.factories.respondents import WaveFactory
from tests.webhooks import brevo, choose, post

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

LETTERS = int(os.environ.get("LETTERS_TOLD", "40"))
CLIENTS = 8
HARD = {"reason": "550 5.1.1 user unknown"}
# What is told of a letter, besides that it was taken.
STORIES: list[list[tuple[str, dict[str, Any]]]] = [
    [("delivered", {})],
    [("soft_bounce", {"reason": "452 4.2.2 mailbox full"}), ("delivered", {})],
    [("hard_bounce", HARD)],
    [("delivered", {}), ("spam", {})],
    [("delivered", {}), ("unsubscribe", {})],
]
KINDS = {
    "request": LetterEventKind.TAKEN,
    "delivered": LetterEventKind.DELIVERED,
    "soft_bounce": LetterEventKind.DELAYED,
    "hard_bounce": LetterEventKind.BOUNCED,
    "spam": LetterEventKind.COMPLAINED,
    "unsubscribe": LetterEventKind.UNSUBSCRIBED,
}
REASONS = {
    "hard_bounce": SuppressionReason.BOUNCED,
    "spam": SuppressionReason.COMPLAINT,
    "unsubscribe": SuppressionReason.OPT_OUT,
}


@pytest.fixture
def changes(db: None) -> Iterator[StateJournal]:
    with state_journal() as running:
        yield running


@pytest.fixture
def on_the_wire(edition: Edition) -> list[Letter]:
    """Behind the door; of none it is noted yet who took it."""
    wave = WaveFactory(edition=edition, released=True, state=WaveState.RUNNING, started_at=timezone.now())
    made = Letter.objects.bulk_create(
        Letter(
            kind=wave.kind,
            wave=wave,
            invitation=invitation,
            normalized_email=invitation.respondent.normalized_email,
            state=LetterState.SENDING,
            sending_since=timezone.now(),
        )
        for invitation in mailing.invite(edition, LETTERS)
    )
    for letter in made:
        letter.message_id = letters.message_id(letter)
    Letter.objects.bulk_update(made, ["message_id"])
    Letter.objects.update(attempts=1)
    return made


def story_of(letter: Letter) -> list[tuple[str, dict[str, Any]]]:
    return [("request", {}), *STORIES[letter.pk % len(STORIES)]]


def told(letter: Letter) -> list[dict[str, Any]]:
    """Half of the news bears only the provider's id, which we may not know yet."""
    reference = letters.reference(letter) if letter.pk % 2 else ""
    provider_id = provider_id_of(letter)
    return [brevo(event, reference, provider_id=provider_id, **more) for event, more in story_of(letter)]


def provider_id_of(letter: Letter) -> str:
    return f"<{letter.pk}@brevo>"


def test_news_in_any_order(settings: Settings, on_the_wire: list[Letter], changes: StateJournal) -> None:
    choose(settings, "brevo")
    news = [body for letter in on_the_wire for body in told(letter)]
    forged = [brevo("spam", letters.reference(letter)) for letter in on_the_wire]
    works = [("post", body) for body in news * 2] + [("forge", body) for body in forged]
    works += [("note", letter) for letter in on_the_wire]
    random.shuffle(works)

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = Counter(status for part in pool.map(run, parts(works)) for status in part)
    feedback.attach()

    print(  # noqa: T201
        f"{len(news)} pieces of news of {LETTERS} letters twice, {len(forged)} forged: "
        f"{LetterEvent.objects.count()} kept, {answers['forge', 401] + answers['forge', 400]} refused, "
        f"{len(changes.went_back())} states went back"
    )
    assert {answer for answer in answers if answer[0] == "post"} == {("post", 200)}
    assert {status for name, status in answers if name == "forge"} <= {400, 401}
    assert changes.went_back() == []
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.ACCEPTED}
    assert sorted(LetterEvent.objects.values_list("letter", "kind")) == expected_events(on_the_wire)
    assert suppressions(on_the_wire) == expected_suppressions(on_the_wire)
    assert Wave.objects.get().state == WaveState.PAUSED


def parts(works: Sequence[tuple[str, Any]]) -> list[Sequence[tuple[str, Any]]]:
    return [works[number::CLIENTS] for number in range(CLIENTS)]


def run(works: Sequence[tuple[str, Any]]) -> list[tuple[str, int]]:
    try:
        return [(name, DO[name](what)) for name, what in works]
    finally:
        connection.close()


def note(letter: Letter) -> int:
    """What the worker does when the provider has answered."""
    return delivery._accept(Letter(pk=letter.pk, attempts=0), provider_id_of(letter))


DO = {
    "post": lambda body: post("brevo", body),
    "forge": lambda body: post("brevo", body, secret="provider:somebody-else-made-this-one"),
    "note": note,
}


def expected_events(made: list[Letter]) -> list[tuple[int, str]]:
    return sorted((letter.pk, KINDS[event]) for letter in made for event, _ in story_of(letter))


def suppressions(made: list[Letter]) -> dict[int, str]:
    reasons = dict(Suppression.objects.values_list("digest", "reason"))
    found = {
        letter.pk: reasons.get(digest)
        for letter in made
        for digest in address_digests(letter.normalized_email)
    }
    assert len(reasons) == len([reason for reason in found.values() if reason])
    return {pk: reason for pk, reason in found.items() if reason}


def expected_suppressions(made: list[Letter]) -> dict[int, str]:
    return {letter.pk: REASONS[event] for letter in made for event, _ in story_of(letter) if event in REASONS}
