from django.utils.datastructures import MultiValueDict

from surveys.kinds.open_list import KIND, MOST_LINES
from tests.surveys.kinds.conftest import Asked
from tests.surveys.kinds.tabulated import tabulated


def test_read_drops_empty_boxes_and_keeps_the_order(asked: Asked) -> None:
    posted = MultiValueDict({"voorbeelden": ["Plein", "", "  ", "Park\nbij de school"]})

    assert KIND.read(asked("voorbeelden"), posted) == {"voorbeelden": ["Plein", "Park bij de school"]}


def test_read_stops_at_a_list_that_is_none_any_more(asked: Asked) -> None:
    posted = MultiValueDict({"voorbeelden": [f"voorbeeld {n}" for n in range(500)]})

    assert len(KIND.read(asked("voorbeelden"), posted)["voorbeelden"]) == MOST_LINES


def test_one_long_line_is_pointed_out_once(asked: Asked) -> None:
    answers = {"voorbeelden": ["a" * 201, "b" * 300]}

    assert [problem.field for problem in KIND.problems(asked("voorbeelden"), answers)] == ["voorbeelden"]


def test_tabulate_counts_persons_and_examples(asked: Asked) -> None:
    shown_to = [{"voorbeelden": ["Plein", "Park"]}, {"voorbeelden": ["Straat"]}, {"voorbeelden": None}, {}]

    (table,) = tabulated(asked("voorbeelden"), shown_to)

    assert table.base == 4
    assert [(count.code, count.count) for count in table.counts] == [("answered", 2), ("examples", 3)]
