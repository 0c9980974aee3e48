"""De-duplication index: blocking keys, sort keys of large blocks, serialised records, near-certain pairs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Select, Table, case, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from harvester.store.models import (
    AnchorPair,
    IndexState,
    Judgement,
    PreparedRecord,
    RecordKey,
    RecordSortKey,
    UncountedRecord,
)
from harvester.store.models.base import Base
from harvester.store.sql import number_in


class SortKeyRow(NamedTuple):
    """Numbers by which a record is sorted in a large block (table ``record_sort_key``)."""

    record_id: int
    title: int
    beginning: int
    page: int
    volume: int
    year: int
    listed: int
    content: int


class AnchorPairRow(NamedTuple):
    """A near-certain pair, with the agreement of volume, issue and pages: 0 missing, 1 equal, 2 different."""

    record_a: int
    record_b: int
    volume: int
    issue: int
    pages: int


SerialisedColumns = tuple[str, str]
"""A serialised record: the columns that the prefilter reads, and the others."""

AgreementCounts = tuple[tuple[int, int], ...]
"""How many pairs agree and how many differ, for volume, issue and pages."""

_SELECT_ANCHORS: Final = select(*[getattr(AnchorPair, name) for name in AnchorPairRow._fields])

_COMPARED_FIELDS: Final = (AnchorPair.volume, AnchorPair.issue, AnchorPair.pages)


def load_index_state(session: Session) -> tuple[str, str]:
    """Return the model version of the index and the trust in each field (JSON); empty texts without an index."""
    row = session.get(IndexState, 1)
    return (row.version, row.trust) if row else ("", "")


def save_index_state(session: Session, version: str, trust: str) -> None:
    """Store the model version and the trust that all judgements are based on now."""
    session.merge(IndexState(id=1, version=version, trust=trust))


def clear_index(session: Session) -> None:
    """Delete the index, before it is rebuilt."""
    for table in (RecordKey, RecordSortKey, PreparedRecord, AnchorPair, IndexState):
        session.execute(delete(table))


def keys_of_records(session: Session, record_ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return (key, record) for every key of the records."""
    return _rows_where(session, select(RecordKey.key, RecordKey.record_id), RecordKey.record_id, record_ids)


def count_records_by_key(session: Session, keys: Iterable[int]) -> dict[int, int]:
    """Return key → number of records; keys without records are absent."""
    query = select(RecordKey.key, func.count()).group_by(RecordKey.key)
    return dict(_rows_where(session, query, RecordKey.key, keys))


def records_with_keys(session: Session, keys: Iterable[int]) -> list[tuple[int, int]]:
    """Return (key, record) for every record with any of the keys."""
    return _rows_where(session, select(RecordKey.key, RecordKey.record_id), RecordKey.key, keys)


def load_sort_keys(session: Session, record_ids: Iterable[int]) -> dict[int, SortKeyRow]:
    """Return record → sort key, for records in the index."""
    query = select(*[getattr(RecordSortKey, name) for name in SortKeyRow._fields])
    return {row[0]: SortKeyRow(*row) for row in _rows_where(session, query, RecordSortKey.record_id, record_ids)}


def load_prefilter_columns(session: Session, record_ids: Iterable[int]) -> dict[int, str]:
    """Return record → columns for the prefilter, for records in the index."""
    query = select(PreparedRecord.record_id, PreparedRecord.prefilter_columns)
    return dict(_rows_where(session, query, PreparedRecord.record_id, record_ids))


def load_serialised_columns(session: Session, record_ids: Iterable[int]) -> dict[int, SerialisedColumns]:
    """Return record → all serialised columns, for records in the index."""
    query = select(PreparedRecord.record_id, PreparedRecord.prefilter_columns, PreparedRecord.other_columns)
    return {
        number: (prefilter, others)
        for number, prefilter, others in _rows_where(session, query, PreparedRecord.record_id, record_ids)
    }


def count_records_by_title(session: Session, titles: Iterable[int]) -> list[tuple[int, int, int, int]]:
    """Return (title, year, volume, number of records) for records with any of the titles (hashes)."""
    columns = (RecordSortKey.title, RecordSortKey.year, RecordSortKey.listed)
    return _rows_where(session, select(*columns, func.count()).group_by(*columns), RecordSortKey.title, titles)


def _rows_where(session: Session, query: Select[*tuple[Any, ...]], column: Any, numbers: Iterable[int]) -> list[Any]:
    """Return the rows of a query whose column is one of the numbers."""
    return list(session.connection().execute(query.where(number_in(column, numbers))).all())


def indexed_records_not_counted(session: Session) -> frozenset[int]:
    """Return the records in the index that only withdrawn runs retrieved: they are to be removed from it."""
    uncounted = select(UncountedRecord.record_id)
    return frozenset(session.scalars(select(PreparedRecord.record_id).where(PreparedRecord.record_id.in_(uncounted))))


def remove_index_entries(session: Session, record_ids: Collection[int]) -> None:
    """Remove records from the index."""
    for table in (RecordKey, RecordSortKey, PreparedRecord):
        session.execute(delete(table).where(number_in(table.record_id, record_ids)))


def records_with_titles(session: Session, titles: Iterable[int]) -> frozenset[int]:
    """Return the records with any of the titles (hashes)."""
    return frozenset(session.scalars(select(RecordSortKey.record_id).where(number_in(RecordSortKey.title, titles))))


def connected_records(session: Session, record_ids: Iterable[int]) -> frozenset[int]:
    """Return the records connected to these through live duplicate judgements or any manual judgement (transitive)."""
    live = (Judgement.superseded_at.is_(None), or_(Judgement.verdict == "duplicate", Judgement.made_by == "person"))
    connected: set[int] = set()
    frontier = set(record_ids)
    while frontier:
        connected |= frontier
        neighbours = set(
            session.scalars(select(Judgement.record_b).where(*live, number_in(Judgement.record_a, frontier)))
        )
        neighbours.update(
            session.scalars(select(Judgement.record_a).where(*live, number_in(Judgement.record_b, frontier)))
        )
        frontier = neighbours - connected
    return frozenset(connected)


def replace_index_entries(
    session: Session,
    keys_by_record: Mapping[int, Collection[int]],
    sort_keys: Sequence[SortKeyRow],
    prepared: Mapping[int, SerialisedColumns],
) -> None:
    """Replace keys (record → keys), sort keys and serialised columns of the records in ``keys_by_record``."""
    remove_index_entries(session, keys_by_record)
    rows: list[dict[str, Any]] = [
        {"key": key, "record_id": number} for number, record_keys in keys_by_record.items() for key in record_keys
    ]
    if rows:
        session.execute(insert(_bare_table(RecordKey)), rows)
    if sort_keys:
        session.execute(insert(_bare_table(RecordSortKey)), [sort_key._asdict() for sort_key in sort_keys])
    if prepared:
        rows = [
            {"record_id": number, "prefilter_columns": prefilter, "other_columns": others}
            for number, (prefilter, others) in prepared.items()
        ]
        session.execute(insert(_bare_table(PreparedRecord)), rows)


def count_anchor_agreements(session: Session) -> AgreementCounts:
    """Return how often the fields of all near-certain pairs agree and differ."""
    sums = [func.sum(case((field == code, 1), else_=0)) for field in _COMPARED_FIELDS for code in (1, 2)]
    row = [int(total or 0) for total in session.execute(select(*sums)).one()]
    return tuple(zip(row[::2], row[1::2], strict=True))


def anchor_pairs_within(session: Session, record_ids: Collection[int]) -> list[AnchorPairRow]:
    """Return the near-certain pairs whose records are both among these."""
    record_set = set(record_ids)
    rows = _rows_where(session, _SELECT_ANCHORS, AnchorPair.record_a, record_set)
    return [AnchorPairRow(*row) for row in rows if row[1] in record_set]


def anchor_pairs_of(session: Session, record_ids: Collection[int]) -> list[AnchorPairRow]:
    """Return the near-certain pairs with at least one of these records."""
    if not record_ids:
        return []
    sides = (AnchorPair.record_a, AnchorPair.record_b)
    rows = {row for side in sides for row in _rows_where(session, _SELECT_ANCHORS, side, record_ids)}
    return [AnchorPairRow(*row) for row in rows]


def replace_anchor_pairs(session: Session, old: Collection[AnchorPairRow], new: Sequence[AnchorPairRow]) -> None:
    """Replace near-certain pairs by others."""
    unchanged = set(old) & set(new)
    for pair in set(old) - unchanged:
        session.execute(
            delete(AnchorPair).where(AnchorPair.record_a == pair.record_a, AnchorPair.record_b == pair.record_b)
        )
    rows = [pair._asdict() for pair in new if pair not in unchanged]
    if rows:
        session.execute(insert(_bare_table(AnchorPair)), rows)


def _bare_table(model: type[Base]) -> Table:
    """Return the table of a model: inserting a million rows through the model takes twice as long."""
    return cast("Table", model.__table__)
