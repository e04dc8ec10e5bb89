"""The results of an edition go public, and back, by an act of the project team."""

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from surveys.domain import audit
from surveys.domain.published import choose_breakdowns
from surveys.enums import AuditVerb
from surveys.exceptions import ResultsRefused
from surveys.models import Edition

# Among fewer people each can be found in a total.
FEWEST = 10


def check(edition: Edition) -> None:
    """Raises ResultsRefused if the results cannot go public."""
    if edition.closes_at > timezone.now():
        raise ResultsRefused(
            "De vragenlijst is nog open. Maak de resultaten openbaar na de sluiting: zolang er antwoorden bij komen, "
            "is aan het verschil te zien wat iemand heeft geantwoord."
        )
    persons = edition.responses.that_count().count()
    if persons < FEWEST:
        raise ResultsRefused(
            f"Er zijn {persons} verzonden vragenlijsten. Met minder dan {FEWEST} zijn mensen te herkennen."
        )


@transaction.atomic
def release(edition: Edition, *, by: audit.Actor) -> bool:
    """From now on anybody can see them; False if they were public already. Raises ResultsRefused.

    The first release fixes by which breakdowns. Taken back and released again they stay: what was public once may
    have been kept, and beside another level it would give away what each of the two hides.
    """
    check(edition)
    chosen = Value(choose_breakdowns(edition), output_field=Edition._meta.get_field("published_breakdowns"))
    waiting = Edition.objects.filter(pk=edition.pk, results_released_at=None)
    released = bool(
        waiting.update(
            results_released_at=timezone.now(),
            published_breakdowns=Coalesce("published_breakdowns", chosen),
        )
    )
    if released:
        audit.record(AuditVerb.RELEASED_RESULTS, edition, by=by)
    return released


@transaction.atomic
def withdraw(edition: Edition, *, by: audit.Actor) -> bool:
    """Undoes `release`, but for its breakdowns; False if there is nothing to undo. Who saved a page keeps it."""
    public = Edition.objects.filter(pk=edition.pk, results_released_at__isnull=False)
    withdrawn = bool(public.update(results_released_at=None))
    if withdrawn:
        audit.record(AuditVerb.WITHDREW_RESULTS, edition, by=by)
    return withdrawn
