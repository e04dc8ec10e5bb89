"""What the project itself answers: health, security contact, headers."""

import re

import pytest
from django.test import Client

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def test_the_security_contact_can_be_read(client: Client) -> None:
    answer = client.get("/.well-known/security.txt")

    lines = answer.content.decode().splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "Contact",
        "Expires",
        "Preferred-Languages",
        "Canonical",
    ]
    assert re.fullmatch(r"Contact: mailto:\S+@\S+", lines[0])


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/beheer/login/", "/u/geen-link/", "/bestaat-niet"])
def test_every_answer_has_the_security_headers(client: Client, address: str) -> None:
    answer = client.get(address)

    sent = {name: sorted(answer[name].split("; ")) for name in HEADERS}
    assert sent == {name: sorted(value.split("; ")) for name, value in HEADERS.items()}
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert re.fullmatch(r"[0-9a-f]{12}", answer["X-Request-ID"])
