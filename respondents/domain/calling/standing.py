"""How a gemeente stands in the phone round: still to be called, answered, or taking no part."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from respondents.domain.calling import leases
from respondents.enums import CaseState
from respondents.models import Case
from surveys.models import Edition, Gemeente
from surveys.models.gemeente import GemeenteQuerySet

ANSWERED = "{} heeft geantwoord. Bellen hoeft niet meer."
DECLINED = "{} doet niet mee. Bel deze gemeente niet meer."
LOST = "U hebt het dossier van {} niet meer open. Iemand anders kan deze gemeente nu bellen."


def gemeenten_to_call(edition: Edition) -> GemeenteQuerySet:
    """Those of the edition from which no completed response counts, by whatever way, and that did not decline."""
    answered = edition.responses.that_count().filter(gemeente__isnull=False)
    refused = edition.cases.filter(state=CaseState.REFUSED)
    to_call = edition.gemeenten.exclude(pk__in=answered.values("gemeente_id"))
    return to_call.exclude(pk__in=refused.values("gemeente_id"))


def has_answered(edition: Edition, gemeente: Gemeente) -> bool:
    return edition.responses.that_count().filter(gemeente=gemeente).exists()


@dataclass(frozen=True)
class Standing:
    """`state` is open, answered, declined or lost; `sentence` says so in Dutch, empty while it is open."""

    state: str
    sentence: str = ""


def why_done(case: Case) -> Standing:
    """Whether the gemeente need not be called any more, whoever has it open."""
    if has_answered(case.edition, case.gemeente):
        return Standing("answered", ANSWERED.format(case.gemeente))
    if case.is_refused:
        return Standing("declined", DECLINED.format(case.gemeente))
    return Standing("open")


def of_caller(case: Case, caller: User) -> Standing:
    """As the caller who has it on the screen must see it now."""
    found = why_done(case)
    if found.state == "open" and not leases.is_held_by(case, caller):
        return Standing("lost", LOST.format(case.gemeente))
    return found
