"""The project team looks at a questionnaire as a respondent: a test response, with a link that works at any time."""

from django.db import transaction

from respondents.domain import access
from surveys.domain import audit
from surveys.enums import AuditVerb, Channel
from surveys.models import Edition, Questionnaire, Response


@transaction.atomic
def start_preview(edition: Edition, questionnaire: Questionnaire, *, by: audit.Actor) -> str:
    """The token of a new test response to this version, which may be a concept, in the edition.

    It goes on as a response of the open link does, for nobody was invited; no gemeente bears its name.
    """
    response = Response.objects.create(
        edition=edition, questionnaire=questionnaire, channel=Channel.OPEN, is_test=True
    )
    token = access.derive_token(access.RESUME, response.pk)
    response.resume_digest = access.digest_of(token)
    response.save(update_fields=["resume_digest"])
    audit.record(AuditVerb.ADDED, response, by=by)
    return token


def edition_for(questionnaire: Questionnaire) -> Edition | None:
    """The newest edition among the people whom the questionnaire is for."""
    return Edition.objects.filter(survey__population=questionnaire.population).first()
