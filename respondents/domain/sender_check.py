"""Whether the mail servers of gemeenten can see that our mail is ours: MX, SPF, DKIM and DMARC of the sender's domain.

It only reads DNS. Whether our mail server is among those that SPF allows, only the ICT department can say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from dns.exception import DNSException, Timeout
from dns.name import from_text
from dns.resolver import NXDOMAIN, NoAnswer, NoNameservers, Resolver

TIME_OUT = 3.0


class Verdict(Enum):
    GOOD = "in orde"
    WRONG = "niet in orde"
    UNKNOWN = "niet gekeken"


@dataclass(frozen=True)
class Finding:
    """What was found of one thing; `ask` is what to ask the ICT department, empty if nothing."""

    name: str
    verdict: Verdict
    words: str
    ask: str = ""


class CannotLook(Exception):
    """DNS gave no answer, so nothing can be said."""


def make_resolver() -> Resolver:
    """That of this machine, or of `DNS_SERVER`; a machine without one gets one that never answers."""
    address, _, port = settings.DNS_SERVER.partition(":")
    try:
        resolver = Resolver(configure=not address)
    except (DNSException, OSError):
        resolver = Resolver(configure=False)
    if address:
        resolver.nameservers, resolver.port = [address], int(port or 53)
    resolver.timeout = resolver.lifetime = TIME_OUT
    return resolver


def check(domain: str, selector: str) -> list[Finding]:
    """One finding for each of the four; after the first time that nobody answers, nothing more is asked."""
    resolver = make_resolver()
    checks: list[tuple[str, Callable[[], Finding]]] = [
        ("MX", lambda: mx(records(resolver, domain, "MX"))),
        ("SPF", lambda: spf(records(resolver, domain, "TXT"))),
        ("DKIM", lambda: dkim(resolver, domain, selector)),
        ("DMARC", lambda: dmarc(resolver, domain)),
    ]
    found: list[Finding] = []
    for name, look in checks:
        if found and found[-1].verdict is Verdict.UNKNOWN and found[-1].name != "DKIM":
            found.append(could_not(name))
            continue
        try:
            found.append(look())
        except CannotLook:
            found.append(could_not(name))
    return found


def could_not(name: str) -> Finding:
    return Finding(
        name, Verdict.UNKNOWN, "We konden niet kijken: DNS gaf geen antwoord. Probeer het later opnieuw."
    )


def records(resolver: Resolver, name: str, kind: str) -> list[str]:
    """The texts under that name, none if it has none. Raises CannotLook if nobody answers."""
    try:
        answer = resolver.resolve(from_text(name), kind)
    except (NXDOMAIN, NoAnswer):
        return []
    except (Timeout, NoNameservers, DNSException, OSError, ValueError) as error:
        raise CannotLook(name) from error
    if kind == "TXT":
        return [b"".join(record.strings).decode(errors="replace") for record in answer]
    return [record.to_text() for record in answer]


def mx(found: list[str]) -> Finding:
    if found and not all(record.split()[-1] == "." for record in found):
        return Finding(
            "MX", Verdict.GOOD, "Het domein kan mail ontvangen. Antwoorden en terugmeldingen komen aan."
        )
    return Finding(
        "MX",
        Verdict.WRONG,
        "Het domein kan geen mail ontvangen. Antwoorden komen dan niet aan, en veel mailservers weigeren de mail.",
        "Wilt u een MX-record voor dit domein zetten?",
    )


def spf(found: list[str]) -> Finding:
    policies = [text for text in found if text.lower().split(" ")[0] == "v=spf1"]
    if not policies:
        return Finding(
            "SPF",
            Verdict.WRONG,
            "Er staat niet wie mail mag sturen namens dit domein.",
            "Wilt u een SPF-record zetten waarin onze mailserver of mailprovider staat?",
        )
    if len(policies) > 1:
        return Finding(
            "SPF",
            Verdict.WRONG,
            f"Er zijn {len(policies)} SPF-records. Dan telt er geen.",
            "Wilt u de SPF-records samenvoegen tot één?",
        )
    return _spf_ending(policies[0].lower().split())


def _spf_ending(terms: list[str]) -> Finding:
    if terms[-1] in ("+all", "all", "?all"):
        return Finding(
            "SPF",
            Verdict.WRONG,
            "Het SPF-record laat iedereen mail sturen namens dit domein.",
            "Wilt u het SPF-record laten eindigen op ~all of -all, met onze mailserver erin?",
        )
    return Finding(
        "SPF",
        Verdict.GOOD,
        "Er is één SPF-record. Of onze mailserver erin staat, kunnen wij niet zien.",
        "Staat de mailserver of mailprovider van de Barometer in het SPF-record?",
    )


def dkim(resolver: Resolver, domain: str, selector: str) -> Finding:
    if not selector:
        return Finding(
            "DKIM",
            Verdict.UNKNOWN,
            "We weten de selector niet, dus we kunnen de sleutel niet zoeken.",
            "Met welke DKIM-selector wordt onze mail ondertekend?",
        )
    found = records(resolver, f"{selector}._domainkey.{domain}", "TXT")
    keys = [tags_of(text) for text in found if "p=" in text.replace(" ", "")]
    if keys and keys[0].get("p"):
        return Finding("DKIM", Verdict.GOOD, f"Er is een sleutel onder ‘{selector}’.")
    words = (
        f"De sleutel onder ‘{selector}’ is ingetrokken."
        if keys
        else f"Er is geen sleutel onder ‘{selector}’."
    )
    return Finding(
        "DKIM", Verdict.WRONG, words, "Wilt u onze mail met DKIM ondertekenen, en de sleutel in DNS zetten?"
    )


def dmarc(resolver: Resolver, domain: str) -> Finding:
    """Of the domain itself, or of the one that it is part of."""
    names = dict.fromkeys([domain, ".".join(domain.split(".")[-2:])])
    found = [text for name in names for text in records(resolver, f"_dmarc.{name}", "TXT")]
    policies = [text for text in found if text.lower().replace(" ", "").startswith("v=dmarc1")]
    policy = tags_of(policies[0]).get("p", "").lower() if policies else ""
    if policy in ("quarantine", "reject"):
        words = f"Er is beleid (p={policy}): wat niet klopt met SPF of DKIM, komt niet aan."
        return Finding("DMARC", Verdict.GOOD, words)
    if policy == "none":
        words = "Er is beleid, maar het doet niets (p=none). Onze mail komt aan; wie ons nadoet, ook."
        return Finding("DMARC", Verdict.GOOD, words, "Is p=quarantine mogelijk?")
    return Finding(
        "DMARC",
        Verdict.WRONG,
        "Er is geen geldig DMARC-beleid. Grote mailproviders weigeren dan soms mail aan veel mensen.",
        "Wilt u een DMARC-record zetten, om te beginnen met p=none?",
    )


def tags_of(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
