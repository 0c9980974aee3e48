"""What a record says of other documents, in every way its source may say it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.citation import Citation
from harvester.store.links import NewLink
from harvester.store.models.records import LINK_KINDS
from harvester.workflow.alerts.alert_rules import (
    ALERT_ABOUT_RECORD,
    ALERT_ABOUT_TARGET,
    KIND_OF_PUBLICATION_TYPE,
    KIND_OF_REF_TYPE,
    document_ids,
    extract_links,
    parse_target,
)


def saying(*extra: tuple[str, str], kind: str = "article", types: tuple[str, ...] = ()) -> Citation:
    return Citation(title="x", kind=kind, extra=extra, publication_types=types)


def test_a_link_names_the_other_by_its_pmid_and_keeps_the_reference() -> None:
    said = saying(
        ("RetractionIn", "38000001"), ("RetractionIn source", "38000001: J Sim Med. 2024;13:1"), ("STAT", "x")
    )
    assert extract_links(said) == (NewLink("retracted-by", "pmid:38000001", "J Sim Med. 2024;13:1"),)


def test_a_link_without_a_number_keeps_the_reference_alone() -> None:
    assert extract_links(saying(("RetractionIn", "J Sim Med. 2024;13:1"))) == (
        NewLink("retracted-by", "", "J Sim Med. 2024;13:1"),
    )


def test_a_link_that_says_nothing_more_is_still_one() -> None:
    assert extract_links(saying(("RetractionIn", ""))) == (NewLink("retracted-by"),)


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("38000001", "pmid:38000001"),
        ("J Sim Med. 2024;13:1. PMID: 38000001", "pmid:38000001"),
        ("J Sim Med. 2024;13:1. doi: 10.5555/SIM.1.", "doi:10.5555/sim.1"),
        ("10.5555/sim.1", "doi:10.5555/sim.1"),
        ("PPR:PPR400001", "europepmc:PPR:PPR400001"),
        ("J Sim Med. 2024;13:1", ""),
        ("", ""),
    ],
)
def test_a_target_is_read_out_of_what_stands_there(written: str, target: str) -> None:
    assert parse_target(written) == target


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Retracted Publication", "retracted-by"),
        ("Retraction of Publication", "retraction-of"),
        ("Published Erratum", "erratum-of"),
        ("Expression of Concern", "concern-of"),
    ],
)
def test_a_publication_type_alone_is_a_link_without_a_target(name: str, kind: str) -> None:
    assert [(link.kind, link.target) for link in extract_links(saying(types=("Journal Article", name)))] == [(kind, "")]


def test_a_publication_type_adds_nothing_to_a_link_of_its_kind() -> None:
    said = saying(("RetractionIn", "38000001"), types=("Retracted Publication",))
    assert extract_links(said) == (NewLink("retracted-by", "pmid:38000001"),)


def test_an_erratum_is_no_retraction() -> None:
    assert {link.kind for link in extract_links(saying(("ErratumIn", "1"), ("ExpressionOfConcernIn", "2")))} == {
        "erratum-in",
        "concern-in",
    }


def test_the_update_of_a_preprint_is_the_article() -> None:
    said = ("UpdateIn", "38000001"), ("UpdateIn source", "38000001: J Sim Med. 2024;13:1")
    assert [link.kind for link in extract_links(saying(*said, kind="preprint"))] == ["preprint-of"]
    assert [link.kind for link in extract_links(saying(*said, types=("Preprint",)))] == ["preprint-of"]
    assert [link.kind for link in extract_links(saying(*said))] == ["update-in"]


def test_a_later_preprint_of_a_preprint_is_an_update() -> None:
    said = ("UpdateIn", "38000001"), ("UpdateIn source", "38000001: medRxiv. 2024 Jan 2:2024.01.02")
    assert [link.kind for link in extract_links(saying(*said, kind="preprint"))] == ["update-in"]


def test_an_article_is_the_article_of_what_appeared_on_a_preprint_server() -> None:
    server = ("UpdateOf", "38000001"), ("UpdateOf source", "38000001: medRxiv. 2024 Jan 2:2024.01.02")
    journal = ("UpdateOf", "38000001"), ("UpdateOf source", "38000001: Cochrane Database Syst Rev. 2013;(6):CD000001")
    assert [link.kind for link in extract_links(saying(*server))] == ["article-of"]
    assert [link.kind for link in extract_links(saying(*journal))] == ["update-of"]


def test_a_record_is_found_by_every_number_of_its_document() -> None:
    citation = Citation(pmid="38000001", doi="10.5555/SIM.1")
    assert document_ids("pubmed", "38000001", citation) == ("pmid:38000001", "doi:10.5555/sim.1")
    assert document_ids("europepmc", "PPR:PPR4", Citation()) == ("europepmc:PPR:PPR4",)
    assert document_ids("embase", "L1", Citation()) == ()


def test_every_kind_of_link_comes_from_something_a_source_says() -> None:
    assert {*KIND_OF_REF_TYPE.values(), *KIND_OF_PUBLICATION_TYPE.values()} == set(LINK_KINDS)


def test_every_kind_of_link_but_a_comment_is_told_of_one_of_its_ends() -> None:
    assert {*ALERT_ABOUT_RECORD, *ALERT_ABOUT_TARGET} == set(LINK_KINDS) - {"comment-in", "comment-on"}
    assert not ALERT_ABOUT_RECORD.keys() & ALERT_ABOUT_TARGET.keys()


@given(st.lists(st.tuples(st.sampled_from([*KIND_OF_REF_TYPE, "STAT", "ErratumIn source"]), st.text(max_size=400))))
def test_whatever_stands_in_a_record_can_be_read_and_fits_into_the_store(extra: list[tuple[str, str]]) -> None:
    links = extract_links(saying(*extra))
    assert len(links) == len(set(links))
    assert all(len(link.target) <= 300 and len(link.reference) <= 300 for link in links)
