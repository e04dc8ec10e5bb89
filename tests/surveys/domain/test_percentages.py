import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.domain.percentages import is_possible, percent
from tests.conftest import DATA


@pytest.mark.parametrize(
    ("count", "base", "digits", "printed"),
    [(75, 342, 1, 21.9), (1, 8, 0, 13), (1, 200, 0, 1), (0, 5, 0, 0), (5, 5, 0, 100), (0, 0, 0, None)],
)
def test_percent_rounds_half_up_once(count: int, base: int, digits: int, printed: float | None) -> None:
    assert percent(count, base, digits) == printed


def test_seven_published_figures_cannot_come_from_75() -> None:
    published = json.loads((DATA / "published-2023.json").read_text())
    examples = {54, 60, 140}  # Numbers of examples, not percentages.
    figures = set(whole_numbers(published["questions"])) - examples

    impossible = {figure for figure in figures if not is_possible(figure, 75)}

    assert impossible == {14, 22, 26, 34, 38, 50, 70}
    assert all(is_possible(figure, 74) for figure in impossible)


def whole_numbers(node: object) -> list[int]:
    if isinstance(node, dict):
        return [number for value in node.values() for number in whole_numbers(value)]
    if isinstance(node, list):
        return [number for value in node for number in whole_numbers(value)]
    return [node] if isinstance(node, int) else []


@given(st.integers(1, 2000), st.data())
def test_what_percent_prints_is_possible(base: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, base))
    printed = percent(count, base)

    assert isinstance(printed, int)
    assert is_possible(printed, base)
