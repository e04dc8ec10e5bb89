"""A password, a second factor, and what is written down of it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.enums import AuditVerb
from surveys.models import AuditEntry
from tests.sign_in.conftest import PASSWORD, SECRET, give, is_in, sign_in, unused_codes
from tests.sign_in.totp import code
from tests.staff import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demanding")]


def log() -> list[tuple[str, str, int | None]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "target", "actor"))


def test_a_password_alone_opens_nothing(client: Client, secured: User) -> None:
    answer = sign_in(client, secured.username)

    assert answer["Location"] == "/beheer/inloggen/tweede-stap/"
    assert not is_in(client)
    assert log() == []


def test_the_code_of_the_app_lets_in_once(client: Client, secured: User) -> None:
    typed = code(SECRET)
    sign_in(client, secured.username)
    answer = give(client, typed)

    again = Client()
    sign_in(again, secured.username)
    refused = give(again, typed)

    assert (answer["Location"], is_in(client)) == ("/beheer/", True)
    assert (refused.status_code, is_in(again)) == (200, False)
    assert "Deze code klopt niet" in refused.content.decode()
    assert log()[0] == (AuditVerb.SIGNED_IN, f"user:{secured.pk}", secured.pk)


def test_a_code_of_some_minutes_ago_lets_nobody_in(client: Client, secured: User) -> None:
    sign_in(client, secured.username)

    give(client, code(SECRET, timezone.now().timestamp() - 120))

    assert not is_in(client)
    assert log() == [(AuditVerb.SECOND_FACTOR_FAILED, f"user:{secured.pk}", None)]


def test_a_recovery_code_lets_in_once(client: Client, secured: User) -> None:
    first = unused_codes(secured)[0]
    sign_in(client, secured.username)
    give(client, first)

    again = Client()
    sign_in(again, secured.username)
    give(again, first)

    assert (is_in(client), is_in(again)) == (True, False)
    assert len(unused_codes(secured)) == 9


def test_who_has_no_second_factor_gets_no_other_page_than_those_to_set_one_up(
    client: Client, staff: User
) -> None:
    sign_in(client, staff.username)

    led = {
        client.get(address)["Location"] for address in ("/beheer/", "/beheer/logboek/", "/beheer/veldwerk/")
    }
    led.add(client.post("/beheer/edities/1/verplaatsen/")["Location"])

    assert led == {"/beheer/account/"}
    assert "Stel die tweede stap nu in" in client.get("/beheer/account/").content.decode()


def test_setting_up_an_app_shows_a_key_then_the_codes_once(client: Client, staff: User) -> None:
    sign_in(client, staff.username)
    page = client.get("/beheer/account/app/").content.decode()
    secret = re.search(r'class="secret">(\w+)<', page)
    assert secret is not None

    wrong = client.post("/beheer/account/app/", {"code": "12345"})
    answer = client.post("/beheer/account/app/", {"code": code(secret[1])})
    shown = client.get(answer["Location"]).content.decode()
    later = client.get(answer["Location"])

    assert 'src="data:image/svg+xml;base64,' in page
    assert "Deze code klopt niet" in wrong.content.decode()
    assert re.findall(r"<li>(\d{8})</li>", shown) == unused_codes(staff)
    assert later["Location"] == "/beheer/account/"
    assert is_in(client)
    assert [verb for verb, _, _ in log()] == [AuditVerb.SIGNED_IN, AuditVerb.ADDED_SECOND_FACTOR]


def test_a_get_of_the_account_changes_no_row(client: Client, secured: User) -> None:
    sign_in(client, secured.username)
    give(client, unused_codes(secured)[0])
    before = list(Authenticator.objects.values())

    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        client.get(reverse(name))

    assert list(Authenticator.objects.values()) == before


def test_long_after_signing_in_the_account_asks_who_it_is(client: Client, secured: User) -> None:
    sign_in(client, secured.username)
    give(client, code(SECRET))
    session = client.session
    session["signed_in_at"] -= 3600
    session.save()

    asked = client.post("/beheer/account/codes/nieuw/")
    wrong = client.post(asked["Location"], {"password": "een ander wachtwoord"})
    done = client.post(asked["Location"], {"password": PASSWORD})

    assert asked["Location"].startswith("/beheer/account/wie/?next=")
    assert "Dit wachtwoord klopt niet" in wrong.content.decode()
    assert done["Location"] == "/beheer/account/codes/"
    assert AuditEntry.objects.filter(verb=AuditVerb.MADE_RECOVERY_CODES).count() == 1


@pytest.mark.parametrize("name", ["anna@bureau.example", "niemand@bureau.example"])
def test_a_refusal_does_not_tell_whether_the_account_is_there(client: Client, staff: User, name: str) -> None:
    page = sign_in(client, name, "een ander wachtwoord").content.decode()

    assert "De gebruikersnaam of het wachtwoord klopt niet" in page
    assert page.count("errornote") == 1


def test_a_failure_is_written_down_without_what_was_typed(client: Client, staff: User) -> None:
    sign_in(client, staff.username, "een ander wachtwoord")
    sign_in(client, "mijn wachtwoord in het verkeerde vak", "een ander wachtwoord")

    failed = AuditVerb.SIGN_IN_FAILED
    assert log() == [(failed, f"user:{staff.pk}", None), (failed, "user", None)]
    assert not AuditEntry.objects.exclude(reason="").exists()


def test_who_stopped_does_not_come_in(client: Client, secured: User) -> None:
    User.objects.update(is_active=False)

    answer = sign_in(client, secured.username)

    assert answer["Location"] == "/beheer/inloggen/gestopt/"
    assert "niet meer inloggen" in client.get(answer["Location"]).content.decode()
    assert not is_in(client)


def test_nobody_signs_up_and_the_admin_has_no_way_in_of_its_own(client: Client, staff: User) -> None:
    strangers = ("signup/", "registreren/", "password_reset/", "inloggen/signup/", "account/email/")

    answers = [client.get(f"/beheer/{address}") for address in strangers]
    admin = client.post("/beheer/login/", {"username": staff.username, "password": PASSWORD})

    assert [answer["Location"].split("?")[0] for answer in answers] == ["/beheer/inloggen/"] * len(strangers)
    assert admin["Location"].split("?")[0] == "/beheer/inloggen/"
    assert not is_in(client)


def test_nobody_is_led_to_another_site(client: Client, staff: User) -> None:
    typed = {"login": staff.username, "password": PASSWORD, "next": "https://elders.example/"}

    answer = client.post("/beheer/inloggen/?next=https://elders.example/", typed)

    assert answer["Location"] == "/beheer/"


def test_signing_out_ends_the_session(client: Client, secured: User) -> None:
    sign_in(client, secured.username)
    give(client, code(SECRET))
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value

    answer = client.post("/beheer/uitloggen/")

    assert answer["Location"] == "/beheer/inloggen/"
    assert (is_in(client), is_in(stolen)) == (False, False)
    assert log()[-1] == (AuditVerb.SIGNED_OUT, f"user:{secured.pk}", secured.pk)


def test_a_get_signs_nobody_out(client: Client, secured: User) -> None:
    sign_in(client, secured.username)
    give(client, code(SECRET))

    client.get("/beheer/uitloggen/")

    assert is_in(client)


@pytest.mark.parametrize(
    "rubbish", ["", "{}", "[]", "null", '"x"', "{", '{"id": 1}', '{"id": "a", "rawId": "a", "response": {}}']
)
def test_a_passkey_that_is_none_is_refused(client: Client, secured: User, rubbish: str) -> None:
    sign_in(client, secured.username)
    client.get("/beheer/inloggen/tweede-stap/")

    answer = client.post("/beheer/inloggen/tweede-stap/", {"credential": rubbish})

    assert (answer.status_code, is_in(client)) == (200, False)


@pytest.mark.parametrize("rubbish", ["", "{}", "[]", '{"id": "a", "rawId": "a", "response": {}}'])
def test_a_passkey_that_is_none_is_not_set_up(client: Client, staff: User, rubbish: str) -> None:
    sign_in(client, staff.username)
    client.get("/beheer/account/passkey/")

    answer = client.post("/beheer/account/passkey/", {"name": "laptop", "credential": rubbish})

    assert (answer.status_code, Authenticator.objects.count()) == (200, 0)


def test_the_demo_needs_no_second_factor(client: Client, staff: User, settings: object) -> None:
    settings.SECOND_FACTOR = False  # type: ignore[attr-defined]

    sign_in(client, staff.username)

    assert is_in(client)


def test_another_account_cannot_remove_my_passkey(client: Client, secured: User) -> None:
    row = Authenticator.objects.create(user=secured, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})

    answer = client_of("projectteam").post(f"/beheer/account/passkey/{row.pk}/weg/")

    assert (answer.status_code, Authenticator.objects.filter(pk=row.pk).exists()) == (404, True)


def test_a_removed_second_factor_leads_to_a_new_one(client: Client, secured: User) -> None:
    sign_in(client, secured.username)
    give(client, code(SECRET))

    client.post("/beheer/account/app/weg/")

    assert client.get("/beheer/logboek/")["Location"] == "/beheer/account/"
    assert log()[-1][0] == AuditVerb.REMOVED_SECOND_FACTOR
    assert AuditEntry.objects.latest("pk").reason == "app met codes"
