"""The charts of the results: legible by everybody at any width, and true to the counts."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from surveys.report.svg import (
    NARROW,
    WIDE,
    Amount,
    AmountRange,
    Chart,
    Distribution,
    FirstAndTop,
    Ranked,
    Series,
    ShareBar,
    ShareBars,
    StackedBars,
    StackedRow,
    as_file,
    as_svg,
    climbing,
    likert,
    with_heading,
)
from surveys.report.svg.drawing import LETTER, colour, contrast, ink_on, lines_of
from surveys.report.typesetting import as_png

SVG = "{http://www.w3.org/2000/svg}"
EVIL = "<script>alert('&')</script>"
LONG = (
    "Beleidsregisseur participatie/duurzaamheid/sociaal domein en burgerparticipatietrajectenbegeleider " * 3
)

SCALE = likert(["Volledig", "Grotendeels", "Deels", "Niet"])
STACKED = StackedBars(
    (*SCALE, Series("Weet niet", "aside")),
    (
        StackedRow("Beleid", (19, 31, 15, 7, 3), 75, 50),
        StackedRow(EVIL, (1, 1, 1, 1, 96), 100, 2),
        StackedRow(LONG, (0, 0, 0, 0, 0), 0, 0),
    ),
    "Volledig of grotendeels",
)
SHARES = ShareBars(
    (ShareBar(LONG, 50), ShareBar(EVIL, 0), ShareBar("Weet niet", 22, is_grey=True)), 75, apart=2
)
RANKED = FirstAndTop(
    (Ranked("Kwaliteit", 16, 54), Ranked("Invloed", 28, 44), Ranked(LONG, 0, 0)), 75, ("Eerst", "Top 3")
)
MARKS = Distribution((0, 0, 0, 1, 5, 23, 33, 12, 1, 0), 6.71, "6,7")
AMOUNTS = AmountRange(*(Amount(n, f"€ {n}") for n in (5_000, 25_000, 200_000)))
NOTHING = {
    "stacked": StackedBars(SCALE, ()),
    "shares": ShareBars((), 0),
    "unanswered": ShareBars((ShareBar("Ja", 0),), 0),
    "ranked": FirstAndTop((Ranked("Inclusie", 0, 0),), 0, ("Eerst", "Top 3")),
    "marks": Distribution((0,) * 10, None, "–"),
    "one amount": AmountRange(*(Amount(1, "€ 1"),) * 3),
}
ALL: dict[str, Chart] = {
    "stacked": STACKED, "shares": SHARES, "ranked": RANKED, "marks": MARKS, "amounts": AMOUNTS
}  # fmt: skip
WIDTHS = (WIDE, NARROW)
# What a phone of 375 leaves for a picture, and letters that can still be read there.
ON_A_PHONE, LEGIBLE = 315, 11


def parsed(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - we drew it ourselves


def texts(drawn: str) -> list[str]:
    return [found.text or "" for found in parsed(drawn).iter(f"{SVG}text")]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_a_chart_is_whole_by_itself(chart: Chart, width: int) -> None:
    root = parsed(as_svg(chart, EVIL, width))

    assert root.get("role") == "img"
    assert [(one.tag, one.text) for one in root[:2]] == [(f"{SVG}title", EVIL), (f"{SVG}desc", chart.words)]
    assert {attribute for one in root.iter() for attribute in one.attrib} & {"style", "class", "id"} == set()
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "line", "circle", "text"
    }  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_everything_stays_within_the_picture(chart: Chart, width: int) -> None:
    root = parsed(as_svg(chart, "Titel", width))
    high = float(root.get("height", 0))

    for box in root.iter(f"{SVG}rect"):
        assert float(box.get("x", 0)) >= -0.1
        assert float(box.get("x", 0)) + float(box.get("width", 0)) <= width + 0.1
        assert float(box.get("y", 0)) + float(box.get("height", 0)) <= high + 0.1
    for one in root.iter(f"{SVG}text"):
        begin, end = span(one)
        assert (begin >= -0.1, end <= width + 0.1, float(one.get("y", 0)) <= high) == (True,) * 3, one.text


def span(one: ET.Element) -> tuple[float, float]:
    """From where to where a text reaches, as wide as we reckon."""
    wide = len(one.text or "") * float(one.get("font-size", 0)) * LETTER
    left = float(one.get("x", 0)) - {"middle": wide / 2, "end": wide}.get(one.get("text-anchor", ""), 0)
    return left, left + wide


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_letters_can_be_read_on_a_phone(chart: Chart) -> None:
    sizes = [float(one.get("font-size", 0)) for one in parsed(as_svg(chart, "T", NARROW)).iter(f"{SVG}text")]

    assert min(sizes) * ON_A_PHONE / NARROW >= LEGIBLE


@pytest.mark.parametrize("chart", NOTHING.values(), ids=NOTHING)
def test_nothing_can_be_drawn_too(chart: Chart) -> None:
    for width in WIDTHS:
        assert parsed(as_svg(chart, "Niets", width)).get("width") == str(width)


@pytest.mark.parametrize("scale", [likert, climbing])
@pytest.mark.parametrize("answers", [1, 2, 3, 4, 5, 6, 9])
def test_figures_in_a_bar_stand_out(scale, answers: int) -> None:
    series = [*scale([str(number) for number in range(answers)]), Series("Weet niet", "aside")]

    assert all(contrast(ink_on(one.fill), colour(one.fill)) >= 4.5 for one in series)
    assert all(one.fill != other.fill for one, other in pairwise(series)) or answers > 5


def test_what_is_read_on_white_stands_out() -> None:
    for name in ("ink", "ink-2", "primary", "accent"):
        assert contrast(colour(name), colour("surface")) >= 4.5


def test_a_bar_is_cut_by_counts_with_white_between() -> None:
    # The first groups are those of the legend.
    row = list(parsed(as_svg(STACKED, "T", WIDE)).iter(f"{SVG}g"))[len(STACKED.series)]
    boxes = [{key: float(one.get(key, 0)) for key in ("x", "width")} for one in row.iter(f"{SVG}rect")]
    full = boxes[-1]["x"] + boxes[-1]["width"] + 1.5 - boxes[0]["x"]

    assert [round((box["width"] + 1.5) / full * 75) for box in boxes] == [19, 31, 15, 7, 3]
    assert [after["x"] - before["x"] - before["width"] for before, after in pairwise(boxes)] == pytest.approx(
        [1.5] * 4, abs=0.15
    )


def test_a_small_part_has_no_figure_and_sums_come_from_counts() -> None:
    found = texts(as_svg(STACKED, "T", WIDE))

    assert [words for words in found if words.endswith("%")] == [
        "25%",
        "41%",
        "20%",
        "9%",
        "67%",
        "96%",
        "2%",
    ]


def test_a_figure_of_four_percent_is_printed_where_it_fits() -> None:
    wide_enough = StackedBars(
        (Series("A", "likert-1"), Series("B", "aside")), (StackedRow("R", (4, 96), 100),)
    )
    too_small = StackedBars((Series("A", "likert-1"), Series("B", "aside")), (StackedRow("R", (3, 97), 100),))

    assert [texts(as_svg(one, "T", 1200))[3:] for one in (wide_enough, too_small)] == [["4%", "96%"], ["97%"]]


def test_exclusive_answers_stand_apart_in_grey() -> None:
    root = parsed(as_svg(SHARES, "T", WIDE))
    boxes = list(root.iter(f"{SVG}rect"))

    assert [box.get("fill") for box in boxes] == [
        colour(name) for name in ("primary", "primary", "line-strong")
    ]
    assert texts(as_svg(SHARES, "T", NARROW))[-1] == "29%"


def test_the_first_places_are_part_of_the_bar() -> None:
    root = parsed(as_svg(RANKED, "T", WIDE))
    by_fill = {
        name: [
            float(one.get("width", 0)) for one in root.iter(f"{SVG}rect") if one.get("fill") == colour(name)
        ][1:]
        for name in ("likert-1", "scale-2")
    }

    assert [round(width / by_fill["scale-2"][0] * 54) for width in by_fill["likert-1"]] == [16, 28]
    assert texts(as_svg(RANKED, "T", WIDE))[2:8] == ["Kwaliteit", "21%", "72%", "Invloed", "37%", "59%"]


def test_the_mean_stands_where_it_lies() -> None:
    root = parsed(as_svg(MARKS, "T", WIDE))
    dashed = next(one for one in root.iter(f"{SVG}line") if one.get("stroke") == colour("accent"))

    assert float(dashed.get("x1", 0)) == pytest.approx(6.71 * 76 - 38, abs=0.1)
    assert [words for words in texts(as_svg(MARKS, "T", WIDE)) if words.startswith("gem")] == [
        "gemiddeld 6,7"
    ]


def test_words_for_who_cannot_see_it_say_all() -> None:
    assert STACKED.words.split("; ")[0] == (
        "Beleid: Volledig 25%, Grotendeels 41%, Deels 20%, Niet 9%, Weet niet 4%"
    )
    assert RANKED.words.split("; ")[0] == "Kwaliteit: Top 3 72%, Eerst 21%"
    assert MARKS.words == "gemiddeld 6,7; 4: 1%; 5: 7%; 6: 31%; 7: 44%; 8: 16%; 9: 1%"
    assert AMOUNTS.words == "laagste € 5000, middelste € 25000, hoogste € 200000"


@pytest.mark.parametrize("words", [LONG, "", "a", "x" * 200, "een/twee/drie"])
@pytest.mark.parametrize("width", [60, 120, 300])
def test_words_keep_within_their_lines(words: str, width: int) -> None:
    lines = lines_of(words, width, 15)

    assert "".join(lines).replace(" ", "").replace("-", "") == words.replace(" ", "")
    assert all(len(line) * 15 * LETTER <= width + 1 for line in lines)


def test_a_file_has_its_title_and_source_and_becomes_dots() -> None:
    drawn = with_heading(STACKED, "De bevinding", "De vraag (n = 75)", "Barometer 2023")
    found = texts(drawn)

    assert (found[0], found[1], found[-1]) == ("De bevinding", "De vraag (n = 75)", "Barometer 2023")
    assert (
        re.findall(r"(?:href|src)=|https?://(?!www\.w3\.org/2000/svg)|url\((?!data:)", as_file(drawn)) == []
    )
    assert as_png(drawn)[:8] == b"\x89PNG\r\n\x1a\n"
