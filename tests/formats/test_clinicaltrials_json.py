from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.citation import Author, content_hash
from harvester.errors import FormatError
from harvester.formats.model import ParsedFile
from harvester.formats.service_json.clinicaltrials import LEFT_OUT, READ, parse_clinicaltrials_json
from tests.simulators.clinicaltrials import ClinicalTrialsService, study_of
from tests.simulators.corpus import Corpus, invented
from tests.simulators.server import SimulatorRequest


def read(*studies: object) -> ParsedFile:
    return parse_clinicaltrials_json(json.dumps({"studies": list(studies)}).encode(), name="page 1")


def study(**modules: dict[str, Any]) -> dict[str, Any]:
    """An invented entry with members of its modules changed or added."""
    found = deepcopy(study_of(invented(7, day=date(2024, 5, 6))))
    for module, members in modules.items():
        found["protocolSection"][module] = found["protocolSection"].get(module, {}) | members
    return found


def test_an_entry_is_cited_by_number_title_sponsor_and_day() -> None:
    (entry,) = read(study()).records

    citation = entry.citation
    assert (entry.accession, entry.file_id, entry.line) == ("NCT30000007", "NCT30000007", 1)
    assert citation.kind == "registry-entry"
    assert citation.identifier("nct") == "NCT30000007"
    assert citation.title.startswith("Simulated trial number 7")
    assert citation.notes[0].startswith("Official title: Officially: Simulated trial number 7")
    assert citation.authors == (Author("University of Simulation", group=True), Author("Author7", "Ada B"))
    assert (citation.year, citation.date) == (2024, "2024-05-06")
    assert citation.abstract.startswith("Background:")
    assert citation.keywords == ("Condition", "Treatment", "simulation")
    assert citation.urls == ("https://clinicaltrials.gov/study/NCT30000007",)
    assert citation.databases == ("ClinicalTrials.gov",)
    assert (citation.doi, citation.pmid, citation.journal) == ("", "", "")


def test_numbers_that_many_entries_share_are_kept_but_identify_none() -> None:
    others = [
        {"id": "2020-001234-12", "type": "EUDRACT_NUMBER"},
        {"id": "U01XX000001", "type": "NIH"},
        {"id": "ISRCTN12345678", "type": "REGISTRY", "domain": "ISRCTN"},
        {"type": "OTHER"},
    ]
    (entry,) = read(study(identificationModule={"nctIdAliases": ["NCT00000009"], "secondaryIdInfos": others})).records

    kept = dict(entry.citation.extra)
    assert entry.citation.identifiers == (("nct", "NCT30000007"), ("eudract", "2020-001234-12"))
    assert all(number in kept["identificationModule.secondaryIdInfos"] for number in ("U01XX000001", "ISRCTN12345678"))
    assert "SIM-30000007" in kept["identificationModule.orgStudyIdInfo"]
    assert "NCT00000009" in kept["identificationModule.nctIdAliases"]


def test_an_investigator_named_twice_is_one_author_and_collaborators_follow_the_sponsor() -> None:
    parties = {
        "responsibleParty": {"type": "PRINCIPAL_INVESTIGATOR", "investigatorFullName": "Ada B Author7"},
        "collaborators": [{"name": "Institute of Invention"}, {"class": "OTHER"}],
    }
    (entry,) = read(study(sponsorCollaboratorsModule=parties)).records

    assert [str(author) for author in entry.citation.authors] == [
        "University of Simulation",
        "Institute of Invention",
        "Author7, Ada B",
    ]


def test_an_entry_that_was_edited_is_another_revision() -> None:
    before, after = read(
        study(), study(statusModule={"lastUpdatePostDateStruct": {"date": "2026-11-01", "type": "ACTUAL"}})
    ).records

    assert content_hash(before.citation) != content_hash(after.citation)


def test_every_member_of_the_protocol_is_read_kept_or_left_out_on_purpose() -> None:
    full = study(
        eligibilityModule={"sex": "ALL", "eligibilityCriteria": "Adults"},
        outcomesModule={"primaryOutcomes": [{"measure": "Survival"}]},
        referencesModule={"references": [{"pmid": "30000001", "type": "RESULT"}]},
        contactsLocationsModule={"centralContacts": [{"phone": "555"}], "locations": [{"city": "Paris"}]},
        newModule={"newMember": "new"},
    )
    (entry,) = read(full).records
    kept = {tag for tag, _ in entry.citation.extra}

    for module, members in full["protocolSection"].items():
        known = READ.get(module, frozenset()) | LEFT_OUT.get(module, frozenset())
        assert {f"{module}.{member}" for member in members if member not in known} <= kept
    assert ("newModule.newMember", "new") in entry.citation.extra
    assert ("hasResults", "false") in entry.citation.extra
    assert "555" not in str(entry.citation)


def test_results_and_derived_parts_are_not_taken_over() -> None:
    (plain,) = read(study()).records
    (laden,) = read(study() | {"derivedSection": {"miscInfoModule": {"versionHolder": "2026-11-20"}}}).records

    assert plain.citation == laden.citation


def test_an_entry_with_an_official_title_only_is_known_by_that() -> None:
    bare = {"protocolSection": {"identificationModule": {"nctId": "nct00000001", "officialTitle": "A <b>trial</b>"}}}
    (entry,) = read(bare).records

    assert (entry.accession, entry.citation.title, entry.citation.notes) == ("NCT00000001", "A trial", ())
    assert (entry.citation.year, entry.citation.authors) == (None, ())


def test_an_entry_without_a_number_is_bad_and_the_others_go_on() -> None:
    found = read({"protocolSection": {}}, study(), 7, {"protocolSection": {"identificationModule": {"nctId": "NCT1"}}})

    assert len(found.records) == 1
    assert [entry.line for entry in found.unreadable] == [1, 3, 4]


def test_a_page_of_the_simulated_register_is_read_whole() -> None:
    body = ClinicalTrialsService(Corpus.sized(40))(SimulatorRequest("GET", "/studies", {"pageSize": "40"}, {}, "")).body

    found = parse_clinicaltrials_json(body, name="page 1")

    assert (len(found.records), found.unreadable, found.format) == (40, (), "clinicaltrials-json")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"studies": 1}', b"<html>", b"Not Found", b'{"dataTimestamp": "2026"}'])
def test_what_is_no_reply_is_refused_with_its_name(body: bytes) -> None:
    with pytest.raises(FormatError, match=r"page 3 of run 8: .*(JSON|ClinicalTrials\.gov)") as refusal:
        parse_clinicaltrials_json(body, name="page 3 of run 8")

    assert "again" in refusal.value.hint


_NAMES: Final = sorted({*READ, *(member for members in READ.values() for member in members), "protocolSection", "name"})
_JSON: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["NCT00000001", "x"]) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=5),
    max_leaves=20,
)


@given(st.lists(_JSON, max_size=4))
def test_any_json_in_place_of_an_entry_is_an_entry_or_bad(rows: list[Any]) -> None:
    found = read(*rows)

    assert len(found.records) + len(found.unreadable) == len(rows)


@given(_JSON)
def test_any_json_in_place_of_a_module_is_survived(member: Any) -> None:
    found = read(study(identificationModule={"orgStudyIdInfo": member, "secondaryIdInfos": member, "acronym": member}))

    assert len(found.records) == 1
