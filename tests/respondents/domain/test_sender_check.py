import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from respondents.domain import sender_check
from respondents.domain.sender_check import Verdict
from surveys.models import Edition
from tests.dns import Records, name_server
from tests.staff import client_of

DOMAIN = "publiekdenken.example"
GOOD: Records = {
    (DOMAIN, "MX"): ["10 mail.publiekdenken.example."],
    (DOMAIN, "TXT"): ['"een ander bewijs"', '"v=spf1 include:mail.example " "-all"'],
    (f"s1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; k=rsa; p=MIIB"'],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=reject"'],
}
IN_ORDER = dict.fromkeys(("MX", "SPF", "DKIM", "DMARC"), Verdict.GOOD)


def verdicts(
    settings: Settings, records: Records, selector: str = "s1", domain: str = DOMAIN
) -> dict[str, Verdict]:
    with name_server(records) as address:
        settings.DNS_SERVER = address
        return {finding.name: finding.verdict for finding in sender_check.check(domain, selector)}


def test_all_in_order(settings: Settings) -> None:
    assert verdicts(settings, GOOD) == IN_ORDER


@pytest.mark.parametrize(
    ("name", "kind", "texts", "what"),
    [
        (DOMAIN, "MX", None, "MX"),
        (DOMAIN, "MX", ["0 ."], "MX"),
        (DOMAIN, "TXT", ['"v=spf10 -all"'], "SPF"),
        (DOMAIN, "TXT", ['"v=spf1 -all"', '"v=spf1 ~all"'], "SPF"),
        (DOMAIN, "TXT", ['"v=spf1 +all"'], "SPF"),
        (f"s1._domainkey.{DOMAIN}", "TXT", ['"v=DKIM1; p="'], "DKIM"),
        (f"s1._domainkey.{DOMAIN}", "TXT", None, "DKIM"),
        (f"_dmarc.{DOMAIN}", "TXT", ['"v=DMARC1"'], "DMARC"),
        (f"_dmarc.{DOMAIN}", "TXT", None, "DMARC"),
    ],
)
def test_each_fault_is_seen_by_itself(
    settings: Settings, name: str, kind: str, texts: list[str] | None, what: str
) -> None:
    records = {key: value for key, value in GOOD.items() if key != (name, kind)}
    if texts is not None:
        records[name, kind] = texts

    assert verdicts(settings, records) == IN_ORDER | {what: Verdict.WRONG}


def test_a_part_of_a_domain_has_the_policy_of_the_whole(settings: Settings) -> None:
    part = f"mail.{DOMAIN}"
    records = GOOD | {(part, "MX"): GOOD[DOMAIN, "MX"], (part, "TXT"): GOOD[DOMAIN, "TXT"]}

    found = verdicts(settings, records, selector="", domain=part)

    assert found == IN_ORDER | {"DKIM": Verdict.UNKNOWN}


@pytest.mark.parametrize("domain", ["x" * 64 + ".example", "a..b", "-", "localhost"])
def test_a_strange_domain_is_no_error(settings: Settings, domain: str) -> None:
    assert len(verdicts(settings, GOOD, domain=domain)) == 4


@pytest.mark.django_db
def test_without_a_network_the_page_says_that_it_could_not_look(
    edition: Edition, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DNS_SERVER = "127.0.0.1:9"
    monkeypatch.setattr(sender_check, "TIME_OUT", 0.3)

    page = client_of("projectteam").get(reverse("sender_check", args=[edition.pk]), {"selector": "s1"})

    assert page.status_code == 200
    assert page.content.decode().count("We konden niet kijken") == 4


@pytest.mark.django_db
def test_the_page_looks_when_asked_and_says_what_to_ask(edition: Edition, settings: Settings) -> None:
    address = reverse("sender_check", args=[edition.pk])
    team: Client = client_of("projectteam")
    with name_server({(DOMAIN, "MX"): ["10 mail.example."]}) as server:
        settings.DNS_SERVER = server
        before = team.get(address).content.decode()
        page = team.get(address, {"selector": ""}).content.decode()
        refused = team.get(address, {"selector": "a b"})

    assert "Dit vonden we" not in before
    assert "Wilt u een SPF-record zetten" in page
    assert "Met welke DKIM-selector" in page
    assert (refused.status_code, "Dit vonden we" in refused.content.decode()) == (422, False)


@pytest.mark.django_db
def test_an_edition_without_a_sender_has_nothing_to_look_up(edition: Edition) -> None:
    nobody = {"organisation": None, "co_organisation": None, "sender_name": "", "sender_email": ""}
    Edition.objects.update(**nobody, reply_to="")

    page = client_of("projectteam").get(reverse("sender_check", args=[edition.pk]), {"selector": ""})

    assert "nog geen afzender" in page.content.decode()
