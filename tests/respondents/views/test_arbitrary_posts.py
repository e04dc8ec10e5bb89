"""Whatever is posted to whatever page: no error of ours, and only answers that the questionnaire knows are stored."""

import string
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from respondents.domain import access
from respondents.models import Invitation
from surveys.models import Edition, Response
from tests import saving
from tests.factories.respondents import InvitationFactory

pytestmark = pytest.mark.django_db

EXPECTED = {200, 302, 303, 403, 404, 413, 422}
FORM = "application/x-www-form-urlencoded"
PAGES = [
    "keuzes",
    "keuzes-2",
    "oordeel",
    "oordeel-2",
    "woorden",
    "versturen",
    "overzicht",
    "bedankt",
    "onzin",
]
OURS = ["save_id", "revision", "version", "prompted", "back", "later", "response", "answers", ""]
TEXTS = [
    *("1", "10", "11", "0", "-1", "7", "25.000", "€ 1.250,-", "1,", "9" * 5000, "1" + ".000" * 3000, "NaN"),
    *(
        "\x00",
        "\x1b[31m",
        "\u202e😀",
        "null",
        "[]",
        "{}",
        "'; DROP TABLE surveys_response; --",
        "%(save_id)s",
    ),
    *(str(uuid.UUID(int=1)), "a\r\nb", "a" * 30_000),
]


def one_of(*codes: object) -> Callable[[object], bool]:
    return lambda value: value in codes


def some_of(*codes: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and bool(value) and set(value) <= set(codes)


def text(value: object) -> bool:
    return (
        isinstance(value, str) and 0 < len(value) <= 20_000 and value == value.strip() and "\x00" not in value
    )


def texts(value: object) -> bool:
    return isinstance(value, list) and 0 < len(value) <= 20 and all(text(line) for line in value)


def amount(value: object) -> bool:
    return text(value) or (isinstance(value, int | float) and 0 <= value < 1e16)


# What each variable may hold beside nothing, by the questionnaire's file and not by our own reading of it.
ALLOWED: dict[str, Callable[[object], bool]] = {
    "functie": one_of("adviseur", "communicatie", "anders"),
    "functie_anders": text,
    "budget": one_of("ja", "nee", "weet_niet"),
    "bedrag": amount,
    "bedrag_keuze": one_of("verschilt"),
    "kanalen": some_of("website", "krant", "anders", "geen"),
    "kanalen_anders": text,
    "cijfer": one_of(*range(1, 11), "weet_niet"),
    "redenen": some_of("draagvlak", "kwaliteit", "invloed", "anders"),
    "redenen_anders": text,
    "stellingen_beleid": one_of("volledig", "deels", "weet_niet"),
    "stellingen_toolbox": one_of("volledig", "deels", "weet_niet"),
    "definitie": text,
    "ambities_kort": text,
    "ambities_lang": text,
    "ambities_keuze": lambda value: value in ("geen", "weet_niet") or some_of("geen", "weet_niet")(value),
    "voorbeelden": texts,
}
CODES = [
    "adviseur",
    "ja",
    "nee",
    "verschilt",
    "website",
    "geen",
    "invloed",
    "kwaliteit",
    "deels",
    "weet_niet",
]
NAMES = [*ALLOWED, "redenen_1", "redenen_2", "redenen_3", *OURS]
names = st.sampled_from(NAMES) | st.text(string.printable, max_size=20)
values = st.sampled_from([*CODES, *TEXTS]) | st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
# Half of a surrogate pair cannot be sent as UTF-8; a body of any bytes can try.
bodies = st.one_of(
    st.lists(st.tuples(names, values), max_size=25).map(urlencode).map(str.encode),
    st.just(b"functie=anders&functie_anders=%ED%A0%80&definitie=%ED%A0%80"),
    st.binary(max_size=200),
)


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return InvitationFactory(edition=edition)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page=st.sampled_from(PAGES), body=bodies)
def test_whatever_is_posted(client: Client, invitation: Invitation, page: str, body: bytes) -> None:
    """The examples go on with one response, so that each finds what the others left."""
    address = f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/{page}/"

    answer = client.post(address, body, content_type=FORM)

    assert answer.status_code in EXPECTED or (answer.status_code == 405 and page in ("overzicht", "bedankt"))
    for response in Response.objects.all():
        stored = saving.answers(response)
        assert {code: value for code, value in stored.items() if not fits(code, value)} == {}
    assert client.get(address).status_code in EXPECTED | {405}


def fits(code: str, value: object) -> bool:
    return code in ALLOWED and (value is None or ALLOWED[code](value))
