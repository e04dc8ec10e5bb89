"""Where every gemeente, and every invited person, stands in the fieldwork of an edition.

A gemeente has one standing, however many people of it are invited. The two are counted apart and never added.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value, When

from respondents.enums import (
    CaseState,
    GemeenteStanding,
    LetterEventKind,
    LetterKind,
    LetterState,
    PersonStanding,
)
from respondents.models import Case, Invitation, Letter, LetterEvent
from respondents.models.invitation import ANSWERED
from surveys.models import Edition, Gemeente

Persons = Mapping[PersonStanding, int]


@dataclass(frozen=True)
class InFieldwork:
    """One gemeente: how many questionnaires it sent and began, who is invited there, and what came of calling."""

    gemeente: Gemeente
    sent: int = 0
    drafts: int = 0
    persons: Persons = field(default_factory=Counter)
    calls: int = 0
    appointment_at: datetime | None = None
    is_refused: bool = False

    @property
    def invited(self) -> int:
        return sum(self.persons.values())

    @property
    def mailed(self) -> int:
        return self.invited - self.persons[PersonStanding.UNMAILED]

    @property
    def standing(self) -> GemeenteStanding:
        """The first that is so, in the order in which they are listed."""
        nobody_reached = not self.persons[PersonStanding.SILENT]
        is_so = {
            GemeenteStanding.ANSWERED: self.sent,
            GemeenteStanding.DECLINED: self.is_refused,
            GemeenteStanding.APPOINTMENT: self.appointment_at,
            GemeenteStanding.BEGUN: self.drafts,
            GemeenteStanding.CALLED: self.calls,
            GemeenteStanding.BOUNCED: self.persons[PersonStanding.BOUNCED] and nobody_reached,
            GemeenteStanding.SILENT: self.mailed,
        }
        return next((standing for standing, holds in is_so.items() if holds), GemeenteStanding.UNMAILED)


def gemeenten_in_fieldwork(
    edition: Edition,
    persons: Mapping[int | None, Persons],
    *,
    sent: Mapping[int, int],
    drafts: Mapping[int | None, int],
) -> list[InFieldwork]:
    """All gemeenten of the edition by provincie and name, in two queries."""
    calls = _calls(edition)
    return [
        InFieldwork(
            gemeente=gemeente,
            sent=sent.get(gemeente.pk, 0),
            drafts=drafts.get(gemeente.pk, 0),
            persons=persons.get(gemeente.pk, Counter()),
            **calls.get(gemeente.pk, {}),
        )
        for gemeente in edition.gemeenten.order_by("provincie", "sort_key")
    ]


def _calls(edition: Edition) -> dict[int, dict[str, Any]]:
    """An appointment counts as long as it stands; one of a gemeente that was refused since does not."""
    cases = Case.objects.filter(edition=edition).order_by()
    counted = cases.annotate(calls=Count("attempts", filter=Q(attempts__undone_at=None)))
    return {
        gemeente: {
            "calls": calls,
            "appointment_at": appointment_at if state == CaseState.APPOINTMENT else None,
            "is_refused": state == CaseState.REFUSED,
        }
        for gemeente, state, appointment_at, calls in counted.values_list(
            "gemeente", "state", "appointment_at", "calls"
        )
    }


def person_standing() -> models.Case:
    """Of an invitation: a value of PersonStanding."""
    rules = {
        PersonStanding.ANSWERED: ANSWERED,
        PersonStanding.HANDED_OVER: Q(handed_over_at__isnull=False),
        PersonStanding.OPTED_OUT: Q(respondent__opted_out_at__isnull=False),
        PersonStanding.LEFT: Q(respondent__left_on__isnull=False),
        PersonStanding.BEGUN: Q(response__isnull=False) | Q(joined_response__isnull=False),
        PersonStanding.BOUNCED: Exists(_bounces()),
        PersonStanding.SILENT: Exists(_mails()),
    }
    cases = [When(rule, then=Value(standing.value)) for standing, rule in rules.items()]
    unmailed = Value(PersonStanding.UNMAILED.value)
    return models.Case(*cases, default=unmailed, output_field=models.CharField())


def _mails() -> QuerySet[Letter]:
    """What invited them and left: it arrived, or may have."""
    return Letter.objects.filter(
        invitation=OuterRef("pk"), kind__in=LetterKind.invites, state__in=LetterState.may_have_arrived
    )


def _bounces() -> QuerySet[LetterEvent]:
    """That the address of now does not exist; one that was corrected since may."""
    return LetterEvent.objects.filter(
        kind=LetterEventKind.BOUNCED,
        letter__invitation=OuterRef("pk"),
        letter__normalized_email=OuterRef("respondent__normalized_email"),
    )


def count_persons(edition: Edition) -> dict[int | None, Persons]:
    """Who was invited, by gemeente and standing, in one query; None holds who is of no gemeente."""
    invited = Invitation.objects.current().filter(edition=edition).order_by()
    standing = invited.annotate(standing=person_standing()).values_list("respondent__gemeente", "standing")
    counted = standing.annotate(count=Count("*"))
    found: dict[int | None, Counter[PersonStanding]] = {}
    for gemeente, standing, count in counted:
        found.setdefault(gemeente, Counter())[PersonStanding(standing)] = count
    return dict(found)
