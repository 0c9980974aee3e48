"""The evaluation of sources as JSON, as CSV, in sentences and as a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from harvester.csv_table import write_table
from harvester.documents import Block, Bullet, Document, Figure, Heading, Paragraph, Table
from harvester.drawing.font import printable_line
from harvester.pluralise import format_with_plural
from harvester.source_evaluation.capture_recapture import CompletenessEstimate, ModelSummary
from harvester.source_evaluation.growth_chart import draw_growth
from harvester.source_evaluation.upset_plot import draw_upset
from harvester.source_evaluation.yields import (
    SourceResults,
    YieldRow,
    compute_yields,
    missed_without,
    overlap_counts,
    reports_by_source_set,
    smallest_source_sets,
)

YIELD_COLUMNS: Final = (
    "search", "name", "kind", "raw", "reports", "only_reports", "screened_in", "only_screened_in", "included",
    "only_included", "precision", "number_needed_to_read", "sensitivity",
)  # fmt: skip

_YIELD_TITLES: Final = (
    "source", "records", "reports", "only here", "screened in", "only here", "included", "only here", "precision",
    "NNR", "sensitivity",
)  # fmt: skip


def evaluation_to_json(results: SourceResults) -> dict[str, Any]:
    """Return everything that was compared as JSON; numbers without a value are null."""
    shared, of_included = overlap_counts(results, results.reports), overlap_counts(results, results.included)
    return {
        "reports": len(results.reports),
        "screened_in": len(results.screened_in & results.reports),
        "included": len(results.included & results.reports),
        "sources": [yield_to_dict(item) for item in compute_yields(results)],
        "missed_without": [asdict(item) | {"without": list(item.without)} for item in missed_without(results)],
        "overlap": [
            {"search": item, "with": second, "reports": n, "included": of_included[item, second]}
            for (item, second), n in shared.items()
            if item < second
        ],
        "sets": [
            {"searches": list(keys), "reports": len(reports), "included": len(reports & results.included)}
            for keys, reports in reports_by_source_set(results, results.reports).items()
        ],
        "fewest_for_all_included": [list(keys) for keys in smallest_source_sets(results, results.included)],
        "growth": [
            {
                "day": moment.day.isoformat(),
                "part": moment.part,
                "records": moment.records,
                "reports": len(moment.reports),
                "included": len(moment.reports & results.included),
            }
            for moment in results.updates
        ],
    }


def evaluation_to_csv(results: SourceResults) -> str:
    """Return a row for each source under ``YIELD_COLUMNS``; shares are numbers from 0 to 1, empty where undefined."""
    rows = map(yield_to_dict, compute_yields(results))
    return write_table(YIELD_COLUMNS, ([row[name] for name in YIELD_COLUMNS] for row in rows))


def completeness_to_json(estimate: CompletenessEstimate) -> dict[str, Any]:
    """Return an estimate, or its refusal, as JSON."""
    return {
        "sources": list(estimate.sources),
        "found": estimate.observed,
        "method": estimate.method,
        "interval": estimate.interval or None,
        "total": estimate.total,
        "low": estimate.low,
        "high": estimate.high,
        "missed": estimate.missed,
        "refused": estimate.refusal or None,
        "model": None if estimate.chosen_model is None else _model_to_json(estimate.chosen_model),
        "models_as_good": [_model_to_json(model) for model in estimate.similar_models],
        "assumptions": list(estimate.assumptions),
        "warnings": list(estimate.warnings),
    }


def evaluation_tables(results: SourceResults) -> Iterator[tuple[str, Table]]:
    """Yield the tables for people, each with its heading: yields, reports missed without sources, overlap, growth."""
    names = {source.key: printable_line(source.name or source.key) for source in results.sources}
    yield "Yield of each source", Table(_YIELD_TITLES, tuple(map(yield_cells, compute_yields(results))), 1)
    missed = tuple(
        (" and ".join(names[key] for key in row.without), f"{row.reports}", f"{row.screened_in}", f"{row.included}")
        for row in missed_without(results)
        if len(row.without) <= 2
    )
    yield "Missed without", Table(("without", "reports", "screened in", "included"), missed, 1)
    shared, of_included = overlap_counts(results, results.reports), overlap_counts(results, results.included)
    overlaps = tuple(
        (name, *(f"{shared[key, column]:,} ({of_included[key, column]:,})" for column in names))
        for key, name in names.items()
    )
    yield "Reports two sources share (included)", Table(("", *names.values()), overlaps, 1)
    if results.updates:
        growth = tuple(
            (
                update.label,
                f"{update.records:,}",
                f"{len(update.reports):,}",
                f"{len(update.reports & results.included):,}",
            )
            for update in results.updates
        )
        yield "Growth", Table(("day", "new records", "new reports", "included"), growth, 1)


def describe_sufficient_sources(results: SourceResults) -> str:
    """Return which few sources find every included report, as a sentence; "" where none is included."""
    names = {source.key: printable_line(source.name or source.key) for source in results.sources}
    sets = [" and ".join(names[key] for key in keys) for keys in smallest_source_sets(results, results.included)]
    if not sets:
        return ""
    first_sets = ", or by ".join(sets[:5])
    return f"Every included report that any source found is found by: {first_sets}{', …' * (len(sets) > 5)}."


def describe_completeness(estimate: CompletenessEstimate) -> tuple[str, ...]:
    """Return an estimate in sentences: result or refusal, method, assumptions, warnings."""
    of = ", ".join(estimate.sources) or "no source"
    warnings = tuple(f"Warning: {text}" for text in estimate.warnings)
    if (
        estimate.refusal
        or estimate.total is None
        or estimate.missed is None
        or estimate.low is None
        or estimate.high is None
    ):
        return (f"No estimate from {of}: {estimate.refusal}", *warnings)
    share = estimate.observed / estimate.total if estimate.total else 1.0
    low, high = estimate.low - estimate.observed, estimate.high - estimate.observed
    missed_by_all = f"{estimate.missed:,.1f} were not (95 % interval {low:,.1f} to {high:,.1f})"
    in_all = f"{estimate.total:,.1f} in all ({estimate.low:,.1f} to {estimate.high:,.1f}), {share:.0%} of them found"
    observed = format_with_plural("{included_reports} {were} found by", estimate.observed)
    return (
        f"{observed} {of}; an estimated {missed_by_all}: {in_all}.",
        f"Method: {estimate.method}; {estimate.interval}.",
        *(() if estimate.chosen_model is None else (f"Model: {describe_model(estimate.chosen_model)}.",)),
        *(f"Assumption: {text}" for text in estimate.assumptions),
        *warnings,
    )


def build_evaluation(results: SourceResults, estimate: CompletenessEstimate, *, title: str, as_of: str) -> Document:
    """Return the report as a document: both charts, every table and the estimate. ``as_of`` is an ISO date."""
    name = f"Sources compared: {title}"
    return Document(name, (Heading(name, 1), Paragraph(f"As of {as_of}."), *_evaluation_blocks(results, estimate)))


def _evaluation_blocks(results: SourceResults, estimate: CompletenessEstimate) -> Iterator[Block]:
    yield Figure(draw_upset(results))
    if results.updates:
        yield Figure(draw_growth(results))
    if sentence := describe_sufficient_sources(results):
        yield Paragraph(sentence)
    for heading, table in evaluation_tables(results):
        yield Heading(heading, 2)
        yield table
    yield Heading("Completeness", 2)
    yield from map(Bullet, describe_completeness(estimate))


def yield_to_dict(row: YieldRow) -> dict[str, Any]:
    """Return the yield of a source by the names of ``YIELD_COLUMNS``; shares are rounded to 6 digits."""
    return {
        "search": row.key,
        "name": row.name,
        "kind": row.kind,
        "raw": row.raw,
        "reports": row.reports,
        "only_reports": row.only_reports,
        "screened_in": row.screened_in,
        "only_screened_in": row.only_screened_in,
        "included": row.included,
        "only_included": row.only_included,
        "precision": _rounded(row.precision),
        "number_needed_to_read": _rounded(row.number_needed_to_read),
        "sensitivity": _rounded(row.sensitivity),
    }


def yield_cells(row: YieldRow) -> tuple[str, ...]:
    """Return the yield of a source as cells of a table for people."""
    numbers = (
        row.raw, row.reports, row.only_reports, row.screened_in, row.only_screened_in, row.included, row.only_included,
    )  # fmt: skip
    reading = "–" if row.number_needed_to_read is None else f"{row.number_needed_to_read:,.1f}"
    return (
        printable_line(row.name or row.key), *(f"{n:,}" for n in numbers),
        _format_share(row.precision), reading, _format_share(row.sensitivity),
    )  # fmt: skip


def _format_share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _model_to_json(model: ModelSummary) -> dict[str, Any]:
    return {
        "interactions": [list(names) for names in model.interactions],
        "missed": model.missed,
        "deviance": model.deviance,
        "df": model.degrees_of_freedom,
        "p": model.p_value,
        "criterion": model.criterion,
    }


def describe_model(model: ModelSummary) -> str:
    """Return a log-linear model in words, with its fit."""
    dependences = "; ".join(" with ".join(names) for names in model.interactions)
    fit = f"G² = {model.deviance:.2f}, df = {model.degrees_of_freedom}"
    test = "" if model.p_value is None else f", p = {model.p_value:.2f}"
    return f"{f'dependence of {dependences}' if dependences else 'all sources independent'} ({fit}{test})"
