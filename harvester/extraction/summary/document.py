"""A summary as Markdown, as CSV for statistics programs, and as a page of HTML that needs nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

from harvester.extraction.summary.number_format import format_table
from harvester.extraction.summary.tables import Distribution, Proportion, ResultRow, ResultTable, ResultValue
from harvester.formats.tables.writer import neutralise_formula

SUMMARY_CSV_COLUMNS: Final = (
    "table", "title", "row", "unknown", "column", "n", "of", "percent", "ci95_low", "ci95_high",
    "median", "quartile1", "quartile3", "minimum", "maximum",
)  # fmt: skip
"""A value a row, so that R and others read it without taking cells apart."""

_STYLE: Final = """\
body{font:16px/1.5 system-ui,"Segoe UI",Arial,sans-serif;color:#1b1b1b;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.15rem;margin:2.2rem 0 .4rem}
table{border-collapse:collapse;min-width:60%;margin:.3rem 0}
td{white-space:nowrap}th,td{padding:.3rem .7rem;text-align:right;vertical-align:top;border-bottom:1px solid #d9d9d9}
th:first-child{text-align:left;font-weight:400}thead th{border-bottom:2px solid #444;font-weight:600}
thead th:first-child{font-weight:600}tr.aside th,tr.aside td{color:#595959;font-style:italic}
tr.whole th,tr.whole td{border-top:2px solid #444;font-weight:600}
.note{color:#4a4a4a;font-size:.88rem;margin:.15rem 0}figure{margin:1rem 0}svg{max-width:100%;height:auto}
.wide{overflow-x:auto}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}table,figure{break-inside:avoid}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryReport:
    """A summary to print: its title, sentences that go before it, tables; for a page also pictures (SVG text) by the
    keys of their tables, and the CSS that brings their font."""

    title: str
    remarks: tuple[str, ...]
    tables: tuple[ResultTable, ...]
    pictures: Mapping[str, str] = field(default_factory=dict)
    font: str = ""


def summary_to_markdown(report: SummaryReport) -> str:
    """The summary in Markdown, tables in GitHub's form."""
    return "\n".join(_markdown(report))


def _markdown(report: SummaryReport) -> Iterator[str]:
    yield f"# {_plain(report.title)}\n"
    yield from (f"{sentence}\n" for sentence in map(_plain, report.remarks))
    for table in report.tables:
        shown = format_table(table)
        yield f"## {_plain(table.title)}\n"
        yield _piped(shown.heads)
        yield _piped(["---", *["---:"] * (len(shown.heads) - 1)])
        for line, row in zip(shown.lines, shown.rows, strict=True):
            yield _piped([f"**{_plain(cell)}**" if line.is_total and cell else _plain(cell) for cell in row])
        yield ""
        yield from (f"{_plain(note)}\n" for note in table.notes)


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """A text that Markdown takes for nothing else."""
    line = " ".join(text.split())
    for mark in "\\`*_[]<>|#":
        line = line.replace(mark, f"\\{mark}")
    return line


def summary_to_csv(tables: Sequence[ResultTable]) -> str:
    """Every value of every table as a row of numbers."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(SUMMARY_CSV_COLUMNS)
    for table in tables:
        for line in table.lines:
            for column, value in zip(table.columns, line.values, strict=True):
                cells = (table.key, table.title, line.label, "yes" if line.is_unknown else "no", column)
                writer.writerow([neutralise_formula(cell) for cell in (*cells, *_numbers(value))])
    return stream.getvalue()


def _numbers(value: ResultValue) -> tuple[str, ...]:
    match value:
        case Proportion():
            low, high = (_number(100 * bound) for bound in value.interval) if value.interval else ("", "")
            return (str(value.n), str(value.of), _number(value.percent), low, high, "", "", "", "", "")
        case Distribution():
            five = (value.median, *(value.quartiles or (None, None)), *(value.range or (None, None)))
            return (str(value.known), "", "", "", "", *map(_number, five))
        case _:
            return (str(value), *[""] * 9)


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:.10g}"


def summary_to_html(report: SummaryReport) -> str:
    """The summary as one page without a request to anywhere; pictures stand in it as SVG."""
    body = "\n".join(_html(report))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(report.title)}</title>\n<style>\n{report.font}\n{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _html(report: SummaryReport) -> Iterator[str]:
    yield f"<h1>{escape(report.title)}</h1>"
    yield from (f"<p>{escape(sentence)}</p>" for sentence in report.remarks)
    for table in report.tables:
        yield f'<section id="{escape(table.key)}">\n<h2>{escape(table.title)}</h2>'
        yield '<div class="wide">\n<table>'
        shown = format_table(table)
        heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in shown.heads)
        yield f"<thead><tr>{heads}</tr></thead>"
        yield "<tbody>"
        for line, (label, *cells) in zip(shown.lines, shown.rows, strict=True):
            values = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
            yield f'<tr{_class(line)}><th scope="row">{escape(label)}</th>{values}</tr>'
        yield "</tbody>\n</table>\n</div>"
        yield from (f'<p class="note">{escape(note)}</p>' for note in table.notes)
        if picture := report.pictures.get(table.key):
            yield f"<figure>{picture}</figure>"
        yield "</section>"


def _class(line: ResultRow) -> str:
    return ' class="whole"' if line.is_total else ' class="aside"' if line.is_unknown else ""
