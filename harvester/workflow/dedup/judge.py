"""Store the judgements of people about records: same report, different reports, unsure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from harvester.errors import ContradictionError, UsageError
from harvester.events import EventKind
from harvester.evidence import Evidence
from harvester.identifiers import is_report_name, judgement_name, report_name
from harvester.screening import ReportStage, ReviewerDecision
from harvester.store import judgements, records
from harvester.store.events import NewEvent
from harvester.store.judgements import JudgementRow, NewJudgement
from harvester.store.records import RecordRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.review_queue import Pair
from harvester.workflow.record_lookup import IDENTIFIER_HINT, describe_record, resolve_record
from harvester.workflow.report_clusters import recluster
from harvester.workflow.screening.report_states import load_screening_state

PersonOutcome = Literal["duplicate", "distinct", "unsure"]

VERDICT_WORDS: Final[Mapping[str, str]] = {
    "duplicate": "the same report",
    "distinct": "different reports",
    "unsure": "unsure",
}
"""Verdicts in messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementResult:
    """The result of a manual judgement: its records with their reports now, and the effects on screening decisions."""

    rows: tuple[RecordRow, ...]
    sentence: str
    moved: int
    judgement_ids: tuple[int, ...] = ()
    consequences: tuple[str, ...] = ()

    @property
    def left(self) -> RecordRow:
        """The first record."""
        return self.rows[0]

    @property
    def right(self) -> RecordRow:
        """The second record."""
        return self.rows[1]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester dedup merge|split|undo --json``."""
        return {
            "record_a": self.left.name,
            "record_b": self.right.name,
            "report_a": report_name(self.left.report_id),
            "report_b": report_name(self.right.report_id),
            "records": [{"record": row.name, "report": report_name(row.report_id)} for row in self.rows],
            "judgements": [judgement_name(number) for number in self.judgement_ids],
            "moved": self.moved,
            "message": self.sentence,
            "consequences": list(self.consequences),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredJudgements:
    """The records of judgements with their reports now, how many records changed report, and the judgement numbers."""

    rows: tuple[RecordRow, ...]
    moved: int
    judgement_ids: tuple[int, ...]


def judge_pair(
    context: ReviewContext, first_name: str, second_name: str, verdict: PersonOutcome, *, person: str, note: str = ""
) -> JudgementResult:
    """Store a manual judgement of a pair. It overrides judgements by rule; "unsure" defers the pair.

    Raises ``UsageError`` for an unknown name, ``ContradictionError`` when it contradicts other manual judgements.
    """
    with context.store.write() as session:
        left, right = resolve_pair(session, first_name, second_name)
        return judge_pairs(session, context, [(left.id, right.id)], verdict, person=person, note=note)


def merge_records(context: ReviewContext, names: Sequence[str], *, person: str, note: str = "") -> JudgementResult:
    """Judge records, or all records of reports, to be the same report. Raises as :func:`judge_pair` does."""
    with context.store.write() as session:
        first, *others = _resolve_records(session, names, least=2)
        pairs = [(first.id, row.id) for row in others]
        return judge_pairs(session, context, pairs, "duplicate", person=person, note=note)


def split_records(context: ReviewContext, names: Sequence[str], *, person: str, note: str = "") -> JudgementResult:
    """Judge records, or reports, to be different reports.

    A report's name followed by some of its records removes these from the report (together, if they belong together);
    alone, it makes each of its records a report of its own. Raises as :func:`judge_pair` does.
    """
    with context.store.write() as session:
        pairs = _pairs_to_split(session, names)
        return judge_pairs(session, context, pairs, "distinct", person=person, note=note)


def judge_pairs(
    session: Session,
    context: ReviewContext,
    pairs: Sequence[Pair],
    verdict: PersonOutcome,
    *,
    person: str,
    note: str = "",
) -> JudgementResult:
    """Store one manual judgement of several pairs of record numbers, and update the reports.

    Raises ``ContradictionError``; then the caller's transaction must be rolled back.
    """
    event = NewEvent(session=session, kind=EventKind.JUDGEMENT, made_at=context.now(), person=person)
    stored = store_judgements(session, pairs, verdict, person=person, note=note, event=event)
    rows = stored.rows
    deferred = f"{_join_record_names(rows)} are deferred: unsure."
    return JudgementResult(
        rows=rows,
        sentence=deferred if verdict == "unsure" else describe_merge_or_split(rows),
        moved=stored.moved,
        judgement_ids=stored.judgement_ids,
        consequences=list_screening_effects(session, context, {row.report_id for row in rows}) if stored.moved else (),
    )


def store_judgements(
    session: Session, pairs: Sequence[Pair], verdict: PersonOutcome, *, person: str, note: str, event: NewEvent
) -> StoredJudgements:
    """Store manual judgements as :func:`judge_pairs` does, without listing effects. Raises ``ContradictionError``."""
    record_ids = list(dict.fromkeys(number for pair in pairs for number in pair))
    earlier = _earlier_judgements(session, record_ids, pairs)
    remark = (Evidence("remark", 0.0, note),) if note else ()
    judgement_ids = judgements.add_judgements(
        session,
        [
            NewJudgement(record_a=a, record_b=b, verdict=verdict, made_by="person", person=person, evidence=remark)
            for a, b in pairs
        ],
        event=event,
    )
    moved, refused = recluster(session, record_ids)
    session.expire_all()
    rows = records.load_records(session, record_ids)
    if refused or not _matches_outcome({row.id: row.report_id for row in rows}, pairs, verdict):
        raise _contradiction_error(session, earlier)
    return StoredJudgements(rows=rows, moved=moved, judgement_ids=judgement_ids)


def describe_merge_or_split(rows: Sequence[RecordRow]) -> str:
    """Return a sentence: whether the records are one report now."""
    reports = list(dict.fromkeys(report_name(row.report_id) for row in rows))
    if len(reports) == 1:
        return f"{_join_record_names(rows)} are one report now: {reports[0]}."
    return f"{_join_record_names(rows)} are different reports now: {join_names(reports)}."


def join_names(names: Iterable[str]) -> str:
    """Join names: "one", "one and two", "one, two and three"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def resolve_pair(session: Session, first_name: str, second_name: str) -> tuple[RecordRow, RecordRow]:
    """Return the two records of two names, the older first. Raises ``UsageError``."""
    left, right = sorted(
        (resolve_record(session, first_name), resolve_record(session, second_name)), key=lambda row: row.id
    )
    if left.id == right.id:
        raise UsageError(f"{first_name} and {second_name} are the same record.", hint="Name two records.")
    return left, right


def _resolve_records(session: Session, names: Sequence[str], *, least: int) -> list[RecordRow]:
    rows = {row.id: row for row in (resolve_record(session, name) for name in names)}
    if len(rows) < least:
        same = f"{join_names(names)} are the same record" if len(names) > 1 else f"{names[0]} is only one record"
        raise UsageError(f"{same}.", hint="Name two records.")
    return sorted(rows.values(), key=lambda row: row.id)


def _pairs_to_split(session: Session, names: Sequence[str]) -> list[Pair]:
    """Return the pairs of records to judge as different reports."""
    first = resolve_record(session, names[0])
    members = {row.id for row in records.load_records_of_reports(session, {first.report_id})}
    leaving = {resolve_record(session, name).id for name in names[1:]}
    if is_report_name(names[0]) and leaving <= members and len(members) > 1:
        staying = sorted(members - leaving)
        if not leaving:
            return list(combinations(staying, 2))
        if not staying:
            raise UsageError(f"These are all the records of {names[0]}.", hint="Leave one of them out.")
        return [(min(pair), max(pair)) for pair in product(staying, sorted(leaving))]
    if len(names) == 1:
        raise UsageError(
            f"{names[0]} is one record alone.",
            hint=f"Name another record to separate it from, or a report. {IDENTIFIER_HINT}",
        )
    return list(combinations([row.id for row in _resolve_records(session, names, least=2)], 2))


def _matches_outcome(reports: dict[int, int], pairs: Sequence[Pair], verdict: PersonOutcome) -> bool:
    """Return whether the reports agree with the judgement of every pair."""
    return verdict == "unsure" or all((reports[a] == reports[b]) == (verdict == "duplicate") for a, b in pairs)


def _join_record_names(rows: Sequence[RecordRow]) -> str:
    return join_names(row.name for row in rows)


def _earlier_judgements(
    session: Session, record_ids: Collection[int], pairs: Collection[Pair]
) -> tuple[JudgementRow, ...]:
    """Return the manual judgements about the reports of the records, except those of these pairs."""
    reports = {row.report_id for row in records.load_records(session, record_ids)}
    members = {row.id for row in records.load_records_of_reports(session, reports)}
    return tuple(
        row
        for row in judgements.load_live_judgements(session, members)
        if row.made_by == "person" and row.verdict != "unsure" and (row.record_a, row.record_b) not in pairs
    )


def _contradiction_error(session: Session, earlier: Sequence[JudgementRow]) -> ContradictionError:
    record_ids = {number for row in earlier for number in (row.record_a, row.record_b)}
    rows = {row.id: row for row in records.load_records(session, record_ids)}
    sentences = [
        f"{row.person} judged {describe_record(rows[row.record_a])} and {describe_record(rows[row.record_b])} "
        f"{VERDICT_WORDS[row.verdict]} ({judgement_name(row.id)})"
        for row in earlier
    ]
    return ContradictionError(
        "That contradicts earlier judgements: " + "; ".join(sentences) + ". Nothing was changed.",
        hint="Undo the earlier judgement first (harvester dedup undo), or judge the opposite.",
    )


def list_screening_effects(
    session: Session, context: ReviewContext, reports: Collection[int], *, conflicts_only: bool = False
) -> tuple[str, ...]:
    """Return sentences about the screening of reports that were merged or split: conflicts, and the stage of each.

    Reports without any decision give none.
    """
    screening = load_screening_state(session, records.report_of_each_record(session), context.review.screening)
    if not screening.states.keys() & set(reports):
        return ()
    sentences = [
        _describe_conflict(report, stage, screening.consensus.conflict_of(report, stage))
        for report, stage in screening.consensus.conflicts
        if report in reports
    ]
    if len(reports) > 1 and not conflicts_only:
        stages = ((report, screening.status_of(report).stage) for report in sorted(reports))
        sentences += [f"{report_name(report)} {STAGE_PHRASES[stage]}." for report, stage in stages]
    return tuple(sentences)


def _describe_conflict(report: int, stage: str, opinions: Collection[ReviewerDecision]) -> str:
    name = report_name(report)
    decisions = ", ".join(
        f"{opinion.decision} by {opinion.reviewer} (as {report_name(opinion.original_report)})" for opinion in opinions
    )
    return (
        f"{name} was decided differently at {stage}: {decisions}. The more inclusive decision holds until the conflict "
        f"is resolved: harvester screen decide {name} include --stage {stage} --settle"
    )


STAGE_PHRASES: Final[Mapping[ReportStage, str]] = {
    ReportStage.TITLE_ABSTRACT: "waits for title and abstract screening",
    ReportStage.RETRIEVAL: "waits for its full text",
    ReportStage.FULL_TEXT: "waits for full-text screening",
    ReportStage.INCLUDED: "is included",
    ReportStage.EXCLUDED: "is excluded",
}
