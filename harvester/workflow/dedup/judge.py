"""What people decide about records: that they are one report, that they are not, that they cannot tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from harvester.errors import ContradictionError, UsageError
from harvester.evidence import Evidence
from harvester.identifiers import is_report_name, judgement_name, report_name
from harvester.screening import ReportStage, ReviewerDecision
from harvester.store import judgements, records
from harvester.store.judgements import JudgementRow, NewJudgement
from harvester.store.records import RecordRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.record_lookup import IDENTIFIER_HINT, describe_record, resolve_record
from harvester.workflow.report_clusters import recluster
from harvester.workflow.screening.report_states import load_screening_state

PersonOutcome = Literal["duplicate", "distinct", "unsure"]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementResult:
    """What a person's judgement did: the records as they stand now, and what follows for their screening."""

    rows: tuple[RecordRow, ...]
    sentence: str
    moved: int
    judgement_ids: tuple[int, ...] = ()
    consequences: tuple[str, ...] = ()

    @property
    def left(self) -> RecordRow:
        """The first of the records."""
        return self.rows[0]

    @property
    def right(self) -> RecordRow:
        """The second of the records."""
        return self.rows[1]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester dedup merge|split|undo --json``."""
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
    """Records as they stand after a judgement, how many records changed report, the numbers of the judgements."""

    rows: tuple[RecordRow, ...]
    moved: int
    judgement_ids: tuple[int, ...]


def judge_pair(
    context: ReviewContext, first_name: str, second_name: str, verdict: PersonOutcome, *, person: str, note: str = ""
) -> JudgementResult:
    """A person's word about two records; it holds against every rule. "unsure" puts the pair off.

    Raises ``UsageError`` for an unknown name, ``ContradictionError`` when other judgements of people forbid it.
    """
    with context.store.write() as session:
        left, right = resolve_pair(session, first_name, second_name)
        return judge_pairs(session, context, [(left.id, right.id)], verdict, person=person, note=note)


def merge_records(context: ReviewContext, names: Sequence[str], *, person: str, note: str = "") -> JudgementResult:
    """A person's word that records, or all records of reports, are one report. Raises as :func:`decide` does."""
    with context.store.write() as session:
        first, *others = _resolve_records(session, names, least=2)
        pairs = [_ordered(first.id, row.id) for row in others]
        return judge_pairs(session, context, pairs, "duplicate", person=person, note=note)


def split_records(context: ReviewContext, names: Sequence[str], *, person: str, note: str = "") -> JudgementResult:
    """A person's word that records, or reports, are different reports.

    A report's name with records of it says that these records leave it (together, if they belong together); alone,
    that each of its records is a report by itself. Raises as :func:`decide` does.
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
    """Store a person's judgement of some pairs of record numbers and cluster anew; all of it stands, or nothing does.

    Raises ``ContradictionError``; then the caller's transaction has to be given up.
    """
    stored = store_judgements(session, pairs, verdict, person=person, note=note, now=context.now())
    rows = stored.rows
    return JudgementResult(
        rows=rows,
        sentence=describe_reports(rows)
        if verdict != "unsure"
        else f"{_join_record_names(rows)} are put off: nobody can tell yet.",
        moved=stored.moved,
        judgement_ids=stored.judgement_ids,
        consequences=list_screening_effects(session, context, {row.report_id for row in rows}) if stored.moved else (),
    )


def store_judgements(
    session: Session, pairs: Sequence[Pair], verdict: PersonOutcome, *, person: str, note: str, now: datetime
) -> StoredJudgements:
    """What :func:`judge` stores, without what follows from it. Raises ``ContradictionError``."""
    record_ids = list(dict.fromkeys(number for pair in pairs for number in pair))
    earlier = _earlier_judgements(session, record_ids, pairs)
    remark = (Evidence("remark", 0.0, note),) if note else ()
    judgement_ids = judgements.add_judgements(
        session,
        [
            NewJudgement(record_a=a, record_b=b, verdict=verdict, made_by="person", person=person, evidence=remark)
            for a, b in pairs
        ],
        now=now,
    )
    moved, refused = recluster(session, record_ids)
    rows = _reload_records(session, record_ids)
    if refused or not _matches_outcome({row.id: row.report_id for row in rows}, pairs, verdict):
        raise _contradiction_error(session, earlier)
    return StoredJudgements(rows=rows, moved=moved, judgement_ids=judgement_ids)


def describe_reports(rows: Sequence[RecordRow]) -> str:
    """How some records stand to each other now."""
    reports = list(dict.fromkeys(report_name(row.report_id) for row in rows))
    if len(reports) == 1:
        return f"{_join_record_names(rows)} are one report now: {reports[0]}."
    return f"{_join_record_names(rows)} are different reports now: {join_names(reports)}."


def join_names(names: Iterable[str]) -> str:
    """ "one", "one and two", "one, two and three"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def resolve_pair(session: Session, first_name: str, second_name: str) -> tuple[RecordRow, RecordRow]:
    """The two records that two names mean, the older first. Raises ``UsageError``."""
    left, right = sorted(
        (resolve_record(session, first_name), resolve_record(session, second_name)), key=lambda row: row.id
    )
    if left.id == right.id:
        raise UsageError(f"{first_name} and {second_name} are the same record.", hint="Name two records.")
    return left, right


def _resolve_records(session: Session, names: Sequence[str], *, least: int) -> list[RecordRow]:
    rows = {row.id: row for row in (resolve_record(session, name) for name in names)}
    if len(rows) < least:
        same = f"{join_names(names)} are the same record" if len(names) > 1 else f"{names[0]} is but one record"
        raise UsageError(f"{same}.", hint="Name two records.")
    return sorted(rows.values(), key=lambda row: row.id)


def _pairs_to_split(session: Session, names: Sequence[str]) -> list[Pair]:
    """The pairs to be told apart."""
    first = resolve_record(session, names[0])
    members = {row.id for row in records.load_records_of_reports(session, {first.report_id})}
    leaving = {resolve_record(session, name).id for name in names[1:]}
    if is_report_name(names[0]) and leaving <= members and len(members) > 1:
        staying = sorted(members - leaving)
        if not leaving:
            return list(combinations(staying, 2))
        if not staying:
            raise UsageError(f"These are all the records of {names[0]}.", hint="Leave one of them out.")
        return [_ordered(a, b) for a, b in product(staying, sorted(leaving))]
    if len(names) == 1:
        raise UsageError(
            f"{names[0]} is one record alone.",
            hint=f"Name what it is to be told apart from, or a report. {IDENTIFIER_HINT}",
        )
    return list(combinations([row.id for row in _resolve_records(session, names, least=2)], 2))


def _ordered(a: int, b: int) -> Pair:
    return (a, b) if a < b else (b, a)


def _matches_outcome(reports: dict[int, int], pairs: Sequence[Pair], verdict: PersonOutcome) -> bool:
    """Whether the clusters are what was said of the pairs."""
    return verdict == "unsure" or all((reports[a] == reports[b]) == (verdict == "duplicate") for a, b in pairs)


def _reload_records(session: Session, numbers: Collection[int]) -> tuple[RecordRow, ...]:
    session.expire_all()
    return records.load_records(session, numbers)


def _join_record_names(rows: Sequence[RecordRow]) -> str:
    return join_names(row.name for row in rows)


def _earlier_judgements(
    session: Session, record_ids: Collection[int], pairs: Collection[Pair]
) -> tuple[JudgementRow, ...]:
    """What people judged about the reports of some records, but for these very pairs."""
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
        f"{row.person} judged {describe_record(rows[row.record_a])} and {describe_record(rows[row.record_b])} {row.verdict} "
        f"({judgement_name(row.id)})"
        for row in earlier
    ]
    return ContradictionError(
        "That contradicts what people judged before: " + "; ".join(sentences) + ". Nothing was changed.",
        hint="Take the earlier judgement back first: harvester dedup undo, or the opposite of it.",
    )


def list_screening_effects(
    session: Session, context: ReviewContext, reports: Collection[int], *, conflicts_only: bool = False
) -> tuple[str, ...]:
    """Sentences about the decisions on some reports, as they stand now: conflicts, and how the parts of one stand.

    Reports that nobody decided anything about give none: they wait, as they did.
    """
    screening = load_screening_state(
        session, records.report_of_each_record(session), context.review.screening.exclusion_reasons
    )
    if not screening.states.keys() & set(reports):
        return ()
    sentences = [
        _describe_conflict(report, stage, screening.consensus.conflict_of(report, stage))
        for report, stage in screening.consensus.conflicts
        if report in reports
    ]
    if len(reports) > 1 and not conflicts_only:
        sentences += [_describe_stage(report, screening.status_of(report).stage) for report in sorted(reports)]
    return tuple(sentences)


def _describe_conflict(report: int, stage: str, opinions: Collection[ReviewerDecision]) -> str:
    name = report_name(report)
    decisions = ", ".join(
        f"{opinion.decision} by {opinion.reviewer} (as {report_name(opinion.original_report)})" for opinion in opinions
    )
    return (
        f"{name} was decided differently at {stage}: {decisions}. The more inclusive decision holds until somebody settles "
        f"it: harvester screen decide {name} include --stage {stage} --settle"
    )


def _describe_stage(report: int, stage: ReportStage) -> str:
    return f"{report_name(report)} {_STAGE_PHRASES[stage]}."


_STAGE_PHRASES: Final[Mapping[ReportStage, str]] = {
    ReportStage.TITLE_ABSTRACT: "waits for screening of title and abstract",
    ReportStage.RETRIEVAL: "waits for its full text",
    ReportStage.FULL_TEXT: "waits for screening of its full text",
    ReportStage.INCLUDED: "is included",
    ReportStage.EXCLUDED: "is excluded",
}
