"""Hand reports over: one representative citation each, written for the tool that is to read them, and remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester import formats
from harvester.citation import Citation, content_hash
from harvester.errors import UsageError
from harvester.formats import Profile
from harvester.store import blobs, records, screening
from harvester.store.values import ExportRow
from harvester.workflow.desk import Desk
from harvester.workflow.drafts import Drafts
from harvester.workflow.export_parts import Cap, Items, Part, beyond, by_search, parts
from harvester.workflow.representatives import representatives
from harvester.workflow.results import report_name
from harvester.workflow.waiting import STAGES, stages

EVERY: Final = "all"
"""The stage that stands for every report, wherever it is in screening."""

_UPKEEP: Final = ("keywords", "urls", "databases", "notes", "extra", "identifiers", "issns", "isbns")

CHOICES: Final = (EVERY, *STAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How it is handed over, beyond what most need.

    ``changed``: also what says something else by now than when it was handed over (without ``only_new``: nothing else).
    ``by_source``: a file for each search, a report in that of the first one in review.toml that found it (None: where
    the tool asks for it). ``crlf`` and ``bom`` are for RIS, ``excel`` is for CSV.
    """

    changed: bool = False
    by_source: bool | None = None
    crlf: bool = False
    bom: bool = False
    excel: bool = False


PLAIN: Final = Manner()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """All that is asked for."""

    format: str
    tool: str
    stage: str
    only_new: bool
    split: int | None
    manner: Manner


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was handed over: the files (none when it went to ``content``), and how many reports they hold.

    ``changed`` of the reports had been handed over before and say something else by now. ``warnings`` say what of it
    the tool will not take as it is.
    """

    tool: str
    format: str
    stage: str
    reports: int
    files: tuple[tuple[str, int, str], ...] = ()
    content: str = ""
    changed: int = 0
    warnings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """For ``harvester export --json``."""
        return {
            "tool": self.tool,
            "format": self.format,
            "stage": self.stage,
            "reports": self.reports,
            "changed": self.changed,
            "files": [{"file": name, "reports": number, "search": search} for name, number, search in self.files],
            "warnings": list(self.warnings),
        }


def export(
    desk: Desk,
    format_name: str,
    *,
    tool: str,
    stage: str = EVERY,
    only_new: bool = False,
    target: Path | None = None,
    split: int | None = None,
    manner: Manner = PLAIN,
) -> Exported:
    """Write the reports of a stage for a tool, and store what was written, byte for byte, before it leaves.

    Files are as large as the tool takes them (``split``: at most so many reports), and one for each search where
    it asks for that. ``only_new`` leaves out what the tool was handed before; where nothing is left, nothing is
    written. ``target`` is the file (default: returned as text). Raises ``UsageError`` when it cannot be written, or for
    wishes that do not go together.
    """
    wish = _Wish(format=format_name, tool=tool, stage=stage, only_new=only_new, split=split, manner=manner)
    profile = _checked(wish, target)
    with desk.store.read() as session:
        outgoing, before = _outgoing(session, desk, wish)
        apart = _by_source(wish, profile) and target is not None
        searches = records.search_keys_of_reports(session, [report for report, _ in outgoing]) if apart else {}
    if (wish.only_new or wish.manner.changed) and not outgoing:  # a file that was handed over before is not emptied
        return Exported(tool=wish.tool, format=wish.format, stage=wish.stage, reports=0)
    groups = by_search(outgoing, searches, [each.key for each in desk.review.searches]) if searches else {"": outgoing}
    made = parts(groups, target, _cap(wish, profile, target), partial(_rendered, wish=wish))
    with Drafts() as drafts:
        with desk.store.write() as session:
            numbers = [_store(session, drafts, part, wish, now=desk.now()) for part in made]
        drafts.publish(hint=f"It is stored all the same: harvester export --again {numbers[0]} -o FILE writes it.")
    return Exported(
        tool=wish.tool,
        format=wish.format,
        stage=wish.stage,
        reports=len(outgoing),
        files=tuple((str(part.path), len(part.items), part.search) for part in made if part.path is not None),
        content="" if target else b"".join(part.content for part in made).decode(),
        changed=sum(report in before for report, _ in outgoing) if wish.manner.changed else 0,
        warnings=beyond(made, profile),
    )


def again(desk: Desk, number: int, target: Path) -> int:
    """Write an export of the past to ``target`` once more, byte for byte; returns its size. Raises ``UsageError``."""
    with desk.store.read() as session:
        content = blobs.get(session, _past(session, number).sha256)
    with Drafts() as drafts:
        drafts.write(target, content)
        drafts.publish()
    return len(content)


def past_exports(desk: Desk) -> tuple[dict[str, Any], ...]:
    """What was handed over so far, oldest first."""
    with desk.store.read() as session:
        return tuple(_told(row) for row in screening.exports(session))


def reports_of_export(desk: Desk, number: int) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """An export of the past, and the reports in it: number, title, and today's number where it has another by now.

    Raises ``UsageError`` for an export that never was.
    """
    with desk.store.read() as session:
        row = _past(session, number)
        held = screening.reports_of_export(session, number)
        titles = {record.id: record for record in records.records(session, held)}
        return _told(row), tuple(
            {
                "report": report_name(report),
                "today": report_name(titles[report].report_id),
                "title": titles[report].citation.title,
            }
            for report in held
        )


def _past(session: Session, number: int) -> ExportRow:
    found = [row for row in screening.exports(session) if row.id == number]
    if not found:
        raise UsageError(f"There is no export {number}.", hint="harvester export --list shows them.")
    return found[0]


def _told(row: ExportRow) -> dict[str, Any]:
    return {
        "export": row.id,
        "at": row.made_at.isoformat(timespec="seconds"),
        "tool": row.tool,
        "format": row.format,
        "stage": row.stage,
        "file": row.file_name,
        "reports": row.reports,
        "sha256": row.sha256,
    }


def _checked(wish: _Wish, target: Path | None) -> Profile:
    if wish.tool not in formats.PROFILES:
        raise UsageError(f"There is no tool {wish.tool!r}.", hint=f"Choose one of {', '.join(formats.PROFILES)}.")
    if wish.split is not None and wish.split < 1:
        raise UsageError("A file holds at least one report.", hint="Give --split a number of 1 or more.")
    if target is None and (wish.split is not None or wish.manner.by_source):
        asked = "--split" if wish.split is not None else "--per-source"
        raise UsageError(f"{asked} makes several files, so they need a name.", hint="Add: -o FILE.")
    if (wish.manner.bom or wish.manner.crlf) and wish.format != "ris":
        raise UsageError("--bom and --crlf are for RIS.", hint="For a table that Excel opens: export csv --excel")
    if wish.manner.excel and wish.format != "csv":
        raise UsageError("--excel is for tables.", hint="harvester export csv --excel -o FILE.csv")
    return formats.PROFILES[wish.tool]


def _by_source(wish: _Wish, profile: Profile) -> bool:
    return profile.by_source if wish.manner.by_source is None else wish.manner.by_source


def _cap(wish: _Wish, profile: Profile, target: Path | None) -> Cap:
    if target is None:
        return Cap()
    return Cap(reports=min(filter(None, (wish.split, profile.limit)), default=0), size=profile.most_bytes)


def _rendered(items: Items, *, wish: _Wish) -> bytes:
    pieces = formats.write(
        wish.format,
        [item for _, item in items],
        profile=wish.tool,
        crlf=wish.manner.crlf,
        bom=wish.manner.bom,
        excel=wish.manner.excel,
    )
    return "".join(pieces).encode()


def _store(session: Session, drafts: Drafts, part: Part, wish: _Wish, *, now: datetime) -> int:
    number = screening.add_export(
        session,
        part.content,
        {report: substance(item.citation) for report, item in part.items},
        tool=wish.tool,
        format_name=wish.format,
        stage=wish.stage,
        file_name=part.path.name if part.path else "-",
        now=now,
    )
    if part.path is not None:
        drafts.write(part.path, part.content)
    return number


def substance(citation: Citation) -> str:
    """A hash of what a screener reads of a citation; upkeep of databases (headings, addresses) leaves it alone."""
    upkeep: dict[str, Any] = dict.fromkeys(_UPKEEP, ())
    return content_hash(replace(citation, date="", **upkeep))


def _outgoing(session: Session, desk: Desk, wish: _Wish) -> tuple[Items, Mapping[int, str]]:
    """The reports wanted, and what the tool was handed before: report of today → hash of what it said then."""
    standing = stages(session, desk.review.screening.exclusion_reasons)
    chosen = frozenset(report for report, at in standing.items() if wish.stage in {EVERY, at})
    if not (wish.only_new or wish.manner.changed):
        return representatives(session, desk, chosen), {}
    before = screening.handed_over(session, wish.tool)
    new = chosen - before.keys() if wish.only_new else frozenset()
    known = chosen & before.keys() if wish.manner.changed else frozenset()
    found = representatives(session, desk, new | known)
    return tuple(
        (report, item)
        for report, item in found
        if report in new or before[report] not in {"", substance(item.citation)}
    ), before
