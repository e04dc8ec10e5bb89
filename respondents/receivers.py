"""What Anymail makes of a webhook, in our words. Opening and clicking are not measured, and not heard either."""

import hashlib
import json
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.dispatch import receiver
from django.utils import timezone

from respondents.domain import brakes, feedback
from respondents.domain.feedback import News
from respondents.enums import LetterEventKind

PLAIN = {
    EventType.QUEUED: LetterEventKind.TAKEN,
    EventType.SENT: LetterEventKind.TAKEN,
    EventType.DELIVERED: LetterEventKind.DELIVERED,
    EventType.DEFERRED: LetterEventKind.DELAYED,
    EventType.COMPLAINED: LetterEventKind.COMPLAINED,
    EventType.UNSUBSCRIBED: LetterEventKind.UNSUBSCRIBED,
    EventType.FAILED: LetterEventKind.REFUSED,
}
# A provider refuses by itself what it remembers of the address.
REMEMBERED = {
    RejectReason.INVALID: LetterEventKind.BOUNCED,
    RejectReason.BOUNCED: LetterEventKind.BOUNCED,
    RejectReason.SPAM: LetterEventKind.COMPLAINED,
    RejectReason.UNSUBSCRIBED: LetterEventKind.UNSUBSCRIBED,
}
# How Brevo, Postmark and Mailjet say that an address does not exist, where the receiver gave no code.
HARD = {("event", "hard_bounce"), ("event", "invalid_email"), ("Type", "HardBounce"), ("hard_bounce", True)}


@receiver(tracking)
def note(event: AnymailTrackingEvent, esp_name: str, **_: object) -> None:
    kind, status = _meaning(event)
    if kind is None:
        return
    feedback.take_in(
        News(
            event_id=f"{esp_name}:{event.event_id or _fingerprint(event.esp_event)}",
            kind=kind,
            at=event.timestamp or timezone.now(),
            reference=str(event.metadata.get("letter", "")) if isinstance(event.metadata, dict) else "",
            provider_id=event.message_id or "",
            status=status,
        )
    )


def _meaning(event: AnymailTrackingEvent) -> tuple[LetterEventKind | None, str]:
    if event.event_type == EventType.BOUNCED:
        return _of_bounce(event)
    if event.event_type == EventType.REJECTED:
        return _of_rejection(event)
    return PLAIN.get(event.event_type), ""


def _of_bounce(event: AnymailTrackingEvent) -> tuple[LetterEventKind, str]:
    """The code of the receiver decides; a provider calls also a refusal of our mail a hard bounce."""
    words = (event.mta_response, event.description, event.esp_event.get("error"))
    kind, status = feedback.meaning_of(" ".join(filter(None, words)))
    if kind is not None:
        return kind, status
    if event.reject_reason == RejectReason.BLOCKED:
        return LetterEventKind.REFUSED, f"{brakes.POLICY}0"
    return (LetterEventKind.BOUNCED if _is_hard(event) else LetterEventKind.DELAYED), status


def _of_rejection(event: AnymailTrackingEvent) -> tuple[LetterEventKind, str]:
    if event.reject_reason in REMEMBERED:
        return REMEMBERED[event.reject_reason], ""
    distrusts = event.reject_reason == RejectReason.BLOCKED
    return LetterEventKind.REFUSED, f"{brakes.POLICY}0" if distrusts else ""


def _is_hard(event: AnymailTrackingEvent) -> bool:
    if event.description and event.description.startswith("Permanent:"):
        return True  # In the words of Amazon.
    return any(event.esp_event.get(name) == value for name, value in HARD)


def _fingerprint(told: Any) -> str:
    """Of news without a number of its own: the same news has the same one."""
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
