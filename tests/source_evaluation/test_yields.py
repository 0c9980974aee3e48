"""The yield of each source, and what would have been missed without it, are those counted by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.source_evaluation import (
    SearchedSource,
    SourceResults,
    compute_yields,
    missed_without,
    overlap_counts,
    reports_by_source_set,
    smallest_source_sets,
)
from tests.source_evaluation.made_results import by_hand, source

SETS = st.frozensets(st.integers(1, 15), max_size=10)
FOUND = st.builds(
    lambda sets, screened, included: SourceResults(
        sources=tuple(source(f"s{n}", *one) for n, one in enumerate(sets)), screened_in=screened, included=included
    ),
    st.lists(SETS, min_size=1, max_size=5),
    SETS,
    SETS,
)


def test_each_source_has_its_own_and_its_shared_reports() -> None:
    one, two, cinahl, agency = compute_yields(by_hand())
    assert (one.raw, one.reports, one.only_reports) == (7, 5, 3)
    assert (one.screened_in, one.only_screened_in) == (4, 2)
    assert (one.included, one.only_included) == (3, 1)
    assert (two.reports, two.only_reports, two.included, two.only_included) == (3, 1, 2, 0)
    assert (cinahl.included, cinahl.only_included) == (2, 1)
    assert (agency.reports, agency.included) == (1, 0)


def test_precision_sensitivity_and_number_needed_to_read_follow() -> None:
    one, _, _, agency = compute_yields(by_hand())
    assert one.precision == pytest.approx(3 / 5)
    assert one.number_needed_to_read == pytest.approx(5 / 3)
    assert one.sensitivity == pytest.approx(3 / 4)
    assert (agency.precision, agency.number_needed_to_read, agency.sensitivity) == (0, None, 0)


def test_what_is_undefined_has_no_value() -> None:
    (empty,) = compute_yields(SourceResults(sources=(source("one"),), screened_in=frozenset(), included=frozenset()))
    assert (empty.precision, empty.number_needed_to_read, empty.sensitivity) == (None, None, None)


def test_what_would_have_been_missed_is_told_for_every_combination() -> None:
    rows = {one.without: (one.reports, one.screened_in, one.included) for one in missed_without(by_hand())}
    assert rows["two",] == (1, 0, 0)
    assert rows["cinahl",] == (1, 1, 1)
    assert rows["one", "two"] == (5, 3, 2)
    assert rows["one", "two", "cinahl"] == (7, 5, 4)
    assert len(rows) == 4 + 6 + 4


def test_the_fewest_sources_that_find_all_included_are_named() -> None:
    found = by_hand()
    assert smallest_source_sets(found, found.included) == (("one", "cinahl"),)
    assert smallest_source_sets(found, frozenset({1})) == (("one",), ("two",), ("cinahl",))
    assert smallest_source_sets(found, frozenset()) == ()


def test_reports_are_told_apart_by_exactly_the_sources_that_found_them() -> None:
    found = by_hand()
    sets = {keys: sorted(reports) for keys, reports in reports_by_source_set(found, found.reports).items()}
    assert sets == {
        ("one",): [3, 5, 6], ("agency",): [8], ("cinahl",): [4], ("two",): [7], ("one", "two"): [2],
        ("one", "two", "cinahl"): [1],
    }  # fmt: skip
    assert overlap_counts(found, found.included)["one", "two"] == 2


@given(FOUND)
def test_sets_part_the_reports_and_losses_never_exceed_what_the_sources_found(found: SourceResults) -> None:
    sets = reports_by_source_set(found, found.reports)
    assert sum(map(len, sets.values())) == len(found.reports)
    by_key = {one.key: one for one in found.sources}
    for row in missed_without(found):
        kept = [one.reports for key, one in by_key.items() if key not in row.without]
        assert row.reports == len(found.reports - frozenset[int]().union(*kept))
    for one in compute_yields(found):
        assert one.only_included <= one.included <= one.all_included
        assert one.only_reports <= one.reports


@given(FOUND)
def test_the_fewest_sources_do_find_everything(found: SourceResults) -> None:
    wanted = found.included & found.reports
    by_key: dict[str, SearchedSource] = {one.key: one for one in found.sources}
    for keys in smallest_source_sets(found, found.included):
        assert wanted <= frozenset[int]().union(*(by_key[key].reports for key in keys))
