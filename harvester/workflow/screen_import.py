"""Decisions of screening tools in: each row finds its report or is handed back to a person, none is guessed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from harvester.errors import FormatError, UsageError
from harvester.screening.placing import Placed, Plan, Told, news, plan, primary
from harvester.screening.reasons import translate
from harvester.screening.returned import Returned, Vote, as_list, signed
from harvester.screening.tools import NAMES, PLAIN, TOOLS, ScreeningStage
from harvester.store import records, screening_imports
from harvester.store.screening_imports import NewImport, NewVote
from harvester.workflow.desk import Desk
from harvester.workflow.files import read_bytes
from harvester.workflow.find_reports import find_reports
from harvester.workflow.listed_reasons import add_reasons
from harvester.workflow.returned_files import read_returned
from harvester.workflow.unplaced_rows import UnplacedRow, unplaced_rows, write_unplaced

Decision = Literal["include", "exclude", "undecided"]
_FEW: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How files are to be read: from which tool, at which stage.

    ``decision``: the exported list is this decision. ``reviewer`` and ``day`` sign what a file leaves unsigned and
    undated; ``reason`` is that of exclusions that give none; ``reason_map``: a tool's words → ours.
    """

    tool: str
    stage: ScreeningStage
    decision: Decision | None = None
    reviewer: str = ""
    day: date | None = None
    reason: str = ""
    reason_map: Mapping[str, str] = field(default_factory=dict)
    add_reasons: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of it: rows of all files, those that found their report, those that did not, decisions stored.

    ``known`` decisions the same tool had told before; ``undecided_rows`` are records nobody had decided about.
    """

    rows: int
    matched: int
    decisions: int
    known: int
    undecided_rows: int
    verdicts: Mapping[str, int]
    reviewers: tuple[str, ...]
    evidence: Mapping[str, int]
    unplaced: tuple[UnplacedRow, ...]
    added_reasons: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def unmatched(self) -> tuple[UnplacedRow, ...]:
        """The rows that found no report."""
        return tuple(row for row in self.unplaced if not row.ambiguous)

    @property
    def ambiguous(self) -> tuple[UnplacedRow, ...]:
        """The rows that may be about one report or another."""
        return tuple(row for row in self.unplaced if row.ambiguous)

    def to_json(self) -> dict[str, Any]:
        """As the contract prints it, and more."""
        return {
            "rows": self.rows,
            "matched": self.matched,
            "unmatched": len(self.unmatched),
            "ambiguous": len(self.ambiguous),
            "decisions": self.decisions,
            "known": self.known,
            "undecided_rows": self.undecided_rows,
            "verdicts": dict(self.verdicts),
            "reviewers": list(self.reviewers),
            "evidence": dict(self.evidence),
            "unmatched_rows": [row.to_json() for row in self.unmatched],
            "ambiguous_rows": [row.to_json() for row in self.ambiguous],
            "added_reasons": list(self.added_reasons),
            "rest": list(self.rest),
            "dry_run": self.dry_run,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    path: Path
    data: bytes
    found: Sequence[Returned]


def import_decisions(
    desk: Desk, paths: Sequence[Path], reading: Reading, *, rest: Path | None = None, dry_run: bool = False
) -> Imported:
    """Take in the files of a screening tool, all or none. Nothing is stored with ``dry_run``.

    Rows that find no report, or several, are written to ``rest`` (default: a table beside each file). Raises
    ``UsageError`` for what does not go together and for unknown reasons, ``FormatError`` for files that are not the
    tool's: then nothing is stored.
    """
    if reading.tool not in NAMES:
        raise UsageError(f"There is no tool {reading.tool!r}.", hint=f"Choose one of {', '.join(NAMES)}.")
    files = [_File(path=path, data=(data := read_bytes(path)), found=_read(data, path, reading)) for path in paths]
    files, unknown = _with_our_reasons(desk, files, reading)
    _check_reasons(files, reading)
    if unknown and not dry_run:
        add_reasons(desk.review.folder, unknown)
    if dry_run:
        with desk.store.read() as session:
            return _take(session, desk, files, reading, added=unknown, rest=rest, dry_run=True)
    with desk.store.write() as session:
        return _take(session, desk, files, reading, added=unknown, rest=rest, dry_run=False)


def past_imports(desk: Desk) -> tuple[dict[str, Any], ...]:
    """The files of decisions that were taken in so far, oldest first; a file that told nothing new is not among them.

    ``unmatched`` are the rows that found no report, or several.
    """
    with desk.store.read() as session:
        return tuple(
            {
                "import": row.id,
                "at": row.made_at.isoformat(timespec="seconds"),
                "tool": row.tool,
                "file": row.file_name,
                "stage": row.stage,
                "rows": row.rows,
                "matched": row.matched,
                "unmatched": row.rows - row.matched,
                "decisions": row.decisions,
                "sha256": row.sha256,
            }
            for row in screening_imports.imports(session)
        )


def _read(data: bytes, path: Path, reading: Reading) -> list[Returned]:
    found = read_returned(data, path, reading.tool, reading.stage, listed=reading.decision is not None)
    if reading.decision is not None:
        found = as_list(found, Vote(verdict=reading.decision))
    elif not any(each.votes for each in found):
        title = TOOLS[reading.tool].title if reading.tool != PLAIN else "the table"
        raise UsageError(
            f"{path} does not say what was decided: {title} exported a list, and which list it is, only you know.",
            hint="Add --decision include for a list of included records, --decision exclude for excluded ones. "
            "If columns of it do say what was decided, take it in as a plain table: --from csv",
        )
    signer = reading.reviewer or (TOOLS[reading.tool].title if reading.tool != PLAIN else "unnamed")
    moment = None if reading.day is None else datetime.combine(reading.day, time(), UTC)
    return signed(found, reviewer=signer, date=moment)


def _with_our_reasons(desk: Desk, files: Sequence[_File], reading: Reading) -> tuple[list[_File], tuple[str, ...]]:
    listed = desk.review.screening.exclusion_reasons
    unknown: Counter[str] = Counter()
    changed = []
    for file in files:
        done = translate(file.found, listed, reading.reason_map, otherwise=reading.reason)
        unknown.update(done.unknown)
        changed.append(replace(file, found=done.returned))
    if unknown and not reading.add_reasons:
        told = ", ".join(f"{reason!r} ({number})" for reason, number in unknown.most_common(_FEW))
        raise UsageError(
            f"{len(unknown)} reasons are none of this review's: {told}. review.toml lists: {', '.join(listed)}.",
            hint="Add them to the list with --add-reasons, or say which of yours they are: "
            f"--reason-map {unknown.most_common(1)[0][0]!r}={listed[0]!r}",
        )
    return changed, tuple(unknown)


def _check_reasons(files: Sequence[_File], reading: Reading) -> None:
    if reading.stage != "full-text":
        return
    bare = [
        f"{file.path.name}:{each.row.line}"
        for file in files
        for each in file.found
        if any(vote.verdict == "exclude" and not vote.reasons for vote in each.votes)
    ]
    if bare:
        raise FormatError(
            f"{len(bare)} reports are excluded on full text without a reason (PRISMA 2020 counts reports by it): "
            f"{', '.join(bare[:_FEW])}{' …' if len(bare) > _FEW else ''}",
            hint="Give the reason in the tool and export again, or give one for all of these: --reason TEXT",
        )


def _take(
    session: Session,
    desk: Desk,
    files: Sequence[_File],
    reading: Reading,
    *,
    added: tuple[str, ...],
    rest: Path | None,
    dry_run: bool,
) -> Imported:
    rows = [each.row for file in files for each in file.found]
    matches = find_reports(session, rows)
    report_of = records.report_of(session)
    evidence = Counter[str](match.by for match in matches if match.report is not None)
    unplaced: list[UnplacedRow] = []
    new: list[Placed] = []
    plans: list[Plan] = []
    start = 0
    for file in files:
        planned = plan(file.found, matches[start : start + len(file.found)])
        start += len(file.found)
        fresh = news(planned.placed, _told(session, file, reading, report_of))
        if fresh and not dry_run:
            _store(session, desk, file, planned, fresh, reading)
        unplaced += unplaced_rows(file.path, planned.unplaced, reading.stage)
        plans.append(planned)
        new += fresh
    written = () if dry_run else write_unplaced(unplaced, rest)
    placed = [one for planned in plans for one in planned.placed]
    return Imported(
        rows=len(rows),
        matched=sum(planned.matched for planned in plans),
        decisions=len(new),
        known=len(placed) - len(new),
        undecided_rows=sum(not each.votes for file in files for each in file.found),
        verdicts=Counter(one.vote.verdict for one in new),
        reviewers=tuple(sorted({one.vote.reviewer for one in placed})),
        evidence=evidence,
        unplaced=tuple(unplaced),
        added_reasons=added,
        rest=written,
        dry_run=dry_run,
    )


def _told(session: Session, file: _File, reading: Reading, report_of: Mapping[int, int]) -> list[Told]:
    digest = hashlib.sha256(file.data).hexdigest()
    return [
        Told(
            report=report_of[row.report_id],
            reviewer=row.reviewer,
            verdict=row.verdict,
            reason=row.reason,
            adjudicates=row.adjudicates,
            date=row.decided_at,
            at=row.decided_at or row.made_at,
            again=row.sha256 == digest,
        )
        for row in screening_imports.told_before(session, reading.tool, reading.stage)
    ]


def _store(session: Session, desk: Desk, file: _File, planned: Plan, fresh: Sequence[Placed], reading: Reading) -> None:
    settings = {
        "decision": reading.decision,
        "reviewer": reading.reviewer,
        "date": None if reading.day is None else reading.day.isoformat(),
        "reason": reading.reason,
        "reason_map": dict(reading.reason_map),
    }
    new = NewImport(
        content=file.data,
        file_name=file.path.name,
        tool=reading.tool,
        stage=reading.stage,
        settings=json.dumps(settings, ensure_ascii=False),
        rows=len(file.found),
        matched=planned.matched,
    )
    screening_imports.add_import(session, new, [_vote(one) for one in fresh], now=desk.now())


def _vote(one: Placed) -> NewVote:
    reason, further = primary(one.vote.reasons)
    return NewVote(
        report_id=one.as_of,
        verdict=one.vote.verdict,
        reviewer=one.vote.reviewer[:100],
        line=one.line,
        reason=reason,
        adjudicates=one.vote.adjudicates,
        decided_at=one.vote.date,
        further_reasons=further,
        labels=one.vote.labels,
        note=one.vote.note,
    )
