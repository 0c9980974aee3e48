"""The index of de-duplication: who bears which key, where records stand, and what near-certain pairs taught."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Select, Table, case, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from harvester.store.among import among
from harvester.store.models import CertainPair, IndexState, Judgement, PreparedRecord, RecordKey, RecordPlace
from harvester.store.tables import Base


class Place(NamedTuple):
    """Where a record stands among those of its keys and its title (``record_place``)."""

    record_id: int
    title: int
    beginning: int
    page: int
    volume: int
    year: int
    listed: int
    content: int


class Certain(NamedTuple):
    """What a near-certain pair says of volume, issue and pages: 0 nothing, 1 they agree, 2 they differ."""

    record_a: int
    record_b: int
    volume: int
    issue: int
    pages: int


Form = tuple[str, str]
"""A prepared record: its outline, and the rest."""

Counts = tuple[tuple[int, int], ...]
"""How often volume, issue and pages agree and differ."""

_TAUGHT: Final = (CertainPair.volume, CertainPair.issue, CertainPair.pages)


def state(session: Session) -> tuple[str, str]:
    """The version of the rules by which the index was made, and the trust judged by; empty when there is none."""
    row = session.get(IndexState, 1)
    return (row.version, row.trust) if row else ("", "")


def set_state(session: Session, version: str, trust: str) -> None:
    """Store by which version and trust everything is judged now."""
    session.merge(IndexState(id=1, version=version, trust=trust))


def forget(session: Session) -> None:
    """Empty the index, to make it anew."""
    for table in (RecordKey, RecordPlace, PreparedRecord, CertainPair, IndexState):
        session.execute(delete(table))


def keys_of(session: Session, record_ids: Iterable[int]) -> list[tuple[int, int]]:
    """(key, record) for every key of the records."""
    return _found(session, select(RecordKey.key, RecordKey.record_id), RecordKey.record_id, record_ids)


def sizes(session: Session, keys: Iterable[int]) -> dict[int, int]:
    """Key → how many records bear it; absent: none."""
    query = select(RecordKey.key, func.count()).group_by(RecordKey.key)
    return dict(_found(session, query, RecordKey.key, keys))


def bearers(session: Session, keys: Iterable[int]) -> list[tuple[int, int]]:
    """(key, record) for every record that bears one of the keys."""
    return _found(session, select(RecordKey.key, RecordKey.record_id), RecordKey.key, keys)


def places(session: Session, record_ids: Iterable[int]) -> dict[int, Place]:
    """Record → where it stands, for those in the index."""
    query = select(*[getattr(RecordPlace, name) for name in Place._fields])
    return {row[0]: Place(*row) for row in _found(session, query, RecordPlace.record_id, record_ids)}


def outlines(session: Session, record_ids: Iterable[int]) -> dict[int, str]:
    """Record → the outline of its prepared form, for those in the index."""
    query = select(PreparedRecord.record_id, PreparedRecord.outline)
    return dict(_found(session, query, PreparedRecord.record_id, record_ids))


def forms(session: Session, record_ids: Iterable[int]) -> dict[int, Form]:
    """Record → its prepared form, for those in the index."""
    query = select(PreparedRecord.record_id, PreparedRecord.outline, PreparedRecord.rest)
    return {
        number: (outline, rest)
        for number, outline, rest in _found(session, query, PreparedRecord.record_id, record_ids)
    }


def namesakes(session: Session, titles: Iterable[int]) -> list[tuple[int, int, int, int]]:
    """(title, year, listed volume, how many) of the records that bear one of the titles."""
    seen = (RecordPlace.title, RecordPlace.year, RecordPlace.listed)
    return _found(session, select(*seen, func.count()).group_by(*seen), RecordPlace.title, titles)


def _found(session: Session, query: Select[*tuple[Any, ...]], column: Any, numbers: Iterable[int]) -> list[Any]:
    """The rows of a query whose column is one of some numbers."""
    return list(session.connection().execute(query.where(among(column, numbers))).all())


def titled(session: Session, titles: Iterable[int]) -> frozenset[int]:
    """The records that bear one of the titles."""
    return frozenset(session.scalars(select(RecordPlace.record_id).where(among(RecordPlace.title, titles))))


def reached(session: Session, record_ids: Iterable[int]) -> frozenset[int]:
    """The records that hang together with these by live judgements: duplicates, and whatever a person judged."""
    live = (Judgement.superseded_at.is_(None), or_(Judgement.verdict == "duplicate", Judgement.made_by == "person"))
    found: set[int] = set()
    frontier = set(record_ids)
    while frontier:
        found |= frontier
        met = set(session.scalars(select(Judgement.record_b).where(*live, among(Judgement.record_a, frontier))))
        met.update(session.scalars(select(Judgement.record_a).where(*live, among(Judgement.record_b, frontier))))
        frontier = met - found
    return frozenset(found)


def replace(
    session: Session, keys: Mapping[int, Collection[int]], stands: Sequence[Place], prepared: Mapping[int, Form]
) -> None:
    """Store keys (record → keys), places and prepared forms of records in place of those they had."""
    for table in (RecordKey, RecordPlace, PreparedRecord):
        session.execute(delete(table).where(among(table.record_id, keys)))
    rows = [{"key": key, "record_id": number} for number, those in keys.items() for key in those]
    if rows:
        session.execute(insert(_table(RecordKey)), rows)
    if stands:
        session.execute(insert(_table(RecordPlace)), [stand._asdict() for stand in stands])
    if prepared:
        told = [{"record_id": number, "outline": form[0], "rest": form[1]} for number, form in prepared.items()]
        session.execute(insert(_table(PreparedRecord)), told)


def taught(session: Session) -> Counts:
    """What all near-certain pairs say."""
    told = [func.sum(case((field == said, 1), else_=0)) for field in _TAUGHT for said in (1, 2)]
    row = [int(total or 0) for total in session.execute(select(*told)).one()]
    return tuple(zip(row[::2], row[1::2], strict=True))


def certain_within(session: Session, record_ids: Collection[int]) -> list[Certain]:
    """The near-certain pairs of which both records are among these."""
    wanted = set(record_ids)
    query = select(*[getattr(CertainPair, name) for name in Certain._fields])
    rows = _found(session, query, CertainPair.record_a, wanted)
    return [Certain(*row) for row in rows if row[1] in wanted]


def replace_certain(session: Session, gone: Collection[Certain], found: Sequence[Certain]) -> None:
    """Store near-certain pairs in place of others."""
    kept = set(gone) & set(found)
    for pair in set(gone) - kept:
        session.execute(
            delete(CertainPair).where(CertainPair.record_a == pair.record_a, CertainPair.record_b == pair.record_b)
        )
    rows = [pair._asdict() for pair in found if pair not in kept]
    if rows:
        session.execute(insert(_table(CertainPair)), rows)


def _table(model: type[Base]) -> Table:
    """The bare table: inserting a million rows by way of the model would take twice as long."""
    return cast("Table", model.__table__)
