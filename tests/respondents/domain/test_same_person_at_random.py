"""Whoever is merged with whomever, in whatever state: nothing is lost, and every link opens something."""

from collections import Counter
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from respondents.domain import access, opt_out, same_person, visits
from respondents.enums import CallOutcome, LetterState
from respondents.exceptions import MergeRefused
from respondents.models import CallAttempt, Case, HandOver, Invitation, Letter, Respondent
from surveys.models import Edition, Response
from tests.factories.respondents import (
    InvitationFactory,
    LetterFactory,
    RespondentFactory,
    StaffFactory,
    WaveFactory,
)
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db

PEOPLE = 4
ANSWERS = ("", "draft", "sent")
LETTERS = ("", *(state for state in LetterState if state != LetterState.SKIPPED))

one_person = st.fixed_dictionaries(
    {
        "elsewhere": st.booleans(),
        "opted_out": st.booleans(),
        "answers": st.tuples(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS)),
        "letters": st.tuples(st.sampled_from(LETTERS), st.sampled_from(LETTERS)),
        "calls": st.integers(0, 2),
        "handed_over_to": st.none() | st.integers(0, PEOPLE - 1),
    }
)
merges = st.lists(
    st.tuples(
        st.integers(0, PEOPLE - 1),
        st.integers(0, PEOPLE - 1),
        st.sets(st.sampled_from(sorted(same_person.PARTS))),
    ),
    max_size=5,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(one_person, min_size=PEOPLE, max_size=PEOPLE), merges=merges)
def test_whoever_is_merged_nothing_is_lost(
    people: list[dict[str, object]], merges: list[tuple[int, int, set[str]]]
) -> None:
    with transaction.atomic():
        rows = build(people)
        before, tied = counts(), threads()
        group = {number: {number} for number in range(PEOPLE)}

        for one, other, of_gone in merges:
            if merge(rows[one], rows[other], of_gone):
                together = group[one] | group[other]
                group |= dict.fromkeys(together, together)

        assert counts() == before
        assert threads() == tied
        assert all(find_invitation(pk) for pk in Invitation.objects.values_list("pk", flat=True))
        for number, row in enumerate(rows):
            row.refresh_from_db()
            kept = row.merged_into or row
            opted_out = any(people[other]["opted_out"] for other in group[number])
            assert (kept.opted_out_at is not None) == opted_out
        transaction.set_rollback(True)


def merge(kept: Respondent, gone: Respondent, of_gone: set[str]) -> bool:
    try:
        with transaction.atomic():
            return same_person.merge(kept, gone, of_gone=of_gone, by=None)
    except MergeRefused:
        return False


def find_invitation(pk: int) -> Invitation | None:
    """What its letter opens; never one that was merged into another."""
    visit = visits.find_visit(access.derive_token(access.ANSWER, pk))
    opt_out_of = access.find_opt_out(access.derive_token(access.OPT_OUT, pk))
    assert visit is not None
    assert visit.invitation is not None
    assert visit.invitation.merged_into is None
    return opt_out_of


def counts() -> Counter[str]:
    models = (Letter, CallAttempt, Response, Invitation, Respondent, HandOver)
    found = Counter({model.__name__: model.objects.count() for model in models})
    found["addresses"] = Respondent.objects.values("normalized_email").distinct().count()
    found["arrived"] = Letter.objects.filter(state__in=LetterState.may_have_arrived).count()
    found["of calls"] = CallAttempt.objects.filter(respondent__isnull=False).count()
    return found


def threads() -> set[int]:
    """The responses that can be led back to a person."""
    pairs = Invitation.objects.values_list("response", "joined_response")
    return {pk for pair in pairs for pk in pair if pk is not None}


def build(people: list[dict[str, object]]) -> list[Respondent]:
    editions = [EditionFactory(), EditionFactory(closed=True)]
    waves = [WaveFactory(edition=edition) for edition in editions]
    gemeenten = GemeenteFactory.create_batch(2)
    caller = StaffFactory()
    rows = [RespondentFactory(gemeente=gemeenten[bool(person["elsewhere"])]) for person in people]
    for row, person in zip(rows, people, strict=True):
        for edition, wave, answer, state in zip(
            editions, waves, person["answers"], person["letters"], strict=True
        ):
            invitation = InvitationFactory(
                edition=edition, respondent=row, response=given_answer(edition, row, answer)
            )
            if state:
                sending = timezone.now() if state == LetterState.SENDING else None
                LetterFactory(wave=wave, invitation=invitation, state=state, sending_since=sending)
        call(editions[0], row, caller, person["calls"])
        if person["opted_out"]:
            opt_out.opt_out(row)
    hand_over(editions[0], rows, people)
    return rows


def given_answer(edition: Edition, row: Respondent, answer: str) -> Response | None:
    if not answer:
        return None
    sent = timezone.now() - timedelta(seconds=row.pk % 60) if answer == "sent" else None
    return ResponseFactory(edition=edition, gemeente=row.gemeente, completed_at=sent)


def call(edition: Edition, row: Respondent, caller: User, count: int) -> None:
    case, _ = Case.objects.get_or_create(edition=edition, gemeente=row.gemeente)
    CallAttempt.objects.bulk_create(
        CallAttempt(case=case, respondent=row, caller=caller, outcome=CallOutcome.NO_ANSWER)
        for _ in range(count)
    )


def hand_over(edition: Edition, rows: list[Respondent], people: list[dict[str, object]]) -> None:
    of = {one.respondent_id: one for one in Invitation.objects.filter(edition=edition)}
    for row, person in zip(rows, people, strict=True):
        giver, to = of[row.pk], person["handed_over_to"]
        if to is None or rows[to] == row or giver.response_id is not None:
            continue
        giver.handed_over_at, giver.handed_over_to = timezone.now(), of[rows[to].pk]
        giver.save()
        HandOver.objects.create(giver=giver, state="sent")
