"""Audit samples and what their answers say; answers taken in; errors to be expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from harvester.cli.pages.words import counted, first_few
from harvester.cli.paper import Column, Paper

if TYPE_CHECKING:
    from harvester.workflow.answers import Taken
    from harvester.workflow.audit import AuditReport, Sample
    from harvester.workflow.doubt import PairView

_STRATA: Final = (
    Column("pairs that were"),
    Column("in all", right=True),
    Column("judged", right=True),
    Column("wrong", right=True),
)
_PAIRS: Final = (Column(""), Column("A", long="cut"), Column("B", long="cut"))


def show_sample(drawn: Sample, pairs: Sequence[PairView], written: str, paper: Paper) -> None:
    """The pairs of a sample that wait for a person."""
    paper.line(
        f"{counted(len(drawn.pairs), 'pair')} drawn at random (seed {drawn.seed}); {len(pairs)} wait.", bold=True
    )
    if written:
        paper.line(f"Written: {written}. Fill in the column verdict (same, different or unsure), then:")
        paper.line(f"harvester dedup sample --from {written}", indent=1)
        return
    paper.table(_PAIRS, [(str(n), pair.left.name, pair.right.name) for n, pair in enumerate(pairs, 1)])


def show_audit(report: AuditReport, paper: Paper) -> None:
    """What the answers say: by stratum, both rates, the sentence for the methods section."""
    rows = [(name, f"{tally.size:,.0f}", str(tally.judged), str(tally.errors)) for name, tally in report.strata]
    paper.table(_STRATA, rows)
    paper.line()
    if report.waiting:
        paper.line(f"{counted(report.waiting, 'pair')} of the sample wait: harvester dedup sample goes on.")
    if report.unsure:
        paper.line(f"{counted(report.unsure, 'answer')} “unsure”: left out of the estimates.")
    paper.line(report.sentence or "Too little was judged for an estimate: pairs of both sides are needed.")


def show_taken(taken: Taken, paper: Paper, *, verbose: bool) -> None:
    """How a table of answers was taken in."""
    given = ", ".join(f"{number} {kind}" for kind, number in taken.answers.items()) or "none"
    paper.line(
        f"{counted(taken.rows, 'row')}: {given} stored; {taken.already} answered the same before, "
        f"{taken.empty} without a verdict, {len(taken.wrong)} left out."
    )
    for sentence in first_few(taken.wrong, most=len(taken.wrong) if verbose else 10, noun="row"):
        paper.line(sentence)
    for sentence in taken.consequences:
        paper.line(sentence)


def expected_sentences(told: Mapping[str, Any]) -> tuple[str, ...]:
    """What is to be expected of false merges and misses (``Errors.to_json``), and what is left out."""
    false, missed = told["false_merges"], told["misses"]
    expectation = (
        f"Errors to expect: {_number(false)} false among {counted(false['of'], 'merge')} by rule; {_number(missed)} "
        f"duplicates missed, {missed['in_review']:.1f} of them among the pairs to look at."
    )
    return expectation, f"Not counted: {told['left_out']}. To measure: harvester dedup sample"


def _number(expected: Mapping[str, Any]) -> str:
    return f"{expected['expected']:.1f} (95 % interval {expected['low']}–{expected['high']})"
