"""The same papers give the same citations, however they were exported, but for what the tool itself lost."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.formats.same_papers import FIELDS, FOLDER, PAPERS, REFERENCES, Follower, citations_of, differences, pairs
from tests.support import shared_data

pytestmark = pytest.mark.shared
ALL = [(reference, follower) for reference, followers in PAPERS.items() for follower in followers]
IDS = [follower.tool for _, follower in ALL]


@pytest.fixture(autouse=True)
def at_hand() -> None:
    shared_data("exports/citation-file-formatting")


@pytest.mark.parametrize(("reference", "follower"), ALL, ids=IDS)
def test_fields_differ_from_the_reference_only_where_the_tool_lost_them(reference: str, follower: Follower) -> None:
    assert len(list(pairs(reference, follower.file))) == follower.shared
    assert differences(reference, follower.file) == {loss.field: loss.records for loss in follower.losses}


@pytest.mark.parametrize(("reference", "follower"), ALL, ids=IDS)
def test_a_doi_or_abstract_called_lost_is_really_not_in_the_file(reference: str, follower: Follower) -> None:
    content = (FOLDER / follower.file).read_bytes().decode("utf-8", errors="replace").casefold()
    for citation in citations_of(follower.file):
        content = content.replace(citation.title.casefold(), "")  # an erratum's title names the DOI of its article
    lost = {loss.field for loss in follower.losses} & {"DOI", "abstract"}
    for one, other in pairs(reference, follower.file):
        for field in lost:
            told, kept = FIELDS[field](one), FIELDS[field](other)
            assert kept or not told or told[:60] not in content


def test_more_than_twenty_tools_are_compared_and_none_twice() -> None:
    files = Counter([*REFERENCES, *(follower.file for _, follower in ALL)])
    assert REFERENCES.keys() == PAPERS.keys()
    assert max(files.values()) == 1
    assert len(files) > 30
