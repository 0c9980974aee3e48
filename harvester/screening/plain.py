"""A plain table of decisions, written by people or other programs. Pure.

CSV (comma, semicolon or tab) with a column ``decision`` and one or more of ``report`` (R000123), ``doi``, ``pmid``,
``title`` (with ``year`` and ``authors`` or ``first_author``) to tell what it is about; ``reason``, ``reviewer``,
``labels``, ``note`` and ``date`` may follow, others are left alone. The rows that an import could not place are written
in these columns.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from harvester import normalise
from harvester.citation import Author, Citation
from harvester.errors import FormatError
from harvester.screening.returned import VERDICTS, Returned, Row, Vote, moment, split

IDENTITY: Final = ("report", "accession", "doi", "pmid", "title")
_NUMBER: Final = re.compile(r"R0*([1-9]\d{0,15})", re.IGNORECASE)
_LONGEST_CELL: Final = 10_000_000


def read_plain(data: bytes, *, name: str) -> list[Returned]:
    """The rows of the table; one without a decision has no vote.

    Raises FormatError that lists every wrong row with its line.
    """
    found, wrong = [], []
    for line, row in _rows(data, name):
        try:
            found.append(_returned(row, line))
        except ValueError as mistake:
            wrong.append(f"\n  {name}:{line}: {mistake}")
    if wrong:
        raise FormatError(
            f"{len(wrong)} rows cannot be taken over:{''.join(wrong)}",
            hint="Mend these rows. A decision is include, exclude or undecided.",
        )
    return found


def _rows(data: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        text = data.decode("utf-8-sig")
        head = text.lstrip().partition("\n")[0]
        separator = max((";", "\t", ","), key=head.count)
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        columns = [column.strip().casefold() for column in reader.fieldnames or ()]
        reader.fieldnames = columns
        rows = [(reader.line_num, {k: (v or "").strip() for k, v in row.items() if k}) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormatError(f"{name} is not a table of decisions: {error}.", hint="Save it as CSV in UTF-8.") from error
    finally:
        csv.field_size_limit(before)
    if "decision" not in columns or not set(IDENTITY) & set(columns):
        raise FormatError(
            f"{name} is not a table of decisions: its columns are {', '.join(columns) or 'none'}.",
            hint="It needs decision and one of report, doi, pmid or title; reason, reviewer, date may follow.",
        )
    return rows


def _returned(row: dict[str, str], line: int) -> Returned:
    said = row.get("decision", "")
    if said and said.casefold() not in VERDICTS:
        raise ValueError(f"decision: {said!r} is none of include, exclude, undecided")
    if not any(row.get(column) for column in IDENTITY):
        raise ValueError(f"it names no report: fill in one of {', '.join(IDENTITY)}")
    date = moment(row.get("date", ""))
    if row.get("date") and date is None:
        raise ValueError(f"date: {row['date']!r} is not a day; write it like 2026-03-31")
    verdict = VERDICTS.get(said.casefold())
    if row.get("reason") and verdict != "exclude":
        raise ValueError(f"reason: {row['reason']!r} goes with an exclusion only")
    about = Row(line=line, citation=_citation(row), carried=_carried(row), accession=_accession(row))
    if verdict is None:
        return Returned(row=about)
    vote = Vote(
        verdict=verdict,
        reviewer=row.get("reviewer", ""),
        reasons=split(row.get("reason", ""), ";"),
        labels=split(row.get("labels", ""), ";"),
        note=row.get("note", ""),
        date=date,
    )
    return Returned(row=about, votes=(vote,))


def _citation(row: dict[str, str]) -> Citation:
    first = row.get("first_author", "") or row.get("authors", "").partition(";")[0]
    family, _, given = first.partition(",")
    return Citation(
        title=row.get("title", ""),
        authors=(Author(family.strip(), given.strip()),) if family.strip() else (),
        year=normalise.year(row.get("year", "")),
        doi=normalise.doi(row.get("doi", "")),
        pmid=normalise.pmid(row.get("pmid", "")),
    )


def _carried(row: dict[str, str]) -> tuple[int, ...]:
    found = _NUMBER.fullmatch(row.get("report", "").strip())
    return (int(found[1]),) if found else ()


def _accession(row: dict[str, str]) -> str:
    """A record's own name may stand in the place of the report: "pubmed:37344166", or the number alone."""
    named = "" if _carried(row) else row.get("report", "").rpartition(":")[2].strip()
    return row.get("accession", "") or named
