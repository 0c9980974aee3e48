"""The tables of an ASReview project, in the shape its library gives them, become rows and votes."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from harvester.workflow.screening.read_export import join_tables


def record(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "record_id": number, "dataset_row": number, "dataset_id": "d4", "title": f"Colchicine in {number} adults",
        "abstract": None, "authors": '["Okafor, N.", "Demir, E."]', "keywords": '["gout", "lsr:R000012"]', "year": 2019,
        "doi": "10.5555/JFR.1", "url": None, "included": None, "duplicate_of": None, "group_id": number,
    } | changes  # fmt: skip


def result(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "record_id": number,
        "label": 1,
        "time": 1760000000.5,
        "note": None,
        "tags": None,
        "user_id": None,
    } | changes


def test_lists_are_json_texts_and_our_number_is_a_keyword() -> None:
    [found] = join_tables([record(0)], [result(0)])
    assert (found.row.line, found.row.report_numbers, found.row.citation.doi) == (1, (12,), "10.5555/jfr.1")
    assert [author.family for author in found.row.citation.authors] == ["Okafor", "Demir"]
    [vote] = found.decisions
    assert (vote.decision, vote.date) == ("include", datetime.fromtimestamp(1760000000.5, UTC))


def test_a_record_without_a_label_has_no_vote_and_empty_cells_say_nothing() -> None:
    records = [record(0, authors="[]", keywords=None, year=math.nan, doi=None), record(1), record(2)]
    results = [result(0, label=0, note="dose?", time=math.nan), result(1, label=None)]
    first, second, third = join_tables(records, results)
    assert [(vote.decision, vote.note, vote.date) for vote in first.decisions] == [("exclude", "dose?", None)]
    assert (first.row.citation.authors, first.row.citation.year, first.row.report_numbers) == ((), None, ())
    assert second.decisions == third.decisions == ()
