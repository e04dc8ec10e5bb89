from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from respondents.domain import starts
from respondents.domain.starts import Start
from surveys.enums import ResponseFlag


def a_start(**changes: object) -> Start:
    known = {"edition_id": 3, "gemeente_id": 7, "source": "linkedin", "key": starts.new_key()}
    return Start(**{**known, "at": starts.now(), **changes})  # type: ignore[arg-type]


def test_the_token_gives_the_start_back() -> None:
    start = a_start(flags=(ResponseFlag.HONEYPOT,))

    assert starts.read(starts.token_of(start)) == start
    assert starts.is_start(starts.token_of(start))


def test_the_token_has_no_time_limit() -> None:
    token = starts.token_of(a_start())

    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert starts.read(token) is not None


def test_a_token_that_was_changed_or_made_elsewhere_is_none_of_ours(settings: Settings) -> None:
    token, other = starts.token_of(a_start()), starts.token_of(a_start(gemeente_id=8))
    mixed = f"{other.split('.')[0]}.{token.split('.')[1]}"

    assert [starts.read(text) for text in (mixed, token[:-1], f"{token}x", "x.y", ".", "")] == [None] * 6
    settings.LINK_KEY = "another-key-another-key-another-key-another"
    assert starts.read(token) is None


def test_keys_are_never_the_same() -> None:
    assert len({starts.new_key() for _ in range(1000)}) == 1000
    assert {len(starts.new_key()) for _ in range(100)} == {22}


@pytest.mark.parametrize(("seconds", "flags"), [(0, ["honeypot", "fast_start"]), (2, ["honeypot"])])
def test_a_first_answer_within_two_seconds_is_flagged(seconds: int, flags: list[str]) -> None:
    start = a_start(flags=(ResponseFlag.HONEYPOT,), at=starts.now() - seconds)

    with time_machine.travel(start.at + seconds, tick=False):
        assert starts.flags_at_first_answer(start) == flags


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Nieuwsbrief juni!", "nieuwsbrief-juni"),
        ("  LinkedIn ", "linkedin"),
        ("a@b.nl\x00'; DROP", "a-b-nl-drop"),
        ("x" * 100, "x" * 60),
        ("---", ""),
    ],
)
def test_clean_source_keeps_letters_digits_and_dashes(text: str, source: str) -> None:
    assert starts.clean_source(text) == source
