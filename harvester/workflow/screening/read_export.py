"""Read the export files of screening tools, also packed ones and ASReview projects, as rows with decisions."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from harvester import formats
from harvester.citation import Citation
from harvester.errors import FormatError, UsageError
from harvester.formats import find_report_ids, parse_authors
from harvester.formats.tables.grid import read_grids
from harvester.normalise import doi as bare_doi
from harvester.screening import Stage
from harvester.screening.decisions import Decision
from harvester.screening.imports import DECISION_TABLE, SCREENING_TOOLS, rayyan
from harvester.screening.imports.decision_table import read_decision_table, read_staged_table
from harvester.screening.imports.model import (
    ImportedDecision,
    ImportedRow,
    RowWithDecisions,
    apply_list_decision,
    sign_decisions,
)
from harvester.workflow.files import read_file_bytes

_WORKBOOK: Final = "xl/workbook.xml"
_IN_ORDER: Final = (Stage.BEFORE_SCREENING, Stage.TITLE_ABSTRACT, None, Stage.FULL_TEXT)
"""The stages of a table's rows as they follow each other; None: whether the full text was retrieved."""

_PROJECT: Final = "project.json"
_ENDINGS: Final = (".csv", ".ris", ".txt", ".nbib", ".bib", ".xml", ".enw")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """Options of an import: from which tool, at which stage.

    ``stage`` is None for a table that gives the stage of each row. ``decision``: the exported list is this decision.
    ``reviewer`` and ``day`` sign rows that a file leaves unsigned and undated; ``reason`` is that of exclusions without
    one; ``reason_map``: reason of the tool → reason of the review. ``implied``: reports decided about on full
    text are included on title and abstract too. ``force``: the table of rows without a report replaces any file.
    """

    tool: str
    stage: Stage | None
    decision: Decision | None = None
    reviewer: str = ""
    day: date | None = None
    reason: str = ""
    reason_map: Mapping[str, str] = field(default_factory=dict)
    add_reasons: bool = False
    implied: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """The rows of a file at one stage, and those that say whether a full text was retrieved."""

    path: Path
    data: bytes
    stage: Stage
    rows: Sequence[RowWithDecisions]


def read_export_file(path: Path, options: ImportOptions) -> list[ExportedFile]:
    """Return the rows of a file, signed, by stage. Raises ``UsageError`` where the decision of the rows is unknown."""
    data = read_file_bytes(path)
    if options.stage is None:
        staged = read_staged_export(data, str(path))
        return [
            ExportedFile(path, data, stage or Stage.FULL_TEXT, sign_rows(staged[stage], options))
            for stage in _IN_ORDER
            if stage in staged
        ]
    rows = read_export(data, path, options.tool, options.stage, listed=options.decision is not None)
    if options.decision is not None:
        rows = apply_list_decision(rows, ImportedDecision(decision=options.decision))
    elif not any(row.decisions for row in rows):
        title = SCREENING_TOOLS[options.tool].title if options.tool != DECISION_TABLE else "the table"
        raise UsageError(
            f"{path} has no decisions: {title} exported a list, and the file does not say which list it is.",
            hint="Add --decision include for a list of included records, --decision exclude for excluded ones. "
            "If some of its columns are decisions, import it as a plain table: --from csv",
        )
    return [ExportedFile(path, data, options.stage, sign_rows(rows, options))]


def sign_rows(rows: Sequence[RowWithDecisions], options: ImportOptions) -> list[RowWithDecisions]:
    """Return the rows with the reviewer and the day of the options where the file gives none."""
    signer = options.reviewer or (SCREENING_TOOLS[options.tool].title if options.tool != DECISION_TABLE else "unnamed")
    moment = None if options.day is None else datetime.combine(options.day, time(), UTC)
    joint = not options.reviewer and (
        options.decision is not None or (options.tool != DECISION_TABLE and SCREENING_TOOLS[options.tool].joint)
    )
    return sign_decisions(rows, reviewer=signer, date=moment, joint=joint)


def read_export(data: bytes, path: Path, tool: str, stage: Stage, *, listed: bool = False) -> list[RowWithDecisions]:
    """Return the rows of a file with their decisions.

    ``listed``: the options give the decision of every row, so that the file may be any list of records. Raises
    ``FormatError`` for a file that is not one of the tool's, ``UsageError`` where a library is not installed.
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
    if listed and formats.detect_format(data) not in {"csv", "xlsx", "xls", "ods", None}:
        return [RowWithDecisions(row=row) for row in read_export_rows(data, name)]
    sheets = [(grid.sheet, grid.rows) for grid in read_grids(data, name=name)]
    return read_decision_table(sheets, name=name, stage=stage, listed=listed)


def read_staged_export(data: bytes, name: str) -> dict[Stage | None, list[RowWithDecisions]]:
    """Return the rows of a table of decisions by the stage each row gives; under None are those about retrieval."""
    return read_staged_table([(grid.sheet, grid.rows) for grid in read_grids(data, name=name)], name=name)


def read_export_rows(data: bytes, name: str) -> list[ImportedRow]:
    """Return the records of a bibliographic file as rows. Raises ``FormatError`` if a record is unreadable."""
    raw_file = formats.read_raw(data, name=name)
    if raw_file.unreadable:
        listed = "".join(f"\n  {name}:{bad.line}: {bad.reason}" for bad in raw_file.unreadable[:20])
        total = len(raw_file.rows) + len(raw_file.unreadable)
        raise FormatError(
            f"{len(raw_file.unreadable)} of {total} rows cannot be read:{listed}",
            hint="Export again, or correct these rows, so that no decision is lost.",
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
    """Whether a file of an archive is not one of the hidden files that macOS adds."""
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


_VERDICTS: Final = {1: Decision.INCLUDE, 0: Decision.EXCLUDE}


def read_project(path: Path) -> list[RowWithDecisions]:
    """Return the records of an ASReview project with their labels; ``line`` is the row of its data set, from 1.

    Raises ``UsageError`` where ASReview is not installed, ``FormatError`` for a file it cannot open.
    """
    try:
        from asreview import Project
    except ImportError as error:
        raise UsageError(
            f"{path} is a project of ASReview, which only ASReview's own library can open; it is not installed.",
            hint="Install it (pip install 'literature-harvester[asreview]'), or export CSV or RIS from ASReview.",
        ) from error
    formats.unpack_archive(read_file_bytes(path), name=path.name, names=())  # refuses one that would fill the disk
    with tempfile.TemporaryDirectory() as folder:
        try:
            with Project.load(path, Path(folder) / "project", safe_import=True) as project:
                records = project.db.input.get_df().to_dict("records")
                results = project.db.get_results_table(groups=True).to_dict("records")
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            raise FormatError(
                f"{path} cannot be opened as a project of ASReview: {error}", hint="Export it from ASReview again."
            ) from error
    return join_tables(records, results)


def join_tables(records: Iterable[Mapping[str, Any]], results: Iterable[Mapping[str, Any]]) -> list[RowWithDecisions]:
    """Join ASReview's tables ``record`` and ``results`` (columns as in its database/database.py) to rows."""
    labels = {int(result["record_id"]): result for result in results if _is_filled(result["label"])}
    return [_project_row(record, labels.get(int(record["record_id"]))) for record in records]


def _project_row(record: Mapping[str, Any], result: Mapping[str, Any] | None) -> RowWithDecisions:
    authors, complete = parse_authors([str(name) for name in _cell_list(record["authors"])])
    citation = Citation(
        title=_cell_text(record["title"]),
        authors=authors,
        authors_complete=complete,
        year=int(record["year"]) if _is_filled(record["year"]) else None,
        doi=bare_doi(_cell_text(record["doi"])),
        keywords=tuple(str(word) for word in _cell_list(record["keywords"])),
        urls=tuple(_cell_text(record["url"]).split()),
    )
    carried = tuple(int(name[1:]) for name in find_report_ids(citation))
    row = ImportedRow(line=int(record["dataset_row"]) + 1, citation=citation, report_numbers=carried)
    if result is None:
        return RowWithDecisions(row=row)
    vote = ImportedDecision(
        decision=_VERDICTS[int(result["label"])],
        note=_cell_text(result["note"]),
        date=datetime.fromtimestamp(float(result["time"]), UTC) if _is_filled(result["time"]) else None,
    )
    return RowWithDecisions(row=row, decisions=(vote,))


def _is_filled(value: Any) -> bool:
    """Whether a cell of pandas has a value; None, NaN and NA differ from themselves or from everything."""
    return value is not None and str(value) not in {"nan", "<NA>", "None", ""}


def _cell_text(value: Any) -> str:
    return str(value) if _is_filled(value) else ""


def _cell_list(value: Any) -> list[Any]:
    """Return a list, which the library's table gives as JSON text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    return value if isinstance(value, list) else []
