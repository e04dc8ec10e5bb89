from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from respondents.enums import ImportState, RowAction, RowProblem
from respondents.models import ContactImport, ImportRow
from tests.factories.respondents import ContactImportFactory, StaffFactory
from tests.factories.surveys import GemeenteFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", sorted(set(ImportState.values) - ImportState.keeps_rows))
@pytest.mark.parametrize("kept", [{"file": b"x"}, {"file": None, "first_rows": [["an@zwolle.example"]]}])
def test_what_is_done_keeps_nothing_of_the_file(state: str, kept: dict[str, Any]) -> None:
    ContactImportFactory(state=state, file=None)
    ContactImportFactory(state=ImportState.CHECKED, **kept)

    with pytest.raises(IntegrityError, match="contactimport_keeps_no_file"), transaction.atomic():
        ContactImportFactory(state=state, **kept)


def test_somebody_confirmed_it_at_some_time() -> None:
    ContactImportFactory(confirmed_by=StaffFactory(), confirmed_at=timezone.now())
    for wrong in ({"confirmed_by": StaffFactory()}, {"confirmed_at": timezone.now()}):
        with (
            pytest.raises(IntegrityError, match="contactimport_confirmed_by_somebody_at_some_time"),
            transaction.atomic(),
        ):
            ContactImportFactory(**wrong)


@pytest.fixture
def made() -> ContactImport:
    return ContactImportFactory()


def row(made: ContactImport, number: int, **values: Any) -> ImportRow:
    return ImportRow.objects.create(contact_import=made, number=number, values={}, **values)


def test_a_row_is_in_an_import_once(made: ContactImport) -> None:
    row(made, 2, action=RowAction.SKIP)
    row(ContactImportFactory(), 2, action=RowAction.SKIP)

    with pytest.raises(IntegrityError, match="importrow_once_per_import"), transaction.atomic():
        row(made, 2, action=RowAction.SKIP)


def test_a_row_goes_in_with_a_gemeente_only(made: ContactImport) -> None:
    row(made, 2, action=RowAction.SKIP)
    row(made, 3, action=RowAction.IMPORT, gemeente=GemeenteFactory())

    with pytest.raises(IntegrityError, match="importrow_goes_in_with_a_gemeente"), transaction.atomic():
        row(made, 4, action=RowAction.IMPORT)


@pytest.mark.parametrize("problem", sorted(RowProblem.fatal - {RowProblem.GEMEENTE_UNKNOWN}))
def test_a_row_that_cannot_go_in_does_not(made: ContactImport, problem: str) -> None:
    gemeente = GemeenteFactory()
    row(made, 2, problem=problem, action=RowAction.SKIP, gemeente=gemeente)
    row(made, 3, problem=RowProblem.GEMEENTE_UNKNOWN, action=RowAction.IMPORT, gemeente=gemeente)

    with pytest.raises(IntegrityError, match="importrow_goes_in_if_it_can"), transaction.atomic():
        row(made, 4, problem=problem, action=RowAction.UPDATE, gemeente=gemeente)
