"""The pages on which analysts code: by plain posts, apart from each other, and without a clue whose answer it is."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from surveys.domain import coding, themes
from surveys.enums import AuditVerb
from surveys.models import AuditEntry, Edition, GivenTheme, Quote, Response, Theme
from surveys.views import coding as pages
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import GemeenteFactory
from tests.staff import client_of
from tests.surveys.domain.test_coding import VARIABLE, answer, judged, seen, theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    user = StaffFactory(first_name="Anna", last_name="de Wit")
    user.groups.add(Group.objects.get(name="analist"))
    return user


@pytest.fixture
def bram() -> User:
    return StaffFactory(first_name="Bram", last_name="de Boer")


@pytest.fixture
def analyst(anna: User) -> Client:
    client = Client()
    client.force_login(anna)
    return client


def page_of(edition: Edition) -> str:
    return reverse("coding_variable", args=[edition.slug, VARIABLE])


def code(client: Client, response: Response, query: str = "", **posted: str) -> Any:
    address = reverse("code_answer", args=[response.edition.slug, VARIABLE, response.pk])
    return client.post(address + query, {"gezien": seen(response).digest, **posted})


def shown(client: Client, edition: Edition, **query: str) -> set[int]:
    return {one.response.pk for one in client.get(page_of(edition), query).context["answers"]}


def test_a_theme_is_given_and_taken_by_posts_that_lead_back_to_the_answer(
    analyst: Client, edition: Edition, anna: User
) -> None:
    response, _ = answer(edition), theme(edition, "Vroeg")

    given = code(analyst, response, "?tonen=nog-niet&pagina=1", geef="vroeg")
    after = judged(edition)
    kept = shown(analyst, edition, tonen="nog-niet", bij=str(response.pk))
    code(analyst, response, neem="vroeg")
    code(analyst, response, geen="ja")

    back = f"{page_of(edition)}?tonen=nog-niet&pagina=1&bij={response.pk}#antwoord-{response.pk}"
    assert (given.status_code, given["Location"]) == (302, back)
    assert after == {response.pk: [(anna.pk, {"Vroeg"})]}
    assert kept == {response.pk}
    assert judged(edition) == {response.pk: [(anna.pk, set())]}


def test_a_script_gets_the_answer_alone_or_the_problem(analyst: Client, edition: Edition) -> None:
    response, early = answer(edition), theme(edition, "Vroeg")

    part = code(analyst, response, geef="vroeg", deel="1").content.decode()
    themes.retire(early, by=None)
    refused = code(analyst, response, geef="vroeg", deel="1")
    Response.objects.update(answers={VARIABLE: "Iets anders"})
    changed = code(analyst, response, geen="ja", deel="1", gezien="x")

    assert re.findall(r'<article[^>]* id="([^"]+)"', part) == [f"antwoord-{response.pk}"]
    assert 'name="neem" value="vroeg" aria-pressed="true"' in part
    assert "U hebt 1 van de 1 antwoorden gecodeerd." in part
    assert "<html" not in part
    assert [(one.status_code, one.content.decode()) for one in (refused, changed)] == [
        (409, "Het thema ‘Vroeg’ is niet meer in gebruik. Kies een ander thema."),
        (409, "De respondent heeft dit antwoord intussen gewijzigd. Lees het opnieuw, en codeer het dan."),
    ]


def test_the_codes_of_another_are_seen_after_ones_own_and_the_difference_is_settled(
    analyst: Client, edition: Edition, bram: User
) -> None:
    response, late = answer(edition), theme(edition, "Laat")
    theme(edition, "Vroeg")
    coding.give(seen(response), late, by=bram)

    before = analyst.get(page_of(edition))
    hidden = [shown(analyst, edition, thema="laat"), shown(analyst, edition, tonen="verschil")]
    code(analyst, response, geef="vroeg")
    (both,) = analyst.get(page_of(edition), {"tonen": "verschil"}).context["answers"]
    mine = next(one for one in both.codings if one.is_mine)
    address = reverse("settle_answer", args=[edition.slug, VARIABLE, response.pk])
    analyst.post(address, {"geldt": mine.judgement.pk})
    (settled,) = analyst.get(page_of(edition)).context["answers"]
    rest = shown(analyst, edition, tonen="verschil")
    analyst.post(address, {"draai-terug": mine.judgement.pk})
    (again,) = analyst.get(page_of(edition)).context["answers"]

    assert "Bram" not in before.content.decode()
    assert [one.codings for one in before.context["answers"]] == [[]]
    assert hidden == [set(), set()]
    assert [(one.name, one.labels) for one in both.codings] == [
        ("Bram de Boer", ["Laat"]),
        ("Anna de Wit", ["Vroeg"]),
    ]
    assert (settled.counts, settled.is_settled, rest) == (mine.judgement.pk, True, set())
    assert (again.counts, again.is_settled) == (both.codings[0].judgement.pk, False)


def test_nothing_on_the_page_says_whose_answer_it_is(analyst: Client, edition: Edition) -> None:
    gemeente = GemeenteFactory(name="Zwolle")
    responses = [answer(edition, f"Antwoord {number}", gemeente=gemeente) for number in range(8)]

    found = analyst.get(page_of(edition))

    text = found.content.decode()
    order = [one.response.pk for one in found.context["answers"]]
    assert sorted(order) == [response.pk for response in responses]
    assert order != sorted(order)
    assert [
        secret for secret in ("Zwolle", *(response.receipt for response in responses)) if secret in text
    ] == []
    assert found["Cache-Control"] == "private, no-store"


def test_answers_are_searched_filtered_and_paged(
    analyst: Client, edition: Edition, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, third = answer(edition, "Één coördinator"), answer(edition, "Tijd"), answer(edition, "Geld")
    early = theme(edition, "Vroeg")
    coding.give(seen(one), early, by=anna)
    coding.say_none_fits(seen(other), active=[early.pk], by=anna)
    Quote.objects.create(
        response=third, variable=VARIABLE, digest=seen(third).digest, text="Geld", allowed_by=anna
    )

    assert shown(analyst, edition, zoek="een COORDINATOR") == {one.pk}
    assert shown(analyst, edition, thema="vroeg") == {one.pk}
    assert shown(analyst, edition, tonen="nog-niet") == {third.pk}
    assert shown(analyst, edition, tonen="geen-thema") == {other.pk}
    assert shown(analyst, edition, tonen="citaat") == {third.pk}
    assert shown(analyst, edition, tonen="onzin", thema="onzin", bij="x") == {one.pk, other.pk, third.pk}
    monkeypatch.setattr(pages, "PER_PAGE", 2)
    first, second = (shown(analyst, edition, pagina=number) for number in ("1", "2"))
    assert (len(first), len(second), first | second) == (2, 1, {one.pk, other.pk, third.pk})


def test_the_codebook_is_written_on_its_pages(analyst: Client, edition: Edition) -> None:
    add = reverse("add_theme", args=[edition.slug, VARIABLE])

    analyst.post(add, {"label": "Vroeg", "description": "Vanaf het begin"})
    analyst.post(add, {"label": "Laat"})
    refused = analyst.post(add, {"label": "vroeg", "description": "blijft staan"})
    late = reverse("theme", args=[edition.slug, VARIABLE, "laat"])
    renamed = analyst.post(late, {"doe": "wijzig", "label": "Te laat"})
    twice = analyst.post(late, {"doe": "wijzig", "label": "Vroeg", "description": "blijft ook staan"})
    acts = ["omhoog", "voeg-samen", "splits", "vervalt", "terug", "onzin"]
    answers = [analyst.post(late, {"doe": act, "met": "vroeg"}).status_code for act in acts]

    assert refused.context["form"].errors == {
        "label": ["Er is bij deze vraag al een thema dat zo heet. Kies een andere naam."]
    }
    assert "blijft staan" in refused.content.decode()
    assert (renamed.status_code, renamed["Location"]) == (302, page_of(edition))
    assert "blijft ook staan" in twice.content.decode()
    assert answers == [302, 302, 302, 302, 302, 200]
    assert list(Theme.objects.values_list("code", "label", "state")) == [
        ("laat", "Te laat", "active"),
        ("vroeg", "Vroeg", "active"),
    ]


def test_a_codebook_is_taken_over_from_another_question(analyst: Client, edition: Edition) -> None:
    themes.make(edition, "voorbeelden", label="Plein", by=None)
    add = reverse("add_theme", args=[edition.slug, VARIABLE])

    unknown = analyst.post(add, {"van": f"{edition.slug}:ambities"})
    taken = analyst.post(add, {"van": f"{edition.slug}:voorbeelden"}, follow=True)

    assert unknown["Location"] == add
    assert "1 thema is overgenomen. Wat hier al was, is gebleven." in taken.content.decode()
    assert [one.code for one in themes.codebook(edition, VARIABLE)] == ["plein"]


def test_what_was_merged_is_taken_back_with_the_theme_that_it_counts_as(
    analyst: Client, edition: Edition
) -> None:
    response, early, late = answer(edition), theme(edition, "Vroeg"), theme(edition, "Laat")
    code(analyst, response, geef="vroeg")
    themes.merge(early, late, by=None)

    (shown_as,) = analyst.get(page_of(edition)).context["answers"]
    code(analyst, response, neem="laat")

    assert [(toggle.theme.code, toggle.is_given) for toggle in shown_as.toggles] == [("laat", True)]
    assert judged(edition) == {}


def test_a_quote_is_allowed_after_its_names_were_shown(analyst: Client, edition: Edition, anna: User) -> None:
    GemeenteFactory(name="Zwolle")
    response = answer(edition, "In Zwolle gaat het goed, zegt wethouder Jansen")
    address = reverse("quote", args=[edition.slug, VARIABLE, response.pk])
    page = analyst.get(address)
    posted = {"gezien": page.context["seen"], "shown": page.context["shown"]}

    refused = analyst.post(address, posted | {"text": "In Zwolle gaat het goed"})
    before = Quote.objects.count()
    ticked = analyst.post(address, posted | {"text": "… gaat het goed …"})

    assert re.findall(r"<mark>(.*?)</mark>", page.content.decode()) == ["Zwolle", "wethouder Jansen"]
    assert page.context["marks"] == [("Zwolle", "gemeente"), ("wethouder Jansen", "naam van een persoon")]
    assert list(refused.context["form"].errors) == ["no_names"]
    assert (before, ticked.status_code) == (0, 302)
    assert list(Quote.objects.values_list("text", "allowed_by")) == [("… gaat het goed …", anna.pk)]
    response.refresh_from_db()
    assert response.answers == {VARIABLE: "In Zwolle gaat het goed, zegt wethouder Jansen"}
    analyst.post(address, {"trek-in": "ja"})
    verbs = [AuditVerb.ALLOWED_QUOTE, AuditVerb.WITHDREW_QUOTE]
    assert (
        list(AuditEntry.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", flat=True)) == verbs
    )


def test_the_team_codes_nothing_and_a_get_changes_nothing(analyst: Client, edition: Edition) -> None:
    response, _ = answer(edition), theme(edition, "Vroeg")
    team = client_of("projectteam")

    answers = [
        team.get(page_of(edition)).status_code,
        code(team, response, geef="vroeg").status_code,
        analyst.get(reverse("code_answer", args=[edition.slug, VARIABLE, response.pk])).status_code,
        analyst.get(reverse("coding_variable", args=[edition.slug, "budget"])).status_code,
        code(analyst, answer(edition, ""), geef="vroeg").status_code,
    ]

    assert answers == [403, 403, 405, 404, 404]
    assert not GivenTheme.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_do_not_grow(
    analyst: Client,
    edition: Edition,
    anna: User,
    bram: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        given, response = theme(edition, f"Thema {number}"), answer(edition)
        for coder in (anna, bram):
            coding.give(seen(response), given, by=coder)
    overview = reverse("coding", args=[edition.slug])
    analyst.get(overview)

    with django_assert_num_queries(9):
        (row,) = [one for one in analyst.get(overview).context["rows"] if one.variable.code == VARIABLE]
    with django_assert_num_queries(14):
        found = analyst.get(page_of(edition)).context

    assert (row.answered, row.coded, row.by_me, row.by_others, row.waiting) == (count, count, count, count, 0)
    assert row.agreement.overall == (None if count == 1 else 1.0)
    assert (len(found["answers"]), found["progress"]) == (count, row)
