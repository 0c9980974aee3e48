"""The comparison of sources as JSON, CSV, Markdown and a page of HTML."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from harvester.drawing.font import printable_line
from harvester.drawing.svg import font_css, to_svg_fragment
from harvester.pluralise import format_with_plural
from harvester.source_evaluation.capture_recapture import CompletenessEstimate, ModelSummary
from harvester.source_evaluation.growth_chart import draw_growth
from harvester.source_evaluation.model import SourceResults
from harvester.source_evaluation.upset_plot import draw_upset
from harvester.source_evaluation.yields import (
    YieldRow,
    compute_yields,
    missed_without,
    overlap_counts,
    reports_by_source_set,
    smallest_source_sets,
)

EvaluationTable = tuple[str, Sequence[str], Sequence[Sequence[str]]]
"""Heading, titles of the columns, rows."""

YIELD_COLUMNS: Final = (
    "search", "name", "kind", "raw", "reports", "only_reports", "screened_in", "only_screened_in", "included",
    "only_included", "precision", "number_needed_to_read", "sensitivity",
)  # fmt: skip

_TITLES: Final = (
    "source", "records", "reports", "only here", "screened in", "only here", "included", "only here", "precision",
    "NNR", "sensitivity",
)  # fmt: skip


def evaluation_to_json(results: SourceResults) -> dict[str, Any]:
    """Everything that was compared; numbers without a value are null."""
    shared, of_included = overlap_counts(results, results.reports), overlap_counts(results, results.included)
    return {
        "reports": len(results.reports),
        "screened_in": len(results.screened_in & results.reports),
        "included": len(results.included & results.reports),
        "sources": [_yield_to_dict(item) for item in compute_yields(results)],
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
    """A row for each source, the columns of :data:`HEADER`; shares are numbers from 0 to 1, empty where undefined."""
    text = io.StringIO()
    writer = csv.DictWriter(text, YIELD_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: _safe(value) for name, value in _yield_to_dict(row).items()} for row in compute_yields(results)
    )
    return text.getvalue()


def completeness_to_json(estimate: CompletenessEstimate) -> dict[str, Any]:
    """An estimate, or its refusal."""
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


def evaluation_tables(results: SourceResults) -> Iterator[EvaluationTable]:
    """What is shown to people: yields, what single sources were alone to find, overlap, growth."""
    names = {source.key: printable_line(source.name or source.key) for source in results.sources}
    yield "Yield of each source", _TITLES, [_yield_cells(row) for row in compute_yields(results)]
    pairs = [row for row in missed_without(results) if len(row.without) <= 2]
    yield (
        "Missed without",
        ("without", "reports", "screened in", "included"),
        [
            (" and ".join(names[key] for key in row.without), str(row.reports), str(row.screened_in), str(row.included))
            for row in pairs
        ],
    )
    shared, of_included = overlap_counts(results, results.reports), overlap_counts(results, results.included)
    yield (
        "Reports two sources share (included)",
        ("", *names.values()),
        [
            (name, *(f"{shared[key, column]:,} ({of_included[key, column]:,})" for column in names))
            for key, name in names.items()
        ],
    )
    if results.updates:
        yield (
            "Growth",
            ("day", "new records", "new reports", "included"),
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


def describe_sufficient_sources(results: SourceResults) -> str:
    """Which few sources find every included report, as a sentence; empty where none is included."""
    names = {source.key: printable_line(source.name or source.key) for source in results.sources}
    sets = [" and ".join(names[key] for key in keys) for keys in smallest_source_sets(results, results.included)]
    if not sets:
        return ""
    return f"Every included report that was found is found by: {', or by '.join(sets[:5])}{', …' * (len(sets) > 5)}."


def describe_completeness(estimate: CompletenessEstimate) -> tuple[str, ...]:
    """An estimate in sentences: result or refusal, method, assumptions, warnings."""
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
    missed_by_all = f"{estimate.missed:,.1f} were not (95 % interval {estimate.low - estimate.observed:,.1f} to {estimate.high - estimate.observed:,.1f})"
    in_all = f"{estimate.total:,.1f} in all ({estimate.low:,.1f} to {estimate.high:,.1f}), {share:.0%} of them found"
    return (
        f"{format_with_plural('{included_reports} {were} found by', estimate.observed)} {of}; an estimated {missed_by_all}: {in_all}.",
        f"Method: {estimate.method}; {estimate.interval}.",
        *(() if estimate.chosen_model is None else (f"Model: {_describe_model(estimate.chosen_model)}.",)),
        *(f"Assumed. {text}" for text in estimate.assumptions),
        *warnings,
    )


def evaluation_to_markdown(results: SourceResults, estimate: CompletenessEstimate) -> str:
    """Tables and sentences."""
    parts = [f"## {heading}\n\n{_markdown(titles, rows)}" for heading, titles, rows in evaluation_tables(results)]
    if sentence := describe_sufficient_sources(results):
        parts.insert(2, _plain(sentence))
    parts.append("## Completeness\n\n" + "\n".join(f"- {_plain(text)}" for text in describe_completeness(estimate)))
    return "\n\n".join(parts) + "\n"


def evaluation_to_html(results: SourceResults, estimate: CompletenessEstimate, *, title: str, as_of: str) -> str:
    """A page with both charts, every table and the estimate; it has no script and asks no server for anything."""
    charts = [draw_upset(results), *([draw_growth(results)] if results.updates else [])]
    style = _STYLE + font_css([text for chart in charts for text in chart.texts()])
    figures = "".join(f"<figure>{to_svg_fragment(chart)}</figure>" for chart in charts)
    tables_html = "".join(
        f"<h2>{html.escape(heading)}</h2><div class='scroll'>{_html(titles, rows)}</div>"
        for heading, titles, rows in evaluation_tables(results)
    )
    sentences = "".join(f"<li>{html.escape(item)}</li>" for item in describe_completeness(estimate))
    policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
    return _PAGE.format(
        policy=policy,
        name=html.escape(printable_line(title)),
        style=style,
        as_of=html.escape(as_of),
        figures=figures,
        enough=html.escape(describe_sufficient_sources(results)),
        shown=tables_html,
        sentences=sentences,
    )


def _yield_to_dict(row: YieldRow) -> dict[str, Any]:
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


def _yield_cells(row: YieldRow) -> tuple[str, ...]:
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


def _safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _model_to_json(model: ModelSummary) -> dict[str, Any]:
    return {
        "interactions": [list(names) for names in model.interactions],
        "missed": model.missed,
        "deviance": model.deviance,
        "df": model.degrees_of_freedom,
        "p": model.p_value,
        "criterion": model.criterion,
    }


def _describe_model(model: ModelSummary) -> str:
    dependences = "; ".join(" with ".join(names) for names in model.interactions)
    fit = f"G² = {model.deviance:.2f}, df = {model.degrees_of_freedom}"
    test = "" if model.p_value is None else f", p = {model.p_value:.2f}"
    return f"{f'dependence of {dependences}' if dependences else 'all sources independent'} ({fit}{test})"


def _markdown(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    right = "|".join(["---", *(["---:"] * (len(titles) - 1))])
    lines = [f"| {' | '.join(titles)} |", f"|{right}|"]
    return "\n".join(lines + [f"| {' | '.join(map(_plain, row))} |" for row in rows])


def _plain(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\`*_[]<>|" else char for char in text)


def _html(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cell: Callable[[str, str], str] = lambda tag, text: f"<{tag}>{html.escape(text)}</{tag}>"  # noqa: E731
    head = "".join(cell("th", title) for title in titles)
    body = "".join(f"<tr>{''.join(cell('td', text) for text in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sources compared: {name}</title>
<style>{style}</style>
</head>
<body><main>
<h1>Sources compared: {name}</h1>
<p>As of {as_of}.</p>
{figures}
<p>{enough}</p>
{shown}
<h2>Completeness</h2>
<ul>{sentences}</ul>
</main></body>
</html>
"""

_STYLE: Final = """
body{margin:0;background:#fff;color:#111;font:15px/1.45 system-ui,Arial,sans-serif}
main{max-width:68rem;margin:0 auto;padding:1rem}
figure{margin:1rem 0;overflow-x:auto;background:#fff}
figure svg{max-width:48rem;width:100%;height:auto}
table{border-collapse:collapse}
th,td{padding:.25rem .6rem;border-bottom:1px solid #ccc;text-align:right;white-space:nowrap}
th:first-child,td:first-child{text-align:left}
.scroll{overflow-x:auto}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ececec}th,td{border-color:#444}}
"""
