"""Screening: what was taken in, and where reviewers disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from harvester.cli.pages.words import counted, first_few
from harvester.cli.paper import Column, Paper
from harvester.screening.agreement import PairAgreement, StageAgreement
from harvester.workflow.conflicts import Conflict
from harvester.workflow.screen import Screened

_COLUMNS: Final = (
    Column("reviewer"),
    Column("decision"),
    Column("reason", long="cut"),
    Column("decided as"),
    Column("note", long="cut"),
)
_PAIRS: Final = (
    Column("reviewers"),
    Column("reports", right=True),
    Column("agreed", right=True),
    Column("kappa", right=True),
    Column("95 % interval"),
    Column("adjusted", right=True),
)
_FEW: Final = 10


def show_screened(screened: Screened, paper: Paper, *, verbose: bool = False) -> None:
    """How many decisions were stored; which rows found no report."""
    paper.line(f"{counted(screened.decisions, 'decision')} stored about {counted(len(screened.reports), 'report')}.")
    most = 10**9 if verbose else _FEW
    for said, rows in (("names no report here", screened.unmatched), ("names several reports", screened.ambiguous)):
        for row in first_few(rows, most=most, noun="row"):
            paper.line(f"{said}: {row}")


def show_conflicts(conflicts: Sequence[Conflict], paper: Paper) -> None:
    """Each report with who decided what."""
    for conflict in conflicts:
        paper.line(f"{conflict.report}  {conflict.title}", bold=True)
        paper.line(f"stage: {conflict.stage}", indent=1)
        rows = [
            (each["reviewer"], each["decision"], each["reason"], each["decided_as"], each["note"])
            for each in conflict.decisions
        ]
        paper.table(_COLUMNS, rows)
        paper.line()
    if not conflicts:
        paper.line("No two reviewers disagree.")


def show_agreement(stages: Sequence[StageAgreement], paper: Paper) -> None:
    """A table for each stage, a line for each two reviewers."""
    told = [stage for stage in stages if stage.pairs]
    for stage in told:
        paper.line(stage.stage, bold=True)
        notes = list(dict.fromkeys(pair.note for pair in stage.pairs if pair.note))
        paper.table(_PAIRS, [_pair(pair, notes) for pair in stage.pairs])
        for number, note in enumerate(notes, start=1):
            paper.line(f"({number}) {note}.")
        if len(stage.reviewers) > 2 and stage.n:
            paper.line(
                f"Fleiss' kappa of all {len(stage.reviewers)} over {counted(stage.n, 'report')}: {_two(stage.fleiss)}"
            )
        paper.line()
    if not told:
        paper.line("No two reviewers have decided about the same report.")


def _pair(pair: PairAgreement, notes: Sequence[str]) -> list[str]:
    interval = f"unknown ({notes.index(pair.note) + 1})" if pair.note else f"{_two(pair.low)} to {_two(pair.high)}"
    names = " · ".join(pair.reviewers)
    return [names, f"{pair.n:,}", f"{pair.percent:.1f} %", _two(pair.kappa), interval, _two(pair.adjusted)]


def _two(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
