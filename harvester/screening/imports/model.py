"""Rows and decisions read from the files of screening tools, the same values for every tool. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from harvester.citation import Citation
from harvester.errors import FormatError
from harvester.screening.decisions import Decision, RetrievalStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """A record in a tool's file, before it is matched to a report.

    ``line`` is its position in the file (1-based line, or row of a sheet); ``report_numbers`` are our own report
    numbers it still carries; ``accession`` is its number in the database ``source``, both "" where the row does not
    give them; ``fields`` are its columns or tags in the words of the file.
    """

    line: int
    citation: Citation
    report_numbers: tuple[int, ...] = ()
    accession: str = ""
    source: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def first_value(self, *names: str) -> str:
        """Return the first filled field of that name in any case, of several names the first that is filled."""
        for name in names:
            if filled := next((value for key, value in self.fields if key.casefold() == name and value), ""):
                return filled
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedDecision:
    """One decision in a row. ``reviewer`` is "" where the file names none; ``date`` is the tool's own, in UTC;
    ``joint``: all reviewers made it together.
    """

    decision: Decision
    reviewer: str = ""
    reasons: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    note: str = ""
    date: datetime | None = None
    adjudicates: bool = False
    joint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWithDecisions:
    """A row with its decisions; none where nobody has decided, or where the exported list is the decision.

    For such a list ``reasons``, ``labels`` and ``note`` are what the row gives beside it. ``retrieval`` is set for a
    row about the full text, with ``reviewer`` and reasons.
    """

    row: ImportedRow
    decisions: tuple[ImportedDecision, ...] = ()
    reasons: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    note: str = ""
    retrieval: RetrievalStatus | None = None
    reviewer: str = ""


def split_list(text: str, separators: str = ";,") -> tuple[str, ...]:
    """Return the parts of a list in a cell, each once, without blanks around them."""
    parts = (part.strip() for part in re.split(f"[{re.escape(separators)}]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def parse_moment(text: str) -> datetime | None:
    """Return a date or time as tools write it (ISO, "2024-08-15 08:42:23 UTC", seconds since 1970), in UTC; None for no
    date.

    A time without a zone counts as UTC, because no tool gives its zone.
    """
    text = text.strip().removesuffix(" UTC")
    if re.fullmatch(r"\d{9,10}(?:\.\d+)?", text):
        return datetime.fromtimestamp(float(text), UTC)
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def apply_list_decision(rows: Sequence[RowWithDecisions], imported: ImportedDecision) -> list[RowWithDecisions]:
    """Return the rows of a list that is itself the decision, each with that decision and its own reasons, labels and
    note.

    Raises ``FormatError`` where the file contradicts it: with decisions of its own, or reasons on a list of inclusions.
    """
    decided = [row for row in rows if row.decisions]
    if contradicting := [
        row for row in decided if any(decision.decision != imported.decision for decision in row.decisions)
    ]:
        raise FormatError(
            f"The file itself has decisions (first in line {contradicting[0].row.line}: "
            f"{contradicting[0].decisions[0].decision}), "
            f"so it is no list of {imported.decision} decisions.",
            hint="Omit --decision.",
        )
    if decided:
        return list(rows)
    reasoned = [row for row in rows if row.reasons]
    if reasoned and imported.decision != Decision.EXCLUDE:
        raise FormatError(
            f"{len(reasoned)} rows give a reason for exclusion (first in line {reasoned[0].row.line}: "
            f"{reasoned[0].reasons[0]!r}), so this is no list of {imported.decision} decisions.",
            hint="Was it the excluded list? Then: --decision exclude",
        )
    return [
        replace(row, decisions=(replace(imported, reasons=row.reasons, labels=row.labels, note=row.note),))
        for row in rows
    ]


def name_reviewers(rows: Iterable[RowWithDecisions], name_of: Callable[[str], str]) -> list[RowWithDecisions]:
    """Return the rows with every reviewer under the name by which the review knows that person."""
    return [
        replace(
            row,
            reviewer=name_of(row.reviewer),
            decisions=tuple(replace(imported, reviewer=name_of(imported.reviewer)) for imported in row.decisions),
        )
        for row in rows
    ]


def sign_decisions(
    rows: Iterable[RowWithDecisions], *, reviewer: str, date: datetime | None, joint: bool = False
) -> list[RowWithDecisions]:
    """Return the rows with a reviewer and a date where the file gives none.

    ``joint``: decisions that the file does not sign are those of all reviewers together.
    """
    return [
        replace(
            row,
            reviewer=row.reviewer or reviewer,
            decisions=tuple(
                replace(
                    imported,
                    reviewer=imported.reviewer or reviewer,
                    date=imported.date or date,
                    joint=imported.joint or (joint and not imported.reviewer),
                )
                for imported in row.decisions
            ),
        )
        for row in rows
    ]
