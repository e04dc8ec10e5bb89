"""Which of several facts about one person or one gemeente counts; the table of docs/aapor.md, line by line."""

from dataclasses import fields
from itertools import combinations

import pytest

from respondents.domain.dispositions import (
    BY_FACT,
    OF_GEMEENTE,
    Facts,
    disposition_of,
    disposition_of_gemeente,
)
from respondents.enums import Disposition, DispositionClass

BY_NAME = {
    "complete": ("1.1", "I"),
    "partial": ("1.2", "P"),
    "gemeente_refused": ("2.11", "R"),
    "other_refused": ("2.111", "R"),
    "refused": ("2.112", "R"),
    "broke_off": ("2.12", "R"),
    "absent": ("2.26", "NC"),
    "late": ("2.27", "NC"),
    "not_sent": ("3.11", "UH"),
    "silent": ("3.19", "UH"),
    "undelivered": ("3.30", "UO"),
    "new_address": ("3.40", "UO"),
    "outside": ("3.91", "UO"),
    "double": ("4.81", "NE"),
    "handed_over": ("4.90", "NE"),
    "left": ("4.90", "NE"),
}


def test_every_disposition_has_its_number_and_its_class() -> None:
    found = {
        disposition.value: (disposition.code, disposition.counts_as.value) for disposition in Disposition
    }

    assert found == BY_NAME
    assert "4.51" not in Disposition.codes.values()


def test_every_fact_decides_by_itself() -> None:
    found = {field.name: disposition_of(Facts(**{field.name: True})).code for field in fields(Facts)}

    assert found == {
        "is_merged": "4.81",
        "has_sent": "1.1",
        "has_sent_doubles_only": "4.81",
        "has_passed_on": "4.90",
        "has_partial": "1.2",
        "has_sent_late": "2.27",
        "has_begun": "2.12",
        "has_refused": "2.112",
        "has_left": "4.90",
        "shares_address": "4.81",
        "is_refused_for": "2.111",
        "is_absent": "2.26",
        "is_undelivered": "3.30",
        "has_new_address": "3.40",
        "was_mailed": "3.19",
    }
    assert disposition_of(Facts()).code == "3.11"


def test_of_two_facts_the_first_of_the_list_counts() -> None:
    pairs = list(combinations(BY_FACT, 2))

    assert [
        (first, second)
        for (first, disposition), (second, _) in pairs
        if disposition_of(Facts(**{first: True, second: True})) != disposition
    ] == []


@pytest.mark.parametrize(
    ("persons", "code"),
    [
        ([], "3.11"),
        (["not_sent"], "3.11"),
        (["not_sent", "silent"], "3.19"),
        (["silent", "undelivered"], "3.30"),
        (["undelivered", "new_address"], "3.40"),
        (["new_address", "absent"], "2.26"),
        (["absent", "late"], "2.27"),
        (["late", "other_refused"], "2.111"),
        (["other_refused", "refused"], "2.112"),
        (["refused", "broke_off"], "2.12"),
        (["broke_off", "gemeente_refused"], "2.11"),
        (["gemeente_refused", "partial"], "1.2"),
        (["partial", "complete"], "1.1"),
        # Every gemeente exists, also when nobody is left in it.
        (["left"], "3.19"),
        (["handed_over", "double"], "3.19"),
        (["left", "not_sent"], "3.11"),
        (["left", "refused"], "2.112"),
    ],
)
def test_of_the_persons_of_a_gemeente_the_one_that_says_most_counts(persons: list[str], code: str) -> None:
    assert disposition_of_gemeente([Disposition(name) for name in persons]).code == code


def test_a_gemeente_is_always_eligible() -> None:
    apart = {one for one in Disposition if one.counts_as == DispositionClass.NOT_ELIGIBLE}

    assert {*Disposition} - {*OF_GEMEENTE} == apart | {Disposition.OUTSIDE}
