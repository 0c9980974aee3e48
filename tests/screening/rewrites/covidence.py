"""Covidence: keywords, labels and language are dropped, the first address alone is kept, empty tags are written."""

from __future__ import annotations

import csv
import io

from tests.screening.rewrites.tags import parse, ris

FLAVOURS = {
    "zotero": {"title": "TI", "author": "AU", "abstract": "AB", "year": "PY"},
    "endnote": {"title": "TI", "author": "AU", "abstract": "N2", "year": "PY"},
    "mendeley": {"title": "TI", "author": "AU", "abstract": "AB", "year": "Y1"},
    "refworks": {"title": "T1", "author": "A1", "abstract": "AB", "year": "Y1"},
}
COLUMNS = [
    "Title",
    "Authors",
    "Abstract",
    "Published Year",
    "Published Month",
    "Journal",
    "Volume",
    "Issue",
    "Pages",
    "Accession Number",
    "DOI",
    "Ref",
    "Covidence #",
    "Study",
    "Notes",
    "Tags",
]


def as_ris(text: str, *, flavour: str = "zotero", reason: str = "") -> bytes:
    """One list. Its own RIS names no accession number; of an excluded list the notes give the reason."""
    names = FLAVOURS[flavour]
    return ris(
        [
            ("TY", record.first("TY")),
            (names["title"], record.first("TI", "T1")),
            *((names["author"], value) for value in record.all("AU", "A1")),
            (names["year"], record.first("PY") + ("///" if flavour == "mendeley" else "")),
            ("PD", ""),
            (names["abstract"], record.first("AB")),
            ("JO", record.first("JF", "T2")),
            *((tag, record.first(tag)) for tag in ("PB", "CY", "VL", "IS")),
            ("PG", record.first("SP")),
            ("SP", record.first("SP")),
            ("EP", record.first("EP")),
            ("AN", ""),
            ("DO", record.first("DO")),
            ("UR", record.first("UR")),
            ("NS", ""),
            ("N1", f"Exclusion reason: {reason}; " if reason else ""),
        ]
        for record in parse(text)
    ).encode()


def as_csv(text: str, *, reason: str = "") -> bytes:
    """One list as a table, which has no address at all."""
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, restval="")
    writer.writeheader()
    for number, record in enumerate(parse(text), start=1):
        writer.writerow(
            {
                "Title": record.first("TI", "T1"),
                "Authors": "; ".join(record.all("AU", "A1")),
                "Abstract": record.first("AB"),
                "Published Year": record.first("PY"),
                "Journal": record.first("JF", "T2"),
                "Volume": record.first("VL"),
                "Accession Number": record.first("AN"),
                "DOI": record.first("DO"),
                "Covidence #": f"#{number}",
                "Notes": f"Exclusion reason: {reason}; " if reason else "",
            }
        )
    return table.getvalue().encode()
