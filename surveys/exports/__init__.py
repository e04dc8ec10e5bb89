"""The answers of an edition as a file. A format is a module; what the formats share stands in `columns`."""

from collections.abc import Iterator
from dataclasses import dataclass

from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.exports import csv
from surveys.exports.base import Format
from surveys.exports.columns import read_extract
from surveys.models import Edition

__all__ = ["FORMATS", "ExportedFile", "Format", "export"]

FORMATS: dict[str, Format] = {format_.code: format_ for format_ in csv.FORMATS}


@dataclass(frozen=True)
class ExportedFile:
    """`chunks` can be gone through once; `count` is the number of responses."""

    name: str
    content_type: str
    count: int
    chunks: Iterator[bytes]


def export(edition: Edition, format_: Format, *, labels: bool, by: audit.Actor, reason: str) -> ExportedFile:
    """Logged before the first chunk leaves, so that an export which breaks off is in the log too."""
    extract = read_extract(edition)
    audit.record(AuditVerb.EXPORTED_RESPONSES, edition, by=by, count=extract.count, reason=reason)
    return ExportedFile(
        name=f"{edition.slug}.{format_.extension}",
        content_type=format_.content_type,
        count=extract.count,
        chunks=format_.write(extract, labels),
    )
