"""What we know of one gemeente, for the team: its people, letters, calls and notes, and how it stands in an edition.

Each function takes a constant number of queries, whatever it finds. What was of a gemeente that went into this one
is shown with it; whose answers those are, and what they say, nowhere.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from respondents.domain.addresses import suppressed_of
from respondents.enums import DeclineState
from respondents.models import CallAttempt, Case, Decline, GemeenteNote, Invitation, Letter, Respondent
from surveys.models import Edition, Gemeente, GemeenteChange, Response


@dataclass(frozen=True)
class Person:
    """Somebody of the gemeente, what stands in the way of writing to them, and their invitation if there is one."""

    respondent: Respondent
    invitation: Invitation | None
    is_bounced: bool
    is_suppressed: bool

    @property
    def is_answered(self) -> bool:
        row = self.invitation
        answers = (row.response, row.joined_response) if row else ()
        return any(answer is not None and answer.is_completed for answer in answers)

    @property
    def is_begun(self) -> bool:
        return self.invitation is not None and self.invitation.response is not None


@dataclass(frozen=True)
class Standing:
    """How the gemeente stands in one edition."""

    takes_part: bool
    answers: list[Response]
    begun: int
    decline: Decline | None
    case: Case | None

    @property
    def can_be_called(self) -> bool:
        is_refused = self.case is not None and self.case.is_refused
        return self.takes_part and not self.answers and not is_refused


def changes_of(gemeente: Gemeente) -> tuple[list[GemeenteChange], list[GemeenteChange]]:
    """What it came from, and what it went into."""
    both = GemeenteChange.objects.filter(Q(old=gemeente) | Q(new=gemeente)).select_related("old", "new")
    changes = list(both)
    return [one for one in changes if one.new == gemeente], [one for one in changes if one.old == gemeente]


def family_of(gemeente: Gemeente, origins: Iterable[GemeenteChange]) -> list[Gemeente]:
    """It, and the gemeenten that went into it."""
    return [gemeente, *(change.old for change in origins)]


def people_of(gemeente: Gemeente, edition: Edition | None) -> list[Person]:
    bounced = Respondent.objects.bounced().filter(pk=OuterRef("pk"))
    found = Respondent.objects.current().filter(gemeente=gemeente).annotate(is_bounced=Exists(bounced))
    people = list(
        found.select_related("moves_to").prefetch_related(
            Prefetch("merged", Respondent.objects.select_related("gemeente"))
        )
    )
    suppressed = set(suppressed_of([one.normalized_email for one in people]))
    invitations = _invitations_of(people, edition)
    return [
        Person(one, invitations.get(one.pk), one.is_bounced, one.normalized_email in suppressed)
        for one in people
    ]


def _invitations_of(people: Sequence[Respondent], edition: Edition | None) -> dict[int, Invitation]:
    of_edition = Invitation.objects.current().filter(edition=edition, respondent__in=people)
    related = of_edition.select_related("response", "joined_response", "handed_over_to__respondent")
    without_answers = related.defer("response__answers", "joined_response__answers")
    return {one.respondent_id: one for one in without_answers}


def letters_of(gemeente: Gemeente) -> QuerySet[Letter]:
    """To who are its people now, at whatever address, and to who were so when they got it; the last first."""
    person = Q(invitation__respondent__gemeente=gemeente)
    merged = Q(invitation__respondent__merged_into__gemeente=gemeente)
    related = ("invitation__respondent__merged_into", "invitation__edition", "wave")
    return Letter.objects.filter(person | merged).select_related(*related).order_by("-pk")


def calls_of(family: list[Gemeente]) -> QuerySet[CallAttempt]:
    related = ("case__edition", "case__gemeente", "respondent", "caller")
    return CallAttempt.objects.standing().filter(case__gemeente__in=family).select_related(*related)


def notes_of(family: list[Gemeente]) -> list[GemeenteNote]:
    """The last first, those that were hidden too."""
    notes = GemeenteNote.objects.filter(gemeente__in=family)
    return list(notes.select_related("gemeente", "made_by", "hidden_by"))


def standing_of(gemeente: Gemeente, edition: Edition) -> Standing:
    responses = Response.objects.counted().filter(edition=edition, gemeente=gemeente)
    sent = responses.completed().order_by("completed_at")
    declines = Decline.objects.filter(edition=edition, gemeente=gemeente, state__in=DeclineState.active)
    cases = Case.objects.filter(edition=edition, gemeente=gemeente)
    return Standing(
        takes_part=edition.gemeenten.filter(pk=gemeente.pk).exists(),
        answers=list(sent.only("channel", "completed_at")),
        begun=responses.filter(completed_at=None).count(),
        decline=declines.select_related("decided_by").first(),
        case=cases.select_related("held_by").first(),
    )


@dataclass(frozen=True)
class Past:
    """One edition as this gemeente took part in it."""

    edition: Edition
    invited: int
    calls: int
    answered_at: datetime | None
    channel: str
    declined: bool


def history_of(family: list[Gemeente], editions: list[Edition]) -> list[Past]:
    """Those of the editions in which it, or a gemeente that went into it, counted."""
    invited = _per_edition(Invitation.objects.current().filter(respondent__gemeente__in=family), "edition")
    attempts = CallAttempt.objects.standing().filter(case__gemeente__in=family)
    calls = _per_edition(attempts, "case__edition")
    declined = Decline.objects.filter(gemeente__in=family, state=DeclineState.DECLINED)
    answers = Response.objects.that_count().filter(gemeente__in=family).order_by("-completed_at")
    first = {one.edition_id: one for one in answers.only("edition_id", "channel", "completed_at")}
    declined_in = set(declined.values_list("edition", flat=True))
    return [
        Past(
            edition=edition,
            invited=invited.get(edition.pk, 0),
            calls=calls.get(edition.pk, 0),
            answered_at=answer.completed_at if answer else None,
            channel=answer.get_channel_display() if answer else "",
            declined=edition.pk in declined_in,
        )
        for edition in editions
        for answer in (first.get(edition.pk),)
        if edition.pk in invited or answer or edition.pk in declined_in or edition.pk in calls
    ]


def _per_edition(rows: QuerySet, edition: str) -> dict[int, int]:
    found: dict[int, int] = {}
    for pk in rows.order_by().values_list(edition, flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found
