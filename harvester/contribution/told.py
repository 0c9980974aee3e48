"""The comparison of sources as JSON, CSV, Markdown and a page of HTML."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

from harvester.contribution.completeness import Candidate, Completeness
from harvester.contribution.found import Found
from harvester.contribution.growth import draw_growth
from harvester.contribution.upset import draw_upset
from harvester.contribution.yields import Yield, fewest, missed, overlap, patterns, yields
from harvester.drawing.font import clean
from harvester.drawing.svg import font_rules, to_fragment
from harvester.wording import agreeing

Table = tuple[str, Sequence[str], Sequence[Sequence[str]]]
"""Heading, titles of the columns, rows."""

HEADER: Final = (
    "search", "name", "kind", "raw", "reports", "only_reports", "screened_in", "only_screened_in", "included",
    "only_included", "precision", "number_needed_to_read", "sensitivity",
)  # fmt: skip

_TITLES: Final = (
    "source", "records", "reports", "only here", "screened in", "only here", "included", "only here", "precision",
    "NNR", "sensitivity",
)  # fmt: skip


def to_json(found: Found) -> dict[str, Any]:
    """Everything that was compared; numbers without a value are null."""
    shared, of_included = overlap(found, found.reports), overlap(found, found.included)
    return {
        "reports": len(found.reports),
        "screened_in": len(found.screened_in & found.reports),
        "included": len(found.included & found.reports),
        "sources": [_row(one) for one in yields(found)],
        "missed_without": [asdict(one) | {"without": list(one.without)} for one in missed(found)],
        "overlap": [
            {"search": one, "with": two, "reports": n, "included": of_included[one, two]}
            for (one, two), n in shared.items()
            if one < two
        ],
        "sets": [
            {"searches": list(keys), "reports": len(reports), "included": len(reports & found.included)}
            for keys, reports in patterns(found, found.reports).items()
        ],
        "fewest_for_all_included": [list(keys) for keys in fewest(found, found.included)],
        "growth": [
            {
                "day": moment.day.isoformat(),
                "part": moment.part,
                "records": moment.records,
                "reports": len(moment.reports),
                "included": len(moment.reports & found.included),
            }
            for moment in found.moments
        ],
    }


def to_csv(found: Found) -> str:
    """A row for each source, the columns of :data:`HEADER`; shares are numbers from 0 to 1, empty where undefined."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in _row(one).items()} for one in yields(found))
    return text.getvalue()


def completeness_to_json(said: Completeness) -> dict[str, Any]:
    """An estimate, or its refusal."""
    return {
        "sources": list(said.sources),
        "found": said.found,
        "method": said.method,
        "interval": said.interval or None,
        "total": said.total,
        "low": said.low,
        "high": said.high,
        "missed": said.missed,
        "refused": said.refused or None,
        "model": None if said.chosen is None else _model(said.chosen),
        "models_as_good": [_model(one) for one in said.near],
        "assumptions": list(said.assumptions),
        "warnings": list(said.warnings),
    }


def tables(found: Found) -> Iterator[Table]:
    """What is shown to people: yields, what single sources were alone to find, overlap, growth."""
    names = {source.key: clean(source.name or source.key) for source in found.sources}
    yield "Yield of each source", _TITLES, [_shown(one) for one in yields(found)]
    pairs = [one for one in missed(found) if len(one.without) <= 2]
    yield (
        "Missed without",
        ("without", "reports", "screened in", "included"),
        [
            (" and ".join(names[key] for key in one.without), str(one.reports), str(one.screened_in), str(one.included))
            for one in pairs
        ],
    )
    shared, of_included = overlap(found, found.reports), overlap(found, found.included)
    yield (
        "Reports two sources share (included)",
        ("", *names.values()),
        [
            (name, *(f"{shared[key, other]:,} ({of_included[key, other]:,})" for other in names))
            for key, name in names.items()
        ],
    )
    if found.moments:
        yield (
            "Growth",
            ("day", "new records", "new reports", "included"),
            [
                (
                    moment.name,
                    f"{moment.records:,}",
                    f"{len(moment.reports):,}",
                    f"{len(moment.reports & found.included):,}",
                )
                for moment in found.moments
            ],
        )


def enough(found: Found) -> str:
    """Which few sources find every included report, as a sentence; empty where none is included."""
    names = {source.key: clean(source.name or source.key) for source in found.sources}
    sets = [" and ".join(names[key] for key in keys) for keys in fewest(found, found.included)]
    if not sets:
        return ""
    return f"Every included report that was found is found by: {', or by '.join(sets[:5])}{', …' * (len(sets) > 5)}."


def statement(said: Completeness) -> tuple[str, ...]:
    """An estimate in sentences: result or refusal, method, assumptions, warnings."""
    of = ", ".join(said.sources) or "no source"
    warnings = tuple(f"Warning: {one}" for one in said.warnings)
    if said.refused or said.total is None or said.missed is None or said.low is None or said.high is None:
        return (f"No estimate from {of}: {said.refused}", *warnings)
    share = said.found / said.total if said.total else 1.0
    missed_by_all = (
        f"{said.missed:,.1f} were not (95 % interval {said.low - said.found:,.1f} to {said.high - said.found:,.1f})"
    )
    in_all = f"{said.total:,.1f} in all ({said.low:,.1f} to {said.high:,.1f}), {share:.0%} of them found"
    return (
        f"{agreeing('{included_reports} {were} found by', said.found)} {of}; an estimated {missed_by_all}: {in_all}.",
        f"Method: {said.method}; {said.interval}.",
        *(() if said.chosen is None else (f"Model: {_worded(said.chosen)}.",)),
        *(f"Assumed. {one}" for one in said.assumptions),
        *warnings,
    )


def to_markdown(found: Found, said: Completeness) -> str:
    """Tables and sentences."""
    parts = [f"## {heading}\n\n{_markdown(titles, rows)}" for heading, titles, rows in tables(found)]
    if sentence := enough(found):
        parts.insert(2, _plain(sentence))
    parts.append("## Completeness\n\n" + "\n".join(f"- {_plain(one)}" for one in statement(said)))
    return "\n\n".join(parts) + "\n"


def to_html(found: Found, said: Completeness, *, title: str, as_of: str) -> str:
    """A page with both charts, every table and the estimate; it has no script and asks no server for anything."""
    charts = [draw_upset(found), *([draw_growth(found)] if found.moments else [])]
    style = _STYLE + font_rules([text for chart in charts for text in chart.texts()])
    figures = "".join(f"<figure>{to_fragment(chart)}</figure>" for chart in charts)
    shown = "".join(
        f"<h2>{html.escape(heading)}</h2><div class='scroll'>{_html(titles, rows)}</div>"
        for heading, titles, rows in tables(found)
    )
    sentences = "".join(f"<li>{html.escape(one)}</li>" for one in statement(said))
    policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
    return _PAGE.format(
        policy=policy,
        name=html.escape(clean(title)),
        style=style,
        as_of=html.escape(as_of),
        figures=figures,
        enough=html.escape(enough(found)),
        shown=shown,
        sentences=sentences,
    )


def _row(one: Yield) -> dict[str, Any]:
    return {
        "search": one.key,
        "name": one.name,
        "kind": one.kind,
        "raw": one.raw,
        "reports": one.reports,
        "only_reports": one.only_reports,
        "screened_in": one.screened_in,
        "only_screened_in": one.only_screened_in,
        "included": one.included,
        "only_included": one.only_included,
        "precision": _rounded(one.precision),
        "number_needed_to_read": _rounded(one.needed_to_read),
        "sensitivity": _rounded(one.sensitivity),
    }


def _shown(one: Yield) -> tuple[str, ...]:
    numbers = (
        one.raw, one.reports, one.only_reports, one.screened_in, one.only_screened_in, one.included, one.only_included,
    )  # fmt: skip
    reading = "–" if one.needed_to_read is None else f"{one.needed_to_read:,.1f}"
    return (
        clean(one.name or one.key), *(f"{n:,}" for n in numbers),
        _share(one.precision), reading, _share(one.sensitivity),
    )  # fmt: skip


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _model(one: Candidate) -> dict[str, Any]:
    return {
        "interactions": [list(names) for names in one.interactions],
        "missed": one.missed,
        "deviance": one.deviance,
        "df": one.freedom,
        "p": one.p_value,
        "criterion": one.criterion,
    }


def _worded(one: Candidate) -> str:
    said = "; ".join(" with ".join(names) for names in one.interactions)
    fit = f"G² = {one.deviance:.2f}, df = {one.freedom}"
    test = "" if one.p_value is None else f", p = {one.p_value:.2f}"
    return f"{f'dependence of {said}' if said else 'all sources independent'} ({fit}{test})"


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
