from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.citation import Author, content_hash
from harvester.errors import FormatError
from harvester.formats.model import ParsedFile
from harvester.formats.service_json.europepmc import (
    DERIVED_MEMBERS,
    PASSING_MEMBERS,
    READ_MEMBERS,
    parse_europepmc_json,
)
from tests.simulators.corpus import Corpus, invented
from tests.simulators.europepmc import EuropePmcService, core_record
from tests.simulators.server import SimulatorRequest
from tests.support import shared_data

REPLIES: Final = (
    "search_cancer_core",
    "search_1000results_cancer",
    "search_cancer",
    "search_cancer_idlist",
    "search_cancer_page2",
    "search_cancer_sorted_cited",
    "search_no_results",
    "search_post_cancer",
    "Europe_PMC_results_20251022T154822",
    "fetch_10pages_cancer",
    "fetch_all_1000results_cancer",
)

NESTED: Final = {
    "journalInfo": {"journal", "volume", "issue", "yearOfPublication", "monthOfPublication"},
    "journal": {"title", "isoabbreviation", "medlineAbbreviation", "issn", "essn"},
    "bookOrReportDetails": {"publisher", "yearOfPublication"},
}
"""Members of a nested object that a field takes; its others are in ``extra``."""

AUTHOR_READ: Final = {"fullName", "firstName", "lastName", "initials", "suffix", "collectiveName"}
AUTHOR_LEFT: Final = {"authorAffiliationDetailsList", "authorId", "affiliation"}
"""Where somebody works and who that is has no place in a citation; the stored page keeps it."""


def read(*rows: object) -> ParsedFile:
    return parse_europepmc_json(json.dumps({"resultList": {"result": list(rows)}}).encode(), name="page 1")


def core(number: str = "MED:30000007", **changed: Any) -> dict[str, Any]:
    return core_record(invented(7, day=date(2024, 5, 6)), number) | changed


def replies(name: str) -> Iterator[dict[str, Any]]:
    """The replies in a recording: one of them, a list of them, or a list of the records in one."""
    content = json.loads(shared_data(f"europepmc/{name}.json").read_bytes())
    if isinstance(content, dict):
        yield content
    elif content and "resultList" in content[0]:
        yield from content
    else:
        yield {"resultList": {"result": content}}


@pytest.mark.parametrize("name", REPLIES)
def test_every_recorded_reply_is_read_whole(name: str) -> None:
    for reply in replies(name):
        rows = reply["resultList"]["result"]
        found = parse_europepmc_json(json.dumps(reply).encode(), name=name)

        assert (len(found.records), found.unreadable) == (len(rows), ())
        assert [entry.accession for entry in found.records] == [f"{row['source']}:{row['id']}" for row in rows]
        assert all(
            bool(entry.citation.title) == ("title" in row) for entry, row in zip(found.records, rows, strict=True)
        )


@pytest.mark.parametrize("name", REPLIES)
def test_every_member_of_every_recorded_record_is_read_kept_or_left_out_on_purpose(name: str) -> None:
    for reply in replies(name):
        found = parse_europepmc_json(json.dumps(reply).encode(), name=name)
        for entry, row in zip(found.records, reply["resultList"]["result"], strict=True):
            kept = {tag.rpartition(".")[2] for tag, _ in entry.citation.extra}
            assert row.keys() - READ_MEMBERS - PASSING_MEMBERS - DERIVED_MEMBERS <= kept
            for part, known in NESTED.items():
                inner = row.get("journalInfo", {}).get("journal", {}) if part == "journal" else row.get(part, {})
                assert {member for member, value in inner.items() if value} - known <= kept
            for author in row.get("authorList", {}).get("author", []):
                assert author.keys() <= AUTHOR_READ | AUTHOR_LEFT


def test_a_recorded_core_record_fills_the_fields_that_decide_about_duplicates() -> None:
    (reply,) = replies("search_cancer_core")
    found = parse_europepmc_json(json.dumps(reply).encode(), name="recorded")

    for entry, row in zip(found.records, reply["resultList"]["result"], strict=True):
        citation = entry.citation
        assert citation.pmid == row["pmid"]
        assert citation.doi == row.get("doi", "").lower()
        assert citation.year == int(row["pubYear"])
        assert len(citation.authors) == len(row.get("authorList", {}).get("author", []))
        assert citation.journal == row["journalInfo"]["journal"]["title"]
        assert citation.pages == row.get("pageInfo", "")
        assert bool(citation.abstract) == bool(row.get("abstractText"))
        assert "<h4>" not in citation.abstract
        assert set(row.get("keywordList", {}).get("keyword", [])) <= set(citation.keywords)


def test_corrections_are_links_named_as_pubmed_names_them() -> None:
    (reply,) = replies("search_cancer_core")
    found = parse_europepmc_json(json.dumps(reply).encode(), name="recorded")
    links = [
        (tag, value) for entry in found.records for tag, value in entry.citation.extra if tag.startswith("Erratum")
    ]

    assert ("ErratumFor", "39293462") in links


def test_a_preprint_is_one_and_points_to_its_article() -> None:
    link = {"id": "37000001", "source": "MED", "type": "Preprint of", "reference": "J Sim Med. 2024", "orderIn": 1}
    (entry,) = read(core("PPR:PPR123", commentCorrectionList={"commentCorrection": [link]})).records

    citation = entry.citation
    assert (entry.accession, entry.file_id, citation.kind) == ("PPR:PPR123", "PPR:PPR123", "preprint")
    assert (citation.publisher, citation.journal, citation.pmid) == ("medRxiv", "", "")
    assert (citation.year, citation.date) == (2024, "2024-05-06")
    assert ("PreprintOf", "37000001") in citation.extra
    assert ("PreprintOf source", "37000001: J Sim Med. 2024") in citation.extra
    assert citation.urls == ("https://europepmc.org/article/PPR/PPR123",)


def test_an_article_points_to_its_preprint_and_to_what_has_no_number() -> None:
    links = [
        {"id": "PPR77", "source": "PPR", "type": "Preprint in"},
        {"reference": "Lancet. 2020;1:2", "type": "Comment in"},
        {"type": "Erratum in"},
    ]
    (entry,) = read(core(commentCorrectionList={"commentCorrection": links})).records

    assert entry.citation.extra[:2] == (("PreprintIn", "PPR:PPR77"), ("CommentIn", "Lancet. 2020;1:2"))
    assert not any(tag == "ErratumIn" for tag, _ in entry.citation.extra)


def test_the_flat_members_of_the_lite_reply_are_read_as_well() -> None:
    row = {
        "id": "1",
        "source": "MED",
        "title": "Nothing of note.",
        "authorString": "Doe JA, van der Berg C, the SIM Study Group, et al.",
        "journalTitle": "J Sim Med",
        "journalVolume": "12",
        "issue": "3",
        "journalIssn": "2049-3630; 1529-2916; ",
        "pubYear": "2021",
        "pubType": "journal article; meeting abstract",
    }
    (entry,) = read(row).records

    citation = entry.citation
    assert (citation.journal, citation.volume, citation.issue) == ("J Sim Med", "12", "3")
    assert citation.issns == ("2049-3630", "1529-2916")
    assert (citation.authors[0], citation.authors_complete) == (Author("Doe", "JA"), False)
    assert (citation.kind, citation.pmid) == ("conference-abstract", "1")


def test_headings_of_an_abstract_stand_in_line_and_markup_goes() -> None:
    text = "<h4>Objective</h4>This <i>study</i> of IL-1&#x3b2;.<h4>Methods:</h4><p>p < 0.05</p>"
    (entry,) = read(core(title="A <sup>13</sup>C &amp; more", abstractText=text)).records

    assert entry.citation.abstract == "Objective: This study of IL-1β. Methods: p < 0.05"
    assert entry.citation.title == "A 13C & more"


def test_groups_and_people_without_a_family_name_are_authors() -> None:
    people = [{"collectiveName": "SIM Group"}, {"fullName": "Roe RM"}, {"lastName": "Doe", "initials": "JA"}, {}]
    (entry,) = read(core(authorList={"author": people})).records

    assert entry.citation.authors == (Author("SIM Group", group=True), Author("Roe", "RM"), Author("Doe", "JA"))


def test_headings_are_written_as_medline_writes_them() -> None:
    heading = {
        "descriptorName": "Anemia",
        "majorTopic_YN": "N",
        "meshQualifierList": {"meshQualifier": [{"qualifierName": "therapy", "majorTopic_YN": "Y"}]},
    }
    (entry,) = read(core(meshHeadingList={"meshHeading": [heading]}, keywordList={"keyword": ["il-1"]})).records

    assert entry.citation.keywords == ("Anemia/*therapy", "il-1")


def test_a_new_citation_of_an_article_does_not_change_its_record() -> None:
    before, after = read(core(), core(citedByCount=9, inPMC="Y", hasPDF="Y")).records

    assert content_hash(before.citation) == content_hash(after.citation)


def test_what_the_reader_does_not_know_is_kept() -> None:
    (entry,) = read(core(newMember={"a": [1]}, license="cc by", isThis=True)).records

    assert {("newMember", '{"a": [1]}'), ("license", "cc by"), ("isThis", "true")} <= set(entry.citation.extra)


def test_a_record_without_number_or_source_is_bad_and_the_others_go_on() -> None:
    found = read({"id": "1"}, core(), "text", None)

    assert len(found.records) == 1
    assert [entry.line for entry in found.unreadable] == [1, 3, 4]


def test_a_page_of_the_simulated_service_is_read_whole() -> None:
    body = EuropePmcService(Corpus.sized(40))(
        SimulatorRequest("GET", "/search", {"query": "x", "pageSize": "40"}, {}, "")
    ).body

    found = parse_europepmc_json(body, name="page 1")

    assert (len(found.records), found.unreadable, found.format) == (40, (), "europepmc-json")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"<html>", b'{"resultList": {}}', b'{"errCode": 404}', b"\xff\xfe"])
def test_what_is_no_reply_is_refused_with_its_name(body: bytes) -> None:
    with pytest.raises(FormatError, match=r"page 3 of run 8: .*(JSON|Europe PMC)") as refusal:
        parse_europepmc_json(body, name="page 3 of run 8")

    assert "again" in refusal.value.hint


_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(READ_MEMBERS)), inner, max_size=5)
    ),
    max_leaves=20,
)


@given(st.lists(_JSON, max_size=4))
def test_any_json_in_place_of_a_record_is_an_entry_or_bad(rows: list[Any]) -> None:
    found = read(*rows)

    assert len(found.records) + len(found.unreadable) == len(rows)
