"""A new edition of a survey, with the dates that the Barometer keeps every year."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from surveys.models import Edition, Questionnaire, Survey

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(day: date, hour: time) -> datetime:
    """That moment on the clocks of Amsterdam."""
    return datetime.combine(day, hour, tzinfo=AMSTERDAM)


# Who is behind a survey seldom changes, so an edition begins with what the one before it had.
SENDER = ("organisation", "co_organisation", "sender_name", "sender_email", "reply_to")


def unsaved_edition(survey: Survey, year: int) -> Edition:
    """The edition of that year as it is proposed: open from 12 June to and including 25 September."""
    return Edition(
        slug=f"{survey.slug}-{year}",
        survey=survey,
        title=f"Barometer Burgerparticipatie {year}",
        year=year,
        questionnaire=newest_questionnaire(survey),
        opens_at=at(date(year, 6, 12), time.min),
        closes_at=at(date(year, 9, 25), time(23, 59, 59)),
        phone_from=date(year, 8, 28) if survey.has_phone_round else None,
        phone_until=date(year, 9, 18) if survey.has_phone_round else None,
        **sender_of_previous(survey, year),
    )


def sender_of_previous(survey: Survey, year: int) -> dict[str, Any]:
    """The sender of the last edition before that year that has one; empty if there is none."""
    related = survey.editions.select_related("organisation", "co_organisation").exclude(sender_email="")
    previous = related.filter(year__lt=year).order_by("-year", "-pk").first()
    return {name: getattr(previous, name) for name in SENDER} if previous else {}


def create_edition(survey: Survey, year: int) -> Edition:
    """Stores the proposed edition and gives it; one that exists stays as it is, also if two ask at once."""
    proposed = unsaved_edition(survey, year)
    Edition.objects.bulk_create([proposed], ignore_conflicts=True)
    return Edition.objects.get(slug=proposed.slug)


def newest_questionnaire(survey: Survey) -> Questionnaire | None:
    """The version that was published last for the people of this survey."""
    published = Questionnaire.objects.published().filter(population=survey.population)
    return published.order_by("-published_at").first()
