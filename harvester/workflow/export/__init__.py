"""Export reports: one merged citation each, written for a tool, stored before it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy.orm import Session

from harvester import formats
from harvester.citation import Citation, content_hash
from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.formats import ExportProfile
from harvester.identifiers import report_name
from harvester.store import blobs, records
from harvester.store.events import NewEvent
from harvester.store.exports import ExportRow, add_export, load_exported_reports, load_exports, load_reports_of_export
from harvester.workflow.context import ReviewContext
from harvester.workflow.export.split_files import (
    ExportFile,
    FileLimit,
    ReportItems,
    group_by_search,
    limit_warnings,
    split_files,
)
from harvester.workflow.merged_citations import load_merged_citations
from harvester.workflow.output_files import OutputFiles
from harvester.workflow.screening.report_states import load_stages

ALL_STAGES: Final = "all"
"""All reports, at whatever stage of screening."""

_MAINTENANCE_FIELDS: Final = ("keywords", "urls", "databases", "notes", "extra", "identifiers", "issns", "isbns")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """Advanced export options.

    ``changed``: also reports whose content changed since they were exported (without ``only_new``: nothing else).
    ``by_source``: a file for each search, a report in that of the first one in review.toml that retrieved it (None:
    where the tool asks for it). ``crlf`` and ``bom`` are for RIS, ``excel`` is for CSV.
    ``force`` replaces a file also if harvester did not write it, or it was changed since.
    """

    changed: bool = False
    by_source: bool | None = None
    crlf: bool = False
    bom: bool = False
    excel: bool = False
    force: bool = False


DEFAULT_OPTIONS: Final = ExportOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRequest:
    """A validated export request."""

    format: str
    tool: str
    stage: str
    only_new: bool
    split: int | None
    options: ExportOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportResult:
    """The files written (none if the export is in ``content``) and the number of reports in them.

    ``changed`` counts the reports exported before with other content; ``warnings`` are limits of the tool exceeded.
    ``selected`` is the number of reports at the stage, where none of them was left to export.
    """

    tool: str
    format: str
    stage: str
    reports: int
    files: tuple[tuple[str, int, str], ...] = ()
    content: str = ""
    changed: int = 0
    selected: int = 0
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """For ``harvester export --json``."""
        return {
            "tool": self.tool,
            "format": self.format,
            "stage": self.stage,
            "reports": self.reports,
            "changed": self.changed,
            "files": [{"file": name, "reports": number, "search": search} for name, number, search in self.files],
            "warnings": list(self.warnings),
        }


def export_reports(
    context: ReviewContext,
    format_name: str,
    *,
    tool: str,
    stage: str = ALL_STAGES,
    only_new: bool = False,
    target: Path | None = None,
    split: int | None = None,
    options: ExportOptions = DEFAULT_OPTIONS,
) -> ExportResult:
    """Write the reports of a stage for a tool; each file is stored byte for byte before it is published.

    Files are as large as the tool accepts (``split``: at most that many reports), one for each search where it asks for
    that. ``only_new`` leaves out what the tool received before; where nothing is left, nothing is written. ``target``
    is the file (default: returned as text). Raises ``UsageError`` when it cannot be written, or for options that
    contradict each other.
    """
    request = ExportRequest(format=format_name, tool=tool, stage=stage, only_new=only_new, split=split, options=options)
    profile = check_request(request, target)
    with context.store.read() as session:
        outgoing, before = select_reports(session, context, request)
        by_source = profile.file_per_source if options.by_source is None else options.by_source
        separate = by_source and target is not None
        searches = records.search_keys_of_reports(session, [report for report, _ in outgoing]) if separate else {}
        selected = 0 if outgoing else count_reports_at(session, context, stage)
    if (only_new or options.changed) and not outgoing:
        # an earlier file is not replaced by an empty one
        return ExportResult(tool=request.tool, format=request.format, stage=request.stage, reports=0, selected=selected)
    keys = [search.key for search in context.review.searches]
    groups = group_by_search(outgoing, searches, keys) if searches else {"": outgoing}
    files = split_files(groups, target, _file_limit(request, profile, target), partial(_render, request=request))
    with OutputFiles(context.review.folder, force=options.force) as output_files:
        with context.store.write() as session:
            event = NewEvent(session=session, kind=EventKind.EXPORT, made_at=context.now(), person=context.user)
            numbers = [_store(session, output_files, part, request, event=event) for part in files]
        output_files.publish(
            hint=f"The export is stored nevertheless: harvester export --again {numbers[0]} -o FILE writes it."
        )
    return ExportResult(
        tool=request.tool,
        format=request.format,
        stage=request.stage,
        reports=len(outgoing),
        files=tuple((str(part.path), len(part.items), part.search) for part in files if part.path is not None),
        content="" if target else b"".join(part.content for part in files).decode(),
        changed=sum(report in before for report, _ in outgoing) if request.options.changed else 0,
        warnings=limit_warnings(files, profile),
    )


def rewrite_export(context: ReviewContext, number: int, target: Path, *, force: bool = False) -> int:
    """Write a stored export to ``target`` again, byte for byte; return its size. Raises ``UsageError``."""
    with context.store.read() as session:
        content = blobs.get(session, find_export(session, number).sha256)
    with OutputFiles(context.review.folder, force=force) as output_files:
        output_files.write(target, content)
        output_files.publish()
    return len(content)


def list_exports(context: ReviewContext) -> tuple[dict[str, Any], ...]:
    """Return all exports, oldest first."""
    with context.store.read() as session:
        return tuple(_export_to_json(row) for row in load_exports(session))


def list_exported_reports(context: ReviewContext, number: int) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """Return an export and its reports: number, title, and today's number where it has changed.

    Raises ``UsageError`` for an unknown export.
    """
    with context.store.read() as session:
        row = find_export(session, number)
        reports = load_reports_of_export(session, number)
        records_by_id = {record.id: record for record in records.load_records(session, reports)}
        return _export_to_json(row), tuple(
            {
                "report": report_name(report),
                "today": report_name(records_by_id[report].report_id),
                "title": records_by_id[report].citation.title,
            }
            for report in reports
        )


def find_export(session: Session, number: int) -> ExportRow:
    """Return an export by its number. Raises ``UsageError`` for an unknown one."""
    exports = [row for row in load_exports(session) if row.id == number]
    if not exports:
        raise UsageError(f"There is no export {number}.", hint="harvester export --list shows them.")
    return exports[0]


def _export_to_json(row: ExportRow) -> dict[str, Any]:
    return {
        "export": row.id,
        "at": row.made_at.isoformat(timespec="seconds"),
        "tool": row.tool,
        "format": row.format,
        "stage": row.stage,
        "file": row.file_name,
        "reports": row.reports,
        "sha256": row.sha256,
        "undone": row.undone,
    }


def check_request(request: ExportRequest, target: Path | None) -> ExportProfile:
    """Return the profile of the tool. Raises ``UsageError`` for options that contradict each other."""
    if request.tool not in formats.EXPORT_PROFILES:
        raise UsageError(
            f"There is no tool {request.tool!r}.", hint=f"Choose one of {', '.join(formats.EXPORT_PROFILES)}."
        )
    if request.split is not None and request.split < 1:
        raise UsageError("A file has at least one report.", hint="Give --split a number of 1 or more.")
    if target is None and (request.split is not None or request.options.by_source):
        option = "--split" if request.split is not None else "--per-source"
        raise UsageError(f"{option} makes several files, so they need a name.", hint="Add: -o FILE.")
    if (request.options.bom or request.options.crlf) and request.format != "ris":
        raise UsageError("--bom and --crlf are for RIS.", hint="For a table that Excel opens: export csv --excel")
    if request.options.excel and request.format != "csv":
        raise UsageError("--excel is for tables.", hint="harvester export csv --excel -o FILE.csv")
    return formats.EXPORT_PROFILES[request.tool]


def _file_limit(request: ExportRequest, profile: ExportProfile, target: Path | None) -> FileLimit:
    if target is None:
        return FileLimit()
    return FileLimit(reports=min(filter(None, (request.split, profile.max_records)), default=0), size=profile.max_bytes)


def _render(items: ReportItems, *, request: ExportRequest) -> bytes:
    text = formats.write_records(
        request.format,
        [item for _, item in items],
        profile=request.tool,
        crlf=request.options.crlf,
        bom=request.options.bom,
        excel=request.options.excel,
    )
    return "".join(text).encode()


def _store(
    session: Session, output_files: OutputFiles, file: ExportFile, request: ExportRequest, *, event: NewEvent
) -> int:
    number = add_export(
        session,
        file.content,
        {report: hash_screened_content(item.citation) for report, item in file.items},
        tool=request.tool,
        format_name=request.format,
        stage=request.stage,
        file_name=file.path.name if file.path else "-",
        event=event,
    )
    if file.path is not None:
        output_files.write(file.path, file.content)
    return number


def hash_screened_content(citation: Citation) -> str:
    """Return a hash of what a screener reads of a citation; headings, addresses and the like are left out."""
    blank: dict[str, Any] = dict.fromkeys(_MAINTENANCE_FIELDS, ())
    return content_hash(replace(citation, date="", **blank))


def count_reports_at(session: Session, context: ReviewContext, stage: str) -> int:
    """Return how many reports are at a stage, or at any."""
    return sum(stage in {ALL_STAGES, at} for at in load_stages(session, context.review.screening).values())


def select_reports(
    session: Session, context: ReviewContext, request: ExportRequest
) -> tuple[ReportItems, Mapping[int, str]]:
    """Return the reports to export, and report of today → content hash when the tool received it."""
    stage_of = load_stages(session, context.review.screening)
    chosen = frozenset(report for report, stage in stage_of.items() if request.stage in {ALL_STAGES, stage})
    if not (request.only_new or request.options.changed):
        return load_merged_citations(session, context, chosen), {}
    before = load_exported_reports(session, request.tool)
    new = chosen - before.keys() if request.only_new else frozenset()
    known = chosen & before.keys() if request.options.changed else frozenset()
    cited = load_merged_citations(session, context, new | known)
    return tuple(
        (report, item)
        for report, item in cited
        if report in new or before[report] not in {"", hash_screened_content(item.citation)}
    ), before
