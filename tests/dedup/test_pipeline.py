from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.citation import CITATION_KINDS, Author, Citation
from harvester.dedup import (
    CorpusStatistics,
    blocking_keys,
    build_columns,
    can_match,
    deduplicate,
    explain,
    score_candidates,
    score_pairs,
    to_pairs,
)
from tests.dedup.reports import ARTICLE, INITIALS, find_pairs, vary
from tests.support import examples

OTHER = Citation(
    title="Colchicine after myocardial infarction",
    authors=(Author("Ito", "K"),),
    year=2020,
    journal="Heart",
    volume="3",
    pages="9",
)
COPY = vary(authors=INITIALS, journal="Ann Rheum Dis", pages="512-9", doi="")
ERRATUM = vary(title="Erratum: " + ARTICLE.title, pages="640", issue="5", doi="")
DOUBTFUL = vary(journal="Clinical Immunology", volume="", issue="", pages="", doi="", abstract="")


def test_nothing_in_gives_nothing_out() -> None:
    assert find_pairs([]) == []
    assert deduplicate([]).labels.tolist() == []


def test_duplicates_are_found_with_their_evidence() -> None:
    (found,) = find_pairs([OTHER, ARTICLE, COPY])
    assert (found.a, found.b, found.outcome) == (1, 2, "duplicate")
    assert found.probability > 0.97
    assert "title: the same words" in {item.sentence for item in found.evidence}


def test_look_alikes_that_contradict_each_other_are_found_too() -> None:
    outcomes = {(found.a, found.b): found.outcome for found in find_pairs([ARTICLE, COPY, ERRATUM, OTHER])}
    assert outcomes == {(0, 1): "duplicate", (0, 2): "distinct", (1, 2): "distinct"}


def test_with_new_records_only_their_pairs_are_judged() -> None:
    new = np.array([False, False, True])
    assert {(found.a, found.b) for found in find_pairs([ARTICLE, COPY, vary(abstract="")], new=new)} == {(0, 2), (1, 2)}


def test_an_update_judges_as_the_whole_would() -> None:
    citations = [ARTICLE, OTHER, COPY, ERRATUM, DOUBTFUL]
    whole = {(item.a, item.b): item.outcome for item in find_pairs(citations)}
    new = np.array([False, False, True, True, True])
    update = {(item.a, item.b): item.outcome for item in find_pairs(citations, new=new)}
    assert update == {pair: outcome for pair, outcome in whole.items() if new[list(pair)].any()}


def test_records_that_may_be_duplicates_share_a_blocking_key() -> None:
    for other in (COPY, vary(title=ARTICLE.title.split(":")[0], doi=""), DOUBTFUL, ERRATUM):
        assert blocking_keys(ARTICLE) & blocking_keys(other)
    assert not blocking_keys(ARTICLE) & blocking_keys(OTHER)
    assert blocking_keys(Citation()) == frozenset()


ASTHMA = Citation(
    title="Effect of vitamin D on asthma in schoolchildren of Norway",
    authors=(Author("Doe"), Author("Poe")),
    year=2012,
    volume="7",
    issue="2",
    pages="31-9",
)


@pytest.mark.parametrize(
    ("other", "worth"),
    [
        ({"year": 2012}, True),
        ({"year": 2014}, True),
        ({"year": None}, True),
        ({"year": 2025}, False),
        ({"authors": (Author("Roe"),)}, False),
        ({"authors": ()}, True),
        ({"authors": (Author("Roe"),), "title": ASTHMA.title[:38]}, True),
        ({"authors": (Author("Roe"),), "title": f"{ASTHMA.title} and Spain"}, True),
        ({"authors": (Author("Roe"),), "title": f"{ASTHMA.title} and Spain", "year": 2025}, True),
    ],
)
def test_titles_alike_are_worth_comparing_by_a_common_author_in_near_years_or_if_one_is_cut(
    other: dict[str, Any], *, worth: bool
) -> None:
    """By other first authors, and with no number, page or issue in common."""
    elsewhere = {"authors": (Author("Roe"), Author("Poe")), "volume": "", "issue": "", "pages": ""}
    alike = vary(ASTHMA, title="Effect of vitamin D on asthma in older adults of Norway", **elsewhere)
    assert is_promising(ASTHMA, vary(alike, **other)) is worth


@pytest.mark.parametrize(
    ("other", "worth"),
    [
        ({"authors": (Author("Roe"), Author("Poe"))}, True),
        ({"authors": ()}, True),
        ({}, False),
        ({"title": "Effect of vitamin D"}, True),
        ({"authors": (Author("Roe"), Author("Poe")), "volume": "19", "year": 2025}, False),
    ],
)
def test_a_page_in_common_is_worth_it_with_an_author_in_common_or_a_title_cut(
    other: dict[str, Any], *, worth: bool
) -> None:
    same_page = vary(ASTHMA, title="A cohort of miners", authors=(Author("Roe"),), issue="", pages="31-44")
    assert is_promising(ASTHMA, vary(same_page, **other)) is worth


def is_promising(one: Citation, two: Citation) -> bool:
    [found] = can_match(build_columns([one, two]), np.array([0]), np.array([1])).tolist()
    return bool(found)


def test_a_title_cut_short_meets_the_whole_one_by_the_same_author_in_the_same_year() -> None:
    whole = Citation(
        title="From Monologue to Dialogue-Performative and IT Governance on Firms: a Moderated Regression Analysis",
        authors=(Author("Kannan", "A"),),
        year=2004,
        journal="MIS Quarterly",
        volume="28",
        pages="412-448",
    )
    cut = vary(whole, title="From Monologue to Dialogue", volume="", pages="")
    assert blocking_keys(cut) & blocking_keys(whole)
    assert is_promising(cut, whole)
    assert not blocking_keys(vary(cut, year=2005)) & blocking_keys(whole)


def test_blocking_keys_are_the_same_on_every_machine() -> None:
    assert blocking_keys(Citation(doi="10.1/x")) == frozenset({3511952455018689353})


def test_blocking_keys_fit_a_signed_column_of_a_database() -> None:
    assert all(0 <= key < 2**63 for key in blocking_keys(ARTICLE))


def test_the_order_of_the_input_does_not_matter() -> None:
    citations = [ARTICLE, OTHER, COPY, ERRATUM, DOUBTFUL, vary(OTHER, title="Colchicine after miocardial infarction")]
    expected = _partition(citations, list(range(len(citations))))
    for seed in range(5):
        order = list(range(len(citations)))
        random.Random(seed).shuffle(order)
        assert _partition(citations, order) == expected


def _partition(citations: list[Citation], order: list[int]) -> set[frozenset[int]]:
    labels = deduplicate([citations[row] for row in order]).labels
    return {frozenset(order[place] for place in np.flatnonzero(labels == label)) for label in set(labels.tolist())}


def test_an_isolated_record_changes_no_other_cluster() -> None:
    citations = [ARTICLE, COPY, ERRATUM, DOUBTFUL]
    assert deduplicate([*citations, OTHER]).labels.tolist() == [*deduplicate(citations).labels.tolist(), 4]


def test_only_one_pair_of_two_doubtful_clusters_is_reviewed() -> None:
    found = deduplicate([ARTICLE, COPY, DOUBTFUL, vary(DOUBTFUL, authors=INITIALS)])
    assert found.labels.tolist() == [0, 0, 2, 2]
    assert found.to_review.size == 1


def test_a_record_that_fits_two_reports_of_one_title_goes_to_the_likelier_and_the_other_is_asked_about() -> None:
    sequel = vary(volume="81", issue="9", pages="1204-1215", doi="10.1136/annrheumdis-2018-900777", abstract="")
    bare = vary(volume="", issue="", pages="", doi="", abstract="")
    found = deduplicate([ARTICLE, sequel, bare])
    assert len(set(found.labels.tolist())) == 2
    asked = {(int(found.pairs.a[row]), int(found.pairs.b[row])) for row in found.to_review}
    assert asked == {(0, 2), (1, 2)} - {pair for pair in ((0, 2), (1, 2)) if len(set(found.labels[list(pair)])) == 1}


def test_a_chain_whose_ends_are_unlike_is_cut() -> None:
    letter = vary(title="Untreated fever and its many consequences", authors=(Author("Ito", "K"),), doi="", abstract="")
    bridge = vary(letter, title=ARTICLE.title, doi=ARTICLE.doi, pmid="77")
    found = deduplicate([ARTICLE, bridge, vary(letter, pmid="77", volume="3", issue="1", pages="4-9")])
    assert found.labels[0] != found.labels[2]


def test_a_field_that_disagrees_in_certain_pairs_is_not_believed() -> None:
    titles = [f"{word} of fever in the wards of hospital number {n}" for n, word in enumerate(_words(60))]
    pairs = [
        vary(title=title, issue=str(1000 + 2 * n + copy), doi="", pages=f"{100 + 9 * n}-{107 + 9 * n}", abstract="")
        for n, title in enumerate(titles)
        for copy in (0, 1)
    ]
    judged = score_candidates(build_columns(pairs))
    assert judged.corpus.trust("issue") == 0
    assert judged.corpus.trust("volume") == 1


def _words(count: int) -> list[str]:
    letters = random.Random(1)
    return ["".join(letters.choices("abcdefghilmnoprstu", k=11)) for _ in range(count)]


def test_a_title_of_many_years_is_learnt_to_be_a_heading() -> None:
    yearly = [
        vary(title="Front matter of the proceedings", volume=str(n), year=2000 + n, doi="", pages="", issue="")
        for n in range(1, 6)
    ]
    columns = build_columns(yearly)
    corpus = score_pairs(columns, np.array([0]), np.array([1])).corpus
    assert corpus.generic_titles == {int(columns.title_hash[0])}
    assert all(found.outcome == "distinct" for found in find_pairs(yearly))


def test_given_statistics_are_used_instead_of_an_estimate() -> None:
    corpus = CorpusStatistics(counts=(("issue", 0, 100),))
    columns = build_columns([ARTICLE, vary(issue="9", pages="")])
    (pair,) = to_pairs(score_pairs(columns, np.array([0]), np.array([1]), corpus=corpus))
    assert {item.field: item.weight for item in pair.evidence}["issue"] == 0


def test_an_explanation_is_a_sentence_for_a_person() -> None:
    told = explain(ARTICLE, ERRATUM)
    assert told.outcome == "distinct"
    assert told.summary.startswith("Kept apart")
    assert "erratum" in told.summary
    assert told.summary.endswith(".")


def test_every_field_that_speaks_has_a_sentence() -> None:
    assert all(item.sentence and "{" not in item.sentence for item in explain(ARTICLE, COPY).evidence)
    assert {"title", "authors", "year", "journal", "volume", "issue", "pages", "abstract"} <= {
        item.field for item in explain(ARTICLE, COPY).evidence
    }


texts = st.text(st.characters(), max_size=40)
citations = st.builds(
    Citation,
    kind=st.sampled_from(CITATION_KINDS),
    title=texts | st.just(ARTICLE.title),
    title_original=texts,
    authors=st.lists(st.builds(Author, texts, texts), max_size=3).map(tuple),
    year=st.none() | st.integers(1500, 2099),
    journal=texts | st.just(ARTICLE.journal),
    volume=texts,
    issue=texts,
    pages=texts | st.just("512-519"),
    article_number=texts,
    doi=texts,
    pmid=texts,
    identifiers=st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    issns=st.lists(texts, max_size=2).map(tuple),
    abstract=texts,
    publication_types=st.lists(texts, max_size=1).map(tuple),
)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(citations, max_size=6))
def test_whatever_a_source_sends_can_be_deduplicated(sent: list[Citation]) -> None:
    found = deduplicate([*sent, ARTICLE, COPY])
    assert found.labels[-1] == found.labels[-2]
    assert all(explain(citation, ARTICLE).summary for citation in sent)
    assert all(0 <= key < 2**63 for citation in sent for key in blocking_keys(citation))
