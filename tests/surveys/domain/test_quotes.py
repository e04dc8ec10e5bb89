"""Nothing is quoted of which somebody did not see the names first."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from surveys.domain import quotes
from surveys.domain.open_answers import digest_of, open_variables
from surveys.domain.quotes import NamesUnseen, Proposal, Quotes, quotes_of
from surveys.exceptions import AnswerChanged, QuoteRefused
from surveys.models import AuditEntry, Edition, Quote, Response
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import ResponseFactory
from tests.surveys.domain.test_coding import VARIABLE, answer, seen

pytestmark = pytest.mark.django_db
TEXT = "In Zwolle doet wethouder Jansen het goed"
GEMEENTEN = {"zwolle"}


@pytest.fixture
def anna() -> User:
    return StaffFactory()


def allow(response: Response, text: str, *, by: User, shown: str = "", no_names: bool = False) -> Quote:
    proposal = Proposal(text, shown and digest_of(shown), no_names)
    return quotes.allow(seen(response), response.answers[VARIABLE], proposal, GEMEENTEN, by=by)


def stored() -> list[str]:
    return list(Quote.objects.values_list("text", flat=True))


def test_without_names_it_is_allowed_and_written_down(edition: Edition, anna: User) -> None:
    quote = allow(answer(edition, TEXT), "… doet … het goed", by=anna)

    assert stored() == ["… doet … het goed"]
    assert list(
        AuditEntry.objects.filter(actor=anna).values_list("verb", "target", "count", "actor", "reason")
    ) == [("allowed_quote", f"quote:{quote.pk}", 0, anna.pk, "")]


def test_names_that_are_left_must_be_judged(edition: Edition, anna: User) -> None:
    response = answer(edition, TEXT)

    with pytest.raises(NamesUnseen) as unseen:
        allow(response, TEXT, by=anna)
    assert stored() == []
    allow(response, TEXT, no_names=True, by=anna)

    assert [mark.of(TEXT) for mark in unseen.value.marks] == ["Zwolle", "wethouder Jansen"]
    assert stored() == [TEXT]


def test_a_name_that_was_typed_into_the_quote_must_be_shown_first(edition: Edition, anna: User) -> None:
    response, typed = answer(edition, TEXT), "Jansen [en Anna] … het goed"

    for shown in ("", TEXT):
        with pytest.raises(NamesUnseen):
            allow(response, typed, shown=shown, no_names=True, by=anna)
    allow(response, typed, shown=typed, no_names=True, by=anna)

    assert stored() == [typed]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Vul in wat er mag worden geciteerd."),
        ("x" * 2001, "Maak het citaat korter. Er passen 2000 tekens in, dit zijn er 2001."),
        ("Jansen doet het slecht", "Een citaat heeft alleen woorden die in het antwoord staan"),
        ("het goed [038 123 45 67]", "‘038 123 45 67’ (telefoonnummer)"),
        ("het goed [a@b.example]", "‘a@b.example’ (mailadres)"),
    ],
)
def test_what_never_leaves_is_refused_whatever_was_ticked(
    edition: Edition, anna: User, text: str, says: str
) -> None:
    with pytest.raises(QuoteRefused) as refusal:
        allow(answer(edition, TEXT), text, shown=text, no_names=True, by=anna)

    assert says in str(refusal.value)
    assert stored() == []


def test_of_a_changed_answer_nothing_is_quoted(edition: Edition, anna: User) -> None:
    response = answer(edition, "Samen beslissen")
    allow(response, "Samen", by=anna)
    (variable,) = [one for one in open_variables(edition) if one.code == VARIABLE]
    before, old = quotes_of(edition, variable), seen(response)

    Response.objects.update(answers={VARIABLE: "Liever niet"})

    assert (before.texts, quotes_of(edition, variable).texts) == (("Samen",), ())
    with pytest.raises(AnswerChanged):
        quotes.allow(old, "Liever niet", Proposal("Liever", "", no_names=False), GEMEENTEN, by=anna)


def test_a_quote_is_replaced_and_withdrawn(edition: Edition, anna: User) -> None:
    response = answer(edition, TEXT)
    allow(response, "het goed", by=anna)
    quote = allow(response, "doet het goed", by=anna)
    replaced = stored()

    quotes.withdraw(quote, by=anna)
    quotes.withdraw(quote, by=anna)

    assert (replaced, stored()) == (["doet het goed"], [])
    assert list(AuditEntry.objects.filter(actor=anna).order_by("pk").values_list("verb", flat=True)) == [
        "allowed_quote",
        "allowed_quote",
        "withdrew_quote",
    ]


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (TEXT, True),
        ("… ZWOLLE … doet het [heel] goed!", True),
        ("", True),
        ("het doet", False),
        ("goed goed", False),
        ("Jan", False),
    ],
)
def test_a_quote_has_the_words_of_the_answer_in_their_order(quote: str, expected: bool) -> None:
    assert quotes.is_of(quote, TEXT) is expected


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        (8, Quotes(VARIABLE, "", ("Elders", "Hier"))),
        (9, Quotes(VARIABLE, "Zeeland", ("Hier",))),
    ],
)
def test_a_group_under_ten_is_not_named(edition: Edition, anna: User, others: int, expected: Quotes) -> None:
    (variable,) = [one for one in open_variables(edition) if one.code == VARIABLE]
    allow(answer(edition, "Elders"), "Elders", by=anna)
    here = answer(edition, "Hier")
    allow(here, "Hier", by=anna)
    group = [here.pk, *(answer(edition).pk for _ in range(others))]
    # Who wrote nothing makes no group larger.
    group.append(ResponseFactory(edition=edition, completed=True).pk)

    found = quotes_of(edition, variable, Response.objects.filter(pk__in=group), "Zeeland")

    assert found == expected


def test_a_quote_has_words_and_there_is_one_of_an_answer(edition: Edition, anna: User) -> None:
    response = answer(edition)
    own = {"response": response, "variable": VARIABLE, "digest": "x", "allowed_by": anna}
    Quote.objects.create(**own, text="Samen")

    for text, constraint in (("Weer", "quote_once"), ("", "quote_has_words")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Quote.objects.create(**own, text=text)
