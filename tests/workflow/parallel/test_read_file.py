"""Large files are read by several processes: the parts that come of it are those one would have made."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester import formats
from harvester.errors import FormatError, UsageError
from harvester.workflow.files import iter_blocks
from harvester.workflow.parallel.pool import process_pool
from harvester.workflow.parallel.read_file import read_file_chunks
from tests.benchmarks import made_exports

BROKEN = b"TY  - JOUR\nER  - \n\n"


def parts(path: Path, processes: int) -> list[formats.ParsedChunk]:
    with process_pool(processes) as mapped:
        return list(read_file_chunks(path, mapped, size=40_000))


@pytest.mark.parametrize("format_name", ["ris", "pubmed-xml", "csv"])
def test_two_processes_give_the_very_parts_that_one_gives(tmp_path: Path, format_name: str) -> None:
    path = tmp_path / f"made.{format_name}"
    path.write_bytes(b"".join(made_exports.blocks(format_name, 150)))
    alone = list(formats.read_chunks(iter_blocks(path), name=str(path), size=40_000))
    assert len(alone) > 3
    assert parts(path, 2) == alone
    assert parts(path, 1) == alone
    assert b"".join(part.data for part in alone) == path.read_bytes()


def test_a_record_that_cannot_be_read_is_told_with_its_line_by_either(tmp_path: Path) -> None:
    path = tmp_path / "made.ris"
    records = b"".join(made_exports.blocks("ris", 60))
    path.write_bytes(records + BROKEN + records)
    bad = [one for part in parts(path, 2) for one in part.parsed.unreadable]
    assert [one.line for one in bad] == [records.count(b"\n") + 1]
    assert bad == [one for part in parts(path, 1) for one in part.parsed.unreadable]


def test_a_file_of_another_kind_is_refused_by_either(tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    path.write_text("Dear colleague,\nno records here.\n" * 3_000)
    for processes in (1, 2):
        with pytest.raises(FormatError, match=r"letters\.txt"):
            parts(path, processes)


def test_a_file_of_empty_records_is_refused_by_either(tmp_path: Path) -> None:
    path = tmp_path / "empty.ris"
    path.write_bytes(BROKEN * 6_000)
    for processes in (1, 2):
        with pytest.raises(FormatError, match=r"empty\.ris, line 1: no record can be read"):
            parts(path, processes)


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    for processes in (1, 2):
        with pytest.raises(UsageError, match="There is no file"):
            parts(tmp_path / "gone.ris", processes)
