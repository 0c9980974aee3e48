"""Every word of every value in the real exports is found again in the record its reader gives."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from harvester.citation import citation_to_json
from harvester.errors import FormatError
from harvester.formats import ParsedFile, ParsedRecord, parse_file
from harvester.formats.fields.placeholders import NO_VALUE, is_no_abstract
from harvester.formats.tables.rows import find_header, split_rows
from harvester.formats.text.cleaning import plain_text
from harvester.formats.text.encoding import decode
from harvester.normalise import words
from tests.support import SHARED, shared_data

pytestmark = pytest.mark.shared

TAGGED: Final = {
    "ris": re.compile(r"([A-Z][A-Z0-9])  -[ \t]*(.*)"),
    "nbib": re.compile(r"([A-Z][A-Z0-9]{1,3}) *- (.*)"),
    "wos": re.compile(r"([A-Z][A-Z0-9]) (.*)"),
    "medlars": re.compile(r"([A-Z][A-Z0-9])  - (.*)"),
    "refer": re.compile(r"(%.) (.*)"),
}
"""A line with a tag and its value."""
READ_AS_MORE: Final = {
    ("ris", "TY"), ("ris", "ER"), ("wos", "PT"), ("wos", "FN"), ("wos", "VR"), ("refer", "%0"), ("nbib", "AU"),
}  # fmt: skip
"""Tags that become something else: the kind of document, the frame of a file, a name that is in full above."""
SAY_NOTHING: Final = frozenset(
    [
        "http",
        "https",
        "doi",
        "org",
        "dx",
        "issn",
        "isbn",
        "print",
        "electronic",
        "linking",
        "e",
        "p",
        "l",
        "pubmed",
        "embase",
        "cinahl",
        "ctgov",
        "ictrp",
        "na",
        "nan",
        "undefined",
        "0",
        "no",
        "specified",
        "et",
        "al",
        "and",
        "isi",
        "e2196",
    ]
)
"""Words that name the kind of a number, precede one, or say that there is no value."""


@pytest.mark.parametrize("folder", ["exports", "pubmed_nbib", "screening"])
def test_no_word_of_a_value_is_lost(folder: str) -> None:
    lost = [
        f"{path.name}:{line}: {tag}: {missing}"
        for path in sorted(shared_data(folder).rglob("*"))
        if path.is_file()
        for line, tag, missing in missing_words(path)
    ]
    assert not lost


GLUED: Final = {("springer.csv", "Authors")}
"""Names with nothing between them: they are taken apart where the case of letters shows it."""


def missing_words(path: Path) -> Iterator[tuple[int, str, list[str]]]:
    data = path.read_bytes()
    try:
        found = parse_file(data, name=path.name)
    except FormatError:
        return
    starts = [entry.line for entry in found.records]
    held = [words_of(entry) for entry in found.records]
    for line, tag, value in values(found, decode(data).text):
        if (path.name, tag) in GLUED or value in NO_VALUE or is_no_abstract(value.strip('"')):
            continue
        place = max(0, bisect_right(starts, line) - 1)
        joined = words(plain_text(value.replace("-", ""))).split()  # an ISBN is kept without its hyphens
        if not held[place] >= set(joined) and (
            missing := set(words(plain_text(value)).split()) - held[place] - SAY_NOTHING
        ):
            yield line, tag, sorted(missing)


def words_of(entry: ParsedRecord) -> set[str]:
    text = f"{entry.accession} {entry.file_id} " + citation_to_json(entry.citation).replace('\\"', " ").replace(
        "\\\\", " "
    )
    bare = re.sub(r"\b(?:0+|L|E)(?=\d)", "", text)  # Embase's number has an L in some formats and none in others
    return set(words(plain_text(f"{text} {text.replace('-', '')} {bare}")).split())


def values(found: ParsedFile, text: str) -> Iterator[tuple[int, str, str]]:
    if found.format == "csv" and (header := find_header(text)) is not None:
        for row in split_rows(text, header):
            if not any(warning.line == row.line and "was skipped" in warning.message for warning in found.warnings):
                yield from ((row.line, name, cell) for name, cell in zip(header.cells, row.cells, strict=False))
    elif (tagged := TAGGED.get(found.format)) is not None:
        for number, line in enumerate(text.split("\n"), start=1):
            match = tagged.fullmatch(line)
            if match and (found.format, match[1]) not in READ_AS_MORE:
                yield number, match[1], match[2]


def test_the_samples_are_many() -> None:
    shared_data("exports")
    assert sum(path.is_file() for path in (SHARED / "data" / "exports").rglob("*")) > 100
