"""SPSS: numbers with value labels, missing codes that SPSS knows as such, and the sets of multiple choices beside it.

The .sav cannot hold sets, so a .sps goes along that opens it and makes them.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from surveys.enums import Missing
from surveys.exports import copying
from surveys.exports.base import Format
from surveys.exports.cells import Words
from surveys.exports.columns import Column, Extract
from surveys.exports.csv import WORLD
from surveys.exports.numbering import name, name_of, numbers_of
from surveys.exports.statement import rows_of
from surveys.kinds.values import Type

MOST_ROWS = 200_000
BATCH_BYTES = 1024 * 1024
# What SPSS can hold.
LONGEST_TEXT_BYTES = 32_767
LONGEST_VALUE_LABEL = 120
LONGEST_LABEL = 255
MISSING = {int(reason.value): str(reason.label) for reason in Missing}
FIRST_MISSING, LAST_MISSING = min(MISSING), max(MISSING)


def write(extract: Extract, _labels: bool) -> Iterator[bytes]:
    """Labels are in the file in any case."""
    with TemporaryDirectory(prefix="barometer-") as folder:
        path = Path(folder) / "antwoorden.sav"
        make(path, extract)
        yield from copying.chunks_of(path)


def make(path: Path, extract: Extract) -> None:
    from pyreadstat import write_sav

    columns = extract.columns
    write_sav(
        _table(extract),
        path,
        file_label=extract.edition.title,
        column_labels=[_cut(column.label, LONGEST_LABEL) for column in columns],
        variable_value_labels={
            name_of(column): labels for column in columns if (labels := value_labels(column))
        },
        missing_ranges={name_of(column): ranges for column in columns if (ranges := missing(column))},
        variable_measure={name_of(column): measure(column) for column in columns},
        variable_format={name_of(column): shape for column in columns if (shape := _shape(column))},
        row_compress=True,
    )


def _table(extract: Extract) -> Any:
    """Some rows at a time become numbers: as the texts that they come as, all of them take five times the memory."""
    # Each thread keeps memory of its own, and there is no more than one CPU for a file.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    # Else polars keeps for some seconds what it no longer uses, and takes more beside it.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:0,muzzy_decay_ms:0")
    import polars

    names = [name_of(column) for column in extract.columns]
    empty = polars.DataFrame(schema=dict.fromkeys(names, polars.String))
    typed = [_typed(polars, column) for column in extract.columns]
    parts = [empty.select(typed)]
    for lines in _batches(extract) if extract.count else ():
        texts = polars.read_csv(lines, has_header=False, new_columns=names, infer_schema=False)
        parts.append(_let_go(polars, texts.select(typed)))
    return polars.concat(parts)


def _let_go(polars: Any, part: Any) -> Any:
    """The same with texts of its own: else each of them holds on to all that was read with it."""
    texts = [name for name, type_ in part.schema.items() if type_ == polars.String]
    return part.rechunk().with_columns(
        [polars.Series(name, part[name].to_list(), dtype=polars.String) for name in texts]
    )


def _batches(extract: Extract) -> Iterator[bytes]:
    batch = bytearray()
    for chunk in copying.csv_lines(rows_of(extract, Words()), WORLD.delimiter, extract.tell):
        batch += chunk
        if len(batch) >= BATCH_BYTES:
            yield bytes(batch)
            batch.clear()
    if batch:
        yield bytes(batch)


def _typed(polars: Any, column: Column) -> Any:
    text = polars.col(name_of(column))
    if column.type is Type.DATE:
        return text.str.to_date()
    if not is_numeric(column):
        is_long = text.str.len_bytes() > LONGEST_TEXT_BYTES
        return polars.when(is_long).then(text.str.head(LONGEST_TEXT_BYTES // 4)).otherwise(text).fill_null("")
    number = polars.Float64 if column.type is Type.NUMBER else polars.Int16
    words = numbers_of(column) | {str(code): code for code in MISSING}
    coded = text.replace_strict(words, default=None, return_dtype=number)
    if not column.is_number:
        return coded
    return polars.coalesce(coded, text.cast(number, strict=False)).alias(name_of(column))


def is_numeric(column: Column) -> bool:
    return column.is_number or bool(column.value_labels)


def _shape(column: Column) -> str:
    if not is_numeric(column):
        return ""
    return "F16.2" if column.type is Type.NUMBER else "F8.0"


def value_labels(column: Column) -> dict[Any, str]:
    """None for a text or a date."""
    if not is_numeric(column):
        return {}
    as_stored = float if column.type is Type.NUMBER else int
    numbers = numbers_of(column)
    labels = {numbers[code]: text for code, text in column.value_labels.items()}
    why = MISSING if column.question else {}
    return {as_stored(number): _cut(text, LONGEST_VALUE_LABEL) for number, text in (labels | why).items()}


def missing(column: Column) -> list[Any]:
    """What SPSS leaves out of its counts. *Weet niet* is a category, except beside numbers of which a mean is made.

    In a text the codes stand as text: a .sav with missing values of long texts is not read by every program.
    """
    if column.question is None or not is_numeric(column):
        return []
    beside = min(numbers_of(column).values(), default=0) if column.is_number else 0
    if beside < 0:
        return [{"lo": min(FIRST_MISSING, beside), "hi": max(LAST_MISSING, max(_negatives(column)))}]
    return [{"lo": FIRST_MISSING, "hi": LAST_MISSING}]


def _negatives(column: Column) -> list[int]:
    return [number for number in numbers_of(column).values() if number < 0]


def measure(column: Column) -> str:
    if column.type is Type.DATE or (column.is_number and not column.multiple_response_set):
        return "scale"
    return "ordinal" if column.question and column.question.kind == "matrix" else "nominal"


def _cut(text: str, most: int) -> str:
    """In bytes, as SPSS counts."""
    return text if len(text.encode()) <= most else text.encode()[: most - 3].decode(errors="ignore") + "…"


def syntax(extract: Extract, file_name: str) -> Iterator[bytes]:
    """Opens the .sav that stands beside it and makes the sets."""
    lines = ["* Encoding: UTF-8.", f"GET FILE={_quoted(file_name)}."]
    for code, ticks in sets_of(extract).items():
        label = ticks[0].question.text if ticks[0].question else code
        lines += [
            f"MRSETS /MDGROUP NAME=${name(code)}",
            f"  LABEL={_quoted(_cut(label, LONGEST_LABEL))}",
            "  CATEGORYLABELS=VARLABELS",
            "  VARIABLES=",
            *(f"    {name_of(column)}" for column in ticks),
            "  VALUE=1.",
        ]
    yield "\n".join([*lines, "EXECUTE.", ""]).encode()


def sets_of(extract: Extract) -> dict[str, list[Column]]:
    """By the code of the question; SPSS wants two variables in a set."""
    ticks: dict[str, list[Column]] = {}
    for column in extract.columns:
        if column.multiple_response_set:
            ticks.setdefault(column.multiple_response_set, []).append(column)
    return {code: columns for code, columns in ticks.items() if len(columns) > 1}


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


FORMATS = (
    Format(
        code="sav",
        label="SPSS (.sav), met een .sps die de sets van vragen met meer antwoorden maakt",
        extension="sav",
        content_type="application/x-spss-sav",
        write=write,
        beside=(("sps", syntax),),
        most=MOST_ROWS,
        is_heavy=True,
    ),
)
