from datetime import date, datetime

import pytest
import time_machine

from respondents.domain.calling import hours
from respondents.exceptions import CallRefused
from surveys.domain.editions import AMSTERDAM
from surveys.models import Edition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("2026-09-02T09:00", ""),
        ("2026-09-02T16:59:59", ""),
        (
            "2026-09-02T08:59",
            "08:59 uur valt buiten kantoortijd. We bellen op werkdagen van 9 tot 17 uur.",
        ),
        (
            "2026-09-02T17:00",
            "17:00 uur valt buiten kantoortijd. We bellen op werkdagen van 9 tot 17 uur.",
        ),
        (
            "2026-09-05T10:00",
            "Zaterdag 5 september is geen werkdag. We bellen op werkdagen van 9 tot 17 uur.",
        ),
        (
            "2026-04-27T10:00",
            "Maandag 27 april is geen werkdag (Koningsdag). We bellen op werkdagen van 9 tot 17 uur.",
        ),
    ],
)
def test_offices_are_called_on_working_days(moment: str, why: str) -> None:
    assert hours.outside_hours(datetime.fromisoformat(moment).replace(tzinfo=AMSTERDAM)) == why


def test_the_phone_period_says_when_it_begins_and_ended(
    edition: Edition, clock: time_machine.Traveller
) -> None:
    said = []
    for day in (date(2026, 8, 27), date(2026, 8, 28), date(2026, 9, 18), date(2026, 9, 19)):
        clock.move_to(datetime(day.year, day.month, day.day, 10, tzinfo=AMSTERDAM))
        said.append(hours.outside_period(edition))
    edition.phone_from = edition.phone_until = None

    assert said == [
        "Het bellen begint op vrijdag 28 augustus 2026.",
        "",
        "",
        "De belperiode is voorbij. Die liep tot en met vrijdag 18 september 2026.",
    ]
    assert hours.outside_period(edition) == hours.NO_PERIOD


def test_nobody_is_called_after_the_close(edition: Edition, clock: time_machine.Traveller) -> None:
    edition.closes_at = datetime(2026, 9, 2, 13, tzinfo=AMSTERDAM)

    assert hours.outside_period(edition) == hours.CLOSED


@pytest.mark.parametrize(
    ("wall", "why"),
    [
        ("2026-09-02T13:59", hours.PAST),
        ("0001-01-01T00:00", hours.PAST),
        (
            "2026-09-21T10:00",
            "Dat valt buiten de belperiode. Kies een dag van 28 augustus tot en met 18 september.",
        ),
        (
            "2026-09-03T17:00",
            "17:00 uur valt buiten kantoortijd. We bellen op werkdagen van 9 tot 17 uur. Kies een ander tijdstip.",
        ),
        (
            "2026-09-06T10:00",
            "Zondag 6 september is geen werkdag. We bellen op werkdagen van 9 tot 17 uur. "
            "Kies een ander tijdstip.",
        ),
        (
            "2027-03-28T02:30",
            "02:30 uur bestaat niet op 28 maart 2027: dan gaat de klok van 2 naar 3 uur. Kies een ander tijdstip.",
        ),
    ],
)
def test_an_appointment_is_refused_in_words(edition: Edition, wall: str, why: str) -> None:
    with pytest.raises(CallRefused) as refusal:
        hours.appointment(edition, datetime.fromisoformat(wall))

    assert str(refusal.value) == why


def test_an_appointment_is_on_the_clocks_of_amsterdam(edition: Edition) -> None:
    moment = hours.appointment(edition, datetime.fromisoformat("2026-09-03T16:59"))

    assert moment == datetime(2026, 9, 3, 16, 59, tzinfo=AMSTERDAM)
