"""A file read part by part gives what it gives when it is read at once, wherever it is cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.errors import FormatError
from harvester.formats import ParsedChunk, ParsedFile, parse_file, read_chunks
from tests.formats.samples import SAMPLES
from tests.support import examples, shared_data

CUT = (
    "ris", "nbib", "pubmed-xml", "endnote-xml", "ictrp-xml", "refer", "refworks", "cochrane", "wos", "medlars", "ovid",
    "csv", "jsonl",
)  # fmt: skip
"""Formats that are read part by part; of the others every part must be seen to understand one."""


def many(name: str, count: int) -> bytes:
    """A file of many records: a sample's, again and again, within one frame."""
    data = SAMPLES[name]
    if name == "pubmed-xml":
        head, _, rest = data.partition(b"<PubmedArticle>")
        article = b"<PubmedArticle>" + rest.partition(b"</PubmedArticleSet>")[0]
        return head + article * count + b"\n</PubmedArticleSet>\n"
    if name == "endnote-xml":
        record = data[data.index(b"<record>") : data.index(b"</record>") + 9]
        return b"<?xml version='1.0' encoding='UTF-8'?><xml><records>" + (record + b"\n") * count + b"</records></xml>"
    if name == "ictrp-xml":
        root, trial = data.index(b"<Trial>"), data.index(b"</Trial>") + 8
        return data[:root] + (data[root:trial] + b"\n") * count + b"</Trials_downloaded_from_ICTRP>"
    if name in {"csl-json", "clinicaltrials-json"}:
        return b"[" + b",\n".join([data.strip()[1:-1]] * count) + b"]"
    if name == "csv":
        header, _, row = data.partition(b"\n")
        return header + b"\n" + (row + b"\n") * count
    return (data + b"\n") * count


def blocks(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def parts(data: bytes, *, size: int, block: int = 1_000) -> list[ParsedChunk]:
    return list(read_chunks(blocks(data, block), name="f", size=size))


def assert_same(found: list[ParsedChunk], whole: ParsedFile, data: bytes) -> None:
    assert b"".join(part.data for part in found) == data
    assert [entry for part in found for entry in part.parsed.records] == list(whole.records)
    assert [bad for part in found for bad in part.parsed.unreadable] == list(whole.unreadable)
    assert [warning for part in found for warning in part.parsed.warnings] == list(whole.warnings)
    assert "".join(part.parsed.preamble for part in found) == whole.preamble
    assert {part.parsed.format for part in found} == {whole.format}


@pytest.mark.parametrize("name", SAMPLES)
def test_parts_give_the_same_records_under_the_same_lines(name: str) -> None:
    data = many(name, 1 if name in {"xlsx", "xls", "ods"} else 30)
    found = parts(data, size=3_000)
    assert_same(found, parse_file(data, name="f"), data)
    assert (len(found) > 1) == (name in CUT)


@pytest.mark.parametrize("name", CUT)
def test_a_file_that_fits_is_one_part(name: str) -> None:
    data = many(name, 3)
    assert parts(data, size=len(data)) == [ParsedChunk(data, parse_file(data, name="f"))]


@given(st.sampled_from(CUT), st.integers(200, 4_000), st.integers(1, 5_000), st.sampled_from([b"\n", b"\r\n"]))
@settings(max_examples=examples(60), deadline=None)
def test_wherever_it_is_cut(name: str, size: int, block: int, ends: bytes) -> None:
    data = many(name, 12).replace(b"\n", ends)
    assert_same(parts(data, size=size, block=block), parse_file(data, name="f"), data)


def test_a_cell_with_line_breaks_is_never_cut() -> None:
    row = b'"One\nor\n""two""\n","Doe, J",2020\n'
    data = b'sep=,\n"Title","Authors","Year"\n' + row * 200
    assert_same(parts(data, size=150, block=7), parse_file(data, name="f"), data)


def test_stray_quotation_marks_in_a_tabbed_table_cost_nothing() -> None:
    data = b"Title\tAuthors\tYear\n" + b'A 5" tube\tDoe, J\t2020\nTwo\tRoe, K\t2021\n' * 100
    assert_same(parts(data, size=300), parse_file(data, name="f"), data)


def test_an_open_quotation_costs_one_record_wherever_the_cuts_are() -> None:
    data = b'Title,Authors,Year\n"One,Doe,2020\n' + b"Two,Roe,2021\n" * 200
    found = parts(data, size=500)
    assert sum(len(part.parsed.records) for part in found) == 200
    assert [bad.line for part in found for bad in part.parsed.unreadable] == [2]


def test_records_without_ty_are_cut_behind_their_er() -> None:
    data = b"C1  - 7\nTI  - One\nAB  - Text\nER  - \n\n" * 200
    assert_same(parts(data, size=500), parse_file(data, name="f"), data)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_records_with_their_type_within_are_cut_behind_their_er(end: bytes) -> None:
    record = end.join([b"AU  - Doe, J", b"TI  - One", b"TY  - JOUR", b"VL  - 3", b"ER  - ", b"", b""])
    assert_same(parts(record * 200, size=500), parse_file(record * 200, name="f"), record * 200)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_tagged_records_that_begin_with_their_title_are_cut_in_front_of_it(end: bytes) -> None:
    record = end.join([b"%T One", b"%0 Journal Article", b"%A Doe, J", b"", b"", b"%T Contents", b"%D 2020", b"", b""])
    found = parts(record * 100, size=500)
    assert len(found) > 10
    assert_same(found, parse_file(record * 100, name="f"), record * 100)


def test_utf_16_is_read_as_a_whole() -> None:
    data = many("ris", 40).decode().encode("utf-16")
    assert_same(parts(data, size=2_000), parse_file(data, name="f"), data)


def test_garbage_is_refused_before_anything_is_given() -> None:
    with pytest.raises(FormatError, match="f, line 1"):
        next(read_chunks(blocks(b"nothing of any kind\n" * 500, 100), name="f", size=1_000))


def test_a_long_file_without_a_record_is_refused_at_its_end() -> None:
    with pytest.raises(FormatError, match="no record can be read from this ris file"):
        parts(b"TY  - JOUR\nER  - \n" * 1_000, size=1_000)


def test_a_break_in_a_long_document_is_told_with_its_line() -> None:
    whole = many("pubmed-xml", 40)
    data = whole[: len(whole) - 300]
    found = parts(data, size=4_000)
    assert sum(len(part.parsed.records) for part in found) == 39
    [bad] = [bad for part in found for bad in part.parsed.unreadable]
    assert bad.line > 400
    assert "broken XML" in bad.reason


def test_each_part_is_let_go_before_the_next_is_read() -> None:
    data = many("ris", 2_000)
    taken = 0

    def counted() -> Iterator[bytes]:
        nonlocal taken
        for block in blocks(data, 1_000):
            taken += len(block)
            yield block

    given_so_far = 0
    for part in read_chunks(counted(), name="f", size=20_000):
        given_so_far += len(part.data)
        assert taken - given_so_far <= 21_000


@pytest.mark.shared
@pytest.mark.parametrize("size", [700, 20_000])
@pytest.mark.parametrize("folder", ["exports/asreview", "exports/srdedupe", "exports/ovid-jabref", "exports/rispy"])
def test_real_files_are_the_same_in_parts(folder: str, size: int) -> None:
    for path in sorted(shared_data(folder).iterdir()):
        data = path.read_bytes()
        try:
            whole = parse_file(data, name="f")
        except FormatError:
            continue
        assert_same(parts(data, size=size, block=333), whole, data)
