"""Two tabs or devices with one response: nobody's words are overwritten by a box that nobody touched."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from surveys.models import Edition, Response, Save
from tests import saving
from tests.at_once import at_once
from tests.factories.surveys import ResponseFactory

RUBBISH = [None, "", "-1", "1.5", "99", "99999999999999999999", "nul", "١", "0x1", "1; DROP TABLE"]


@pytest.fixture
def response(edition: Edition) -> Response:
    return ResponseFactory(edition=edition)


def test_two_tabs_with_different_boxes_of_one_page_keep_both(response: Response) -> None:
    saving.post(response, "keuzes", {"functie": "adviseur"}, revision=0)

    saving.post(response, "keuzes", {"budget": "ja"}, revision=0)

    assert saving.answers(response) == {"functie": "adviseur", "functie_anders": None, "budget": "ja"}


def test_a_box_that_was_not_touched_does_not_bring_back_what_it_showed(response: Response) -> None:
    saving.post(response, "woorden", {"definitie": "Oud", "voorbeelden": ["Plein"]}, revision=0)
    saving.post(response, "woorden", {"definitie": "Nieuw", "voorbeelden": ["Plein"]}, revision=1)

    saving.post(response, "woorden", {"definitie": "Oud", "voorbeelden": ["Plein", "Park"]}, revision=1)

    stored = saving.answers(response)
    assert (stored["definitie"], stored["voorbeelden"]) == ("Nieuw", ["Plein", "Park"])


def test_where_both_touched_a_box_the_newest_wins_and_the_journal_has_the_other(response: Response) -> None:
    saving.post(response, "woorden", {"definitie": "Van de eerste"}, revision=0)

    saving.post(response, "woorden", {"definitie": "Van de tweede"}, revision=0)

    assert saving.answers(response)["definitie"] == "Van de tweede"
    assert [save.payload.get("definitie") for save in Save.objects.all()] == [
        "Van de eerste",
        "Van de tweede",
    ]


def test_emptying_a_box_empties_it_and_leaving_it_empty_does_not(response: Response) -> None:
    saving.post(response, "woorden", {"definitie": "Van de ander"}, revision=0)
    saving.post(response, "woorden", {"definitie": ""}, revision=0)
    assert saving.answers(response)["definitie"] == "Van de ander"

    saving.post(response, "woorden", {"definitie": ""}, revision=1)

    assert saving.answers(response)["definitie"] is None


def test_a_base_is_what_the_answers_were_and_not_what_was_posted(response: Response) -> None:
    """The second tab left the box alone, so its old text in that post never became the answer."""
    saving.post(response, "keuzes", {"functie": "adviseur", "budget": "ja"}, revision=0)
    saving.post(response, "keuzes", {"functie": "communicatie", "budget": "ja"}, revision=1)
    saving.post(response, "keuzes", {"functie": "adviseur", "budget": "nee"}, revision=1)

    saving.post(response, "keuzes", {"functie": "communicatie", "budget": "weet_niet"}, revision=3)
    saving.post(response, "keuzes", {"functie": "communicatie", "budget": "ja"}, revision=3)

    assert saving.answers(response) == {"functie": "communicatie", "functie_anders": None, "budget": "ja"}


@pytest.mark.parametrize("revision", RUBBISH)
def test_a_revision_that_says_nothing_counts_as_the_newest(response: Response, revision: object) -> None:
    saving.post(response, "woorden", {"definitie": "Eerst"})

    saving.post(response, "woorden", {"definitie": "Daarna"}, revision=revision)

    assert saving.answers(response)["definitie"] == "Daarna"
    assert Save.objects.count() == 2


def test_the_same_post_again_changes_nothing_whatever_came_between(response: Response) -> None:
    first = {"revision": 0, "save_id": uuid.uuid4()}
    saving.post(response, "woorden", {"definitie": "Eerst"}, **first)
    saving.post(response, "woorden", {"definitie": "Daarna"}, revision=1)

    saving.post(response, "woorden", {"definitie": "Eerst"}, **first)

    assert saving.answers(response)["definitie"] == "Daarna"
    assert Save.objects.count() == 2


def test_changing_a_word_and_changing_it_back_is_saved_under_one_id(response: Response) -> None:
    save_id = uuid.uuid4()

    for revision, text in enumerate(["Een", "Twee", "Een"]):
        saving.post(response, "woorden", {"definitie": text}, revision=revision, save_id=save_id)

    assert saving.answers(response)["definitie"] == "Een"
    assert Save.objects.count() == 3


def test_going_back_and_undoing_what_the_form_itself_saved_is_a_change(response: Response) -> None:
    """A browser may give back the form as it was left, with the revision and the id of its first save."""
    saving.post(response, "woorden", {"definitie": "Eerst"}, revision=0)
    form = {"revision": 1, "save_id": uuid.uuid4()}
    saving.post(response, "woorden", {"definitie": "Daarna"}, **form)

    saving.post(response, "woorden", {"definitie": "Eerst"}, **form)

    assert saving.answers(response)["definitie"] == "Eerst"


def test_a_form_that_saves_again_leaves_alone_what_it_did_not_touch_since(response: Response) -> None:
    form = {"revision": 0, "save_id": uuid.uuid4()}
    saving.post(response, "woorden", {"definitie": "Van deze tab"}, **form)
    saving.post(response, "woorden", {"definitie": "Van de andere"}, revision=1)

    saving.post(response, "woorden", {"definitie": "Van deze tab", "voorbeelden": ["Plein"]}, **form)

    stored = saving.answers(response)
    assert (stored["definitie"], stored["voorbeelden"]) == ("Van de andere", ["Plein"])


def test_a_save_that_was_overtaken_on_its_way_undoes_nothing(response: Response) -> None:
    """An autosave hung on a slow line; it arrives after the save that its form sent later. Its words are kept."""
    form = {"revision": 0, "save_id": uuid.uuid4()}
    saving.post(response, "woorden", {"definitie": "Samen doen", "turn": "3"}, **form)

    for _ in range(2):
        late = saving.post(
            response, "woorden", {"definitie": "Sam", "voorbeelden": ["P"], "turn": "2"}, **form
        )
        assert not late.is_aside

    stored = saving.answers(response)
    assert (stored["definitie"], stored["voorbeelden"]) == ("Samen doen", None)
    assert [(save.turn, save.is_aside, save.payload.get("definitie")) for save in Save.objects.all()] == [
        (3, False, "Samen doen"),
        (2, True, "Sam"),
    ]


def test_a_save_that_was_overtaken_and_came_too_late_is_set_aside(response: Response) -> None:
    """Nobody is told that it is kept among the answers, also not when it is sent once more."""
    form = {"revision": 0, "save_id": uuid.uuid4()}
    saving.post(response, "woorden", {"definitie": "Samen doen", "turn": "3"}, **form)
    Edition.objects.update(closes_at=timezone.now() - timedelta(hours=2))

    for _ in range(2):
        late = saving.post(response, "woorden", {"definitie": "Sam", "turn": "2"}, **form)
        assert late.is_aside

    assert saving.answers(response)["definitie"] == "Samen doen"


@pytest.mark.parametrize(
    ("first", "second"), [("1", "2"), ("2", "2"), (None, None), ("2", None), ("2", "0"), (None, "1")]
)
def test_a_form_that_is_not_older_overwrites(
    response: Response, first: str | None, second: str | None
) -> None:
    """Without a script nobody counts, so what comes in last is the newest, as it always was."""
    form = {"revision": 0, "save_id": uuid.uuid4()}
    for turn, words in ((first, "Eerst"), (second, "Daarna")):
        counted = {} if turn is None else {"turn": turn}
        saving.post(response, "woorden", {"definitie": words, **counted}, **form)

    assert saving.answers(response)["definitie"] == "Daarna"


def test_only_the_same_form_overtakes(response: Response) -> None:
    saving.post(response, "woorden", {"definitie": "Eerst", "turn": "3"}, revision=0)

    saving.post(response, "woorden", {"definitie": "Daarna", "turn": "1"}, revision=0)

    assert saving.answers(response)["definitie"] == "Daarna"


def test_a_form_that_overtakes_itself_at_the_same_moment_ends_with_the_newest(
    transactional_db: None, edition: Edition
) -> None:
    """Twenty saves of one form that wait for one another; the order in which they came in is anybody's."""
    response, form = ResponseFactory(edition=edition), {"revision": 0, "save_id": uuid.uuid4()}

    def post(turn: int) -> None:
        saving.post(response, "woorden", {"definitie": f"Woord {turn}", "turn": str(turn)}, **form)

    at_once([partial(post, turn) for turn in (20, *range(1, 20))])

    assert saving.answers(response)["definitie"] == "Woord 20"
    assert Save.objects.count() == 20


def test_only_a_form_that_is_older_costs_a_statement_more(
    response: Response, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    saving.post(response, "keuzes", {"functie": "adviseur"})

    for revision, statements in ((1, 1), (1, 2), (2, 2), (4, 1)):
        with django_assert_num_queries(1 + statements):  # One is the fetch of the helper.
            saving.post(response, "oordeel", {"cijfer": str(statements)}, revision=revision)


def test_the_journal_holds_what_a_save_changed_and_no_more(response: Response) -> None:
    saving.post(response, "keuzes", {"functie": "adviseur", "budget": "ja"}, revision=0)
    saving.post(response, "keuzes", {"functie": "adviseur", "budget": "nee"}, revision=1)
    saving.post(response, "keuzes", {"functie": "adviseur", "budget": "nee"}, revision=2)

    assert [save.payload for save in Save.objects.all()] == [
        {"functie": "adviseur", "functie_anders": None, "budget": "ja"},
        {"budget": "nee"},
        {},
    ]


def test_posts_at_once_from_one_form_lose_no_touched_box(transactional_db: None, edition: Edition) -> None:
    """Ten tabs with the same form, of which each touched another box of it, twice over."""
    response = ResponseFactory(edition=edition)
    touched = [
        ("keuzes", {"functie": "adviseur"}),
        ("keuzes", {"functie_anders": "Wethouder"}),
        ("keuzes", {"budget": "ja"}),
        ("oordeel", {"cijfer": "7"}),
        ("oordeel", {"redenen_1": "invloed"}),
        ("oordeel-2", {"stellingen_beleid": "deels"}),
        ("oordeel-2", {"stellingen_toolbox": "volledig"}),
        ("woorden", {"definitie": "Samen"}),
        ("woorden", {"ambities_kort": "Beleid"}),
        ("woorden", {"voorbeelden": ["Plein"]}),
    ]
    ids = [uuid.uuid4() for _ in touched]

    def post(number: int) -> None:
        slug, boxes = touched[number]
        saving.post(response, slug, boxes, revision=0, save_id=ids[number])

    at_once([partial(post, number) for number in [*range(10), *range(10)]])

    assert saving.answers(response) == {
        "functie": "adviseur",
        "functie_anders": "Wethouder",
        "budget": "ja",
        "cijfer": 7,
        "redenen": ["invloed"],
        "redenen_anders": None,
        "stellingen_beleid": "deels",
        "stellingen_toolbox": "volledig",
        "definitie": "Samen",
        "ambities_kort": "Beleid",
        "ambities_lang": None,
        "ambities_keuze": None,
        "voorbeelden": ["Plein"],
    }
    assert Save.objects.count() == 10
