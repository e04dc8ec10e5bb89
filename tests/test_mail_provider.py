import pytest
from django.core.exceptions import ImproperlyConfigured

from barometer.mail_provider import provider_settings

SECRET = "provider:a-secret-of-thirty-characters"


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("ANYMAIL_WEBHOOK_SECRET", SECRET)
    return monkeypatch


def test_without_a_provider_there_is_nothing_to_set() -> None:
    assert provider_settings("", timeout=30) == {}


def test_the_variables_of_anymail_are_taken_over(env: pytest.MonkeyPatch) -> None:
    env.setenv("ANYMAIL_BREVO_API_KEY", "key")

    assert provider_settings("brevo", timeout=30) == {
        "WEBHOOK_SECRET": SECRET,
        "BREVO_API_KEY": "key",
        "REQUESTS_TIMEOUT": 30,
        "AMAZON_SES_CLIENT_PARAMS": {
            "config": {"connect_timeout": 30, "read_timeout": 30, "retries": {"total_max_attempts": 1}}
        },
    }


def test_amazon_never_tries_again_by_itself(env: pytest.MonkeyPatch) -> None:
    env.setenv(
        "ANYMAIL_AMAZON_SES_CLIENT_PARAMS",
        '{"region_name": "eu-west-1", "config": {"retries": {"max_attempts": 5}, "max_pool_connections": 1}}',
    )

    assert provider_settings("amazon_ses", timeout=30)["AMAZON_SES_CLIENT_PARAMS"] == {
        "region_name": "eu-west-1",
        "config": {
            "max_pool_connections": 1,
            "connect_timeout": 30,
            "read_timeout": 30,
            "retries": {"total_max_attempts": 1},
        },
    }


@pytest.mark.parametrize(
    ("provider", "secret", "words"),
    [
        ("sendgrid", SECRET, "onbekend"),
        ("brevo", SECRET, "ontbreekt: ANYMAIL_BREVO_API_KEY"),
        ("amazon_ses", "", "ANYMAIL_WEBHOOK_SECRET"),
        ("amazon_ses", "provider:short", "ANYMAIL_WEBHOOK_SECRET"),
        ("amazon_ses", "only-one-long-word-without-a-colon", "ANYMAIL_WEBHOOK_SECRET"),
    ],
)
def test_what_is_incomplete_stops_the_start(
    env: pytest.MonkeyPatch, provider: str, secret: str, words: str
) -> None:
    env.setenv("ANYMAIL_WEBHOOK_SECRET", secret)

    with pytest.raises(ImproperlyConfigured, match=words):
        provider_settings(provider, timeout=30)
