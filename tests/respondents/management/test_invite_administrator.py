import io

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from surveys.enums import AuditVerb
from surveys.models import AuditEntry
from tests.factories.respondents import StaffFactory

pytestmark = pytest.mark.django_db


def test_the_first_administrator_comes_in_by_the_printed_link() -> None:
    said = io.StringIO()
    call_command("invite_administrator", "baas@bureau.example", "--name", "Bas", stdout=said)
    address = said.getvalue().strip()
    first = Client()

    first.post(
        address[address.index("/beheer/") :],
        {"new_password1": "zeven natte fietsen", "new_password2": "zeven natte fietsen"},
    )

    assert first.get("/beheer/collegas/").status_code == 200
    user = User.objects.get(username="baas@bureau.example")
    assert (user.groups.get().name, user.is_superuser) == ("beheerder", False)
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", "actor")) == [
        (AuditVerb.INVITED_STAFF, None),
        (AuditVerb.ACCEPTED_STAFF_INVITATION, user.pk),
        (AuditVerb.SIGNED_IN, user.pk),
    ]


@pytest.mark.parametrize("email", ["geen adres", "", "gestopt@bureau.example"])
def test_what_cannot_be_invited_is_told(email: str) -> None:
    StaffFactory(username="gestopt@bureau.example", is_active=False)

    with pytest.raises(CommandError):
        call_command("invite_administrator", email)

    assert not AuditEntry.objects.exists()


def test_the_only_administrator_who_lost_everything_is_helped_on_the_server() -> None:
    lost = StaffFactory(username="baas@bureau.example")
    Authenticator.objects.create(user=lost, type="totp", data={"secret": "x"})

    call_command("invite_administrator", "baas@bureau.example", "--reset-second-factor", stdout=io.StringIO())

    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.get(verb=AuditVerb.RESET_SECOND_FACTOR).target == f"user:{lost.pk}"
