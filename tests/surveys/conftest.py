import pytest

from surveys.domain import questionnaires
from surveys.domain.definition_file import read_definition
from surveys.enums import Provincie
from surveys.models import Gemeente, Questionnaire
from tests.conftest import DATA
from tests.factories.surveys import GemeenteFactory


@pytest.fixture
def newer(questionnaire: Questionnaire) -> Questionnaire:
    """Version 2: another question, another route, another word, an answer more."""
    text = (
        (DATA / "every-kind.yaml")
        .read_text(encoding="utf-8")
        .replace("version: 1", "version: 2")
        .replace("code: cijfer", "code: rapportcijfer")
        .replace("is: [ja]", "is: [ja, nee]")
        .replace("{code: website, label: Website}", "{code: app, label: =Site}")
        .replace("{code: nee, label: Nee}", "{code: nee, label: '-Nee, nog niet'}")
    )
    return questionnaires.publish(questionnaires.store(read_definition(text, "nieuw.yaml")), by=None)


@pytest.fixture
def gemeenten() -> list[Gemeente]:
    """Around each bound of the classes of size, and one of which the number of inhabitants is not known."""
    sizes = (0, 19_999, 20_000, 49_999, 50_000, 99_999, 100_000)
    known = [GemeenteFactory(inhabitants=size, inhabitants_on="2023-01-01") for size in sizes]
    return [*known, GemeenteFactory(provincie=Provincie.ZEELAND)]
