"""Find the records whose judgements can change because of new or revised records; all others keep their judgements.

A record is affected when a pair of it may have become, or ceased to be, a candidate; when its title became generic or
ceased to be; and when it is connected to such a record by duplicates. All pairs of affected records are judged again:
the result is that of judging the whole store, while the cost depends on the affected records alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Final

import numpy as np
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
from harvester.store.counting.withdrawals import load_uncounted_records
from harvester.store.dedup import dedup_index
from harvester.store.dedup.dedup_index import AnchorPairRow, SortKeyRow
from harvester.store.records import RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedRecords:
    """Records to judge: numbers (ascending), their columns, and the candidate pairs among them (row numbers).

    ``generic_titles`` are title hashes that are generic in the whole store; ``outside_counts`` the agreements of the
    anchor pairs (near-certain duplicates) of all other records, ``anchor_pairs`` the stored ones of these records.
    """

    numbers: tuple[int, ...]
    columns: Columns
    pairs: tuple[Rows, Rows]
    generic_titles: frozenset[int]
    outside_counts: dedup_index.AgreementCounts = ((0, 0), (0, 0), (0, 0))
    anchor_pairs: Sequence[AnchorPairRow] = field(default_factory=tuple)
    is_whole_store: bool = False


def all_records(rows: tuple[RecordRow, ...]) -> AffectedRecords:
    """Return all records of a store."""
    columns = dedup.build_columns([row.citation for row in rows])
    generic = find_generic_titles(columns.title_hash, columns.year, short_title_volumes(columns))
    pairs = dedup.candidate_pairs(columns, copies=False)
    numbers = tuple([row.id for row in rows])
    return AffectedRecords(numbers=numbers, columns=columns, pairs=pairs, generic_titles=generic, is_whole_store=True)


def affected_by(
    session: Session, records_changed: Sequence[RecordRow], removed: frozenset[int] = frozenset()
) -> AffectedRecords:
    """Return the records affected by new, changed and removed ones, given an index without the change.

    ``removed`` are records in the index that do not count any more; they are not among the affected ones.
    """
    change = RecordChange.of(session, records_changed, removed)
    affected = dedup_index.connected_records(
        session,
        change.numbers | records_in_changed_pairs(session, change) | records_with_changed_titles(session, change),
    )
    affected -= frozenset(load_uncounted_records(session))
    numbers = tuple(sorted(affected))
    columns = load_columns(session, numbers, serialised=change.serialised, keyed=change.new_keys)
    anchor_pairs = dedup_index.anchor_pairs_within(session, affected) + dedup_index.anchor_pairs_of(session, removed)
    outside = [
        (
            agree - sum(pair[column] == 1 for pair in anchor_pairs),
            differ - sum(pair[column] == 2 for pair in anchor_pairs),
        )
        for column, (agree, differ) in enumerate(dedup_index.count_anchor_agreements(session), 2)
    ]
    return AffectedRecords(
        numbers=numbers,
        columns=columns,
        pairs=candidates_within(session, change, numbers, columns),
        generic_titles=generic_titles_before_and_now(session, change, np.unique(columns.title_hash).tolist())[1],
        outside_counts=tuple(outside),
        anchor_pairs=anchor_pairs,
    )


def make_sort_keys(numbers: Sequence[int], columns: Columns) -> list[SortKeyRow]:
    """Return the sort keys of records, as the index stores them."""
    key_columns = (
        columns.title_hash,
        columns.title_order,
        columns.page_first,
        columns.volume,
        columns.year,
        short_title_volumes(columns),
        columns.content,
    )
    rows = zip(numbers, *(column.tolist() for column in key_columns), strict=True)
    return [SortKeyRow(*row) for row in rows]


def keys_by_record(numbers: Sequence[int], columns: Columns) -> dict[int, list[int]]:
    """Return record → its blocking keys, as the index stores them."""
    ends = np.searchsorted(columns.key_owners, np.arange(len(numbers) + 1)).tolist()
    keys = columns.keys.tolist()
    return {number: keys[ends[row] : ends[row + 1]] for row, number in enumerate(numbers)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """New, changed and removed records: blocking keys (shape (n, 2), int64: key, record) and sort keys, old and new.

    Old ones are those in the index; ``serialised`` are the new columns. Removed records have no new ones.
    """

    numbers: frozenset[int]
    removed: frozenset[int]
    old_keys: Ints
    new_keys: Ints
    old_sort_keys: dict[int, SortKeyRow]
    new_sort_keys: dict[int, SortKeyRow]
    serialised: dict[int, dedup_index.SerialisedColumns]

    @classmethod
    def of(cls, session: Session, rows: Sequence[RecordRow], removed: frozenset[int]) -> RecordChange:
        """Return the change that new, changed and removed records make to the index."""
        columns = dedup.build_columns([row.citation for row in rows])
        ids = [row.id for row in rows]
        numbers = removed.union(ids)
        owners = np.array(ids, dtype=np.int64)[columns.key_owners]
        return cls(
            numbers=numbers,
            removed=removed,
            old_keys=keys_array(dedup_index.keys_of_records(session, numbers)),
            new_keys=np.column_stack((columns.keys, owners)),
            old_sort_keys=dedup_index.load_sort_keys(session, numbers),
            new_sort_keys={key.record_id: key for key in make_sort_keys(ids, columns)},
            serialised=dict(zip(ids, dedup.dump_columns(columns, range(columns.size)), strict=True)),
        )

    def count_other_records(self, session: Session, keys: Ints) -> Ints:
        """Return how many other records have each key (ascending), besides the new and changed ones."""
        sizes = dedup_index.count_records_by_key(session, keys.tolist())
        counts = np.zeros(keys.size, dtype=np.int64)
        counts[np.searchsorted(keys, list(sizes))] = list(sizes.values())
        return counts - count_by_key(self.old_keys, keys)

    def changed_keys(self, session: Session) -> ChangedKeys:
        """Return the keys that the records have or had, by the size of their blocks."""
        keys = np.union1d(self.old_keys[:, 0], self.new_keys[:, 0])
        other_counts = self.count_other_records(session, keys)
        live = other_counts <= LARGEST_BLOCK
        quiet = (
            other_counts + np.maximum(count_by_key(self.old_keys, keys), count_by_key(self.new_keys, keys)) <= MAX_BLOCK
        )
        return ChangedKeys(
            shared=keys[live & (other_counts > 0)], quiet=keys[live & quiet], crowded=keys[live & ~quiet]
        )


def count_by_key(keyed: Ints, keys: Ints) -> Ints:
    """Return how many rows of (key, record) have each key."""
    sorted_keys = np.sort(keyed[:, 0])
    counts: Ints = np.searchsorted(sorted_keys, keys, side="right") - np.searchsorted(sorted_keys, keys, side="left")
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedKeys:
    """Keys of new and changed records.

    ``shared`` are shared with other records; ``quiet`` have small blocks, whose pairs are all candidates, before and
    now; ``crowded`` have large blocks, where a new record may make or unmake candidates among other records. Keys of
    too many records propose no pairs.
    """

    shared: Ints
    quiet: Ints
    crowded: Ints


def records_in_changed_pairs(session: Session, change: RecordChange) -> set[int]:
    """Return the records of the candidate pairs of new or changed records, and of pairs that these made or unmade."""
    changed_keys = change.changed_keys(session)
    keyed_now = keys_array(dedup_index.records_with_keys(session, changed_keys.shared.tolist()))
    unchanged = keyed_now[~np.isin(keyed_now[:, 1], list(change.numbers))]
    pairs = [pairs_of_crowded_keys(session, change, changed_keys, unchanged)]
    for keyed in (change.old_keys, change.new_keys):
        quiet = rows_of_keys(keyed, changed_keys.quiet)
        pairs.append(pairs_sharing_keys(quiet, np.concatenate((unchanged, quiet))))
    return promising_records(session, change, *unique_pairs(np.concatenate(pairs)))


def unique_pairs(pairs: Ints) -> tuple[Ints, Ints]:
    """Return each pair of records once, as two arrays, the smaller number first."""
    a, b = pairs.min(axis=1), pairs.max(axis=1)
    beyond = int(b.max(initial=0)) + 1
    codes = sort_unique(a * beyond + b)
    return codes // beyond, codes % beyond


def pairs_of_crowded_keys(session: Session, change: RecordChange, changed_keys: ChangedKeys, unchanged: Ints) -> Ints:
    """Return pairs of crowded keys: those of new or changed records, and those proposed only before or only now."""
    crowded = rows_of_keys(unchanged, changed_keys.crowded)
    before, after = (rows_of_keys(keyed, changed_keys.crowded) for keyed in (change.old_keys, change.new_keys))
    universe = np.unique(np.r_[crowded[:, 1], before[:, 1], after[:, 1]])
    unchanged_sort_keys = dedup_index.load_sort_keys(session, np.unique(crowded[:, 1]).tolist())
    earlier = encode_candidates(universe, np.concatenate((crowded, before)), unchanged_sort_keys | change.old_sort_keys)
    now = encode_candidates(universe, np.concatenate((crowded, after)), unchanged_sort_keys | change.new_sort_keys)
    new = np.isin(universe, list(change.numbers))
    a, b = now // max(universe.size, 1), now % max(universe.size, 1)
    changed_pairs = np.union1d(now[new[a] | new[b]], np.setxor1d(earlier, now, assume_unique=True))
    return np.column_stack(
        (universe[changed_pairs // max(universe.size, 1)], universe[changed_pairs % max(universe.size, 1)])
    )


def pairs_sharing_keys(keyed: Ints, others: Ints) -> Ints:
    """Return the pairs of a record in ``keyed`` and another in ``others`` (rows of key, record) that share a key."""
    order = np.argsort(others[:, 0], kind="stable")
    keys, numbers = others[order].T
    first, last = (np.searchsorted(keys, keyed[:, 0], side=side) for side in ("left", "right"))
    counts = last - first
    row_numbers = np.arange(counts.sum()) + np.repeat(first - np.r_[0, np.cumsum(counts)[:-1]], counts)
    pairs = np.column_stack((np.repeat(keyed[:, 1], counts), numbers[row_numbers]))
    distinct_pairs: Ints = pairs[pairs[:, 0] != pairs[:, 1]]
    return distinct_pairs


def promising_records(session: Session, change: RecordChange, a: Ints, b: Ints) -> set[int]:
    """Return the records of the pairs, without pairs of new records that the prefilter rules out."""
    unseen = list(change.numbers - change.old_sort_keys.keys())
    first = np.isin(a, unseen) | np.isin(b, unseen)
    left, right = a[first], b[first]
    numbers = np.unique(np.r_[left, right])
    known = dedup_index.load_prefilter_columns(session, set(numbers.tolist()) - change.numbers)
    known |= {number: prefilter for number, (prefilter, _) in change.serialised.items()}
    prefilters = dedup.restore_prefilter_columns(known[number] for number in numbers.tolist())
    promising = dedup.can_match(prefilters, np.searchsorted(numbers, left), np.searchsorted(numbers, right))
    return set(np.concatenate((a[~first], b[~first], left[promising], right[promising])).tolist())


def rows_of_keys(table: Ints, keys: Ints) -> Ints:
    """Return the rows of (key, record) with one of the keys."""
    rows: Ints = table[np.isin(table[:, 0], keys)]
    return rows


def encode_candidates(universe: Ints, table: Ints, sort_key_of: dict[int, SortKeyRow]) -> Ints:
    """Return the candidate pairs among records (numbers, ascending) by (key, record), each encoded as one number."""
    sort_values = np.zeros((universe.size, 5), dtype=np.int64)
    known = [(row, key) for row, number in enumerate(universe.tolist()) if (key := sort_key_of.get(number))]
    if known:
        sort_values[[row for row, _ in known]] = [
            (key.beginning, key.page, key.volume, key.year, key.content) for _, key in known
        ]
    a, b = propose_pairs(BlockIndex(table[:, 0], np.searchsorted(universe, table[:, 1]), sort_values))
    return a.astype(np.int64) * universe.size + b


def candidates_within(
    session: Session, change: RecordChange, affected: Sequence[int], columns: Columns
) -> tuple[Rows, Rows]:
    """Return the candidate pairs among affected records as row numbers; other records count for the size of blocks."""
    numbers = np.array(affected, dtype=np.int64)
    shared, counts = np.unique(columns.keys, return_counts=True)
    shared = shared[counts > 1]
    total = change.count_other_records(session, shared) + count_by_key(change.new_keys, shared)
    small, large = shared[total <= MAX_BLOCK], shared[(total > MAX_BLOCK) & (total <= LARGEST_BLOCK)]
    within = set(numbers.tolist())
    absent = within | change.removed
    outside = [(key, n) for key, n in dedup_index.records_with_keys(session, large.tolist()) if n not in absent]
    is_candidate_key = np.isin(columns.keys, np.r_[small, large])
    keyed = np.column_stack((columns.keys[is_candidate_key], numbers[columns.key_owners[is_candidate_key]]))
    sort_key_of = {key.record_id: key for key in make_sort_keys(affected, columns)}
    universe = np.array(sorted(within | {n for _, n in outside}), dtype=np.int64)
    codes = encode_candidates(
        universe,
        np.concatenate((keyed, keys_array(outside))),
        sort_key_of | dedup_index.load_sort_keys(session, {n for _, n in outside}),
    )
    a, b = universe[codes // universe.size], universe[codes % universe.size]
    inside = np.isin(a, numbers) & np.isin(b, numbers)
    left, right = (np.searchsorted(numbers, side[inside]).astype(np.int32) for side in (a, b))
    return left, right


def records_with_changed_titles(session: Session, change: RecordChange) -> frozenset[int]:
    """Return the records of titles that became generic, or ceased to be."""
    titles = {key.title for key in (*change.old_sort_keys.values(), *change.new_sort_keys.values())}
    before, after = generic_titles_before_and_now(session, change, titles)
    return dedup_index.records_with_titles(session, before ^ after)


def generic_titles_before_and_now(
    session: Session, change: RecordChange, titles: Sequence[int] | set[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """Return which of the titles (hashes) are generic in the whole store, before the change and now."""
    title_hashes = set(titles) - {0}
    title_counts = Counter(
        {
            (title, year, listed): n
            for title, year, listed, n in dedup_index.count_records_by_title(session, title_hashes)
        }
    )
    before = _generic_in_counts(title_counts)
    title_counts.subtract((key.title, key.year, key.listed) for key in change.old_sort_keys.values())
    title_counts.update((key.title, key.year, key.listed) for key in change.new_sort_keys.values())
    return before, _generic_in_counts(title_counts) & title_hashes


def _generic_in_counts(title_counts: Counter[tuple[int, int, int]]) -> frozenset[int]:
    table = np.array([title for title, count in title_counts.items() if count > 0], dtype=np.int64).reshape(-1, 3)
    return find_generic_titles(table[:, 0], table[:, 1], table[:, 2])


_NONE: Final[Mapping[int, dedup_index.SerialisedColumns]] = MappingProxyType({})
_NO_KEYS: Final = np.empty((0, 2), dtype=np.int64)


def load_columns(
    session: Session,
    numbers: Sequence[int],
    *,
    serialised: Mapping[int, dedup_index.SerialisedColumns] = _NONE,
    keyed: Ints = _NO_KEYS,
) -> Columns:
    """Load the columns of records (numbers, ascending), with their blocking keys, from the index.

    ``serialised`` and ``keyed`` (shape (n, 2): key, record) are given for records that the index does not contain as
    they are now. Raises ``KeyError`` for a record in neither, ``ValueError`` for an index of another version.
    """
    rows = np.array(numbers, dtype=np.int64)
    older = set(numbers) - serialised.keys()
    known = {**dedup_index.load_serialised_columns(session, older), **serialised}
    table = np.concatenate((keyed[np.isin(keyed[:, 1], rows)], keys_array(dedup_index.keys_of_records(session, older))))
    owners = np.searchsorted(rows, table[:, 1])
    order = np.lexsort((table[:, 0], owners))
    return dedup.restore_columns([known[number] for number in numbers], table[order, 0], owners[order])


def keys_array(keyed: Sequence[tuple[int, int]]) -> Ints:
    """Return (key, record) tuples as an array, shape (n, 2), int64."""
    return np.fromiter(chain.from_iterable(keyed), dtype=np.int64, count=2 * len(keyed)).reshape(-1, 2)
