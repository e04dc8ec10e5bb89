from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from respondents.domain import access, delivery, hand_overs, opt_out, visits
from respondents.domain.hand_overs import Wish
from respondents.enums import HandOverState, LetterKind, LetterState, SkipReason
from respondents.exceptions import HandedOver, HandOverRefused
from respondents.models import HandOver, Invitation, Letter, Respondent
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition, Response
from tests.at_once import at_once
from tests.factories.respondents import HandOverFactory, InvitationFactory, RespondentFactory, StaffFactory
from tests.factories.surveys import ResponseFactory
from tests.smtp import Sink

pytestmark = pytest.mark.django_db

FATIMA = "fatima@zwolle.example"
ELSEWHERE = "fatima@elders.example"


@pytest.fixture
def giver(edition: Edition) -> Invitation:
    return InvitationFactory(
        edition=edition,
        respondent__email="sanne@zwolle.example",
        respondent__gemeente__name="Zwolle",
        respondent__gemeente__domain="zwolle.nl",
    )


@pytest.fixture
def draft(giver: Invitation) -> Response:
    """Answers that the giver has begun."""
    giver.response = ResponseFactory(edition=giver.edition, answers={"functie": "adviseur"}, revision=1)
    giver.save()
    return giver.response


def invitation_of(email: str) -> Invitation:
    return Invitation.objects.get(respondent__normalized_email=email)


def colleague_of(giver: Invitation, **fields: object) -> Invitation:
    """Somebody of the same gemeente who was invited anyway."""
    respondent = RespondentFactory(email=FATIMA, gemeente=giver.respondent.gemeente, source="Ledenlijst")
    return InvitationFactory(edition=giver.edition, respondent=respondent, **fields)


def letters() -> list[tuple[str, str, str]]:
    return list(Letter.objects.order_by("pk").values_list("kind", "normalized_email", "state"))


# At an address of the gemeente


def test_a_colleague_at_the_same_domain_gets_a_link_and_a_letter_at_once(giver: Invitation) -> None:
    hand_over = hand_overs.hand_over(giver, Wish("Fatima@Zwolle.example", "Fatima El Amrani"))

    colleague = invitation_of(FATIMA)
    giver.refresh_from_db()
    assert Respondent.objects.values("name", "email", "gemeente", "source", "sourced_on").get(
        pk=colleague.respondent_id
    ) == {
        "name": "Fatima El Amrani",
        "email": "Fatima@Zwolle.example",
        "gemeente": giver.respondent.gemeente_id,
        "source": "Genoemd door een collega van gemeente Zwolle",
        "sourced_on": timezone.localdate(),
    }
    assert giver.handed_over_to == colleague
    assert visits.find_visit(access.derive_token(access.ANSWER, colleague.pk)) is not None
    assert letters() == [(LetterKind.HAND_OVER, FATIMA, LetterState.QUEUED)]
    assert (hand_over.state, hand_over.email, hand_over.name) == (HandOverState.SENT, "", "")


def test_the_letter_reaches_the_colleague(giver: Invitation, smtp: Sink) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA))

    assert delivery.run() == 1
    assert smtp.recipients == [FATIMA]


def test_the_domain_of_the_gemeente_is_known_too(giver: Invitation) -> None:
    assert hand_overs.hand_over(giver, Wish("fatima@zwolle.nl")).state == HandOverState.SENT


def test_somebody_we_know_keeps_name_and_source(giver: Invitation) -> None:
    known = RespondentFactory(
        email=FATIMA, gemeente=giver.respondent.gemeente, name="F. Amrani", source="Lijst"
    )

    hand_overs.hand_over(giver, Wish(FATIMA, "Fatima"))

    found = invitation_of(FATIMA).respondent
    assert (found, found.name, found.source) == (known, "F. Amrani", "Lijst")


def test_pressing_twice_is_one_hand_over_and_one_letter(giver: Invitation) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA))

    with pytest.raises(HandedOver):
        hand_overs.hand_over(giver, Wish(FATIMA))
    with pytest.raises(HandedOver):
        hand_overs.hand_over(giver, Wish("gijs@zwolle.example"))

    assert (HandOver.objects.count(), Letter.objects.count(), Invitation.objects.count()) == (1, 1, 2)


def race(*tabs: Callable[[], object]) -> list[str]:
    """Runs them at the same moment; gives the names of what they raised."""
    raised: list[str] = []

    def run(tab: Callable[[], object]) -> None:
        try:
            tab()
        except (HandedOver, HandOverRefused) as refusal:
            raised.append(type(refusal).__name__)

    at_once([partial(run, tab) for tab in tabs])
    return raised


def test_two_hand_overs_at_once_are_one(transactional_db: None, giver: Invitation) -> None:
    raised = race(*[lambda: hand_overs.hand_over(giver, Wish(FATIMA)) for _ in range(4)])

    assert raised == ["HandedOver"] * 3
    assert letters() == [(LetterKind.HAND_OVER, FATIMA, LetterState.QUEUED)]


def test_two_who_name_the_same_colleague_at_once_give_one_link_and_two_letters(
    transactional_db: None, giver: Invitation
) -> None:
    other = InvitationFactory(
        edition=giver.edition,
        respondent=RespondentFactory(email="g@zwolle.example", gemeente=giver.respondent.gemeente),
    )

    raised = race(
        lambda: hand_overs.hand_over(giver, Wish(FATIMA)), lambda: hand_overs.hand_over(other, Wish(FATIMA))
    )

    assert raised == []
    assert Invitation.objects.filter(handed_over_to=invitation_of(FATIMA)).count() == 2
    assert letters() == [(LetterKind.HAND_OVER, FATIMA, LetterState.QUEUED)] * 2


def test_two_who_name_each_other_at_once_do_not_wait_for_each_other(
    transactional_db: None, giver: Invitation
) -> None:
    colleague = colleague_of(giver)

    raised = race(
        lambda: hand_overs.hand_over(giver, Wish(FATIMA)),
        lambda: hand_overs.hand_over(colleague, Wish("sanne@zwolle.example")),
    )

    assert raised == []
    assert Invitation.objects.filter(handed_over_at=None).count() == 1


# With or without the answers so far


def test_the_colleague_starts_empty_and_the_giver_keeps_the_draft(giver: Invitation, draft: Response) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA))

    giver.refresh_from_db()
    assert (giver.response, invitation_of(FATIMA).response) == (draft, None)


def test_the_answers_go_along_over_one_thread(giver: Invitation, draft: Response) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA, with_answers=True))

    giver.refresh_from_db()
    assert (giver.response, invitation_of(FATIMA).response) == (None, draft)


def test_without_answers_none_go_along(giver: Invitation) -> None:
    assert hand_overs.hand_over(giver, Wish(FATIMA, with_answers=True)).with_answers is False


def test_a_first_answer_at_the_same_moment_is_kept_or_refused(
    transactional_db: None, giver: Invitation
) -> None:
    visit = visits.Visit(giver.edition, giver.respondent.gemeente_id, None, giver)

    raised = race(
        lambda: visits.begin(visit), lambda: hand_overs.hand_over(giver, Wish(FATIMA, with_answers=True))
    )

    colleague = invitation_of(FATIMA)
    giver.refresh_from_db()
    assert giver.response is None
    assert (raised, Response.objects.count()) in [([], 1), (["HandedOver"], 0)]
    assert (colleague.response is None) == bool(raised)


def test_answers_that_were_sent_cannot_be_handed_over(giver: Invitation, draft: Response) -> None:
    Response.objects.update(completed_at=timezone.now())

    with pytest.raises(HandOverRefused, match="al ingevuld en verstuurd"):
        hand_overs.hand_over(giver, Wish(FATIMA))


# Who cannot take over


def test_an_own_address_is_refused(giver: Invitation) -> None:
    with pytest.raises(HandOverRefused, match="uw eigen adres"):
        hand_overs.hand_over(giver, Wish("SANNE@zwolle.example "))


def opted_out(giver: Invitation) -> None:
    opt_out.opt_out(colleague_of(giver).respondent)


def marked_as_opted_out(giver: Invitation) -> None:
    Respondent.objects.filter(pk=colleague_of(giver).respondent_id).update(opted_out_at=timezone.now())


def answered(giver: Invitation) -> None:
    colleague_of(giver, response=ResponseFactory(edition=giver.edition, completed=True))


def begun_while_answers_would_go_along(giver: Invitation) -> None:
    colleague_of(giver, response=ResponseFactory(edition=giver.edition))


def handed_over_to_another(giver: Invitation) -> None:
    hand_overs.hand_over(colleague_of(giver), Wish("gijs@zwolle.example"))


@pytest.mark.parametrize(
    "happened",
    [opted_out, marked_as_opted_out, answered, begun_while_answers_would_go_along, handed_over_to_another],
)
def test_whatever_the_reason_the_refusal_says_the_same(
    giver: Invitation, draft: Response, happened: Callable[[Invitation], None]
) -> None:
    happened(giver)
    before = list(Letter.objects.values_list("pk", flat=True))

    with pytest.raises(HandOverRefused) as refusal:
        hand_overs.hand_over(giver, Wish(FATIMA, with_answers=True))

    giver.refresh_from_db()
    assert str(refusal.value) == hand_overs.NOT_THERE
    assert (giver.handed_over_at, giver.response) == (None, draft)
    assert list(Letter.objects.values_list("pk", flat=True)) == before


def test_a_colleague_who_has_begun_goes_on_with_the_own_answers(giver: Invitation) -> None:
    begun = colleague_of(giver, response=ResponseFactory(edition=giver.edition, revision=3))

    hand_overs.hand_over(giver, Wish(FATIMA))

    giver.refresh_from_db()
    assert giver.handed_over_to == begun


def test_three_times_is_the_end(giver: Invitation) -> None:
    for name in ("anna", "bram", "chaima"):
        hand_overs.hand_over(giver, Wish(f"{name}@zwolle.example"))
        hand_overs.undo(giver)

    with pytest.raises(HandOverRefused, match="al drie keer"):
        hand_overs.hand_over(giver, Wish("daan@zwolle.example"))


# Giving back, and undoing


def test_the_colleague_may_give_it_back(giver: Invitation, draft: Response) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA, with_answers=True))
    colleague = invitation_of(FATIMA)

    hand_overs.hand_over(colleague, Wish("sanne@zwolle.example", with_answers=True))

    giver.refresh_from_db()
    colleague.refresh_from_db()
    assert (giver.handed_over_at, giver.handed_over_to, giver.response) == (None, None, draft)
    assert (colleague.handed_over_to, colleague.response) == (giver, None)
    assert list(HandOver.objects.order_by("pk").values_list("state", flat=True)) == [
        HandOverState.UNDONE,
        HandOverState.SENT,
    ]


def test_undo_opens_the_link_of_the_giver_and_closes_that_of_the_colleague(
    giver: Invitation, draft: Response
) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA, with_answers=True))

    hand_overs.undo(giver)
    hand_overs.undo(giver)

    giver.refresh_from_db()
    colleague = invitation_of(FATIMA)
    assert (giver.handed_over_at, giver.handed_over_to, giver.response) == (None, None, draft)
    assert (colleague.handed_over_to, colleague.response) == (giver, None)
    assert hand_overs.was_taken_back(colleague)
    assert Letter.objects.values_list("state", "skip_reason").get() == (
        LetterState.SKIPPED,
        SkipReason.CANCELLED,
    )
    assert HandOver.objects.get().state == HandOverState.UNDONE


def test_a_colleague_who_was_invited_anyway_stays_invited(giver: Invitation) -> None:
    colleague = colleague_of(giver)
    hand_overs.hand_over(giver, Wish(FATIMA))

    hand_overs.undo(giver)

    colleague.refresh_from_db()
    assert colleague.handed_over_at is None


def test_a_colleague_of_whom_it_was_taken_back_can_be_named_again(giver: Invitation) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA))
    hand_overs.undo(giver)

    again = hand_overs.hand_over(giver, Wish(FATIMA))
    colleague = invitation_of(FATIMA)
    is_open = colleague.handed_over_at is None
    hand_overs.undo(giver)

    colleague.refresh_from_db()
    assert (is_open, again.is_first_invitation, hand_overs.was_taken_back(colleague)) == (True, True, True)


@pytest.mark.parametrize("with_answers", [True, False])
def test_undo_is_refused_once_the_colleague_has_begun(
    giver: Invitation, draft: Response, with_answers: bool
) -> None:
    hand_over = hand_overs.hand_over(giver, Wish(FATIMA, with_answers=with_answers))
    colleague = invitation_of(FATIMA)
    visits.begin(visits.Visit(giver.edition, None, colleague.response, colleague))
    Response.objects.filter(pk=draft.pk).update(revision=2)

    with pytest.raises(HandOverRefused, match="Uw collega is al begonnen"):
        hand_overs.undo(giver)

    hand_over.refresh_from_db()
    assert hand_over.state == HandOverState.SENT
    assert not hand_overs.can_be_undone(hand_over)


def test_undo_is_refused_once_the_colleague_has_handed_over(giver: Invitation) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA))
    hand_overs.hand_over(invitation_of(FATIMA), Wish("gijs@zwolle.example"))

    with pytest.raises(HandOverRefused, match="Uw collega is al begonnen"):
        hand_overs.undo(giver)


def test_a_colleague_who_was_erased_stands_in_nobodys_way(giver: Invitation) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA))
    Respondent.objects.get(normalized_email=FATIMA).delete()

    hand_overs.undo(giver)

    giver.refresh_from_db()
    assert giver.handed_over_at is None


def test_undo_and_a_first_answer_of_the_colleague_at_once(transactional_db: None, giver: Invitation) -> None:
    hand_overs.hand_over(giver, Wish(FATIMA))
    colleague = invitation_of(FATIMA)
    visit = visits.Visit(giver.edition, None, None, colleague)

    raised = race(lambda: visits.begin(visit), lambda: hand_overs.undo(giver))

    giver.refresh_from_db()
    colleague.refresh_from_db()
    links_that_work = [item for item in (giver, colleague) if item.handed_over_at is None]
    assert len(links_that_work) == len(raised) == 1
    assert (colleague.response is None) == (links_that_work == [giver])


# An address elsewhere waits for the project team


@pytest.mark.parametrize("email", [ELSEWHERE, "fatima@gmail.com", "fatima@zwolle.example.nl"])
def test_an_address_elsewhere_waits_and_nobody_is_written_to(giver: Invitation, email: str) -> None:
    hand_over = hand_overs.hand_over(giver, Wish(email, "Fatima", with_answers=True))

    giver.refresh_from_db()
    assert (hand_over.state, hand_over.email, hand_over.name) == (HandOverState.WAITING, email, "Fatima")
    assert (giver.handed_over_at is None, giver.handed_over_to) == (False, None)
    assert (Letter.objects.count(), Invitation.objects.count(), Respondent.objects.count()) == (0, 1, 1)


def test_two_at_the_same_public_mail_provider_are_no_colleagues_by_that(giver: Invitation) -> None:
    giver.respondent.email = "sanne@gmail.com"

    assert not hand_overs.is_of_gemeente("fatima@gmail.com", giver.respondent)


def test_approving_writes_to_the_colleague_once(giver: Invitation, draft: Response) -> None:
    hand_over = hand_overs.hand_over(giver, Wish(ELSEWHERE, "Fatima", with_answers=True))
    member = StaffFactory()

    hand_overs.approve(hand_over, by=member)
    hand_overs.approve(hand_over, by=member)

    hand_over.refresh_from_db()
    giver.refresh_from_db()
    colleague = invitation_of(ELSEWHERE)
    assert letters() == [(LetterKind.HAND_OVER, ELSEWHERE, LetterState.QUEUED)]
    assert (giver.handed_over_to, colleague.response, colleague.respondent.name) == (
        colleague,
        draft,
        "Fatima",
    )
    assert (hand_over.state, hand_over.email, hand_over.decided_by) == (HandOverState.SENT, "", member)
    assert list(AuditEntry.objects.filter(actor=member).values_list("verb", "target")) == [
        (AuditVerb.APPROVED_HAND_OVER, f"handover:{hand_over.pk}")
    ]


def test_refusing_opens_the_link_of_the_giver_and_forgets_the_address(giver: Invitation) -> None:
    hand_over = hand_overs.hand_over(giver, Wish(ELSEWHERE, "Fatima"))
    member = StaffFactory()

    hand_overs.refuse(hand_over, by=member)
    hand_overs.refuse(hand_over, by=member)
    hand_overs.approve(hand_over, by=member)

    hand_over.refresh_from_db()
    giver.refresh_from_db()
    assert (hand_over.state, hand_over.email, hand_over.name) == (HandOverState.REFUSED, "", "")
    assert giver.handed_over_at is None
    assert Letter.objects.count() == 0
    assert list(AuditEntry.objects.filter(actor=member).values_list("verb", flat=True)) == [
        AuditVerb.REFUSED_HAND_OVER
    ]


def test_somebody_who_opted_out_meanwhile_is_not_approved(giver: Invitation) -> None:
    hand_over = hand_overs.hand_over(giver, Wish(ELSEWHERE))
    opt_out.opt_out(RespondentFactory(email=ELSEWHERE))

    with pytest.raises(HandOverRefused):
        hand_overs.approve(hand_over, by=StaffFactory())

    hand_over.refresh_from_db()
    assert (hand_over.state, hand_over.decided_at) == (HandOverState.WAITING, None)


def test_what_waits_can_be_undone(giver: Invitation) -> None:
    hand_over = hand_overs.hand_over(giver, Wish(ELSEWHERE))
    can_be_undone = hand_overs.can_be_undone(hand_over)

    hand_overs.undo(giver)
    hand_overs.approve(hand_over, by=StaffFactory())

    giver.refresh_from_db()
    assert (can_be_undone, giver.handed_over_at, Letter.objects.count()) == (True, None, 0)


def test_handing_over_costs_a_constant_number_of_queries(
    giver: Invitation, draft: Response, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wish = Wish(FATIMA, with_answers=True)

    with django_assert_num_queries(26):
        hand_overs.hand_over(giver, wish)


# What the database refuses


def test_nobody_hands_over_to_oneself_or_at_no_time(giver: Invitation) -> None:
    other = InvitationFactory(edition=giver.edition)
    now = timezone.now()
    found = Invitation.objects.filter(pk=giver.pk)

    for fields in ({"handed_over_at": now, "handed_over_to": giver}, {"handed_over_to": other}):
        with pytest.raises(IntegrityError), transaction.atomic():
            found.update(**fields)
    assert found.update(handed_over_at=now, handed_over_to=other) == 1


@pytest.mark.parametrize(
    ("refused", "taken"),
    [
        ({"email": ""}, {"email": "gijs@elders.example"}),
        ({"state": "undone"}, {"state": "undone", "email": "", "name": ""}),
        ({"decided_at": timezone.now()}, {"decided_at": None}),
        (
            {"state": "refused", "email": "", "name": ""},
            {"state": "sent", "email": "", "name": ""},
        ),
    ],
)
def test_a_hand_over_is_whole(edition: Edition, refused: dict[str, object], taken: dict[str, object]) -> None:
    HandOverFactory(giver__edition=edition)

    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.update(**refused)
    assert HandOver.objects.update(**taken) == 1


def test_one_hand_over_stands_at_a_time(giver: Invitation) -> None:
    HandOverFactory(giver=giver)

    with pytest.raises(IntegrityError), transaction.atomic():
        HandOverFactory(giver=giver)
    HandOver.objects.update(state=HandOverState.UNDONE, email="", name="")
    assert HandOverFactory(giver=giver).state == HandOverState.WAITING
