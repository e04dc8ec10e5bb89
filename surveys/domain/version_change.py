"""Another version of the questionnaire for an edition: what differs, for whose answers, and giving it.

Who is under way finishes on the version that they began on; only new responses begin on the other one.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from surveys.domain import audit, versions
from surveys.domain.questionnaires import definition_of
from surveys.enums import AuditVerb
from surveys.exceptions import ChangeUnconfirmed, QuestionnaireUnfit
from surveys.models import Edition, Questionnaire
from surveys.models.survey import EditionQuerySet


@dataclass(frozen=True)
class Change:
    """What another questionnaire would mean for an edition: the differences beyond words, and whose answers."""

    differences: list[str]
    under_way: int
    sent: int

    @property
    def has_answers(self) -> bool:
        return self.under_way + self.sent > 0

    @property
    def needs_confirmation(self) -> bool:
        return self.has_answers and bool(self.differences)


def version_before(questionnaire: Questionnaire) -> Questionnaire | None:
    earlier = Questionnaire.objects.filter(code=questionnaire.code, version__lt=questionnaire.version)
    return earlier.order_by("version").last()


def editions_for(questionnaire: Questionnaire) -> EditionQuerySet:
    """Those that have this version, and those among its people that can still get it."""
    has_it, can_get_it = Q(questionnaire=questionnaire), Q(survey__population=questionnaire.population)
    return Edition.objects.filter(has_it | can_get_it & Q(closes_at__gt=timezone.now()))


def differences(old: Questionnaire, new: Questionnaire) -> list[str]:
    """What is more than words; raises pydantic's ValidationError while a concept is not whole yet."""
    return versions.differences(definition_of(old), definition_of(new))


def change_to(edition: Edition, to: Questionnaire | None) -> Change:
    """What giving the edition this questionnaire would mean; changes nothing.

    Raises QuestionnaireUnfit if the edition cannot have it.
    """
    sent = edition.responses.that_count().count()
    change = Change([], versions.under_way(edition), sent)
    if to is None:
        if change.has_answers:
            raise QuestionnaireUnfit("Er zijn al antwoorden in deze editie. Kies daarom een vragenlijst.")
        return change
    _check_fit(edition, to)
    if edition.questionnaire is None or edition.questionnaire == to:
        return change
    return Change(differences(edition.questionnaire, to), change.under_way, change.sent)


def _check_fit(edition: Edition, to: Questionnaire) -> None:
    if to.population != edition.survey.population:
        raise QuestionnaireUnfit(
            f"{to} is voor {to.get_population_display().lower()}, deze editie is voor "
            f"{edition.survey.get_population_display().lower()}. Kies een vragenlijst voor die doelgroep."
        )
    if not to.is_published:
        raise QuestionnaireUnfit(f"{to} is nog een concept. Publiceer deze versie eerst.")


@transaction.atomic
def change_questionnaire(
    edition: Edition, to: Questionnaire | None, *, confirmed: bool, by: audit.Actor
) -> Change:
    """Gives the edition another questionnaire; the one that it has already changes nothing.

    Raises QuestionnaireUnfit as `change_to` does, and ChangeUnconfirmed if more than words differ for answers that
    are under way or sent and nobody has said to know that.
    """
    related = Edition.objects.select_related("questionnaire", "survey")
    stored = related.select_for_update(of=("self",)).get(pk=edition.pk)
    change = change_to(stored, to)
    if change.needs_confirmation and not confirmed:
        raise ChangeUnconfirmed(change.differences)
    if stored.questionnaire != to:
        Edition.objects.filter(pk=edition.pk).update(questionnaire=to)
        edition.questionnaire = to
        reason = f"{stored.questionnaire or 'geen'} → {to or 'geen'}"
        audit.record(AuditVerb.CHANGED_QUESTIONNAIRE, edition, by=by, count=change.under_way, reason=reason)
    return change
