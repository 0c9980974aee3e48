"""EPPI-Reviewer: names without comma, addresses joined by a blank, its own number in U1; decisions only in JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.screening.rewrites.tags import Tagged, Verdict, parse, ris


def _name(text: str) -> str:
    family, _, given = text.partition(",")
    return f"{family} {' '.join(part[0] for part in given.split() if part)}".strip()


def _short(record: Tagged) -> str:
    return f"{(record.all('AU', 'A1') or ['Anon'])[0].partition(',')[0]} ({record.first('PY')})"


def as_ris(text: str) -> bytes:
    return ris(
        [
            ("TY", record.first("TY")),
            ("T1", record.first("TI", "T1")),
            ("JF", record.first("JF", "T2")),
            *(("A1", _name(value)) for value in record.all("AU", "A1")),
            ("ST", _short(record)),
            ("KW", "eppi-reviewer"),
            *(("KW", value) for value in record.all("KW")),
            ("PY", record.first("PY")),
            ("DA", f"{record.first('PY')}///"),
            ("Y1", f"{record.first('PY')}///"),
            ("AB", record.first("AB")),
            ("DO", record.first("DO")),
            ("VL", record.first("VL")),
            ("SP", record.first("SP")),
            ("UR", " ".join(record.all("UR"))),
            ("U1", str(102199000 + number)),
            ("N1", ""),
        ]
        for number, record in enumerate(parse(text))
    ).encode()


def as_json(text: str, verdicts: Sequence[Verdict], _who: str = "") -> bytes:
    codes = [
        {"AttributeId": 1, "AttributeName": "INCLUDE on title & abstract", "AttributeType": "Include"},
        {"AttributeId": 2, "AttributeName": "EXCLUDE on wrong route", "AttributeType": "Exclude"},
        {"AttributeId": 3, "AttributeName": "Unclear", "AttributeType": "Selectable (show checkbox)"},
    ]
    chosen = {"include": 1, "exclude": 2, "undecided": 3}
    items = [
        {
            "ItemId": 102199000 + number,
            "Title": record.first("TI", "T1"),
            "ShortTitle": _short(record),
            "Authors": "".join(f"{_name(value)};" for value in record.all("AU", "A1")),
            "Year": record.first("PY"),
            "ParentTitle": record.first("JF", "T2"),
            "DOI": record.first("DO"),
            "URL": " ".join(record.all("UR")),
            "Keywords": "\r\n".join(["eppi-reviewer", *record.all("KW")]),
            "Codes": [{"AttributeId": chosen[verdict], "AdditionalText": "", "ItemAttributeFullTextDetails": []}],
        }
        for number, (record, verdict) in enumerate(zip(parse(text), verdicts, strict=True))
    ]
    sets = [{"SetName": "Screen", "Attributes": {"AttributesList": codes}}]
    return json.dumps({"CodeSets": sets, "References": items}).encode()
