import pytest
from django.db import IntegrityError, transaction

from surveys.domain import gemeente_corrections
from surveys.enums import AuditVerb, Channel
from surveys.exceptions import CleaningRefused
from surveys.models import AuditEntry, Edition, Gemeente, GemeenteCorrection, Response
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db

REASON = "koos per ongeluk de buurgemeente"


@pytest.fixture
def response(edition: Edition) -> Response:
    return ResponseFactory(edition=edition, completed=True, channel=Channel.OPEN)


@pytest.fixture
def zwolle() -> Gemeente:
    return GemeenteFactory(name="Zwolle")


def test_it_counts_for_the_other_and_the_first_stays_known(response: Response, zwolle: Gemeente) -> None:
    staff, first = StaffFactory(), response.gemeente

    gemeente_corrections.correct(response, zwolle, reason=REASON, by=staff)
    gemeente_corrections.correct(response, first, reason="toch niet", by=staff)

    response.refresh_from_db()
    assert response.gemeente == first
    corrections = response.gemeente_corrections.order_by("pk").values_list(
        "was", "became", "reason", "made_by"
    )
    assert list(corrections) == [
        (first.pk, zwolle.pk, REASON, staff.pk),
        (zwolle.pk, first.pk, "toch niet", staff.pk),
    ]
    log = AuditEntry.objects.filter(verb=AuditVerb.CORRECTED_GEMEENTE).values_list("target", "reason")
    assert set(log) == {(f"response:{response.pk}", REASON), (f"response:{response.pk}", "toch niet")}


def test_one_without_a_gemeente_gets_one(edition: Edition, zwolle: Gemeente) -> None:
    response = ResponseFactory(edition=edition, completed=True, channel=Channel.OPEN, gemeente=None)

    assert gemeente_corrections.correct(response, zwolle, reason=REASON, by=None).was is None


def test_refused_are_the_same_one_of_an_invited_person_and_one_that_did_not_exist(
    response: Response, zwolle: Gemeente
) -> None:
    invited = ResponseFactory(edition=response.edition, completed=True, channel=Channel.PERSONAL)
    gone = GemeenteFactory(name="Haaren", valid_until="2021-01-01")

    for which, gemeente, words in (
        (response, response.gemeente, "telt al voor"),
        (invited, zwolle, "Verplaats dan het contact"),
        (response, gone, "Haaren bestond niet"),
    ):
        with pytest.raises(CleaningRefused, match=words):
            gemeente_corrections.correct(which, gemeente, reason=REASON, by=None)
    assert not GemeenteCorrection.objects.exists()


def test_a_correction_changes_something_and_says_why(response: Response, zwolle: Gemeente) -> None:
    for wrong in ({"was": zwolle, "reason": REASON}, {"was": None, "reason": ""}):
        with pytest.raises(IntegrityError, match="gemeente_correction"), transaction.atomic():
            GemeenteCorrection.objects.create(response=response, became=zwolle, **wrong)
