"""Any two records, and any two reports, can be explained; what links them is shown, and never merges them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester import dedup
from harvester.citation import CITATION_KINDS, Author, Citation
from harvester.errors import UsageError
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.explain import explain_records, list_relations
from harvester.workflow.dedup.judge import merge_records
from harvester.workflow.harvest.update import import_files
from tests.support import examples
from tests.workflow.contexts import import_articles

TEXT = st.one_of(
    st.just(""), st.sampled_from(["Editorial", "Anakinra in MAS. Part II", "12(3)", "S5-S9"]), st.text(max_size=30)
)
CITATIONS = st.builds(
    Citation,
    kind=st.sampled_from(CITATION_KINDS),
    title=TEXT,
    authors=st.lists(st.builds(Author, family=TEXT, given=TEXT), max_size=3).map(tuple),
    year=st.one_of(st.none(), st.integers(-1, 3000)),
    journal=TEXT,
    volume=TEXT,
    issue=TEXT,
    pages=TEXT,
    doi=TEXT,
    pmid=TEXT,
    abstract=TEXT,
)


@settings(max_examples=examples(60), deadline=None)
@given(CITATIONS, CITATIONS)
def test_an_explanation_exists_for_every_pair(one: Citation, other: Citation) -> None:
    told = dedup.explain(one, other)
    assert told.outcome in dedup.OUTCOMES
    assert 0 <= told.probability <= 1
    assert told.evidence
    assert all(each.sentence for each in told.evidence)
    assert told.summary.startswith(("Duplicates", "To review", "Kept apart"))


def test_records_that_share_nothing_are_explained_too(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    told = explain_records(context, "embase:L700001", "embase:L700002")
    assert (told.same_report, told.explanation.outcome, told.judgements) == (False, "distinct", ())


def test_of_two_reports_every_pair_is_told_the_likeliest_first(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    import_articles(context, "ovid", 1, 2)
    told = explain_records(context, "R1", "R2").to_json()
    assert len(told["pairs"]) == 4
    assert [pair["probability"] for pair in told["pairs"]] == sorted(
        (pair["probability"] for pair in told["pairs"]), reverse=True
    )
    assert all(pair["summary"] for pair in told["pairs"])


def test_why_records_are_in_one_report_is_told_as_a_chain_of_judgements(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    import_articles(context, "ovid", 1)
    merge_records(context, ["embase:L700001", "embase:L700002"], person="Ann")
    merge_records(context, ["embase:L700002", "embase:L700003"], person="Bob")
    told = explain_records(context, "ovid:L700001", "embase:L700003")
    assert [(event.record_a, event.record_b, event.by) for event in told.chain] == [
        ("embase:L700002", "embase:L700003", "Bob"),
        ("embase:L700001", "embase:L700002", "Ann"),
        ("embase:L700001", "ovid:L700001", "rule"),
    ]
    assert told.same_report


def test_one_report_is_explained_by_the_pairs_within_it(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 1)
    told = explain_records(context, "R1", "R2")
    assert (told.same_report, len(told.pairs), len(told.chain)) == (True, 1, 1)


def test_a_report_of_one_record_is_no_pair(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    with pytest.raises(UsageError, match="R1 and R1 are the same record"):
        explain_records(context, "R1", "R1")


PREPRINT = """\
PMID- 41000001
STAT- Publisher
DP  - 2024 Jan 5
TI  - Anakinra before transfer to intensive care: a cohort.
FAU - Vasquez, Ines
AU  - Vasquez I
LA  - eng
PT  - Preprint
TA  - medRxiv
JT  - medRxiv : the preprint server for health sciences
UIN - Crit Care Lett. 2024 Jul;3(2):11-19. PMID: 41000002

PMID- 41000002
STAT- MEDLINE
DP  - 2024 Jul
TI  - Anakinra before transfer to intensive care: a cohort study.
PG  - 11-19
FAU - Vasquez, Ines
AU  - Vasquez I
LA  - eng
PT  - Journal Article
TA  - Crit Care Lett
JT  - Critical care letters
VI  - 3
IP  - 2
UOF - medRxiv. 2024 Jan 5. PMID: 41000001
"""


def test_a_preprint_and_its_article_are_linked_in_words_and_never_merged(
    context: ReviewContext, tmp_path: Path
) -> None:
    (tmp_path / "pubmed.nbib").write_text(PREPRINT, encoding="utf-8")
    import_files(context, [tmp_path / "pubmed.nbib"], "embase", anyway=True)
    assert [(each.report, each.kind, each.other_report, each.provenance) for each in list_relations(context)] == [
        ("R000001", "preprint-of", "R000002", "stated by embase"),
        ("R000001", "preprint-of", "R000002", "found by comparison"),
        ("R000002", "article-of", "R000001", "stated by embase"),
    ]
    told = explain_records(context, "R1", "R2")
    assert not told.same_report
    assert told.relations[0].sentence == "embase:41000001 is a preprint of embase:41000002"


def test_reports_that_no_source_links_have_no_relation(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    assert (list_relations(context), explain_records(context, "R1", "R2").relations) == ((), ())
