"""Each provider, as it answers over a real connection on loopback."""

import base64
import email
import email.policy
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from respondents import emails, transports
from respondents.transports import Transport
from respondents.transports.outcomes import InDoubt, NotNow, NotWelcome, Refused
from tests.provider import Fault, Provider, provider

LINKS = emails.Links("https://barometer.example/u/abc/", "https://barometer.example/afmelden/def/")
REFERENCE = "7:<token@barometer.example>"
ONES = ("brevo", "mailjet", "postmark")

Outcome = type[Exception]


@pytest.fixture
def server() -> Iterator[Provider]:
    with provider() as running:
        yield running


def transport_to(server: Provider, name: str, settings: Settings) -> Transport:
    prefix = name.upper()
    settings.EMAIL_PROVIDER = name
    settings.ANYMAIL = {
        "REQUESTS_TIMEOUT": 0.5,
        f"{prefix}_API_URL": server.url,
        f"{prefix}_API_KEY": "key",
        "MAILJET_SECRET_KEY": "secret",
        "POSTMARK_SERVER_TOKEN": "token",
        "AMAZON_SES_CLIENT_PARAMS": {
            "region_name": "eu-west-1",
            "endpoint_url": server.url,
            "aws_access_key_id": "key",
            "aws_secret_access_key": "secret",
            "config": {"read_timeout": 0.5, "retries": {"total_max_attempts": 1}},
        },
    }
    return transports.current()


UNSUBSCRIBE = (
    "<https://barometer.example/afmelden/def/>, <mailto:barometer@publiekdenken.example?subject=Afmelden>"
)


def deliver(transport: Transport) -> str:
    message = emails.letter(
        subject="Hoe staat burgerparticipatie ervoor in Súdwest-Fryslân?",
        body=f"Beste Sanne,\n\n{LINKS.answer}\n\n{LINKS.opt_out}",
        title="Barometer – 2027",
        links=LINKS,
        envelope=emails.Envelope(
            to="sanne@zwolle.example",
            message_id="<token@barometer.example>",
            sender='"Anna Bakker (Publiek Denken)" <anna@publiekdenken.example>',
            reply_to="barometer@publiekdenken.example",
            answers_to="<first@barometer.example>",
        ),
    )
    try:
        return transport.deliver(transport.prepare(message, REFERENCE))
    finally:
        transport.close()


def test_brevo_gets_our_headers_and_a_key(server: Provider, settings: Settings) -> None:
    assert deliver(transport_to(server, "brevo", settings)) == "<1@provider.example>"

    [sent] = server.mails
    headers = sent["headers"]
    assert headers.pop("idempotencyKey")
    assert headers == {
        "Message-ID": "<token@barometer.example>",
        "In-Reply-To": "<first@barometer.example>",
        "References": "<first@barometer.example>",
        "List-Id": "<barometer.barometer.example>",
        "List-Unsubscribe": UNSUBSCRIBE,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "DR, RN, NRN, AutoReply",
        "X-Mailin-custom": '{"letter": "7:<token@barometer.example>"}',
    }
    assert sent["to"] == [{"email": "sanne@zwolle.example"}]


def test_mailjet_gets_our_headers_and_does_not_track(server: Provider, settings: Settings) -> None:
    assert deliver(transport_to(server, "mailjet", settings)) == "1"

    sent = server.mails[0]["Globals"]
    assert sent["Headers"]["Message-ID"] == "<token@barometer.example>"
    assert sent["Headers"]["List-Unsubscribe"] == UNSUBSCRIBE
    assert (sent["TrackOpens"], sent["TrackClicks"]) == ("disabled", "disabled")
    assert sent["EventPayload"] == '{"letter": "7:<token@barometer.example>"}'


def test_postmark_keeps_our_message_id(server: Provider, settings: Settings) -> None:
    assert deliver(transport_to(server, "postmark", settings)) == "1"

    [sent] = server.mails
    headers = {header["Name"]: header["Value"] for header in sent["Headers"]}
    assert (headers["Message-ID"], headers["X-PM-KeepID"]) == ("<token@barometer.example>", "true")
    assert (sent["TrackOpens"], sent["TrackLinks"]) == (False, "None")
    assert sent["Metadata"] == {"letter": REFERENCE}


def test_amazon_gets_the_whole_mail(server: Provider, settings: Settings) -> None:
    assert deliver(transport_to(server, "amazon_ses", settings)) == "1"

    raw = base64.b64decode(server.mails[0]["Content"]["Raw"]["Data"])
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["List-Unsubscribe"] == UNSUBSCRIBE
    assert mail["In-Reply-To"] == "<first@barometer.example>"
    assert mail["X-Metadata"] == '{"letter": "7:<token@barometer.example>"}'


@pytest.mark.parametrize("name", ONES)
@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Refused),
        (401, NotWelcome),
        (403, NotWelcome),
        (422, Refused),
        (429, NotNow),
        (500, InDoubt),
        (502, InDoubt),
        (503, NotNow),
    ],
)
def test_each_status_ends_in_its_class(
    server: Provider, settings: Settings, name: str, status: int, outcome: Outcome
) -> None:
    body = '{"ErrorCode": 300, "ErrorMessage": "no", "Message": "no", "code": "no"}'
    server.misbehave(Fault(status=status, body=body))

    with pytest.raises(outcome):
        deliver(transport_to(server, name, settings))
    assert server.mails == []


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, "MessageRejected", Refused),
        (400, "AccountSuspendedException", NotWelcome),
        (403, "SignatureDoesNotMatch", NotWelcome),
        (400, "TooManyRequestsException", NotNow),
        (500, "InternalFailure", InDoubt),
    ],
)
def test_each_code_of_amazon_ends_in_its_class(
    server: Provider, settings: Settings, status: int, code: str, outcome: Outcome
) -> None:
    server.misbehave(Fault(status=status, body='{"message": "no"}', headers={"x-amzn-ErrorType": code}))

    with pytest.raises(outcome):
        deliver(transport_to(server, "amazon_ses", settings))
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ["mailjet", "postmark", "amazon_ses"])
@pytest.mark.parametrize(("stage", "taken"), [("before", 0), ("after", 1), ("silent", 1)])
def test_a_mail_that_left_without_an_answer_is_in_doubt(
    server: Provider, settings: Settings, name: str, stage: str, taken: int
) -> None:
    server.misbehave(Fault(stage=stage))

    with pytest.raises(InDoubt):
        deliver(transport_to(server, name, settings))
    assert len(server.mails) == taken


@pytest.mark.parametrize("stage", ["after", "silent"])
def test_brevo_is_asked_again_with_the_same_key_and_takes_it_once(
    server: Provider, settings: Settings, stage: str
) -> None:
    server.misbehave(Fault(stage=stage, times=1))

    assert deliver(transport_to(server, "brevo", settings)) == ""

    first, second = server.requests
    assert first["body"] == second["body"]
    assert len(server.mails) == 1


def test_brevo_that_stays_silent_leaves_it_in_doubt(server: Provider, settings: Settings) -> None:
    server.misbehave(Fault(status=500))

    with pytest.raises(InDoubt):
        deliver(transport_to(server, "brevo", settings))
    assert len(server.requests) == 3


@pytest.mark.parametrize("name", [*ONES, "amazon_ses"])
def test_a_provider_that_cannot_be_reached_has_not_taken_it(
    server: Provider, settings: Settings, name: str
) -> None:
    transport = transport_to(server, name, settings)
    server.server.shutdown()
    server.server.server_close()

    with pytest.raises(NotNow) as refusal:
        deliver(transport)
    assert refusal.value.is_away


@pytest.mark.parametrize("address", ["https://127.0.0.1:{port}/", "http://does-not-exist.invalid/"])
def test_a_name_or_certificate_that_is_wrong_has_not_taken_it(
    server: Provider, settings: Settings, address: str
) -> None:
    transport_to(server, "brevo", settings)
    port = server.server.server_address[1]
    settings.ANYMAIL = settings.ANYMAIL | {"BREVO_API_URL": address.format(port=port)}

    with pytest.raises(NotNow):
        deliver(transports.current())


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("", None), ("straks", None), ("Mon, 01 Jan 2001 00:00:00 GMT", 0)]
)
def test_retry_after_is_kept(server: Provider, settings: Settings, value: str, seconds: int | None) -> None:
    server.misbehave(Fault(status=429, headers={"Retry-After": value}))

    with pytest.raises(NotNow) as refusal:
        deliver(transport_to(server, "postmark", settings))
    assert refusal.value.retry_after == seconds


def test_mailjet_that_fails_one_mail_has_refused_it(server: Provider, settings: Settings) -> None:
    body = '{"Messages": [{"Status": "error", "Errors": [{"ErrorMessage": "bad address"}]}]}'
    server.misbehave(Fault(status=400, body=body))

    with pytest.raises(Refused, match="bad address"):
        deliver(transport_to(server, "mailjet", settings))


def test_postmark_that_knows_the_address_as_bad_has_refused_it(server: Provider, settings: Settings) -> None:
    words = "Found inactive addresses: sanne@zwolle.example. Inactive recipients are ones that bounced."
    server.misbehave(Fault(status=422, body=f'{{"ErrorCode": 406, "Message": "{words}"}}'))

    with pytest.raises(Refused, match="inactive"):
        deliver(transport_to(server, "postmark", settings))
