"""Judgements about pairs of records, and the reports that follow from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from harvester import __version__
from harvester.events import find_withdrawn_events
from harvester.evidence import Evidence, decode_evidence, encode_evidence
from harvester.store.events import NewEvent
from harvester.store.models import Judgement, Record, UncountedRecord
from harvester.store.sql import number_in

JudgementVerdict = Literal["duplicate", "distinct", "unsure", "withdrawn"]
MadeBy = Literal["rule", "person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJudgement:
    """A judgement to store about two records (``record_a`` < ``record_b``)."""

    record_a: int
    record_b: int
    verdict: JudgementVerdict
    made_by: MadeBy
    person: str = ""
    probability: float | None = None
    evidence: tuple[Evidence, ...] = ()
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """A stored judgement; live while ``superseded_at`` is None."""

    id: int
    record_a: int
    record_b: int
    verdict: JudgementVerdict
    made_by: MadeBy
    person: str
    probability: float | None
    evidence_json: str
    made_at: datetime
    superseded_at: datetime | None
    undoes: int | None
    event_id: int

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The evidence, decoded on access, since most judgements are loaded for their verdict."""
        return decode_evidence(self.evidence_json)


RecordPair = tuple[int, int]


def load_live_judgements(session: Session, record_ids: Collection[int] | None = None) -> tuple[JudgementRow, ...]:
    """Return live judgements, oldest first: all, or those with at least one of the records."""
    if record_ids is None:
        return _rows(session, Judgement.superseded_at.is_(None))
    return _rows_of_either_side(session, record_ids, Judgement.superseded_at.is_(None))


def load_live_judgements_within(session: Session, record_ids: Collection[int]) -> list[JudgementRow]:
    """Return live judgements of pairs whose records are both among these, in no order."""
    record_set = set(record_ids)
    rows = _rows(session, Judgement.superseded_at.is_(None), number_in(Judgement.record_a, record_set))
    return [row for row in rows if row.record_b in record_set]


def load_live_judgements_of_kind(
    session: Session, *, verdict: JudgementVerdict, made_by: MadeBy
) -> tuple[JudgementRow, ...]:
    """Return live judgements with a verdict, made by rule or person, about records that count, oldest first."""
    return _rows(session, _LIVE, _COUNTS, Judgement.verdict == verdict, Judgement.made_by == made_by)


def duplicates_within_reports(session: Session) -> list[tuple[int, int, float, bool]]:
    """Return live duplicates within one report, in order: (record, record, probability, whether by rule)."""
    first, second = aliased(Record), aliased(Record)
    query = (
        select(Judgement.record_a, Judgement.record_b, func.coalesce(Judgement.probability, 1.0), Judgement.made_by)
        .join(first, first.id == Judgement.record_a)
        .join(second, second.id == Judgement.record_b)
        .where(Judgement.superseded_at.is_(None), Judgement.verdict == "duplicate", first.report_id == second.report_id)
        .order_by(Judgement.record_a, Judgement.record_b)
    )
    return [(a, b, probability, made_by == "rule") for a, b, probability, made_by in session.execute(query)]


def duplicates_across_reports(session: Session) -> tuple[JudgementRow, ...]:
    """Return live duplicates by rule whose records are in different reports, oldest first."""
    first, second = aliased(Record), aliased(Record)
    query = (
        select(*_COLUMNS)
        .join(first, first.id == Judgement.record_a)
        .join(second, second.id == Judgement.record_b)
        .where(
            _LIVE,
            _COUNTS,
            Judgement.verdict == "duplicate",
            Judgement.made_by == "rule",
            first.report_id != second.report_id,
        )
        .order_by(Judgement.id)
    )
    return tuple([JudgementRow(*row) for row in session.connection().execute(query).all()])


def live_judgements_of_pairs(session: Session, pairs: Collection[RecordPair]) -> dict[RecordPair, JudgementRow]:
    """Return pair → live judgement, for pairs that have one."""
    pair_set = set(pairs)
    first_records = {first for first, _ in pair_set}
    rows = (
        load_live_judgements(session, first_records)
        if len(first_records) < _SCAN_FROM
        else load_live_judgements(session)
    )
    return {pair: row for row in rows if (pair := (row.record_a, row.record_b)) in pair_set}


_SCAN_FROM = 5_000  # from here on one scan of the table is cheaper than many look-ups


def load_judgements_as_of(
    session: Session, moment: datetime, record_ids: Collection[int] | None = None
) -> tuple[JudgementRow, ...]:
    """Return judgements that were live at a moment: all, or those with at least one of the records."""
    live_then = _live_at(moment)
    if record_ids is None:
        return _rows(session, *live_then)
    return _rows_of_either_side(session, record_ids, *live_then)


def records_judged_since(session: Session, moment: datetime) -> frozenset[int]:
    """Return the records of all judgements that were made or superseded after a moment."""
    changed = or_(Judgement.made_at > moment, Judgement.superseded_at > moment)
    rows = session.execute(select(Judgement.record_a, Judgement.record_b).where(changed))
    return frozenset(number for row in rows for number in row)


def cluster_neighbourhood_at(session: Session, record_ids: Collection[int], moment: datetime) -> frozenset[int]:
    """Return all records connected to these through duplicate judgements, live now or at a moment (transitive)."""
    reached: set[int] = set()
    frontier = set(record_ids)
    while frontier:
        reached |= frontier
        neighbours = _neighbours(session, frontier, *_live_at(moment))
        frontier = (
            neighbours | _neighbours(session, frontier, _LIVE) | _records_of_same_reports(session, frontier)
        ) - reached
    return frozenset(reached)


def load_related_pairs(session: Session, record_ids: Collection[int] | None = None) -> tuple[JudgementRow, ...]:
    """Return the latest judgement by rule of each pair that is distinct but related, oldest first.

    All, or those with at least one of the records. A later judgement by a person does not change how the two are
    related.
    """
    related = (Judgement.verdict == "distinct", Judgement.evidence.contains(_RELATION_EVIDENCE), _COUNTS)
    if record_ids is None:
        return _rows(session, *related, Judgement.id.in_(_last_by_rule()))
    sides = (number_in(side, record_ids) for side in (Judgement.record_a, Judgement.record_b))
    return _deduplicate_rows(
        row for side in sides for row in _rows(session, *related, Judgement.id.in_(_last_by_rule(side)))
    )


_RELATION_EVIDENCE: Final = '"field":"relation"'
"""Part of the evidence of a related pair, as JSON text."""


def _last_by_rule(*conditions: ColumnElement[bool]) -> Select[int]:
    pair = (Judgement.record_a, Judgement.record_b)
    return select(func.max(Judgement.id)).where(Judgement.made_by == "rule", *conditions).group_by(*pair)


def load_judgement_history(session: Session, pair: RecordPair | None = None) -> tuple[JudgementRow, ...]:
    """Return every judgement ever made, or those of one pair, oldest first."""
    if pair is None:
        return _rows(session)
    return _rows(session, and_(Judgement.record_a == pair[0], Judgement.record_b == pair[1]))


def load_judgements_of_records(session: Session, record_ids: Collection[int]) -> tuple[JudgementRow, ...]:
    """Return every judgement ever made about at least one of the records, oldest first."""
    return _rows_of_either_side(session, record_ids)


def undone_judgements(session: Session) -> dict[int, int]:
    """Return revoked judgement → the judgement that revoked it, unless that was revoked itself."""
    undos = load_judgement_undos(session)
    revoked = find_withdrawn_events(undos)
    return {undone_id: number for number, undone_id in undos if number not in revoked}


def load_judgement_undos(session: Session) -> list[tuple[int, int]]:
    """Return (judgement, the judgement that it revokes) of every undoing, oldest first."""
    query = select(Judgement.id, Judgement.undoes).where(Judgement.undoes.is_not(None)).order_by(Judgement.id)
    return [(number, undone_id) for number, undone_id in session.execute(query) if undone_id is not None]


def load_judgements_of_event(session: Session, event_id: int) -> tuple[JudgementRow, ...]:
    """Return the judgements that an event stored, oldest first."""
    return _rows(session, Judgement.event_id == event_id)


def load_manual_judgements(session: Session) -> tuple[JudgementRow, ...]:
    """Return every judgement ever made by a person, live or not, oldest first."""
    return _rows(session, Judgement.made_by == "person")


def add_judgements(session: Session, judgements: Sequence[NewJudgement], *, event: NewEvent) -> tuple[int, ...]:
    """Store judgements, superseding the live ones of the same pairs; return their numbers."""
    if not judgements:
        return ()
    _supersede(session, [(row.record_a, row.record_b) for row in judgements], now=event.made_at)
    software, event_id = f"harvester {__version__}", event.id
    first = (session.scalar(select(func.max(Judgement.id))) or 0) + 1
    rows = [
        {
            "id": number,
            "record_a": new.record_a,
            "record_b": new.record_b,
            "verdict": new.verdict,
            "made_by": new.made_by,
            "person": new.person,
            "probability": new.probability,
            "evidence": encode_evidence(new.evidence),
            "software": software,
            "made_at": event.made_at,
            "event_id": event_id,
            "undoes": new.undoes,
        }
        for number, new in enumerate(judgements, first)
    ]
    session.execute(insert(Judgement), rows)
    return tuple(range(first, first + len(rows)))


def cluster_neighbourhood(session: Session, record_ids: Collection[int]) -> frozenset[int]:
    """Return all records whose reports can change with judgements about these records.

    That is every record connected through live duplicate judgements, and all members of the reports on the way.
    """
    reached: set[int] = set()
    frontier = set(record_ids)
    while frontier:
        reached |= frontier
        frontier = (_neighbours(session, frontier, _LIVE) | _records_of_same_reports(session, frontier)) - reached
    return frozenset(reached)


def assign_reports(session: Session, report_of_record: Mapping[int, int]) -> int:
    """Assign records to reports (record → report number); return how many records changed their report."""
    current = session.execute(select(Record.id, Record.report_id).where(number_in(Record.id, report_of_record))).all()
    moves = [
        {"id": number, "report_id": report_of_record[number]}
        for number, report in current
        if report != report_of_record[number]
    ]
    if moves:
        session.execute(update(Record), moves)
    return len(moves)


_LIVE: Final = Judgement.superseded_at.is_(None)
_UNCOUNTED: Final = select(UncountedRecord.record_id)
_COUNTS: Final = and_(Judgement.record_a.not_in(_UNCOUNTED), Judgement.record_b.not_in(_UNCOUNTED))
"""Judgements about records that only withdrawn runs retrieved stay as they are, and have no effect meanwhile."""


def _live_at(moment: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Judgement.made_at <= moment, or_(_LIVE, Judgement.superseded_at > moment)


def _neighbours(session: Session, records: Collection[int], *live: ColumnElement[bool]) -> set[int]:
    duplicate = (*live, Judgement.verdict == "duplicate")
    neighbours = set(
        session.scalars(select(Judgement.record_b).where(*duplicate, number_in(Judgement.record_a, records)))
    )
    neighbours.update(
        session.scalars(select(Judgement.record_a).where(*duplicate, number_in(Judgement.record_b, records)))
    )
    return neighbours


def _records_of_same_reports(session: Session, records: Collection[int]) -> set[int]:
    reports = select(Record.report_id).where(number_in(Record.id, records))
    return set(session.scalars(select(Record.id).where(Record.report_id.in_(reports))))


def _supersede(session: Session, pairs: Iterable[RecordPair], *, now: datetime) -> None:
    rows = live_judgements_of_pairs(session, list(pairs)).values()
    session.execute(
        update(Judgement).where(number_in(Judgement.id, [row.id for row in rows])).values(superseded_at=now)
    )


_COLUMNS: Final = tuple(getattr(Judgement, field.name.removesuffix("_json")) for field in fields(JudgementRow))


def _rows(session: Session, *conditions: ColumnElement[bool]) -> tuple[JudgementRow, ...]:
    rows = session.connection().execute(select(*_COLUMNS).where(*conditions).order_by(Judgement.id)).all()
    return tuple([JudgementRow(*row) for row in rows])


def _rows_of_either_side(
    session: Session, record_ids: Collection[int], *conditions: ColumnElement[bool]
) -> tuple[JudgementRow, ...]:
    """Return the judgements with at least one of the records, oldest first."""
    sides = (number_in(side, record_ids) for side in (Judgement.record_a, Judgement.record_b))
    return _deduplicate_rows(row for side in sides for row in _rows(session, *conditions, side))


def _deduplicate_rows(rows: Iterable[JudgementRow]) -> tuple[JudgementRow, ...]:
    """Return each judgement once, oldest first."""
    row_by_id = {row.id: row for row in rows}
    return tuple([row_by_id[number] for number in sorted(row_by_id)])
