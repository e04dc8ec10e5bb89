"""Guessing is slowed, and the owner comes in all the same."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from surveys.enums import AuditVerb
from surveys.models import AuditEntry
from tests.sign_in.conftest import PASSWORD, SECRET, give, is_in, sign_in
from tests.sign_in.totp import code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demanding")]

TOO_MANY = "te vaak geprobeerd"
ATTACKER, OWNER = "203.0.113.66", "192.0.2.1"


def guess_password(name: str, times: int, *, address: str = ATTACKER) -> str:
    for _ in range(times):
        page = sign_in(Client(), name, "geraden wachtwoord", address=address).content.decode()
    return page


def test_an_address_may_guess_at_an_account_five_times(staff: User) -> None:
    fifth = guess_password(staff.username, 5)
    right = sign_in(Client(), staff.username, address=ATTACKER).content.decode()

    assert (TOO_MANY in fifth, TOO_MANY in right) == (False, True)
    assert AuditEntry.objects.filter(verb=AuditVerb.SIGN_IN_FAILED).count() == 5


def test_the_owner_comes_in_while_an_attacker_hammers(secured: User) -> None:
    guess_password(secured.username, 7)
    owner = Client()

    sign_in(owner, secured.username, address=OWNER)
    give(owner, code(SECRET), address=OWNER)

    assert is_in(owner)


def test_an_address_may_not_go_along_the_accounts(staff: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed": "3/m/ip"}

    pages = [guess_password(f"collega{number}@bureau.example", 1) for number in range(4)]

    assert [TOO_MANY in page for page in pages] == [False, False, False, True]


def test_many_addresses_together_are_slowed_but_not_in_the_browser_of_the_owner(
    secured: User, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"password_anywhere": "3/h/key"}
    owner = Client()
    sign_in(owner, secured.username, address=OWNER)
    give(owner, code(SECRET), address=OWNER)
    owner.post("/beheer/uitloggen/")

    pages = [guess_password(secured.username, 1, address=f"203.0.113.{number}") for number in range(4)]
    stranger = sign_in(Client(), secured.username, address="203.0.113.200").content.decode()
    known = sign_in(owner, secured.username, address="198.51.100.7")

    assert [TOO_MANY in page for page in pages][-1]
    assert TOO_MANY in stranger
    assert known["Location"] == "/beheer/inloggen/tweede-stap/"


def test_another_password_ends_what_a_browser_is_known_by(secured: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"password_anywhere": "1/h/key"}
    owner = Client()
    sign_in(owner, secured.username)
    give(owner, code(SECRET))
    owner.post("/beheer/uitloggen/")
    secured.set_password(f"{PASSWORD} in de regen")
    secured.save()

    page = sign_in(owner, secured.username, "geraden wachtwoord").content.decode()

    assert TOO_MANY in page


def test_who_knows_the_password_may_guess_five_codes(secured: User) -> None:
    attacker, owner = Client(), Client()
    sign_in(attacker, secured.username, address=ATTACKER)

    pages = [give(attacker, f"00000{number}", address=ATTACKER).content.decode() for number in range(6)]
    give(attacker, code(SECRET), address=ATTACKER)
    sign_in(owner, secured.username, address=OWNER)
    give(owner, code(SECRET), address=OWNER)

    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]
    assert (is_in(attacker), is_in(owner)) == (False, True)


@pytest.mark.parametrize(("trusted", "seen"), [(0, ATTACKER), (1, "198.51.100.9")])
def test_only_the_hop_before_us_says_where_somebody_is(
    staff: User, settings: Settings, trusted: int, seen: str
) -> None:
    """What a visitor writes in the header itself stands before what the proxy adds."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = trusted
    forged = {"HTTP_X_FORWARDED_FOR": "10.0.0.1, 198.51.100.9", "REMOTE_ADDR": ATTACKER}
    for number in range(5):
        forged["HTTP_X_FORWARDED_FOR"] = f"10.0.0.{number}, 198.51.100.9"
        Client().post("/beheer/inloggen/", {"login": staff.username, "password": "geraden"}, **forged)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0

    assert TOO_MANY in sign_in(Client(), staff.username, address=seen).content.decode()


def test_a_flood_of_posts_gets_a_page_that_says_wait(staff: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}

    answers = [sign_in(Client(), staff.username) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 429]
    assert "<h1>Even wachten</h1>" in answers[1].content.decode()


def test_who_finds_a_browser_open_may_guess_the_password_five_times(staff: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    client = Client()
    sign_in(client, staff.username)
    address, new = "/beheer/account/wachtwoord/", "acht droge fietsen"
    typed = {"old_password": "geraden", "new_password1": new, "new_password2": new}

    pages = [client.post(address, typed).content.decode() for _ in range(6)]

    assert ["Dit is niet uw wachtwoord van nu" in page for page in pages] == [True] * 5 + [False]
    assert TOO_MANY in pages[-1]
