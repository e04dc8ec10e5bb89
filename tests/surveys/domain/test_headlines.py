"""What a person writes above a figure holds for the numbers that it was written on."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from surveys.domain import headlines, themes
from surveys.domain.headlines import Ground
from surveys.domain.tabulation import QuestionTables, tabulate
from surveys.enums import AuditVerb
from surveys.exceptions import FigureChanged
from surveys.kinds import Count, Spread, Table
from surveys.models import AuditEntry, Edition, Headline
from surveys.report.figures import ReportFigure
from surveys.report.results import results_of
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db

RULE = "‘Ja’ is het vaakst gekozen: door alle ambtenaren"
WRITTEN = "Overal is geld voor meedoen"


@pytest.fixture
def answered(edition: Edition) -> Edition:
    ResponseFactory.create_batch(2, edition=edition, completed=True, answers={"budget": "ja"})
    return edition


@pytest.fixture
def analyst() -> User:
    user: User = StaffFactory()
    return user


def figure(edition: Edition) -> ReportFigure:
    found = results_of(edition).figure("budget")
    assert found is not None
    return found


def ground(edition: Edition) -> Ground:
    found = figure(edition)
    return Ground(edition, found.code, found.digest, found.rule)


def shown(edition: Edition) -> str:
    return headlines.seen(ground(edition), figure(edition).written)


def write(edition: Edition, text: str, by: User) -> bool:
    return headlines.write(ground(edition), text, shown=shown(edition), by=by)


def logged(edition: Edition) -> list[tuple[str, int | None, str]]:
    entries = AuditEntry.objects.filter(target=f"edition:{edition.pk}").order_by("pk")
    return list(entries.values_list("verb", "actor_id", "reason"))


def test_a_written_headline_stands_until_its_numbers_move(answered: Edition, analyst: User) -> None:
    before = figure(answered).finding
    changed = [write(answered, WRITTEN, analyst) for _ in range(2)]
    written = figure(answered).finding
    ResponseFactory(edition=answered, completed=True, answers={"budget": "nee"})
    moved = figure(answered)

    assert (before, changed, written) == (RULE, [True, False], WRITTEN)
    assert moved.has_moved
    assert moved.finding == "‘Ja’ is het vaakst gekozen: door twee derde van de ambtenaren (67%)"
    assert moved.written is not None
    assert (moved.written.text, moved.written.rule) == (WRITTEN, RULE)
    assert logged(answered) == [(AuditVerb.WROTE_HEADLINE, analyst.pk, "figuur budget")]


def test_somebody_confirms_it_on_the_new_numbers(answered: Edition, analyst: User) -> None:
    write(answered, WRITTEN, analyst)
    ResponseFactory(edition=answered, completed=True, answers={"budget": "ja"})

    changed = [headlines.confirm(ground(answered), shown=shown(answered), by=analyst) for _ in range(2)]

    now = figure(answered)
    assert (changed, now.finding, now.has_moved) == ([True, False], WRITTEN, False)
    assert logged(answered)[1:] == [(AuditVerb.CONFIRMED_HEADLINE, analyst.pk, "figuur budget")]


def test_it_is_taken_back_once(answered: Edition, analyst: User) -> None:
    write(answered, WRITTEN, analyst)

    changed = [headlines.take_back(ground(answered), by=analyst) for _ in range(2)]

    assert (changed, figure(answered).finding) == ([True, False], RULE)
    assert logged(answered)[1:] == [(AuditVerb.WITHDREW_HEADLINE, analyst.pk, "figuur budget")]


def test_the_words_of_the_rules_are_no_written_headline(answered: Edition, analyst: User) -> None:
    untouched = write(answered, RULE, analyst)
    write(answered, WRITTEN, analyst)
    back = write(answered, RULE, analyst)

    assert (untouched, back, Headline.objects.count()) == (False, True, 0)


def test_nobody_writes_over_what_they_did_not_see(answered: Edition, analyst: User) -> None:
    first_look = shown(answered)
    write(answered, WRITTEN, analyst)
    second_look = shown(answered)
    ResponseFactory(edition=answered, completed=True, answers={"budget": "nee"})

    for look in (first_look, second_look):
        with pytest.raises(FigureChanged):
            headlines.write(ground(answered), "Iets anders", shown=look, by=analyst)
        with pytest.raises(FigureChanged):
            headlines.confirm(ground(answered), shown=look, by=analyst)

    assert Headline.objects.get().text == WRITTEN


def test_figures_of_some_people_have_the_headline_of_the_rules(answered: Edition, analyst: User) -> None:
    write(answered, WRITTEN, analyst)

    some = results_of(answered, {"kanaal": "personal"}, ["Kanaal: Persoonlijke link"]).figure("budget")

    assert some is not None
    assert (some.finding, some.written) == (
        "‘Ja’ is het vaakst gekozen: door iedereen in deze selectie",
        None,
    )


def test_the_digest_is_of_numbers_not_of_words(answered: Edition) -> None:
    question = tabulate(answered).questions[0].question
    table = Table(
        "a", "A", 3, (Count("ja", "Ja", 2), Count("nee", "Nee", 1)), Spread(3, 20 / 3, 7.0, 6.0, 7.0)
    )
    same = [
        table,
        replace(table, label="Anders gezegd", counts=(Count("nee", "Neen", 1), Count("ja", "Ja!", 2))),
        replace(table, spread=Spread(3, 20 / 3 + 1e-15, 7.0, 6.0, 7.0)),
    ]
    others = [
        replace(table, base=4),
        replace(table, counts=(Count("ja", "Ja", 1), Count("nee", "Nee", 2))),
        replace(table, spread=Spread(3, 6.0, 7.0, 6.0, 7.0)),
        replace(table, spread=None),
    ]

    of_same = {headlines.digest_of(QuestionTables(question, [one])) for one in same}
    of_others = {headlines.digest_of(QuestionTables(question, [one])) for one in others}

    assert (len(of_same), len(of_others), of_same & of_others) == (1, 4, set())


def test_a_theme_is_a_number_of_its_figure_too(answered: Edition) -> None:
    before = results_of(answered).figure("definitie")
    themes.make(answered, "definitie", label="Samen doen", by=None)
    after = results_of(answered).figure("definitie")

    assert before is not None
    assert after is not None
    assert before.digest != after.digest


def test_one_headline_for_a_figure_that_says_something(answered: Edition) -> None:
    Headline.objects.create(edition=answered, figure="budget", text=WRITTEN, digest="a", rule=RULE)

    for figure, text in (("budget", "Nog een"), ("functie", "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Headline.objects.create(edition=answered, figure=figure, text=text, digest="a", rule=RULE)
