"""harvester search-report writes the appendix in the format that its file names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.run_harvester import harvester


@pytest.mark.parametrize(("ending", "begins"), [("md", b"# Search"), ("html", b"<!DOCTYPE html>"), ("docx", b"PK"),
                                                ("csv", b"item,name,status,text"), ("json", b"{")])  # fmt: skip
def test_the_search_appendix_is_written_in_the_format_its_file_names(
    harvested: Path, tmp_path: Path, ending: str, begins: bytes
) -> None:
    target = tmp_path / f"appendix.{ending}"
    said = harvester("--review", harvested, "search-report", "-o", target)
    assert "items are left for you" in said.out
    assert target.read_bytes().startswith(begins)


def test_a_word_document_is_not_printed(harvested: Path) -> None:
    said = harvester("--review", harvested, "search-report", "--format", "docx")
    assert (said.exit_code, said.raw) == (2, b"")
