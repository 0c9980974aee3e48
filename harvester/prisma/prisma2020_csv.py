"""The flow as the CSV that the PRISMA2020 R package, and its web application, draw.

How that package reads: rows are found by their key, a list is split at semicolons, a label ends at its first comma,
its number is made of the digits behind it, an empty number is NA, and labels are set between apostrophes in the
drawing program's language. So labels hold no comma, semicolon, quotation mark or apostrophe, numbers are digits
only, and no number is left empty.
"""

from __future__ import annotations

from typing import Final

from harvester.csv_table import write_table
from harvester.prisma.boxes import BOX_BY_KEY, BOXES
from harvester.prisma.flow import Flow, ListLine

CSV_HEADER: Final = ("data", "node", "box", "description", "boxtext", "tooltips", "url", "n")

_NA: Final = "NA"

_TITLES: Final = {
    "prevstud": "Previous studies",
    "newstud": "Identification of new studies via databases and registers",
    "othstud": "Identification of new studies via other methods",
}
_TITLE_BEFORE: Final = {"previous_studies": "prevstud", "database_results": "newstud", "website_results": "othstud"}
_TABS: Final = {"identification": "Identification", "screening": "Screening", "included": "Included"}

_NODES: Final = {
    "identification": "node1", "screening": "node2", "included": "node3", "prevstud": "node4",
    "previous_studies": "node5", "newstud": "node6", "database_results": "node7", "duplicates": "node8",
    "records_screened": "node9", "records_excluded": "node10", "dbr_sought_reports": "node11",
    "dbr_notretrieved_reports": "node12", "dbr_assessed": "node13", "dbr_excluded": "node14", "new_studies": "node15",
    "othstud": "node16", "website_results": "node17", "other_sought_reports": "node18",
    "other_notretrieved_reports": "node19", "other_assessed": "node20", "other_excluded": "node21",
    "total_studies": "node22", "total_studies_ma": "node23",
}  # fmt: skip
"""Key of the first row of each box → the node that draws it; further rows of a box have none."""

_COLUMNS: Final = {"databases": "databases and registers", "other": "other"}

_UNSAFE: Final = str.maketrans({",": " ", ";": " ", '"': " ", "'": "’"})

CsvRow = tuple[str, ...]


def flow_to_csv(flow: Flow) -> str:
    """Return the flow in the columns and rows of the package's own template, with lines ended by ``\\n``.

    Titles and box texts are those of the flow's template: a new review speaks of studies, an updated one of new
    studies. Which columns to draw (``previous``, ``other``) is an argument of the package, not part of the file.
    """
    return write_table(CSV_HEADER, _rows(flow))


def _rows(flow: Flow) -> list[CsvRow]:
    boxes = [row for box in BOXES if box.number != "box17" for row in _box_rows(flow, box.key)]
    tabs = [
        (key, _NODES[key], key, f"{text} tab", text, f"{text} tab", f"{key}.html", "0") for key, text in _TABS.items()
    ]
    meta_analysis = [row for box in BOXES if box.number == "box17" for row in _box_rows(flow, box.key)]
    return boxes + tabs + meta_analysis


def _box_rows(flow: Flow, key: str) -> list[CsvRow]:
    title = _TITLE_BEFORE.get(key)
    return ([title_row(flow, title)] if title else []) + [count_row(flow, key)]


def title_row(flow: Flow, box: str) -> CsvRow:
    """Return the row of a column title."""
    text = _TITLES[box] if flow.template.updated else _TITLES[box].replace("new studies", "studies")
    return (_NA, _NODES[box], box, f"Title; {text}", text, f"Title; {text}", f"{box}.html", "0")


def count_row(flow: Flow, key: str) -> CsvRow:
    """Return the row of a box: its key, node, wording and number."""
    box = BOX_BY_KEY[key]
    wording = box.wording_for(updated=flow.template.updated)
    node = _NODES.get(key, _NA)
    described = _described(key, wording)
    drawn = node != _NA
    return (
        key,
        node,
        box.number,
        described,
        wording,
        described if drawn else _NA,
        f"{key}.html" if drawn else _NA,
        _list(flow.lines(key)) if box.is_list else str(flow.number(key)),
    )


def _described(key: str, wording: str) -> str:
    if key.endswith("_results"):
        return f"Records identified from: {wording}"
    column = _COLUMNS.get(BOX_BY_KEY[key].column)
    return f"{wording} ({column})" if column else wording


def _list(lines: tuple[ListLine, ...]) -> str:
    """Return ``Label, n; Label, n``; a list without lines is the bare number 0, which the package reads as such."""
    return "; ".join(f"{_label(line.label)}, {line.n}" for line in lines) or "0"


def _label(text: str) -> str:
    return " ".join(text.translate(_UNSAFE).split()) or "unnamed"
