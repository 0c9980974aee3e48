"""What is kept of a prepared record is all that comparing needs of it."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from harvester import dedup
from harvester.citation import Citation
from harvester.dedup.columns import JOURNAL_TEXTS, Columns, Outline
from tests.dedup.reports import ARTICLE, REPORTS, vary

ODD = (
    Citation(),
    vary(issns=("0003-4967", "1468-2060"), title="\udc80 lone, 漢字 and \x00 nothing"),
    vary(identifiers=(("embase", "L2001234567"), ("wos", "WOS:000123456700001")), journal=""),
    Citation(kind="registry-entry", title="Anakinra in fever", identifiers=(("nct", "NCT02780583"),)),
)
EVERY = (*REPORTS, *ODD)


def test_what_was_packed_is_unpacked_as_it_was() -> None:
    columns = dedup.prepare(EVERY)
    again = dedup.unpacked(dedup.packed(columns, range(len(EVERY))), columns.keys, columns.key_owners)
    for name in (field.name for field in fields(Columns) if field.name not in {"journal", *JOURNAL_TEXTS}):
        assert np.array_equal(getattr(columns, name), getattr(again, name)), name
    for name in JOURNAL_TEXTS:
        assert getattr(columns, name)[columns.journal].tolist() == getattr(again, name)[again.journal].tolist()


def test_records_packed_at_different_times_are_judged_together() -> None:
    left, right = vary(issns=("0003-4967", "1468-2060")), vary(doi="", title=ARTICLE.title.upper())
    forms = [form for one in (left, right) for form in dedup.packed(dedup.prepare([one]), [0])]
    pair = np.array([0]), np.array([1])
    together = dedup.judge(dedup.prepare([left, right]), *pair)
    apart = dedup.judge(dedup.unpacked(forms), *pair)
    assert apart.probability.tolist() == together.probability.tolist()
    assert apart.features.tolist() == together.features.tolist()


def test_an_outline_tells_as_much_as_the_whole_what_is_worth_comparing() -> None:
    columns = dedup.prepare(EVERY)
    outlined = dedup.outlines(outline for outline, _ in dedup.packed(columns, range(len(EVERY))))
    for name in (field.name for field in fields(Outline)):
        assert np.array_equal(getattr(columns, name), getattr(outlined, name)), name
    pairs = np.triu_indices(len(EVERY), 1)
    assert dedup.promising(outlined, *pairs).tolist() == dedup.promising(columns, *pairs).tolist()


def test_nothing_is_unpacked_of_no_record() -> None:
    assert dedup.unpacked([]).size == 0
    assert dedup.outlines([]).size == 0


def test_what_another_version_packed_is_refused() -> None:
    with pytest.raises(ValueError, match="other parts"):
        dedup.unpacked([("[1,2,3]", "[]")])
    with pytest.raises(ValueError, match="other parts"):
        dedup.outlines(["[1,2,3]"])
