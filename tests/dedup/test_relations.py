"""Reports that belong together: what the one is to the other is told, in the right direction, and never merged."""

from __future__ import annotations

import pytest

from harvester.citation import Author, Citation
from harvester.dedup import deduplicate, explain, list_relation_kinds, to_pairs
from tests.dedup.reports import ARTICLE, vary

OTHERS = (Author("Quarshie", "Emmanuel"), Author("Lindgren", "Ulla"))
PREPRINT = vary(journal="medRxiv", volume="", issue="", pages="", doi="10.1101/2018.11.12.18001234", kind="preprint")
ERRATUM = vary(title=f"Erratum to: {ARTICLE.title}", pages="901", issue="8", doi="10.1136/annrheumdis-2018-214001corr1")
RETRACTION = vary(title=f"Retraction: {ARTICLE.title}", year=2021, volume="80", pages="1", doi="10.1136/ard.ret")
REPLY = vary(title=f"{ARTICLE.title}: authors' reply", pages="e77", issue="9", doi="")
COMMENT = vary(title=f"Comment on: {ARTICLE.title}", authors=OTHERS, pages="e78", issue="9", doi="10.1136/ard.c1")
PROTOCOL = vary(
    title=f"{ARTICLE.title}: study protocol", year=2018, journal="BMJ Open", volume="8", pages="e0211", doi=""
)
ABSTRACT = vary(kind="conference-abstract", volume="77", issue="Suppl 2", pages="A1214", year=2018, doi="")
REGISTRATION = Citation(kind="registry-entry", title=ARTICLE.title, year=2016, identifiers=(("nct", "NCT02780583"),))
THESIS = Citation(kind="thesis", title=ARTICLE.title, authors=ARTICLE.authors[:1], year=2018, publisher="Uni of Lagos")
COCHRANE = vary(
    journal="Cochrane Database Syst Rev", volume="", issue="2", pages="CD012345", doi="10.1002/14651858.cd012345"
)
UPDATE = vary(COCHRANE, year=2023, issue="7", doi="10.1002/14651858.cd012345.pub2")


@pytest.mark.parametrize(
    ("related_record", "relation", "what"),
    [
        (PREPRINT, "preprint-of", "a preprint of"),
        (ERRATUM, "erratum-of", "an erratum of"),
        (RETRACTION, "retraction-of", "a notice of retraction or concern about"),
        (REPLY, "reply-to", "a reply that belongs to"),
        (COMMENT, "comment-on", "a comment on"),
        (PROTOCOL, "protocol-of", "the protocol of"),
        (ABSTRACT, "abstract-of", "a conference abstract of"),
        (REGISTRATION, "registration-of", "the registration of"),
        (THESIS, "thesis-of", "a thesis that belongs to"),
    ],
)
def test_a_related_report_is_called_what_it_is(related_record: Citation, relation: str, what: str) -> None:
    one, other = explain(related_record, ARTICLE), explain(ARTICLE, related_record)
    assert (one.outcome, one.relation, other.relation) == ("distinct", relation, relation)
    assert one.evidence[-1].sentence == f"relation: the first record is {what} the second"
    assert other.evidence[-1].sentence == f"relation: the second record is {what} the first"
    assert (one.evidence[-1].kind, one.evidence[-1].subject) == (relation, "a")
    assert (other.evidence[-1].kind, other.evidence[-1].subject) == (relation, "b")


def test_versions_and_parts_are_related_to_each_other() -> None:
    first, second = (vary(title=f"{ARTICLE.title}: part {number}", pages=f"{number}01-{number}09") for number in (1, 2))
    second = vary(second, doi="10.1136/annrheumdis-2018-214002")
    assert explain(COCHRANE, UPDATE).relation == "version-of"
    assert explain(first, second).relation == "part-of-series"


def test_the_same_report_has_no_relation_to_itself_nor_to_a_stranger() -> None:
    stranger = vary(title="Comment on: The price of wheat in Bergen", authors=OTHERS, doi="", volume="1", pages="4")
    assert explain(ARTICLE, vary(pages="512-9")).relation is None
    assert explain(ARTICLE, stranger).relation is None


def test_related_records_are_told_of_in_a_set_of_files() -> None:
    found = deduplicate([ARTICLE, PREPRINT, ERRATUM, COCHRANE, UPDATE, vary(pages="512-9")])
    assert sorted(set(list_relation_kinds(found.pairs))) == ["erratum-of", "preprint-of", "version-of"]
    assert {each.outcome for each in to_pairs(found.pairs) if each.relation} == {"distinct"}
