"""Citations → CSV with the column names that ASReview and most programs know; forms → workbooks (.xlsx). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from harvester.citation_links import is_safe_url
from harvester.csv_table import format_row
from harvester.formats.fields.author_names import format_author
from harvester.formats.model import ExportRecord
from harvester.formats.text.cleaning import escape_markup
from harvester.printable import make_printable, remove_control_codes

CSV_COLUMNS: Final = (
    "title", "abstract", "authors", "year", "journal", "volume", "issue", "pages", "article_number", "doi", "pmid",
    "url", "keywords", "report_id", "records", "sources",
)  # fmt: skip
"""The columns, in their order."""


def write_csv(items: Iterable[ExportRecord]) -> Iterator[str]:
    """Yield the lines of a CSV table: the names of the columns, then a row for each report."""
    yield format_row(CSV_COLUMNS)
    for item in items:
        yield format_row(map(escape_markup, _cells(item)))


def _cells(item: ExportRecord) -> tuple[str, ...]:
    citation = item.citation
    names = [format_author(author).replace(";", ",") for author in citation.authors]
    if not citation.authors_complete:
        names.append("et al.")
    return (
        citation.title,
        citation.abstract,
        "; ".join(names),
        str(citation.year or ""),
        citation.journal or citation.journal_abbreviation,
        citation.volume,
        citation.issue,
        citation.pages,
        citation.article_number,
        citation.doi,
        citation.pmid,
        next(filter(is_safe_url, citation.urls), ""),
        "; ".join(word.replace(";", ",") for word in citation.keywords),
        item.report_id,
        " ".join(item.record_ids),
        "; ".join(item.sources),
    )


if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LAST_ROW: Final = 5_000
"""Down to which row drop-downs and formats reach."""
_CHOICES: Final = "choices"
_PROMPT: Final = 250
_HEAD, _GIVEN, _ASKED = "1F4E79", "F2F2F2", "FFF2CC"
"""Colours: headings, cells that are filled in already, headings of answers that must not be missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColumn:
    """A column: its heading, its help, the answers of its drop-down (none: any text).

    ``several`` says that more than one choice may stand in a cell, which no drop-down can do; ``given`` that its cells
    are not for filling in.
    """

    heading: str
    help: str = ""
    choices: tuple[str, ...] = ()
    several: bool = False
    required: bool = False
    read_only: bool = False
    width: int = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookSheet:
    """A sheet: its title, columns and rows of texts."""

    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    frozen_columns: int = 0
    """Number of columns that stay in sight."""


def write_workbook(sheets: Sequence[WorkbookSheet], *, title: str) -> bytes:
    """Return the workbook (.xlsx). Every cell is text, so that no program turns it into a date, number or formula."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = remove_control_codes(title)
    book.properties.creator = "harvester"
    for position, sheet in enumerate(sheets):
        page = book.active if position == 0 else book.create_sheet()
        if page is None:
            raise AssertionError("a new workbook has a sheet")
        page.title = sheet_title(sheet.title, [earlier.title for earlier in sheets[:position]])
        _fill(page, sheet)
    _add_drop_downs(book, sheets)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet_title(title: str, used_titles: Sequence[str] = ()) -> str:
    """Return a title that Excel allows: at most 31 characters, none of ``[]:*?/\\``, different from ``used_titles``."""
    plain = "".join(" " if char in "[]:*?/\\" else char for char in make_printable(title)).strip("' ")[:31] or "Sheet"
    number = sum(used.casefold()[:31] == plain.casefold() for used in used_titles)
    return f"{plain[:27]} {number + 1}" if number else plain


def _fill(page: Any, sheet: WorkbookSheet) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    grey = PatternFill("solid", fgColor=_GIVEN)
    for number, column in enumerate(sheet.columns, start=1):
        head = page.cell(1, number)
        _set_text(head, column.heading)
        head.font = Font(bold=True, color="7F6000" if column.required else "FFFFFF")
        head.fill = PatternFill("solid", fgColor=_ASKED if column.required else _HEAD)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        if column.help:
            head.comment = Comment(
                remove_control_codes(column.help), "harvester", width=340, height=40 + 18 * (len(column.help) // 45 + 1)
            )
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].number_format = "@"
    for row_number, row in enumerate(sheet.rows, start=2):
        for number, (text, column) in enumerate(zip(row, sheet.columns, strict=True), start=1):
            cell = page.cell(row_number, number)
            cell.number_format = "@"
            cell.alignment = Alignment(vertical="top", wrap_text=column.width > 24)
            if text:
                _set_text(cell, text)
            if column.read_only:
                cell.fill = grey
    page.freeze_panes = f"{get_column_letter(sheet.frozen_columns + 1)}2"


def _set_text(cell: Any, text: str) -> None:
    """Put a text into a cell; one that begins with "=" stays a text."""
    cell.value = remove_control_codes(text)
    cell.data_type = "s"


def _add_drop_downs(book: Any, sheets: Sequence[WorkbookSheet]) -> None:
    """Write lists of choices on a hidden sheet: a list in the cell itself is limited in length and has no
    commas."""
    lists: dict[tuple[str, ...], int] = {}
    for sheet, page in zip(sheets, book.worksheets, strict=True):
        for number, column in enumerate(sheet.columns, start=1):
            if column.choices and not column.several:
                lists.setdefault(column.choices, len(lists) + 1)
            _validate(page, number, column, lists)
    if lists:
        hidden = book.create_sheet(_CHOICES)
        hidden.sheet_state = "hidden"
        for choices, number in lists.items():
            for row, choice in enumerate(choices, start=1):
                _set_text(hidden.cell(row, number), choice)


def _validate(page: Worksheet, number: int, column: SheetColumn, lists: dict[tuple[str, ...], int]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.read_only or not (column.choices or column.help):
        return
    letter = get_column_letter(number)
    if column.choices and not column.several:
        letter_of_list = get_column_letter(lists[column.choices])
        rule = DataValidation(
            type="list",
            formula1=f"{_CHOICES}!${letter_of_list}$1:${letter_of_list}${len(column.choices)}",
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=remove_control_codes(column.heading)[:32],
            error=remove_control_codes(f"One of: {', '.join(column.choices)}")[:_PROMPT],
        )
    else:
        rule = DataValidation(allow_blank=True)
    if column.help:
        rule.promptTitle = remove_control_codes(column.heading)[:32]
        rule.prompt = remove_control_codes(column.help)[:_PROMPT]
        rule.showInputMessage = True
    rule.add(f"{letter}2:{letter}{_LAST_ROW}")
    page.add_data_validation(rule)
