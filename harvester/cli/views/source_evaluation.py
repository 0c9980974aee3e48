"""Show the comparison of sources as tables."""

from __future__ import annotations

from typing import Final

from harvester.cli.console import ReportWriter, TableColumn
from harvester.source_evaluation import (
    CompletenessEstimate,
    SourceResults,
    YieldRow,
    compute_yields,
    missed_without,
    overlap_counts,
)
from harvester.source_evaluation.report import describe_completeness, describe_sufficient_sources

_MAX_ROWS: Final = 60
"""Rows of missed reports; the JSON has all."""


def show_sources(results: SourceResults, completeness: CompletenessEstimate, writer: ReportWriter) -> None:
    """Show yields, reports that would have been missed, overlap, growth and completeness."""
    if not results.sources:
        writer.line("No search has a finished run yet. Next: harvester update")
        return
    _show_yields(results, writer)
    _show_missed(results, writer)
    _show_overlap(results, writer)
    _show_growth(results, writer)
    writer.line()
    show_completeness(completeness, writer)


def show_completeness(completeness: CompletenessEstimate, writer: ReportWriter) -> None:
    """Show the estimate of reports that no source found, or why there is none."""
    writer.line("Completeness", bold=True)
    for sentence in describe_completeness(completeness):
        writer.line(sentence, indent=1)


def _show_yields(results: SourceResults, writer: ReportWriter) -> None:
    writer.line("Records and reports of each source; in brackets: found by no other source", bold=True)
    numbers = ("records", "reports", "screened in", "included")
    writer.table(
        (TableColumn("source", long="cut"), *(TableColumn(title, right=True) for title in numbers)),
        [_count_cells(source_yield) for source_yield in compute_yields(results)],
    )
    writer.line()
    measures = ("precision", "number needed to read", "sensitivity")
    writer.table(
        (TableColumn("source", long="cut"), *(TableColumn(title, right=True) for title in measures)),
        [_measure_cells(source_yield) for source_yield in compute_yields(results)],
    )
    if sentence := describe_sufficient_sources(results):
        writer.line(sentence)


def _show_missed(results: SourceResults, writer: ReportWriter) -> None:
    names = {source.key: source.name or source.key for source in results.sources}
    rows = [
        (
            ", ".join(names[key] for key in combination.without),
            f"{combination.reports:,}",
            f"{combination.screened_in:,}",
            f"{combination.included:,}",
        )
        for combination in missed_without(results)
    ]
    if not rows:
        return
    writer.line()
    writer.line("What would have been missed without", bold=True)
    counts = (TableColumn(title, right=True) for title in ("reports", "screened in", "included"))
    writer.table((TableColumn("source(s)", long="wrap"), *counts), rows[:_MAX_ROWS])
    if len(rows) > _MAX_ROWS:
        writer.line(f"… and {len(rows) - _MAX_ROWS} more combinations: harvester sources --json")


def _show_overlap(results: SourceResults, writer: ReportWriter) -> None:
    if len(results.sources) < 2:
        return
    shared = overlap_counts(results, results.reports)
    keys = [source.key for source in results.sources]
    writer.line()
    writer.line("Reports two sources share", bold=True)
    writer.table(
        (TableColumn(""), *(TableColumn(key, right=True) for key in keys)),
        [(row_key, *(f"{shared[row_key, column_key]:,}" for column_key in keys)) for row_key in keys],
    )


def _show_growth(results: SourceResults, writer: ReportWriter) -> None:
    if not results.updates:
        return
    writer.line()
    writer.line("Growth", bold=True)
    writer.table(
        (TableColumn("day"), *(TableColumn(title, right=True) for title in ("new records", "new reports", "included"))),
        [
            (
                moment.label,
                f"{moment.records:,}",
                f"{len(moment.reports):,}",
                f"{len(moment.reports & results.included):,}",
            )
            for moment in results.updates
        ],
    )


def _count_cells(source_yield: YieldRow) -> tuple[str, ...]:
    pairs = (
        (source_yield.reports, source_yield.only_reports),
        (source_yield.screened_in, source_yield.only_screened_in),
        (source_yield.included, source_yield.only_included),
    )
    return (source_yield.name or source_yield.key, f"{source_yield.raw:,}", *(f"{n:,} ({only:,})" for n, only in pairs))


def _measure_cells(source_yield: YieldRow) -> tuple[str, ...]:
    shares = ["–" if value is None else f"{value:.1%}" for value in (source_yield.precision, source_yield.sensitivity)]
    reading = "–" if source_yield.number_needed_to_read is None else f"{source_yield.number_needed_to_read:,.1f}"
    return (source_yield.name or source_yield.key, shares[0], reading, shares[1])
