import pytest
from django.utils.datastructures import MultiValueDict

from surveys.kinds.mark import KIND
from tests.surveys.kinds.conftest import Asked
from tests.surveys.kinds.tabulated import tabulated


@pytest.mark.parametrize(
    ("posted", "stored"),
    [
        ("1", 1),
        ("10", 10),
        ("weet_niet", "weet_niet"),
        ("0", None),
        ("11", None),
        ("6,5", None),
        ("07", None),
    ],
)
def test_read_knows_the_marks_and_nothing_else(asked: Asked, posted: str, stored: object) -> None:
    assert KIND.read(asked("cijfer"), MultiValueDict({"cijfer": [posted]})) == {"cijfer": stored}


def test_tabulate_leaves_dont_know_out_of_the_mean(asked: Asked) -> None:
    shown_to = [{"cijfer": 6}, {"cijfer": 7}, {"cijfer": "weet_niet"}, {"cijfer": None}]

    (table,) = tabulated(asked("cijfer"), shown_to)

    assert (table.base, table.mean) == (2, 6.5)
    assert {count.code: count.count for count in table.counts if count.count} == {"6": 1, "7": 1}
