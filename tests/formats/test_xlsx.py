"""An Excel workbook is read like any table, and cannot harm."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from harvester.errors import FormatError
from harvester.formats import detect_format, parse_file
from tests.formats.test_any_bytes import readable_or_refused
from tests.support import shared_data

XLSX = "exports/citation-file-formatting/XLSX"


def workbook(*sheets: list[list[Any]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"sheet {number}")
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
TABLE: list[list[Any]] = [
    ["Title", "Authors", "Year", "Pages", "PUI"],
    ["One", "Doe, J; Roe, K", 2020.0, "221-8", "L2029880245"],
]


GOOD = workbook(TABLE)  # once: a workbook holds the time it was made


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "count"), [("_baseline", 100), ("_baseline_embase", 10), ("_baseline_eppireviewer", 10)]
)
def test_a_real_workbook_gives_all_its_records_with_title_and_year(name: str, count: int) -> None:
    found = parse_file(shared_data(f"{XLSX}/{name}.xlsx").read_bytes(), name=name)
    assert (found.format, len(found.records), found.unreadable) == ("xlsx", count, ())
    assert all(entry.citation.title and entry.citation.year for entry in found.records)


@pytest.mark.shared
def test_embases_workbook_says_the_same_as_its_table() -> None:
    book = parse_file(shared_data(f"{XLSX}/_baseline_embase.xlsx").read_bytes(), name="f")
    table = parse_file(shared_data("exports/citation-file-formatting/CSV/_baseline_embase.csv").read_bytes(), name="f")
    assert [entry.accession for entry in book.records] == [entry.accession for entry in table.records]
    assert [entry.citation.title for entry in book.records] == [entry.citation.title for entry in table.records]
    assert "dinosaur:ti" in book.preamble


def test_numbers_and_days_are_read_as_the_sheet_shows_them() -> None:
    (entry,) = parse_file(workbook([TABLE[0], ["One", "Doe, J", 2020.0, date(2024, 1, 7), None]]), name="f").records
    assert (entry.citation.year, entry.citation.pages, entry.line) == (2020, "07-Jan", 2)


def test_a_value_with_line_breaks_does_not_shift_the_numbers_of_rows() -> None:
    found = parse_file(workbook([["Title", "Abstract"], ["One", "a\nb\nc"], [], ["Two", ""]]), name="f")
    assert [(entry.line, entry.citation.title) for entry in found.records] == [(2, "One"), (4, "Two")]


def test_the_sheet_with_titles_is_read_and_the_others_are_named() -> None:
    found = parse_file(workbook([["About", "this file"]], TABLE), name="f")
    assert (len(found.records), found.records[0].accession) == (1, "L2029880245")
    assert "sheet 0" in found.warnings[0].message


def test_a_workbook_without_titles_is_refused() -> None:
    with pytest.raises(FormatError, match=r"f\.xlsx, line 1: no column of titles"):
        parse_file(workbook([["a", "b"], [1, 2]]), name="f.xlsx")


def test_a_zip_archive_that_is_no_workbook_is_named_as_such() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("records.ris", "TY  - JOUR\n")
    assert detect_format(out.getvalue()) is None
    with pytest.raises(FormatError, match="no Excel workbook"):
        parse_file(out.getvalue(), name="f.zip")


def with_part(name: str, content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(workbook(TABLE))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return out.getvalue()


def test_a_workbook_that_would_grow_beyond_measure_is_not_unpacked() -> None:
    content = workbook(TABLE)
    stated = content.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24  # in the central directory: size when unpacked
    grown = content[:stated] + (600_000_000).to_bytes(4, "little") + content[stated + 4 :]
    with pytest.raises(FormatError, match="for safety"):
        parse_file(grown, name="f.xlsx")


def test_a_workbook_that_declares_entities_is_not_read() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    with pytest.raises(FormatError, match="entities"):
        parse_file(with_part("xl/sharedStrings.xml", bomb), name="f.xlsx")


def test_a_row_far_below_does_not_keep_the_reader_busy() -> None:
    start = SHEET + b'<dimension ref="A1:XFD9"/><sheetData>'
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c>'
    row += b'<c r="B1" t="inlineStr"><is><t>Year</t></is></c></row>'
    far = (
        b'<row r="99999999999"><c r="A99999999999" t="inlineStr"><is><t>One</t></is></c></row></sheetData></worksheet>'
    )
    with pytest.raises(FormatError, match="no record"):
        parse_file(with_part("xl/worksheets/sheet1.xml", start + row + far), name="f.xlsx")


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = GOOD
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    damaged = content[:start] + data.draw(st.binary(max_size=8)) + content[end:]
    readable_or_refused(damaged)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_workbook_with_damaged_xml_is_read_or_refused(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]))
    with ZipFile(BytesIO(GOOD)) as archive:
        content = archive.read(part)
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    damaged = content[:start] + data.draw(st.sampled_from([b"", b"<c/>", b"9", b'"', b"<!--", b"r"])) + content[end:]
    readable_or_refused(with_part(part, damaged))
