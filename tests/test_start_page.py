"""Where somebody is after signing in: each role finds its own work there, in Dutch."""

import re

import pytest
from django.urls import reverse

from tests.staff import client_of

pytestmark = pytest.mark.django_db

START = "/beheer/"


def content_of(role: str) -> str:
    page = client_of(role).get(START).content.decode()
    return page.split('<div id="content-main">')[1].split("</main>")[0]


def words_of(role: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", content_of(role)).split())


def test_a_caller_is_led_to_calling() -> None:
    content = content_of("beller")

    assert re.findall('<a class="[^"]+" href="([^"]+)">([^<]+)</a>', content) == [
        (reverse("calling:newest"), "Begin met bellen")
    ]


def test_who_has_no_role_is_told_so() -> None:
    assert words_of("") == "U hebt nog geen rol. Vraag de beheerder om u er een te geven."


def test_the_analyst_reads_a_list_in_dutch() -> None:
    assert words_of("analist") == (
        "Vragenlijsten en antwoorden Onderwerp Toevoegen Bekijken of wijzigen"
        " Edities Bekijken Responsen Bekijken Vragenlijsten Bekijken"
    )
