"""Codes are given once, each coder apart; which count is settled, and nothing is lost."""

from collections.abc import Callable, Iterable

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from surveys.domain import coding, themes
from surveys.domain.coding import Judgement, Seen, counting, differs, judgements, waits_for_settling
from surveys.domain.open_answers import digest_of, open_variables
from surveys.domain.tabulation import QuestionTables, tabulate
from surveys.enums import AuditVerb, CodingState, Provincie
from surveys.exceptions import AnswerChanged, ThemeRefused
from surveys.kinds import Count, Table
from surveys.models import AuditEntry, Coding, Edition, GivenTheme, Response, Theme
from tests.at_once import at_once
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import ResponseFactory

pytestmark = pytest.mark.django_db
VARIABLE = "definitie"


def answer(edition: Edition, text: str = "Samen beslissen", **more: object) -> Response:
    return ResponseFactory(edition=edition, completed=True, answers={VARIABLE: text}, **more)


def seen(response: Response) -> Seen:
    variable = next(one for one in open_variables(response.edition) if one.code == VARIABLE)
    return Seen(response, variable, digest_of(response.answers[VARIABLE]))


def theme(edition: Edition, label: str) -> Theme:
    return themes.make(edition, VARIABLE, label=label, by=None)


def themes_in(questions: Iterable[QuestionTables]) -> list[Table]:
    return [table for found in questions for table in found.tables if table.code.endswith("_themas")]


def theme_tables(edition: Edition) -> list[Table]:
    return themes_in(tabulate(edition).questions)


def judged(edition: Edition) -> dict[int, list[tuple[int, set[str]]]]:
    """Per answer who gave what, by the names of the themes that count."""
    codebook = themes.codebook(edition, VARIABLE)
    labels = {one.pk: one.label for one in codebook}
    variables = [one for one in open_variables(edition) if one.code == VARIABLE]
    found = judgements(edition, variables, themes.roots(codebook))[VARIABLE]
    return {
        response: [(one.coder, {labels[pk] for pk in one.themes}) for one in coded]
        for response, coded in found.items()
    }


@pytest.fixture
def anna() -> User:
    return StaffFactory()


@pytest.fixture
def bram() -> User:
    return StaffFactory()


def test_a_theme_is_given_once_and_taken_back(edition: Edition, anna: User) -> None:
    response, early = answer(edition), theme(edition, "Vroeg")

    coding.give(seen(response), early, by=anna)
    coding.give(seen(response), early, by=anna)
    given = judged(edition)
    coding.take(seen(response), [early], by=anna)
    coding.take(seen(response), [early], by=anna)

    assert given == {response.pk: [(anna.pk, {"Vroeg"})]}
    assert judged(edition) == {}
    assert [one.state for one in Coding.objects.all()] == [CodingState.EMPTY]


@pytest.mark.django_db(transaction=True)
def test_clicks_at_once_end_in_one_coding(edition: Edition, anna: User) -> None:
    response = answer(edition)
    early, late = theme(edition, "Vroeg"), theme(edition, "Laat")
    one = seen(response)

    at_once([lambda: coding.give(one, early, by=anna), lambda: coding.give(one, late, by=anna)] * 3)

    assert judged(edition) == {response.pk: [(anna.pk, {"Vroeg", "Laat"})]}


def test_no_theme_fits_is_coded_too_and_not_beside_a_theme(edition: Edition, anna: User) -> None:
    response, early = answer(edition), theme(edition, "Vroeg")
    active = {early.pk}

    said = coding.say_none_fits(seen(response), active=active, by=anna)
    none_fits = judged(edition)
    coding.give(seen(response), early, by=anna)
    refused = coding.say_none_fits(seen(response), active=active, by=anna)
    with_theme = judged(edition)
    coding.take(seen(response), [early], by=anna)
    coding.say_none_fits(seen(response), active=active, by=anna)
    coding.take_none_back(seen(response), by=anna)

    assert (said, refused) == (True, False)
    assert none_fits == {response.pk: [(anna.pk, set())]}
    assert with_theme == {response.pk: [(anna.pk, {"Vroeg"})]}
    assert judged(edition) == {}


def test_a_theme_that_is_not_in_use_is_refused(edition: Edition, anna: User) -> None:
    early = theme(edition, "Vroeg")
    themes.retire(early, by=anna)
    early.refresh_from_db()

    with pytest.raises(ThemeRefused, match="niet meer in gebruik"):
        coding.give(seen(answer(edition)), early, by=anna)

    assert not Coding.objects.exists()


def test_a_changed_answer_waits_to_be_coded_again(edition: Edition, anna: User) -> None:
    response, early, late = answer(edition), theme(edition, "Vroeg"), theme(edition, "Laat")
    before = seen(response)
    coding.give(before, early, by=anna)

    Response.objects.filter(pk=response.pk).update(answers={VARIABLE: "Iets anders"})
    response.refresh_from_db()

    assert judged(edition) == {}
    with pytest.raises(AnswerChanged):
        coding.give(before, late, by=anna)
    coding.give(seen(response), late, by=anna)
    assert judged(edition) == {response.pk: [(anna.pk, {"Laat"})]}


def test_the_first_counts_until_somebody_settles(edition: Edition, anna: User, bram: User) -> None:
    response, early, late = answer(edition), theme(edition, "Vroeg"), theme(edition, "Laat")
    for coder, given in ((anna, early), (bram, late)):
        coding.give(seen(response), given, by=coder)
    _, second = Coding.objects.all()

    def counts() -> dict[str, int]:
        (table,) = theme_tables(edition)
        return {count.label: count.count for count in table.counts}

    before = counts()
    acts = [
        coding.settle(second, by=anna),
        coding.settle(second, by=bram),
    ]
    settled = counts()
    acts += [coding.unsettle(second, by=anna), coding.unsettle(second, by=anna)]

    assert (before, settled, counts()) == (
        {"Vroeg": 1, "Laat": 0},
        {"Vroeg": 0, "Laat": 1},
        {"Vroeg": 1, "Laat": 0},
    )
    assert acts == [True, False, True, False]
    verbs = [AuditVerb.SETTLED_CODING, AuditVerb.UNSETTLED_CODING]
    assert list(
        AuditEntry.objects.filter(verb__in=verbs).order_by("pk").values_list("verb", "target", "count")
    ) == [
        ("settled_coding", f"coding:{second.pk}", 2),
        ("unsettled_coding", f"coding:{second.pk}", None),
    ]


def test_the_rules_of_counting_and_differing() -> None:
    first, second = Judgement(1, 7, False, frozenset({1})), Judgement(2, 8, False, frozenset())
    settled = Judgement(2, 8, True, frozenset())

    assert [counting([first, second]), counting([first, settled])] == [first, settled]
    assert [differs([first]), differs([first, first]), differs([first, second])] == [False, False, True]
    assert [waits_for_settling([first, second]), waits_for_settling([first, settled])] == [True, False]


def test_themes_are_a_table_with_the_coded_as_its_base(edition: Edition, anna: User, bram: User) -> None:
    early, late = theme(edition, "Vroeg"), theme(edition, "Laat")
    both, none, _ = (answer(edition) for _ in range(3))
    one = answer(edition, gemeente__provincie=Provincie.ZEELAND)
    ResponseFactory(edition=edition, completed=True, answers={})
    for response, given in ((both, early), (both, late), (one, early)):
        coding.give(seen(response), given, by=anna)
    coding.say_none_fits(seen(none), active=[], by=bram)
    text = "Wat is burgerparticipatie volgens u?"

    tabulation = tabulate(edition, by=["provincie"])
    groups = {group.group.code: themes_in(group.questions) for group in tabulation.by["provincie"]}

    code = f"{VARIABLE}_themas"
    assert themes_in(tabulation.questions) == [
        Table(code, text, 3, (Count("vroeg", "Vroeg", 2), Count("laat", "Laat", 1)))
    ]
    assert groups["zeeland"] == [Table(code, text, 1, (Count("vroeg", "Vroeg", 1), Count("laat", "Laat", 0)))]
    assert groups["drenthe"] == [Table(code, text, 0, (Count("vroeg", "Vroeg", 0), Count("laat", "Laat", 0)))]


def test_a_response_that_does_not_count_is_in_no_table(edition: Edition, anna: User) -> None:
    early, response = theme(edition, "Vroeg"), answer(edition)
    coding.give(seen(response), early, by=anna)

    Response.objects.update(is_double=True)

    assert [table.base for table in theme_tables(edition)] == [0]


def test_the_database_refuses_what_contradicts_itself(edition: Edition, anna: User, bram: User) -> None:
    response = answer(edition)
    own = {"response": response, "variable": VARIABLE, "digest": "x"}
    first = Coding.objects.create(**own, coder=anna, settled_at=Now(), settled_by=anna)
    given = GivenTheme.objects.create(coding=first, theme=theme(edition, "Vroeg"))

    def refused(make: Callable[[], object]) -> str:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            make()
        return str(refusal.value.__cause__).split('constraint "')[1].split('"')[0]

    assert [
        refused(lambda: Coding.objects.create(**own, coder=anna)),
        refused(lambda: Coding.objects.create(**own, coder=bram, settled_at=Now(), settled_by=bram)),
        refused(lambda: Coding.objects.create(**own, coder=bram, settled_at=Now())),
        refused(lambda: GivenTheme.objects.create(coding=first, theme=given.theme)),
    ] == ["coding_once", "coding_settled_once", "coding_settled_by_somebody", "given_theme_once"]
