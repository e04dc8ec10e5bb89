"""What the project itself answers: health, security contact, headers."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver

from barometer.logs import mask
from tests.staff import client_of

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


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (400, "Dit konden we niet lezen"),
        (403, "Dit mag hier niet"),
        (404, "Deze pagina bestaat niet"),
        (500, "Er ging iets mis bij ons"),
    ],
)
def test_every_error_has_a_page_of_ours(status: int, title: str) -> None:
    handler = get_resolver().resolve_error_handler(status)
    reason = () if status == 500 else (PermissionDenied("Forbidden: not in English"),)

    answer = handler(RequestFactory().get("/"), *reason)

    assert is_page_of_ours(answer, status, title)
    assert "not in English" not in answer.content.decode()


def is_page_of_ours(answer: HttpResponse, status: int, title: str) -> bool:
    html = answer.content.decode()
    return answer.status_code == status and 'lang="nl"' in html and f"<h1>{title}</h1>" in html


@pytest.mark.django_db
def test_a_staff_form_that_no_longer_belongs_to_the_session_says_what_to_do() -> None:
    """Somebody logged in again in another tab; the form of the first one is refused, in Dutch."""
    strict = client_of("projectteam", enforce_csrf_checks=True)

    answers = [strict.post(address, {"title": "Anders"}) for address in ("/beheer/logout/", "/beheer/login/")]

    assert [is_page_of_ours(answer, 403, "Dit is niet opgeslagen") for answer in answers] == [True, True]
    assert "CSRF" not in answers[0].content.decode()


@pytest.mark.django_db
def test_who_may_not_see_a_page_of_the_staff_is_not_sent_to_their_mail() -> None:
    answer = client_of("analist").get("/beheer/respondents/respondent/")

    assert is_page_of_ours(answer, 403, "Dit mag hier niet")
    assert ("beheerder" in answer.content.decode(), "uw mail" in answer.content.decode()) == (True, False)


def test_a_log_line_bears_no_link() -> None:
    paths = ("/u/abc/later/", "/afmelden/abc/", "/beheer/uitnodiging/5.abc-d_e/", "/beheer/inloggen/")

    assert [mask(path) for path in paths] == [
        "/u/***/later/",
        "/afmelden/***/",
        "/beheer/uitnodiging/***/",
        "/beheer/inloggen/",
    ]
