import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from surveys.domain import combining, counting
from surveys.enums import Channel, ResponseFlag, Sifted
from surveys.models import Edition, GemeenteCorrection, Response
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

ANSWERS = {"functie": "adviseur", "budget": "nee", "definitie": "Samen doen"}
REASON = "zelfde persoon"


@pytest.fixture
def analyst() -> Client:
    return client_of("analist")


@pytest.fixture
def closed(edition: Edition) -> Edition:
    Edition.objects.filter(pk=edition.pk).update(opens_at="2023-06-12T07:00Z", closes_at="2023-09-25T22:00Z")
    edition.refresh_from_db()
    return edition


def page_of(response: Response, *what: str) -> str:
    name = "act_on_response" if what else "clean_response"
    return reverse(name, args=[response.edition.slug, response.pk, *what])


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        ("", ["plain", "flagged", "left_out"]),
        (Sifted.COUNTS, ["plain", "flagged"]),
        (Sifted.LEFT_OUT, ["left_out"]),
        (Sifted.FLAGGED, ["flagged"]),
        (Sifted.IN_GRACE, []),
        ("onzin", ["plain", "flagged", "left_out"]),
    ],
)
def test_the_list_shows_what_is_asked_for(
    analyst: Client, edition: Edition, wanted: str, shown: list[str]
) -> None:
    sent = {"edition": edition, "completed": True, "answers": ANSWERS}
    ResponseFactory(edition=edition)
    known = {
        "plain": ResponseFactory(**sent),
        "flagged": ResponseFactory(**sent, flags=[ResponseFlag.HONEYPOT]),
        "left_out": ResponseFactory(**sent, is_double=True, double_reason="proef van een collega"),
    }

    answer = analyst.get(reverse("cleaning", args=[edition.slug]), {"toon": wanted})

    assert [line.response for line in answer.context["lines"]] == [known[name] for name in shown]
    assert "<strong>2 responsen tellen mee</strong>" in answer.content.decode()


@pytest.mark.parametrize("responses", [1, 3])
def test_the_queries_do_not_grow(
    analyst: Client,
    edition: Edition,
    responses: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    made = ResponseFactory.create_batch(responses, edition=edition, completed=True, answers=ANSWERS)
    analyst.get(page_of(made[0]))

    with django_assert_num_queries(9):
        analyst.get(reverse("cleaning", args=[edition.slug]))
    with django_assert_num_queries(6):
        analyst.get(page_of(made[0]))


def test_a_response_is_left_out_and_comes_back_with_the_reasons_on_its_page(
    analyst: Client, edition: Edition
) -> None:
    response = ResponseFactory(edition=edition, completed=True, answers=ANSWERS)

    analyst.post(page_of(response, "telt"), {"counts": "nee", "reason": "alles aangeklikt"})
    out = analyst.get(page_of(response)).content.decode()
    back = analyst.post(page_of(response, "telt"), {"counts": "ja", "reason": "toch goed"}, follow=True)

    assert "Telt niet mee</strong>: alles aangeklikt" in out
    assert "Samen doen" in out
    assert [(act.verb, act.reason) for act in back.context["trace"]] == [
        ("counted_response", "toch goed"),
        ("left_out_response", "alles aangeklikt"),
    ]


def test_without_a_reason_nothing_changes_and_the_page_says_so(analyst: Client, edition: Edition) -> None:
    response = ResponseFactory(edition=edition, completed=True, answers=ANSWERS)

    answer = analyst.post(page_of(response, "telt"), {"counts": "nee", "reason": " "})

    assert (answer.status_code, answer.context["count"].errors["reason"]) == (
        422,
        ["Vul in waarom. Een paar woorden zijn genoeg. Noem geen namen."],
    )
    assert not counting.left_out(edition=edition.pk).exists()


def test_two_are_combined_and_taken_apart(analyst: Client, closed: Edition) -> None:
    kept = ResponseFactory(edition=closed, completed=True, answers={"functie": "adviseur"})
    kept.saves.create(save_id="0" * 32, content_hash="a", page="keuzes", payload=kept.answers, revision=1)
    Response.objects.filter(pk=kept.pk).update(revision=1)
    other = ResponseFactory(edition=closed, completed=True, answers=ANSWERS)

    refused = analyst.post(page_of(kept, "samen"), {"other": kept.pk, "reason": REASON})
    done = analyst.post(page_of(kept, "samen"), {"other": other.pk, "reason": REASON}, follow=True)
    undone = analyst.post(page_of(kept, "los"), {"reason": "toch twee mensen"}, follow=True)

    assert refused.context["combine"].errors["other"] == [combining.NOT_THOSE_TWO]
    assert f"2 vragen zijn aangevuld. Respons {other.pk} telt niet meer mee." in done.content.decode()
    assert undone.context["is_combined"] is False
    kept.refresh_from_db()
    assert kept.answers == {"functie": "adviseur"}


@pytest.mark.parametrize("other", ["", "abc", "0", "99999999999999999999", "4711"])
def test_rubbish_for_a_number_is_pointed_out_and_what_was_typed_stays(
    analyst: Client, closed: Edition, other: str
) -> None:
    kept = ResponseFactory(edition=closed, completed=True, answers=ANSWERS)

    answer = analyst.post(page_of(kept, "samen"), {"other": other, "reason": REASON})

    assert (answer.status_code, list(answer.context["combine"].errors)) == (422, ["other"])
    assert f'value="{REASON}"' in answer.content.decode()


def test_a_draft_and_a_test_have_no_page(analyst: Client, edition: Edition) -> None:
    draft = ResponseFactory(edition=edition)
    practice = ResponseFactory(edition=edition, completed=True, is_test=True)

    assert [analyst.get(page_of(one)).status_code for one in (draft, practice)] == [404, 404]


def test_the_team_moves_an_open_answer_to_another_gemeente_without_seeing_it(edition: Edition) -> None:
    team = client_of("projectteam")
    zwolle = GemeenteFactory(name="Zwolle")
    response = ResponseFactory(
        edition=edition,
        completed=True,
        channel=Channel.OPEN,
        answers=ANSWERS,
        gemeente__name="Zwartewaterland",
    )
    address = reverse("gemeente_of_response", args=[edition.slug, response.pk])
    link = team.get(f"{reverse('gemeente', args=[response.gemeente.code])}?editie={edition.slug}")

    unknown = team.post(address, {"gemeente": "Zwollywood", "reason": "verkeerd gekozen"})
    done = team.post(address, {"gemeente": "zwolle", "reason": "verkeerd gekozen"}, follow=True)

    assert address in link.content.decode()
    assert unknown.status_code == 422
    assert "We kennen geen gemeente ‘Zwollywood’." in unknown.content.decode()
    assert "van Zwartewaterland naar Zwolle (‘verkeerd gekozen’)" in done.content.decode()
    assert "Samen doen" not in done.content.decode()
    assert GemeenteCorrection.objects.values_list("response", "became").get() == (response.pk, zwolle.pk)


@pytest.mark.parametrize(
    ("released", "words"),
    [
        ({}, ""),
        ({"results_released_at": "2023-10-01T07:00Z"}, "De resultaten van deze editie zijn openbaar"),
        ({"published_breakdowns": ["landsdeel"]}, "De resultaten van deze editie zijn openbaar geweest"),
    ],
)
def test_pages_say_that_cleaning_moves_public_figures(
    closed: Edition, released: dict[str, object], words: str
) -> None:
    response = ResponseFactory(edition=closed, completed=True, channel=Channel.OPEN, answers=ANSWERS)
    Edition.objects.filter(pk=closed.pk).update(**released)
    pages = {
        "analist": [
            reverse("cleaning", args=[closed.slug]),
            page_of(response),
            reverse("doubles", args=[closed.slug]),
            reverse("decide_double", args=[closed.slug, response.pk]),
        ],
        "projectteam": [
            reverse("gemeente_of_response", args=[closed.slug, response.pk]),
            reverse("fieldwork:answered_twice", args=[closed.slug]),
        ],
    }

    seen = [
        client_of(role).get(page).content.decode() for role, addresses in pages.items() for page in addresses
    ]

    heading = f'<h2 id="al-openbaar">{words}</h2>'
    assert [heading in page for page in seen] == [bool(words)] * 6
    assert ["al-openbaar" in page for page in seen] == [bool(words)] * 6
