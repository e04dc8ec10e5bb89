"""From the rows of an edition to the disposition of each person and each gemeente."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from respondents.domain import declines, hand_overs, opt_out, second_invitation
from respondents.domain.hand_overs import Wish
from respondents.domain.outcomes import LONGEST_ABSENCE, outcomes
from respondents.enums import (
    CallOutcome,
    Disposition,
    LetterEventKind,
    LetterState,
    OptOutReason,
    SkipReason,
)
from respondents.exceptions import DeclineRefused, HandedOver, HandOverRefused
from respondents.models import CallAttempt, Case, Invitation, LetterEvent, Respondent
from surveys.domain import counting
from surveys.domain.response_rates import response_table
from surveys.enums import Channel
from surveys.models import Edition, Gemeente, Questionnaire, Response
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory, ResponseFactory
from tests.surveys.domain.test_partials import FIVE, FOUR

pytestmark = pytest.mark.django_db

Happens = Callable[[Invitation], object]


def nothing(person: Invitation) -> None:
    pass


def answers(person: Invitation, **fields: object) -> Response:
    person.response = ResponseFactory(
        edition=person.edition, gemeente=person.respondent.gemeente, **({"answers": FOUR} | fields)
    )
    person.save()
    return person.response


def sends(person: Invitation, **fields: object) -> Response:
    response = answers(person, completed=True, **fields)
    counting.let_first_count(second_invitation.answers_of(person))
    return response


def sends_by_open_link(person: Invitation) -> None:
    gemeente = person.respondent.gemeente
    person.joined_response = ResponseFactory(
        edition=person.edition, gemeente=gemeente, channel=Channel.OPEN, completed=True
    )
    person.save()
    counting.let_first_count(second_invitation.answers_of(person))


def sends_twice(person: Invitation) -> None:
    sends_by_open_link(person)
    sends(person)


def sends_a_double(person: Invitation) -> None:
    counting.leave_out(sends(person), reason="zelfde woorden", by=None)


def gets_letter(person: Invitation, *events: LetterEventKind, **fields: object) -> None:
    letter = LetterFactory(without_wave=True, invitation=person, **({"state": LetterState.ACCEPTED} | fields))
    for kind in events:
        LetterEvent.objects.create(
            letter=letter, event_id=f"{letter.pk}:{kind}", kind=kind, at=timezone.now()
        )


def bounces(person: Invitation) -> None:
    gets_letter(person, LetterEventKind.BOUNCED)


def is_refused_by_server(person: Invitation) -> None:
    gets_letter(person, state=LetterState.FAILED)


def is_distrusted_once(person: Invitation) -> None:
    gets_letter(person, LetterEventKind.REFUSED)
    gets_letter(person)


def gets_new_address(person: Invitation) -> None:
    bounces(person)
    Respondent.objects.filter(pk=person.respondent_id).update(email="b@b.nl", normalized_email="b@b.nl")
    person.respondent.refresh_from_db()


def gets_letter_at_new_address(person: Invitation) -> None:
    gets_new_address(person)
    gets_letter(person)


def gets_letter_and_complains(person: Invitation) -> None:
    gets_letter(person)
    opt_out.complain(person.respondent)


def changes(**fields: object) -> Happens:
    """A letter arrives, and the team notes this about the person."""

    def change(person: Invitation) -> None:
        gets_letter(person)
        Respondent.objects.filter(pk=person.respondent_id).update(**fields)

    return change


def opts_out(person: Invitation) -> None:
    gets_letter(person)
    opt_out.opt_out(person.respondent)
    opt_out.say_why(person, OptOutReason.NO_TIME, "")


def refuses_on_the_telephone(person: Invitation) -> None:
    called(person, person.respondent)


def somebody_refuses_on_the_telephone(person: Invitation) -> None:
    called(person, None)


def called(
    person: Invitation, who: Respondent | None, outcome: CallOutcome = CallOutcome.REFUSED
) -> CallAttempt:
    gets_letter(person)
    case, _ = Case.objects.get_or_create(edition=person.edition, gemeente=person.respondent.gemeente)
    return CallAttempt.objects.create(case=case, respondent=who, caller=StaffFactory(), outcome=outcome)


def promises(person: Invitation) -> None:
    called(person, person.respondent, CallOutcome.PROMISED)


def gemeente_declines(person: Invitation) -> None:
    assert person.respondent.gemeente is not None
    gets_letter(person)
    declines.decline(
        person.edition, person.respondent.gemeente, said_by="de secretaris", reason="", by=StaffFactory()
    )


def says_gemeente_declines(person: Invitation) -> None:
    """Only a proposal, until the team has looked."""
    gets_letter(person)
    declines.claim(person)


def hands_over(person: Invitation) -> None:
    gets_letter(person)
    domain = person.respondent.email.partition("@")[2]
    hand_overs.hand_over(person, Wish(email=f"collega{person.pk}@{domain}"))


def waits_for_hand_over(person: Invitation) -> None:
    """The colleague has no place in the sample yet."""
    gets_letter(person)
    hand_overs.hand_over(person, Wish(email=f"collega{person.pk}@elders.example"))


def takes_back(person: Invitation) -> None:
    hands_over(person)
    hand_overs.undo(person)


def shares_an_address(person: Invitation) -> None:
    gets_letter(person, state=LetterState.SKIPPED, skip_reason=SkipReason.SAME_ADDRESS)


TODAY = timezone.localdate()
# What happens to the only person of a gemeente, and how the person and the gemeente ended then.
EVENTS: dict[str, tuple[Happens, list[str], str]] = {
    "nothing": (nothing, ["3.11"], "3.11"),
    "only in the queue": (lambda person: gets_letter(person, state=LetterState.QUEUED), ["3.11"], "3.11"),
    "letter": (gets_letter, ["3.19"], "3.19"),
    "in doubt": (lambda person: gets_letter(person, state=LetterState.IN_DOUBT), ["3.19"], "3.19"),
    "sends": (sends, ["1.1"], "1.1"),
    "by open link": (sends_by_open_link, ["1.1"], "1.1"),
    "twice": (sends_twice, ["1.1"], "1.1"),
    "in grace": (lambda person: sends(person, is_in_grace=True), ["1.1"], "1.1"),
    "sends a double": (sends_a_double, ["4.81"], "3.19"),
    "a test": (lambda person: sends(person, is_test=True), ["3.11"], "3.11"),
    "enough": (lambda person: answers(person, answers=FIVE), ["1.2"], "1.2"),
    "too little": (answers, ["2.12"], "2.12"),
    "late": (lambda person: sends(person, is_late=True), ["2.27"], "2.27"),
    "late, enough in time": (lambda person: sends(person, answers=FIVE, is_late=True), ["1.2"], "1.2"),
    "opts out": (opts_out, ["2.112"], "2.112"),
    "complains": (gets_letter_and_complains, ["2.112"], "2.112"),
    "refuses by telephone": (refuses_on_the_telephone, ["2.112"], "2.112"),
    "another refuses": (somebody_refuses_on_the_telephone, ["2.111"], "2.111"),
    "promises": (promises, ["3.19"], "3.19"),
    "gemeente declines": (gemeente_declines, ["2.111"], "2.11"),
    "says that it declines": (says_gemeente_declines, ["3.19"], "3.19"),
    "hands over": (hands_over, ["4.90", "3.11"], "3.11"),
    "hand-over waits": (waits_for_hand_over, ["3.19"], "3.19"),
    "takes back": (takes_back, ["3.19", "4.90"], "3.19"),
    "left": (changes(left_on=TODAY), ["4.90"], "3.19"),
    "left after the close": (changes(left_on=TODAY + timedelta(days=60)), ["3.19"], "3.19"),
    "away past the close": (changes(absent_until=TODAY + timedelta(days=31)), ["2.26"], "2.26"),
    "back before the close": (changes(absent_until=TODAY + timedelta(days=7)), ["3.19"], "3.19"),
    "away in a later year": (changes(absent_until=TODAY + LONGEST_ABSENCE * 2), ["3.19"], "3.19"),
    "opted out in a later year": (
        changes(opted_out_at=timezone.now() + timedelta(days=365)),
        ["3.19"],
        "3.19",
    ),
    "bounces": (bounces, ["3.30"], "3.30"),
    "refused by the server": (is_refused_by_server, ["3.30"], "3.30"),
    "distrusted once": (is_distrusted_once, ["3.19"], "3.19"),
    "new address": (gets_new_address, ["3.40"], "3.40"),
    "letter at new address": (gets_letter_at_new_address, ["3.19"], "3.19"),
    "shares an address": (shares_an_address, ["4.81"], "3.19"),
}


@pytest.fixture
def gemeente() -> Gemeente:
    return GemeenteFactory(name="Zwolle")


@pytest.fixture
def person(edition: Edition, gemeente: Gemeente) -> Invitation:
    return InvitationFactory(edition=edition, respondent__gemeente=gemeente)


@pytest.mark.parametrize("event", EVENTS)
def test_what_happened_to_a_person_is_one_code(person: Invitation, gemeente: Gemeente, event: str) -> None:
    happens, persons, of_gemeente = EVENTS[event]

    happens(person)

    found = outcomes(person.edition)
    assert [disposition.code for disposition in found.persons.values()] == persons
    assert found.gemeenten[gemeente.pk].code == of_gemeente


def test_an_answer_of_somebody_who_was_not_invited_is_apart_and_answers_for_the_gemeente(
    person: Invitation, gemeente: Gemeente
) -> None:
    gets_letter(person)
    of_edition = {"edition": person.edition, "gemeente": gemeente, "channel": Channel.OPEN}
    ResponseFactory(**of_edition, completed=True)
    ResponseFactory(**of_edition, completed=True, is_double=True)
    ResponseFactory(**of_edition, completed=True, is_late=True)
    ResponseFactory(**of_edition)

    found = outcomes(person.edition)

    assert (list(found.persons.values()), found.outside) == ([Disposition.SILENT], 1)
    assert found.gemeenten == {gemeente.pk: Disposition.COMPLETE}


def test_a_part_of_a_stranger_counts_for_the_gemeente_and_a_break_off_does_not(
    edition: Edition, gemeente: Gemeente
) -> None:
    other = GemeenteFactory()
    ResponseFactory(edition=edition, gemeente=gemeente, channel=Channel.OPEN, answers=FIVE)
    ResponseFactory(edition=edition, gemeente=other, channel=Channel.OPEN, answers=FOUR)

    assert outcomes(edition).gemeenten == {
        gemeente.pk: Disposition.PARTIAL,
        other.pk: Disposition.NOT_SENT,
    }


def test_another_edition_says_nothing(person: Invitation, gemeente: Gemeente) -> None:
    elsewhere = InvitationFactory(respondent=person.respondent)
    for happens in (gemeente_declines, refuses_on_the_telephone, bounces, sends):
        happens(elsewhere)

    found = outcomes(person.edition)

    assert (list(found.persons.values()), found.gemeenten[gemeente.pk]) == (
        [Disposition.NOT_SENT],
        Disposition.NOT_SENT,
    )


def test_a_respondent_without_a_gemeente_is_a_person(edition: Edition) -> None:
    sends(InvitationFactory(edition=edition, respondent__gemeente=None))

    assert list(outcomes(edition).persons.values()) == [Disposition.COMPLETE]


def happen(person: Invitation, event: str) -> None:
    """What cannot happen after what happened before does not."""
    happens, _, _ = EVENTS[event]
    with suppress(HandOverRefused, HandedOver, DeclineRefused, IntegrityError), transaction.atomic():
        happens(Invitation.objects.get(pk=person.pk))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lives=st.lists(
        st.tuples(st.integers(0, 2), st.lists(st.sampled_from(sorted(EVENTS)), max_size=2)), max_size=5
    )
)
def test_every_person_of_any_edition_has_one_disposition_and_the_sums_are_right(
    questionnaire: Questionnaire, lives: list[tuple[int, list[str]]]
) -> None:
    edition = EditionFactory(questionnaire=questionnaire)
    gemeenten = GemeenteFactory.create_batch(3)
    for place, events in lives:
        person = InvitationFactory(edition=edition, respondent__gemeente=gemeenten[place])
        for event in events:
            happen(person, event)

    found = outcomes(edition)

    table = response_table(edition)
    assert found.persons.keys() == set(edition.invitations.values_list("pk", flat=True))
    assert found.gemeenten.keys() == set(edition.gemeenten.values_list("pk", flat=True))
    assert Counter(found.persons.values())[Disposition.COMPLETE] + found.outside == table.persons
    assert Counter(found.gemeenten.values())[Disposition.COMPLETE] == table.total.responded
