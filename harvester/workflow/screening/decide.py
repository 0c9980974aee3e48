"""Decisions in: one by one, or from a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from harvester.citation import Citation
from harvester.errors import FormatError, UsageError
from harvester.identifiers import parse_report_name, report_name
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.screening.decisions_file import DecisionLine, read_decisions
from harvester.screening.imports.model import ImportedRow
from harvester.screening.imports.record_matching import RecordMatch
from harvester.store import runs, screening
from harvester.store.screening import NewDecision
from harvester.workflow.context import ReviewContext
from harvester.workflow.files import read_file_bytes
from harvester.workflow.record_lookup import resolve_record
from harvester.workflow.screening.match_rows import match_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionResult:
    """How decisions were taken in: rows, those that found their report, those that found none or several."""

    rows: int
    matched: int
    unmatched: tuple[str, ...]
    ambiguous: tuple[str, ...]
    decisions: int
    reports: tuple[str, ...] = ()

    @property
    def in_part(self) -> bool:
        """Whether some rows found no report."""
        return bool(self.unmatched or self.ambiguous)

    def to_json(self) -> dict[str, Any]:
        """As the contract prints it; the rows themselves are listed beside their numbers."""
        return {
            "rows": self.rows,
            "matched": self.matched,
            "unmatched": len(self.unmatched),
            "ambiguous": len(self.ambiguous),
            "decisions": self.decisions,
            "reports": list(self.reports),
            "unmatched_rows": list(self.unmatched),
            "ambiguous_rows": list(self.ambiguous),
        }


def decide_reports(
    context: ReviewContext,
    names: Sequence[str],
    verdict: Decision,
    *,
    stage: Stage,
    reviewer: str,
    reason: str = "",
    automation: bool = False,
    adjudicates: bool = False,
) -> DecisionResult:
    """A reviewer's decision about some reports.

    Raises ``UsageError`` for an unknown report or reason; then none is stored.
    """
    _check_reason(context, reason, verdict, stage)
    with context.store.write() as session:
        reports = list(dict.fromkeys(resolve_record(session, name).report_id for name in names))
        decisions = [
            NewDecision(
                report_id=report,
                stage=stage,
                verdict=verdict,
                reviewer=reviewer,
                tool="harvester",
                reason=reason,
                automation=automation,
                adjudicates=adjudicates,
            )
            for report in reports
        ]
        screening.add_decisions(session, decisions, now=context.now())
    return _decision_result(reports, rows=len(names))


def mark_retrieval(
    context: ReviewContext,
    names: Sequence[str],
    status: RetrievalStatus,
    *,
    reviewer: str,
    reason: str = "",
) -> DecisionResult:
    """Whether the full texts of some reports were retrieved. Raises ``UsageError`` for an unknown report."""
    with context.store.write() as session:
        reports = list(dict.fromkeys(resolve_record(session, name).report_id for name in names))
        screening.add_retrieval_statuses(
            session, [(report, status, reason, reviewer) for report in reports], now=context.now()
        )
    return _decision_result(reports, rows=len(names))


def decide_from_file(context: ReviewContext, path: Path, *, reviewer: str) -> DecisionResult:
    """Take in a table of decisions. Rows that name no report of ours, or several, are listed and left out.

    Raises ``FormatError`` that lists all wrong rows, ``UsageError`` for a table that cannot be read: then nothing is
    stored.
    """
    lines = read_decisions(read_file_bytes(path), name=str(path), reviewer=reviewer)
    _check_reasons(context, lines, path)
    unmatched: list[str] = []
    ambiguous: list[str] = []
    matched: list[tuple[int, DecisionLine]] = []
    with context.store.write() as session:
        for line, reports in zip(lines, _match_lines(session, lines), strict=True):
            if len(reports) == 1:
                matched.append((next(iter(reports)), line))
            else:
                (ambiguous if reports else unmatched).append(f"{path.name}:{line.line}: {_line_name(line)}")
        _store_lines(session, matched, context)
    return DecisionResult(
        rows=len(lines),
        matched=len(matched),
        unmatched=tuple(unmatched),
        ambiguous=tuple(ambiguous),
        decisions=len(matched),
        reports=tuple(report_name(report) for report in dict.fromkeys(report for report, _ in matched)),
    )


def _match_lines(session: Session, lines: Sequence[DecisionLine]) -> list[frozenset[int]]:
    """The reports each row may mean, by the first of its names that leads to any."""
    source = {row.key: row.source for row in runs.load_searches(session)}
    lookups = [list(_lookup_rows(line, source)) for line in lines]
    matches_left = iter(match_rows(session, [lookup for each in lookups for lookup in each]))
    matches = [[next(matches_left) for _ in each] for each in lookups]
    reports = ([_candidates(match) for match in each] for each in matches)
    return [next(filter(None, each), frozenset()) for each in reports]


def _lookup_rows(line: DecisionLine, source: Mapping[str, str]) -> Iterator[ImportedRow]:
    """What a row of the table says of its report: our number, else search and accession number, then the DOI."""
    if report := parse_report_name(line.report):
        yield ImportedRow(line=line.line, citation=Citation(), report_numbers=(report,))
    elif line.report:
        database, _, number = line.report.partition(":")
        if number:
            yield ImportedRow(line=line.line, citation=Citation(), source=database, accession=number)
        yield ImportedRow(line=line.line, citation=Citation(), accession=line.report)
    else:
        if line.accession:
            database = source.get(line.search, line.search)
            yield ImportedRow(line=line.line, citation=Citation(), source=database, accession=line.accession)
        if line.doi:
            yield ImportedRow(line=line.line, citation=Citation(doi=line.doi))


def _candidates(match: RecordMatch) -> frozenset[int]:
    return frozenset(match.candidates if match.report is None else (match.report,))


def _store_lines(session: Session, matched: Sequence[tuple[int, DecisionLine]], context: ReviewContext) -> None:
    screening.add_decisions(
        session,
        [
            NewDecision(
                report_id=report,
                stage=Stage(line.stage),
                verdict=Decision(line.decision),
                reviewer=line.reviewer,
                tool="csv",
                reason=line.reason,
            )
            for report, line in matched
            if line.stage != "retrieval"
        ],
        now=context.now(),
    )
    screening.add_retrieval_statuses(
        session,
        [
            (report, RetrievalStatus(line.decision), line.reason, line.reviewer)
            for report, line in matched
            if line.stage == "retrieval"
        ],
        now=context.now(),
    )


def _check_reasons(context: ReviewContext, lines: Sequence[DecisionLine], path: Path) -> None:
    wrong = []
    for line in lines:
        try:
            if line.stage != "retrieval":
                _check_reason(context, line.reason, Decision(line.decision), Stage(line.stage))
        except UsageError as error:
            wrong.append(f"\n  {path.name}:{line.line}: {error.message} {error.hint}")
    if wrong:
        raise FormatError(
            f"{len(wrong)} of {len(lines)} decisions cannot be taken over:{''.join(wrong)}", hint="Mend these rows."
        )


def _check_reason(context: ReviewContext, reason: str, verdict: Decision, stage: Stage) -> None:
    allowed = context.review.screening.exclusion_reasons
    if verdict != Decision.EXCLUDE and reason:
        raise UsageError(f"A reason ({reason!r}) goes with an exclusion only.", hint="Leave --reason away.")
    if verdict == Decision.EXCLUDE and stage == Stage.FULL_TEXT and not reason:
        raise UsageError(
            "A report excluded on full text needs its reason: PRISMA 2020 counts reports by it.",
            hint=f"One of: {', '.join(allowed)}." if allowed else "Give any reason, or list them in review.toml.",
        )
    if reason and allowed and reason not in allowed:
        raise UsageError(
            f"{reason!r} is no exclusion reason of this review.",
            hint=f"review.toml lists: {', '.join(allowed)}. Add it there if it is a new one.",
        )


def _line_name(line: DecisionLine) -> str:
    number = f"{line.search}:{line.accession}".strip(":")
    return line.report or number or line.doi


def _decision_result(reports: Sequence[int], *, rows: int) -> DecisionResult:
    return DecisionResult(
        rows=rows,
        matched=rows,
        unmatched=(),
        ambiguous=(),
        decisions=len(reports),
        reports=tuple(report_name(number) for number in reports),
    )
