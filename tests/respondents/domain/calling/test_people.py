from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from respondents.domain import access, letters, opt_out, visits
from respondents.domain.addresses import suppress
from respondents.domain.calling import people
from respondents.domain.calling.people import Contact
from respondents.enums import LetterKind, LetterState, SkipReason, SuppressionReason
from respondents.exceptions import CallRefused
from respondents.models import Case, Invitation, Letter, Respondent, Suppression
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition
from tests.factories.respondents import HandOverFactory, InvitationFactory, LetterFactory, WaveFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db
NEW = "anna.dewit@almelo.example"
FATIMA = Contact("Fatima El Amrani", "Fatima@almelo.example", "0546 54 11 12", "Adviseur")


def corrected(person: Invitation, **changed: str) -> Contact:
    said = {name: getattr(person.respondent, name) for name in ("name", "email", "phone", "functie")}
    return Contact(**said | changed)


def verbs() -> set[str]:
    return set(AuditEntry.objects.values_list("verb", flat=True))


def test_a_link_is_mailed_once_an_hour(
    person: Invitation, caller: User, clock: time_machine.Traveller
) -> None:
    people.mail_link(person, by=caller)
    people.mail_link(person, by=caller)
    clock.shift(timedelta(hours=1))
    people.mail_link(person, by=caller)

    assert (
        list(Letter.objects.values_list("kind", "normalized_email"))
        == [(LetterKind.LINK, person.respondent.normalized_email)] * 2
    )
    assert AuditVerb.MAILED_LINK in verbs()


def answered(person: Invitation) -> None:
    person.response = ResponseFactory(edition=person.edition, completed=True)
    person.save()


def handed_over(person: Invitation) -> None:
    person.handed_over_at = timezone.now()
    person.save()


def closed(person: Invitation) -> None:
    person.edition.closes_at = timezone.now()


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (lambda person: opt_out.opt_out(person.respondent), people.NO_MAIL),
        (lambda person: suppress(person.respondent.email, SuppressionReason.BOUNCED), people.NO_MAIL),
        (answered, people.ANSWERED),
        (handed_over, people.HANDED_OVER),
        (closed, people.CLOSED),
    ],
)
def test_a_link_is_not_mailed_where_that_may_not_be(
    person: Invitation, caller: User, happens: Any, why: str
) -> None:
    happens(person)
    person.respondent.refresh_from_db()

    with pytest.raises(CallRefused) as refusal:
        people.mail_link(person, by=caller)

    assert (str(refusal.value), Letter.objects.exists()) == (why, False)


def test_a_correction_takes_the_waiting_letters_along(person: Invitation, caller: User) -> None:
    token = access.derive_token(access.ANSWER, person.pk)
    waiting = LetterFactory(wave=WaveFactory(edition=person.edition), invitation=person)
    sent = LetterFactory(
        wave=WaveFactory(edition=person.edition), invitation=person, state=LetterState.ACCEPTED
    )
    old = person.respondent.normalized_email
    suppress(old, SuppressionReason.BOUNCED)

    people.correct(person, corrected(person, name="Anna de Wit", email=NEW.title(), phone="1"), by=caller)

    respondent = Respondent.objects.get()
    for letter in (waiting, sent):
        letter.refresh_from_db()
    assert (respondent.name, respondent.email, respondent.normalized_email, respondent.phone) == (
        "Anna de Wit",
        NEW.title(),
        NEW,
        "1",
    )
    assert (respondent.source, respondent.sourced_on) == ("telefonisch, 2 september 2026", None)
    assert (waiting.normalized_email, sent.normalized_email) == (NEW, old)
    assert letters.compose(waiting).to == [NEW.title()]
    visit = visits.find_visit(token)
    assert visit is not None
    assert visit.invitation == person
    assert AuditVerb.CORRECTED_CONTACT in verbs()


def test_a_corrected_number_leaves_the_source(person: Invitation, caller: User) -> None:
    people.correct(person, corrected(person, phone="0546 12 34 56"), by=caller)

    respondent = Respondent.objects.get()
    assert (respondent.phone, respondent.source) == ("0546 12 34 56", "Overheid in Nederland")


def test_an_address_of_another_or_without_mail_is_refused(person: Invitation, caller: User) -> None:
    colleague = InvitationFactory(edition=person.edition, respondent__gemeente=person.respondent.gemeente)
    opt_out.opt_out(InvitationFactory(respondent__email=NEW).respondent)
    said = []
    for email in (colleague.respondent.email.upper(), NEW):
        with pytest.raises(CallRefused) as refusal:
            people.correct(person, corrected(person, email=email, name="Anders"), by=caller)
        said.append(str(refusal.value))

    person.respondent.refresh_from_db()
    assert said == [people.TAKEN, people.NO_MAIL]
    assert person.respondent.name == "Sanne de Vries"


def test_no_mailing_goes_twice_to_one_address(person: Invitation, caller: User) -> None:
    """The address may be in another gemeente too, where somebody gets the same mailing."""
    wave = WaveFactory(edition=person.edition)
    LetterFactory(wave=wave, invitation__respondent__email=NEW)
    waiting = LetterFactory(wave=wave, invitation=person)

    people.correct(person, corrected(person, email=NEW), by=caller)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.skip_reason) == (LetterState.SKIPPED, SkipReason.SAME_ADDRESS)


def test_another_person_is_invited_by_mail(case: Case, caller: User) -> None:
    HandOverFactory(pk=1, name="Iemand anders", names_giver=True)

    person = people.invite(case, FATIMA, by=caller)

    respondent = person.respondent
    letter = Letter.objects.get()
    assert (respondent.name, respondent.normalized_email, respondent.phone, respondent.functie) == (
        "Fatima El Amrani",
        "fatima@almelo.example",
        "0546 54 11 12",
        "Adviseur",
    )
    assert (respondent.gemeente, respondent.source) == (case.gemeente, "telefonisch, 2 september 2026")
    mail = letters.compose(letter)
    assert mail.to == ["Fatima@almelo.example"]
    assert access.personal_link(person) in mail.body
    assert "Een collega van uw gemeente kreeg van ons een vragenlijst" in mail.body
    assert "We hebben het uit deze bron: telefonisch, 2 september 2026." in mail.body
    assert AuditVerb.ADDED_CONTACT in verbs()


def test_the_cause_of_a_letter_by_phone_names_no_hand_over(case: Case, caller: User) -> None:
    person = people.invite(case, FATIMA, by=caller)
    HandOverFactory(pk=person.pk, names_giver=True, giver__respondent__name="Iemand Anders")

    assert "Iemand Anders" not in letters.compose(Letter.objects.get()).body


def test_another_person_is_refused_in_words(case: Case, person: Invitation, caller: User) -> None:
    known = Contact("Sanne", person.respondent.email, "")
    suppress(FATIMA.email, SuppressionReason.COMPLAINT)
    said = []
    for contact in (known, FATIMA):
        with pytest.raises(CallRefused) as refusal:
            people.invite(case, contact, by=caller)
        said.append(str(refusal.value))

    assert said == [people.INVITED, people.NO_MAIL]
    assert (Respondent.objects.count(), Letter.objects.count()) == (1, 0)


def test_an_opt_out_by_phone_holds_for_the_address(person: Invitation, caller: User) -> None:
    assert people.end_mail(person, by=caller)
    person.respondent.refresh_from_db()

    assert not people.end_mail(person, by=caller)
    assert Suppression.objects.get().reason == SuppressionReason.OPT_OUT
    assert AuditEntry.objects.get(verb=AuditVerb.OPTED_OUT).actor_id == caller.pk


def test_the_status_says_no_answers(edition: Edition, case: Case) -> None:
    today = timezone.localdate()
    draft, sent = ResponseFactory(edition=edition), ResponseFactory(edition=edition, completed=True)
    fields: list[dict[str, Any]] = [
        {},
        {"response": draft},
        {"response": sent},
        {"handed_over_at": timezone.now()},
        {"respondent__opted_out_at": timezone.now()},
        {"respondent__left_on": today},
        {"respondent__absent_until": today},
        {"respondent__absent_until": today - timedelta(days=1)},
    ]
    for number, values in enumerate(fields):
        InvitationFactory(
            edition=edition,
            respondent__gemeente=case.gemeente,
            respondent__name=f"{number + 1}",
            **values,
        )

    found = [people.status_of(one) for one in people.people_of(case) if one.respondent.name.isdecimal()]

    assert found == [
        "Uitgenodigd",
        "Is begonnen met de vragenlijst",
        "Heeft de vragenlijst verstuurd",
        "Heeft de vragenlijst doorgegeven",
        "Wil niet meedoen: bel en mail niet",
        "Werkt er niet meer",
        "Afwezig tot en met 2 september",
        "Uitgenodigd",
    ]


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("038 498 91 11", "0384989111"),
        ("+31 (0)38-498 91 11", "+31384989111"),
        ("0031 (0)38 4989111", "0031384989111"),
        ("(038) 498 91 11", "0384989111"),
        ("14 038", "14038"),
        ("onbekend", ""),
    ],
)
def test_a_number_is_dialled_as_it_is_meant(written: str, dialled: str) -> None:
    assert people.to_dial(written) == dialled
