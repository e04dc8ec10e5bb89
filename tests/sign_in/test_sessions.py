"""When a session ends."""

import time

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.cache import SessionStore as CacheStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from barometer import settings as project
from barometer.sign_in.sessions import LONGEST, SINCE, SessionStore
from surveys.enums import AuditVerb
from surveys.models import AuditEntry
from tests.sign_in.conftest import PASSWORD, is_in, sign_in
from tests.staff import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_valkey")]

HOUR = 3600
POLL = {"HTTP_SEC_FETCH_MODE": "cors"}


def seconds_left(client: Client) -> int:
    """How long Valkey still keeps the session."""
    key = cache.make_key(client.session.cache_key)
    return cache._cache.get_client(key).ttl(key)


def shorten(client: Client, seconds: int) -> None:
    cache.touch(client.session.cache_key, seconds)


def begun(client: Client, ago: int) -> None:
    session = client.session
    session[SINCE] = int(time.time()) - ago
    session.save()


def test_an_hour_after_the_last_use_it_is_gone(client: Client) -> None:
    client = client_of("projectteam")
    shorten(client, 60)

    client.get("/beheer/logboek/")

    assert HOUR - 5 <= seconds_left(client) <= HOUR


def test_a_script_that_looks_for_news_is_no_use(client: Client) -> None:
    client = client_of("projectteam")
    shorten(client, 60)

    client.get("/beheer/logboek/", **POLL)
    looked = seconds_left(client)
    client.post("/beheer/collegas/", **POLL)

    assert looked <= 60
    assert seconds_left(client) > 60


def test_twelve_hours_after_signing_in_it_is_gone_whatever_is_done() -> None:
    client = client_of("projectteam")
    begun(client, LONGEST - 600)

    client.get("/beheer/logboek/")
    left = seconds_left(client)
    begun(client, LONGEST + 1)

    assert 590 <= left <= 600
    assert not is_in(client)


def test_other_roles_end_the_sessions_of_that_person(staff: User) -> None:
    client = Client()
    sign_in(client, staff.username)

    staff.groups.set([Group.objects.get(name="analist")])
    answer = client.get("/beheer/")
    again = client.get(answer["Location"]).content.decode()

    assert answer["Location"] == "/beheer/inloggen/?next=/beheer/"
    assert "Uw rol is gewijzigd" in again


def test_another_password_ends_the_other_sessions_of_that_person(staff: User) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(client, staff.username)

    fields = {
        "old_password": PASSWORD,
        "new_password1": "acht droge fietsen",
        "new_password2": "acht droge fietsen",
    }
    answer = here.post(reverse("account_change_password"), fields)

    assert answer.status_code == 302
    assert AuditEntry.objects.latest("pk").verb == AuditVerb.CHANGED_PASSWORD
    assert (is_in(here), is_in(elsewhere)) == (True, False)


@pytest.mark.parametrize("weak", ["elf tekens!", "1q2w3e4r5t6y", "anna@bureau.example", "1234567890123"])
def test_a_weak_password_is_refused(staff: User, weak: str) -> None:
    client = Client()
    sign_in(client, staff.username)

    fields = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    client.post(reverse("account_change_password"), fields)

    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


def test_a_password_kept_in_an_older_way_is_kept_by_argon2_from_the_next_sign_in(
    staff: User, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = project.PASSWORD_HASHERS
    older = staff.password
    client = Client()

    sign_in(client, staff.username)

    staff.refresh_from_db()
    assert is_in(client)
    assert (older[:32], staff.password[:37]) == (
        "argon2$argon2id$v=19$m=8,t=1,p=1",
        "argon2$argon2id$v=19$m=47104,t=2,p=1$",
    )


def test_who_was_stopped_is_out_at_once(staff: User) -> None:
    client = Client()
    sign_in(client, staff.username)

    User.objects.update(is_active=False)

    assert not is_in(client)


def test_the_cookie_is_for_the_server_only_and_for_this_visit(staff: User) -> None:
    client = Client()
    sign_in(client, staff.username)

    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")


def test_a_session_is_in_no_table(staff: User) -> None:
    sign_in(Client(), staff.username)

    assert issubclass(SessionStore, CacheStore)
    assert Session.objects.count() == 0
