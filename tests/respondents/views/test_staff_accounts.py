"""Colleagues: invited, let in by their link, stopped and helped on by the administrator."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from respondents.domain.staff_invitations import link
from respondents.models import StaffInvitation
from surveys.enums import AuditVerb
from surveys.models import AuditEntry
from tests.factories.respondents import StaffFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

TYPED = {"name": "Bram Smit", "email": "bram@bureau.example", "role": "beller"}
PASSWORD = {"new_password1": "zeven natte fietsen", "new_password2": "zeven natte fietsen"}


@pytest.fixture
def administrator() -> Client:
    return client_of("beheerder")


@pytest.fixture
def colleague() -> User:
    user = StaffFactory(username="bram@bureau.example")
    user.groups.add(Group.objects.get(name="projectteam"))
    return user


def address_of(invitation: StaffInvitation) -> str:
    return (
        link(invitation).removeprefix("http://localhost:8000").replace("http://", "/").split("/beheer", 1)[1]
    )


def open_link() -> str:
    return "/beheer" + address_of(StaffInvitation.objects.get())


def test_from_the_invitation_to_the_second_step(administrator: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = True
    newcomer = Client()
    sent = client_of_administrator(administrator).post("/beheer/collegas/", TYPED, follow=True)

    page = newcomer.get(open_link()).content.decode()
    answer = newcomer.post(open_link(), PASSWORD)
    led = newcomer.get(answer["Location"])

    assert "gaat binnen een paar minuten naar bram@bureau.example" in sent.content.decode()
    assert "U logt straks in als <strong>bram@bureau.example</strong>" in page
    assert (answer["Location"], led["Location"]) == ("/beheer/", "/beheer/account/")
    assert User.objects.get(username="bram@bureau.example").groups.get().name == "beller"


def client_of_administrator(client: Client) -> Client:
    """One who has a second factor, which the test demands."""
    user = User.objects.get(pk=client.session["_auth_user_id"])
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return client


def test_a_link_that_was_used_says_what_to_do(administrator: Client) -> None:
    administrator.post("/beheer/collegas/", TYPED)
    address = open_link()
    Client().post(address, PASSWORD)

    answers = [
        Client().get(address),
        Client().post(address, PASSWORD),
        Client().get("/beheer/uitnodiging/x/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert "stuurt de beheerder u een nieuwe uitnodiging" in answers[0].content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"new_password1": "", "new_password2": ""}, "Kies een wachtwoord."),
        ({"new_password1": "kort", "new_password2": "kort"}, "12 tekens"),
        ({"new_password1": "qwerty123456", "new_password2": "qwerty123456"}, "algemeen"),
        ({"new_password1": "bram@bureau.example", "new_password2": "bram@bureau.example"}, "lijkt te veel"),
        ({"new_password1": "zeven natte fietsen", "new_password2": "acht"}, "niet gelijk"),
    ],
)
def test_a_weak_password_uses_nothing_up(administrator: Client, typed: dict[str, str], words: str) -> None:
    administrator.post("/beheer/collegas/", TYPED)

    answer = Client().post(open_link(), typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert StaffInvitation.objects.usable().count() == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Vul de naam van uw collega in."),
        (TYPED | {"email": "bram"}, "Dit is geen e-mailadres."),
        (TYPED | {"role": "superuser"}, "Kies een rol."),
        (TYPED | {"name": "Bram\nBcc: x@y.example"}, "Fout: "),
        (TYPED | {"email": "gestopt@bureau.example"}, "is gestopt. Open het eerst weer."),
    ],
)
def test_what_is_no_invitation_comes_back(administrator: Client, typed: dict[str, str], words: str) -> None:
    StaffFactory(username="gestopt@bureau.example", is_active=False)

    answer = administrator.post("/beheer/collegas/", typed)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not StaffInvitation.objects.exists()


def test_the_acts_of_the_administrator(administrator: Client, colleague: User) -> None:
    Authenticator.objects.create(user=colleague, type=Authenticator.Type.TOTP, data={"secret": "x"})
    acts = ("reset_second_factor", "reset_second_factor", "stop_staff", "stop_staff", "reopen_staff")

    for act in (*acts, "invite_staff_again"):
        administrator.post(reverse(act, args=[colleague.pk]))
    administrator.post(reverse("withdraw_staff_invitation", args=[StaffInvitation.objects.get().pk]))

    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        AuditVerb.RESET_SECOND_FACTOR,
        AuditVerb.STOPPED_STAFF,
        AuditVerb.REOPENED_STAFF,
        AuditVerb.INVITED_STAFF,
        AuditVerb.WITHDREW_STAFF_INVITATION,
    ]
    assert not Authenticator.objects.exists()


def test_nobody_does_these_things_to_oneself(administrator: Client) -> None:
    own = int(administrator.session["_auth_user_id"])

    pages = [
        administrator.post(reverse(act, args=[own]), follow=True).content.decode()
        for act in ("stop_staff", "reset_second_factor")
    ]
    form = administrator.get(reverse("admin:auth_user_change", args=[own])).content.decode()

    assert ["Dit kan niet bij uw eigen account" in page for page in pages] == [True, True]
    assert 'name="groups"' not in form
    assert User.objects.get(pk=own).is_active


def test_nobody_chooses_the_password_of_somebody_else(administrator: Client, colleague: User) -> None:
    answers = [
        administrator.post(f"/beheer/auth/user/{colleague.pk}/password/", {"password1": "x"}),
        administrator.get("/beheer/auth/user/add/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_who_was_made_on_the_server_is_out_of_reach(administrator: Client) -> None:
    superuser = StaffFactory(is_superuser=True)

    acts = ("invite_staff_again", "stop_staff", "reopen_staff", "reset_second_factor")

    assert {administrator.post(reverse(act, args=[superuser.pk])).status_code for act in acts} == {404}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_statements(
    administrator: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        StaffFactory().groups.add(Group.objects.get(name="beller"))
        administrator.post("/beheer/collegas/", TYPED | {"email": f"nieuw{number}@bureau.example"})
    administrator.get("/beheer/collegas/")

    with django_assert_num_queries(7):
        administrator.get("/beheer/collegas/")
