"""The disposition of every person and every gemeente of an edition, in as many queries for 8,000 persons as for one."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from respondents.domain.dispositions import Facts, disposition_of, disposition_of_gemeente
from respondents.enums import CallOutcome, CaseState, DeclineState, Disposition
from respondents.models import CallAttempt, Case, Decline, Invitation
from surveys.domain import partials
from surveys.domain.closing import grace_ends_at
from surveys.models import Edition

# Nobody is away longer than this: an absence further on was noted in a later edition.
LONGEST_ABSENCE = timedelta(days=180)

# What the rows say of each person, under the names of Facts. What happened after the edition says nothing about it.
# Right after a large import PostgreSQL believes the tables to be small, and would go through them once for each person.
FACTS = """
SET LOCAL enable_nestloop = off;
WITH invited AS (
    SELECT i.id, i.response_id, i.joined_response_id, i.handed_over_to_id, i.merged_into_id,
        r.id AS respondent_id,
        r.gemeente_id, r.normalized_email, r.opted_out_at, r.left_on, r.absent_until
    FROM respondents_invitation i JOIN respondents_respondent r ON r.id = i.respondent_id
    WHERE i.edition_id = %(edition)s
), came_back AS (
    SELECT e.letter_id, bool_or(e.kind = 'bounced') AS bounced
    FROM respondents_letterevent e
    JOIN respondents_letter l ON l.id = e.letter_id JOIN invited ON invited.id = l.invitation_id
    WHERE e.kind IN ('bounced', 'refused')
    GROUP BY e.letter_id
), letter AS (
    SELECT invited.id, l.normalized_email = invited.normalized_email AS is_to_present,
        l.state IN ('accepted', 'in_doubt') AS was_mailed,
        l.state IN ('accepted', 'in_doubt') AND came_back.letter_id IS NULL AS has_arrived,
        l.state = 'failed' OR came_back.letter_id IS NOT NULL AS came_back,
        coalesce(came_back.bounced, false) AS bounced,
        l.skip_reason = 'same_address' AS shares_address
    FROM invited JOIN respondents_letter l ON l.invitation_id = invited.id
    LEFT JOIN came_back ON came_back.letter_id = l.id
), mail AS (
    SELECT id, bool_or(was_mailed) AS was_mailed, bool_or(shares_address) AS shares_address,
        bool_or(has_arrived AND is_to_present) AS has_arrived,
        bool_or(came_back AND is_to_present) AS came_back,
        bool_or(bounced AND is_to_present) AS bounced,
        bool_or(came_back AND NOT is_to_present) AS came_back_before
    FROM letter GROUP BY id
), answer AS (
    SELECT invited.id, bool_or(is_sent AND NOT a.is_double) AS has_sent,
        bool_or(is_sent) AND NOT bool_or(is_sent AND NOT a.is_double) AS has_sent_doubles_only,
        bool_or(a.is_late) AS has_sent_late, bool_or(NOT is_sent) AS has_begun,
        array_agg(a.id) FILTER (WHERE NOT is_sent) AS drafts
    FROM (
        SELECT id, response_id AS answer_id FROM invited UNION ALL SELECT id, joined_response_id FROM invited
    ) AS invited JOIN surveys_response a ON a.id = invited.answer_id,
        LATERAL (SELECT a.completed_at IS NOT NULL AND NOT a.is_late AS is_sent) AS sent
    WHERE NOT a.is_test
    GROUP BY invited.id
)
SELECT invited.id, invited.gemeente_id, coalesce(answer.drafts, '{}') AS drafts,
    invited.merged_into_id IS NOT NULL AS is_merged, coalesce(answer.has_sent, false) AS has_sent,
    coalesce(answer.has_sent_doubles_only, false) AS has_sent_doubles_only,
    invited.handed_over_to_id IS NOT NULL AS has_passed_on,
    coalesce(answer.has_sent_late, false) AS has_sent_late,
    coalesce(answer.has_begun, false) AS has_begun,
    coalesce(invited.opted_out_at <= %(ended_at)s, false) OR EXISTS (
        SELECT FROM respondents_callattempt call JOIN respondents_case c ON c.id = call.case_id
        WHERE call.respondent_id = invited.respondent_id AND c.edition_id = %(edition)s
        AND call.outcome = 'refused' AND call.undone_at IS NULL
    ) AS has_refused,
    coalesce(invited.left_on <= %(closes_on)s, false) AS has_left,
    coalesce(mail.shares_address AND NOT mail.was_mailed, false) AS shares_address,
    coalesce(invited.absent_until BETWEEN %(closes_on)s AND %(absent_at_most)s, false) AS is_absent,
    coalesce(mail.bounced OR mail.came_back AND NOT mail.has_arrived, false) AS is_undelivered,
    coalesce(mail.came_back_before AND NOT mail.has_arrived, false) AS has_new_address,
    coalesce(mail.was_mailed, false) AS was_mailed
FROM invited
LEFT JOIN mail ON mail.id = invited.id
LEFT JOIN answer ON answer.id = invited.id
LEFT JOIN surveys_gemeente g ON g.id = invited.gemeente_id
ORDER BY g.sort_key, invited.id
"""


@dataclass(frozen=True)
class Outcomes:
    """`persons` by invitation, `gemeenten` by gemeente, both in the order of a list.

    `outside` are the sent answers of who was not invited.
    """

    persons: dict[int, Disposition]
    gemeenten: dict[int, Disposition]
    outside: int


@dataclass(frozen=True)
class Refusals:
    """The gemeenten that take no part, and those where somebody refused for others on the telephone."""

    gemeenten: frozenset[int]
    for_others: frozenset[int]


def outcomes(edition: Edition) -> Outcomes:
    """As it is now; before the close nothing of it is final."""
    refusals, parts = _refusals(edition), partials.partials(edition)
    persons: dict[int, Disposition] = {}
    found: dict[int | None, set[Disposition]] = defaultdict(set)
    for pk, gemeente, facts in _facts(edition, refusals, parts):
        persons[pk] = disposition_of(facts)
        found[gemeente].add(persons[pk])
    for gemeente, disposition in _of_no_person(edition, refusals, parts):
        found[gemeente].add(disposition)
    gemeenten = edition.gemeenten.values_list("pk", flat=True)
    return Outcomes(
        persons=persons,
        gemeenten={gemeente: disposition_of_gemeente(found[gemeente]) for gemeente in gemeenten},
        outside=_outside(edition),
    )


def _facts(
    edition: Edition, refusals: Refusals, parts: dict[int, int | None]
) -> Iterator[tuple[int, int | None, Facts]]:
    refused_for = refusals.gemeenten | refusals.for_others
    with connection.cursor() as cursor:
        cursor.execute(FACTS, _moments(edition))
        cursor.nextset()
        names = [column.name for column in cursor.description][3:]
        for pk, gemeente, drafts, *values in cursor.fetchall():
            yield (
                pk,
                gemeente,
                replace(
                    Facts(**dict(zip(names, values, strict=True))),
                    has_partial=not parts.keys().isdisjoint(drafts),
                    is_refused_for=gemeente in refused_for,
                ),
            )


def _moments(edition: Edition) -> dict[str, Any]:
    closes_on = timezone.localdate(edition.closes_at)
    return {
        "edition": edition.pk,
        "ended_at": grace_ends_at(edition),
        "closes_on": closes_on,
        "absent_at_most": closes_on + LONGEST_ABSENCE,
    }


def _refusals(edition: Edition) -> Refusals:
    declined = Decline.objects.filter(edition=edition, state=DeclineState.DECLINED).order_by()
    refused = Case.objects.filter(edition=edition, state=CaseState.REFUSED).order_by()
    of_nobody = (
        CallAttempt.objects.standing()
        .filter(case__edition=edition, outcome=CallOutcome.REFUSED, respondent=None)
        .order_by()
    )
    return Refusals(
        frozenset(
            gemeente
            for (gemeente,) in declined.values_list("gemeente").union(refused.values_list("gemeente"))
        ),
        frozenset(of_nobody.values_list("case__gemeente", flat=True)),
    )


def _of_no_person(
    edition: Edition, refusals: Refusals, parts: dict[int, int | None]
) -> Iterator[tuple[int | None, Disposition]]:
    """What a gemeente has by itself, by whatever way an answer came in.

    Somebody unknown who broke off on the open link does not speak for the gemeente.
    """
    sent = edition.responses.that_count().order_by()
    answered = sent.values_list("gemeente", flat=True).distinct()
    yield from ((gemeente, Disposition.COMPLETE) for gemeente in answered)
    yield from ((gemeente, Disposition.PARTIAL) for gemeente in parts.values())
    yield from ((gemeente, Disposition.GEMEENTE_REFUSED) for gemeente in refusals.gemeenten)
    yield from ((gemeente, Disposition.OTHER_REFUSED) for gemeente in refusals.for_others)


def _outside(edition: Edition) -> int:
    of_invited = Invitation.objects.filter(Q(response=OuterRef("pk")) | Q(joined_response=OuterRef("pk")))
    sent = edition.responses.that_count()
    return sent.exclude(Exists(of_invited)).count()
