"""What is in export files: what they are, which fields are filled, what is odd about them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePath
from typing import Final

from harvester.cli.pages.words import counted, first_few
from harvester.cli.paper import Column, Paper
from harvester.workflow.preview import FileSeen, Preview

_FILES: Final = (
    Column("file", long="wrap"),
    Column("format"),
    Column("encoding"),
    Column("records", right=True),
    Column("unreadable", right=True),
    Column("oddities", right=True),
)
_SIDE_BY_SIDE: Final = 3
"""Files in one table of fields."""
_FEW: Final = 5
_TAGS: Final = 12
_LABELS: Final = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "issns": "ISSN", "isbns": "ISBN", "urls": "addresses"}


def show_preview(found: Preview, paper: Paper, *, verbose: bool = False) -> None:
    """The files as a table, their fields as another, then sentences about what deserves attention."""
    paper.table(_FILES, [_row(file) for file in found.files])
    readable = [file for file in found.files if file.error is None]
    for group in _groups(readable, _SIDE_BY_SIDE):
        paper.line()
        _show_fields(group, paper)
    sentences = [sentence for file in found.files for sentence in _said(file, 10**9 if verbose else _FEW)]
    if sentences:
        paper.line()
    for sentence in sentences:
        paper.line(sentence)
    paper.line()
    paper.line(f"{counted(found.records, 'record')} would be taken in; nothing was stored.", bold=True)


def _row(file: FileSeen) -> tuple[str, ...]:
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


def _show_fields(files: Sequence[FileSeen], paper: Paper) -> None:
    """In how many records of each file a field has a value; fields that are empty everywhere are left out."""
    filled = [dict(file.filled) for file in files]
    names = [name for name in filled[0] if any(one[name] for one in filled)]
    columns = (Column("field"), *(Column(PurePath(file.file).name, right=True) for file in files))
    rows = []
    for name in names:
        shares = (_share(one[name], file) for one, file in zip(filled, files, strict=True))
        rows.append((_LABELS.get(name, name.replace("_", " ")), *shares))
    paper.table(columns, rows)


def _share(count: int, file: FileSeen) -> str:
    if not count:
        return "–"
    return "all" if count == file.records else f"{count:,} of {file.records:,}"


def _said(file: FileSeen, most: int) -> Iterator[str]:
    name = PurePath(file.file).name
    if file.error is not None:
        yield f"{file.error}. {file.hint}".strip()
        return
    if file.query:
        yield f"{name}: the file says how it was searched: {' / '.join(file.query.split(chr(10)))}"
    if len(file.kinds) > 1 or file.kinds[0][0] != "article":
        yield f"{name}: {', '.join(f'{count:,} {kind}' for kind, count in file.kinds)}"
    if file.kept:
        tags = ", ".join(tag for tag, _ in file.kept[:_TAGS])
        more = f" and {len(file.kept) - _TAGS} more" if len(file.kept) > _TAGS else ""
        yield f"{name}: kept with the records under their own tags: {tags}{more}"
    unread = [f"{name}: line {line} could not be read: {reason}" for line, reason in file.unread]
    yield from first_few(unread, most=most, noun="line")
    odd = [f"{name}: line {line}: {message}" for line, message in file.oddities]
    yield from first_few(odd, most=most, noun="line")


def _groups(files: Sequence[FileSeen], size: int) -> Iterator[list[FileSeen]]:
    rest = iter(files)
    while group := list(islice(rest, size)):
        yield group
