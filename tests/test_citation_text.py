"""Citations in short: whom a reader looks for first, and no more than a line."""

from __future__ import annotations

from harvester.citation import Author, Citation
from harvester.citation_text import full_authors, short_authors, short_citation

FOUR = tuple(Author(name, "A.") for name in ("Muster", "Doe", "Roe", "Poe"))


def test_a_short_citation_names_the_first_author_year_title_and_journal() -> None:
    citation = Citation(authors=FOUR, year=2020, title="A trial.", journal="The Journal")
    assert short_citation(citation) == "Muster et al. 2020. A trial. The Journal."
    assert short_citation(Citation(title="A trial")) == "[no author] [no year]. A trial."
    assert len(short_citation(Citation(title="word " * 100))) < 160


def test_authors_that_are_left_out_are_counted_as_others() -> None:
    assert short_authors(Citation(authors=FOUR)) == "Muster, Doe, Roe et al."
    assert short_authors(Citation(authors=FOUR[:3])) == "Muster, Doe, Roe"
    assert short_authors(Citation(authors=FOUR[:1], authors_complete=False)) == "Muster et al."
    assert full_authors(Citation(authors=FOUR[:2], authors_complete=False)) == "Muster, A.; Doe, A.; et al."
    assert full_authors(Citation(authors_complete=False)) == ""
