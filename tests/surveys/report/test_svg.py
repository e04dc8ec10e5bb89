"""The charts: whole under a strict policy, in the colours of the tokens, and nothing typed becomes markup."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from surveys.enums import Provincie
from surveys.report.svg import (
    Bar,
    Curve,
    Mark,
    SquareGroup,
    Tick,
    Tile,
    as_file,
    bar_rows,
    curve,
    squares,
    tile_grid,
)
from surveys.report.svg.drawing import colour
from surveys.report.typesetting import as_png

SVG = "{http://www.w3.org/2000/svg}"
EVIL = "<script>alert('&')</script>"

BARS = bar_rows(EVIL, [Bar("Drenthe", 25.0, "3 van 12"), Bar(EVIL, 140.0, "5", is_reached=True)], target=30)
TILES = tile_grid(
    "Provincies", [Tile(one, 5 * n, EVIL, "?a=1&b=2") for n, one in enumerate(Provincie)], target=30
)
CURVE = curve(
    EVIL,
    Curve(
        days=10,
        per_day=[1, 0, 4],
        marks=[Mark(0, EVIL), Mark(9, "Sluiting")],
        ticks=[Tick(0, "12 jun")],
        before=[2, 2],
        words="2026",
        before_words="2023",
    ),
)
SQUARES = squares(
    "Gemeenten",
    [SquareGroup("Drenthe", ["a", "b", "a"]), SquareGroup(EVIL, [])],
    colours={"a": "primary", "b": "surface"},
    words={"a": "Heeft geantwoord", "b": "Nog niet"},
)
ALL = {"bars": BARS, "tiles": TILES, "curve": CURVE, "squares": SQUARES}


def parsed(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - we drew it ourselves


def texts(drawn: str) -> list[str]:
    return [found.text or "" for found in parsed(drawn).iter(f"{SVG}text")]


def boxes(drawn: str, fill: str) -> list[dict[str, str]]:
    return [one.attrib for one in parsed(drawn).iter(f"{SVG}rect") if one.get("fill") == colour(fill)]


@pytest.mark.parametrize("drawn", ALL.values(), ids=ALL)
def test_a_picture_is_whole_by_itself(drawn: str) -> None:
    root = parsed(drawn)

    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert {attribute for one in root.iter() for attribute in one.attrib} & {"style", "class"} == set()
    assert not [one for one in root.iter() if one.tag in (f"{SVG}script", f"{SVG}style", f"{SVG}image")]


@pytest.mark.parametrize("drawn", ALL.values(), ids=ALL)
def test_colours_are_those_of_the_tokens(drawn: str) -> None:
    used = set(re.findall(r"#[0-9a-f]{3,6}", drawn))
    tokens = [
        "ink",
        "ink-2",
        "line",
        "line-strong",
        "surface",
        "primary",
        "primary-tint",
        "accent",
        "ok",
        "track",
    ]
    ladder = [f"ladder-{step}" for step in range(1, 6)]

    assert used <= {colour(name) for name in [*tokens, *ladder]}


def test_a_colour_that_is_no_token_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="No token"):
        colour("pink")


def test_a_bar_ends_with_its_track_and_the_target_has_a_white_edge() -> None:
    track = boxes(BARS, "track")[0]
    edge, line = list(parsed(BARS).iter(f"{SVG}line"))[:2]

    assert boxes(BARS, "ok")[0]["width"] == track["width"]
    assert float(boxes(BARS, "primary")[0]["width"]) == pytest.approx(float(track["width"]) / 4, abs=0.1)
    assert (edge.get("stroke"), line.get("stroke")) == (colour("surface"), colour("accent"))
    assert edge.get("x1") == line.get("x1")


def test_a_label_too_long_for_two_lines_is_cut_off() -> None:
    drawn = bar_rows("Titel", [Bar("lang woord " * 12, 1.0, "1")])

    lines = texts(drawn)[1:-1]

    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_tiles_are_the_darker_the_nearer_the_target() -> None:
    grid = tile_grid(
        "Kaart", [Tile(one, n, "w") for one, n in zip(Provincie, STEPS, strict=False)], target=30
    )

    rects = list(parsed(grid).iter(f"{SVG}rect"))[: len(STEPS)]
    assert [one.get("fill") for one in rects] == [
        colour(f"ladder-{step}") for step in (1, 1, 2, 2, 3, 3, 4, 4, 5, 5)
    ]
    assert texts(grid)[-5:] == ["<15", "15–19", "20–24", "25–29", "≥30%"]


STEPS = (0, 14, 15, 19, 20, 24, 25, 29, 30, 100)


def test_a_tile_without_gemeenten_has_no_percentage() -> None:
    assert texts(tile_grid("Kaart", [Tile(Provincie.ZEELAND, None, "w")], target=30))[:2] == ["ZE", "–"]


def test_only_a_grid_with_links_is_more_than_one_picture() -> None:
    without = tile_grid("Kaart", [Tile(Provincie.ZEELAND, 1, "w")], target=30)

    assert [parsed(one).get("role") for one in (TILES, without)] == ["group", "img"]
    assert "href" not in without
    assert [one.get("href") for one in parsed(TILES).iter(f"{SVG}a")] == ["?a=1&b=2"] * 12


@pytest.mark.parametrize("target", [1, 2, 5, 99, 100])
def test_any_target_gives_five_steps(target: int) -> None:
    parsed(tile_grid("Kaart", [Tile(Provincie.ZEELAND, 50, "w")], target=target))


@pytest.mark.parametrize(
    ("per_day", "axis"),
    [
        ([1], ["0", "1", "2", "3", "4"]),
        ([75], ["0", "20", "40", "60", "80"]),
        ([342], ["0", "100", "200", "300", "400"]),
        ([1_000_000], ["0", "250.000", "500.000", "750.000", "1.000.000"]),
    ],
)
def test_the_axis_counts_in_round_steps(per_day: list[int], axis: list[str]) -> None:
    assert texts(curve("Verloop", Curve(days=3, per_day=per_day)))[:5] == axis


@pytest.mark.parametrize("days", [1, 2, 106, 400])
def test_a_curve_of_any_length_can_be_drawn(days: int) -> None:
    for per_day in ([], [0], [1] * days):
        parsed(curve("Verloop", Curve(days=days, per_day=per_day, marks=[Mark(days - 1, "Sluiting")])))


@pytest.mark.parametrize("width", [960, 360])
def test_words_of_marks_never_touch(width: int) -> None:
    marks = [Mark(day, f"Herinnering {day}") for day in (0, 3, 5, 40, 99)]

    drawn = parsed(curve("Verloop", Curve(days=100, per_day=[1], marks=marks), width=width))

    found = [one for one in drawn.iter(f"{SVG}text") if one.get("fill") == colour("accent")]
    by_line: dict[str, list[tuple[float, float]]] = {}
    for one in found:
        wide = len(one.text or "") * 13 * 0.54
        left = (
            float(one.get("x", 0)) - {"start": 0, "middle": wide / 2, "end": wide}[one.get("text-anchor", "")]
        )
        by_line.setdefault(one.get("y", ""), []).append((left, left + wide))
    assert len(found) == len(marks)
    for spans in by_line.values():
        assert all(end < begin for (_, end), (begin, _) in pairwise(spans))


def test_many_squares_go_on_on_the_next_line() -> None:
    drawn = squares(
        "Gemeenten", [SquareGroup("Brabant", ["a"] * 56)], colours={"a": "primary"}, words={"a": "Wel"}
    )

    assert len({box["y"] for box in boxes(drawn, "primary")[1:]}) == 2
    assert len(boxes(drawn, "primary")) == 57


def test_a_file_has_the_letters_inside_and_refers_to_nothing() -> None:
    file = as_file(CURVE)

    assert file.startswith("<?xml")
    assert "url(data:font/woff2;base64," in file
    assert re.findall(r"(?:href|src)=|https?://(?!www\.w3\.org/2000/svg)|url\((?!data:)", file) == []
    parsed(file)


def test_a_picture_becomes_dots_for_a_slide() -> None:
    png = as_png(CURVE)

    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20]) > 1900
