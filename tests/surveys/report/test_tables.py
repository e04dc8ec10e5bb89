from surveys.report.tables import Column, Line, ShownCell, Table

TABLE = Table(
    code="provincies",
    title="Respons",
    subtitle="",
    columns=(Column("Provincie"), Column("%", unit="%"), Column("Nog nodig", zero="doel gehaald")),
    lines=[Line("Drenthe", (21.9, 3)), Line("Limburg", (39, 0)), Line("Zee", (None, None))],
    total=Line("Totaal", (30, 3)),
    bar_after=1,
)


def test_cells_stand_before_and_after_the_bar_in_words() -> None:
    assert [(shown.before, shown.after) for shown in TABLE.shown] == [
        ([ShownCell("21,9%", False, True)], [ShownCell("3", False, False)]),
        ([ShownCell("39%", False, True)], [ShownCell("doel gehaald", True, False)]),
        ([ShownCell("–", False, True)], [ShownCell("–", False, False)]),
    ]
    assert [column.label for column in (*TABLE.before, *TABLE.after)] == ["%", "Nog nodig"]


def test_a_file_has_numbers_and_no_words_in_their_place() -> None:
    assert [list(row) for row in TABLE.plain()] == [
        ["Provincie", "%", "Nog nodig"],
        ["Drenthe", 21.9, 3],
        ["Limburg", 39, 0],
        ["Zee", None, None],
        ["Totaal", 30, 3],
    ]
