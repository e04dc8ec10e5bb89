"""A test response beside a real one: nothing that counts, sends or compares sees it."""

from typing import Any

import pytest

from respondents.domain import delivery, joining, link_requests, previews, selection, visits
from respondents.enums import LetterKind, LetterState, WaveKind
from respondents.models import Invitation, Wave
from surveys.domain import doubles, tabulation, version_change
from surveys.domain.figures import figures
from surveys.domain.response_rates import response_table
from surveys.enums import AuditVerb, Channel, Population
from surveys.exports import FORMATS, file_of
from surveys.models import AuditEntry, Edition, Gemeente, Questionnaire, Response
from tests.factories.respondents import InvitationFactory, LetterFactory, StaffFactory, WaveFactory
from tests.factories.surveys import (
    EditionFactory,
    GemeenteFactory,
    QuestionnaireFactory,
    ResponseFactory,
    SurveyFactory,
)
from tests.smtp import Sink
from tests.staff import client_of

pytestmark = pytest.mark.django_db

WORDS = "Inwoners denken vanaf het begin mee over het plan, en beslissen aan het eind ook echt mee"
ANSWERS = {"functie": "adviseur", "budget": "nee", "cijfer": 8, "definitie": WORDS}


@pytest.fixture
def edition(questionnaire: Questionnaire) -> Edition:
    return EditionFactory(questionnaire=questionnaire, answered_gemeente_stops_reminders=True)


@pytest.fixture
def reminder(edition: Edition) -> Wave:
    """Of an invitation that somebody got and did not answer."""
    invited = InvitationFactory(edition=edition)
    sent = WaveFactory(edition=edition)
    LetterFactory(wave=sent, invitation=invited, state=LetterState.ACCEPTED, settled_at=sent.planned_at)
    return WaveFactory(edition=edition, kind=WaveKind.REMINDER)


def gemeente_of(wave: Wave) -> Gemeente | None:
    return Invitation.objects.get(edition=wave.edition).respondent.gemeente


def what_is_said(edition: Edition, reminder: Wave) -> dict[str, Any]:
    """All that the rows of responses are counted, compared, exported or decided by."""
    edition = Edition.objects.get(pk=edition.pk)
    fieldwork = client_of("projectteam").get(f"/beheer/veldwerk/{edition.slug}/").context
    return {
        "response table": response_table(edition),
        "figures": figures(tabulation.tabulate(edition).questions),
        "export": b"".join(file_of(edition, FORMATS["csv"], labels=False).chunks),
        "doubles": doubles.suspected(edition),
        "fieldwork": fieldwork["found"],
        "reminder": selection.preview(reminder),
        "change": version_change.change_to(edition, edition.questionnaire),
        "colleague": Invitation.objects.with_colleague_answered().get(edition=edition).colleague_answered,
    }


def test_nothing_that_counts_sees_a_test_response(edition: Edition, reminder: Wave) -> None:
    ResponseFactory(edition=edition, completed=True, answers=ANSWERS)
    before = what_is_said(edition, reminder)

    same = {"edition": edition, "gemeente": gemeente_of(reminder), "answers": ANSWERS, "is_test": True}
    ResponseFactory(**same, completed=True)
    ResponseFactory(**same)

    assert what_is_said(edition, reminder) == before
    # Were they real, each of these would say something else.
    Response.objects.update(is_test=False)
    real = what_is_said(edition, reminder)
    assert [name for name in before if real[name] == before[name]] == []


def test_a_test_response_is_joined_to_no_invitation(edition: Edition, reminder: Wave) -> None:
    invitation = Invitation.objects.get()
    background = {"edition": edition, "gemeente": gemeente_of(reminder), "channel": Channel.OPEN}
    test = ResponseFactory(**background, completed=True, is_test=True)
    real = ResponseFactory(**background, completed=True)

    joining.join(test, invitation.respondent.email)
    assert Invitation.objects.get().joined_response is None
    joining.join(real, invitation.respondent.email)
    assert Invitation.objects.get().joined_response == real


def test_the_link_of_a_preview_can_be_mailed_after_the_close_too(
    questionnaire: Questionnaire, smtp: Sink
) -> None:
    closed = EditionFactory(questionnaire=questionnaire, closed=True)
    test = ResponseFactory(edition=closed, channel=Channel.OPEN, is_test=True)
    late = ResponseFactory(edition=closed, channel=Channel.OPEN)

    link_requests.mail_typed(test, "team@bureau.example")
    link_requests.mail_typed(late, "sanne@thuis.example")
    delivery.run()

    assert smtp.recipients == ["team@bureau.example"]


def test_a_preview_is_a_test_response_with_a_link_of_its_own(edition: Edition) -> None:
    assert edition.questionnaire is not None
    staff = StaffFactory()

    tokens = [previews.start_preview(edition, edition.questionnaire, by=staff) for _ in range(2)]

    opened = [visits.find_visit(token) for token in tokens]
    found = [visit.response for visit in opened if visit is not None and visit.response is not None]
    assert set(found) == set(Response.objects.all())
    assert {(test.is_test, test.channel, test.gemeente) for test in found} == {(True, Channel.OPEN, None)}
    added = AuditEntry.objects.filter(verb=AuditVerb.ADDED).values_list("actor", "target")
    assert set(added) == {(staff.pk, f"response:{test.pk}") for test in found}


def test_a_questionnaire_is_tried_in_the_newest_edition_of_its_people() -> None:
    EditionFactory(closed=True)
    newest = EditionFactory()
    EditionFactory(upcoming=True, survey=SurveyFactory(slug="panel", population=Population.PANEL))

    found = [previews.edition_for(QuestionnaireFactory(population=people)) for people in Population.values]
    assert found[0] == newest
    assert found[1] is None


def test_nobody_is_thanked_for_a_test_response(edition: Edition) -> None:
    assert edition.questionnaire is not None
    edition.sends_thanks = True
    edition.save()
    ResponseFactory(edition=edition, completed=True, is_test=True, gemeente=GemeenteFactory())

    delivery.run()

    assert not Wave.objects.filter(letters__kind=LetterKind.THANKS).exists()
