from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from harvester.sources.ncbi.date_slices import DateSlice, initial_slices

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1800, 1, 1), date(3000, 12, 31))


def test_the_opening_covers_all_time_without_a_gap() -> None:
    parts = sorted(initial_slices("crdt", today=TODAY), key=lambda part: part.first)

    assert parts[0].first == date(1800, 1, 1)
    assert parts[-1].last == date(3000, 12, 31)
    assert all(left.last + timedelta(days=1) == right.first for left, right in pairwise(parts))


@given(DAYS, DAYS, DAYS)
def test_every_day_of_a_slice_lies_in_exactly_one_of_its_parts(one: date, other: date, day: date) -> None:
    whole = DateSlice("crdt", min(one, other), max(one, other))
    parts = whole.split(today=TODAY)

    if whole.first < whole.last:
        assert sum(part.first <= day <= part.last for part in parts) == (whole.first <= day <= whole.last)
        assert all(part.last - part.first < whole.last - whole.first for part in parts)


def test_a_single_day_is_cut_by_entry_date_then_by_mesh_date_then_not_at_all() -> None:
    day = DateSlice("crdt", TODAY, TODAY)
    by_entry = day.split(today=TODAY)
    last = DateSlice("mhda", TODAY, TODAY, DateSlice("edat", TODAY, TODAY, day))

    assert {part.date_field for part in by_entry} == {"edat"}
    assert by_entry[0].clause() == " AND (2026/11/23:2026/11/23[crdt]) AND (1800/01/01:1959/12/31[edat])"
    assert last.split(today=TODAY) == ()
