import pytest
from django.contrib.auth.models import User

from respondents.domain.calling import scripts
from respondents.exceptions import TextRefused
from respondents.models import CallScript
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition, Gemeente

pytestmark = pytest.mark.django_db


def test_the_proposed_text_leaves_nothing_to_fill_in(
    edition: Edition, gemeente: Gemeente, caller: User
) -> None:
    caller.first_name, caller.last_name = "Joris", "Smit"

    read = scripts.paragraphs_of(edition, gemeente, caller)

    assert "[[" not in "".join(read)
    assert read[0] == (
        "Goedendag, u spreekt met Joris Smit. Ik bel namens Publiek Denken en onderzoeksbureau Invior over de "
        "Barometer Burgerparticipatie 2023, het jaarlijkse onderzoek naar burgerparticipatie bij alle gemeenten."
    )
    assert read[1].startswith(
        "Spreek ik met de persoon die bij gemeente Almelo over burgerparticipatie gaat?"
    )


def test_an_edition_has_a_text_of_its_own(edition: Edition, gemeente: Gemeente, caller: User) -> None:
    scripts.save(edition, "Dag [[gemeente]].\r\n\r\nTot ziens.", by=caller)
    own = scripts.paragraphs_of(edition, gemeente, caller)
    scripts.save(edition, " ", by=caller)

    assert own == ["Dag gemeente Almelo.", "Tot ziens."]
    assert (scripts.text_of(edition), CallScript.objects.count()) == (scripts.proposed(), 0)
    assert AuditEntry.objects.filter(verb=AuditVerb.CHANGED_CALL_SCRIPT).count() == 2


def test_a_text_that_cannot_be_read_aloud_is_refused(edition: Edition, caller: User) -> None:
    with pytest.raises(TextRefused) as refusal:
        scripts.save(edition, "Dag [[naam]]\u202e", by=caller)

    assert refusal.value.problems == [
        "[[naam]] is niet bekend. Gebruik een van deze: [[beller]], [[gemeente]], [[titel]], [[sluitdatum]], "
        "[[duur]], [[verantwoordelijke]], [[privacy]].",
        "In de tekst staan onzichtbare tekens. Typ die regel opnieuw, zonder plakken.",
    ]
