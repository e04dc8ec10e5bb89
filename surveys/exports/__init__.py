"""The answers of an edition as a file. A format is a module; what the formats share stands in `columns` and `cells`."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from surveys.domain import audit
from surveys.enums import AuditVerb
from surveys.exports import codebook, csv, ddi, long, sav, xlsx
from surveys.exports.base import Format, TooManyRows
from surveys.exports.columns import Extract, Tell, read_extract, tell_nobody
from surveys.models import Edition

__all__ = ["FORMATS", "ExportedFile", "Format", "TooManyRows", "export", "file_of"]

MODULES = (csv, xlsx, sav, long, codebook, ddi)
FORMATS: dict[str, Format] = {format_.code: format_ for module in MODULES for format_ in module.FORMATS}


@dataclass(frozen=True)
class ExportedFile:
    """`chunks` can be gone through once; `count` is the number of responses.

    `beside` gives, for the name of the file, the smaller ones that belong to it, by extension.
    """

    name: str
    content_type: str
    count: int
    chunks: Iterator[bytes]
    extract: Extract
    format: Format

    def beside(self, name: str) -> Iterator[tuple[str, Iterator[bytes]]]:
        for extension, write in self.format.beside:
            yield extension, write(self.extract, name)


def export(edition: Edition, format_: Format, *, labels: bool, by: audit.Actor, reason: str) -> ExportedFile:
    """Logged before the first chunk leaves, so that an export which breaks off is in the log too.

    Raises TooManyRows.
    """
    file = file_of(edition, format_, labels=labels)
    audit.record(AuditVerb.EXPORTED_RESPONSES, edition, by=by, count=file.count, reason=reason)
    return file


def file_of(edition: Edition, format_: Format, *, labels: bool, tell: Tell = tell_nobody) -> ExportedFile:
    """The same without the log: for who has written it there already. `tell` hears how many responses are done."""
    extract = replace(read_extract(edition), tell=tell)
    format_.check(extract.count)
    return ExportedFile(
        name=f"{edition.slug}.{format_.extension}",
        content_type=format_.content_type,
        count=extract.count,
        chunks=format_.write(extract, labels),
        extract=extract,
        format=format_,
    )
