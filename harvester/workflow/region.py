"""The part of a store that new and changed records can touch. What lies outside is judged as it would be from scratch.

Records are in a region when a pair of theirs may have become, or ceased to be, a candidate; when their title became a
heading; and when they hang together with such records by duplicates. All pairs within a region are judged anew, so the
result is that of judging the whole store, while the cost is that of the region.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from harvester import dedup
from harvester.dedup.candidates import LARGEST_BLOCK, MAX_BLOCK, Blocks, Rows, distinct, proposed
from harvester.dedup.columns import Columns, Ints
from harvester.dedup.corpus import headings, listed_volumes
from harvester.store import index
from harvester.store.index import Certain, Place
from harvester.store.values import RecordRow
from harvester.workflow.prepared import columns_of, keys_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The numbers of records in order, their columns, the candidates among them (rows), and what is known besides.

    ``headings``: which of their titles are headings in the whole store; ``taught``: what the near-certain pairs outside
    say; ``certain``: those that were within; ``whole``: whether this is the whole store.
    """

    numbers: tuple[int, ...]
    columns: Columns
    pairs: tuple[Rows, Rows]
    headings: frozenset[int]
    taught: index.Counts = ((0, 0), (0, 0), (0, 0))
    certain: Sequence[Certain] = field(default_factory=tuple)
    whole: bool = False


def everything(rows: tuple[RecordRow, ...]) -> Region:
    """The whole store: all its records."""
    columns = dedup.prepare([row.citation for row in rows])
    known = headings(columns.title_hash, columns.year, listed_volumes(columns))
    pairs = dedup.candidates(columns, copies=False)
    numbers = tuple([row.id for row in rows])
    return Region(numbers=numbers, columns=columns, pairs=pairs, headings=known, whole=True)


def around(session: Session, fresh: Sequence[RecordRow]) -> Region:
    """What new and changed records touch; the index still holds what it held before them."""
    change = _Change.of(session, fresh)
    met = index.reached(session, change.numbers | _meeting(session, change) | _under_new_headings(session, change))
    numbers = tuple(sorted(met))
    columns = columns_of(session, numbers, forms=change.forms, keyed=change.new_keys)
    certain = index.certain_within(session, met)
    outside = [
        (agree - sum(pair[column] == 1 for pair in certain), differ - sum(pair[column] == 2 for pair in certain))
        for column, (agree, differ) in enumerate(index.taught(session), 2)
    ]
    return Region(
        numbers=numbers,
        columns=columns,
        pairs=_pairs_within(session, change, numbers, columns),
        headings=_headings(session, change, np.unique(columns.title_hash).tolist())[1],
        taught=tuple(outside),
        certain=certain,
    )


def places_of(numbers: Sequence[int], columns: Columns) -> list[Place]:
    """Where records stand, as the index keeps it."""
    told = (
        columns.title_hash,
        columns.beginning,
        columns.page_first,
        columns.volume,
        columns.year,
        listed_volumes(columns),
        columns.content,
    )
    stands = zip(*(column.tolist() for column in told), strict=True)
    return [Place(number, *stand) for number, stand in zip(numbers, stands, strict=True)]


def keys_by_record(numbers: Sequence[int], columns: Columns) -> dict[int, list[int]]:
    """Record → its keys, as the index keeps them."""
    ends = np.searchsorted(columns.key_owners, np.arange(len(numbers) + 1)).tolist()
    keys = columns.keys.tolist()
    return {number: keys[ends[place] : ends[place + 1]] for place, number in enumerate(numbers)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """New and changed records: their keys (key, record) and places as the index has them, and as they are now; as
    prepared, too.
    """

    numbers: frozenset[int]
    old_keys: Ints
    new_keys: Ints
    old_places: dict[int, Place]
    new_places: dict[int, Place]
    forms: dict[int, index.Form]

    @classmethod
    def of(cls, session: Session, fresh: Sequence[RecordRow]) -> _Change:
        columns = dedup.prepare([row.citation for row in fresh])
        listed = [row.id for row in fresh]
        numbers = frozenset(listed)
        owners = np.array(listed, dtype=np.int64)[columns.key_owners]
        return cls(
            numbers=numbers,
            old_keys=keys_table(index.keys_of(session, numbers)),
            new_keys=np.column_stack((columns.keys, owners)),
            old_places=index.places(session, numbers),
            new_places={place.record_id: place for place in places_of(listed, columns)},
            forms=dict(zip(listed, dedup.packed(columns, range(columns.size)), strict=True)),
        )

    def others(self, session: Session, keys: Ints) -> Ints:
        """How many records bear each of some keys (ascending) besides the new and changed ones."""
        sizes = index.sizes(session, keys.tolist())
        many = np.zeros(keys.size, dtype=np.int64)
        many[np.searchsorted(keys, list(sizes))] = list(sizes.values())
        return many - _times(self.old_keys, keys)

    def borne(self, session: Session) -> _Borne:
        """The keys they bear or bore."""
        keys = np.union1d(self.old_keys[:, 0], self.new_keys[:, 0])
        others = self.others(session, keys)
        live = others <= LARGEST_BLOCK
        quiet = others + np.maximum(_times(self.old_keys, keys), _times(self.new_keys, keys)) <= MAX_BLOCK
        return _Borne(shared=keys[live & (others > 0)], quiet=keys[live & quiet], crowded=keys[live & ~quiet])


def _times(keyed: Ints, keys: Ints) -> Ints:
    """How many records of (key, record) bear each of some keys."""
    borne = np.sort(keyed[:, 0])
    many: Ints = np.searchsorted(borne, keys, side="right") - np.searchsorted(borne, keys, side="left")
    return many


@dataclass(frozen=True, slots=True, kw_only=True)
class _Borne:
    """Keys of new and changed records: those other records share; those of few records, whose pairs are all compared,
    before and now; and those of many, of which a new bearer may make or unmake pairs of others. Keys of too many
    propose nothing.
    """

    shared: Ints
    quiet: Ints
    crowded: Ints


def _meeting(session: Session, change: _Change) -> set[int]:
    """The records of pairs that are candidates of a new or changed one, or that it made or unmade candidates."""
    borne = change.borne(session)
    bearers = keys_table(index.bearers(session, borne.shared.tolist()))
    rest = bearers[~np.isin(bearers[:, 1], list(change.numbers))]
    pairs = [_made_or_unmade(session, change, borne, rest)]
    for own in (change.old_keys, change.new_keys):
        quiet = _among_keys(own, borne.quiet)
        pairs.append(_sharing(quiet, np.concatenate((rest, quiet))))
    return _worth_it(session, change, *_once(np.concatenate(pairs)))


def _once(pairs: Ints) -> tuple[Ints, Ints]:
    """Each of some pairs of records once, the smaller number first."""
    a, b = pairs.min(axis=1), pairs.max(axis=1)
    beyond = int(b.max(initial=0)) + 1
    codes = distinct(a * beyond + b)
    return codes // beyond, codes % beyond


def _made_or_unmade(session: Session, change: _Change, borne: _Borne, rest: Ints) -> Ints:
    """The pairs that crowded keys propose of a new or changed record, or proposed before and no more, or now first."""
    beside = _among_keys(rest, borne.crowded)
    before, after = (_among_keys(own, borne.crowded) for own in (change.old_keys, change.new_keys))
    universe = np.unique(np.r_[beside[:, 1], before[:, 1], after[:, 1]])
    stands = index.places(session, np.unique(beside[:, 1]).tolist())
    earlier = _proposed(universe, np.concatenate((beside, before)), stands | change.old_places)
    now = _proposed(universe, np.concatenate((beside, after)), stands | change.new_places)
    new = np.isin(universe, list(change.numbers))
    a, b = now // max(universe.size, 1), now % max(universe.size, 1)
    seen = np.union1d(now[new[a] | new[b]], np.setxor1d(earlier, now, assume_unique=True))
    return np.column_stack((universe[seen // max(universe.size, 1)], universe[seen % max(universe.size, 1)]))


def _sharing(own: Ints, bearers: Ints) -> Ints:
    """The pairs of records, one of ``own`` and another of ``bearers`` (key, record), that share a key."""
    order = np.argsort(bearers[:, 0], kind="stable")
    keys, numbers = bearers[order].T
    first, behind = (np.searchsorted(keys, own[:, 0], side=side) for side in ("left", "right"))
    many = behind - first
    places = np.arange(many.sum()) + np.repeat(first - np.r_[0, np.cumsum(many)[:-1]], many)
    pairs = np.column_stack((np.repeat(own[:, 1], many), numbers[places]))
    two: Ints = pairs[pairs[:, 0] != pairs[:, 1]]
    return two


def _worth_it(session: Session, change: _Change, a: Ints, b: Ints) -> set[int]:
    """The records of some pairs, without the pairs of a record nobody met before that are not worth comparing."""
    unmet = list(change.numbers - change.old_places.keys())
    first = np.isin(a, unmet) | np.isin(b, unmet)
    one, two = a[first], b[first]
    numbers = np.unique(np.r_[one, two])
    known = index.outlines(session, set(numbers.tolist()) - change.numbers)
    known |= {number: outline for number, (outline, _) in change.forms.items()}
    outlines = dedup.outlines(known[number] for number in numbers.tolist())
    worth = dedup.promising(outlines, np.searchsorted(numbers, one), np.searchsorted(numbers, two))
    return set(np.concatenate((a[~first], b[~first], one[worth], two[worth])).tolist())


def _among_keys(table: Ints, keys: Ints) -> Ints:
    """The rows of some keys."""
    rows: Ints = table[np.isin(table[:, 0], keys)]
    return rows


def _proposed(universe: Ints, table: Ints, stands: dict[int, Place]) -> Ints:
    """The candidates among records (numbers, ascending) by (key, record), each pair as one number."""
    places = np.zeros((universe.size, 5), dtype=np.int64)
    known = [(place, stand) for place, number in enumerate(universe.tolist()) if (stand := stands.get(number))]
    if known:
        places[[place for place, _ in known]] = [_ordering(stand) for _, stand in known]
    a, b = proposed(Blocks(table[:, 0], np.searchsorted(universe, table[:, 1]), places))
    return a.astype(np.int64) * universe.size + b


def _ordering(stand: Place) -> tuple[int, int, int, int, int]:
    return stand.beginning, stand.page, stand.volume, stand.year, stand.content


def _pairs_within(session: Session, change: _Change, region: Sequence[int], columns: Columns) -> tuple[Rows, Rows]:
    """The candidates among the records of a region, by keys that others may bear as well."""
    numbers = np.array(region, dtype=np.int64)
    shared, counts = np.unique(columns.keys, return_counts=True)
    shared = shared[counts > 1]
    total = change.others(session, shared) + _times(change.new_keys, shared)
    small, large = shared[total <= MAX_BLOCK], shared[(total > MAX_BLOCK) & (total <= LARGEST_BLOCK)]
    within = set(numbers.tolist())
    beside = [(key, n) for key, n in index.bearers(session, large.tolist()) if n not in within]
    here = np.isin(columns.keys, np.r_[small, large])
    keyed = np.column_stack((columns.keys[here], numbers[columns.key_owners[here]]))
    stands = {place.record_id: place for place in places_of(region, columns)}
    universe = np.array(sorted(within | {n for _, n in beside}), dtype=np.int64)
    codes = _proposed(
        universe, np.concatenate((keyed, keys_table(beside))), stands | index.places(session, {n for _, n in beside})
    )
    a, b = universe[codes // universe.size], universe[codes % universe.size]
    inside = np.isin(a, numbers) & np.isin(b, numbers)
    return _rows(numbers, a[inside]), _rows(numbers, b[inside])


def _rows(numbers: Ints, wanted: Ints) -> NDArray[np.int32]:
    return np.searchsorted(numbers, wanted).astype(np.int32)


def _under_new_headings(session: Session, change: _Change) -> frozenset[int]:
    """The records of a title that has become a heading, or is one no more."""
    titles = {place.title for place in (*change.old_places.values(), *change.new_places.values())}
    before, after = _headings(session, change, titles)
    return index.titled(session, before ^ after)


def _headings(
    session: Session, change: _Change, titles: Sequence[int] | set[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """Which of the titles are headings in the whole store: before the change, and now."""
    wanted = set(titles) - {0}
    seen = Counter({(title, year, listed): n for title, year, listed, n in index.namesakes(session, wanted)})
    before = _among(seen)
    seen.subtract((place.title, place.year, place.listed) for place in change.old_places.values())
    seen.update((place.title, place.year, place.listed) for place in change.new_places.values())
    return before, _among(seen) & wanted


def _among(seen: Counter[tuple[int, int, int]]) -> frozenset[int]:
    table = np.array([told for told, many in seen.items() if many > 0], dtype=np.int64).reshape(-1, 3)
    return headings(table[:, 0], table[:, 1], table[:, 2])
