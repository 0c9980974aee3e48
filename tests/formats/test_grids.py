"""Tables of any kind: CSV and workbooks read as rows of cells, workbooks written for people to fill in."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from harvester.csv_table import neutralise_formula
from harvester.errors import FormatError
from harvester.formats.tables.grid import read_grids
from harvester.formats.tables.writer import SheetColumn, WorkbookSheet, sheet_title, write_workbook

COLUMNS = (
    SheetColumn(heading="Name", read_only=True),
    SheetColumn(heading="Colour", help="Of it.", choices=("red, dark", "blue")),
)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_whatever_separates_the_cells_a_table_is_read_with_its_line_numbers(separator: str) -> None:
    text = f'a{separator}b\n\n1{separator}"two\nlines"\n3{separator}4\n'
    (grid,) = read_grids(text.encode("utf-8-sig"), name="t.csv")
    assert grid.rows == ((1, ("a", "b")), (3, ("1", "two\nlines")), (5, ("3", "4")))


def test_excels_line_that_names_the_separator_is_believed() -> None:
    (grid,) = read_grids(b"sep=;\na;b,c\n", name="t.csv")
    assert [cells for _, cells in grid.rows] == [("a", "b,c")]


def test_an_older_encoding_is_read() -> None:
    (grid,) = read_grids("a,b\nSève,1\n".encode("cp1252"), name="t.csv")
    assert grid.rows[1][1][0] == "Sève"


@pytest.mark.parametrize("data", [b"PK\x03\x04 no workbook", b"\xd0\xcf\x11\xe0 old Excel", b'a,b\n"never closed'])
def test_a_file_that_is_no_table_is_refused_with_a_remedy(data: bytes) -> None:
    with pytest.raises(FormatError) as refused:
        read_grids(data, name="t")
    assert "Save" in refused.value.hint or "save" in refused.value.hint


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u00a0\u0085\u2028\u2029\ufeff"), max_size=12
    )
)
def test_a_cell_that_was_disarmed_comes_back_as_it_was(text: str) -> None:
    cell = text.strip()
    if cell.startswith("'"):
        return
    data = io.StringIO()
    csv.writer(data).writerow(["first", neutralise_formula(cell)])
    (grid,) = read_grids(data.getvalue().encode(), name="t.csv")
    assert (*grid.rows[0][1], "")[1] == cell


def test_a_workbook_has_drop_downs_help_and_cells_that_stay_text() -> None:
    sheet = WorkbookSheet(title="Things", columns=COLUMNS, rows=(("=1+1", "blue"), ("2020-01", "")))
    data = write_workbook([sheet], title="Things")
    page = load_workbook(io.BytesIO(data))["Things"]
    assert (page["A2"].value, page["A2"].data_type) == ("=1+1", "s")
    assert page["A3"].number_format == "@"
    assert page["B1"].comment.text == "Of it."
    (rule,) = page.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ("choices!$A$1:$A$2", "B2:B5000")
    (grid,) = read_grids(data, name="t.xlsx")
    assert grid.sheet == "Things"
    assert grid.rows == ((1, ("Name", "Colour")), (2, ("=1+1", "blue")), (3, ("2020-01",)))


def test_titles_of_sheets_are_such_as_excel_takes() -> None:
    assert sheet_title("a/b: [c]?") == "a b   c"
    assert len(sheet_title("x" * 40)) == 31
    assert sheet_title("Same", ["same"]) == "Same 2"
    assert sheet_title("//") == "Sheet"
