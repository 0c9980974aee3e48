from __future__ import annotations

import pytest

from harvester.citation import Author, Citation
from harvester.dedup import merge_citations
from tests.dedup.reports import ARTICLE, INITIALS, vary


def test_a_single_record_represents_itself() -> None:
    assert merge_citations([ARTICLE]) == ARTICLE


def test_an_empty_cluster_has_no_representative() -> None:
    with pytest.raises(ValueError, match="without records"):
        merge_citations([])


def test_each_record_needs_its_rank() -> None:
    with pytest.raises(ValueError, match="one rank for each"):
        merge_citations([ARTICLE], precedence=[1, 2])


def test_gaps_are_filled_from_the_other_records() -> None:
    best = merge_citations([vary(doi="", abstract="", pmid="301"), vary(pages="", issue="")])
    assert (best.doi, best.pmid, best.pages, best.abstract) == (ARTICLE.doi, "301", "512-519", ARTICLE.abstract)


def test_every_identifier_and_every_source_is_kept() -> None:
    best = merge_citations(
        [
            vary(
                identifiers=(("pui", "L1"),), databases=("Embase",), issns=("1468-2060",), urls=("https://a.example",)
            ),
            vary(
                identifiers=(("wos", "W1"), ("pui", "L1")),
                databases=("PubMed",),
                doi="10.9/other",
                issns=("0003-4967",),
            ),
        ]
    )
    assert set(best.identifiers) == {("pui", "L1"), ("wos", "W1"), ("doi", "10.9/other")}
    assert set(best.databases) == {"Embase", "PubMed"}
    assert set(best.issns) == {"1468-2060", "0003-4967"}


def test_no_author_is_lost() -> None:
    group = Author("FEVER Study Group", group=True)
    best = merge_citations(
        [vary(authors=ARTICLE.authors[:1], authors_complete=False), vary(authors=INITIALS), vary(authors=(group,))]
    )
    assert best.authors == (*INITIALS, group)
    assert best.authors_complete


def test_full_given_names_are_preferred_to_initials() -> None:
    assert merge_citations([vary(authors=INITIALS), ARTICLE]).authors == ARTICLE.authors


def test_the_preferred_source_is_believed_first() -> None:
    embase, pubmed = vary(language="German"), vary(language="English", title=ARTICLE.title + ".")
    assert merge_citations([embase, pubmed], precedence=[2, 1]).language == "English"
    assert merge_citations([embase, pubmed], precedence=[1, 2]).language == "German"


def test_a_title_in_capitals_gives_way() -> None:
    assert (
        merge_citations([vary(title=ARTICLE.title.upper(), pmid="1"), ARTICLE], precedence=[1, 2]).title
        == ARTICLE.title
    )


def test_the_place_comes_from_one_record() -> None:
    online = vary(year=2018, volume="", issue="", pages="1-8")
    best = merge_citations([online, ARTICLE], precedence=[1, 2])
    assert (best.year, best.volume, best.issue, best.pages) == (2019, "78", "4", "512-519")


def test_what_one_source_knows_of_the_kind_is_kept() -> None:
    assert merge_citations([ARTICLE, vary(kind="conference-abstract")]).kind == "conference-abstract"


def test_keywords_are_united_without_regard_to_case() -> None:
    best = merge_citations([vary(keywords=("Fever", "Child")), vary(keywords=("fever", "Adult"))])
    assert [word.lower() for word in best.keywords] == ["fever", "child", "adult"]


def test_records_without_anything_are_represented_by_nothing() -> None:
    assert merge_citations([Citation(), Citation()]) == Citation()


def test_f2_a_heading_gives_way_to_the_title_and_f3_an_article_to_the_notice_that_it_is() -> None:
    named = vary(title="Sleep in old age, and what became of it")
    assert merge_citations([vary(title="Guest editorial"), named]).title == named.title
    assert merge_citations([named, vary(title="Foreword"), vary(title="SLEEP IN OLD AGE")]).title == named.title
    erratum = vary(title=f"Erratum – {named.title}")
    assert merge_citations([named, erratum]).title == erratum.title
