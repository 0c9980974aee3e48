"""What one process read comes to another as it was."""

from __future__ import annotations

from typing import get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.citation import Author, Citation
from harvester.formats import ParsedFile, from_packed, from_packed_citations, packed, packed_citations
from harvester.formats.model import ParsedRecord, ParseWarning, UnreadableRecord

CITATIONS = st.builds(Citation, **{name: st.from_type(hint) for name, hint in get_type_hints(Citation).items()})
LINES = st.integers(min_value=1, max_value=2**40)
ENTRIES = st.builds(ParsedRecord, CITATIONS, st.text(), st.text(), LINES)


def some(items: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(items, max_size=3).map(tuple)


@settings(max_examples=25)
@given(
    st.builds(
        ParsedFile,
        st.text(),
        st.text(),
        some(ENTRIES),
        some(st.builds(UnreadableRecord, LINES, st.text())),
        some(st.builds(ParseWarning, LINES, st.text())),
        st.text(),
    )
)
def test_a_file_that_was_read_is_the_same_unpacked(found: ParsedFile) -> None:
    assert from_packed(packed(found)) == found


@settings(max_examples=25)
@given(st.lists(CITATIONS, max_size=4))
def test_citations_are_the_same_unpacked(citations: list[Citation]) -> None:
    assert list(from_packed_citations(packed_citations(citations))) == citations


def test_what_is_unpacked_is_as_frozen_as_before() -> None:
    (citation,) = from_packed_citations(packed_citations([Citation(title="One", authors=(Author("Doe", group=True),))]))
    assert citation == Citation(title="One", authors=(Author("Doe", group=True),))
    assert hash(citation) == hash(Citation(title="One", authors=(Author("Doe", group=True),)))
