"""What stands still until a person looks: on every page of the team, and once by mail.

A notice is no letter: the door of letters asks whether a respondent may still be written to, and its queue is what a
notice tells of. So a notice leaves beside it, and its own row says whether it was mailed. Whoever lives sends it: the
worker after each round, so a mail about the worker itself never comes. For that one there are the pages, and
`/healthz/rounds` for a monitor outside.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from respondents import emails
from respondents.domain import heartbeats, waves
from respondents.enums import NoticeKind
from respondents.models import Notice

log = structlog.get_logger("respondents.notices")

SOON = timedelta(hours=1)
MOST_ATTEMPTS = 5

# One statement for every page of staff: what stands still, with the wave where there is one, a count and a time.
STANDING = """
SELECT 'brake' AS kind, wave.id, 1 AS number, wave.planned_at, wave.kind AS what, edition.title, wave.brake
FROM respondents_wave wave JOIN surveys_edition edition ON edition.id = wave.edition_id
WHERE wave.state = 'paused' AND wave.brake <> ''
UNION ALL
SELECT 'unreleased', wave.id, 1, wave.planned_at, wave.kind, edition.title, ''
FROM respondents_wave wave JOIN surveys_edition edition ON edition.id = wave.edition_id
WHERE wave.state = 'concept' AND wave.planned_at <= %(soon)s AND edition.closes_at > %(now)s
UNION ALL
SELECT 'held', wave.id, 1, wave.planned_at, wave.kind, edition.title, ''
FROM respondents_wave wave JOIN surveys_edition edition ON edition.id = wave.edition_id
WHERE wave.state = 'released' AND wave.planned_at < %(late)s
UNION ALL
SELECT 'doubt', 0, count(*), min(settled_at), '', '', '' FROM respondents_letter WHERE state = 'in_doubt'
HAVING count(*) > 0
UNION ALL
SELECT 'decline', 0, count(*), min(made_at), '', '', '' FROM respondents_decline WHERE state = 'proposed'
HAVING count(*) > 0
UNION ALL
SELECT 'glass', 0, count(*), max(ends_at), '', '', '' FROM respondents_breakglass WHERE ends_at > %(now)s
HAVING count(*) > 0
UNION ALL
SELECT expected.name, 0, 1, beat.at, '', '', '' FROM (VALUES ('worker'), ('beat')) AS expected (name)
LEFT JOIN respondents_heartbeat beat ON beat.name = expected.name
WHERE beat.at IS NULL OR beat.at <= %(silent)s
"""

WAVES = {"invitation": "De uitnodiging", "reminder": "De herinnering"}
SENTENCES = {
    NoticeKind.BRAKE: "{wave} is vanzelf gestopt: {brake} Kijk wat er is en druk dan op Hervatten.",
    NoticeKind.UNRELEASED: "{wave} is nog niet vrijgegeven. Zonder vrijgave vertrekt er niets.",
    NoticeKind.HELD: "{wave} is meer dan twee uur te laat en wacht. Kies een nieuw moment, of annuleer.",
    NoticeKind.DOUBT: "Brieven in twijfel: {number}. Kijk in het logboek van de mailserver of ze zijn verstuurd.",
    NoticeKind.DECLINE: "Gemeld dat een gemeente niet meedoet: {number}. Beoordeel dat; tot dan gaat de mail door.",
    NoticeKind.WORKER: "De verzender van mail staat stil sinds {at}. Er vertrekt nu geen mail. Waarschuw de beheerder.",
    NoticeKind.GLASS: "Antwoorden van een respondent worden ingezien, met naam: {number} keer, tot uiterlijk {at}.",
    NoticeKind.BEAT: "De klok staat stil sinds {at}. Geplande mail vertrekt nu niet vanzelf. Waarschuw de beheerder.",
}


@dataclass(frozen=True)
class Standing:
    """One thing that stands still now, with the sentence that says what to do; `wave` is 0 where there is none."""

    kind: NoticeKind
    wave: int
    sentence: str


def standing(*, at: datetime | None = None) -> list[Standing]:
    """Everything that waits for a person, in one statement."""
    now = at or timezone.now()
    values = {
        "now": now,
        "soon": now + SOON,
        "late": now - waves.LONGEST_DELAY,
        "silent": now - heartbeats.LONGEST_SILENCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(STANDING, values)
        return [_standing(*row) for row in cursor.fetchall()]


def _standing(
    kind: str, wave: int, number: int, at: datetime | None, what: str, title: str, brake: str
) -> Standing:
    moment = date_format(timezone.localtime(at), "j F H:i") if at else "het begin"
    words = {
        "wave": f"{WAVES.get(what, '')} van {moment} ({title})",
        "brake": brake if brake.endswith(".") else f"{brake}.",
        "number": number,
        "at": moment,
    }
    return Standing(NoticeKind(kind), wave, SENTENCES[NoticeKind(kind)].format_map(words))


def look() -> int:
    """Notes what began and what is over since the last look, and mails what was not mailed yet; gives how many."""
    now = standing()
    _end(now)
    Notice.objects.bulk_create(
        [Notice(kind=one.kind, wave_id=one.wave) for one in now], ignore_conflicts=True
    )
    return sum(_mail(one) for one in now)


def _end(now: Iterable[Standing]) -> None:
    """What is over makes way, so that it is mailed anew when it comes back."""
    still = Q(pk__in=[])
    for one in now:
        still |= Q(kind=one.kind, wave_id=one.wave)
    Notice.objects.filter(ended_at=None).exclude(still).update(ended_at=timezone.now())


def _mail(one: Standing) -> bool:
    """Whether this call mailed it to the team; what failed is tried again with the next look, a few times."""
    team = addresses()
    open_notice = Notice.objects.filter(kind=one.kind, wave_id=one.wave, ended_at=None)
    if not team or not _claim(open_notice):
        return False
    try:
        for address in team:
            emails.notice(address, one.kind.label, one.sentence).send()
    except OSError:  # Of the network, and every error of smtplib.
        log.warning("a notice could not be mailed", state=one.kind)
        open_notice.update(mailed_at=None)
        return False
    return True


def _claim(notice: Any) -> bool:
    """Before the wire, so that two workers never mail the same."""
    with transaction.atomic():
        waiting = notice.select_for_update().filter(mailed_at=None, attempts__lt=MOST_ATTEMPTS).first()
        if waiting is None:
            return False
        waiting.mailed_at, waiting.attempts = timezone.now(), waiting.attempts + 1
        waiting.save(update_fields=["mailed_at", "attempts"])
        return True


def addresses() -> list[str]:
    """Of everybody who may release a wave and has an address."""
    team = User.objects.with_perm("respondents.release_wave", include_superusers=False)
    return sorted(team.exclude(email="").values_list("email", flat=True))
