"""Contacts that may be one person, for the team to look at: the same address, name or telephone.

What more than a few have in common says nothing of one person: the number of a reception, a mailbox of several
gemeenten. So the number of pairs grows with that of the contacts, and not with its square.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from respondents.models import Respondent, TwoPeople
from surveys.domain.gemeente_names import name_key

# Contacts with one thing in common; of more of them it is not looked at.
MOST_ALIKE = 5
# Shorter is a local number without its area, or an extension.
SHORTEST_PHONE = 9

NOT_A_DIGIT = re.compile(r"\D")
SAME_ADDRESS = "Zelfde e-mailadres"
SAME_NAME = "Zelfde naam, zelfde gemeente"
SAME_PHONE = "Zelfde telefoonnummer"

Pair = tuple[int, int]


@dataclass(frozen=True)
class Likeness:
    """Two contacts by key, the lower first, and what they have in common."""

    first: int
    second: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Contact:
    pk: int
    name: str
    email: str
    phone: str
    gemeente: int | None

    def marks(self) -> Iterator[tuple[str, Hashable]]:
        """What another contact may have in common with this one."""
        yield SAME_ADDRESS, self.email
        if self.name:
            yield SAME_NAME, (self.name, self.gemeente)
        if len(self.phone) >= SHORTEST_PHONE:
            yield SAME_PHONE, self.phone


def found() -> list[Likeness]:
    """Those with most in common first; without the pairs of which the team said that they are two people."""
    reasons = reasons_of(contacts())
    for said in TwoPeople.objects.values_list("first", "second"):
        reasons.pop(said, None)
    alike = [Likeness(*pair, tuple(why)) for pair, why in reasons.items()]
    return sorted(alike, key=lambda one: (-len(one.reasons), one.first, one.second))


def contacts() -> Iterator[Contact]:
    columns = ("pk", "name", "normalized_email", "phone", "gemeente")
    for pk, name, email, phone, gemeente in Respondent.objects.current().order_by("pk").values_list(*columns):
        yield Contact(pk, name_key(name), email, phone_key(phone), gemeente)


def reasons_of(contacts: Iterable[Contact]) -> dict[Pair, list[str]]:
    having: defaultdict[tuple[str, Hashable], list[int]] = defaultdict(list)
    for contact in contacts:
        for mark in contact.marks():
            having[mark].append(contact.pk)
    reasons: defaultdict[Pair, list[str]] = defaultdict(list)
    for (reason, _), keys in having.items():
        for pair in combinations(keys, 2) if len(keys) <= MOST_ALIKE else ():
            reasons[pair].append(reason)
    return dict(reasons)


def phone_key(phone: str) -> str:
    """The digits of a Dutch number as one dials it in the Netherlands, however it was written."""
    digits = NOT_A_DIGIT.sub("", phone.replace("(0)", ""))
    for abroad in ("0031", "31"):
        if digits.startswith(abroad):
            return "0" + digits.removeprefix(abroad).removeprefix("0")
    return digits
