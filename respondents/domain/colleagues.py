"""Whom a mail names: the addresses in it, with the name that stands before each."""

import re
from dataclasses import dataclass

from respondents.domain.addresses import domain_of, normalize_email

EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+'-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}", re.ASCII
)
PREFIX = r"(?:van|der|den|de|ten|ter|te|el|al|op|het|in|bin|ben|[’']t)"
WORD = r"[A-ZÀ-Ý][A-Za-zÀ-ÿ’'-]{1,25}"
BETWEEN = r"\W{0,3}(?:via|op|per|at|on|(?:e-?)?mail(?:adres)?)?\W{0,4}(?:mailto:)?"
NAME = re.compile(rf"{WORD}(?: (?:{PREFIX}|[A-Z]\.|{WORD})){{0,5}}(?={BETWEEN}$)")
NOT_NAMES = frozenset(
    {"Neem", "Met", "Mijn", "Collega", "Voor", "Contact", "Please", "Mail", "E-mail", "Email"}
    | {"Via", "Uw", "Onze", "De", "Het", "Van", "To", "Aan", "Stuur"}
)
NO_PERSON = re.compile(
    r"(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|bounce|privacy|webmaster)\b", re.IGNORECASE
)
GENERAL = re.compile(
    r"(?:info|gemeente|post|postbus|contact|secretariaat|receptie|balie|kcc|servicedesk|stadhuis|gemeentehuis)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Colleague:
    """Somebody whom a mail names."""

    email: str
    name: str = ""

    @property
    def is_general(self) -> bool:
        """A mailbox of an organisation, behind which nobody in particular sits."""
        return bool(GENERAL.match(self.email))


def named_in(text: str, *, besides: set[str]) -> list[Colleague]:
    """People before general mailboxes, and those of a domain that is known before others."""
    known = {domain_of(email) for email in besides}
    found: dict[str, Colleague] = {}
    for match in EMAIL.finditer(text):
        email = match[0].rstrip(".'-")
        if normalize_email(email) not in besides and not NO_PERSON.match(email):
            name = _name_before(text[: match.start()])
            found.setdefault(normalize_email(email), Colleague(email[:254], name))
    return sorted(found.values(), key=lambda one: (one.is_general, domain_of(one.email) not in known))


def _name_before(text: str) -> str:
    found = NAME.search(" ".join(text[-120:].split()))
    words = found[0].split() if found else []
    while words and words[0] in NOT_NAMES:
        words.pop(0)
    return " ".join(words)[:80]
