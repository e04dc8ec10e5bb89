from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from respondents import tasks
from respondents.domain import staff_invitations
from respondents.domain.staff_invitations import accept, find, invite, link, mail_waiting, withdraw
from respondents.enums import Role
from respondents.exceptions import StaffInvitationOver, StaffRefused
from respondents.models import StaffInvitation
from surveys.enums import AuditVerb
from surveys.models import AuditEntry
from tests.factories.respondents import StaffFactory
from tests.smtp import Sink

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)
PASSWORD = "zeven natte fietsen"


@pytest.fixture
def administrator() -> User:
    return StaffFactory(username="beheerder")


def invited(administrator: User, *, role: Role | None = Role.CALLER) -> StaffInvitation:
    return invite(name="Bram Smit", email="Bram@Bureau.example ", role=role, by=administrator)


def token_of(invitation: StaffInvitation) -> str:
    return link(invitation).rstrip("/").split("/")[-1]


def is_over(token: str) -> bool:
    try:
        find(token)
    except StaffInvitationOver:
        return True
    return False


def log() -> list[tuple[str, str, int | None]]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", "target", "actor"))


def test_the_link_makes_an_account_with_that_role_once(administrator: User) -> None:
    invitation = invited(administrator)

    user = accept(find(token_of(invitation)), PASSWORD)

    assert (user.username, user.email, user.first_name) == (
        "bram@bureau.example",
        "bram@bureau.example",
        "Bram Smit",
    )
    assert (user.is_staff, user.is_superuser, user.check_password(PASSWORD)) == (True, False, True)
    assert list(user.groups.values_list("name", flat=True)) == ["beller"]
    assert is_over(token_of(invitation))
    with pytest.raises(StaffInvitationOver):
        accept(invitation, PASSWORD)
    target = f"staffinvitation:{invitation.pk}"
    assert log() == [
        (AuditVerb.INVITED_STAFF, target, administrator.pk),
        (AuditVerb.ACCEPTED_STAFF_INVITATION, target, user.pk),
    ]


def test_an_invitation_again_replaces_the_earlier(administrator: User) -> None:
    first, second = invited(administrator), invited(administrator, role=Role.ANALYST)

    assert (is_over(token_of(first)), is_over(token_of(second))) == (True, False)
    assert StaffInvitation.objects.pending().get() == second


def test_a_colleague_who_is_invited_again_keeps_the_account_and_the_role(administrator: User) -> None:
    colleague = StaffFactory(username="bram", email="bram@bureau.example")
    colleague.groups.add(Group.objects.get(name="analist"))

    user = accept(invited(administrator, role=None), PASSWORD)

    assert user == colleague
    assert list(user.groups.values_list("name", flat=True)) == ["analist"]
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("options", "words"), [({"is_active": False}, "gestopt"), ({"is_superuser": True}, "op de server")]
)
def test_some_accounts_get_no_invitation(administrator: User, options: dict[str, bool], words: str) -> None:
    StaffFactory(username="bram@bureau.example", **options)

    with pytest.raises(StaffRefused, match=words):
        invited(administrator)

    assert not StaffInvitation.objects.exists()


def test_nobody_gives_oneself_another_role_by_an_invitation(administrator: User) -> None:
    with pytest.raises(StaffRefused, match="eigen account"):
        invite(name="Ik", email=administrator.username, role=Role.PROJECTTEAM, by=administrator)


def test_who_was_stopped_meanwhile_does_not_come_back_by_the_link(administrator: User) -> None:
    StaffFactory(username="bram@bureau.example")
    invitation = invited(administrator)
    User.objects.filter(username="bram@bureau.example").update(is_active=False)

    with pytest.raises(StaffInvitationOver):
        accept(invitation, PASSWORD)

    assert StaffInvitation.objects.pending().exists()


def test_a_withdrawn_link_opens_nothing(administrator: User) -> None:
    invitation = invited(administrator)

    first, second = withdraw(invitation, by=administrator), withdraw(invitation, by=administrator)

    assert (first, second, is_over(token_of(invitation))) == (True, False, True)
    assert [verb for verb, _, _ in log()] == [AuditVerb.INVITED_STAFF, AuditVerb.WITHDREW_STAFF_INVITATION]


@pytest.mark.parametrize(("age", "over"), [(WEEK - timedelta(minutes=1), False), (WEEK, True)])
def test_a_link_works_for_a_week(administrator: User, age: timedelta, over: bool) -> None:
    invitation = invited(administrator)
    StaffInvitation.objects.update(invited_at=timezone.now() - age, expires_at=timezone.now() - age + WEEK)

    assert is_over(token_of(invitation)) is over


@pytest.mark.parametrize("rubbish", ["", "1", "1.x", "x.y", "99999999999999999999999.x", "%00", "1:abc"])
def test_a_link_that_was_made_up_opens_nothing(administrator: User, rubbish: str) -> None:
    invited(administrator)

    assert is_over(rubbish)


def test_a_link_of_one_does_not_open_that_of_another(administrator: User) -> None:
    token = token_of(invited(administrator))

    pk, signature = token.split(".")

    assert is_over(f"{int(pk) + 1}.{signature}")


def test_the_worker_mails_each_once(administrator: User, smtp: Sink) -> None:
    invitation = invited(administrator)

    tasks.ring_mail()
    again = mail_waiting()

    assert (smtp.recipients, again) == (["bram@bureau.example"], 0)
    assert link(invitation).encode() in b"".join(smtp.mails[0][1].replace(b"=\r\n", b"").split(b"=3D"))


def test_the_whole_mail(administrator: User, mailoutbox: list[object], settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invitation = invited(administrator)

    mail_waiting()

    mail = mailoutbox[0]
    assert (mail.subject, mail.to) == ("Uw toegang tot de Barometer", ["bram@bureau.example"])  # type: ignore[attr-defined]
    assert mail.body == (  # type: ignore[attr-defined]
        "Beste Bram Smit,\n\n"
        "U krijgt toegang tot de Barometer Burgerparticipatie. Kies via deze link uw wachtwoord:\n\n"
        f"{link(invitation)}\n\n"
        "Daarna stelt u een tweede stap in voor het inloggen: een app met codes, of een passkey. "
        "Houd uw telefoon bij de hand.\n\n"
        "De link werkt één keer en is zeven dagen geldig. Verwachtte u deze mail niet? Doe dan niets.\n"
    )


def test_a_mail_server_that_is_away_is_tried_again_a_few_times(
    administrator: User, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "respondents.transports.smtp.StagedEmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    invitation = invited(administrator)

    mailed = [mail_waiting() for _ in range(staff_invitations.MOST_ATTEMPTS + 2)]

    invitation.refresh_from_db()
    assert (sum(mailed), invitation.attempts, invitation.mailed_at) == (
        0,
        staff_invitations.MOST_ATTEMPTS,
        None,
    )


def test_one_address_has_one_open_invitation(administrator: User) -> None:
    row = {"name": "x", "email": "a@bureau.example", "expires_at": timezone.now() + WEEK}
    StaffInvitation.objects.create(**row, withdrawn_at=timezone.now())
    StaffInvitation.objects.create(**row, accepted_at=timezone.now())
    StaffInvitation.objects.create(**row)

    with pytest.raises(IntegrityError, match="staff_invitation_one_at_a_time"), transaction.atomic():
        StaffInvitation.objects.create(**row)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"expires_at": timezone.now() - WEEK}, "staff_invitation_expires_later"),
        ({"accepted_at": timezone.now(), "withdrawn_at": timezone.now()}, "staff_invitation_ends_once"),
    ],
)
def test_the_database_refuses_what_cannot_be(values: dict[str, object], constraint: str) -> None:
    row = {"name": "x", "email": "a@bureau.example", "expires_at": timezone.now() + WEEK}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        StaffInvitation.objects.create(**row | values)
