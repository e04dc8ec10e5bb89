"""Default deny: a page under /beheer/ that does not say for whom it is, is for nobody."""

import os
import subprocess
import sys

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from surveys.views.staff import staff_page
from tests.factories.respondents import StaffFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db


def forgotten(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("open voor iedereen")


urlpatterns = [
    path("beheer/vergeten/", forgotten),
    path("beheer/niet-vergeten/", staff_page("surveys.view_auditentry")(forgotten)),
    path("elders/", forgotten),
    path("", include("barometer.urls")),
]


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_that_says_nothing_is_refused_to_everybody(client: Client) -> None:
    administrator = Client()
    administrator.force_login(StaffFactory(is_superuser=True))
    everybody = [client, client_of("projectteam"), client_of("beheerder"), administrator]

    assert [one.get("/beheer/vergeten/").status_code for one in everybody] == [403] * 4
    assert [one.get("/beheer/niet-vergeten/").status_code for one in everybody] == [302, 200, 403, 200]
    assert client.get("/elders/").status_code == 200


def test_production_does_not_start_without_a_second_factor() -> None:
    env = os.environ | {"BAROMETER_LOCAL": "0", "SECOND_FACTOR": "0", "DEBUG": "0"}

    started = subprocess.run(
        [sys.executable, "-c", "import barometer.settings"], env=env, capture_output=True, text=True
    )

    assert started.returncode == 1
    assert "SECOND_FACTOR=0 kan niet in productie" in started.stderr


def test_the_address_of_a_visitor_is_what_one_proxy_says() -> None:
    script = "from barometer import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    env = os.environ | {"TRUST_PROXY": "1"}

    said = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True)

    assert said.stdout == "1\n"
