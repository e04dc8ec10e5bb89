import pytest

from surveys.domain.definition_file import read_definition
from surveys.enums import Background
from surveys.exceptions import QuestionnaireRefused
from tests.conftest import DATA

EVERY_KIND = (DATA / "every-kind.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", Background.values)
def test_a_question_cannot_take_the_name_of_a_column_that_every_export_has(name: str) -> None:
    taken = EVERY_KIND.replace("- code: definitie", f"- code: {name}")

    with pytest.raises(QuestionnaireRefused) as refusal:
        read_definition(taken, "vragen.yaml")

    assert [problem.partition(": ")[2] for problem in refusal.value.problems] == [
        f"De variabele ‘{name}’ is al een kolom van elke export. Geef deze vraag een andere code."
    ]
