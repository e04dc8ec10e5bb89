"""The sample of an edition: who of the base is invited, who is left out and why, and what the team changed in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import CharField

from respondents.domain import contacts
from respondents.domain.addresses import suppression_reasons
from respondents.enums import DeclineState, EarlierOutcome, LetterState, SampleReason, SuppressionReason
from respondents.exceptions import SampleRefused
from respondents.models import Decline, Invitation, Letter, Respondent, SampleChoice
from surveys.domain import audit
from surveys.enums import AuditVerb, Population
from surveys.models import Edition

# Respondents with the two annotations of `standing`, which the type checker does not know.
People = QuerySet[Any]

MAILED = "Deze persoon heeft al mail gekregen of is begonnen met antwoorden, en blijft in de steekproef."


@dataclass(frozen=True)
class Sample:
    """How many were invited, would be now, and are left out by reason; who was invited is in none of the others."""

    invited: int
    to_invite: int
    left_out: dict[SampleReason, int]


def standing(edition: Edition) -> People:
    """Everybody in the base, with `reason` (empty: in the sample) and `is_invited`."""
    emails = Respondent.objects.values_list("normalized_email", flat=True)
    suppressed = suppression_reasons(emails)
    bounced = [email for email, reason in suppressed.items() if reason == SuppressionReason.BOUNCED]
    declined = Decline.objects.filter(
        edition=edition, gemeente=OuterRef("gemeente"), state=DeclineState.DECLINED
    )
    choices = SampleChoice.objects.filter(edition=edition, respondent=OuterRef("pk"))
    reasons = (
        (Q(opted_out_at__isnull=False), SampleReason.OPTED_OUT),
        (Q(left_on__isnull=False), SampleReason.LEFT),
        (Q(normalized_email__in=bounced), SampleReason.BOUNCED),
        (Q(normalized_email__in=list(suppressed)), SampleReason.SUPPRESSED),
        (Exists(choices.filter(is_in=False)), SampleReason.TEAM),
        (Exists(declined), SampleReason.GEMEENTE_DECLINED),
        (_without_gemeente(edition) & ~Exists(choices.filter(is_in=True)), SampleReason.NO_GEMEENTE),
    )
    whens = [When(condition, then=Value(reason.value)) for condition, reason in reasons]
    return Respondent.objects.current().annotate(
        reason=Case(*whens, default=Value(""), output_field=CharField()),
        is_invited=Exists(Invitation.objects.filter(edition=edition, respondent=OuterRef("pk"))),
    )


def _without_gemeente(edition: Edition) -> Q:
    """A panel may have members of no gemeente."""
    elsewhere = Q(gemeente__isnull=False) & ~Q(gemeente__in=edition.gemeenten.values("pk"))
    if edition.survey.population == Population.PANEL:
        return elsewhere
    return elsewhere | Q(gemeente__isnull=True)


def count(people: People) -> Sample:
    """Of the people of `standing`, or a part of them, in one statement."""
    counted = people.order_by().values_list("is_invited", "reason").annotate(Count("pk"))
    invited, by_reason = 0, dict.fromkeys(SampleReason, 0)
    for is_invited, reason, number in counted:
        if is_invited:
            invited += number
        else:
            by_reason[SampleReason(reason)] = number
    to_invite = by_reason.pop(SampleReason.NONE)
    return Sample(invited, to_invite, {reason: number for reason, number in by_reason.items() if number})


@transaction.atomic
def leave_out(edition: Edition, respondent: Respondent, *, by: audit.Actor) -> None:
    """Takes the invitation away too. Raises SampleRefused if somebody was mailed already or has begun."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .filter(edition=edition, respondent=respondent)
        .first()
    )
    if invitation is not None:
        if _is_under_way(invitation):
            raise SampleRefused(MAILED)
        invitation.delete()
    _choose(edition, respondent, is_in=False, by=by)


def _is_under_way(invitation: Invitation) -> bool:
    letters = Letter.objects.filter(invitation=invitation).exclude(state=LetterState.SKIPPED)
    answers = (invitation.response_id, invitation.joined_response_id, invitation.handed_over_at)
    return any(answers) or letters.exists() or invitation.merged.exists()


@transaction.atomic
def take_in(edition: Edition, respondent: Respondent, *, by: audit.Actor) -> None:
    """Raises SampleRefused for who may get no mail: that is not the team's to decide."""
    reason = SampleReason(standing(edition).get(pk=respondent.pk).reason)
    if reason and reason not in SampleReason.soft:
        raise SampleRefused(f"Dat kan niet: {str(reason.label).lower()}.")
    _choose(edition, respondent, is_in=True, by=by)


def _choose(edition: Edition, respondent: Respondent, *, is_in: bool, by: audit.Actor) -> None:
    before = SampleChoice.objects.filter(edition=edition, respondent=respondent).first()
    if before is None or before.is_in != is_in:
        chosen = {"is_in": is_in, "made_by_id": by.pk if by else None}
        SampleChoice.objects.update_or_create(edition=edition, respondent=respondent, defaults=chosen)
        words = f"{'erin' if is_in else 'weggelaten'}, {edition.slug}"
        audit.record(AuditVerb.CHOSE_SAMPLE, respondent, by=by, reason=words)


@transaction.atomic
def invite(edition: Edition, *, by: audit.Actor) -> int:
    """Everybody in the sample who was not invited yet; gives how many. Again invites nobody twice."""
    wanted = standing(edition).filter(reason="", is_invited=False).values_list("pk", flat=True)
    invited = contacts.invite(edition, list(wanted))
    if invited:
        audit.record(AuditVerb.INVITED_SAMPLE, edition, by=by, count=invited)
    return invited


def previous(edition: Edition) -> Edition | None:
    """The edition of the same survey before it."""
    earlier = Edition.objects.filter(survey=edition.survey_id, opens_at__lt=edition.opens_at)
    return earlier.order_by("-opens_at").first()


def last_outcomes(edition: Edition, people: Iterable[Respondent]) -> dict[int, str]:
    """How each ended in the edition before, or else in one that was imported; in words, in two statements."""
    found = list(people)
    before = previous(edition)
    related = ("response", "joined_response", "respondent")
    of_them = Invitation.objects.filter(edition=before, respondent__in=found).select_related(*related)
    words = {person.pk: _imported(person) for person in found}
    return words | {invitation.respondent_id: _outcome(invitation, before) for invitation in of_them}


def _imported(person: Respondent) -> str:
    if not person.earlier_outcome:
        return ""
    return f"{EarlierOutcome(person.earlier_outcome).label} ({person.earlier_year})"


def _outcome(invitation: Invitation, edition: Edition | None) -> str:
    answers = [answer for answer in (invitation.response, invitation.joined_response) if answer is not None]
    if any(answer.is_completed for answer in answers):
        words = "Heeft geantwoord"
    elif answers:
        words = "Begonnen, niet verzonden"
    elif invitation.handed_over_at is not None:
        words = "Heeft doorgegeven"
    else:
        words = "Geen antwoord"
    return f"{words} ({edition.year})" if edition else words
