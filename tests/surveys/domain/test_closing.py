"""The close: an hour for who had begun, too late after it, and nothing thrown away."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.domain import answering, closing
from surveys.domain.closing import Arrival
from surveys.exceptions import ResponseClosed, ResponseIncomplete
from surveys.models import Edition, Response, Save
from tests import saving
from tests.factories.surveys import EditionFactory, ResponseFactory

CLOSES_AT = timezone.now().replace(microsecond=0) + timedelta(days=7)
JUST_BEFORE = CLOSES_AT - timedelta(seconds=1)
IN_GRACE = CLOSES_AT + timedelta(minutes=59, seconds=59)
TOO_LATE = CLOSES_AT + timedelta(minutes=60)
FLAGS = {JUST_BEFORE: (False, False), IN_GRACE: (True, False), TOO_LATE: (False, True)}


@pytest.fixture
def response(edition: Edition) -> Response:
    """A draft with one answer, from before the close."""
    edition.closes_at = CLOSES_AT
    edition.save()
    begun = ResponseFactory(edition=edition)
    saving.post(begun, "keuzes", {"functie": "adviseur", "budget": "ja"})
    begun.refresh_from_db()
    return begun


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def flags(response: Response) -> tuple[bool, bool]:
    stored = Response.objects.get(pk=response.pk)
    return stored.is_in_grace, stored.is_late


def is_counted(response: Response) -> bool:
    return Response.objects.that_count().filter(pk=response.pk).exists()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (CLOSES_AT - timedelta(days=90), Arrival.TOO_EARLY),
        (JUST_BEFORE, Arrival.IN_TIME),
        (CLOSES_AT, Arrival.IN_GRACE),
        (IN_GRACE, Arrival.IN_GRACE),
        (TOO_LATE, Arrival.TOO_LATE),
    ],
)
def test_arrival_of_who_had_begun(response: Response, moment: datetime, expected: Arrival) -> None:
    with at(moment):
        assert closing.arrival(response) is expected
        response.is_test = True
        assert closing.arrival(response) is Arrival.IN_TIME


def test_who_began_after_the_close_has_no_hour(response: Response) -> None:
    response.started_at = CLOSES_AT

    with at(IN_GRACE):
        assert closing.arrival(response) is Arrival.TOO_LATE


@pytest.mark.parametrize("moment", [JUST_BEFORE, IN_GRACE])
def test_a_draft_is_saved_until_the_hour_is_over_and_flagged_by_it(
    response: Response, moment: datetime
) -> None:
    with at(moment):
        saved = saving.post(response, "oordeel", {"cijfer": "7"})

    assert saving.answers(response)["cijfer"] == 7
    assert (flags(response), saved.is_aside) == (FLAGS[moment], False)


def test_of_a_draft_only_the_page_that_is_too_late_is_set_aside(response: Response) -> None:
    """What was saved in time counts as a part, as it would have without that page."""
    with at(IN_GRACE):
        saving.post(response, "oordeel", {"cijfer": "7"})
    before = Response.objects.values().get()

    with at(TOO_LATE):
        saved = saving.post(response, "woorden", {"definitie": "Samen"})

    assert saved.is_aside
    assert Response.objects.values().get() == before
    assert list(Response.objects.counted()) == [response]
    assert Save.objects.filter(is_aside=True).get().payload["definitie"] == "Samen"


@pytest.mark.parametrize("moment", [JUST_BEFORE, IN_GRACE])
def test_a_draft_is_sent_until_the_hour_is_over(response: Response, moment: datetime) -> None:
    with at(moment):
        sent = answering.submit(response)

    assert (flags(response), sent.completed_at) == (FLAGS[moment], moment)
    assert is_counted(response)


def test_a_draft_that_is_sent_too_late_stays_a_draft_that_counts(response: Response) -> None:
    with at(TOO_LATE):
        for _ in range(2):
            sent = answering.submit(response)

    assert (flags(response), sent.completed_at) == (FLAGS[TOO_LATE], None)
    assert not is_counted(response)
    assert list(Response.objects.counted()) == [response]


@pytest.mark.parametrize("moment", [CLOSES_AT, IN_GRACE, TOO_LATE])
def test_what_was_sent_stays_as_it_was_sent(response: Response, moment: datetime) -> None:
    answering.submit(response)
    sent = Response.objects.values().get()

    with at(moment):
        saved = saving.post(response, "keuzes", {"functie": "communicatie", "budget": "ja"})
        answering.submit(response)

    assert saved.is_aside
    assert Response.objects.values().get() == sent
    assert [(save.payload, save.is_aside) for save in Save.objects.all()] == [
        ({"functie": "adviseur", "functie_anders": None, "budget": "ja"}, False),
        ({"functie": "communicatie"}, True),
    ]


def test_a_retry_after_the_close_of_what_was_saved_in_time_is_in_time(response: Response) -> None:
    """The reply was lost, the laptop was closed, and the browser posts once more the next day."""
    form = {"revision": 1, "save_id": "00000000-0000-4000-8000-000000000001"}
    saving.post(response, "oordeel", {"cijfer": "7"}, **form)
    answering.submit(response)

    with at(TOO_LATE):
        saved = saving.post(response, "oordeel", {"cijfer": "7"}, **form)

    assert not saved.is_aside
    assert (flags(response), Save.objects.count()) == ((False, False), 2)


def test_who_still_answers_when_the_close_is_moved_is_in_time_again(response: Response) -> None:
    with at(TOO_LATE):
        answering.submit(response)
        assert flags(response) == (False, True)
        Edition.objects.update(closes_at=CLOSES_AT + timedelta(days=7))
        saving.post(response, "oordeel", {"cijfer": "8"})
        assert flags(response) == (False, False)
        answering.submit(Response.objects.get())

    assert is_counted(response)


def test_too_late_with_a_contradiction_is_kept_and_not_sent(response: Response) -> None:
    saving.post(response, "oordeel", {"redenen_1": "invloed", "redenen_2": "invloed"})

    with at(IN_GRACE), pytest.raises(ResponseIncomplete):
        answering.submit(response)
    assert flags(response) == (False, False)

    with at(TOO_LATE):
        assert answering.submit(response).completed_at is None
    assert flags(response) == (False, True)


def test_before_the_opening_only_a_test_response_is_stored(edition: Edition) -> None:
    upcoming = EditionFactory(questionnaire=edition.questionnaire, upcoming=True)
    draft, test = ResponseFactory(edition=upcoming), ResponseFactory(edition=upcoming, is_test=True)

    for refused in (lambda: saving.post(draft, "oordeel", {"cijfer": "7"}), lambda: answering.submit(draft)):
        with pytest.raises(ResponseClosed):
            refused()
    saving.post(test, "oordeel", {"cijfer": "7"})

    assert (saving.answers(draft), saving.answers(test)["cijfer"]) == ({}, 7)
    assert answering.submit(test).is_completed
    assert not is_counted(test)


def test_pages_are_open_to_who_may_still_answer(response: Response) -> None:
    edition = response.edition
    with at(JUST_BEFORE):
        assert (closing.may_answer(edition, None), closing.may_answer(edition, response)) == (True, True)
    with at(IN_GRACE):
        assert (closing.may_answer(edition, None), closing.may_answer(edition, response)) == (False, True)
        response.completed_at = JUST_BEFORE
        assert not closing.may_answer(edition, response)
    with at(TOO_LATE):
        assert not closing.may_answer(edition, ResponseFactory.build(edition=edition, started_at=JUST_BEFORE))


@pytest.mark.parametrize(("is_in_grace", "is_late"), [(False, False), (True, False), (False, True)])
def test_a_response_is_in_grace_or_late(edition: Edition, is_in_grace: bool, is_late: bool) -> None:
    ResponseFactory(edition=edition, is_in_grace=is_in_grace, is_late=is_late)


def test_a_response_is_not_both_in_grace_and_late(edition: Edition) -> None:
    with pytest.raises(IntegrityError, match="response_in_grace_or_late"), transaction.atomic():
        ResponseFactory(edition=edition, is_in_grace=True, is_late=True)
