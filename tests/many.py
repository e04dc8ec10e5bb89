"""Thousands of rows in a moment: PostgreSQL makes them itself."""

import json
from typing import Any

from django.db import connection

from respondents.models import Invitation, Letter, Respondent
from surveys.domain import table_sizes
from surveys.models import Edition, Response
from tests.factories.surveys import GemeenteFactory

PEOPLE = """
INSERT INTO respondents_respondent (name, email, normalized_email, phone, gemeente_id, functie, source)
SELECT 'Sanne', 'p' || n || '@g.example', 'p' || n || '@g.example', '', (%(gemeenten)s)[n %% %(many)s + 1], '', 'lijst'
FROM generate_series(1, %(count)s) n
"""
# Of each three persons one has no answer; of the others half have sent.
RESPONSES = """
INSERT INTO surveys_response (edition_id, questionnaire_id, gemeente_id, channel, source, answers, revision, receipt,
    completed_at, is_test, is_late)
SELECT %(edition)s, %(questionnaire)s, (%(gemeenten)s)[n %% %(many)s + 1], %(channel)s, %(source)s, %(answers)s, 1,
    lpad(n::text, 8, '0'), CASE WHEN n %% 2 = 0 THEN now() END, false, false
FROM generate_series(1, %(count)s) n WHERE n %% 3 > 0
"""
INVITATIONS = """
INSERT INTO respondents_invitation (edition_id, respondent_id, response_id, link_version)
SELECT %(edition)s, r.id, a.id, 1
FROM respondents_respondent r
LEFT JOIN surveys_response a ON 'p' || ltrim(a.receipt, '0') || '@g.example' = r.normalized_email
WHERE r.normalized_email LIKE 'p%%@g.example'
"""
LETTERS = """
INSERT INTO respondents_letter
    (kind, invitation_id, cause, normalized_email, state, skip_reason, failure, message_id, provider_id, attempts)
SELECT 'invitation', i.id, 'many:' || i.id, r.normalized_email, 'accepted', '', '', '', '', 1
FROM respondents_invitation i JOIN respondents_respondent r ON r.id = i.respondent_id
"""


def many_persons(edition: Edition, count: int, answers: dict[str, Any]) -> None:
    """In forty gemeenten at most, each person with a letter."""
    _run((PEOPLE, RESPONSES, INVITATIONS, LETTERS), edition, count, answers=answers)


def many_responses(edition: Edition, count: int, **values: Any) -> None:
    """Without persons; `channel` and `source` as given."""
    _run((RESPONSES,), edition, count, **values)


def _run(statements: tuple[str, ...], edition: Edition, count: int, **values: Any) -> None:
    gemeenten = [gemeente.pk for gemeente in GemeenteFactory.create_batch(min(count, 40))]
    values = {"channel": "personal", "source": "", "answers": {}} | values
    values |= {"answers": json.dumps(values["answers"]), "count": count, "edition": edition.pk}
    values |= {"gemeenten": gemeenten, "many": len(gemeenten), "questionnaire": edition.questionnaire_id}
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)
    table_sizes.look_again(Invitation, Letter, Respondent, Response)
