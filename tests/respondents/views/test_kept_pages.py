"""What was typed comes back when there is nothing to store it in; the database that is away is in `tests/drills`."""

import tracemalloc
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from respondents.domain import access
from respondents.models import Invitation
from respondents.views import kept_pages
from respondents.views.link_pages import link_page
from surveys.models import Edition, Response
from tests.factories.respondents import InvitationFactory

pytestmark = pytest.mark.django_db

WORDS = {"definitie": "Samen </textarea><script>alert(1)</script>", "voorbeelden": ["Plein", "Park & bos"]}
WORDS_BESIDE = {"voorbeelden": "Park & bos"}
HTML = (
    "Samen &lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>",
    "Park &amp; bos</textarea>",
)


@pytest.fixture
def invitation(edition: Edition) -> Invitation:
    return InvitationFactory(edition=edition)


@pytest.fixture
def base(invitation: Invitation) -> str:
    return f"/u/{access.derive_token(access.ANSWER, invitation.pk)}/"


def test_a_link_that_ended_while_somebody_typed_gives_the_words_back(
    client: Client, base: str, invitation: Invitation
) -> None:
    invitation.link_version = 2
    access.key_invitations([invitation])

    answer = client.post(f"{base}woorden/", WORDS | {"budget": "ja", "save_id": "x"})

    html = answer.content.decode()
    assert answer.status_code == 404
    assert "Deze pagina bestaat niet (meer)" in html
    assert [words for words in HTML if words not in html] == []
    assert (html.count("<textarea"), html.count("<form"), "save_id" in html) == (3, 0, False)
    assert Response.objects.count() == 0


def test_a_page_that_does_not_exist_gives_the_words_back(client: Client, base: str) -> None:
    assert HTML[0] in client.post(f"{base}onzin/", WORDS).content.decode()
    assert client.get(f"{base}onzin/").status_code == 404


@pytest.mark.parametrize("address", ["", "keuzes/", "versturen/"])
def test_more_than_we_take_in_is_a_page_in_dutch(client: Client, base: str, address: str) -> None:
    size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    fields = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS

    large = client.post(f"{base}{address}", {"functie_anders": "a" * (size + 1)})
    many = client.post(f"{base}{address}", {"functie": ["adviseur"] * (fields + 1)})
    plain = client.post(
        f"{base}{address}", b"functie_anders=" + b"a" * size, content_type="application/x-www-form-urlencoded"
    )

    assert [answer.status_code for answer in (large, many, plain)] == [413, 413, 413]
    assert {"Dit is te veel tekst om te bewaren" in answer.content.decode() for answer in (large, many)} == {
        True
    }
    assert {answer["Cache-Control"] for answer in (large, many, plain)} == {"no-store"}
    assert Response.objects.count() == 0


def form_encoded(**boxes: object) -> dict[str, object]:
    return {
        "data": urlencode(boxes, doseq=True),
        "content_type": "application/x-www-form-urlencoded",
    }


def test_too_much_text_comes_back_to_be_made_shorter(client: Client, base: str) -> None:
    long = "Samen. " * 500_000
    answer = client.post(f"{base}woorden/", **form_encoded(save_id="x", definitie=long, **WORDS_BESIDE))

    html = answer.content.decode()
    assert (answer.status_code, Response.objects.count()) == (413, 0)
    assert f">\n{long}</textarea>" in html
    assert HTML[1] in html
    assert (html.count("<textarea"), html.count(" readonly"), html.count('type="hidden"')) == (2, 0, 1)
    shorter = form_encoded(save_id="x", prompted="1", definitie="Samen", **WORDS_BESIDE)
    assert client.post(f"{base}woorden/", **shorter).status_code == 303
    assert Response.objects.get().answers["voorbeelden"] == ["Park & bos"]


@pytest.mark.parametrize(
    "boxes",
    [
        {"definitie": "a" * kept_pages.MOST_GIVEN_BACK},
        {"definitie": ["a b"] * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)},
    ],
    ids=["more-than-we-read", "more-boxes-than-a-page-has"],
)
def test_what_is_too_much_to_give_back_says_so(client: Client, base: str, boxes: dict[str, object]) -> None:
    answer = client.post(f"{base}woorden/", **form_encoded(**boxes))

    html = answer.content.decode()
    assert (answer.status_code, html.count("<textarea")) == (413, 0)
    assert "niet terug kunnen geven" in html


@pytest.mark.parametrize("megabytes", [9, 60])
def test_a_post_of_any_size_takes_no_more_memory_than_is_promised(megabytes: int) -> None:
    body = form_encoded(definitie="a" * (megabytes * 1024 * 1024))
    request = RequestFactory().post("/u/x/woorden/", **body)
    tracemalloc.start()

    answer = kept_pages.too_large(request)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (answer.status_code, most < 10 * kept_pages.MOST_GIVEN_BACK) == (413, True)


def test_what_another_site_posts_is_not_shown_back(client: Client) -> None:
    answer = client.post(f"/u/{'x' * 27}/woorden/", WORDS, headers={"Origin": "https://elders.example"})

    assert answer.status_code == 403
    assert "Samen" not in answer.content.decode()


@pytest.mark.parametrize(
    ("statement", "status"),
    [("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)", 503), ("SELECT * FROM bestaat_niet", None)],
)
def test_only_a_database_that_cannot_answer_is_503(statement: str, status: int | None) -> None:
    @link_page
    def view(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        return HttpResponse()

    request = RequestFactory().post("/u/x/woorden/", WORDS)
    if status is None:
        with pytest.raises(ProgrammingError):
            view(request)
    else:
        assert view(request).status_code == status
