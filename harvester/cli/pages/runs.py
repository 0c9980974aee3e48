"""An update or an import: its runs as a table, what deserves attention as sentences, what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.cli.pages.audits import expected_sentences
from harvester.cli.pages.words import counted, first_few
from harvester.cli.paper import Column, Paper
from harvester.workflow.results import RunResult, UpdateResult

_COLUMNS = (
    Column("search"),
    Column("status"),
    Column("promised", right=True),
    Column("retrieved", right=True),
    Column("new", right=True),
    Column("known", right=True),
    Column("changed", right=True),
    Column("gone", right=True),
)
_FEW = 5


def show_runs(result: UpdateResult, paper: Paper, *, verbose: bool = False) -> None:
    """The table, the sentences, and how the store stands."""
    paper.table(_COLUMNS, [_row(run) for run in result.runs])
    most = 10**9 if verbose else _FEW
    sentences = [sentence for run in result.runs for sentence in _said(run, most, verbose=verbose)]
    sentences += [f"alert {alert.id}: {alert.sentence}" for alert in result.alerts]
    if result.older_alerts:
        sentences.append(f"{counted(result.older_alerts, 'older alert')} still open: harvester alerts lists them.")
    if sentences:
        paper.line()
    for sentence in sentences:
        paper.line(sentence)
    paper.line()
    paper.line(_sum(result), bold=True)
    if result.expected_errors is not None:
        paper.line(expected_sentences(result.expected_errors)[0])


def advice_after(result: UpdateResult) -> tuple[str, ...]:
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


def _row(run: RunResult) -> tuple[str, ...]:
    promised = "–" if run.promised is None else f"{run.promised:,}"
    status = f"{run.status} (window)" if run.mode == "window" else run.status
    if run.status in {"failed", "skipped"} and run.promised is None:
        return (run.search, run.status, promised, *("–",) * 5)
    numbers = (run.retrieved, run.new, run.known, run.changed, run.gone)
    return (run.search, status, promised, *(f"{number:,}" for number in numbers))


def _said(run: RunResult, most: int, *, verbose: bool) -> Iterator[str]:
    name = f"{run.search}, {run.file}" if run.file else run.search
    if run.error:
        yield f"{name}: {run.status}: {run.error}"
    yield from (f"{name}: about the strategy: {warning}" for warning in run.warnings)
    if verbose and run.translation:
        yield f"{name}: the database read the strategy as: {run.translation}"
    unread = [f"{name}: line {line} could not be read: {reason}" for line, reason in run.unread]
    yield from first_few(unread, most=most, noun="line")
    yield from first_few([f"{name}: {remark}" for remark in run.remarks], most=most, noun="remark")


def _sum(result: UpdateResult) -> str:
    return (
        f"{counted(result.records, 'record')}, {counted(result.reports, 'report')}; "
        f"{counted(result.new_reports, 'new report')} to screen; {counted(result.to_review, 'pair')} to look at."
    )
