"""The codebook: stable codes, and nothing that was given is ever lost."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from surveys.domain import coding, themes
from surveys.enums import ThemeState
from surveys.exceptions import ThemeRefused
from surveys.models import AuditEntry, Edition, GivenTheme, Theme
from tests.factories.respondents import StaffFactory
from tests.factories.surveys import EditionFactory
from tests.surveys.domain.test_coding import VARIABLE, answer, seen, theme, theme_tables

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return StaffFactory()


def counts(edition: Edition) -> dict[str, int]:
    return {count.label: count.count for table in theme_tables(edition) for count in table.counts}


def states(edition: Edition) -> list[tuple[str, str, int]]:
    return [(one.code, one.state, one.position) for one in themes.codebook(edition, VARIABLE)]


@pytest.mark.parametrize(
    ("label", "taken", "code"),
    [
        ("Tijd & capaciteit", [], "tijd_capaciteit"),
        ("Één overleg", [], "een_overleg"),
        ("3 gesprekken", [], "thema_3_gesprekken"),
        ("…", [], "thema"),
        ("Tijd", ["tijd", "tijd_2"], "tijd_3"),
        ("x" * 90, [], "x" * 34),
    ],
)
def test_a_code_is_made_of_the_name(label: str, taken: list[str], code: str) -> None:
    assert themes.free_code(label, taken) == code


def test_a_theme_is_made_reworded_and_moved_and_keeps_its_code(edition: Edition, anna: User) -> None:
    first, second = theme(edition, "Vroeg"), theme(edition, "Laat")

    acts = [
        themes.reword(second, label="Te laat", description="Pas als het plan af is", by=anna),
        themes.reword(second, label="Te laat", description="Pas als het plan af is", by=anna),
        themes.move_up(second, by=anna),
        themes.move_up(second, by=anna),
    ]

    assert acts == [True, False, True, False]
    assert states(edition) == [("laat", "active", 1), ("vroeg", "active", 2)]
    assert list(AuditEntry.objects.filter(actor=anna).values_list("verb", "target")) == [
        ("changed_theme", f"theme:{second.pk}"),
        ("changed_theme", f"theme:{second.pk}"),
    ]
    assert first.pk != second.pk


def test_a_name_is_used_once_among_the_themes_in_use(edition: Edition, anna: User) -> None:
    first, second = theme(edition, "Vroeg"), theme(edition, "Laat")

    with pytest.raises(ThemeRefused, match="al een thema dat zo heet"):
        themes.make(edition, VARIABLE, label="VROEG", by=anna)
    with pytest.raises(ThemeRefused):
        themes.reword(second, label="vroeg", description="", by=anna)
    themes.retire(first, by=anna)
    themes.make(edition, VARIABLE, label="Vroeg", by=anna)
    with pytest.raises(ThemeRefused):
        themes.bring_back(first, by=anna)

    assert states(edition) == [("vroeg", "retired", 1), ("laat", "active", 2), ("vroeg_2", "active", 3)]


def test_what_was_retired_is_in_no_figure_until_it_comes_back(edition: Edition, anna: User) -> None:
    early, late = theme(edition, "Vroeg"), theme(edition, "Laat")
    coding.give(seen(answer(edition)), early, by=anna)

    acts = [themes.retire(early, by=anna), themes.retire(early, by=anna)]
    gone = counts(edition)
    acts += [themes.bring_back(early, by=anna), themes.bring_back(early, by=anna)]

    assert acts == [True, False, True, False]
    assert (gone, counts(edition)) == ({"Laat": 0}, {"Vroeg": 1, "Laat": 0})
    assert late.is_active


def test_a_merge_counts_a_person_once_and_can_be_taken_apart(edition: Edition, anna: User) -> None:
    early, late, never = theme(edition, "Vroeg"), theme(edition, "Laat"), theme(edition, "Nooit")
    both, one = answer(edition), answer(edition)
    for response, given in ((both, early), (both, late), (one, early)):
        coding.give(seen(response), given, by=anna)

    acts = [themes.merge(early, late, by=anna), themes.merge(early, late, by=anna)]
    merged = counts(edition)
    late.refresh_from_db()
    acts.append(themes.merge(late, never, by=anna))
    twice = counts(edition)
    early.refresh_from_db()
    late.refresh_from_db()
    acts += [themes.split(late, by=anna), themes.split(early, by=anna), themes.split(early, by=anna)]

    assert acts == [True, False, True, True, True, False]
    assert (merged, twice) == ({"Laat": 2, "Nooit": 0}, {"Nooit": 2})
    assert counts(edition) == {"Vroeg": 2, "Laat": 1, "Nooit": 0}
    assert GivenTheme.objects.count() == 3
    assert list(AuditEntry.objects.filter(actor=anna).order_by("pk").values_list("verb", "count")) == [
        ("merged_themes", 2),
        ("merged_themes", 1),
        ("split_themes", 1),
        ("split_themes", 2),
    ]


def test_a_codebook_is_taken_over_with_its_codes_once(edition: Edition, anna: User) -> None:
    early = theme(edition, "Vroeg")
    themes.reword(early, label="Vanaf het begin", description="Niet pas achteraf", by=None)
    themes.retire(theme(edition, "Laat"), by=None)
    theme(edition, "Samen")
    later = EditionFactory(survey=edition.survey, questionnaire=edition.questionnaire)
    themes.make(later, VARIABLE, label="SAMEN", by=None)

    (source,) = themes.sources(later, VARIABLE)
    taken = [themes.copy(source, later, VARIABLE, by=anna) for _ in range(2)]

    assert (source.edition, source.variable, source.count) == (edition, VARIABLE, 2)
    assert taken == [1, 0]
    copied = themes.codebook(later, VARIABLE)
    assert [(one.code, one.label, one.description) for one in copied] == [
        ("samen", "SAMEN", ""),
        ("vroeg", "Vanaf het begin", "Niet pas achteraf"),
    ]
    assert list(AuditEntry.objects.filter(actor=anna).values_list("verb", "target", "count")) == [
        ("added_theme", "theme", 1)
    ]


def test_a_merge_needs_another_theme_in_use_of_the_same_question(edition: Edition, anna: User) -> None:
    early, late = theme(edition, "Vroeg"), theme(edition, "Laat")
    elsewhere = themes.make(edition, "voorbeelden", label="Plein", by=None)
    themes.retire(late, by=anna)

    for other in (early, late, elsewhere):
        with pytest.raises(ThemeRefused, match="Kies een ander thema van deze vraag"):
            themes.merge(early, other, by=anna)

    assert states(edition)[0] == ("vroeg", "active", 1)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"code": "vroeg", "label": "Anders"}, "theme_code_once"),
        ({"code": "anders", "label": "vroeg"}, "theme_label_once"),
        ({"code": "anders", "label": "Anders", "state": ThemeState.MERGED}, "theme_merged_has_a_target"),
    ],
)
def test_the_database_refuses_the_same(edition: Edition, fields: dict[str, str], constraint: str) -> None:
    theme(edition, "Vroeg")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Theme.objects.create(edition=edition, variable=VARIABLE, position=2, **fields)


def test_a_theme_does_not_go_into_itself(edition: Edition) -> None:
    early = theme(edition, "Vroeg")

    with pytest.raises(IntegrityError, match="theme_merged_into_another"), transaction.atomic():
        Theme.objects.filter(pk=early.pk).update(state=ThemeState.MERGED, merged_into=early)
