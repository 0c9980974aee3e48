"""Judgements about pairs of records, and the reports that follow from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from harvester import __version__
from harvester.store.among import among
from harvester.store.models import Judgement, Record
from harvester.store.values import JudgementRow, MadeBy, NewJudgement, Verdict

Pair = tuple[int, int]


def live(session: Session, record_ids: Collection[int] | None = None) -> tuple[JudgementRow, ...]:
    """Live judgements, oldest first: all, or those with at least one of the records."""
    if record_ids is None:
        return _rows(session, Judgement.superseded_at.is_(None))
    return _of_either(session, record_ids, Judgement.superseded_at.is_(None))


def live_within(session: Session, record_ids: Collection[int]) -> list[JudgementRow]:
    """Live judgements of pairs of which both records are among these, in no order."""
    wanted = set(record_ids)
    rows = _rows(session, Judgement.superseded_at.is_(None), among(Judgement.record_a, wanted))
    return [row for row in rows if row.record_b in wanted]


def live_of(session: Session, *, verdict: Verdict, made_by: MadeBy) -> tuple[JudgementRow, ...]:
    """Live judgements of one kind, oldest first."""
    return _rows(session, Judgement.superseded_at.is_(None), Judgement.verdict == verdict, Judgement.made_by == made_by)


def within_reports(session: Session) -> list[tuple[int, int, float, bool]]:
    """The live duplicates whose two records are in one report: (record, record, probability, by rule), in order."""
    one, other = aliased(Record), aliased(Record)
    query = (
        select(Judgement.record_a, Judgement.record_b, func.coalesce(Judgement.probability, 1.0), Judgement.made_by)
        .join(one, one.id == Judgement.record_a)
        .join(other, other.id == Judgement.record_b)
        .where(Judgement.superseded_at.is_(None), Judgement.verdict == "duplicate", one.report_id == other.report_id)
        .order_by(Judgement.record_a, Judgement.record_b)
    )
    return [(a, b, probability, by == "rule") for a, b, probability, by in session.execute(query)]


def across_reports(session: Session) -> tuple[JudgementRow, ...]:
    """The duplicates by rule, live, whose two records are in two reports nevertheless, oldest first."""
    one, other = aliased(Record), aliased(Record)
    query = (
        select(*_COLUMNS)
        .join(one, one.id == Judgement.record_a)
        .join(other, other.id == Judgement.record_b)
        .where(_LIVE, Judgement.verdict == "duplicate", Judgement.made_by == "rule", one.report_id != other.report_id)
        .order_by(Judgement.id)
    )
    return tuple([JudgementRow(*row) for row in session.connection().execute(query).all()])


def live_pairs(session: Session, pairs: Collection[Pair]) -> dict[Pair, JudgementRow]:
    """The live judgement of each of the pairs that has one."""
    wanted = set(pairs)
    lefts = {left for left, _ in wanted}
    rows = live(session, lefts) if len(lefts) < _MANY else live(session)
    return {pair: row for row in rows if (pair := (row.record_a, row.record_b)) in wanted}


_MANY = 5_000  # from here on one scan of the table is cheaper than many look-ups


def as_of(session: Session, moment: datetime, record_ids: Collection[int] | None = None) -> tuple[JudgementRow, ...]:
    """The judgements that were live at a moment in the past: all, or those with at least one of the records."""
    then = _live_at(moment)
    if record_ids is None:
        return _rows(session, *then)
    return _of_either(session, record_ids, *then)


def judged_since(session: Session, moment: datetime) -> frozenset[int]:
    """The records of all judgements that were made or superseded after a moment."""
    changed = or_(Judgement.made_at > moment, Judgement.superseded_at > moment)
    rows = session.execute(select(Judgement.record_a, Judgement.record_b).where(changed))
    return frozenset(number for row in rows for number in row)


def neighbourhood_at(session: Session, record_ids: Collection[int], moment: datetime) -> frozenset[int]:
    """All records that duplicate judgements, live now or at a moment, join with these, over any number of steps."""
    reached: set[int] = set()
    frontier = set(record_ids)
    while frontier:
        reached |= frontier
        then = _neighbours(session, frontier, *_live_at(moment))
        frontier = (then | _neighbours(session, frontier, _LIVE) | _fellows(session, frontier)) - reached
    return frozenset(reached)


def told_related(session: Session, record_ids: Collection[int] | None = None) -> tuple[JudgementRow, ...]:
    """What the rules last said of each pair that they keep apart and call related, oldest first.

    All, or those of which at least one record is given. A person may have judged the pair since: what the rules said of
    how the two are related holds nevertheless.
    """
    related = (Judgement.verdict == "distinct", Judgement.evidence.contains(_RELATED))
    if record_ids is None:
        return _rows(session, *related, Judgement.id.in_(_last_by_rule()))
    sides = (among(side, record_ids) for side in (Judgement.record_a, Judgement.record_b))
    return _in_order(row for side in sides for row in _rows(session, *related, Judgement.id.in_(_last_by_rule(side))))


_RELATED: Final = '"field": "relation"'
"""What the evidence of a related pair holds."""


def _last_by_rule(*conditions: ColumnElement[bool]) -> Select[int]:
    pair = (Judgement.record_a, Judgement.record_b)
    return select(func.max(Judgement.id)).where(Judgement.made_by == "rule", *conditions).group_by(*pair)


def history(session: Session, pair: Pair | None = None) -> tuple[JudgementRow, ...]:
    """Every judgement ever made, or those of one pair, oldest first."""
    if pair is None:
        return _rows(session)
    return _rows(session, and_(Judgement.record_a == pair[0], Judgement.record_b == pair[1]))


def about(session: Session, record_ids: Collection[int]) -> tuple[JudgementRow, ...]:
    """Every judgement ever made about at least one of the records, oldest first."""
    return _of_either(session, record_ids)


def undone_by(session: Session) -> dict[int, int]:
    """Judgement that was taken back → the judgement that took it back."""
    rows = session.execute(select(Judgement.undoes, Judgement.id).where(Judgement.undoes.is_not(None)))
    return {undone: number for undone, number in rows if undone is not None}


def made_by_people(session: Session) -> tuple[JudgementRow, ...]:
    """Every judgement a person ever made, live or not, oldest first."""
    return _rows(session, Judgement.made_by == "person")


def make(session: Session, judgements: Sequence[NewJudgement], *, now: datetime) -> tuple[int, ...]:
    """Store judgements; the live one of the same pair, if any, is superseded. Returns their numbers."""
    if not judgements:
        return ()
    _supersede(session, [(row.record_a, row.record_b) for row in judgements], now=now)
    software = f"harvester {__version__}"
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
            "evidence": new.evidence,
            "software": software,
            "made_at": now,
            "undoes": new.undoes,
        }
        for number, new in enumerate(judgements, first)
    ]
    session.execute(insert(Judgement), rows)
    return tuple(range(first, first + len(rows)))


def cluster_neighbourhood(session: Session, record_ids: Collection[int]) -> frozenset[int]:
    """All records whose reports the judgements about these records can change.

    That is everything reachable over live duplicate judgements, and all members of the reports met on the way.
    """
    reached: set[int] = set()
    frontier = set(record_ids)
    while frontier:
        reached |= frontier
        frontier = (_neighbours(session, frontier, _LIVE) | _fellows(session, frontier)) - reached
    return frozenset(reached)


def move_records(session: Session, reports: Mapping[int, int]) -> int:
    """Give records their reports (record → report number); returns how many moved."""
    now_at = session.execute(select(Record.id, Record.report_id).where(among(Record.id, reports))).all()
    moves = [{"id": number, "report_id": reports[number]} for number, report in now_at if report != reports[number]]
    if moves:
        session.execute(update(Record), moves)
    return len(moves)


_LIVE: Final = Judgement.superseded_at.is_(None)


def _live_at(moment: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Judgement.made_at <= moment, or_(_LIVE, Judgement.superseded_at > moment)


def _neighbours(session: Session, records: Collection[int], *live: ColumnElement[bool]) -> set[int]:
    duplicate = (*live, Judgement.verdict == "duplicate")
    joined = set(session.scalars(select(Judgement.record_b).where(*duplicate, among(Judgement.record_a, records))))
    joined.update(session.scalars(select(Judgement.record_a).where(*duplicate, among(Judgement.record_b, records))))
    return joined


def _fellows(session: Session, records: Collection[int]) -> set[int]:
    reports = select(Record.report_id).where(among(Record.id, records))
    return set(session.scalars(select(Record.id).where(Record.report_id.in_(reports))))


def _supersede(session: Session, pairs: Iterable[Pair], *, now: datetime) -> None:
    rows = live_pairs(session, list(pairs)).values()
    session.execute(update(Judgement).where(among(Judgement.id, [row.id for row in rows])).values(superseded_at=now))


_COLUMNS: Final = tuple(getattr(Judgement, name.name) for name in fields(JudgementRow))


def _rows(session: Session, *conditions: ColumnElement[bool]) -> tuple[JudgementRow, ...]:
    rows = session.connection().execute(select(*_COLUMNS).where(*conditions).order_by(Judgement.id)).all()
    return tuple([JudgementRow(*row) for row in rows])


def _of_either(
    session: Session, record_ids: Collection[int], *conditions: ColumnElement[bool]
) -> tuple[JudgementRow, ...]:
    """The judgements of which at least one record is among these, oldest first."""
    sides = (among(side, record_ids) for side in (Judgement.record_a, Judgement.record_b))
    return _in_order(row for side in sides for row in _rows(session, *conditions, side))


def _in_order(rows: Iterable[JudgementRow]) -> tuple[JudgementRow, ...]:
    """Each judgement once, oldest first."""
    found = {row.id: row for row in rows}
    return tuple([found[number] for number in sorted(found)])
