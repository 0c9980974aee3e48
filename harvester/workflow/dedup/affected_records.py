"""The part of a store that new and changed records can touch. What lies outside is judged as it would be from scratch.

Records are in a region when a pair of theirs may have become, or ceased to be, a candidate; when their title became a
heading; and when they hang together with such records by duplicates. All pairs within a region are judged anew, so the
result is that of judging the whole store, while the cost is that of the region.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.arrays import Ints, Rows
from harvester.dedup.blocking import (
    LARGEST_BLOCK,
    MAX_BLOCK,
    BlockIndex,
    propose_pairs,
    sort_unique,
)
from harvester.dedup.records.columns import Columns
from harvester.dedup.scoring.corpus_statistics import find_generic_titles, short_title_volumes
from harvester.store import dedup_index
from harvester.store.dedup_index import AnchorPairRow, SortKeyRow
from harvester.store.records import RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedRecords:
    """The numbers of records in order, their columns, the candidates among them (rows), and what is known besides.

    ``headings``: which of their titles are headings in the whole store; ``taught``: what the near-certain pairs outside
    say; ``certain``: those that were within; ``whole``: whether this is the whole store.
    """

    numbers: tuple[int, ...]
    columns: Columns
    pairs: tuple[Rows, Rows]
    headings: frozenset[int]
    outside_counts: dedup_index.AgreementCounts = ((0, 0), (0, 0), (0, 0))
    certain: Sequence[AnchorPairRow] = field(default_factory=tuple)
    is_whole_store: bool = False


def all_records(rows: tuple[RecordRow, ...]) -> AffectedRecords:
    """The whole store: all its records."""
    columns = dedup.build_columns([row.citation for row in rows])
    known = find_generic_titles(columns.title_hash, columns.year, short_title_volumes(columns))
    pairs = dedup.candidate_pairs(columns, copies=False)
    numbers = tuple([row.id for row in rows])
    return AffectedRecords(numbers=numbers, columns=columns, pairs=pairs, headings=known, is_whole_store=True)


def affected_by(session: Session, records_changed: Sequence[RecordRow]) -> AffectedRecords:
    """What new and changed records touch; the index still holds what it held before them."""
    change = _Change.of(session, records_changed)
    affected = dedup_index.connected_records(
        session,
        change.numbers | _records_in_changed_pairs(session, change) | _records_under_new_headings(session, change),
    )
    numbers = tuple(sorted(affected))
    columns = load_columns(session, numbers, forms=change.forms, keyed=change.new_keys)
    certain = dedup_index.anchor_pairs_within(session, affected)
    outside = [
        (agree - sum(pair[column] == 1 for pair in certain), differ - sum(pair[column] == 2 for pair in certain))
        for column, (agree, differ) in enumerate(dedup_index.count_anchor_agreements(session), 2)
    ]
    return AffectedRecords(
        numbers=numbers,
        columns=columns,
        pairs=_pairs_within(session, change, numbers, columns),
        headings=_headings(session, change, np.unique(columns.title_hash).tolist())[1],
        outside_counts=tuple(outside),
        certain=certain,
    )


def sort_positions(numbers: Sequence[int], columns: Columns) -> list[SortKeyRow]:
    """Where records stand, as the index keeps it."""
    columns_of_position = (
        columns.title_hash,
        columns.title_order,
        columns.page_first,
        columns.volume,
        columns.year,
        short_title_volumes(columns),
        columns.content,
    )
    positions = zip(*(column.tolist() for column in columns_of_position), strict=True)
    return [SortKeyRow(number, *values) for number, values in zip(numbers, positions, strict=True)]


def keys_by_record(numbers: Sequence[int], columns: Columns) -> dict[int, list[int]]:
    """Record → its keys, as the index keeps them."""
    ends = np.searchsorted(columns.key_owners, np.arange(len(numbers) + 1)).tolist()
    keys = columns.keys.tolist()
    return {number: keys[ends[row] : ends[row + 1]] for row, number in enumerate(numbers)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """New and changed records: their keys (key, record) and places as the index has them, and as they are now; as
    prepared, too.
    """

    numbers: frozenset[int]
    old_keys: Ints
    new_keys: Ints
    old_places: dict[int, SortKeyRow]
    new_places: dict[int, SortKeyRow]
    forms: dict[int, dedup_index.SerialisedColumns]

    @classmethod
    def of(cls, session: Session, rows: Sequence[RecordRow]) -> _Change:
        columns = dedup.build_columns([row.citation for row in rows])
        listed = [row.id for row in rows]
        numbers = frozenset(listed)
        owners = np.array(listed, dtype=np.int64)[columns.key_owners]
        return cls(
            numbers=numbers,
            old_keys=keys_array(dedup_index.keys_of_records(session, numbers)),
            new_keys=np.column_stack((columns.keys, owners)),
            old_places=dedup_index.load_sort_keys(session, numbers),
            new_places={place.record_id: place for place in sort_positions(listed, columns)},
            forms=dict(zip(listed, dedup.dump_records(columns, range(columns.size)), strict=True)),
        )

    def count_other_records(self, session: Session, keys: Ints) -> Ints:
        """How many records bear each of some keys (ascending) besides the new and changed ones."""
        sizes = dedup_index.count_records_by_key(session, keys.tolist())
        counts = np.zeros(keys.size, dtype=np.int64)
        counts[np.searchsorted(keys, list(sizes))] = list(sizes.values())
        return counts - _count_records(self.old_keys, keys)

    def changed_keys(self, session: Session) -> _ChangedKeys:
        """The keys they bear or bore."""
        keys = np.union1d(self.old_keys[:, 0], self.new_keys[:, 0])
        other_counts = self.count_other_records(session, keys)
        live = other_counts <= LARGEST_BLOCK
        quiet = (
            other_counts + np.maximum(_count_records(self.old_keys, keys), _count_records(self.new_keys, keys))
            <= MAX_BLOCK
        )
        return _ChangedKeys(
            shared=keys[live & (other_counts > 0)], quiet=keys[live & quiet], crowded=keys[live & ~quiet]
        )


def _count_records(keyed: Ints, keys: Ints) -> Ints:
    """How many records of (key, record) bear each of some keys."""
    sorted_keys = np.sort(keyed[:, 0])
    counts: Ints = np.searchsorted(sorted_keys, keys, side="right") - np.searchsorted(sorted_keys, keys, side="left")
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _ChangedKeys:
    """Keys of new and changed records: those other records share; those of few records, whose pairs are all compared,
    before and now; and those of many, of which a new bearer may make or unmake pairs of others. Keys of too many
    propose nothing.
    """

    shared: Ints
    quiet: Ints
    crowded: Ints


def _records_in_changed_pairs(session: Session, change: _Change) -> set[int]:
    """The records of pairs that are candidates of a new or changed one, or that it made or unmade candidates."""
    changed_keys = change.changed_keys(session)
    bearers = keys_array(dedup_index.records_with_keys(session, changed_keys.shared.tolist()))
    unchanged = bearers[~np.isin(bearers[:, 1], list(change.numbers))]
    pairs = [_pairs_of_crowded_keys(session, change, changed_keys, unchanged)]
    for keyed in (change.old_keys, change.new_keys):
        quiet = _rows_of_keys(keyed, changed_keys.quiet)
        pairs.append(_pairs_sharing_keys(quiet, np.concatenate((unchanged, quiet))))
    return _promising_records(session, change, *_distinct_pairs(np.concatenate(pairs)))


def _distinct_pairs(pairs: Ints) -> tuple[Ints, Ints]:
    """Each of some pairs of records once, the smaller number first."""
    a, b = pairs.min(axis=1), pairs.max(axis=1)
    beyond = int(b.max(initial=0)) + 1
    codes = sort_unique(a * beyond + b)
    return codes // beyond, codes % beyond


def _pairs_of_crowded_keys(session: Session, change: _Change, changed_keys: _ChangedKeys, unchanged: Ints) -> Ints:
    """The pairs that crowded keys propose of a new or changed record, or proposed before and no more, or now first."""
    crowded = _rows_of_keys(unchanged, changed_keys.crowded)
    before, after = (_rows_of_keys(keyed, changed_keys.crowded) for keyed in (change.old_keys, change.new_keys))
    universe = np.unique(np.r_[crowded[:, 1], before[:, 1], after[:, 1]])
    positions = dedup_index.load_sort_keys(session, np.unique(crowded[:, 1]).tolist())
    earlier = _encode_candidates(universe, np.concatenate((crowded, before)), positions | change.old_places)
    now = _encode_candidates(universe, np.concatenate((crowded, after)), positions | change.new_places)
    new = np.isin(universe, list(change.numbers))
    a, b = now // max(universe.size, 1), now % max(universe.size, 1)
    changed_pairs = np.union1d(now[new[a] | new[b]], np.setxor1d(earlier, now, assume_unique=True))
    return np.column_stack(
        (universe[changed_pairs // max(universe.size, 1)], universe[changed_pairs % max(universe.size, 1)])
    )


def _pairs_sharing_keys(keyed: Ints, bearers: Ints) -> Ints:
    """The pairs of records, one of ``own`` and another of ``bearers`` (key, record), that share a key."""
    order = np.argsort(bearers[:, 0], kind="stable")
    keys, numbers = bearers[order].T
    first, last = (np.searchsorted(keys, keyed[:, 0], side=side) for side in ("left", "right"))
    counts = last - first
    row_numbers = np.arange(counts.sum()) + np.repeat(first - np.r_[0, np.cumsum(counts)[:-1]], counts)
    pairs = np.column_stack((np.repeat(keyed[:, 1], counts), numbers[row_numbers]))
    distinct_pairs: Ints = pairs[pairs[:, 0] != pairs[:, 1]]
    return distinct_pairs


def _promising_records(session: Session, change: _Change, a: Ints, b: Ints) -> set[int]:
    """The records of some pairs, without the pairs of a record nobody met before that are not worth comparing."""
    unmet = list(change.numbers - change.old_places.keys())
    first = np.isin(a, unmet) | np.isin(b, unmet)
    left, right = a[first], b[first]
    numbers = np.unique(np.r_[left, right])
    known = dedup_index.load_prefilter_columns(session, set(numbers.tolist()) - change.numbers)
    known |= {number: outline for number, (outline, _) in change.forms.items()}
    outlines = dedup.load_prefilter_columns(known[number] for number in numbers.tolist())
    worth = dedup.can_match(outlines, np.searchsorted(numbers, left), np.searchsorted(numbers, right))
    return set(np.concatenate((a[~first], b[~first], left[worth], right[worth])).tolist())


def _rows_of_keys(table: Ints, keys: Ints) -> Ints:
    """The rows of some keys."""
    rows: Ints = table[np.isin(table[:, 0], keys)]
    return rows


def _encode_candidates(universe: Ints, table: Ints, position_of: dict[int, SortKeyRow]) -> Ints:
    """The candidates among records (numbers, ascending) by (key, record), each pair as one number."""
    positions = np.zeros((universe.size, 5), dtype=np.int64)
    known = [(row, position) for row, number in enumerate(universe.tolist()) if (position := position_of.get(number))]
    if known:
        positions[[row for row, _ in known]] = [_sort_values(position) for _, position in known]
    a, b = propose_pairs(BlockIndex(table[:, 0], np.searchsorted(universe, table[:, 1]), positions))
    return a.astype(np.int64) * universe.size + b


def _sort_values(stand: SortKeyRow) -> tuple[int, int, int, int, int]:
    return stand.beginning, stand.page, stand.volume, stand.year, stand.content


def _pairs_within(session: Session, change: _Change, region: Sequence[int], columns: Columns) -> tuple[Rows, Rows]:
    """The candidates among the records of a region, by keys that others may bear as well."""
    numbers = np.array(region, dtype=np.int64)
    shared, counts = np.unique(columns.keys, return_counts=True)
    shared = shared[counts > 1]
    total = change.count_other_records(session, shared) + _count_records(change.new_keys, shared)
    small, large = shared[total <= MAX_BLOCK], shared[(total > MAX_BLOCK) & (total <= LARGEST_BLOCK)]
    within = set(numbers.tolist())
    outside = [(key, n) for key, n in dedup_index.records_with_keys(session, large.tolist()) if n not in within]
    is_candidate_key = np.isin(columns.keys, np.r_[small, large])
    keyed = np.column_stack((columns.keys[is_candidate_key], numbers[columns.key_owners[is_candidate_key]]))
    position_of = {place.record_id: place for place in sort_positions(region, columns)}
    universe = np.array(sorted(within | {n for _, n in outside}), dtype=np.int64)
    codes = _encode_candidates(
        universe,
        np.concatenate((keyed, keys_array(outside))),
        position_of | dedup_index.load_sort_keys(session, {n for _, n in outside}),
    )
    a, b = universe[codes // universe.size], universe[codes % universe.size]
    inside = np.isin(a, numbers) & np.isin(b, numbers)
    return _row_numbers(numbers, a[inside]), _row_numbers(numbers, b[inside])


def _row_numbers(sorted_ids: Ints, record_ids: Ints) -> NDArray[np.int32]:
    return np.searchsorted(sorted_ids, record_ids).astype(np.int32)


def _records_under_new_headings(session: Session, change: _Change) -> frozenset[int]:
    """The records of a title that has become a heading, or is one no more."""
    titles = {place.title for place in (*change.old_places.values(), *change.new_places.values())}
    before, after = _headings(session, change, titles)
    return dedup_index.records_with_titles(session, before ^ after)


def _headings(
    session: Session, change: _Change, titles: Sequence[int] | set[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """Which of the titles are headings in the whole store: before the change, and now."""
    title_hashes = set(titles) - {0}
    title_counts = Counter(
        {
            (title, year, listed): n
            for title, year, listed, n in dedup_index.count_records_by_title(session, title_hashes)
        }
    )
    before = _find_headings(title_counts)
    title_counts.subtract((place.title, place.year, place.listed) for place in change.old_places.values())
    title_counts.update((place.title, place.year, place.listed) for place in change.new_places.values())
    return before, _find_headings(title_counts) & title_hashes


def _find_headings(title_counts: Counter[tuple[int, int, int]]) -> frozenset[int]:
    table = np.array([title for title, count in title_counts.items() if count > 0], dtype=np.int64).reshape(-1, 3)
    return find_generic_titles(table[:, 0], table[:, 1], table[:, 2])


_NONE: Final[Mapping[int, dedup_index.SerialisedColumns]] = MappingProxyType({})
_NO_KEYS: Final = np.empty((0, 2), dtype=np.int64)


def load_columns(
    session: Session,
    numbers: Sequence[int],
    *,
    forms: Mapping[int, dedup_index.SerialisedColumns] = _NONE,
    keyed: Ints = _NO_KEYS,
) -> Columns:
    """The columns of records (numbers, ascending) with their keys.

    ``forms`` and ``keyed`` (key, record) are those of records that the index does not hold as they are now. Raises
    ``KeyError`` for a record in neither, ``ValueError`` where the index was made by another version of harvester.
    """
    rows = np.array(numbers, dtype=np.int64)
    older = set(numbers) - forms.keys()
    known = {**dedup_index.load_serialised_columns(session, older), **forms}
    table = np.concatenate((keyed[np.isin(keyed[:, 1], rows)], keys_array(dedup_index.keys_of_records(session, older))))
    owners = np.searchsorted(rows, table[:, 1])
    order = np.lexsort((table[:, 0], owners))
    return dedup.load_records([known[number] for number in numbers], table[order, 0], owners[order])


def keys_array(keyed: Sequence[tuple[int, int]]) -> Ints:
    """(key, record) for every key of some records, as two columns."""
    return np.fromiter(chain.from_iterable(keyed), dtype=np.int64, count=2 * len(keyed)).reshape(-1, 2)
