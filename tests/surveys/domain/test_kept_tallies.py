from uuid import uuid4

import pytest
from pytest_django import Settings

from surveys.domain import kept_tallies
from surveys.domain.tallying import Row

ROWS: list[Row] = [("", "", 0, "ja", 2)]


def count() -> list[Row]:
    return list(ROWS)


def recount() -> list[Row]:
    return []


def test_the_same_is_counted_once() -> None:
    one, other = uuid4(), uuid4()

    first = kept_tallies.kept(one, count)

    assert (first, kept_tallies.kept(one, recount), kept_tallies.kept(other, recount)) == (ROWS, ROWS, [])


@pytest.fixture
def without_valkey(settings: Settings) -> None:
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = settings.CACHES | {"default": away}


@pytest.mark.usefixtures("without_valkey")
def test_without_valkey_it_is_counted_each_time() -> None:
    one = uuid4()

    assert (kept_tallies.kept(one, count), kept_tallies.kept(one, recount)) == (ROWS, [])
