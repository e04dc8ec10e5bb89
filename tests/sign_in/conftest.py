import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from tests.factories.respondents import StaffFactory

PASSWORD = "zeven natte fietsen"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class QuickArgon2(Argon2PasswordHasher):
    """For tests that are not about how hard a password is to guess from its hash."""

    time_cost, memory_cost, parallelism = 1, 8, 1


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]


@pytest.fixture
def demanding(settings: Settings, quiet_valkey: None) -> None:
    """As in production: nobody without a second factor."""
    settings.SECOND_FACTOR = True


@pytest.fixture
def staff(db: None) -> User:
    """One of the project team, with a password."""
    user = StaffFactory(username="anna@bureau.example", email="anna@bureau.example")
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get(name="projectteam"))
    return user


@pytest.fixture
def secured(staff: User) -> User:
    """With the app of `SECRET`, and recovery codes."""
    TOTP.activate(staff, SECRET)
    RecoveryCodes.activate(staff)
    return staff


def sign_in(
    client: Client, name: str, password: str = PASSWORD, *, address: str = "192.0.2.1"
) -> HttpResponse:
    typed = {"login": name, "password": password}
    return client.post("/beheer/inloggen/", typed, REMOTE_ADDR=address)


def give(client: Client, code: str, *, address: str = "192.0.2.1") -> HttpResponse:
    """The second step."""
    return client.post("/beheer/inloggen/tweede-stap/", {"code": code}, REMOTE_ADDR=address)


def is_in(client: Client) -> bool:
    return client.get("/beheer/logboek/").status_code == 200


def unused_codes(user: User) -> list[str]:
    row = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return row.wrap().get_unused_codes()
