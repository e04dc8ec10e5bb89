"""The pages on which the analyst judges suspected doubles."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from surveys.domain import counting
from surveys.enums import AuditVerb, Channel, ResponseFlag
from surveys.models import AuditEntry, Edition, Response
from surveys.views import doubles
from tests.factories.surveys import GemeenteFactory, ResponseFactory
from tests.staff import client_of

pytestmark = pytest.mark.django_db

MORNING = datetime(2023, 6, 12, 9, tzinfo=UTC)
TEXT = "Inwoners denken vanaf het begin mee over het plan, en niet pas als het klaar is"
ANSWERS: Mapping[str, Any] = {"functie": "adviseur", "budget": "ja", "bedrag": 25_000, "definitie": TEXT}
REASON = "dezelfde tekst, twee minuten later"


@pytest.fixture
def analyst() -> Client:
    return client_of("analist")


def pair(edition: Edition, text: str = TEXT, **more: Any) -> tuple[Response, Response]:
    """Two of one gemeente with the same long text, sent two minutes apart; `more` are answers of the second."""
    gemeente = GemeenteFactory(name="Zwolle")
    answers = {**ANSWERS, "definitie": text}
    first, second = (
        ResponseFactory(
            edition=edition,
            gemeente=gemeente,
            channel=Channel.OPEN,
            source="nieuwsbrief",
            started_at=MORNING,
            completed_at=MORNING + timedelta(minutes=minutes),
            flags=[ResponseFlag.FAST_FINISH],
            answers=given,
        )
        for minutes, given in ((9, answers), (11, answers | more))
    )
    return first, second


def list_of(edition: Edition) -> str:
    return reverse("doubles", args=[edition.slug])


def decision_on(response: Response) -> str:
    return reverse("decide_double", args=[response.edition.slug, response.pk])


def state(response: Response) -> tuple[bool, str]:
    response.refresh_from_db()
    return response.is_double, response.double_reason


def written_down() -> list[tuple[str, str, str]]:
    made = AuditEntry.objects.filter(verb__in=[AuditVerb.LEFT_OUT_RESPONSE, AuditVerb.COUNTED_RESPONSE])
    return list(made.order_by("pk").values_list("verb", "target", "reason"))


def test_a_pair_is_shown_with_its_evidence_and_without_the_person(analyst: Client, edition: Edition) -> None:
    first, second = pair(edition)

    answer = analyst.get(list_of(edition))

    (shown,) = answer.context["pairs"]
    assert shown.evidence == (
        "1 van de 1 teksten zijn woord voor woord gelijk (definitie).",
        "Het tweede is 2 minuten na het eerste verstuurd.",
    )
    assert [(side.response, side.minutes, side.flags) for side in shown.sides] == [
        (first, 9, [ResponseFlag.FAST_FINISH.label]),
        (second, 11, [ResponseFlag.FAST_FINISH.label]),
    ]
    text = answer.content.decode()
    assert "Er is <strong>1 paar</strong> dat misschien van één persoon komt." in text
    assert "Open link, bron ‘nieuwsbrief’" in text
    assert "12 juni 2023, na 11 minuten" in text
    assert not [secret for secret in ("Zwolle", first.receipt, second.receipt, "09:11") if secret in text]
    assert answer["Cache-Control"] == "private, no-store"


def test_the_answers_stand_side_by_side_and_apart_where_they_differ(
    analyst: Client, edition: Edition
) -> None:
    pair(edition, budget="nee", cijfer=7)

    (shown,) = analyst.get(list_of(edition)).context["pairs"]

    assert [(part.number, part.first, part.second) for part in shown.different] == [
        ("2", ("Ja",), ("Nee",)),
        ("3", ("€ 25.000",), None),
        ("5", (), ("7",)),
    ]
    assert (TEXT,) in [part.first for part in shown.same]


def test_without_suspicion_the_page_says_so(analyst: Client, edition: Edition) -> None:
    ResponseFactory(edition=edition, completed=True, answers=ANSWERS)

    text = analyst.get(list_of(edition)).content.decode()

    assert "Geen twee vragenlijsten lijken zo op elkaar dat ze van één persoon kunnen zijn." in text


def test_a_response_is_left_out_with_a_reason_and_brought_back(analyst: Client, edition: Edition) -> None:
    _, second = pair(edition)

    left = analyst.post(f"{decision_on(second)}?pagina=1", {"counts": "nee", "reason": REASON}, follow=True)
    after_leaving = (state(second), Response.objects.counted().count())
    analyst.post(decision_on(second), {"counts": "ja", "reason": "toch twee mensen"})

    assert left.redirect_chain == [(f"{list_of(edition)}?pagina=1", 302)]
    assert f"Respons {second.pk} telt niet meer mee. De antwoorden zijn bewaard." in left.content.decode()
    assert f"</strong>: {REASON}" in left.content.decode()
    assert after_leaving == ((True, REASON), 1)
    assert (state(second), Response.objects.counted().count()) == ((False, ""), 2)
    assert written_down() == [
        (AuditVerb.LEFT_OUT_RESPONSE, f"response:{second.pk}", REASON),
        (AuditVerb.COUNTED_RESPONSE, f"response:{second.pk}", "toch twee mensen"),
    ]


def test_the_same_post_again_changes_nothing_and_says_so(analyst: Client, edition: Edition) -> None:
    _, second = pair(edition)
    counting.leave_out(second, reason=REASON, by=None)

    again = analyst.post(decision_on(second), {"counts": "nee", "reason": "nog eens"}, follow=True)

    assert "Er is niets veranderd." in again.content.decode()
    assert state(second) == (True, REASON)
    assert len(written_down()) == 1


def test_the_second_answer_of_one_person_is_left_to_the_team(analyst: Client, edition: Edition) -> None:
    _, second = pair(edition)
    Response.objects.filter(pk=second.pk).update(is_double=True)

    page = analyst.get(list_of(edition)).content.decode()
    analyst.post(decision_on(second), {"counts": "ja", "reason": REASON})

    assert "De projectgroep weet dat iemand twee keer antwoordde" in page
    assert decision_on(second) not in page
    assert state(second) == (True, "")


@pytest.mark.parametrize(
    ("posted", "problem"),
    [
        ({"counts": "nee", "reason": " "}, "Vul in waarom. Een paar woorden zijn genoeg. Noem geen namen."),
        (
            {"counts": "nee", "reason": "x" * 201},
            "Maak de reden korter. Er passen 200 tekens in, dit zijn er 201.",
        ),
        ({"reason": REASON}, "Kies of deze respons meetelt."),
        ({"counts": "misschien", "reason": REASON}, "Kies of deze respons meetelt."),
    ],
)
def test_a_refused_form_says_what_to_do_and_keeps_the_reason(
    analyst: Client, edition: Edition, posted: dict[str, str], problem: str
) -> None:
    _, second = pair(edition)

    answer = analyst.post(decision_on(second), posted)

    form = answer.context["side"].form
    assert list(form.errors.values()) == [[problem]]
    assert problem in answer.content.decode()
    assert form["reason"].value() == posted["reason"]
    assert (state(second), written_down()) == ((False, ""), [])


def test_a_get_changes_nothing(analyst: Client, edition: Edition) -> None:
    _, second = pair(edition)
    address = decision_on(second)

    answers = [
        analyst.get(address, {"counts": "nee", "reason": REASON}),
        analyst.head(list_of(edition)),
        analyst.post(list_of(edition), {"counts": "nee"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 405]
    assert (state(second), written_down()) == ((False, ""), [])


def test_drafts_and_other_editions_are_not_found(analyst: Client, edition: Edition) -> None:
    draft = ResponseFactory(edition=edition)
    elsewhere = ResponseFactory(completed=True)
    posted = {"counts": "nee", "reason": REASON}
    addresses = [
        decision_on(draft),
        reverse("decide_double", args=[edition.slug, elsewhere.pk]),
        reverse("doubles", args=["ambtenaren-1999"]),
    ]

    assert [analyst.post(address, posted).status_code for address in addresses] == [404, 404, 405]
    assert analyst.get(addresses[2]).status_code == 404


def test_a_post_needs_its_token(edition: Edition) -> None:
    strict = client_of("analist", enforce_csrf_checks=True)
    _, second = pair(edition)

    posted = {"counts": "nee", "reason": REASON}

    refused = strict.post(decision_on(second), posted)
    before = state(second)
    page = strict.get(list_of(edition)).content.decode()
    tokens = set(re.findall(r'action="/beheer/dubbel/[^>]*>\s*<input type="hidden" [^>]*value="(\w+)"', page))
    strict.post(decision_on(second), posted | {"csrfmiddlewaretoken": tokens.pop()})

    assert (refused.status_code, before, state(second)) == (403, (False, ""), (True, REASON))


def test_the_list_is_paged(analyst: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doubles, "PER_PAGE", 2)
    for number in range(3):
        pair(edition, text=f"{TEXT} ({number})")

    pages = [analyst.get(list_of(edition), {"pagina": page}).context for page in ("1", "2", "x")]

    assert [len(page["pairs"]) for page in pages] == [2, 1, 2]
    assert {page["total"] for page in pages} == {3}


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow(
    analyst: Client, edition: Edition, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pair(edition)
    for _ in range(count - 1):
        ResponseFactory(edition=edition, completed=True, answers=ANSWERS)
    analyst.get(list_of(edition))

    with django_assert_num_queries(6):
        assert len(analyst.get(list_of(edition)).context["pairs"]) == count
