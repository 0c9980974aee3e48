"""The page on formats says what the readers and writers do."""

from __future__ import annotations

import pytest

from harvester.formats import EXPORT_FORMATS, detect_format
from harvester.formats.read import FORMAT_READERS
from tests.formats.conformance import FULL, PAGE, came_back, page
from tests.formats.samples import ACCEPTS, SAMPLES


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.formats.conformance"


def test_every_reader_has_a_sample_and_a_line_on_the_page() -> None:
    assert SAMPLES.keys() == ACCEPTS.keys() == FORMAT_READERS.keys()
    assert [detect_format(data) for data in SAMPLES.values()] == list(SAMPLES)


@pytest.mark.parametrize("format_name", EXPORT_FORMATS)
def test_what_finds_a_report_again_is_kept_by_every_format(format_name: str) -> None:
    found = came_back(format_name, FULL)
    assert (found.title, found.year, found.doi, found.pmid) == (FULL.title, FULL.year, FULL.doi, FULL.pmid)
    assert (found.abstract, found.volume, found.pages) == (FULL.abstract, FULL.volume, FULL.pages)


def test_json_lines_keep_everything() -> None:
    assert came_back("jsonl", FULL) == FULL
