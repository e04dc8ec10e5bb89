"""What a browser does with a page of the questionnaire, without the browser."""

import uuid
from collections.abc import Mapping

from django.utils.datastructures import MultiValueDict

from surveys.domain import answering, merging, questionnaires
from surveys.domain.answering import PageSaved
from surveys.domain.definition_file import read_definition
from surveys.models import Questionnaire, Response
from tests.conftest import DATA

Boxes = Mapping[str, str | list[str]]


def post(
    response: Response, slug: str, boxes: Boxes, *, revision: object = None, save_id: uuid.UUID | None = None
) -> PageSaved:
    """Saves the page as another request would, from a form of that revision; without one, of now."""
    form = {} if revision is None else {"revision": str(revision)}
    stored = Response.objects.select_related("edition").get(pk=response.pk)
    page = answering.questionnaire_of(stored).page_by_slug[slug]
    return answering.save_page(stored, page, as_posted({**boxes, **form}), save_id or uuid.uuid4())


def as_posted(boxes: Boxes) -> MultiValueDict[str, str]:
    return MultiValueDict({name: [text] if isinstance(text, str) else text for name, text in boxes.items()})


def answers(response: Response) -> dict[str, object]:
    """What is stored, after a look whether the journal says the same."""
    stored = Response.objects.get(pk=response.pk)
    journal = stored.saves.filter(is_aside=False).order_by("revision")
    assert stored.answers == merging.together(journal.values_list("payload", flat=True))
    assert [save.revision for save in journal] == list(range(1, stored.revision + 1))
    return stored.answers


def publish_version(number: int, *changes: tuple[str, str]) -> Questionnaire:
    """The questionnaire with every kind as another version, with those texts of its file replaced."""
    text = (DATA / "every-kind.yaml").read_text(encoding="utf-8").replace("version: 1", f"version: {number}")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    stored = questionnaires.store(read_definition(text, "every-kind.yaml"))
    return questionnaires.publish(stored, by=None)


TYPO = ("Wat is uw functie?", "Welke functie heeft u?")
# The budget gets a page of its own, after that of the functie.
MOVED = ("          - code: budget\n", "      - questions:\n          - code: budget\n")
RETIRED = ("              - {code: communicatie, label: Communicatieadviseur}\n", "")
# A page with nothing but a question that a route hides.
ONLY_THE_AMOUNT = ("          - code: kanalen\n", "      - questions:\n          - code: kanalen\n")
# The amount on the page of the budget that it depends on.
ONE_PAGE = ("      - questions:\n          - code: bedrag\n", "          - code: bedrag\n")
GRID = (
    "            text: Hoe ver is dit uitgewerkt?\n",
    "            text: Hoe ver is dit uitgewerkt?\n            settings: {grid: true}\n",
)
