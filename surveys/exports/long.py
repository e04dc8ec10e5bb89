"""Long CSV: a line for each variable of each response, for programs that want one value on a line."""

from collections.abc import Iterator

from surveys.domain.answers_in_sql import literal
from surveys.enums import Background
from surveys.exports import copying
from surveys.exports.base import Format
from surveys.exports.cells import Words
from surveys.exports.columns import BACKGROUND, Extract
from surveys.exports.csv import WORLD, written
from surveys.exports.statement import cells_of, responses_of

# What stands on every line, to break down by.
REPEATED = (Background.RESPONS, Background.PROVINCIE, Background.SIZE_CLASS, Background.CHANNEL)
HEADER = (*REPEATED, "vraag", "variabele", "waarde")


def write(extract: Extract, labels: bool) -> Iterator[bytes]:
    yield written([HEADER], WORLD)
    if extract.count:
        per_response = len(extract.columns) - len(BACKGROUND)
        yield from copying.csv_lines(
            lines_of(extract, Words(labels)),
            WORLD.delimiter,
            lambda lines: extract.tell(lines // per_response),
        )


def lines_of(extract: Extract, words: Words) -> str:
    texts = dict(zip((column.code for column in extract.columns), cells_of(extract, words), strict=True))
    repeated = ", ".join(texts[name] for name in REPEATED)
    values = ", ".join(
        f"({literal(column.question.code)}, {literal(column.code)}, {texts[column.code]})"
        for column in extract.columns[len(BACKGROUND) :]
        if column.question
    )
    source = f"{responses_of(extract)}, LATERAL (VALUES {values}) AS line (question, variable, value)"
    return f"SELECT {repeated}, line.question, line.variable, line.value FROM {source}"  # noqa: S608 - our own words


FORMATS = (
    Format(
        code="long",
        label="Lange CSV: een regel per antwoord (voor R, Python en Power BI)",
        extension="csv",
        content_type="text/csv; charset=utf-8",
        write=write,
    ),
)
