"""Where people stop: of which page every draft of an edition is waiting for the answers."""

from dataclasses import dataclass, field

from django.db.models import Case, Count, IntegerField, Q, Value, When

from surveys.domain.questionnaires import Compiled, Page, compiled
from surveys.kinds import kind_of
from surveys.models import Edition


@dataclass(frozen=True)
class PageStop:
    """How many drafts wait at a page, of all who came that far; who has sent came past every page."""

    title: str
    reached: int
    stopped: int


@dataclass(frozen=True)
class Drafts:
    """By gemeente (None: not known) and by the number of the page; the number after the last is the overview."""

    by_gemeente: dict[int | None, int] = field(default_factory=dict)
    by_page: dict[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(self.by_page.values())


def drafts(edition: Edition) -> Drafts:
    """Begun and not sent, in one query."""
    found = Drafts()
    waiting = edition.responses.counted().filter(completed_at__isnull=True).order_by()
    counted = waiting.values_list("gemeente", _first_unseen(edition)).annotate(count=Count("*"))
    for gemeente, page, count in counted:
        found.by_gemeente[gemeente] = found.by_gemeente.get(gemeente, 0) + count
        found.by_page[page] = found.by_page.get(page, 0) + count
    return found


def _first_unseen(edition: Edition) -> Case:
    """The first page that nobody went on from; by the current version, for codes keep their meaning over versions."""
    pages = pages_of(edition)
    unseen = [
        When(~Q(answers__has_keys=codes), then=Value(page.index)) for page in pages if (codes := _codes(page))
    ]
    return Case(*unseen, default=Value(len(pages)), output_field=IntegerField())


def pages_of(edition: Edition) -> tuple[Page, ...]:
    return _compiled(edition).pages if edition.questionnaire_id else ()


def _compiled(edition: Edition) -> Compiled:
    assert edition.questionnaire_id is not None
    return compiled(edition.questionnaire_id)


def _codes(page: Page) -> list[str]:
    """What going on from the page always leaves, be it null; what routing may hide says nothing."""
    always = [question for question in page.questions if question.show_if is None]
    return [code for question in always for code in kind_of(question).variable_codes(question)]


def stops(edition: Edition, found: Drafts, sent: int) -> list[PageStop]:
    """Every page in order, and last the overview from which the answers are sent."""
    titles = [*_titles(pages_of(edition)), "Overzicht, voor het versturen"]
    reached, rows = found.count + sent, []
    for number, title in enumerate(titles):
        stopped = found.by_page.get(number, 0)
        rows.append(PageStop(title, reached, stopped))
        reached -= stopped
    return rows


def _titles(pages: tuple[Page, ...]) -> list[str]:
    """A section of several pages numbers them."""
    sections = [page.section.pk for page in pages]
    titles = []
    for place, page in enumerate(pages):
        number, pages_in_it = sections[: place + 1].count(page.section.pk), sections.count(page.section.pk)
        titles.append(f"{page.section.title} ({number})" if pages_in_it > 1 else page.section.title)
    return titles
