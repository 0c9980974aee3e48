"""Files of screening tools, whatever they are packed in → rows with votes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from harvester import formats
from harvester.errors import FormatError
from harvester.formats.grids import read_grids
from harvester.screening import rayyan
from harvester.screening.plain import read_plain
from harvester.screening.returned import Returned, Row
from harvester.screening.tools import PLAIN, TOOLS, ScreeningStage
from harvester.workflow.asreview_project import read_project

_WORKBOOK: Final = "xl/workbook.xml"
_PROJECT: Final = "project.json"
_ENDINGS: Final = (".csv", ".ris", ".txt", ".nbib", ".bib", ".xml", ".enw")


def read_returned(data: bytes, path: Path, tool: str, stage: ScreeningStage, *, listed: bool = False) -> list[Returned]:
    """The rows of a file with what they say of decisions.

    ``listed``: somebody says what was decided of all of them, so that the file may be any list of records.
    Raises ``FormatError`` for a file that is not one of the tool's, ``UsageError`` where a library is not installed.
    """
    name = str(path)
    if tool == PLAIN:
        return _plain(data, name, stage, listed=listed)
    if formats.is_archive(data):
        parts = formats.unpacked(data, name=name)
        if tool == "asreview" and _PROJECT in parts:
            return read_project(path)
        if _WORKBOOK not in parts:
            return _read_zip(parts, name, tool, stage)
    return TOOLS[tool].read(rows_in(data, name), stage)


def _plain(data: bytes, name: str, stage: ScreeningStage, *, listed: bool) -> list[Returned]:
    if listed and formats.detect(data) not in {"csv", "xlsx", None}:
        return [Returned(row=row) for row in rows_in(data, name)]
    sheets = [(grid.sheet, grid.rows) for grid in read_grids(data, name=name)]
    return read_plain(sheets, name=name, stage=stage, listed=listed)


def rows_in(data: bytes, name: str) -> list[Row]:
    """The records of a bibliographic file as rows. Raises ``FormatError`` also where single records are broken."""
    found = formats.read_raw(data, name=name)
    if found.bad:
        listed = "".join(f"\n  {name}:{bad.line}: {bad.reason}" for bad in found.bad[:20])
        raise FormatError(
            f"{len(found.bad)} of {len(found.rows) + len(found.bad)} rows cannot be read:{listed}",
            hint="Export again, or mend these rows: a decision must not be lost with them.",
        )
    return [_row(raw) for raw in found.rows]


def _read_zip(parts: dict[str, bytes], name: str, tool: str, stage: ScreeningStage) -> list[Returned]:
    logs = [part for part in parts if Path(part).name == rayyan.LOG_NAME]
    tables = [part for part in parts if part.casefold().endswith(_ENDINGS) and part not in logs and _visible(part)]
    if not tables:
        raise FormatError(
            f"{name} holds no file of records: {', '.join(sorted(parts)) or 'it is empty'}.",
            hint="Export again, as CSV or RIS.",
        )
    rows = [(f"{name}/{part}", rows_in(parts[part], f"{name}/{part}")) for part in sorted(tables)]
    if tool == "rayyan":
        log = parts[logs[0]] if logs else None
        return rayyan.returned([row for _, those in rows for row in those], log, name=f"{name}/{rayyan.LOG_NAME}")
    return [each for _, those in rows for each in TOOLS[tool].read(those, stage)]


def _visible(part: str) -> bool:
    """Not one of the shadow files that a Mac puts into archives."""
    return not any(piece.startswith((".", "__MACOSX")) for piece in part.split("/"))


def _row(raw: formats.RawRow) -> Row:
    carried = tuple(int(name[1:]) for name in formats.report_ids_of(raw.entry.citation))
    return Row(
        line=raw.entry.line,
        citation=raw.entry.citation,
        carried=carried,
        accession=raw.entry.accession,
        fields=raw.fields,
    )
