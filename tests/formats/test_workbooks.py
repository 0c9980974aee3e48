"""An Excel workbook is read like any table, and cannot harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.errors import FormatError
from harvester.formats import detect_format, parse_file
from tests.formats.test_any_bytes import readable_or_refused
from tests.formats.workbooks import OLD_XLS, ods, ods_of, ods_row, xlsx
from tests.support import examples, shared_data

XLSX = "exports/citation-file-formatting/XLSX"


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
TABLE: list[list[Any]] = [
    ["Title", "Authors", "Year", "Pages", "PUI"],
    ["One", "Doe, J; Roe, K", 2020.0, "221-8", "L2029880245"],
]


GOOD = xlsx(TABLE)  # once: a workbook holds the time it was made


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
    (entry,) = parse_file(xlsx([TABLE[0], ["One", "Doe, J", 2020.0, date(2024, 1, 7), None]]), name="f").records
    assert (entry.citation.year, entry.citation.pages, entry.line) == (2020, "07-Jan", 2)


def test_a_value_with_line_breaks_does_not_shift_the_numbers_of_rows() -> None:
    found = parse_file(xlsx([["Title", "Abstract"], ["One", "a\nb\nc"], [], ["Two", ""]]), name="f")
    assert [(entry.line, entry.citation.title) for entry in found.records] == [(2, "One"), (4, "Two")]


def test_the_sheet_with_titles_is_read_and_the_others_are_named() -> None:
    found = parse_file(xlsx([["About", "this file"]], TABLE), name="f")
    assert (len(found.records), found.records[0].accession) == (1, "L2029880245")
    assert "sheet 0" in found.warnings[0].message


def test_a_workbook_without_titles_is_refused() -> None:
    with pytest.raises(FormatError, match=r"f\.xlsx, line 1: no column of titles"):
        parse_file(xlsx([["a", "b"], [1, 2]]), name="f.xlsx")


def test_a_zip_archive_that_is_no_workbook_is_named_as_such() -> None:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("records.ris", "TY  - JOUR\n")
    assert detect_format(out.getvalue()) is None
    with pytest.raises(FormatError, match="no workbook"):
        parse_file(out.getvalue(), name="f.zip")


def with_part(name: str, content: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(xlsx(TABLE))) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return out.getvalue()


def test_a_workbook_that_would_grow_beyond_measure_is_not_unpacked() -> None:
    content = xlsx(TABLE)
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
    with pytest.raises(FormatError, match="for safety"):
        parse_file(with_part("xl/worksheets/sheet1.xml", start + row + far), name="f.xlsx")


@given(st.data())
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = GOOD
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    damaged = content[:start] + data.draw(st.binary(max_size=8)) + content[end:]
    readable_or_refused(damaged)


@given(st.data())
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_workbook_with_damaged_xml_is_read_or_refused(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]))
    with ZipFile(BytesIO(GOOD)) as archive:
        content = archive.read(part)
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    damaged = content[:start] + data.draw(st.sampled_from([b"", b"<c/>", b"9", b'"', b"<!--", b"r"])) + content[end:]
    readable_or_refused(with_part(part, damaged))


@pytest.mark.parametrize("make", [xlsx, ods])
def test_every_kind_of_workbook_is_read_alike(make: Callable[..., bytes]) -> None:
    rows = [[], [None, "Title", "Year", "Pages"], [], ["", "One\nmore", 2020.0, date(2024, 1, 7)], ["", "Two", 2021.5]]
    parsed = parse_file(make([["About"]], rows), name="f")
    assert [(record.line, record.citation.title) for record in parsed.records] == [(4, "One more"), (5, "Two")]
    assert (parsed.records[0].citation.year, parsed.records[0].citation.pages) == (2020, "07-Jan")


def test_a_workbook_of_old_excel_is_read() -> None:
    parsed = parse_file(OLD_XLS, name="f.xls")
    assert (parsed.format, len(parsed.records), parsed.unreadable) == ("xls", 2, ())
    assert [record.citation.pages for record in parsed.records] == ["07-Jan", "221-8"]
    assert [record.citation.title for record in parsed.records] == ["One", "Two é"]
    assert parsed.records[0].accession == "L2029880245"


@pytest.mark.parametrize("reference", ["XFD1048576", "XFD3000", "A99999999999"])
def test_a_cell_far_away_does_not_exhaust_the_memory(reference: str) -> None:
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    first = b'<row r="1"><c r="A1" t="inlineStr"><is><t>Title</t></is></c></row>'
    cell = f'<row r="{row}"><c r="{reference}" t="inlineStr"><is><t>x</t></is></c></row>'.encode()
    data = with_part("xl/worksheets/sheet1.xml", SHEET + b"<sheetData>" + first + cell + b"</sheetData></worksheet>")
    with pytest.raises(FormatError, match="for safety"):
        parse_file(data, name="f.xlsx")


def test_repeated_cells_do_not_exhaust_the_memory() -> None:
    head, last = ods_row(["Title", "Year"]), ods_row(["One", 2020])
    rows = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    cells = '<table:table-cell table:number-columns-repeated="16000"/>'
    end = "</table:table-row"
    padded = ods_of(f'<table:table table:name="a">{head}{last.replace(end, cells + end)}{rows}</table:table>')
    assert len(parse_file(padded, name="f.ods").records) == 1, "empty cells behind the last one are no harm"
    far = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    hostile = head.replace(end, cells + far + end)
    with pytest.raises(FormatError, match="for safety"):
        parse_file(ods_of(f'<table:table table:name="a">{hostile}{rows}{last}</table:table>'), name="f.ods")


def test_a_column_beyond_those_of_old_excel_is_not_read() -> None:
    place = OLD_XLS.rindex(b"\xfd\x00\x0a\x00") + 4
    hostile = OLD_XLS[:place] + b"\xff\xff\x60\xea" + OLD_XLS[place + 4 :]
    with pytest.raises(FormatError, match="damaged"):
        parse_file(hostile, name="f.xls")


@given(st.data())
@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_workbook_of_another_kind_is_read_or_refused(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from([OLD_XLS, ods(TABLE)]))
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    readable_or_refused(content[:start] + data.draw(st.binary(max_size=8)) + content[end:])
