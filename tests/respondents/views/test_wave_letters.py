import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from respondents.domain import delivery
from respondents.models import Letter
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import GemeenteFactory
from tests.smtp import Sink
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(edition: Edition, smtp: Sink) -> Letter:
    WaveFactory(edition=edition, released=True)
    InvitationFactory(edition=edition, respondent__name="Anna Bos", respondent__email="anna@zwolle.example")
    delivery.run()
    return Letter.objects.get()


def reader_with(*permissions: str) -> Client:
    client = client_of(None)
    staff = StaffFactory()
    staff.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(staff)
    return client


def test_the_mail_of_a_letter_is_shown_and_that_is_written_down(sent: Letter) -> None:
    team = client_of("projectteam")

    page = team.get(reverse("waves:letter", args=[sent.pk]))
    frame = team.get(reverse("waves:letter_html", args=[sent.pk]))

    assert "Beste Anna Bos," in page.content.decode()
    assert "Beste Anna Bos," in frame.content.decode()
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert list(AuditEntry.objects.filter(verb=AuditVerb.READ_LETTER).values_list("target", "reason")) == [
        (f"letter:{sent.pk}", "opgemaakt"),
        (f"letter:{sent.pk}", "tekst"),
    ]


def test_no_link_in_it_opens_anything(sent: Letter) -> None:
    team = client_of("projectteam")
    page = team.get(reverse("waves:letter", args=[sent.pk])).content.decode()
    frame = team.get(reverse("waves:letter_html", args=[sent.pk])).content.decode()

    assert page.count("/u/") == page.count("/u/voorbeeld/") == 1
    assert page.count("/afmelden/") == page.count("/afmelden/voorbeeld/") == 1
    assert frame.count('href="#"') == frame.count("href=") == 2


@pytest.mark.parametrize(
    ("permissions", "address"),
    [
        (("view_letter",), "a…@zwolle.example"),
        (("view_letter", "view_respondent"), "anna@zwolle.example"),
    ],
)
def test_the_address_is_for_who_may_see_addresses(
    sent: Letter, permissions: tuple[str, ...], address: str
) -> None:
    page = reader_with(*permissions).get(reverse("waves:letter", args=[sent.pk]))

    assert page.context["address"] == address
    assert page.content.decode().count("anna@zwolle.example") == (address == "anna@zwolle.example")


def test_a_letter_that_never_left_has_no_mail_to_show(edition: Edition) -> None:
    letter = LetterFactory(wave__edition=edition)

    answer = client_of("projectteam").get(reverse("waves:letter", args=[letter.pk]))

    assert (answer.status_code, AuditEntry.objects.filter(verb=AuditVerb.READ_LETTER).exists()) == (
        404,
        False,
    )


def test_the_mailings_in_the_admin_lead_to_their_page(sent: Letter) -> None:
    team = client_of("projectteam")

    answer = team.get(reverse("admin:respondents_wave_change", args=[sent.wave_id]))

    assert answer["Location"] == reverse("waves:wave", args=[sent.wave_id])


def test_who_gets_the_mail_stands_by_gemeente_and_name(edition: Edition) -> None:
    wave = WaveFactory(edition=edition)
    zwolle, den_haag = GemeenteFactory(name="Zwolle"), GemeenteFactory(name="'s-Gravenhage")
    for name, gemeente in (("Cees", zwolle), ("Dirk", None), ("Bo", den_haag), ("Anna", zwolle)):
        InvitationFactory(edition=edition, respondent__name=name, respondent__gemeente=gemeente)

    people = client_of("projectteam").get(reverse("waves:who", args=[wave.pk])).context["people"]

    assert [one.respondent.name for one in people] == ["Bo", "Anna", "Cees", "Dirk"]
