"""C4: a workbook that would unpack to more than memory holds is refused before it is opened, with a clear error."""

from __future__ import annotations

import io
import resource
import time
import zipfile
from collections.abc import Callable

import pytest

from harvester.errors import FormatError
from harvester.formats.raw_fields import unpack_archive
from harvester.formats.tables.grid import read_grids
from harvester.formats.tables.workbook_reader import read_workbook

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODS_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def xlsx(rows: str, shared: str = "") -> bytes:
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return pack(parts)


def ods(rows: str) -> bytes:
    content = (
        f"<office:document-content {ODS_NAMES}><office:body><office:spreadsheet>"
        f'<table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    return pack({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def pack(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def ods_row(*texts: str, rows: int = 1, columns: int = 1) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}">'
        f"<text:p>{text}</text:p></table:table-cell>"
        for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'


HEADER = row(1, cell("A1", "Title"), cell("B1", "Year"))
SHARED = '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c></row>'

BOMBS: dict[str, Callable[[], bytes]] = {
    "a header whose last column is far away": lambda: xlsx(
        row(1, cell("A1", "Title"), cell("XFD1", "x")) + "".join(row(n, cell(f"A{n}", "t")) for n in range(2, 400))
    ),
    "a last row far away": lambda: xlsx(HEADER + row(1_048_576, cell("XFD1048576", "x"))),
    "a row number of 4,000 digits": lambda: xlsx(HEADER + row(2, cell("A" + "9" * 4_000, "x"))),
    "a text that 20,000 cells share": lambda: xlsx(
        row(1, cell("A1", "Title")) + "".join(SHARED.format(n) for n in range(2, 20_000)),
        f"<si><t>{'x' * 20_000}</t></si>",
    ),
    "shared texts in an unusual spelling": lambda: xlsx(
        row(1, cell("A1", "Title"))
        + "".join(f'<row r="{n}"><c r="A{n}" t = \'s\' ><v >0</v></c></row>' for n in range(2, 20_000)),
        f"<si><t>{'x' * 20_000}</t></si>",
    ),
    "very long cells": lambda: xlsx(HEADER + "".join(row(n, cell(f"A{n}", "y" * 30_000)) for n in range(2, 2_000))),
    "one cell of 60 MB": lambda: xlsx(HEADER + row(2, cell("A2", "y" * 60_000_000))),
    "spaces between the cells": lambda: xlsx(HEADER + " " * 60_000_000),
    "a row repeated a million times": lambda: ods(ods_row("Title") + ods_row("x" * 1_000, rows=1_000_000)),
    "a cell repeated 16,384 times": lambda: ods(ods_row("Title") + ods_row("x" * 50_000, columns=16_384)),
    "rows and cells repeated": lambda: ods(ods_row("Title") + ods_row("x", rows=100_000, columns=1_000)),
    "a number of repeats of 4,000 digits": lambda: ods(
        ods_row("Title") + ods_row("x").replace('repeated="1"', f'repeated="{"9" * 4_000}"')
    ),
    "an entity": lambda: pack(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>',
        }
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_c4_a_workbook_that_unpacks_to_too_much_is_refused(name: str) -> None:
    data = BOMBS[name]()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    for read in (read_workbook, read_grids):
        with pytest.raises(FormatError, match="not read for safety") as caught:
            read(data, name="list.xlsx")
        assert "CSV UTF-8" in caught.value.hint
    assert time.monotonic() - began < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000


def test_c4_a_sparse_or_repetitive_workbook_of_usual_size_is_read() -> None:
    far = xlsx(
        row(1, cell("A1", "Title"), cell("B1", "Authors"), cell("C1", "Year"), cell("ZZ1", "DOI"))
        + "".join(row(n, cell(f"A{n}", f"t{n}")) for n in range(2, 900))
    )
    shared = xlsx(
        row(1, cell("A1", "Title")) + "".join(SHARED.format(n) for n in range(2, 5_000)),
        "<si><t>The same title</t></si>",
    )
    assert len(read_workbook(far, name="a.xlsx").records) == 898
    assert len(read_workbook(shared, name="a.xlsx").records) == 4_998


def test_c4_an_archive_of_export_files_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(FormatError, match="not unpacked for safety"):
        unpack_archive(pack({"articles.csv": "title\n" * 8_000_000}), name="rayyan.zip")
    with pytest.raises(FormatError, match="not unpacked for safety"):
        unpack_archive(pack({f"{number}.csv": "" for number in range(6_000)}), name="rayyan.zip")
    assert unpack_archive(pack({"a.csv": "title\n" * 1_000}), name="rayyan.zip")["a.csv"].startswith(b"title")
