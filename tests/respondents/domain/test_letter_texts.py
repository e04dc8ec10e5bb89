from datetime import timedelta

import pytest
from django.utils import timezone

from respondents.domain import delivery, letter_texts, letters, trial_letters, waves
from respondents.enums import LetterKind, LetterState, WaveState
from respondents.exceptions import TextRefused, WaveRefused
from respondents.models import Letter, LetterText, Wave
from surveys.models import Edition
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.smtp import Sink

pytestmark = pytest.mark.django_db

NEW = "[[aanhef]],\n\nEen nieuwe tekst:\n[[link]]\n\n[[bron]]\n\n[[afmelden]]\n"


@pytest.fixture
def wave(edition: Edition) -> Wave:
    return WaveFactory(edition=edition, released=True)


def test_each_change_is_a_version_and_the_same_words_are_none(wave: Wave) -> None:
    writer = StaffFactory()

    for _ in range(2):
        letter_texts.write(wave, "Nieuw", NEW, by=writer)

    assert list(wave.texts.values_list("number", "subject", "written_by")) == [
        (2, "Nieuw", writer.pk),
        (1, "Hoe staat burgerparticipatie ervoor in [[gemeente]]?", None),
    ]


def test_a_released_wave_with_other_words_waits_for_a_release(wave: Wave) -> None:
    letter_texts.write(wave, "Nieuw", NEW, by=StaffFactory())

    wave.refresh_from_db()
    assert (wave.state, wave.released_at, wave.subject) == (WaveState.CONCEPT, None, "Nieuw")


def test_words_that_cannot_be_sent_are_refused(wave: Wave) -> None:
    with pytest.raises(TextRefused):
        letter_texts.write(wave, "Nieuw\nBcc: x@elders.example", NEW, by=None)
    assert Wave.objects.get().state == WaveState.RELEASED


@pytest.mark.parametrize("state", [WaveState.RUNNING, WaveState.FINISHED, WaveState.CANCELLED])
def test_a_wave_that_runs_or_has_ended_keeps_its_words(wave: Wave, state: WaveState) -> None:
    Wave.objects.update(state=state, started_at=timezone.now())

    with pytest.raises(WaveRefused, match="Pauzeer haar eerst"):
        letter_texts.write(wave, "Nieuw", NEW, by=None)


def test_what_left_before_a_pause_keeps_its_words(wave: Wave, smtp: Sink) -> None:
    first = InvitationFactory(edition=wave.edition)
    delivery.run()
    second = InvitationFactory(edition=wave.edition)
    waves.top_up(wave)
    wave.refresh_from_db()
    waves.pause(wave, by=None)
    letter_texts.write(wave, "Nieuw", NEW, by=None)
    wave.refresh_from_db()
    state = wave.state
    waves.resume(wave, by=None)
    delivery.run()

    sent = {letter.invitation: letters.as_sent(letter) for letter in Letter.objects.select_related("text")}
    assert state == WaveState.PAUSED
    assert "Uw vragenlijst" in str(sent[first].body)
    assert "Een nieuwe tekst" in str(sent[second].body)


def test_a_mail_can_be_read_again_as_it_was_sent_but_for_its_links(wave: Wave, smtp: Sink) -> None:
    invitation = InvitationFactory(edition=wave.edition, respondent__name="Anna Bos")
    expected = letters.compose(Letter(pk=0, kind="invitation", wave=wave, invitation=invitation))
    delivery.run()
    invitation.respondent.name = "Een Ander"
    invitation.respondent.save()

    letter = Letter.objects.get()
    again = letters.as_sent(letter)

    link, opt_out = (letters.links_of(letter).answer, letters.links_of(letter).opt_out)
    inert = letters.inert_links()
    body = str(expected.body).replace(link, inert.answer).replace(opt_out, inert.opt_out)
    assert (again.subject, again.body) == (expected.subject, body)
    assert letter.filled is not None
    assert not {"link", "afmelden"} & letter.filled.keys()


def test_after_an_erasure_nothing_remains(wave: Wave, smtp: Sink) -> None:
    InvitationFactory(edition=wave.edition, respondent__name="Anna Bos")
    delivery.run()

    Letter.objects.get().invitation.respondent.delete()

    assert Letter.objects.count() == 0
    assert not LetterText.objects.filter(body__contains="Anna").exists()


@pytest.mark.parametrize("kind", [LetterKind.HAND_OVER, LetterKind.THANKS, LetterKind.LINK])
def test_a_letter_without_a_wave_keeps_its_words_too(kind: LetterKind, smtp: Sink) -> None:
    LetterFactory.create_batch(2, without_wave=True, kind=kind)

    delivery.run()

    letter = Letter.objects.select_related("text").first()
    assert LetterText.objects.values_list("wave", "kind", "number").get() == (None, kind, 1)
    assert letter is not None
    assert "Beste Sanne de Vries" in str(letters.as_sent(letter).body)


# A test mail


def test_a_test_mail_goes_to_who_asks_and_about_nobody(edition: Edition, smtp: Sink) -> None:
    wave = WaveFactory(edition=edition, planned_at=timezone.now() + timedelta(days=1))
    InvitationFactory(edition=edition, respondent__name="Anna Bos")
    staff = StaffFactory(email="Team@Bureau.example")

    for _ in range(2):
        trial_letters.send_test(wave, by=staff)
    delivery.run()

    ((recipient, mail),) = smtp.mails
    assert recipient == "team@bureau.example"
    assert b"[TEST]" in mail
    assert b"/u/voorbeeld/" in mail
    assert b"Anna Bos" not in mail
    assert Letter.objects.values_list("kind", "state", "normalized_email").get() == (
        LetterKind.TEST,
        LetterState.ACCEPTED,
        "",
    )
    assert Wave.objects.get().state == WaveState.CONCEPT
    # Who asks for it wrote nothing.
    assert list(LetterText.objects.values_list("number", "written_by")) == [(1, None)]


@pytest.mark.parametrize("address", ["", "geen adres", "a@b.example, c@d.example"])
def test_without_an_address_of_ones_own_there_is_no_test_mail(wave: Wave, address: str) -> None:
    with pytest.raises(WaveRefused, match="geen geldig e-mailadres"):
        trial_letters.send_test(wave, by=StaffFactory(email=address))
    assert Letter.objects.count() == 0
