"""Writes Excel files as Excel does: shared strings, numbers, and days as numbers with a layout."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
STYLES = f'<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'

Cell = str | int | float | date | None


def workbook(
    *sheets: Sequence[Sequence[Cell]], hidden: int = 0, first_cell: tuple[int, int] = (1, 1)
) -> bytes:
    """A file with these sheets, of which so many at the beginning are hidden."""
    strings: dict[str, int] = {}
    contents = [sheet_xml(sheet, strings, first_cell) for sheet in sheets]
    return archive(contents, shared_strings="".join(map(string_xml, strings)), hidden=hidden)


def archive(sheets: Sequence[str], *, shared_strings: str = "", hidden: int = 0) -> bytes:
    """A file with the insides of these sheets, as they are."""
    numbers = range(1, len(sheets) + 1)
    relations = [(f"s{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    relations += [("strings", "sharedStrings", "sharedStrings.xml"), ("styles", "styles", "styles.xml")]
    tags = "".join(
        f'<sheet name="Blad{number}" sheetId="{number}" r:id="s{number}" state="{state(number <= hidden)}"/>'
        for number in numbers
    )
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations_xml([("w", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{tags}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations_xml(relations),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f"<sst {MAIN}>{shared_strings}</sst>",
    }
    for number, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>"
        )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return file.getvalue()


def state(is_hidden: bool) -> str:
    return "hidden" if is_hidden else "visible"


def relations_xml(relations: Sequence[tuple[str, str, str]]) -> str:
    tags = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in relations
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{tags}</Relationships>'


def string_xml(text: str) -> str:
    return f'<si><t xml:space="preserve">{escape(text)}</t></si>'


def sheet_xml(rows: Sequence[Sequence[Cell]], strings: dict[str, int], first_cell: tuple[int, int]) -> str:
    row, column = first_cell
    return "".join(
        f'<row r="{number}">{row_xml(cells, number, column, strings)}</row>'
        for number, cells in enumerate(rows, start=row)
    )


def row_xml(cells: Sequence[Cell], row: int, column: int, strings: dict[str, int]) -> str:
    return "".join(
        cell_xml(cell, f"{chr(64 + number)}{row}", strings)
        for number, cell in enumerate(cells, start=column)
        if cell is not None
    )


def cell_xml(cell: Cell, place: str, strings: dict[str, int]) -> str:
    if isinstance(cell, str):
        return f'<c r="{place}" t="s"><v>{strings.setdefault(cell, len(strings))}</v></c>'
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - date(1899, 12, 30)).days}</v></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'
