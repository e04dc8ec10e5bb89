"""What stops a wave by itself: too many bounces, refusals in a row, receivers that distrust us, or a closed door.

What was there before a person resumed it does not count again.
"""

from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import QuerySet

from respondents.domain.addresses import domain_of
from respondents.enums import LetterEventKind, LetterState, WaveState
from respondents.models import Letter, Wave
from surveys.domain import audit
from surveys.enums import AuditVerb

log = structlog.get_logger("respondents.brakes")

FIRST = 100
# Of those; more than so many bounces and the list of addresses is no good.
BOUNCES = 3
IN_A_ROW = 5
DOMAINS = 3
POLICY = "5.7."

AGAIN = "en hervat daarna."


def check(wave_id: int | None) -> bool:
    """Looks at a running wave after bad news; True if it stands still because of it."""
    wave = _running(wave_id)
    if wave is None:
        return False
    reason = _bounces(wave) or _distrust(wave) or _row_of_refusals(wave)
    return bool(reason) and pull(wave, reason)


def shut_out(wave_id: int | None, words: str) -> bool:
    """Nothing of ours is taken because of who we are, so there is no use in trying the next letter."""
    wave = _running(wave_id)
    text = f"De mailserver laat ons niet toe ({words[:60]}). Controleer de sleutel en het account {AGAIN}"
    return wave is not None and pull(wave, text)


@transaction.atomic
def pull(wave: Wave, reason: str) -> bool:
    """False if somebody paused, cancelled or resumed it since it was looked at."""
    as_seen = Wave.objects.filter(pk=wave.pk, state=WaveState.RUNNING, resumed_at=wave.resumed_at)
    braked = as_seen.update(state=WaveState.PAUSED, brake=reason[:200])
    if braked:
        audit.record(AuditVerb.BRAKED_WAVE, wave, by=None, reason=reason[:200])
        log.error("a wave braked", wave=wave.pk)
    return bool(braked)


def _running(wave_id: int | None) -> Wave | None:
    """None for a letter without a wave, too."""
    return Wave.objects.filter(pk=wave_id or 0, state=WaveState.RUNNING).first()


def _since(wave: Wave) -> datetime | None:
    return wave.resumed_at or wave.started_at


def _left(wave: Wave) -> QuerySet[Letter]:
    """What left, or tried to, since a person said that it may."""
    letters = Letter.objects.filter(wave=wave, sending_since__isnull=False)
    since = _since(wave)
    return letters.filter(sending_since__gte=since) if since else letters


def _bounces(wave: Wave) -> str:
    first = list(_left(wave).order_by("sending_since", "pk").values_list("pk", flat=True)[:FIRST])
    bounced = Letter.objects.filter(pk__in=first, events__kind=LetterEventKind.BOUNCED).distinct().count()
    if bounced <= BOUNCES:
        return ""
    return f"{bounced} van de eerste {len(first)} adressen bestaan niet. Controleer de adressenlijst {AGAIN}"


def _distrust(wave: Wave) -> str:
    refused = _left(wave).filter(events__kind=LetterEventKind.REFUSED, events__status__startswith=POLICY)
    domains = sorted({domain_of(email) for email in refused.values_list("normalized_email", flat=True)})
    if len(domains) < DOMAINS:
        return ""
    named = ", ".join(domains[:DOMAINS])[:60]
    return (
        f"{len(domains)} ontvangers vertrouwen onze mail niet ({named}). "
        f"Controleer SPF, DKIM en DMARC van de afzender {AGAIN}"
    )


def _row_of_refusals(wave: Wave) -> str:
    """Refused or left without an answer; what a dead worker left in doubt has no reason, and says nothing."""
    settled = _left(wave).filter(state__in=[LetterState.ACCEPTED, LetterState.FAILED, LetterState.IN_DOUBT])
    last = list(settled.order_by("-settled_at", "-pk").values_list("state", "failure")[:IN_A_ROW])
    if len(last) < IN_A_ROW or any(state == LetterState.ACCEPTED or not failure for state, failure in last):
        return ""
    return f"{IN_A_ROW} brieven achter elkaar zijn geweigerd ({last[0][1][:80]}). Zoek de oorzaak {AGAIN}"
