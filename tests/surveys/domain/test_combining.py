import pytest

from surveys.domain import answering, combining, counting
from surveys.domain.tabulation import tabulate
from surveys.enums import AuditVerb
from surveys.exceptions import CleaningRefused
from surveys.models import AuditEntry, Edition, Response, Save
from tests import saving
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db

REASON = "zelfde persoon, bevestigd"


def sent(edition: Edition, *pages: tuple[str, saving.Boxes]) -> Response:
    response: Response = ResponseFactory(edition=edition)
    for slug, boxes in pages:
        saving.post(response, slug, boxes)
    response.refresh_from_db()
    answering.submit(response)
    response.refresh_from_db()
    return response


@pytest.fixture
def kept(edition: Edition) -> Response:
    """Left the budget open, and never came to the marks."""
    return sent(edition, ("keuzes", {"functie": "adviseur"}))


@pytest.fixture
def other(edition: Edition) -> Response:
    first = {"functie": "communicatie", "budget": "ja"}
    return sent(edition, ("keuzes", first), ("keuzes-2", {"bedrag": "5000"}), ("oordeel", {"cijfer": "7"}))


@pytest.fixture
def closed(edition: Edition, kept: Response, other: Response) -> Edition:
    """After both were sent."""
    Edition.objects.filter(pk=edition.pk).update(opens_at="2023-06-12T07:00Z", closes_at="2023-09-25T22:00Z")
    return edition


@pytest.mark.usefixtures("closed")
def test_what_the_one_left_open_is_taken_from_the_other(kept: Response, other: Response) -> None:
    staff = StaffFactory()
    before = dict(kept.answers)

    taken = combining.combine(kept, other, reason=REASON, by=staff)

    assert taken == ["budget", "bedrag", "cijfer"]
    kept.refresh_from_db()
    other.refresh_from_db()
    assert kept.answers == {
        **before,
        "budget": "ja",
        "bedrag": 5000,
        "bedrag_keuze": None,
        "cijfer": 7,
    }
    assert (kept.is_double, other.is_double) == (False, True)
    assert other.double_reason == f"Samengevoegd met respons {kept.pk}: {REASON}"
    assert tabulate(kept.edition).persons == 1
    assert AuditEntry.objects.filter(verb=AuditVerb.COMBINED_RESPONSES).values_list(
        "target", "count", "reason", "actor"
    ).get() == (f"response:{kept.pk}", 3, REASON, staff.pk)


@pytest.mark.usefixtures("closed")
def test_undone_the_answers_are_those_that_were_sent(kept: Response, other: Response) -> None:
    before = dict(kept.answers)
    combining.combine(kept, other, reason=REASON, by=None)

    combining.separate(kept, reason="toch twee mensen", by=None)

    assert (saving.answers(kept), combining.is_combined(kept)) == (before, False)
    with pytest.raises(CleaningRefused, match="al ongedaan gemaakt"):
        combining.separate(kept, reason=REASON, by=None)


@pytest.mark.usefixtures("closed")
def test_without_its_journal_it_cannot_be_undone_and_nothing_changes(kept: Response, other: Response) -> None:
    combining.combine(kept, other, reason=REASON, by=None)
    Save.objects.filter(response=kept).exclude(page=combining.PAGE).delete()

    with pytest.raises(CleaningRefused, match="bewaartermijn"):
        combining.separate(kept, reason=REASON, by=None)

    kept.refresh_from_db()
    assert kept.answers["cijfer"] == 7


@pytest.mark.usefixtures("closed")
def test_the_second_time_is_refused(kept: Response, other: Response) -> None:
    combining.combine(kept, other, reason=REASON, by=None)

    with pytest.raises(CleaningRefused, match=f"Respons {other.pk} telt niet mee"):
        combining.combine(kept, other, reason=REASON, by=None)


def test_while_somebody_can_still_answer_nothing_is_combined(kept: Response, other: Response) -> None:
    with pytest.raises(CleaningRefused, match="nog open"):
        combining.combine(kept, other, reason=REASON, by=None)


@pytest.mark.usefixtures("closed")
def test_refused_are_itself_a_draft_another_edition_and_who_adds_nothing(
    edition: Edition, kept: Response, other: Response
) -> None:
    draft = ResponseFactory(edition=edition)
    elsewhere = ResponseFactory(completed=True, edition__questionnaire=edition.questionnaire)
    empty = ResponseFactory(edition=edition, completed=True, answers={"functie": "adviseur"})

    for wrong in (kept, draft, elsewhere):
        with pytest.raises(CleaningRefused, match="twee verschillende"):
            combining.combine(kept, wrong, reason=REASON, by=None)
    with pytest.raises(CleaningRefused, match="vult niets aan"):
        combining.combine(other, empty, reason=REASON, by=None)
    assert not counting.left_out(edition=edition.pk).exists()
