from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain import calling, declines, letter_texts, opt_out, same_person
from respondents.enums import CallOutcome, LetterEventKind, LetterState
from respondents.models import CallAttempt, Case, GemeenteNote, LetterEvent, Respondent
from surveys.enums import AuditVerb, Channel, Provincie
from surveys.models import AuditEntry, Edition, Gemeente, GemeenteChange
from tests.factories.respondents import (
    InvitationFactory,
    LetterFactory,
    RespondentFactory,
    StaffFactory,
    WaveFactory,
)
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    return client_of("projectteam")


@pytest.fixture
def gemeente() -> Gemeente:
    return GemeenteFactory(
        name="Enschede", code="GM0153", aliases=["Eanske"], inhabitants=161_235, inhabitants_on="2024-01-01"
    )


def words_of(client: Client, address: str, status: int = 200) -> str:
    page = client.get(address)
    assert page.status_code == status
    return " ".join(page.content.decode().split())


def address_of(gemeente: Gemeente, edition: Edition | None = None) -> str:
    address = reverse("gemeente", args=[gemeente.code])
    return f"{address}?editie={edition.slug}" if edition else address


def fill(gemeente: Gemeente, edition: Edition) -> None:
    """One more of everything that the page can show."""
    staff = StaffFactory()
    person = RespondentFactory(gemeente=gemeente)
    invitation = InvitationFactory(
        edition=edition,
        respondent=person,
        response=ResponseFactory(edition=edition, gemeente=gemeente, completed=True),
        joined_response=ResponseFactory(edition=edition, gemeente=gemeente, channel=Channel.OPEN),
        handed_over_at=timezone.now(),
        handed_over_to=InvitationFactory(edition=edition, respondent__gemeente=gemeente),
    )
    wave = WaveFactory(edition=edition)
    LetterFactory(wave=wave, invitation=invitation, text=letter_texts.ensure(wave), filled={})
    case, _ = Case.objects.get_or_create(edition=edition, gemeente=gemeente)
    CallAttempt.objects.create(case=case, respondent=person, caller=staff, outcome=CallOutcome.PROMISED)
    GemeenteNote.objects.create(gemeente=gemeente, text="Belt liever", made_by=staff)
    GemeenteNote.objects.create(
        gemeente=gemeente, text="Weg", made_by=staff, hidden_by=staff, hidden_at=timezone.now()
    )
    other = RespondentFactory(gemeente=gemeente)
    same_person.merge(person, other, by=staff)
    former = GemeenteFactory(valid_until=timezone.localdate())
    GemeenteChange.objects.create(old=former, new=gemeente, effective_on=timezone.localdate())


def test_the_page_says_what_the_team_knows(team: Client, gemeente: Gemeente, edition: Edition) -> None:
    person = RespondentFactory(
        name="Bram Visser",
        functie="adviseur",
        email="bram@enschede.example",
        phone="053 123 45 67",
        gemeente=gemeente,
        absent_until=timezone.localdate() + timedelta(days=3),
        left_on=timezone.localdate(),
    )
    invitation = InvitationFactory(edition=edition, respondent=person)
    letter = LetterFactory(wave__edition=edition, invitation=invitation, state=LetterState.ACCEPTED)
    LetterEvent.objects.create(letter=letter, event_id="1", kind=LetterEventKind.BOUNCED, at=timezone.now())
    opt_out.opt_out(person)
    caller = StaffFactory(first_name="Noor", last_name="Bakker")
    case = Case.objects.create(edition=edition, gemeente=gemeente)
    CallAttempt.objects.create(
        case=case, respondent=person, caller=caller, outcome=CallOutcome.NO_ANSWER, note="Alleen op dinsdag"
    )
    calling.hold(edition, gemeente, by=caller)
    GemeenteNote.objects.create(gemeente=gemeente, text="Secretaris wil <b>eerst</b> bellen", made_by=caller)

    words = words_of(team, address_of(gemeente))

    shown = (
        "GM0153", "Overijssel", "Eanske", "161.235", "Bram Visser", "adviseur", "bram@enschede.example",
        "053 123 45 67", "Overheid in Nederland", "afgemeld op", "werkt er niet meer sinds",
        "afwezig tot en met", "adres bestaat niet", "Aangenomen door de mailserver", "Geen gehoor",
        "Alleen op dinsdag", "nu open bij", "Secretaris wil &lt;b&gt;eerst&lt;/b&gt; bellen",
        "uitgenodigd, nog geen antwoord", "nog niet geantwoord", "Brieven (1)", "Belpogingen (1)",
    )  # fmt: skip
    assert [word for word in shown if word not in words] == []


def test_the_page_says_that_it_answered_and_never_what(
    team: Client, gemeente: Gemeente, edition: Edition
) -> None:
    response = ResponseFactory(
        edition=edition, gemeente=gemeente, completed=True, answers={"definitie": "Samen beslissen"}
    )
    InvitationFactory(edition=edition, respondent__gemeente=gemeente, response=response)

    words = words_of(team, address_of(gemeente, edition))

    assert "Persoonlijke link, " in words
    assert "heeft geantwoord" in words
    assert [secret for secret in ("Samen beslissen", response.receipt) if secret in words] == []
    assert f"/response/{response.pk}" not in words


def test_the_page_has_the_same_queries_with_one_and_with_many(
    team: Client, gemeente: Gemeente, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        for _ in range(count):
            fill(gemeente, edition)
            fill(gemeente, EditionFactory(closed=True, questionnaire=edition.questionnaire))
        with django_assert_num_queries(25):
            words_of(team, address_of(gemeente, edition))


def test_the_page_of_a_gemeente_of_which_we_know_nothing(team: Client, gemeente: Gemeente) -> None:
    words = words_of(team, address_of(gemeente))

    assert "Er is nog geen editie." in words
    assert "Van deze gemeente kennen we niemand." in words


@pytest.mark.parametrize("query", ["?editie=bestaat-niet", "?editie=%00"])
def test_an_edition_that_is_not_there_is_not_found(team: Client, gemeente: Gemeente, query: str) -> None:
    words_of(team, address_of(gemeente) + query, 404)


@pytest.mark.parametrize("code", ["GM9999", "zwolle", "GM0153x"])
def test_a_code_that_is_not_there_is_not_found(team: Client, gemeente: Gemeente, code: str) -> None:
    words_of(team, reverse("gemeente", args=[code]), 404)


@pytest.mark.parametrize("query", ["?brieven=x", "?brieven=-1&gesprekken=999999999999999999999"])
def test_any_page_number_gives_a_page(team: Client, gemeente: Gemeente, query: str) -> None:
    words_of(team, address_of(gemeente) + query)


def test_what_was_of_a_former_gemeente_is_shown_with_the_new_one(team: Client, gemeente: Gemeente) -> None:
    former = GemeenteFactory(name="Lonneker", valid_until=timezone.localdate())
    GemeenteChange.objects.create(old=former, new=gemeente, effective_on=timezone.localdate())
    past = EditionFactory(closed=True, title="Barometer 2021")
    ResponseFactory(edition=past, gemeente=former, completed=True)
    GemeenteNote.objects.create(gemeente=former, text="Belt nooit terug", made_by=StaffFactory())

    words = words_of(team, address_of(gemeente))

    assert [word for word in ("Lonneker", "Belt nooit terug", "Barometer 2021") if word not in words] == []
    assert "geantwoord op" in words


def test_letters_at_a_former_address_stay_with_the_person(
    team: Client, gemeente: Gemeente, edition: Edition
) -> None:
    kept, gone = RespondentFactory.create_batch(2, gemeente=gemeente)
    wave = WaveFactory(edition=edition)
    for one in (kept, gone):
        LetterFactory(wave=wave, invitation__respondent=one, invitation__edition=edition)
    same_person.merge(kept, gone, by=None)

    words = words_of(team, address_of(gemeente))

    assert "Brieven (2)" in words
    assert f"ook: {gone}, {gone.email}" in words
    assert "Mensen (1)" in words


def test_a_note_is_added_hidden_and_shown_again(team: Client, gemeente: Gemeente) -> None:
    def turn(way: str) -> int:
        return team.post(reverse("turn_note", args=[gemeente.code, note.pk]), {"doe": way}).status_code

    team.post(reverse("add_note", args=[gemeente.code]), {"text": "Belt liever dan mailt"})
    note = GemeenteNote.objects.get()
    shown = words_of(team, address_of(gemeente))
    hidden = [turn("verberg"), turn("verberg"), words_of(team, address_of(gemeente))]
    again = [turn("toon"), turn("toon"), turn("gooi-weg")]

    note.refresh_from_db()
    assert (note.text, note.is_hidden) == ("Belt liever dan mailt", False)
    assert ("Notities (1)" in shown, "Verborgen notities (1)" in str(hidden[2])) == (True, True)
    assert (hidden[:2], again) == ([302, 302], [302, 302, 404])
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [AuditVerb.NOTED_GEMEENTE, AuditVerb.HID_NOTE, AuditVerb.SHOWED_NOTE]


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "a\0b"])
def test_a_note_that_cannot_be_kept_comes_back(team: Client, gemeente: Gemeente, text: str) -> None:
    page = team.post(reverse("add_note", args=[gemeente.code]), {"text": text})

    assert page.status_code == 422
    assert "errorlist" in page.content.decode()
    assert not GemeenteNote.objects.exists()


def test_the_case_is_opened_from_the_page(team: Client, gemeente: Gemeente, edition: Edition) -> None:
    hold = reverse("calling:hold", args=[edition.slug, gemeente.code])
    before = words_of(team, address_of(gemeente, edition))
    declines.decline(edition, gemeente, said_by="de secretaris", reason="", by=StaffFactory())
    after = words_of(team, address_of(gemeente, edition))

    assert [hold in words for words in (before, after)] == [True, False]
    assert "nee, zei de secretaris" in after


def names_on(client: Client, query: str) -> list[str]:
    page = client.get(reverse("gemeenten") + query)
    return [str(one) for one in page.context["page"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Bergen", "Enschede"]),
        ("?q=ensch", ["Enschede"]),
        ("?q=GM0153", ["Enschede"]),
        ("?q=153", ["Enschede"]),
        ("?q=EANSKÉ", ["Enschede"]),
        ("?q=lonneker", ["Enschede", "Lonneker"]),
        ("?provincie=limburg", ["Bergen"]),
        ("?q=e&provincie=limburg", ["Bergen"]),
        ("?q=%25", []),
        ("?q=xyz&pagina=zeven", []),
        ("?provincie=mars", ["Bergen", "Enschede"]),
    ],
)
def test_the_list_finds_by_name_alias_and_former_name(
    team: Client, gemeente: Gemeente, query: str, names: list[str]
) -> None:
    GemeenteFactory(name="Bergen", provincie=Provincie.LIMBURG)
    former = GemeenteFactory(name="Lonneker", valid_until=timezone.localdate())
    GemeenteChange.objects.create(old=former, new=gemeente, effective_on=timezone.localdate())

    assert names_on(team, query) == names


def test_the_list_says_how_each_stands_in_the_same_queries(
    team: Client, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        for gemeente in GemeenteFactory.create_batch(count):
            ResponseFactory(edition=edition, gemeente=gemeente, completed=True)
            RespondentFactory.create_batch(2, gemeente=gemeente)
        with django_assert_num_queries(7):
            words = words_of(team, reverse("gemeenten"))

    assert words.count("heeft geantwoord") == 4
    assert Respondent.objects.count() == 8
