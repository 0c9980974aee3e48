from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.citation import Author
from harvester.errors import FormatError
from harvester.formats.model import ParsedFile
from harvester.formats.service_json.embase import parse_embase_json
from tests.simulators.corpus import Corpus, invented
from tests.simulators.embase import EmbaseService, embase_result
from tests.simulators.server import SimulatorRequest


def read(*results: object) -> ParsedFile:
    content = {"header": {"hits": len(results)}, "results": list(results)}
    return parse_embase_json(json.dumps(content).encode(), name="page 1")


def full() -> dict[str, Any]:
    return embase_result(invented(7, day=date(2024, 5, 6)))


def test_a_record_has_its_number_its_identifiers_and_its_source() -> None:
    (entry,) = read(full()).records

    citation = entry.citation
    assert (entry.accession, entry.file_id, entry.line) == ("L600000007", "L600000007", 1)
    assert (citation.doi, citation.pmid, citation.year) == ("10.5555/sim.7", "30000007", 2024)
    assert citation.identifiers == (("pui", "L600000007"),)
    assert (citation.journal, citation.journal_abbreviation) == ("Journal of Simulated Medicine", "J. Sim. Med.")
    assert citation.authors == (Author("Author7", "A.B."), Author("Writer7", "C."))
    assert citation.title.startswith("Simulated trial number 7")
    assert citation.abstract.startswith("Background:")
    assert citation.databases == ("Embase",)
    assert citation.extra == ()


def test_a_reply_of_the_simulated_service_is_read_whole() -> None:
    asked = SimulatorRequest(
        "GET", "/content/embase/article", {"query": "x", "count": "100"}, {"X-ELS-APIKey": "simulated-elsevier-key"}, ""
    )
    body = EmbaseService(Corpus.sized(40))(asked).body

    found = parse_embase_json(body, name="page 1")

    assert (len(found.records), found.unreadable, found.format) == (40, (), "embase-json")


def test_a_record_without_pmid_doi_and_abstract_is_still_read() -> None:
    result = full()
    result["itemInfo"]["itemIdList"] = {"lui": "2003456789"}
    del result["head"]["abstracts"], result["head"]["authorList"]

    (entry,) = read(result).records

    assert entry.accession == "L2003456789"
    assert (entry.citation.doi, entry.citation.pmid, entry.citation.abstract) == ("", "", "")


def test_markup_in_a_title_goes_and_the_original_title_is_kept() -> None:
    result = full()
    result["head"]["citationTitle"]["titleText"] = [
        {"ttltext": "Effect of IL-1<inf>β</inf> &amp; others", "lang": "eng", "original": "n"},
        {"ttltext": "Wirkung von IL-1", "lang": "ger", "original": "y"},
    ]

    (entry,) = read(result).records

    assert (entry.citation.title, entry.citation.title_original) == ("Effect of IL-1β & others", "Wirkung von IL-1")


def test_names_of_members_may_be_hyphenated_and_values_may_stand_alone() -> None:
    result = full()
    result["head"]["source"] = {
        "publication-year": 2021,
        "sourcetitle": "Gut",
        "volisspag": {"voliss": {"@volume": "12", "@issue": "S1"}, "pagerange": {"@first": "S12", "@last": "S13"}},
        "issn": {"$": "0017-5749"},
    }

    citation = read(result).records[0].citation

    assert (citation.year, citation.journal, citation.issns) == (2021, "Gut", ("0017-5749",))
    assert (citation.volume, citation.issue, citation.pages) == ("12", "S1", "S12-S13")


def test_publication_types_in_words_decide_the_kind() -> None:
    result = full()
    result["head"]["citationInfo"] = {"citationType": "Conference Abstract"}

    assert read(result).records[0].citation.kind == "conference-abstract"


def test_what_has_no_place_in_a_citation_is_kept() -> None:
    result = full()
    result["head"]["correspondence"] = [{"person": "Doe"}]
    result["head"]["source"]["codencode"] = "GUTTA"
    result["tail"] = {"references": 12}

    extra = dict(read(result).records[0].citation.extra)

    assert extra == {
        "head.correspondence": '[{"person": "Doe"}]',
        "source.codencode": '"GUTTA"',
        "tail": '{"references": 12}',
    }


@pytest.mark.parametrize("result", [None, 5, "x", [], {}, {"itemInfo": []}, {"head": {"citationTitle": None}}])
def test_a_record_that_cannot_be_told_apart_is_bad_and_the_others_go_on(result: object) -> None:
    found = read(full(), result, full())

    assert len(found.records) == 2
    assert [bad.line for bad in found.unreadable] == [2]


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"[]", b'{"header": {}}', b'{"results": {}}', b'{"results": [', b"\xff"]
)
def test_what_is_not_a_reply_of_embase_is_an_error_with_its_name(data: bytes) -> None:
    with pytest.raises(FormatError, match="page 7") as refusal:
        parse_embase_json(data, name="page 7")

    assert refusal.value.hint


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["itemInfo", "head"]), ANY_JSON)
def test_a_member_of_any_shape_never_ends_in_a_traceback(part: str, value: object) -> None:
    found = read(full() | {part: value})

    assert len(found.records) + len(found.unreadable) == 1


@given(st.sampled_from(["citationTitle", "authorList", "source", "abstracts", "citationInfo"]), ANY_JSON)
def test_a_head_of_any_shape_keeps_its_record(part: str, value: object) -> None:
    result = full()
    result["head"][part] = value

    assert len(read(result).records) == 1


def test_the_kind_of_an_identifier_has_no_control_characters_either() -> None:
    result = full()
    result["itemInfo"]["itemIdList"] |= {"\x00car\x06no": "123"}
    (entry,) = read(result).records
    assert ("carno", "123") in entry.citation.identifiers
