"""What the webhooks of each provider mean for a letter and its reader."""

from typing import Any

import pytest
from pytest_django import Settings

from respondents.domain import delivery, feedback, letters, opt_out, waves
from respondents.enums import LetterEventKind, LetterState, SuppressionReason, WaveState
from respondents.models import Letter, LetterEvent, Respondent, Suppression, Wave
from tests.factories.respondents import InvitationFactory, LetterFactory, WaveFactory
from tests.webhooks import HARD_SMTP, amazon, brevo, choose, mailjet, post, postmark

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter() -> Letter:
    return on_the_wire(state=LetterState.ACCEPTED)


def on_the_wire(**fields: Any) -> Letter:
    """A letter that has passed the door, so that its Message-ID is noted."""
    made = LetterFactory(attempts=1, **fields)
    made.message_id = letters.message_id(made)
    made.save()
    return made


def kinds() -> list[str]:
    return list(LetterEvent.objects.values_list("kind", flat=True))


ENDS = [
    ("brevo", brevo, ("request", {}), LetterEventKind.TAKEN),
    ("brevo", brevo, ("delivered", {}), LetterEventKind.DELIVERED),
    ("brevo", brevo, ("hard_bounce", {"reason": "550 5.1.1 user unknown"}), LetterEventKind.BOUNCED),
    ("brevo", brevo, ("hard_bounce", {"reason": "554 5.7.1 not accepted"}), LetterEventKind.REFUSED),
    ("brevo", brevo, ("hard_bounce", {}), LetterEventKind.BOUNCED),
    ("brevo", brevo, ("soft_bounce", {"reason": "452 4.2.2 mailbox full"}), LetterEventKind.DELAYED),
    ("brevo", brevo, ("soft_bounce", {}), LetterEventKind.DELAYED),
    ("brevo", brevo, ("spam", {}), LetterEventKind.COMPLAINED),
    ("brevo", brevo, ("unsubscribe", {}), LetterEventKind.UNSUBSCRIBED),
    ("brevo", brevo, ("opened", {}), None),
    ("brevo", brevo, ("click", {"link": "https://x.example"}), None),
    ("mailjet", mailjet, ("sent", {}), LetterEventKind.DELIVERED),
    ("mailjet", mailjet, ("bounce", {"hard_bounce": True, "error": "user unknown"}), LetterEventKind.BOUNCED),
    (
        "mailjet",
        mailjet,
        ("bounce", {"hard_bounce": False, "error": "quota exceeded"}),
        LetterEventKind.DELAYED,
    ),
    ("mailjet", mailjet, ("bounce", {"hard_bounce": True, "error": "policy issue"}), LetterEventKind.REFUSED),
    ("mailjet", mailjet, ("blocked", {"error": "sender blocked"}), LetterEventKind.REFUSED),
    ("mailjet", mailjet, ("blocked", {"error": "spam reporter"}), LetterEventKind.COMPLAINED),
    ("mailjet", mailjet, ("open", {}), None),
    ("postmark", postmark, ("Delivery", {}), LetterEventKind.DELIVERED),
    ("postmark", postmark, ("Bounce", {"ID": 7, "Type": "HardBounce"}), LetterEventKind.BOUNCED),
    ("postmark", postmark, ("Bounce", {"ID": 7, "Type": "SoftBounce"}), LetterEventKind.DELAYED),
    ("postmark", postmark, ("Bounce", {"ID": 7, "Type": "DMARCPolicy"}), LetterEventKind.REFUSED),
    ("postmark", postmark, ("SpamComplaint", {"ID": 8}), LetterEventKind.COMPLAINED),
    ("postmark", postmark, ("Open", {}), None),
    ("amazon_ses", amazon, ("Send", {}), LetterEventKind.TAKEN),
    ("amazon_ses", amazon, ("Delivery", {"recipients": ["x@x.example"]}), LetterEventKind.DELIVERED),
    (
        "amazon_ses",
        amazon,
        (
            "Bounce",
            {
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "bouncedRecipients": [{"emailAddress": "x@x.example", "diagnosticCode": HARD_SMTP}],
            },
        ),
        LetterEventKind.BOUNCED,
    ),
    (
        "amazon_ses",
        amazon,
        (
            "Bounce",
            {
                "bounceType": "Transient",
                "bounceSubType": "MailboxFull",
                "bouncedRecipients": [{"emailAddress": "x@x.example"}],
            },
        ),
        LetterEventKind.DELAYED,
    ),
    (
        "amazon_ses",
        amazon,
        ("Complaint", {"complainedRecipients": [{"emailAddress": "x@x.example"}]}),
        LetterEventKind.COMPLAINED,
    ),
]


@pytest.mark.parametrize(("provider", "made", "told", "kind"), ENDS)
def test_each_event_has_its_kind_and_counts_once(
    settings: Settings, letter: Letter, provider: str, made: Any, told: Any, kind: str | None
) -> None:
    choose(settings, provider)
    event, more = told
    body = made(event, letters.reference(letter), **more)

    assert [post(provider, body) for _ in range(2)] == [200, 200]

    assert kinds() == ([kind] if kind else [])
    assert Letter.objects.get().state == LetterState.ACCEPTED


@pytest.mark.parametrize("provider", ["brevo", "mailjet", "postmark", "amazon_ses"])
@pytest.mark.parametrize("secret", ["", "provider:wrong"])
def test_who_does_not_know_the_secret_is_refused(
    settings: Settings, letter: Letter, provider: str, secret: str
) -> None:
    choose(settings, provider)
    body = {"brevo": brevo, "mailjet": mailjet, "postmark": postmark, "amazon_ses": amazon}[provider]

    assert post(provider, body("spam", letters.reference(letter)), secret=secret) in (400, 401)
    assert kinds() == []


@pytest.mark.parametrize("provider", ["brevo", "mailjet", "postmark", "amazon_ses"])
@pytest.mark.parametrize("body", ["", "{", "[]", "[1]", "7", '"a"', '{"event": []}', "null"])
def test_rubbish_does_no_harm(settings: Settings, letter: Letter, provider: str, body: str) -> None:
    choose(settings, provider)

    assert post(provider, body) in (200, 400)
    assert kinds() == []


def test_another_provider_than_ours_is_not_here(settings: Settings) -> None:
    choose(settings, "brevo")

    assert [post(name, "{}") for name in ("mailjet", "sendgrid")] == [404, 404]


@pytest.mark.parametrize("reference", ["7:<token@elsewhere.example>", "999999:<x@x>", "x", "9" * 30 + ":<x>"])
def test_news_of_another_installation_is_not_ours(settings: Settings, letter: Letter, reference: str) -> None:
    choose(settings, "brevo")

    assert post("brevo", brevo("spam", reference)) == 200
    assert (kinds(), Suppression.objects.count()) == ([], 0)


@pytest.mark.parametrize("state", [LetterState.IN_DOUBT, LetterState.SENDING, LetterState.QUEUED])
def test_news_settles_a_letter_whose_end_was_open(settings: Settings, state: LetterState) -> None:
    choose(settings, "brevo")
    letter = on_the_wire(state=state, sending_since="2027-06-11T08:00Z")

    post("brevo", brevo("delivered", letters.reference(letter)))

    assert Letter.objects.values_list("state", "provider_id", "failure").get() == (
        LetterState.ACCEPTED,
        "<1@brevo>",
        "",
    )


def test_a_worker_that_hears_later_changes_nothing(settings: Settings) -> None:
    choose(settings, "brevo")
    letter = on_the_wire(state=LetterState.SENDING, sending_since="2027-06-11T08:00Z")
    post("brevo", brevo("delivered", letters.reference(letter)))
    letter.attempts = 0

    delivery.put_off(letter, "429")

    assert Letter.objects.get().state == LetterState.ACCEPTED


def test_news_without_our_reference_waits_for_the_id_of_the_provider(settings: Settings) -> None:
    choose(settings, "brevo")
    letter = on_the_wire(state=LetterState.ACCEPTED)
    post("brevo", brevo("hard_bounce", "", reason="550 5.1.1 user unknown"))
    assert (feedback.attach(), Suppression.objects.count()) == (0, 0)

    Letter.objects.update(provider_id="<1@brevo>")

    assert (feedback.attach(), feedback.attach()) == (1, 0)
    assert list(letter.events.values_list("kind", flat=True)) == [LetterEventKind.BOUNCED]
    assert Suppression.objects.get().reason == SuppressionReason.BOUNCED


def test_a_bounce_shows_callers_that_the_address_is_wrong_until_it_is_corrected(
    settings: Settings, letter: Letter
) -> None:
    choose(settings, "brevo")
    InvitationFactory()
    post("brevo", brevo("hard_bounce", letters.reference(letter), reason="550 5.1.1 user unknown"))
    bounced = Respondent.objects.bounced()

    assert list(bounced) == [letter.invitation and letter.invitation.respondent]
    bounced.update(email="new@zwolle.example", normalized_email="new@zwolle.example")
    assert list(Respondent.objects.bounced()) == []


def test_a_complaint_is_an_opt_out_for_good(settings: Settings, letter: Letter) -> None:
    choose(settings, "brevo")
    assert letter.invitation is not None
    opt_out.opt_out(letter.invitation.respondent)

    post("brevo", brevo("spam", letters.reference(letter)))

    assert Suppression.objects.get().reason == SuppressionReason.COMPLAINT
    assert Respondent.objects.get().opted_out_at is not None


def test_a_refusal_by_policy_leaves_the_contact_alone(settings: Settings, letter: Letter) -> None:
    choose(settings, "brevo")

    post("brevo", brevo("hard_bounce", letters.reference(letter), reason="554 5.7.1 blocked"))

    assert LetterEvent.objects.get().status == "5.7.1"
    assert Suppression.objects.count() == 0
    assert Respondent.objects.get().opted_out_at is None


@pytest.mark.parametrize("words", [("delivered", "hard_bounce"), ("hard_bounce", "delivered")])
def test_the_order_of_news_makes_no_difference(
    settings: Settings, letter: Letter, words: tuple[str, str]
) -> None:
    choose(settings, "brevo")

    for event in words:
        post("brevo", brevo(event, letters.reference(letter)))

    assert sorted(kinds()) == [LetterEventKind.BOUNCED, LetterEventKind.DELIVERED]
    assert Suppression.objects.get().reason == SuppressionReason.BOUNCED
    assert Letter.objects.get().state == LetterState.ACCEPTED


def test_bounces_by_webhook_brake_the_wave(settings: Settings) -> None:
    choose(settings, "brevo")
    wave = WaveFactory(released=True)
    InvitationFactory.create_batch(6, edition=wave.edition)
    waves.materialise(wave)
    for made in Letter.objects.all():
        Letter.objects.filter(pk=made.pk).update(
            state=LetterState.ACCEPTED,
            attempts=1,
            message_id=letters.message_id(made),
            sending_since="2099-01-01T00:00Z",
        )

    for made in Letter.objects.all()[:4]:
        post("brevo", brevo("hard_bounce", letters.reference(made)))

    stopped = Wave.objects.get()
    assert stopped.state == WaveState.PAUSED
    assert stopped.brake.startswith("4 van de eerste 6 adressen bestaan niet.")
