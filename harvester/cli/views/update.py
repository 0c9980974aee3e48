"""Show updates and imports: their runs, dry runs, and what export files hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.cli.views.dedup import expected_error_sentences
from harvester.pluralise import count_noun, first_few

if TYPE_CHECKING:
    from harvester.review import Search
    from harvester.workflow.harvest.preview_file import FilePreview, ImportPreview
    from harvester.workflow.harvest.results import RunResult, UpdateResult

_COLUMNS = (
    TableColumn("search"),
    TableColumn("status"),
    TableColumn("hits", right=True),
    TableColumn("retrieved", right=True),
    TableColumn("new", right=True),
    TableColumn("known", right=True),
    TableColumn("changed", right=True),
    TableColumn("gone", right=True),
)
_MAX_LINES = 5


def show_runs(result: UpdateResult, writer: ReportWriter, *, verbose: bool = False) -> None:
    """Show the runs, messages about them, and the counts after the update."""
    writer.table(_COLUMNS, [_run_row(run) for run in result.runs])
    limit = 10**9 if verbose else _MAX_LINES
    sentences = [sentence for run in result.runs for sentence in _run_sentences(run, limit, verbose=verbose)]
    sentences += [f"alert {alert.id}: {alert.sentence}" for alert in result.alerts]
    if result.older_alerts:
        sentences.append(f"{count_noun(result.older_alerts, 'older alert')} still open. To list them: harvester alerts")
    if sentences:
        writer.line()
    for sentence in sentences:
        writer.line(sentence)
    writer.line()
    writer.line(_summary(result), bold=True)
    if result.expected_errors is not None:
        writer.line(expected_error_sentences(result.expected_errors)[0])


def advise_after_update(result: UpdateResult) -> tuple[str, ...]:
    """Return the next steps."""
    if not result.reports:
        return ()
    steps = []
    if result.alerts:
        steps.append("Next: harvester alerts   (news about reports already screened)")
    if result.to_review:
        steps.append("Next: harvester dedup pairs   (review pairs in doubt)")
    if result.new_reports:
        steps.append(
            "Next: harvester export ris --new --stage title-abstract -o to-screen.ris   (export for screening)"
        )
    return tuple(steps)


def _run_row(run: RunResult) -> tuple[str, ...]:
    hits = "–" if run.promised is None else f"{run.promised:,}"
    status = f"{run.status} (window)" if run.mode == "window" else run.status
    if run.status in {"failed", "skipped"} and run.promised is None:
        return (run.search, run.status, hits, *("–",) * 5)
    numbers = (run.retrieved, run.new, run.known, run.changed, run.gone)
    return (run.search, status, hits, *(f"{number:,}" for number in numbers))


def _run_sentences(run: RunResult, limit: int, *, verbose: bool) -> Iterator[str]:
    name = f"{run.search}, {run.file}" if run.file else run.search
    if run.error:
        yield f"{name}: {run.status}: {run.error}"
    yield from (f"{name}: warning: {notice.sentence}" for notice in run.notices)
    yield from (f"{name}: warning about the strategy: {warning}" for warning in run.warnings)
    if verbose and run.translation:
        yield f"{name}: the database read the strategy as: {run.translation}"
    unread = [f"{name}: line {line} could not be read: {reason}" for line, reason in run.unread]
    yield from first_few(unread, limit=limit, noun="line")
    yield from first_few([f"{name}: {remark}" for remark in run.remarks], limit=limit, noun="remark")


def _summary(result: UpdateResult) -> str:
    return (
        f"{count_noun(result.records, 'record')}, {count_noun(result.reports, 'report')}; "
        f"{count_noun(result.new_reports, 'new report')} to screen; {count_noun(result.to_review, 'pair')} to review."
    )


_DRY_RUN_COLUMNS: Final = (
    TableColumn("search"),
    TableColumn("source", long="wrap"),
    TableColumn("hits", right=True),
    TableColumn("known", right=True),
    TableColumn("new", right=True),
)


def show_dry_run(
    result: UpdateResult, searches: tuple[Search, ...], writer: ReportWriter, *, verbose: bool = False
) -> None:
    """Show the services with their counts, the files to import, and what would fail."""
    searches_by_key = {search.key: search for search in searches}
    counted_runs = [run for run in result.runs if has_counts(run)]
    if counted_runs:
        writer.table(_DRY_RUN_COLUMNS, [_dry_run_row(run, searches_by_key[run.search]) for run in counted_runs])
        writer.line()
    for run in result.runs:
        for sentence in _dry_run_sentences(run, verbose=verbose):
            writer.line(sentence)
    writer.line(_dry_run_summary(result, counted_runs), bold=True)


def has_counts(run: RunResult) -> bool:
    """Return whether a dry run of a search has counts."""
    return run.promised is not None


def _dry_run_row(run: RunResult, search: Search) -> tuple[str, ...]:
    server = f" at {search.base_url}" if search.base_url else ""
    numbers = (run.promised or 0, run.known, run.new)
    return (run.search, f"{search.name}{server}, with {search.strategy_file}", *(f"{number:,}" for number in numbers))


def _dry_run_sentences(run: RunResult, *, verbose: bool) -> Iterator[str]:
    name = f"{run.search}, {run.file}" if run.file else run.search
    if run.error:
        yield f"{name}: {run.error}" if run.file else f"{name}: {run.status}: {run.error}"
    yield from (f"{name}: warning about the strategy: {warning}" for warning in run.warnings)
    if verbose and run.translation:
        yield f"{name}: the database read the strategy as: {run.translation}"


def _dry_run_summary(result: UpdateResult, counted_runs: list[RunResult]) -> str:
    files = sum(run.file is not None for run in result.runs)
    new_records = sum(run.new for run in counted_runs)
    file_text = f", and {count_noun(files, 'file')} would be imported" if files else ""
    return f"{count_noun(new_records, 'record')} would be fetched{file_text}; nothing was stored."


_FILES: Final = (
    TableColumn("file", long="wrap"),
    TableColumn("format"),
    TableColumn("encoding"),
    TableColumn("records", right=True),
    TableColumn("unreadable", right=True),
    TableColumn("warnings", right=True),
)
_FILES_PER_TABLE: Final = 3
"""Files in one table of fields."""
_MAX_PREVIEW_LINES: Final = 5
_MAX_TAGS: Final = 12
_LABELS: Final = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "issns": "ISSN", "isbns": "ISBN", "urls": "addresses"}


def show_file_preview(preview: ImportPreview, writer: ReportWriter, *, verbose: bool = False) -> None:
    """Show the files and their fields as tables, then warnings."""
    writer.table(_FILES, [_file_row(file) for file in preview.files])
    readable = [file for file in preview.files if file.error is None]
    for group in _group_files(readable, _FILES_PER_TABLE):
        writer.line()
        _show_fields(group, writer)
    sentences = [
        sentence
        for file in preview.files
        for sentence in _file_sentences(file, 10**9 if verbose else _MAX_PREVIEW_LINES)
    ]
    if sentences:
        writer.line()
    for sentence in sentences:
        writer.line(sentence)
    writer.line()
    writer.line(f"{count_noun(preview.records, 'record')} would be imported; nothing was stored.", bold=True)


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
    """Show in how many records of each file a field has a value, without fields that are always empty."""
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
        yield f"{name}: search strategy in the file: {' / '.join(file.query.split(chr(10)))}"
    if len(file.kind_counts) > 1 or file.kind_counts[0][0] != "article":
        yield f"{name}: {', '.join(f'{count:,} {kind}' for kind, count in file.kind_counts)}"
    if file.tag_counts:
        tags = ", ".join(tag for tag, _ in file.tag_counts[:_MAX_TAGS])
        more = f" and {len(file.tag_counts) - _MAX_TAGS} more" if len(file.tag_counts) > _MAX_TAGS else ""
        yield f"{name}: unknown tags, kept with the records: {tags}{more}"
    unread = [f"{name}: line {line} could not be read: {reason}" for line, reason in file.unread]
    yield from first_few(unread, limit=limit, noun="line")
    warnings = [f"{name}: line {line}: {message}" for line, message in file.oddities]
    yield from first_few(warnings, limit=limit, noun="line")


def _group_files(files: Sequence[FilePreview], size: int) -> Iterator[list[FilePreview]]:
    remaining = iter(files)
    while group := list(islice(remaining, size)):
        yield group
