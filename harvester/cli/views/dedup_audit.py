"""Audit samples and what their answers say; answers taken in; errors to be expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.pluralise import count_noun, first_few

if TYPE_CHECKING:
    from harvester.workflow.dedup.audit import AuditReport, Sample
    from harvester.workflow.dedup.pair_table import TableImport
    from harvester.workflow.dedup.review_queue import PairView

_STRATA: Final = (
    TableColumn("pairs that were"),
    TableColumn("in all", right=True),
    TableColumn("judged", right=True),
    TableColumn("wrong", right=True),
)
_PAIRS: Final = (TableColumn(""), TableColumn("A", long="cut"), TableColumn("B", long="cut"))


def show_sample(sample: Sample, pairs: Sequence[PairView], file: str, writer: ReportWriter) -> None:
    """The pairs of a sample that wait for a person."""
    writer.line(
        f"{count_noun(len(sample.pairs), 'pair')} drawn at random (seed {sample.seed}); {len(pairs)} wait.", bold=True
    )
    if file:
        writer.line(f"Written: {file}. Fill in the column verdict (same, different or unsure), then:")
        writer.line(f"harvester dedup sample --from {file}", indent=1)
        return
    writer.table(_PAIRS, [(str(n), pair.left.name, pair.right.name) for n, pair in enumerate(pairs, 1)])


def show_audit_report(report: AuditReport, writer: ReportWriter) -> None:
    """What the answers say: by stratum, both rates, the sentence for the methods section."""
    rows = [(name, f"{tally.size:,.0f}", str(tally.judged), str(tally.errors)) for name, tally in report.strata]
    writer.table(_STRATA, rows)
    writer.line()
    if report.waiting:
        writer.line(f"{count_noun(report.waiting, 'pair')} of the sample wait: harvester dedup sample goes on.")
    if report.unsure:
        writer.line(f"{count_noun(report.unsure, 'answer')} “unsure”: left out of the estimates.")
    writer.line(report.sentence or "Too little was judged for an estimate: pairs of both sides are needed.")


def show_table_import(table_import: TableImport, writer: ReportWriter, *, verbose: bool) -> None:
    """How a table of answers was taken in."""
    answers = ", ".join(f"{number} {kind}" for kind, number in table_import.answers.items()) or "none"
    writer.line(
        f"{count_noun(table_import.rows, 'row')}: {answers} stored; {table_import.already} answered the same before, "
        f"{table_import.empty} without a verdict, {len(table_import.wrong)} left out."
    )
    for sentence in first_few(table_import.wrong, limit=len(table_import.wrong) if verbose else 10, noun="row"):
        writer.line(sentence)
    for sentence in table_import.consequences:
        writer.line(sentence)


def expected_error_sentences(errors: Mapping[str, Any]) -> tuple[str, ...]:
    """What is to be expected of false merges and misses (``Errors.to_json``), and what is left out."""
    false_merges, misses = errors["false_merges"], errors["misses"]
    sentence = (
        f"Expected errors: {_format_expected(false_merges)} false among {count_noun(false_merges['of'], 'merge')} by "
        f"rule; {_format_expected(misses)} duplicates missed, {misses['in_review']:.1f} of them among the pairs to "
        "review."
    )
    return sentence, f"Not counted: {errors['left_out']}. To measure: harvester dedup sample"


def _format_expected(expected: Mapping[str, Any]) -> str:
    return f"{expected['expected']:.1f} (95 % interval {expected['low']}–{expected['high']})"
