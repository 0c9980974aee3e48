"""Screening: what was taken in, and where reviewers disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.pluralise import count_noun, first_few

if TYPE_CHECKING:
    from harvester.screening.agreement import PairAgreement, StageAgreement
    from harvester.workflow.screening.conflicts import Conflict
    from harvester.workflow.screening.decide import DecisionResult

_COLUMNS: Final = (
    TableColumn("reviewer"),
    TableColumn("decision"),
    TableColumn("reason", long="cut"),
    TableColumn("decided as"),
    TableColumn("note", long="cut"),
)
_PAIRS: Final = (
    TableColumn("reviewers"),
    TableColumn("reports", right=True),
    TableColumn("agreed", right=True),
    TableColumn("kappa", right=True),
    TableColumn("95 % interval"),
    TableColumn("adjusted", right=True),
)
_MAX_ROWS: Final = 10


def show_decisions(decision_import: DecisionResult, writer: ReportWriter, *, verbose: bool = False) -> None:
    """How many decisions were stored; which rows found no report."""
    reports = count_noun(len(decision_import.reports), "report")
    writer.line(f"{count_noun(decision_import.decisions, 'decision')} stored about {reports}.")
    most = 10**9 if verbose else _MAX_ROWS
    for problem, rows in (
        ("names no report here", decision_import.unmatched),
        ("names several reports", decision_import.ambiguous),
    ):
        for row in first_few(rows, limit=most, noun="row"):
            writer.line(f"{problem}: {row}")


def show_conflicts(conflicts: Sequence[Conflict], writer: ReportWriter) -> None:
    """Each report with who decided what."""
    for conflict in conflicts:
        writer.line(f"{conflict.report}  {conflict.title}", bold=True)
        writer.line(f"stage: {conflict.stage}", indent=1)
        rows = [
            (decision["reviewer"], decision["decision"], decision["reason"], decision["decided_as"], decision["note"])
            for decision in conflict.decisions
        ]
        writer.table(_COLUMNS, rows)
        writer.line()
    if not conflicts:
        writer.line("No two reviewers disagree.")


def show_agreement(stages: Sequence[StageAgreement], writer: ReportWriter) -> None:
    """A table for each stage, a line for each two reviewers."""
    compared_stages = [stage for stage in stages if stage.pairs]
    for stage in compared_stages:
        writer.line(stage.stage, bold=True)
        notes = list(dict.fromkeys(pair.note for pair in stage.pairs if pair.note))
        writer.table(_PAIRS, [_pair(pair, notes) for pair in stage.pairs])
        for number, note in enumerate(notes, start=1):
            writer.line(f"({number}) {note}.")
        if len(stage.reviewers) > 2 and stage.n:
            reports = count_noun(stage.n, "report")
            writer.line(f"Fleiss' kappa of all {len(stage.reviewers)} over {reports}: {_two_decimals(stage.fleiss)}")
        writer.line()
    if not compared_stages:
        writer.line("No two reviewers have decided about the same report.")


def _pair(pair: PairAgreement, notes: Sequence[str]) -> list[str]:
    interval = (
        f"unknown ({notes.index(pair.note) + 1})"
        if pair.note
        else f"{_two_decimals(pair.low)} to {_two_decimals(pair.high)}"
    )
    names = " · ".join(pair.reviewers)
    return [
        names,
        f"{pair.n:,}",
        f"{pair.percent:.1f} %",
        _two_decimals(pair.kappa),
        interval,
        _two_decimals(pair.adjusted),
    ]


def _two_decimals(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
