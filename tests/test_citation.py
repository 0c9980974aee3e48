"""A citation is a frozen value with one canonical text, the same in every process."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.citation import Author, Citation, citation_from_json, citation_to_json, content_hash
from harvester.formats import ParsedFile, ParsedRecord, ParseWarning, UnreadableRecord
from tests.support import ROOT, examples

TEXTS = st.text(max_size=20)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple)
CITATIONS = st.builds(
    Citation,
    title=TEXTS,
    authors=st.lists(st.builds(Author, TEXTS, TEXTS, TEXTS, st.booleans()), max_size=2).map(tuple),
    authors_complete=st.booleans(),
    year=st.none() | st.integers(0, 3_000),
    keywords=st.lists(TEXTS, max_size=2).map(tuple),
    identifiers=PAIRS,
    extra=PAIRS,
)
LINES = st.integers(min_value=1, max_value=2**40)
EXAMPLE = Citation(title="A made-up title", authors=(Author("Doe", "J."), Author("Group", group=True)), year=2020)


def some(items: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(items, max_size=2).map(tuple)


FILES = st.builds(
    ParsedFile,
    TEXTS,
    TEXTS,
    some(st.builds(ParsedRecord, CITATIONS, TEXTS, TEXTS, LINES)),
    some(st.builds(UnreadableRecord, LINES, TEXTS)),
    some(st.builds(ParseWarning, LINES, TEXTS)),
    TEXTS,
)


@settings(max_examples=examples(50))
@given(CITATIONS)
def test_a_citation_comes_back_from_its_json(citation: Citation) -> None:
    assert citation_from_json(citation_to_json(citation)) == citation


@settings(max_examples=examples(25))
@given(FILES)
def test_a_parsed_file_comes_back_from_its_bytes(parsed: ParsedFile) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(parsed), type=ParsedFile) == parsed


def test_the_json_has_sorted_keys_and_no_empty_fields() -> None:
    assert citation_to_json(EXAMPLE) == (
        '{"authors":[{"family":"Doe","given":"J."},{"family":"Group","group":true}],'
        '"title":"A made-up title","year":2020}'
    )
    assert citation_to_json(Citation()) == "{}"


def test_the_content_hash_is_the_same_in_another_process() -> None:
    code = "from tests.test_citation import EXAMPLE, content_hash; print(content_hash(EXAMPLE))"
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert done.stdout.strip() == content_hash(EXAMPLE)
    assert content_hash(EXAMPLE) != content_hash(Citation(title="A made-up title"))


def test_a_citation_is_frozen_hashable_and_can_be_copied_and_pickled() -> None:
    assert pickle.loads(pickle.dumps(EXAMPLE)) == copy.deepcopy(EXAMPLE) == EXAMPLE  # noqa: S301 - our own bytes
    assert len({EXAMPLE, copy.copy(EXAMPLE)}) == 1
    with pytest.raises(AttributeError):
        EXAMPLE.title = "another"  # type: ignore[misc]


@pytest.mark.parametrize(
    "text", ['{"title":1}', '{"unheard":"x"}', '{"authors":["Doe"]}', '{"year":true}', '{"urls":"x"}', "[]", "{"]
)
def test_json_of_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        citation_from_json(text)
