"""Import the decisions of screening tools: each row is matched to its report or written to a table, none is guessed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester.errors import FormatError, UsageError
from harvester.events import EventKind
from harvester.identifiers import report_name
from harvester.pluralise import count_noun
from harvester.screening import Decision, Stage
from harvester.screening.imports import TOOL_NAMES
from harvester.screening.imports.model import name_reviewers
from harvester.screening.imports.plan import (
    ImportPlan,
    MatchedDecision,
    PriorDecision,
    new_decisions,
    plan_import,
    split_reasons,
)
from harvester.screening.imports.record_matching import RecordMatch
from harvester.store import records, screening, screening_imports
from harvester.store.events import NewEvent, withdrawn_event_ids
from harvester.store.screening_imports import NewDecisionFile, NewImportedDecision
from harvester.workflow.context import ReviewContext
from harvester.workflow.dates import last_possible_day
from harvester.workflow.output_files import OutputFiles
from harvester.workflow.screening.exclusion_reasons import (
    append_reasons,
    check_reasons,
    find_used_reasons,
    translate_to_review_reasons,
)
from harvester.workflow.screening.match_rows import (
    UnmatchedFileRow,
    match_rows,
    write_unmatched_rows,
)
from harvester.workflow.screening.people import load_names
from harvester.workflow.screening.read_export import ExportedFile, ImportOptions, read_export_file
from harvester.workflow.screening.stage_order import WAY_OUT, find_reports_out_of_order, store_implied_inclusions

_MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionImport:
    """Counts of an import over all files: rows, matched rows, stored decisions.

    ``event`` is its number in the history, None where nothing was stored. ``known`` decisions were imported from the
    same tool before; ``undecided_rows`` are records without a decision;
    ``people`` are the reviewers but for those names that stand for all of them.
    """

    rows: int
    matched: int
    decisions: int
    known: int
    undecided_rows: int
    verdicts: Mapping[str, int]
    reviewers: tuple[str, ...]
    people: tuple[str, ...]
    evidence: Mapping[str, int]
    rows_to_match: tuple[UnmatchedFileRow, ...]
    added_reasons: tuple[str, ...] = ()
    unmatched_files: tuple[str, ...] = ()
    dry_run: bool = False
    reports: tuple[int, ...] = ()
    event: int | None = None

    @property
    def unmatched(self) -> tuple[UnmatchedFileRow, ...]:
        """The rows that match no report."""
        return tuple(row for row in self.rows_to_match if not row.ambiguous)

    @property
    def ambiguous(self) -> tuple[UnmatchedFileRow, ...]:
        """The rows that match several reports."""
        return tuple(row for row in self.rows_to_match if row.ambiguous)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of the contract."""
        return {
            "rows": self.rows,
            "matched": self.matched,
            "unmatched": len(self.unmatched),
            "ambiguous": len(self.ambiguous),
            "decisions": self.decisions,
            "event": self.event,
            "known": self.known,
            "undecided_rows": self.undecided_rows,
            "verdicts": dict(self.verdicts),
            "reviewers": list(self.reviewers),
            "evidence": dict(self.evidence),
            "unmatched_rows": [row.to_json() for row in self.unmatched],
            "ambiguous_rows": [row.to_json() for row in self.ambiguous],
            "added_reasons": list(self.added_reasons),
            "rest": list(self.unmatched_files),
            "dry_run": self.dry_run,
        }


def import_decisions(
    context: ReviewContext,
    paths: Sequence[Path],
    options: ImportOptions,
    *,
    unmatched_target: Path | None = None,
    dry_run: bool = False,
) -> DecisionImport:
    """Import the files of a screening tool, all or none; store nothing with ``dry_run``.

    Rows that match no report, or several, are written to ``unmatched_target`` (default: a table next to each file).
    Raises ``UsageError`` for options that contradict each other and for unknown reasons, ``FormatError`` for files that
    are not the tool's: then nothing is stored.
    """
    if options.tool not in TOOL_NAMES:
        raise UsageError(f"There is no tool {options.tool!r}.", hint=f"Choose one of {', '.join(TOOL_NAMES)}.")
    files = [file for path in paths for file in read_export_file(path, options)]
    _check_dates(files, context.now())
    files, unknown = translate_to_review_reasons(context, files, options)
    check_reasons(context, files, options)
    with context.store.read() if dry_run else context.store.write() as session:
        return _import_files(
            session, context, files, options, added=unknown, unmatched_target=unmatched_target, dry_run=dry_run
        )


def _check_dates(files: Sequence[ExportedFile], now: datetime) -> None:
    """Check that no decision has a date in the future, wherever it was made. Raises ``FormatError`` with all rows."""
    latest = last_possible_day(now)
    late = [
        f"{file.path.name}:{row.row.line}"
        for file in files
        for row in file.rows
        if any(imported.date is not None and imported.date.date() > latest for imported in row.decisions)
    ]
    if late:
        more = " …" if len(late) > _MOST_SHOWN else ""
        raise FormatError(
            f"{count_noun(len(late), 'row')} with a date in the future: {', '.join(late[:_MOST_SHOWN])}{more}",
            hint="Correct the date in the file, or that of --date.",
        )


def list_imports(context: ReviewContext) -> tuple[dict[str, Any], ...]:
    """Return the imported files of decisions, oldest first; files without a new decision are left out.

    ``unmatched`` counts the rows that match no report, or several.
    """
    with context.store.read() as session:
        undone = withdrawn_event_ids(session)
        return tuple(
            {
                "import": row.id,
                "event": row.event_id,
                "undone": row.event_id in undone,
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
            for row in screening_imports.load_decision_files(session)
        )


def _import_files(
    session: Session,
    context: ReviewContext,
    files: Sequence[ExportedFile],
    options: ImportOptions,
    *,
    added: tuple[str, ...],
    unmatched_target: Path | None,
    dry_run: bool,
) -> DecisionImport:
    rows = [row.row for file in files for row in file.rows]
    matches = match_rows(session, rows)
    report_of = records.report_of_each_record(session)
    evidence = Counter[str](match.by for match in matches if match.report is not None)
    rows_to_match: list[UnmatchedFileRow] = []
    new: list[MatchedDecision] = []
    retrievals: dict[int, int] = {}
    plans: list[ImportPlan] = []
    event = NewEvent(
        session=session,
        kind=EventKind.DECISIONS_IMPORTED,
        made_at=context.now(),
        person=options.reviewer or context.user,
    )
    names = load_names(session, context)
    files = [replace(file, rows=name_reviewers(file.rows, names.name_of)) for file in files]
    start = 0
    for file in files:
        file_matches = matches[start : start + len(file.rows)]
        start += len(file.rows)
        planned = plan_import(file.rows, file_matches)
        new_in_file = new_decisions(planned.matched_decisions, load_prior_decisions(session, file, options, report_of))
        if file.stage == Stage.FULL_TEXT and new_in_file:
            included = {decision.report for decision in new if decision.imported.decision == Decision.INCLUDE}
            _check_stage_order(session, context, file, new_in_file, options, included=included, dry_run=dry_run)
        if new_in_file and not dry_run:
            _store(session, file, planned, new_in_file, options, event=event)
        if not dry_run:
            retrievals |= _store_retrievals(session, file, file_matches, event=event)
        rows_to_match += [UnmatchedFileRow(path=file.path, stage=file.stage, row=row) for row in planned.unmatched_rows]
        plans.append(planned)
        new += new_in_file
    outputs = OutputFiles(context.review.folder, force=options.force, inputs=[file.path for file in files])
    added = find_used_reasons(added, new)
    if added and not dry_run:
        append_reasons(context.review.folder, added)
    written = () if dry_run or options.stage is None else write_unmatched_rows(rows_to_match, unmatched_target, outputs)
    matched = [decision for planned in plans for decision in planned.matched_decisions]
    report_lines = retrievals | {decision.line: decision.report for decision in new}
    return DecisionImport(
        rows=len(rows),
        matched=sum(planned.matched_rows for planned in plans),
        decisions=len(new) + len(retrievals),
        known=len(matched) - len(new),
        undecided_rows=sum(not row.decisions for file in files for row in file.rows),
        verdicts=Counter(decision.imported.decision for decision in new),
        reviewers=tuple(sorted({decision.imported.reviewer for decision in matched})),
        people=tuple(sorted({decision.imported.reviewer for decision in matched if not decision.imported.joint})),
        evidence=evidence,
        rows_to_match=tuple(rows_to_match),
        added_reasons=added,
        unmatched_files=written,
        dry_run=dry_run,
        reports=tuple(dict.fromkeys(report for _, report in sorted(report_lines.items()))),
        event=event.stored_id,
    )


def _check_stage_order(
    session: Session,
    context: ReviewContext,
    file: ExportedFile,
    decisions: Sequence[MatchedDecision],
    options: ImportOptions,
    *,
    included: Collection[int],
    dry_run: bool,
) -> None:
    """Check that the reports of full-text decisions passed title and abstract; with ``implied``, include them there.

    ``included`` are reports that earlier rows of the same table include. Raises ``FormatError`` that lists all rows.
    """
    reports = list(dict.fromkeys(decision.report for decision in decisions if not decision.imported.adjudicates))
    out_of_order = set(find_reports_out_of_order(session, context, reports)) - (set(included) if dry_run else set())
    wrong = [decision for decision in decisions if decision.report in out_of_order]
    if wrong and not options.implied:
        listed = "".join(
            f"\n  {file.path.name}:{decision.line}: {report_name(decision.report)}" for decision in wrong[:_MOST_SHOWN]
        )
        more = "\n  …" if len(wrong) > _MOST_SHOWN else ""
        raise FormatError(
            f"{count_noun(len(out_of_order), 'report')} decided about on full text, but not included on title and "
            f"abstract:{listed}{more}",
            hint=WAY_OUT,
        )
    if not dry_run:
        implied = {(decision.report, decision.imported.reviewer): decision.imported.joint for decision in wrong}
        store_implied_inclusions(session, context, implied)


def load_prior_decisions(
    session: Session, file: ExportedFile, options: ImportOptions, report_of: Mapping[int, int]
) -> list[PriorDecision]:
    """Return the decisions at the file's stage that were imported from the same tool before."""
    digest = hashlib.sha256(file.data).hexdigest()
    return [
        PriorDecision(
            report=report_of[row.report_id],
            reviewer=row.reviewer,
            decision=row.verdict,
            reason=row.reason,
            adjudicates=row.adjudicates,
            date=row.decided_at,
            effective_at=row.decided_at or row.made_at,
            same_file=row.sha256 == digest,
        )
        for row in screening_imports.load_imported_decisions(session, options.tool, file.stage)
    ]


def _store_retrievals(
    session: Session, file: ExportedFile, matches: Sequence[RecordMatch], *, event: NewEvent
) -> dict[int, int]:
    """Store the retrieval statuses of the rows with one report; returns line → report."""
    statuses, report_of_line = [], {}
    for row, match in zip(file.rows, matches, strict=True):
        if match.report is not None and row.retrieval is not None:
            statuses.append((match.report, row.retrieval, "".join(row.reasons), row.reviewer))
            report_of_line[row.row.line] = match.report
    screening.add_retrieval_statuses(session, statuses, event=event)
    return report_of_line


def _store(
    session: Session,
    file: ExportedFile,
    planned: ImportPlan,
    decisions: Sequence[MatchedDecision],
    options: ImportOptions,
    *,
    event: NewEvent,
) -> None:
    settings = {
        "decision": options.decision,
        "reviewer": options.reviewer,
        "date": None if options.day is None else options.day.isoformat(),
        "reason": options.reason,
        "reason_map": dict(options.reason_map),
    }
    new = NewDecisionFile(
        content=file.data,
        file_name=file.path.name,
        tool=options.tool,
        stage=file.stage,
        settings=json.dumps(settings, ensure_ascii=False),
        rows=len(file.rows),
        matched=planned.matched_rows,
    )
    screening_imports.add_decision_file(session, new, [_to_new_vote(decision) for decision in decisions], event=event)


def _to_new_vote(decision: MatchedDecision) -> NewImportedDecision:
    reason, further = split_reasons(decision.imported.reasons)
    return NewImportedDecision(
        report_id=decision.named_report,
        verdict=decision.imported.decision,
        reviewer=decision.imported.reviewer[:100],
        line=decision.line,
        reason=reason,
        adjudicates=decision.imported.adjudicates,
        joint=decision.imported.joint,
        decided_at=decision.imported.date,
        further_reasons=further,
        labels=decision.imported.labels,
        note=decision.imported.note,
    )
