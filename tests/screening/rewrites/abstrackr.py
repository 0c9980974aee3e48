"""Abstrackr: no year, no DOI, no address; keywords on one line, authors on several in one cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from tests.screening.rewrites.tags import Verdict, parse

_LABELS = {"include": "1", "exclude": "-1", "undecided": "0"}
COLUMNS = (
    "(internal) id", "(source) id", "pubmed id", "keywords", "abstract", "title", "journal", "authors", "tags",
    "consensus", "labeled_at",
)  # fmt: skip


def as_csv(text: str, verdicts: Sequence[Verdict], who: str = "Ann") -> bytes:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow([*COLUMNS, who, "labeled_at", f"general notes ({who})"])
    for number, (record, verdict) in enumerate(zip(parse(text), verdicts, strict=True), start=1):
        authors = "\n and ".join(record.all("AU", "A1")) + "\n"
        row = [41893000 + number, number, 0, ",".join(record.all("KW")), record.first("AB"), record.first("TI", "T1")]
        row += [record.first("J2", "T2"), authors, "", "o", "", _LABELS[verdict], "2026-08-15 08:42:23", ""]
        writer.writerow(row)
    return table.getvalue().encode()
