"""Any bytes at all give records or one clear error, never another exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.errors import FormatError
from harvester.formats import ParsedFile, detect_format, parse_file, parse_pubmed_xml
from tests.support import SHARED, examples, shared_data

RIS = b"TY  - JOUR\nTI  - One\nAU  - Doe, J.\nER  - \n"
XML = (
    b"<?xml version='1.0'?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>12345</PMID><Article>"
    b"<ArticleTitle>One</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)
ENDNOTE = (
    b"<?xml version='1.0'?><xml><records><record><ref-type name='Book'>6</ref-type><titles><title><style face='italic'>"
    b"One</style><style>two</style></title></titles><dates><year>2020</year></dates></record></records></xml>"
)
SEEDS = (
    RIS,
    b"PMID- 12345\nTI  - One\nFAU - Doe, Jane\nAU  - Doe J\nLID - 10.1000/1 [doi]\n",
    b'Title,Authors,Year\n"One, two","Doe, J",2020\n',
    XML,
    b'{"report_id":"R000001","citation":{"title":"One","authors":[{"family":"Doe","given":"J"}]}}\n',
    b"%0 Journal Article\n%A Doe, Jane\n%T One\n%K first\nsecond\n",
    ENDNOTE,
    b'@string{j = {J}}\n@article{a,\n title = {One {\\"o} $x$},\n author = {Doe, J and {X}},\n journal = j # "x"}\n',
    b"FN Clarivate\nVR 1.0\nPT J\nAU Doe, J\n   Roe, K\nTI One\nUT WOS:1\nER\n\nEF",
    b"<1. >\nDB  - Embase\nUI  - 621381829\nTI  - One\nSO  - Lancet. 391 (10120) (pp 533-544), 2018.\n",
    b"<1>\nAccession Number\n  1.\nAuthor\n  Doe, Jane MD *;  Roe, Karl 1\nTitle\n  One.[Article]\n",
)
PIECES = st.sampled_from(
    b'TY  - |ER  - |ER -|\n|\r|"|PMID- |TI  - |Title|,|;|\t|<|&|]]>|{|}|\x00|\xff|\xfe|\xef\xbb\xbf|\xe2\x80\xa8|\x1a|['
    b"|'|10.1000/x|<PubmedArticle>|\xc2\x85|=1|%T |%0|<1>|PT J|ER|   |@article{a,|@a(|=|#|\\|$|{{|}}".split(b"|")
)
QUICK = settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def readable_or_refused(data: bytes) -> ParsedFile | None:
    detect_format(data)
    try:
        found = parse_file(data, name="some file")
    except FormatError as refused:
        complain(refused, "some file, line ")
        return None
    assert found.records
    return found


def complain(refused: FormatError, start: str) -> None:
    assert refused.message.startswith(start)
    assert refused.hint


@given(st.binary(max_size=400))
@QUICK
def test_random_bytes_are_read_or_refused(data: bytes) -> None:
    readable_or_refused(data)


@given(st.lists(PIECES | st.binary(max_size=6), max_size=60).map(b"".join))
@QUICK
def test_bytes_that_look_like_records_are_read_or_refused(data: bytes) -> None:
    readable_or_refused(data)


@given(st.sampled_from(SEEDS), st.data())
@QUICK
def test_mutated_records_are_read_or_refused(seed: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(seed)))
    end = data.draw(st.integers(start, min(len(seed), start + 12)))
    inserted = data.draw(PIECES | st.binary(max_size=4))
    readable_or_refused(seed[:start] + inserted + seed[end:])


@given(st.binary(max_size=200), st.integers(0, 60))
@QUICK
def test_a_reply_of_pubmed_is_read_or_refused(noise: bytes, place: int) -> None:
    try:
        parse_pubmed_xml(XML[:place] + noise + XML[place:], name="reply")
    except FormatError as refused:
        complain(refused, "reply, line ")


@given(st.data())
@QUICK
def test_damaged_real_files_are_read_or_refused(data: st.DataObject) -> None:
    shared_data("exports")
    content = data.draw(st.sampled_from(real_files())).read_bytes()[:6000]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 300)))
    readable_or_refused(content[:start] + data.draw(PIECES) + content[end:])


def real_files() -> list[Path]:
    return sorted(path for path in (SHARED / "data" / "exports").rglob("*") if path.is_file())


def test_no_value_holds_a_control_character() -> None:
    found = parse_file(b"TY  - JOUR\nTI  - One\x00 two\x07\x0b three\nER  - \n", name="f")
    assert found.records[0].citation.title == "One two three"
    assert [warning.line for warning in found.warnings] == [2]


@pytest.mark.parametrize(
    "run",
    [
        b" ",
        b"\n",
        b'"',
        b"<a ",
        b"&",
        b",",
        b"A ",
        b". ",
        b"et al, ",
        b"TY  - \n",
        b"PMID- 1\n",
        b"[",
        b"{",
        b"}",
        b"@a{",
        b"\n@a{",
        b"\\",
        b"$",
        b" and ",
        b"#",
        b". (",
        b"<record>",
        b"\n<1>",
        b"%0\n",
    ],
)
def test_long_runs_of_anything_come_to_an_end(run: bytes) -> None:
    for start in (
        b"TY  - JOUR\nAU  - et al\nTI  - a",
        b"PMID- 1\nAU  - a",
        b"Title,Authors,Year\na,",
        b"%T a",
        b"@article{a, title = {",
        b"@article{a, author = {a",
        b"@a{b,\n",
        b"PT J\nAU a",
        b"<1. >\nTI  - a\nSO  - a",
        b"<1>\nTitle\n  a\nAuthor\n  a\nSource\n  ",
    ):
        readable_or_refused(start + run * 20_000 + b"x\n")
