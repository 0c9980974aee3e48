"""A PDF is matched to the report it is of, or to none."""

from __future__ import annotations

import pytest

from harvester.screening.pdf_matching import PdfClues, PdfMatch, PdfMatcher, SoughtReport

MATCHER = PdfMatcher(
    [
        SoughtReport(
            report=1,
            dois=frozenset({"10.1002/pbc.29102"}),
            pmids=frozenset({"34114322"}),
            titles=frozenset({"anakinra for severe secondary haemophagocytic lymphohistiocytosis"}),
        ),
        SoughtReport(report=2, dois=frozenset({"10.1002/pbc.2910"}), pmcids=frozenset({"PMC7454860"})),
        SoughtReport(report=31, titles=frozenset({"editorial"})),
    ]
)


@pytest.mark.parametrize(
    ("stem", "reports"),
    [
        ("34114322", (1,)),
        ("Smith_2021_34114322", (1,)),
        ("341143221", ()),
        ("10.1002_pbc.29102", (1,)),
        ("10.1002%2Fpbc.2910", ()),
        ("10.1002-PBC.29102 (1)", (1,)),
        ("PMC7454860", (2,)),
        ("pmc7454860 supplement", (2,)),
        ("R000031 Jones", (31,)),
        ("r31", ()),
        ("34114322 and PMC7454860", (1, 2)),
        ("editorial", ()),
    ],
)
def test_a_number_in_the_files_name_tells_the_report(stem: str, reports: tuple[int, ...]) -> None:
    stem = stem.replace("%2F", "/") if "29102" in stem else stem
    assert MATCHER.match(PdfClues(stem=stem)).reports == reports


@pytest.mark.parametrize(
    ("text", "reports"),
    [
        ("doi: 10.1002/pbc.29102.", (1,)),
        ("https://doi.org/10.1002/PBC.2910", (2,)),
        ("doi 10.1002/pbc.\n29102 page 1", (1,)),
        ("10.1002/pbc.29102 and 10.1002/pbc.2910", (1, 2)),
        ("10.1002/other", ()),
        ("Anakinra for Severe Secondary Haemophagocytic\nLymphohistiocytosis. Smith J", (1,)),
        ("Editorial. The editor writes.", ()),
    ],
)
def test_the_first_pages_tell_it_by_doi_then_by_title(text: str, reports: tuple[int, ...]) -> None:
    assert MATCHER.match(PdfClues(stem="paper", text=text)).reports == reports


def test_a_later_step_may_tell_which_of_several_it_is() -> None:
    clues = PdfClues(stem="paper", text="10.1002/pbc.29102 cites 10.1002/pbc.2910", metadata="doi:10.1002/pbc.29102")
    assert MATCHER.match(clues) == PdfMatch((1,), "DOI in the metadata")
    twice = PdfClues(stem="34114322 PMC7454860", metadata="doi:10.1002/pbc.2910")
    assert MATCHER.match(twice) == PdfMatch((2,), "DOI in the metadata")


def test_only_files_whose_name_does_not_tell_are_looked_into() -> None:
    assert not MATCHER.needs_reading(PdfClues(stem="34114322"))
    assert MATCHER.needs_reading(PdfClues(stem="paper"))
