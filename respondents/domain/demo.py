"""The demo: the edition of 2023 as it was published, one that is open now, and an account for each role.

The answers are a committed file of synthetic respondents; they enter by the same functions as anybody's.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.text import slugify

from respondents.domain import access, open_links, visits, waves
from respondents.domain.groups import ROLES
from respondents.domain.visits import Visit
from respondents.enums import WaveState
from respondents.models import Invitation, Respondent
from surveys.domain import answering
from surveys.domain.editions import AMSTERDAM, at, create_edition
from surveys.enums import Channel
from surveys.models import Edition, Gemeente, Organisation, Response, Save, Survey

ANSWERS = Path(__file__).parent.parent / "data" / "demo-2023.json"
YEAR = 2023
CONTACTS_NOW = 12
OPEN_FOR = timedelta(days=42)
CALLED_FOR = timedelta(days=21)
SOURCE = "Verzonnen contact van de demonstratie"
FIRST_NAMES = ("Anna", "Bram", "Chaima", "Daan", "Eva", "Fatima", "Gijs", "Hanna", "Imke", "Joris", "Karin")
LAST_NAMES = ("de Boer", "Bakker", "Yilmaz", "Visser", "van Dijk", "Smit", "El Amrani", "Mulder", "de Groot")
NEWSLETTERS = (
    ("nieuwsbrief-invior", "Nieuwsbrief Invior juni", date(YEAR, 6, 19)),
    ("nieuwsbrief-publiek-denken", "Nieuwsbrief Publiek Denken juni", date(YEAR, 6, 23)),
)
MINUTES = timedelta(minutes=14)


@dataclass(frozen=True)
class Made:
    """What there is now: completed answers of 2023, and the edition that is open."""

    answers: int
    open_edition: Edition


@transaction.atomic
def make(password: str) -> Made:
    """Everything of the demo; what is there already stays as it is."""
    survey = Survey.objects.get(slug="ambtenaren")
    make_accounts(password)
    published = make_published_edition(survey)
    return Made(published.responses.completed().count(), make_open_edition(survey))


def make_accounts(password: str) -> None:
    for role in ROLES:
        user, is_new = get_user_model().objects.get_or_create(
            username=role, defaults={"is_staff": True, "email": f"{role}@barometer.example"}
        )
        if is_new:
            user.set_password(password)
            user.save()
            user.groups.set([Group.objects.get(name=role)])


def make_organisations() -> tuple[Organisation, Organisation]:
    """The two that are behind the Barometer, at addresses that cannot exist."""
    both = ("publiekdenken", "Publiek Denken"), ("invior", "onderzoeksbureau Invior")
    first, second = (
        Organisation.objects.get_or_create(
            name=name,
            defaults={
                "address": "Voorbeeldstraat 1\n1234 AB Voorbeeldstad",
                "email": f"info@{domain}.example",
                "privacy_email": f"privacy@{domain}.example",
            },
        )[0]
        for domain, name in both
    )
    return first, second


def give_sender(edition: Edition) -> None:
    """The editions after it begin with the same."""
    if not edition.has_sender:
        edition.organisation, edition.co_organisation = make_organisations()
        edition.sender_name, edition.sender_email = "Anna Bakker", "anna.bakker@publiekdenken.example"
        edition.reply_to = "barometer@publiekdenken.example"
        edition.save()


def make_published_edition(survey: Survey) -> Edition:
    """2023 with its 342 gemeenten invited and 75 answers.

    Its waves began when they did, and are cancelled, for nothing is sent from here.
    """
    edition = create_edition(survey, YEAR)
    give_sender(edition)
    if not edition.responses.exists():
        invite(edition, list(edition.gemeenten))
        waves.propose_waves(edition)
        edition.waves.update(
            state=WaveState.CANCELLED, started_at=F("planned_at"), finished_at=F("planned_at")
        )
        answer(edition, json.loads(ANSWERS.read_text(encoding="utf-8")))
        name_sources(edition)
    return edition


def name_sources(edition: Edition) -> None:
    """Two of the three places of the open link; the third shows what a tag without a name looks like."""
    for tag, name, day in NEWSLETTERS:
        open_links.add(edition, name=name, tag=tag, placed_by="Anna Bakker", placed_on=day, by=None)


def make_open_edition(survey: Survey) -> Edition:
    """This year's, open since yesterday, with some contacts and the invitation planned for tomorrow."""
    today = timezone.localdate()
    edition = create_edition(survey, today.year)
    if edition.invitations.exists():
        return edition
    edition.opens_at = at(today - timedelta(days=1), time.min)
    edition.closes_at = at(today + OPEN_FOR, time(23, 59, 59))
    edition.phone_from, edition.phone_until = today, today + CALLED_FOR
    edition.save()
    invite(edition, list(edition.gemeenten)[:: 342 // CONTACTS_NOW][:CONTACTS_NOW])
    for number, wave in enumerate(waves.propose_waves(edition)):
        wave.planned_at = at(today + timedelta(days=1 + 14 * number), time(9))
        wave.proposal = ""
        wave.save()
    return edition


def invite(edition: Edition, gemeenten: list[Gemeente]) -> None:
    people = [made_up(gemeente) for gemeente in gemeenten]
    Respondent.objects.bulk_create(people, ignore_conflicts=True)
    addresses = [person.normalized_email for person in people]
    respondents = Respondent.objects.filter(normalized_email__in=addresses, gemeente__in=gemeenten)
    invitations = Invitation.objects.bulk_create(
        Invitation(edition=edition, respondent=respondent) for respondent in respondents
    )
    access.key_invitations(invitations)


def made_up(gemeente: Gemeente) -> Respondent:
    """Always the same person for a gemeente, at an address and a number that cannot exist."""
    number = int(gemeente.code.removeprefix("GM"))
    name = f"{FIRST_NAMES[number % len(FIRST_NAMES)]} {LAST_NAMES[number % len(LAST_NAMES)]}"
    email = f"{slugify(name).replace('-', '.')}@{slugify(gemeente.sort_key)}.example"
    return Respondent(
        name=name,
        email=email,
        normalized_email=email,
        phone=f"000 000 {number:04}",
        gemeente=gemeente,
        source=SOURCE,
        sourced_on=date(YEAR, 5, 1),
    )


def answer(edition: Edition, entries: list[Mapping[str, Any]]) -> None:
    """Opens the edition for as long as the answers take to come in, then puts the clock back."""
    closes_at = edition.closes_at
    Edition.objects.filter(pk=edition.pk).update(closes_at=timezone.now() + timedelta(days=1))
    edition.refresh_from_db()
    for entry in entries:
        response = fill_in(begin(edition, entry), entry["pages"])
        put_back_the_clock(response, datetime.fromisoformat(entry["sent_at"]).replace(tzinfo=AMSTERDAM))
    edition.closes_at = closes_at
    edition.save(update_fields=["closes_at"])


def begin(edition: Edition, entry: Mapping[str, Any]) -> Response:
    gemeente = Gemeente.objects.get(code=entry["gemeente"])
    if entry["channel"] == Channel.OPEN:
        return visits.begin_open(edition, gemeente_id=gemeente.pk, source=entry["source"])[0]
    invitation = Invitation.objects.get(edition=edition, respondent__gemeente=gemeente)
    return visits.begin(Visit(edition, gemeente.pk, None, invitation))


def fill_in(response: Response, pages: Mapping[str, Mapping[str, Any]]) -> Response:
    questionnaire = answering.questionnaire_of(response)
    for slug, fields in pages.items():
        page = questionnaire.page_by_slug[slug]
        answering.save_page(response, page, MultiValueDict(dict(posted(fields))), uuid.uuid4())
    return answering.submit(response)


def posted(fields: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for name, value in fields.items():
        yield name, value if isinstance(value, list) else [value]


def put_back_the_clock(response: Response, sent_at: datetime) -> None:
    """Also what was remarkable about how it came in: a program is quicker than any person."""
    times = {"started_at": sent_at - MINUTES, "saved_at": sent_at, "completed_at": sent_at}
    Response.objects.filter(pk=response.pk).update(**times, flags=[])
    Save.objects.filter(response=response).update(saved_at=sent_at)
