"""Addresses of a citation come out safe, whatever a source sent."""

from __future__ import annotations

import pytest

from harvester import formats
from harvester.citation import Citation
from harvester.citation_links import list_urls, permanent_url

HOSTILE = "TY  - JOUR\nTI  - A trial\nUR  - javascript:alert(1)//\x1b[31m\nER  - \n"


def test_an_address_that_runs_a_script_or_colours_a_terminal_is_no_address() -> None:
    citation = formats.parse_file(HOSTILE.encode(), name="hostile.ris").records[0].citation
    assert any("javascript" in url for url in citation.urls)
    assert list_urls(citation) == ()
    assert permanent_url(citation) == ""


@pytest.mark.parametrize(
    ("citation", "url"),
    [
        (Citation(doi="10.1/a b", pmcid="PMC1", pmid="2"), "https://doi.org/10.1/a%20b"),
        (Citation(pmcid="PMC1", pmid="2"), "https://pmc.ncbi.nlm.nih.gov/articles/PMC1/"),
        (Citation(pmid="2", urls=("https://example.org/x",)), "https://pubmed.ncbi.nlm.nih.gov/2/"),
        (Citation(urls=("ftp://example.org/x", "https://example.org/x")), "https://example.org/x"),
        (Citation(urls=("https://doi.org/10.1/a",)), "https://doi.org/10.1/a"),
        (Citation(), ""),
    ],
)
def test_the_lasting_address_comes_first(citation: Citation, url: str) -> None:
    assert permanent_url(citation) == url
