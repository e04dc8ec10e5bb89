from datetime import date, datetime

import pytest

from respondents.domain import schedule
from respondents.domain.waves import propose_waves
from surveys.domain.editions import AMSTERDAM, create_edition
from surveys.models import Edition, Questionnaire
from tests.factories.surveys import SurveyFactory


def test_2023_keeps_the_days_of_the_barometer() -> None:
    proposals = [schedule.propose(2023, day) for day in (schedule.INVITATION_DAY, *schedule.REMINDER_DAYS)]

    assert proposals == [
        schedule.Proposal(datetime(2023, 6, 12, 9, tzinfo=AMSTERDAM), ""),
        schedule.Proposal(datetime(2023, 6, 30, 9, tzinfo=AMSTERDAM), ""),
        schedule.Proposal(datetime(2023, 7, 10, 9, tzinfo=AMSTERDAM), ""),
    ]


@pytest.mark.parametrize(
    ("year", "day", "reason"),
    [
        (2027, date(2027, 6, 14), "12-06-2027 is zaterdag; dit is de eerste werkdag daarna."),
        (2022, date(2022, 6, 13), "12-06-2022 is zondag; dit is de eerste werkdag daarna."),
        (2000, date(2000, 6, 13), "12-06-2000 is Tweede pinksterdag; dit is de eerste werkdag daarna."),
    ],
)
def test_a_day_off_is_moved_and_says_why(year: int, day: date, reason: str) -> None:
    proposal = schedule.propose(year, schedule.INVITATION_DAY)

    assert (proposal.moment.date(), proposal.reason) == (day, reason)


@pytest.mark.parametrize(
    ("day", "why"),
    [(date(2023, 4, 27), "Koningsdag"), (date(2023, 5, 29), "Tweede pinksterdag"), (date(2023, 6, 12), "")],
)
def test_why_not_knows_the_dutch_holidays(day: date, why: str) -> None:
    assert schedule.why_not(day) == why


@pytest.mark.django_db
def test_create_edition_twice_is_one_edition_with_three_waves(questionnaire: Questionnaire) -> None:
    survey = SurveyFactory()

    edition = create_edition(survey, 2023)
    waves = propose_waves(edition)

    assert create_edition(survey, 2023) == edition
    assert propose_waves(edition) == waves
    assert (edition.slug, edition.questionnaire) == ("ambtenaren-2023", questionnaire)
    assert edition.opens_at == datetime(2023, 6, 12, tzinfo=AMSTERDAM)
    assert edition.closes_at == datetime(2023, 9, 25, 23, 59, 59, tzinfo=AMSTERDAM)
    assert (edition.phone_from, edition.phone_until) == (date(2023, 8, 28), date(2023, 9, 18))
    assert [(wave.kind, wave.state) for wave in waves] == [
        ("invitation", "concept"),
        ("reminder", "concept"),
        ("reminder", "concept"),
    ]


@pytest.mark.django_db
def test_a_survey_without_a_phone_round_proposes_none() -> None:
    edition = create_edition(
        SurveyFactory(slug="inwoners", population="inwoners", has_phone_round=False), 2027
    )

    assert (edition.phone_from, edition.phone_until, edition.questionnaire) == (None, None, None)
    assert Edition.objects.count() == 1
