"""Rayyan: AN is its own, unknown tags are glued to the value before, EP is lost, the short journal name wins."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence

from tests.screening.rewrites.tags import Tagged, Verdict, parse, ris

_KNOWN = [
    "TY",
    "TI",
    "T1",
    "AU",
    "A1",
    "PY",
    "Y1",
    "DA",
    "T2",
    "JF",
    "JO",
    "J2",
    "JA",
    "VL",
    "IS",
    "SP",
    "EP",
    "DO",
    "AB",
    "N2",
    "KW",
    "LA",
    "PB",
    "CY",
    "SN",
    "AN",
    "UR",
    "N1",
]
_SAID = {"include": "Included", "exclude": "Excluded", "undecided": "Maybe"}
_LOGGED = {"include": "1", "exclude": "-1", "undecided": "0"}
COLUMNS = [
    "key",
    "title",
    "year",
    "month",
    "day",
    "journal",
    "issn",
    "volume",
    "issue",
    "pages",
    "authors",
    "url",
    "language",
    "publisher",
    "location",
    "abstract",
    "notes",
    "doi",
    "keywords",
    "pubmed_id",
    "pmc_id",
]


def _glued(record: Tagged) -> Tagged:
    values: list[tuple[str, str]] = []
    for tag, value in record.values:
        if tag in _KNOWN:
            values.append((tag, value))
        else:
            before, text = values[-1]
            values[-1] = (before, f"{text}     {tag}  - {value}")
    return Tagged(tuple(values))


def _note(record: Tagged, verdict: Verdict, who: str) -> str:
    blocks = [*record.all("N1"), f'RAYYAN-INCLUSION: {{"{who}"=>"{_SAID[verdict]}"}}']
    if verdict == "exclude":
        blocks.append("RAYYAN-EXCLUSION-REASONS: wrong route")
    return " | ".join(blocks)


def as_ris(text: str, verdicts: Sequence[Verdict], who: str = "Ann") -> bytes:
    def records() -> Iterator[list[tuple[str, str]]]:
        for number, (record, verdict) in enumerate(zip(map(_glued, parse(text)), verdicts, strict=True), start=1):
            yield [
                ("TY", record.first("TY")),
                ("AN", f"rayyan-{number}"),
                ("TI", record.first("TI", "T1")),
                ("Y1", record.first("PY", "Y1")),
                ("T2", record.first("JO", "T2")),
                *(("SN", value) for value in record.all("SN")),
                ("VL", record.first("VL")),
                ("SP", record.first("SP")),
                *(("AU", value) for value in record.all("AU", "A1")),
                ("UR", "".join(record.all("UR"))),
                *(("KW", value) for value in record.all("KW")),
                ("AB", record.first("AB", "N2")),
                ("N1", _note(record, verdict, who)),
                ("DO", record.first("DO")),
            ]

    return ris(([pair for pair in record if pair[1]] for record in records()), end="ER  -").encode()


def as_csv(text: str, verdicts: Sequence[Verdict], who: str = "Ann") -> bytes:
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, restval="")
    writer.writeheader()
    for number, (record, verdict) in enumerate(zip(map(_glued, parse(text)), verdicts, strict=True), start=1):
        writer.writerow(
            {
                "key": f"rayyan-{number}",
                "title": record.first("TI", "T1"),
                "year": record.first("PY", "Y1"),
                "journal": record.first("JO", "T2"),
                "authors": " and ".join(record.all("AU", "A1")),
                "url": "".join(record.all("UR")),
                "abstract": record.first("AB", "N2"),
                "notes": _note(record, verdict, who),
                "doi": record.first("DO"),
                "keywords": ";".join(record.all("KW")),
            }
        )
    return table.getvalue().encode()


def as_zip(text: str, verdicts: Sequence[Verdict], who: str = "Ann") -> bytes:
    log = "created_at,user_id,user_email,article_id,key,value\n" + "".join(
        f"2026-01-{number % 28 + 1:02d}T08:00:00.000Z,1,ann@example.org,{number},included,{_LOGGED[verdict]}\n"
        for number, verdict in enumerate(verdicts, start=1)
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("articles.csv", as_csv(text, verdicts, who))
        archive.writestr("customizations_log.csv", log)
    return packed.getvalue()
