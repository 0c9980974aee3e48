"""Files of screening tools, whatever they are packed in → rows with votes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from harvester import formats
from harvester.errors import FormatError
from harvester.formats.tables.grid import read_grids
from harvester.screening import Stage
from harvester.screening.imports import rayyan
from harvester.screening.imports.decision_table.reader import read_decision_table
from harvester.screening.imports.model import ImportedRow, RowWithDecisions
from harvester.screening.imports.registry import DECISION_TABLE, SCREENING_TOOLS
from harvester.workflow.screening.asreview_project import read_project

_WORKBOOK: Final = "xl/workbook.xml"
_PROJECT: Final = "project.json"
_ENDINGS: Final = (".csv", ".ris", ".txt", ".nbib", ".bib", ".xml", ".enw")


def read_export(data: bytes, path: Path, tool: str, stage: Stage, *, listed: bool = False) -> list[RowWithDecisions]:
    """The rows of a file with what they say of decisions.

    ``listed``: somebody says what was decided of all of them, so that the file may be any list of records.
    Raises ``FormatError`` for a file that is not one of the tool's, ``UsageError`` where a library is not installed.
    """
    name = str(path)
    if tool == DECISION_TABLE:
        return _read_plain(data, name, stage, listed=listed)
    if formats.is_zip_archive(data):
        parts = formats.unpack_archive(data, name=name)
        if tool == "asreview" and _PROJECT in parts:
            return read_project(path)
        if _WORKBOOK not in parts:
            return _read_zip(parts, name, tool, stage)
    return SCREENING_TOOLS[tool].read(read_export_rows(data, name), stage)


def _read_plain(data: bytes, name: str, stage: Stage, *, listed: bool) -> list[RowWithDecisions]:
    if listed and formats.detect_format(data) not in {"csv", "xlsx", None}:
        return [RowWithDecisions(row=row) for row in read_export_rows(data, name)]
    sheets = [(grid.sheet, grid.rows) for grid in read_grids(data, name=name)]
    return read_decision_table(sheets, name=name, stage=stage, listed=listed)


def read_export_rows(data: bytes, name: str) -> list[ImportedRow]:
    """The records of a bibliographic file as rows. Raises ``FormatError`` also where single records are broken."""
    raw_file = formats.read_raw(data, name=name)
    if raw_file.unreadable:
        listed = "".join(f"\n  {name}:{bad.line}: {bad.reason}" for bad in raw_file.unreadable[:20])
        raise FormatError(
            f"{len(raw_file.unreadable)} of {len(raw_file.rows) + len(raw_file.unreadable)} rows cannot be read:{listed}",
            hint="Export again, or mend these rows: a decision must not be lost with them.",
        )
    return [_to_row(raw) for raw in raw_file.rows]


def _read_zip(parts: dict[str, bytes], name: str, tool: str, stage: Stage) -> list[RowWithDecisions]:
    logs = [part for part in parts if Path(part).name == rayyan.RAYYAN_LOG]
    tables = [part for part in parts if part.casefold().endswith(_ENDINGS) and part not in logs and _is_visible(part)]
    if not tables:
        raise FormatError(
            f"{name} holds no file of records: {', '.join(sorted(parts)) or 'it is empty'}.",
            hint="Export again, as CSV or RIS.",
        )
    rows = [(f"{name}/{part}", read_export_rows(parts[part], f"{name}/{part}")) for part in sorted(tables)]
    if tool == "rayyan":
        log = parts[logs[0]] if logs else None
        return rayyan.read_rayyan(
            [row for _, part_rows in rows for row in part_rows], log, name=f"{name}/{rayyan.RAYYAN_LOG}"
        )
    return [returned for _, part_rows in rows for returned in SCREENING_TOOLS[tool].read(part_rows, stage)]


def _is_visible(part: str) -> bool:
    """Not one of the shadow files that a Mac puts into archives."""
    return not any(piece.startswith((".", "__MACOSX")) for piece in part.split("/"))


def _to_row(raw: formats.RawRow) -> ImportedRow:
    carried = tuple(int(name[1:]) for name in formats.find_report_ids(raw.record.citation))
    return ImportedRow(
        line=raw.record.line,
        citation=raw.record.citation,
        report_numbers=carried,
        accession=raw.record.accession,
        fields=raw.fields,
    )
