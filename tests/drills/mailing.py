"""What the drills of the mail share: many people at once, a mail server to judge by, and the time that passes."""

from collections import Counter
from collections.abc import Iterable

from django.apps import apps
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from respondents.domain import access
from respondents.enums import LetterState
from respondents.models import Invitation, Letter, Pace, Respondent
from surveys.models import Edition
from tests.factories.respondents import RespondentFactory
from tests.factories.surveys import GemeenteFactory


def invite(edition: Edition, count: int) -> list[Invitation]:
    """So many people of one gemeente, in a few statements."""
    gemeente = GemeenteFactory()
    people = Respondent.objects.bulk_create(RespondentFactory.build(gemeente=gemeente) for _ in range(count))
    invitations = Invitation.objects.bulk_create(
        Invitation(edition=edition, respondent=respondent) for respondent in people
    )
    access.key_invitations(invitations)
    return invitations


def send_to(port: int, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "respondents.transports.smtp.StagedEmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5


def in_state(*states: LetterState) -> set[str]:
    """The addresses of those letters."""
    return set(Letter.objects.filter(state__in=states).values_list("normalized_email", flat=True))


def doubled(recipients: Iterable[str]) -> list[str]:
    return [address for address, count in Counter(recipients).items() if count > 1]


def pass_a_pause() -> None:
    """What was put off, or was in the hands of a worker that died, may leave now; who asked for rest had it."""
    waiting = Letter.objects.filter(state=LetterState.QUEUED)
    waiting.update(not_before=None, leased_until=timezone.now())
    Pace.objects.update(full_at=timezone.now())


def forget_everybody() -> None:
    """So that a sequence knows nothing of the one before; much faster than emptying the whole database.

    No table of another app points to people, so nothing that stays misses them.
    """
    tables = [model._meta.db_table for model in apps.get_app_config("respondents").get_models()]
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"DELETE FROM {table}" for table in tables))  # noqa: S608 - names of our own
