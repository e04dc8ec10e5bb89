from typing import Any

import pytest
from django.contrib.auth.models import User

from respondents.domain import import_undo, imports
from respondents.domain.import_choices import counts
from respondents.enums import ImportState, LetterState
from respondents.exceptions import ImportRefused
from respondents.models import ContactImport, Invitation, Respondent, Suppression
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition, Gemeente
from tests.factories.respondents import ContactImportFactory, LetterFactory, RespondentFactory, StaffFactory
from tests.factories.surveys import GemeenteFactory, ResponseFactory

pytestmark = pytest.mark.django_db
FILE = (
    "gemeente;naam;email;bron;uitkomst;jaar\n"
    "Zwolle;An;an@zwolle.example;Website;;\n"
    "Zwolle;Bo;bo@zwolle.example;Website;;\n"
    "Zwolle;Cas;cas@zwolle.example;Website;afgemeld;2021\n"
)


@pytest.fixture
def zwolle() -> Gemeente:
    return GemeenteFactory(name="Zwolle")


@pytest.fixture
def by() -> User:
    return StaffFactory()


@pytest.fixture
def stored(edition: Edition, zwolle: Gemeente, by: User) -> ContactImport:
    """An import of three, of whom Bo was there already."""
    RespondentFactory(name="Bo", email="bo@zwolle.example", gemeente=zwolle, source="Website")
    made = ContactImportFactory(file=FILE.encode(), edition=edition)
    imports.run()
    imports.confirm(made, seen=counts(made).going_in, by=by)
    imports.run()
    made.refresh_from_db()
    return made


def left() -> list[str]:
    return list(Respondent.objects.order_by("name").values_list("name", flat=True))


def test_it_takes_back_whom_it_added_and_invited(stored: ContactImport, by: User) -> None:
    before = left(), Invitation.objects.count()

    count = import_undo.undo(stored, by=by)

    stored.refresh_from_db()
    assert before == (["An", "Bo", "Cas"], 2)
    assert (count, left(), Invitation.objects.count()) == (2, ["Bo"], 0)
    assert stored.state == ImportState.UNDONE
    entry = AuditEntry.objects.get(verb=AuditVerb.UNDID_IMPORT)
    assert (entry.actor, entry.count, entry.target) == (by, 2, f"contactimport:{stored.pk}")


def test_who_opted_out_stays_suppressed(stored: ContactImport, by: User) -> None:
    import_undo.undo(stored, by=by)

    assert Suppression.objects.count() == 1


def test_a_second_time_is_refused(stored: ContactImport, by: User) -> None:
    import_undo.undo(stored, by=by)

    with pytest.raises(ImportRefused, match="al teruggedraaid"):
        import_undo.undo(stored, by=by)


@pytest.mark.parametrize("name", ["An", "Bo"])
def test_once_somebody_was_mailed_it_stays(stored: ContactImport, by: User, name: str) -> None:
    invitation = Invitation.objects.get(respondent__name=name)
    LetterFactory(invitation=invitation, wave__edition=invitation.edition, state=LetterState.QUEUED)

    with pytest.raises(ImportRefused) as refused:
        import_undo.undo(stored, by=by)

    assert (
        str(refused.value) == "Terugdraaien kan niet meer: er zijn al brieven gemaakt voor 1 van deze mensen."
    )
    assert import_undo.why_not(stored) == str(refused.value)
    assert left() == ["An", "Bo", "Cas"]


def test_once_somebody_began_to_answer_it_stays(stored: ContactImport, by: User) -> None:
    values: dict[str, Any] = {"response": ResponseFactory()}
    Invitation.objects.filter(respondent__name="An").update(**values)

    with pytest.raises(ImportRefused, match="begonnen met antwoorden"):
        import_undo.undo(stored, by=by)


def test_what_was_not_imported_cannot_be_taken_back(by: User) -> None:
    with pytest.raises(ImportRefused):
        import_undo.undo(ContactImportFactory(), by=by)
