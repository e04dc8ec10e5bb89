import re

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from respondents.domain import access, starts, visits
from respondents.domain.starts import Start
from respondents.exceptions import EditionNotReady
from respondents.models import Invitation
from surveys.enums import Channel
from surveys.models import Edition, Response
from tests.at_once import at_once
from tests.factories.respondents import InvitationFactory
from tests.factories.surveys import EditionFactory, GemeenteFactory


def token_of(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[1]


def test_a_token_has_27_signs_and_says_nothing() -> None:
    tokens = {access.derive_token(access.ANSWER, pk) for pk in range(200)}

    assert len(tokens) == 200
    assert all(re.fullmatch(r"[\w-]{27}", token) for token in tokens)


def test_a_token_is_of_one_purpose_one_version_and_one_key(settings: Settings) -> None:
    token = access.derive_token(access.ANSWER, 1)

    assert access.derive_token(access.ANSWER, 1) == token
    assert access.derive_token(access.OPT_OUT, 1) != token
    assert access.derive_token(access.ANSWER, 1, version=2) != token
    settings.LINK_KEY = "another-key-another-key-another-key-another"
    assert access.derive_token(access.ANSWER, 1) != token


@pytest.mark.django_db
def test_find_visit_finds_the_invitation_of_its_link(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    invitation = InvitationFactory()
    InvitationFactory()
    token = token_of(access.personal_link(invitation))

    with django_assert_num_queries(1):
        visit = visits.find_visit(token)

    assert visit == visits.Visit(invitation.edition, invitation.respondent.gemeente_id, None, invitation)


@pytest.mark.django_db
def test_find_visit_opens_nothing_by_the_link_to_opt_out() -> None:
    invitation = InvitationFactory()

    assert visits.find_visit(token_of(access.opt_out_link(invitation))) is None
    assert access.find_opt_out(token_of(access.personal_link(invitation))) is None
    assert access.find_opt_out(token_of(access.opt_out_link(invitation))) == invitation


@pytest.mark.django_db
def test_the_database_holds_no_token() -> None:
    invitation = InvitationFactory()
    token = token_of(access.personal_link(invitation))

    assert token not in str(Invitation.objects.values().get())


@pytest.mark.django_db
def test_begin_twice_gives_the_same_response(edition: Edition) -> None:
    invitation = InvitationFactory(edition=edition)
    visit = visits.Visit(edition, invitation.respondent.gemeente_id, None, invitation)

    first, second = visits.begin(visit), visits.begin(visit)

    assert first == second == Response.objects.get()
    assert (first.channel, first.gemeente) == (Channel.PERSONAL, invitation.respondent.gemeente)


def test_begin_in_two_tabs_at_once_makes_one_response(transactional_db: None, edition: Edition) -> None:
    invitation = InvitationFactory(edition=edition)
    visit = visits.Visit(edition, invitation.respondent.gemeente_id, None, invitation)

    begun = at_once([lambda: visits.begin(visit)] * 4)

    assert begun == [Response.objects.get()] * 4


@pytest.mark.django_db
def test_begin_open_gives_a_link_of_its_own(edition: Edition) -> None:
    gemeente = GemeenteFactory()

    response, token = visits.begin_open(edition, gemeente_id=gemeente.pk, source="nieuwsbrief")

    visit = visits.find_visit(token)
    assert visit == visits.Visit(edition, gemeente.pk, response, None)
    assert (response.channel, response.source) == (Channel.OPEN, "nieuwsbrief")


@pytest.mark.django_db
def test_begin_needs_a_questionnaire() -> None:
    edition = EditionFactory(questionnaire=None)
    invitation = InvitationFactory(edition=edition)

    with pytest.raises(EditionNotReady):
        visits.begin(visits.Visit(edition, None, None, invitation))


def started(edition: Edition, **changes: object) -> str:
    """The token of somebody who has chosen a gemeente on the open link and answered nothing yet."""
    known = {"edition_id": edition.pk, "gemeente_id": None, "source": "", "key": starts.new_key()}
    return starts.token_of(Start(**{**known, "at": starts.now() - 60, **changes}))  # type: ignore[arg-type]


@pytest.mark.django_db
def test_find_visit_of_a_start_has_no_response_yet(
    edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    gemeente = GemeenteFactory()
    token = started(edition, gemeente_id=gemeente.pk)

    with django_assert_num_queries(2):
        visit = visits.find_visit(token)

    assert visit == visits.Visit(edition, gemeente.pk, None, None, starts.read(token))


@pytest.mark.django_db
def test_find_visit_of_a_start_that_was_forged_asks_nothing_of_the_database(
    edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert visits.find_visit(f"{started(edition)}x") is None
    assert visits.find_visit(started(edition, edition_id=0)) is None


@pytest.mark.django_db
def test_begin_makes_the_response_of_a_start_once(edition: Edition) -> None:
    gemeente = GemeenteFactory()
    token = started(edition, gemeente_id=gemeente.pk, source="linkedin", flags=("honeypot",))
    visit = visits.find_visit(token)
    assert visit is not None

    first, second = visits.begin(visit), visits.begin(visit)

    found = visits.find_visit(token)
    assert first == second == Response.objects.get()
    assert (first.gemeente, first.channel, first.source) == (gemeente, Channel.OPEN, "linkedin")
    assert first.flags == ["honeypot"]
    assert found is not None
    assert found.response == first


@pytest.mark.django_db
def test_two_starts_are_two_responses(edition: Edition) -> None:
    for token in (started(edition), started(edition)):
        visit = visits.find_visit(token)
        assert visit is not None
        visits.begin(visit)

    assert Response.objects.count() == 2


def test_begin_of_one_start_in_many_tabs_makes_one_response(transactional_db: None, edition: Edition) -> None:
    visit = visits.find_visit(started(edition))
    assert visit is not None

    begun = at_once([lambda: visits.begin(visit)] * 4)

    assert begun == [Response.objects.get()] * 4


@pytest.mark.django_db
def test_a_start_makes_way_for_the_link_of_its_response(edition: Edition) -> None:
    token = started(edition)
    visit = visits.find_visit(token)
    assert visit is not None
    response = visits.begin(visit)

    onward = access.onward_token(token, response)

    assert onward == token_of(access.resume_link(response))
    assert access.onward_token(onward, response) == onward
    assert visits.find_visit(onward) == visits.Visit(edition, None, response, None)
