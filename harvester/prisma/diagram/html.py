"""Write the flow as one page of HTML on which every number opens its records. The page asks no server for anything.

Texts of records are hostile: they are embedded as JSON in which no tag can begin, and shown as text. The policy of the
page allows its one script, by its checksum, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from importlib.resources import files
from typing import Final

from harvester.documents import escape_html, html_page
from harvester.drawing import Drawing
from harvester.drawing.font import printable_line
from harvester.drawing.svg import font_css, to_svg_fragment
from harvester.printable import remove_control_codes
from harvester.prisma.diagram.content import DiagramLine
from harvester.prisma.diagram.layout import BOX_POSITIONS, COLOURS, STAGE_OF_ROW, Palette, Panel, draw_panels

_SAFE: Final = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRecord:
    """A record as the page shows it; unknown values are empty."""

    report: str
    record: str
    title: str
    authors: str
    journal: str
    year: str
    doi: str
    pmid: str


def diagram_to_html(
    panels: Sequence[Panel],
    *,
    title: str,
    as_of: str,
    records: Mapping[int, ListedRecord],
    members: Sequence[Mapping[str, Sequence[int]]],
    palette: Palette = COLOURS,
) -> str:
    """Return the page of a flow, on which numbers open their records.

    ``records`` maps the number of a record to what is shown of it; ``members`` holds for each panel the record numbers
    of every line by its key. A line without members is shown and cannot be opened.
    """
    pictures = draw_panels(panels, palette=palette)
    script = _asset("html.js")
    body = _BODY.format(
        title=escape_html(printable_line(title)),
        as_of=escape_html(as_of),
        sections="\n".join(
            _section(position, panel, drawing, members[position])
            for position, (panel, drawing) in enumerate(zip(panels, pictures, strict=True))
        ),
        data=_data(panels, records, members),
        script=script,
    )
    style = _asset("html.css") + font_css([text for drawing in pictures for text in drawing.texts()])
    return html_page(title=printable_line(title), body=body, style=style, policy=script_policy(script))


def _data(
    panels: Sequence[Panel],
    records: Mapping[int, ListedRecord],
    members: Sequence[Mapping[str, Sequence[int]]],
) -> str:
    """Return the data of the script as JSON in which no tag can begin."""
    position_of = {number: position for position, number in enumerate(records)}
    data = {
        "fields": [field.name for field in fields(ListedRecord)],
        "records": [astuple(record) for record in records.values()],
        "members": [
            {printable_line(key): [position_of[n] for n in numbers] for key, numbers in of_panel.items()}
            for of_panel in members
        ],
        "labels": [{printable_line(line.member_key): line.to_text() for line in _lines(panel)} for panel in panels],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return remove_control_codes(text).translate(_SAFE)


def _section(position: int, panel: Panel, drawing: Drawing, members: Mapping[str, Sequence[int]]) -> str:
    return (
        f'<section class="panel" data-panel="{position}">\n{_heading(panel)}'
        f"<figure>{to_svg_fragment(drawing)}</figure>\n"
        f"{number_table_html(panel, members)}{'' if any(members.values()) else _RELEASED_NOTE}</section>"
    )


def _heading(panel: Panel) -> str:
    return f"<h2>{escape_html(printable_line(panel.label))}</h2>\n" if panel.label else ""


def _lines(panel: Panel) -> Iterator[DiagramLine]:
    for box in panel.content.boxes.values():
        yield from box.lines
    yield from panel.content.pending


def number_table_html(panel: Panel, members: Mapping[str, Sequence[int]]) -> str:
    """Return every number of a panel as a table, for readers who do not use the picture."""
    rows = []
    for number, box in panel.content.boxes.items():
        stage = panel.content.tabs[STAGE_OF_ROW[BOX_POSITIONS[number][1]]]
        heading = f"{box.heading.rstrip(':')}: " if box.heading else ""
        rows += [_row(stage, heading, line, members) for line in box.lines]
    rows += [_row("Pending", "", line, members) for line in panel.content.pending]
    return (
        '<details class="numbers"><summary>All numbers as a table</summary><table><thead><tr><th scope="col">Stage</th>'
        f'<th scope="col">Box</th><th scope="col">n</th></tr></thead><tbody>{"".join(rows)}</tbody></table></details>\n'
    )


def _row(stage: str, heading: str, line: DiagramLine, members: Mapping[str, Sequence[int]]) -> str:
    words = escape_html(f"{heading}{printable_line(line.text)}{line.mark}")
    number_html = f"{line.n:,}"
    if members.get(line.member_key):
        key = escape_html(printable_line(line.member_key))
        number_html = (
            f'<button type="button" data-key="{key}" aria-label="{words}: {number_html}">{number_html}</button>'
        )
    cells = f'<td class="in{line.indent}">{words}</td><td class="n">{number_html}</td>'
    return f"<tr><td>{escape_html(stage)}</td>{cells}</tr>"


def _asset(name: str) -> str:
    return files("harvester.prisma.diagram").joinpath(name).read_text(encoding="utf-8")


def script_policy(script: str) -> str:
    """Return the Content-Security-Policy that allows one script, by its checksum, and no request."""
    checksum = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{checksum}'; style-src 'unsafe-inline'; font-src data:; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


_RELEASED_NOTE: Final = (
    '<p class="released">This version is shown as it was released: the records of its numbers are not stored.</p>\n'
)

_BODY: Final = """\
<header><h1>{title}</h1><p>As of {as_of}. Choose a number to see its records.</p></header>
<noscript><p>Without JavaScript the numbers are shown, but not their records.</p></noscript>
<main>
{sections}
</main>
<dialog id="list" aria-labelledby="list-title">
<form method="dialog"><h2 id="list-title"></h2><button class="close" aria-label="Close">Close</button></form>
<p class="tools"><label>Search <input id="search" type="search" autocomplete="off"></label>
<output id="found" aria-live="polite"></output></p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="list-title">\
<table id="records"><thead><tr></tr></thead><tbody></tbody></table></div>
<p class="pager"><button type="button" id="before">Previous</button> <span id="where"></span> \
<button type="button" id="after">Next</button></p>
</dialog>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>"""
