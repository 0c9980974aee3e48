"""What is kept of a prepared record is all that comparing needs of it."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from harvester import dedup
from harvester.citation import Citation
from harvester.dedup.records.columns import JOURNAL_TEXTS, Columns, PrefilterColumns
from tests.dedup.reports import ARTICLE, REPORTS, vary

ODD = (
    Citation(),
    vary(issns=("0003-4967", "1468-2060"), title="\udc80 lone, 漢字 and \x00 nothing"),
    vary(identifiers=(("embase", "L2001234567"), ("wos", "WOS:000123456700001")), journal=""),
    Citation(kind="registry-entry", title="Anakinra in fever", identifiers=(("nct", "NCT02780583"),)),
)
EVERY = (*REPORTS, *ODD)


def test_what_was_packed_is_unpacked_as_it_was() -> None:
    columns = dedup.build_columns(EVERY)
    again = dedup.restore_columns(dedup.dump_columns(columns, range(len(EVERY))), columns.keys, columns.key_owners)
    for name in (field.name for field in fields(Columns) if field.name not in {"journal", *JOURNAL_TEXTS}):
        assert np.array_equal(getattr(columns, name), getattr(again, name)), name
    for name in JOURNAL_TEXTS:
        assert getattr(columns, name)[columns.journal].tolist() == getattr(again, name)[again.journal].tolist()


def test_records_packed_at_different_times_are_judged_together() -> None:
    left, right = vary(issns=("0003-4967", "1468-2060")), vary(doi="", title=ARTICLE.title.upper())
    forms = [form for one in (left, right) for form in dedup.dump_columns(dedup.build_columns([one]), [0])]
    pair = np.array([0]), np.array([1])
    together = dedup.score_pairs(dedup.build_columns([left, right]), *pair)
    apart = dedup.score_pairs(dedup.restore_columns(forms), *pair)
    assert apart.probability.tolist() == together.probability.tolist()
    for (_, one), (_, other) in zip(apart.comparison.levels(), together.comparison.levels(), strict=True):
        assert one.tolist() == other.tolist()


def test_an_outline_tells_as_much_as_the_whole_what_is_worth_comparing() -> None:
    columns = dedup.build_columns(EVERY)
    outlined = dedup.restore_prefilter_columns(outline for outline, _ in dedup.dump_columns(columns, range(len(EVERY))))
    for name in (field.name for field in fields(PrefilterColumns)):
        assert np.array_equal(getattr(columns, name), getattr(outlined, name)), name
    pairs = np.triu_indices(len(EVERY), 1)
    assert dedup.can_match(outlined, *pairs).tolist() == dedup.can_match(columns, *pairs).tolist()


def test_nothing_is_unpacked_of_no_record() -> None:
    assert dedup.restore_columns([]).size == 0
    assert dedup.restore_prefilter_columns([]).size == 0


def test_what_another_version_packed_is_refused() -> None:
    with pytest.raises(ValueError, match="other parts"):
        dedup.restore_columns([("[1,2,3]", "[]")])
    with pytest.raises(ValueError, match="other parts"):
        dedup.restore_prefilter_columns(["[1,2,3]"])
