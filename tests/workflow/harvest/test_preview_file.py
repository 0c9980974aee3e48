"""Looking into export files tells what an import would take in, and changes nothing."""

from __future__ import annotations

from pathlib import Path

from harvester.workflow.context import NullProgress
from harvester.workflow.harvest.preview_file import FilePreview, preview_files
from tests.reviews import article, ris


def seen(folder: Path, name: str, data: bytes) -> FilePreview:
    path = folder / name
    path.write_bytes(data)
    [file] = preview_files([path], progress=NullProgress()).files
    return file


def test_it_says_format_encoding_and_which_fields_are_filled(tmp_path: Path) -> None:
    file = seen(
        tmp_path,
        "a.ris",
        b"\xef\xbb\xbfTY  - JOUR\nTI  - One\nXX  - y\nER  - \nTY  - BOOK\nTI  - Two\nPY  - 2020\nER  - \n",
    )
    assert (file.format, file.encoding, file.records) == ("ris", "utf-8-sig", 2)
    assert {name: count for name, count in file.field_counts if count} == {"title": 2, "year": 1}
    assert (file.kind_counts, file.tag_counts) == ((("article", 1), ("book", 1)), (("XX", 1),))


def test_it_lists_what_is_odd_and_what_cannot_be_read(tmp_path: Path) -> None:
    file = seen(tmp_path, "a.ris", ris(article(1)).encode() + b"TY  - JOUR\nER  - \nTY  - JOUR\nTI  - Cut\n")
    assert [reason for _, reason in file.unread] == [
        "the record is empty: there is nothing between its TY and ER lines"
    ]
    assert len(file.oddities) == 1
    assert file.oddities[0][0] > file.unread[0][0]


def test_it_keeps_the_query_a_table_states(tmp_path: Path) -> None:
    file = seen(tmp_path, "a.csv", b'"SEARCH QUERY","x:ti"\n---\n\nTitle,DOI\nOne,10.1000/x\n')
    assert file.query == "SEARCH QUERY x:ti"


def test_one_unreadable_file_stops_no_other(tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.ris", tmp_path / "good.ris"
    bad.write_bytes(b"%PDF-1.7")
    good.write_text(ris(article(1)))
    found = preview_files([bad, tmp_path / "absent.ris", good], progress=NullProgress())
    assert [bool(file.error) for file in found.files] == [True, True, False]
    assert (found.records, found.in_part) == (1, True)
    assert "PDF" in (found.files[0].error or "")
    assert found.files[0].hint
