"""Reference managers that lists pass through: Zotero, EndNote, Mendeley, RefWorks."""

from __future__ import annotations

from tests.screening.rewrites.tags import parse, ris


def zotero(text: str) -> bytes:
    kept = ("TI", "AU", "T2", "AB", "PY", "DO", "VL", "IS", "SP", "EP", "J2", "LA", "SN", "UR", "DB", "AN", "CN", "KW")
    return ris(
        [("TY", record.first("TY")), *((tag, value) for tag, value in record.values if tag in kept), ("DA", "2024///")]
        for record in parse(text)
    ).replace("\n", "\r\n").encode()  # fmt: skip


def endnote(text: str) -> bytes:
    """One KW with a line for each keyword, names with initials apart, its own number in ID."""
    return ris(
        [
            ("TY", record.first("TY")),
            ("AB", record.first("AB")),
            *(("AU", value) for value in record.all("AU")),
            ("DO", record.first("DO")),
            ("KW", "\n".join(record.all("KW"))),
            ("PY", record.first("PY")),
            ("ST", record.first("TI")),
            ("T2", record.first("T2")),
            ("TI", record.first("TI")),
            *(("UR", value) for value in record.all("UR")),
            ("LB", record.first("LB")),
            ("ID", str(number)),
        ]
        for number, record in enumerate(parse(text), start=800)
    ).encode()


def mendeley(text: str) -> bytes:
    """Few tags, in alphabetical order, and keywords too."""
    kept = {"AB", "AU", "DO", "KW", "PY", "TI", "T2", "UR", "IS", "VL", "SP", "EP"}
    records = []
    for record in parse(text):
        values = [
            (tag, value.replace(".", "") if tag == "AU" else value) for tag, value in record.values if tag in kept
        ]
        ordered = sorted(values, key=lambda pair: (pair[0], pair[1] if pair[0] == "KW" else ""))
        records.append([("TY", record.first("TY")), *ordered])
    return ris(records, end="ER  -", between="").encode()


def refworks(text: str) -> bytes:
    """Addresses joined by a blank, its own number in ID, a blank line in front."""
    return (
        b"\n"
        + ris(
            [
                ("TY", record.first("TY")),
                ("ID", f"RefID:{number}-key"),
                *(("A1", value) for value in record.all("AU")),
                ("T1", record.first("TI")),
                ("Y1", record.first("PY")),
                *(("KW", value) for value in record.all("KW")),
                ("AB", record.first("AB")),
                ("JF", record.first("T2")),
                ("UR", " ".join(record.all("UR"))),
                ("DO", record.first("DO")),
            ]
            for number, record in enumerate(parse(text), start=800)
        ).encode()
    )
