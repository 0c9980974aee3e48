"""Large files are read and prepared by several processes: what comes of it is what one would have made."""

from __future__ import annotations

import csv
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from harvester import dedup
from harvester.errors import FormatError
from harvester.workflow.parallel.pool import process_pool
from harvester.workflow.parallel.read_columns import RecordBatch, read_record_batches

RECORDS = 300
JOURNALS = ("J Clin Made Up", "Annals of Examples", "", "Revista de Ejemplos = Journal of Examples")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "records.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("ID", "Title", "Authors", "Year", "Journal", "Pages", "DOI", "ISSN"))
        for n in range(RECORDS):
            writer.writerow(
                (
                    f"r{n}",
                    f"Effect of exercise number {n % 200} on sleep, a trial in {n % 7} towns",
                    f"Müller, A.; Person{n % 200}, B.",
                    2000 + n % 20,
                    JOURNALS[n % 4],
                    f"{n % 200}-{n % 200 + 9}",
                    f"10.5555/made.{n % 200}" if n % 3 else "",
                    "1234-5678; 8765-4321" if n == RECORDS - 1 else "",
                )
            )
    return path


def batches(path: Path, processes: int, *, citations: bool = True) -> list[RecordBatch]:
    with process_pool(processes) as mapped:
        return list(read_record_batches(path, mapped, citations=citations, size=5_000))


def columns_of(found: list[RecordBatch]) -> dedup.Columns:
    return dedup.concatenate_batches([part for batch in found for part in batch.columns])


def test_two_processes_give_what_one_gives(table: Path) -> None:
    alone, together = batches(table, 1), batches(table, 2)
    assert len(alone) > 5
    assert [batch.file_ids for batch in together] == [batch.file_ids for batch in alone]
    assert [batch.citations for batch in together] == [batch.citations for batch in alone]
    assert_same(columns_of(together), columns_of(alone))


def test_wherever_the_file_is_cut_the_columns_are_those_of_all_citations(table: Path) -> None:
    found = batches(table, 1)
    assert_same(columns_of(found), dedup.build_columns([citation for batch in found for citation in batch.citations]))


def assert_same(left: dedup.Columns, right: dedup.Columns) -> None:
    for field in fields(dedup.Columns):
        assert np.array_equal(getattr(left, field.name), getattr(right, field.name)), field.name


def test_citations_are_held_only_where_asked_for(table: Path) -> None:
    found = batches(table, 1, citations=False)
    assert sum(len(batch.file_ids) for batch in found) == RECORDS
    assert not any(batch.citations for batch in found)


def test_an_error_in_a_process_is_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    path.write_text("Dear colleague,\nno records here.\n" * 1_000)
    with pytest.raises(FormatError, match=r"letters\.txt"):
        batches(path, 2)
