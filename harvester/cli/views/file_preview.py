"""What is in export files: what they are, which fields are filled, what is odd about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.pluralise import count_noun, first_few

if TYPE_CHECKING:
    from harvester.workflow.harvest.preview_file import FilePreview, ImportPreview

_FILES: Final = (
    TableColumn("file", long="wrap"),
    TableColumn("format"),
    TableColumn("encoding"),
    TableColumn("records", right=True),
    TableColumn("unreadable", right=True),
    TableColumn("oddities", right=True),
)
_FILES_PER_TABLE: Final = 3
"""Files in one table of fields."""
_MAX_LINES: Final = 5
_MAX_TAGS: Final = 12
_LABELS: Final = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "issns": "ISSN", "isbns": "ISBN", "urls": "addresses"}


def show_file_preview(preview: ImportPreview, writer: ReportWriter, *, verbose: bool = False) -> None:
    """The files as a table, their fields as another, then sentences about what deserves attention."""
    writer.table(_FILES, [_file_row(file) for file in preview.files])
    readable = [file for file in preview.files if file.error is None]
    for group in _group_files(readable, _FILES_PER_TABLE):
        writer.line()
        _show_fields(group, writer)
    sentences = [
        sentence for file in preview.files for sentence in _file_sentences(file, 10**9 if verbose else _MAX_LINES)
    ]
    if sentences:
        writer.line()
    for sentence in sentences:
        writer.line(sentence)
    writer.line()
    writer.line(f"{count_noun(preview.records, 'record')} would be taken in; nothing was stored.", bold=True)


def _file_row(file: FilePreview) -> tuple[str, ...]:
    name = PurePath(file.file).name
    if file.error is not None:
        return (name, "none", "–", "–", "–", "–")
    return (
        name,
        file.format,
        file.encoding,
        f"{file.records:,}",
        f"{len(file.unread):,}",
        f"{len(file.oddities):,}",
    )


def _show_fields(files: Sequence[FilePreview], writer: ReportWriter) -> None:
    """In how many records of each file a field has a value; fields that are empty everywhere are left out."""
    filled = [dict(file.field_counts) for file in files]
    names = [name for name in filled[0] if any(counts[name] for counts in filled)]
    columns = (TableColumn("field"), *(TableColumn(PurePath(file.file).name, right=True) for file in files))
    rows = []
    for name in names:
        shares = (_format_share(counts[name], file) for counts, file in zip(filled, files, strict=True))
        rows.append((_LABELS.get(name, name.replace("_", " ")), *shares))
    writer.table(columns, rows)


def _format_share(count: int, file: FilePreview) -> str:
    if not count:
        return "–"
    return "all" if count == file.records else f"{count:,} of {file.records:,}"


def _file_sentences(file: FilePreview, limit: int) -> Iterator[str]:
    name = PurePath(file.file).name
    if file.error is not None:
        yield f"{file.error}. {file.hint}".strip()
        return
    if file.query:
        yield f"{name}: the file says how it was searched: {' / '.join(file.query.split(chr(10)))}"
    if len(file.kind_counts) > 1 or file.kind_counts[0][0] != "article":
        yield f"{name}: {', '.join(f'{count:,} {kind}' for kind, count in file.kind_counts)}"
    if file.tag_counts:
        tags = ", ".join(tag for tag, _ in file.tag_counts[:_MAX_TAGS])
        more = f" and {len(file.tag_counts) - _MAX_TAGS} more" if len(file.tag_counts) > _MAX_TAGS else ""
        yield f"{name}: kept with the records under their own tags: {tags}{more}"
    unread = [f"{name}: line {line} could not be read: {reason}" for line, reason in file.unread]
    yield from first_few(unread, limit=limit, noun="line")
    warnings = [f"{name}: line {line}: {message}" for line, message in file.oddities]
    yield from first_few(warnings, limit=limit, noun="line")


def _group_files(files: Sequence[FilePreview], size: int) -> Iterator[list[FilePreview]]:
    remaining = iter(files)
    while group := list(islice(remaining, size)):
        yield group
