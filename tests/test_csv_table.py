"""B3: no cell of a table is run as a formula, and numbers stay numbers."""

from __future__ import annotations

import csv
import io
import zipfile
from io import BytesIO

import pytest

from harvester.csv_table import format_row, neutralise_formula, write_table
from harvester.formats.tables.grid import read_grids
from harvester.formats.tables.writer import SheetColumn, WorkbookSheet, write_workbook

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)",
    "=cmd|' /C calc'!A0", "'=1+1", "\x00=1+1", "\x1b=1", "\ufeff=1", "\u202e=1+1", "-", "- x",
)  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_b3_a_cell_that_begins_as_a_formula_is_a_text(text: str) -> None:
    cell = neutralise_formula(text)
    assert cell.startswith("'") or not cell.lstrip("\ufeff \t\r\n").startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "text", [f"{sign}{blank}=1+1" for sign in ";,\t|" for blank in ("", " ")] + ["a;=1+1", "a; ＝1", "x\t+1"]
)
def test_b3_a_formula_behind_another_separator_stays_inside_its_cell(text: str, separator: str) -> None:
    for cells in ((text,), ("a", text, "b"), (text, 'b "quoted"', 3, None)):
        [row] = list(csv.reader(io.StringIO(format_row(cells)), delimiter=separator))
        assert not any(cell.lstrip().startswith(tuple("=+-@＝＋－＠")) for cell in row), row


def test_b3_numbers_stay_numbers() -> None:
    assert format_row(("a; -5", "b|-5.5")) == "a; -5,b|-5.5\n"
    assert format_row((-5, 3.5, "-5", "-5.25", "5", "12 %", None)) == "-5,3.5,-5,-5.25,5,12 %,\n"


def test_b3_headings_are_neutralised_too_and_rows_are_those_given() -> None:
    text = write_table(("=a", "b"), [("x;=1", 'say "x"'), ("", "two\nlines")])
    assert list(csv.reader(io.StringIO(text))) == [["'=a", "b"], ["x;'=1", 'say "x"'], ["", "two\nlines"]]


@pytest.mark.parametrize("text", FORMULAS)
def test_b3_every_cell_of_a_workbook_is_a_text(text: str) -> None:
    column = SheetColumn(heading=text, help=text, choices=(text, "other"), required=True)
    data = write_workbook([WorkbookSheet(title=text, columns=(column,), rows=((text,),))], title=text)
    with zipfile.ZipFile(BytesIO(data)) as book:
        assert not any(
            b"<f>" in book.read(name) or b"<f " in book.read(name) for name in book.namelist() if "sheets/" in name
        )
    read_grids(data, name="x.xlsx")


def test_b3_what_was_neutralised_is_read_again_as_it_was() -> None:
    for text in ("=1+1", "-x", "@a", "＝1", "a;=1", "a; -b|+c", "it's; 'so'"):
        [grid] = read_grids(format_row((text, "a")).encode(), name="x.csv")
        assert grid.rows[0][1][0] == text
