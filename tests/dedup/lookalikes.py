"""Reports that look alike and are not the same: each takes a citation and gives two that must never be merged.

The kinds are those that published evaluations found merged by mistake, and those the project promises never to merge
(docs/dedup.md). A look-alike gives None where a citation has nothing to make it from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final

from msgspec.structs import replace

from harvester.citation import Author, Citation
from tests.dedup.corruptions import abbreviated, initials

Pair = tuple[Citation, Citation]
LookAlike = Callable[[Citation, Random], Pair | None]

_WORDS: Final = ("rats", "mice", "women", "men", "adolescents", "Norway", "Denmark", "adults", "hypertension", "asthma",
                 "stroke", "obesity", "nurses", "teachers", "managers", "students", "banks", "hospitals")  # fmt: skip
_MEETINGS: Final = ("Journal of Clinical Oncology", "Blood", "Annals of Oncology", "European Respiratory Journal",
                    "Gut", "Value in Health", "Circulation", "Diabetologia", "HemaSphere")  # fmt: skip


def moved(citation: Citation, rng: Random, *, years: int = 0) -> Citation:
    """Another place in the same journal, with its own DOI (where the first has one)."""
    year = citation.year and citation.year + years
    first = rng.randint(1, 1800)
    volume = str(int(citation.volume) + years) if citation.volume.isdecimal() else citation.volume
    return replace(
        citation,
        year=year,
        volume=volume,
        issue=str(rng.randint(1, 12)) if citation.issue else "",
        pages=f"{first}-{first + rng.randint(2, 20)}" if citation.pages else "",
        article_number="",
        doi=_doi(rng) if citation.doi else "",
        pmid=str(rng.randint(10**6, 4 * 10**7)) if citation.pmid else "",
        pmcid="",
        identifiers=(),
    )


def editorial(citation: Citation, rng: Random) -> Pair:
    """Editorials by one editor on equal pages of two years."""
    title = rng.choice(("Editorial", "Editor's Comments", "About this issue", "From the Editor", "In this issue",
                        "Foreword", "Introduction", "Book reviews", "Letter to the editor", "Presidential address",
                        "News and notes", "Guest editorial", "Errata", "Table of contents"))  # fmt: skip
    first = replace(citation, title=title, authors=citation.authors[:1], abstract="", pages="5-7")
    return first, replace(moved(first, rng, years=rng.choice((1, 2))), pages="5-7")


def editorial_of_next_issue(citation: Citation, rng: Random) -> Pair | None:
    """Editorials of two issues of one volume, without pages or DOI."""
    if not citation.volume:
        return None
    first = replace(citation, title="Editorial", authors=citation.authors[:1], abstract="", pages="", issue="1", doi="")
    return first, replace(first, issue=rng.choice(("2", "3")))


def parts(citation: Citation, rng: Random) -> Pair:
    """Part 1 and part 2 in one volume, in one of the ways of numbering them."""
    one, two = rng.choice(((": part 1", ": part 2"), (" - Part I", " - Part II"), (". I. Methods", ". II. Results"),
                           (": first of two parts", ": second of two parts"), (", part one", ", part two"),
                           (" (1)", " (2)"), (": FOCUS 1", ": FOCUS 2"), (": study 3", ": study 4")))  # fmt: skip
    first = replace(citation, title=citation.title.rstrip(".") + one)
    return first, replace(moved(first, rng), title=citation.title.rstrip(".") + two, abstract="")


def parts_without_place(citation: Citation, rng: Random) -> Pair:
    """The same without pages or DOI."""
    one, two = parts(citation, rng)
    return replace(one, pages="", doi=""), replace(two, pages="", doi="", issue=one.issue)


def first_part_unnumbered(citation: Citation, rng: Random) -> Pair | None:
    """A report, and another that calls itself the second part."""
    if not citation.pages:
        return None
    return citation, replace(moved(citation, rng, years=1), title=citation.title.rstrip(".") + ": part 2")


def erratum(citation: Citation, rng: Random) -> Pair:
    """An article and its erratum."""
    mark = rng.choice(("Erratum: {}", "Correction to: {}", "Erratum to {}", "Corrigendum: {}", "Author Correction: {}",
                       "{} (vol 12, pg 34, 2010)", "Correction: {}", "{}: Erratum", "Retraction: {}",
                       "Expression of concern: {}", "Retraction note to: {}", "Erratum for: {}", "{} [Erratum]",
                       "Publisher's Note: {}", "Notice of retraction: {}"))  # fmt: skip
    other = replace(moved(citation, rng, years=rng.choice((0, 1))), title=mark.format(citation.title), abstract="")
    return citation, other


def erratum_without_place(citation: Citation, rng: Random) -> Pair:
    """The same, the erratum without pages or DOI, in the same volume."""
    first, other = erratum(citation, rng)
    return first, replace(other, pages="", doi="", year=citation.year, volume=citation.volume, issue="")


def comment(citation: Citation, rng: Random) -> Pair:
    """An article and a letter about it, by others."""
    mark = rng.choice(("Comment on: {}", "Re: {}", "{}: a comment", "Letter to the editor: {}", "Comments on \"{}\"",
                       "Commentary on {}", "{} - a critique", "Regarding \"{}\"", "Letter regarding {}"))  # fmt: skip
    others = (Author("Quarshie", "Emmanuel K."), Author("Lindgren", "Ulla"))
    other = replace(moved(citation, rng, years=rng.choice((0, 1))), title=mark.format(citation.title), authors=others)
    return citation, replace(other, abstract="")


def reply(citation: Citation, rng: Random) -> Pair:
    """An article and its authors' reply, without a place."""
    mark = rng.choice(("{}: reply", "{} - authors' reply", "Reply to comments on: {}", "Author reply: {}",
                       "Response to comment on \"{}\"", "{}: a rejoinder", "In reply: {}"))  # fmt: skip
    other = replace(moved(citation, rng, years=rng.choice((0, 1))), title=mark.format(citation.title), abstract="")
    return citation, replace(other, doi="", issue="") if rng.random() < 0.5 else other


def neighbours_of_supplement(citation: Citation, rng: Random) -> Pair:
    """Two abstracts of a supplement on one or two pages, their titles alike but for a word."""
    page = rng.randint(10, 900)
    first = replace(citation, kind="conference-abstract", issue="Suppl 1", pages=f"S{page}", doi="", abstract="")
    words = citation.title.split()
    place = rng.choice([place for place, word in enumerate(words) if len(word) > 4] or [0])
    words[place] = rng.choice([word for word in _WORDS if word not in words])
    return first, replace(first, title=" ".join(words), pages=f"S{page + rng.choice((0, 1))}")


def another_word(citation: Citation, rng: Random) -> Pair | None:
    """Two articles by one group in one year, their titles alike but for two words."""
    words = citation.title.split()
    if len(words) < 5:
        return None
    one, two = rng.sample(_WORDS, 2)
    first = replace(citation, title=f"{citation.title.rstrip('.')} in {one}")
    return first, replace(moved(first, rng), title=f"{citation.title.rstrip('.')} in {two}", abstract="")


def another_word_without_place(citation: Citation, rng: Random) -> Pair | None:
    """The same without pages, issue and DOI."""
    found = another_word(citation, rng)
    return found and (found[0], replace(found[1], pages="", doi="", issue="", volume=citation.volume))


def meeting_abstract(citation: Citation, rng: Random) -> Pair:
    """An article and the abstract that was given of it a year before, in a supplement of another journal."""
    journal = rng.choice([name for name in _MEETINGS if name != citation.journal])
    other = replace(moved(citation, rng, years=-1), journal=journal, volume=str(rng.randint(10, 400)), issns=())
    return citation, replace(other, pages=f"S{rng.randint(10, 900)}", issue="Suppl 1", abstract=citation.abstract[:400])


def meeting_abstract_without_place(citation: Citation, rng: Random) -> Pair:
    """The same, of the same year, without pages and DOI."""
    first, other = meeting_abstract(citation, rng)
    return first, replace(other, pages="", doi="", year=citation.year, issue="")


def two_meetings(citation: Citation, rng: Random) -> Pair:
    """One abstract at two meetings."""
    one, two = rng.sample(_MEETINGS, 2)
    first = replace(citation, journal=one, volume=str(rng.randint(10, 200)), pages=f"S{rng.randint(10, 500)}", issns=())
    second = replace(first, journal=two, volume=str(rng.randint(201, 400)), pages=f"A{rng.randint(10, 500)}")
    return replace(first, doi=""), replace(second, doi="")


def copublished(citation: Citation, rng: Random) -> Pair:
    """A statement printed in two journals, each with its own place and DOI."""
    journal = rng.choice(("BMJ", "PLoS Medicine", "Annals of Internal Medicine", "Journal of Clinical Epidemiology"))
    other = replace(moved(citation, rng), journal=journal, volume=str(rng.randint(200, 400)), issns=())
    return replace(citation, doi=citation.doi or _doi(rng)), replace(other, doi=_doi(rng))


def preprint(citation: Citation, rng: Random) -> Pair:
    """A preprint and its article."""
    server, doi = rng.choice((("medRxiv", "10.1101/2021.03.04.21252"), ("arXiv", "10.48550/arxiv.2101.0"),
                              ("SSRN Electronic Journal", "10.2139/ssrn.35"),
                              ("Research Square", "10.21203/rs.3.rs-"), ("PsyArXiv Preprints", "10.31234/osf.io/"),
                              ("bioRxiv", "10.1101/2020.01.02.9")))  # fmt: skip
    other = replace(citation, journal=server, volume="", issue="", pages="", pmid="", issns=(), article_number="")
    return citation, replace(other, doi=f"{doi}{rng.randint(100, 999)}" if rng.random() < 0.6 else "")


def cochrane(citation: Citation, rng: Random) -> Pair:
    """Two versions of a Cochrane review."""
    number = rng.randint(1000, 15999)
    base = replace(citation, journal="Cochrane Database of Systematic Reviews", volume="", pages=f"CD{number:06}")
    first = replace(base, issue=str(rng.randint(1, 4)), year=2008, doi=f"10.1002/14651858.cd{number:06}")
    second = replace(base, issue=str(rng.randint(1, 12)), year=2012, doi=f"10.1002/14651858.cd{number:06}.pub2")
    return (replace(first, doi=""), replace(second, doi="")) if rng.random() < 0.4 else (first, second)


def yearly_report(citation: Citation, rng: Random) -> Pair:
    """The reports of two years."""
    year = citation.year or 2010
    mark = rng.choice(("{}: {} update", "{}, {}", "{} {}", "Annual report {1}: {0}", "{}: a {} survey"))
    one, two = (mark.format(citation.title.rstrip("."), value) for value in (year, year + 1))
    return replace(citation, title=one), replace(moved(citation, rng, years=1), title=two)


def untitled_year(citation: Citation, rng: Random) -> Pair | None:
    """A report of the same title, authors and journal each year."""
    if not citation.volume:
        return None
    return citation, replace(moved(citation, rng, years=rng.choice((1, 2))), abstract="")


def edition(citation: Citation, rng: Random) -> Pair:
    """Two editions of a book."""
    base = replace(citation, kind="book", journal="", volume="", issue="", pages="", doi="", abstract="")
    one, two = rng.choice(
        ((", 2nd edition", ", 3rd edition"), (" (Second edition)", " (Third edition)"), (" 4e", " 5e"))
    )
    first = replace(base, title=citation.title + one)
    return first, replace(base, title=citation.title + two, year=citation.year and citation.year + 3)


def book_review(citation: Citation, rng: Random) -> Pair:
    """A book and its review."""
    book = replace(citation, kind="book", journal="", volume="", issue="", pages="", doi="", abstract="")
    mark = rng.choice(("Book review: {}", "Review of {}", "{} (book review)", "{} [Book review]"))
    other = (Author("Quarshie", "Emmanuel K."),)
    return book, replace(moved(citation, rng, years=1), title=mark.format(citation.title), authors=other)


def registration(citation: Citation, rng: Random) -> Pair:
    """A trial's registration and its article."""
    number = f"NCT0{rng.randint(1000000, 9999999)}"
    entry = Citation(kind="registry-entry", title=citation.title, year=citation.year, identifiers=(("nct", number),),
                     authors=citation.authors[:1], journal="ClinicalTrials.gov")  # fmt: skip
    return citation, entry


def protocol(citation: Citation, rng: Random) -> Pair:
    """A trial's protocol and its article."""
    mark = rng.choice(("{}: study protocol", "{}: protocol for a randomised trial", "{}: a study protocol",
                       "Study protocol: {}", "{} (protocol)", "{}: rationale and design"))  # fmt: skip
    other = replace(moved(citation, rng, years=-2), title=mark.format(citation.title.rstrip(".")), abstract="")
    return citation, replace(other, journal=rng.choice(("BMJ Open", "Trials", citation.journal)), issns=())


def other_authors(citation: Citation, rng: Random) -> Pair:
    """One title by different people, in another journal."""
    others = (Author("Quarshie", "Emmanuel K."), Author("Lindgren", "Ulla"))
    other = replace(moved(citation, rng, years=rng.choice((0, 1, 3))), authors=others, abstract="", issns=())
    return citation, replace(other, journal="International Journal of Something", doi=rng.choice((other.doi, "")))


def thesis(citation: Citation, rng: Random) -> Pair:
    """A thesis and the article of the same title."""
    other = Citation(kind="thesis", title=citation.title, authors=citation.authors[:1], publisher="University of Oslo",
                     year=citation.year and citation.year - rng.choice((1, 2)))  # fmt: skip
    return citation, other


def conference_paper(citation: Citation, rng: Random) -> Pair:
    """A paper at a conference and the article that grew from it."""
    other = replace(citation, kind="conference-paper", journal="Proceedings of the International Conference on Data",
                    volume="", issue="", pages=f"{rng.randint(1, 90)}-{rng.randint(91, 99)}", issns=(),
                    year=citation.year and citation.year - 1, doi=_doi(rng) if citation.doi else "")  # fmt: skip
    return citation, other


def copied_abstract(citation: Citation, rng: Random) -> Pair | None:
    """Two articles of one author on equal pages of two issues, one with the other's abstract (F1)."""
    if not citation.issue.isdecimal() or int(citation.issue) > 12:
        return None
    words = rng.sample(_WORDS, 6)
    abstract = citation.abstract or f"We studied {' and '.join(rng.sample(_WORDS, 6))} in nine districts for ten years."
    first = replace(citation, abstract=abstract, doi="")
    other = replace(
        first, title=f"{words[0]} and {words[1]} among {words[2]}".capitalize(), issue=str(int(citation.issue) % 12 + 1)
    )
    return first, other


def unmarked_erratum(citation: Citation, rng: Random) -> Pair | None:
    """An article and its erratum, of which one source left out the heading and the page (F3)."""
    if not citation.issue.isdecimal() or int(citation.issue) > 12 or not citation.doi:
        return None
    return citation, replace(citation, issue=str(int(citation.issue) % 12 + 1), pages="", doi=_doi(rng), abstract="")


def two_entries_of_a_register(citation: Citation, rng: Random) -> Pair:
    """Two entries of one register under one title, which name one number of another register (F5)."""
    number = rng.randint(10**6, 10**7)
    other_number = ("eudract", f"2020-{rng.randint(100000, 499999)}-21")
    first = Citation(kind="registry-entry", title=citation.title, year=citation.year,
                     identifiers=(("nct", f"NCT0{number}"), other_number))  # fmt: skip
    return first, replace(first, identifiers=(("ictrp", f"NCT0{number + 1}"), other_number))


def short_styled(pair: Pair, rng: Random) -> Pair:
    """The second of a pair as PubMed would have it: look-alikes come from other databases, too."""
    one, two = pair
    styled = replace(two, authors=tuple(map(initials, two.authors)), journal=abbreviated(two.journal, rng))
    return one, replace(styled, title=re.sub(r"\s+", " ", two.title).rstrip(".") + ".")


def made(kind: LookAlike, citation: Citation, rng: Random) -> Pair | None:
    """A pair of a kind, made from a citation without any number that would give the two away as one."""
    bare = replace(
        citation, pmid="", pmcid="", identifiers=(), title=citation.title.rstrip("."), journal_abbreviation=""
    )
    return kind(bare, rng)


LOOKALIKES: Final[dict[str, LookAlike]] = {
    function.__name__.replace("_", " "): function
    for function in (
        editorial, editorial_of_next_issue, parts, parts_without_place, first_part_unnumbered, erratum,
        erratum_without_place, comment, reply, neighbours_of_supplement, another_word, another_word_without_place,
        meeting_abstract, meeting_abstract_without_place, two_meetings, copublished, preprint, cochrane, yearly_report,
        untitled_year, edition, book_review, registration, protocol, other_authors, thesis, conference_paper,
        copied_abstract, unmarked_erratum, two_entries_of_a_register,
    )
}  # fmt: skip
"""Every kind of look-alike by its name."""


def _doi(rng: Random) -> str:
    return f"10.{rng.randint(1000, 9999)}/{''.join(rng.choice('abcdefghjkmnpqrst0123456789') for _ in range(9))}"
