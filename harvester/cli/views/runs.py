"""An update or an import: its runs as a table, what deserves attention as sentences, what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harvester.cli.console import ReportWriter, TableColumn
from harvester.cli.views.dedup_audit import expected_error_sentences
from harvester.pluralise import count_noun, first_few

if TYPE_CHECKING:
    from harvester.workflow.harvest.results import RunResult, UpdateResult

_COLUMNS = (
    TableColumn("search"),
    TableColumn("status"),
    TableColumn("promised", right=True),
    TableColumn("retrieved", right=True),
    TableColumn("new", right=True),
    TableColumn("known", right=True),
    TableColumn("changed", right=True),
    TableColumn("gone", right=True),
)
_MAX_LINES = 5


def show_runs(result: UpdateResult, writer: ReportWriter, *, verbose: bool = False) -> None:
    """The table, the sentences, and how the store stands."""
    writer.table(_COLUMNS, [_run_row(run) for run in result.runs])
    limit = 10**9 if verbose else _MAX_LINES
    sentences = [sentence for run in result.runs for sentence in _run_sentences(run, limit, verbose=verbose)]
    sentences += [f"alert {alert.id}: {alert.sentence}" for alert in result.alerts]
    if result.older_alerts:
        sentences.append(f"{count_noun(result.older_alerts, 'older alert')} still open: harvester alerts lists them.")
    if sentences:
        writer.line()
    for sentence in sentences:
        writer.line(sentence)
    writer.line()
    writer.line(_summary(result), bold=True)
    if result.expected_errors is not None:
        writer.line(expected_error_sentences(result.expected_errors)[0])


def advise_after_update(result: UpdateResult) -> tuple[str, ...]:
    """What to do next, where there is anything to do."""
    if not result.reports:
        return ()
    steps = []
    if result.alerts:
        steps.append("Next: harvester alerts   (what became known about reports already screened)")
    if result.to_review:
        steps.append("Next: harvester dedup pairs   (look at the doubtful pairs)")
    if result.new_reports:
        steps.append(
            "Next: harvester export ris --new --stage title-abstract -o to-screen.ris   (hand over for screening)"
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
    yield from (f"{name}: about the strategy: {warning}" for warning in run.warnings)
    if verbose and run.translation:
        yield f"{name}: the database read the strategy as: {run.translation}"
    unread = [f"{name}: line {line} could not be read: {reason}" for line, reason in run.unread]
    yield from first_few(unread, limit=limit, noun="line")
    yield from first_few([f"{name}: {remark}" for remark in run.remarks], limit=limit, noun="remark")


def _summary(result: UpdateResult) -> str:
    return (
        f"{count_noun(result.records, 'record')}, {count_noun(result.reports, 'report')}; "
        f"{count_noun(result.new_reports, 'new report')} to screen; {count_noun(result.to_review, 'pair')} to look at."
    )
