"""What databases and tools do to a report's citation: the same report as others have it.

The kinds are those that published evaluations of de-duplicators found missed (Rathbone 2015, Hair 2023, bib-dedupe,
DedupEndNote). A corruption gives None where a citation has nothing of the kind to corrupt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random
from typing import Final

from msgspec.structs import replace

from harvester.citation import Author, Citation

Corruption = Callable[[Citation, Random], Citation | None]

_RANGE: Final = re.compile(r"^(\d+)\s*[-–]+\s*(\d+)$")
_SMALL_WORDS: Final = frozenset(
    ("of", "the", "and", "in", "for", "on", "&", "a", "an", "und", "der", "des", "de", "la", "et")
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_AMERICAN: Final = (("isation", "ization"), ("aemi", "emi"), ("oedem", "edem"), ("our ", "or "), ("tumour", "tumor"),
                    ("behaviour", "behavior"), ("labour", "labor"), ("centre", "center"), ("paedia", "pedia"),
                    ("randomised", "randomized"), ("analyse", "analyze"), ("program ", "programme "))  # fmt: skip
_LONG_FORMS: Final = (("RCT", "randomized controlled trial"), ("HIV", "human immunodeficiency virus"),
                      ("COPD", "chronic obstructive pulmonary disease"), ("IT", "Information Technology"),
                      ("IS", "Information Systems"), ("MRI", "magnetic resonance imaging"), ("vs", "versus"),
                      ("HPV", "human papillomavirus"), ("US", "United States"))  # fmt: skip
_GREEK: Final = (("alpha", "α"), ("beta", "β"), ("gamma", "γ"), ("kappa", "κ"), ("micro", "μ"))
_HEADINGS: Final = ("Medical progress. ", "Original article: ", "Clinical review. ", "Review article: ",
                    "Brief report: ", "RESEARCH ARTICLE: ", "Short communication. ", "Special article. ",
                    "Clinical practice. ")  # fmt: skip


def initials(author: Author, separator: str = "") -> Author:
    """An author with initials only."""
    if author.group or not author.given:
        return author
    letters = [part[0].upper() for part in re.split(r"[\s.\-]+", author.given) if part]
    return replace(author, given=separator.join(letters) + separator.strip())


def abbreviated(journal: str, rng: Random) -> str:
    """A journal's name with its longer words cut, as in ISO 4, and without small words."""
    full_stop = rng.choice((".", ""))
    words = [word for word in journal.replace(":", "").split() if word.lower() not in _SMALL_WORDS]
    if len(words) == 1:
        return journal
    return " ".join(word if len(word) < 5 else word[: rng.choice((3, 4, 5))] + full_stop for word in words)


def as_pubmed(citation: Citation, rng: Random) -> Citation:
    """Initials, short journal, short pages, full stop."""
    return replace(
        citation,
        authors=tuple(map(initials, citation.authors)),
        journal=abbreviated(citation.journal, rng),
        pages=_short(citation.pages),
        title=citation.title.rstrip(".") + ".",
        issns=(),
    )


def as_scholar(citation: Citation, rng: Random) -> Citation:
    """First authors with initials, journal and abstract cut, no volume, issue, pages or DOI."""
    journal = citation.journal[:26] + " …" if len(citation.journal) > 30 else citation.journal
    return replace(
        citation,
        authors=tuple(initials(author) for author in citation.authors[: rng.choice((2, 3, 4))]),
        authors_complete=False,
        journal=journal,
        volume="",
        issue="",
        pages="",
        article_number="",
        doi="",
        pmid="",
        issns=(),
        abstract=citation.abstract[:150],
    )


def in_capitals(citation: Citation, _rng: Random) -> Citation:
    """Title, journal and names in capitals, as in older Web of Science and Cochrane exports."""
    authors = tuple(replace(initials(author), family=author.family.upper()) for author in citation.authors)
    return replace(citation, title=citation.title.upper(), journal=citation.journal.upper(), authors=authors, doi="")


def e_locator(citation: Citation, rng: Random) -> Citation | None:
    """An article number where another database has print pages; the DOI dropped."""
    if not _RANGE.match(citation.pages):
        return None
    number = rng.choice(
        (f"e{rng.randint(1000, 99999)}", f"a{rng.randint(1000, 9999)}", str(rng.randint(100000, 999999)))
    )
    return replace(citation, pages=number, doi="")


def wrong_last_page(citation: Citation, rng: Random) -> Citation | None:
    """A mistyped last page."""
    found = _RANGE.match(citation.pages)
    return replace(citation, pages=f"{found[1]}-{int(found[2]) + rng.randint(1, 9)}", doi="") if found else None


def wrong_first_page(citation: Citation, rng: Random) -> Citation | None:
    """A mistyped first page."""
    found = _RANGE.match(citation.pages)
    if not found or int(found[1]) < 10:
        return None
    digits = list(found[1])
    digits[0] = str((int(digits[0]) % 9) + 1)
    if digits == list(found[1]):
        return None
    return replace(citation, pages=f"{''.join(digits)}-{found[2]}" if rng.random() < 0.5 else "".join(digits), doi="")


def spreadsheet_date(citation: Citation, _rng: Random) -> Citation | None:
    """Pages that a spreadsheet took for a date."""
    found = _RANGE.match(citation.pages)
    if not found or not 1 <= int(found[1]) <= 12 or not 1 <= int(found[2]) <= 31:
        return None
    return replace(citation, pages=f"{int(found[2]):02}-{_MONTHS[int(found[1]) - 1]}", doi="")


def invented_issue(citation: Citation, rng: Random) -> Citation:
    """A running number of the reference manager instead of the issue."""
    return replace(citation, issue=str(rng.randint(100, 3000)), doi="")


def renamed_journal(citation: Citation, rng: Random) -> Citation | None:
    """A journal with its place, subtitle, editor's society or parallel title."""
    if not citation.journal:
        return None
    tail = rng.choice((" (Clinical research ed.)", " : official journal of the Society", " = Revista internacional",
                       " (Oxford, England)", " [Electronic Resource]", ": an International Journal"))  # fmt: skip
    return replace(citation, journal=("The " if rng.random() < 0.3 else "") + citation.journal + tail, doi="", issns=())


def journal_acronym(citation: Citation, _rng: Random) -> Citation | None:
    """A journal by its initials."""
    words = [word for word in re.findall(r"\w+", citation.journal) if word.lower() not in _SMALL_WORDS]
    if len(words) < 3:
        return None
    return replace(citation, journal="".join(word[0].upper() for word in words), doi="", issns=())


def online_first(citation: Citation, rng: Random) -> Citation | None:
    """The record made when the report was online only: the year before, no volume, issue or pages."""
    if citation.year is None:
        return None
    pages = f"1-{rng.randint(4, 20)}" if rng.random() < 0.3 else ""
    year = citation.year - rng.choice((0, 1))
    return replace(citation, year=year, volume="", issue="", pages=pages, abstract=citation.abstract or "")


def online_first_without_doi(citation: Citation, rng: Random) -> Citation | None:
    """The same without a DOI."""
    found = online_first(citation, rng)
    return found and replace(found, doi="")


def year_apart(citation: Citation, rng: Random) -> Citation | None:
    """A year off by one, with pages and DOI missing."""
    if citation.year is None:
        return None
    return replace(citation, year=citation.year + rng.choice((-1, 1)), pages="", doi="")


def no_authors(citation: Citation, _rng: Random) -> Citation | None:
    """No authors."""
    return replace(citation, authors=(), doi="") if citation.authors else None


def first_author_only(citation: Citation, _rng: Random) -> Citation | None:
    """The first author and "et al."."""
    if len(citation.authors) < 2:
        return None
    return replace(citation, authors=(initials(citation.authors[0]),), authors_complete=False, doi="")


def reversed_names(citation: Citation, _rng: Random) -> Citation | None:
    """Given and family names in the wrong fields."""
    if not citation.authors or any(not author.given for author in citation.authors):
        return None
    swapped = tuple(Author(author.given, author.family) for author in citation.authors)
    return replace(citation, authors=swapped, doi="")


def without_diacritics(citation: Citation, _rng: Random) -> Citation | None:
    """Letters without their diacritics."""
    plain = tuple(
        replace(author, family=_bare(author.family), given=_bare(author.given)) for author in citation.authors
    )
    changed = replace(citation, authors=plain, title=_bare(citation.title), doi="")
    return None if changed.authors == citation.authors and changed.title == citation.title else changed


def transliterated(citation: Citation, _rng: Random) -> Citation | None:
    """German letters written out, as "Mueller" for "Müller"."""
    table = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "Ö": "Oe", "Ü": "Ue"})
    written = tuple(replace(author, family=author.family.translate(table)) for author in citation.authors)
    return None if written == citation.authors else replace(citation, authors=written, doi="")


def section_heading(citation: Citation, rng: Random) -> Citation:
    """The journal's section in front of the title."""
    return replace(citation, title=rng.choice(_HEADINGS) + citation.title, doi="")


def database_note(citation: Citation, rng: Random) -> Citation:
    """What a database adds to a title."""
    note = rng.choice((" [Review] [133 refs]", " [see comment]", " (Review)", " [Erratum appears in J Med 2004;3:4]",
                       " [abstract]", " (Structured abstract)", "<sup>1</sup>", " - art. no. 17"))  # fmt: skip
    return replace(citation, title=citation.title.rstrip(".") + note, doi="")


def subtitle_dropped(citation: Citation, _rng: Random) -> Citation | None:
    """The title up to its colon."""
    main = citation.title.split(":", 1)[0]
    return replace(citation, title=main, doi="") if len(main) < len(citation.title) else None


def subtitle_mark(citation: Citation, rng: Random) -> Citation | None:
    """Another mark before the subtitle."""
    if ": " not in citation.title:
        return None
    return replace(citation, title=citation.title.replace(": ", rng.choice((" - ", ". ", "—", " ")), 1), doi="")


def title_cut(citation: Citation, _rng: Random) -> Citation | None:
    """A title cut off by an export."""
    return replace(citation, title=citation.title[:80] + "…", doi="") if len(citation.title) > 100 else None


def misspelt(citation: Citation, rng: Random) -> Citation | None:
    """Two mistyped letters in the title."""
    letters = list(citation.title)
    if len(letters) < 25:
        return None
    for place in rng.sample(range(3, len(letters) - 1), 2):
        letters[place] = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return replace(citation, title="".join(letters), doi="")


def other_spelling(citation: Citation, _rng: Random) -> Citation | None:
    """American for British spelling, or the other way round."""
    title = citation.title
    for british, american in _AMERICAN:
        title = title.replace(british, american) if british in title else title.replace(american, british)
    return None if title == citation.title else replace(citation, title=title, doi="")


def spelt_out(citation: Citation, _rng: Random) -> Citation | None:
    """An abbreviation in the title spelt out, or the other way round."""
    title = citation.title
    for short, long in _LONG_FORMS:
        title = (
            re.sub(rf"\b{short}\b", long, title) if re.search(rf"\b{short}\b", title) else title.replace(long, short)
        )
    return None if title == citation.title else replace(citation, title=title, doi="")


def greek_letters(citation: Citation, _rng: Random) -> Citation | None:
    """Greek letters for their names."""
    title = citation.title
    for name, letter in _GREEK:
        title = re.sub(rf"\b{name}\b", letter, title)
    return None if title == citation.title else replace(citation, title=title, doi="")


def markup(citation: Citation, rng: Random) -> Citation:
    """A word in italics, and entities."""
    words = citation.title.split() or [""]
    place = rng.randrange(len(words))
    words[place] = rng.choice(("<i>{}</i>", "<sup>{}</sup>", "&lt;i&gt;{}&lt;/i&gt;")).format(words[place])
    return replace(citation, title=" ".join(words).replace(" & ", " &amp; "), doi="")


def retracted(citation: Citation, rng: Random) -> Citation:
    """The title of a report that was retracted since."""
    mark = rng.choice(("RETRACTED: {}", "Retracted Article: {}", "{} (Retracted article. See vol. 12, pg. 5, 2010)",
                       "[Retracted] {}", "WITHDRAWN: {}", "{} [Retracted]"))  # fmt: skip
    return replace(citation, title=mark.format(citation.title))


def reregistered(citation: Citation, rng: Random) -> Citation | None:
    """The DOI of another publisher, or of an aggregator."""
    doi = f"10.{rng.randint(1000, 9999)}/{rng.randint(10**6, 10**7)}"
    return replace(citation, doi=doi, abstract="") if citation.doi and citation.pages else None


def volume_words(citation: Citation, rng: Random) -> Citation | None:
    """Volume and issue in words, or both in one field."""
    if not citation.volume.isdecimal():
        return None
    if citation.issue.isdecimal() and rng.random() < 0.5:
        return replace(citation, volume=f"{citation.volume}({citation.issue})", issue="", doi="")
    issue = f"no. {citation.issue}" if citation.issue else ""
    return replace(citation, volume=f"Vol. {citation.volume}", issue=issue, doi="")


def noted_erratum(citation: Citation, rng: Random) -> Citation:
    """A note behind the title that says where the erratum appeared, also nested, doubled or cut off (F4)."""
    note = rng.choice(("[Erratum appears in Lancet. 2003 [Feb 1];361(9355):446]", "(Erratum appears in Lancet 2003)",
                       "[published erratum appears in JAMA 2004;3(4):5][Erratum appears in JAMA 2004;3(5):9]",
                       "[Erratum appears in N Engl J Med. 2005 Ma", ". Erratum in: Lancet. 2003;3:4",
                       "[see comment] [erratum appears in Ann Intern Med. 2001 Jan 2;134(1):1]."))  # fmt: skip
    return replace(citation, title=f"{citation.title} {note}", doi="")


def heading_alone(citation: Citation, rng: Random) -> Citation | None:
    """The heading of the section in place of the title, with the DOI (F2)."""
    if not (citation.doi and citation.volume and citation.issue):
        return None
    heading = rng.choice(("Guest editorial", "Foreword", "Book review", "Preface", "Editorial", "Introduction"))
    return replace(citation, title=heading, abstract="", pages=rng.choice(("", citation.pages)))


def unplaced_erratum(citation: Citation, rng: Random) -> Citation | None:
    """A heading that calls the report an erratum, under its own DOI in its own issue (F3)."""
    if not (citation.doi and citation.volume and citation.issue):
        return None
    mark = rng.choice(("Erratum – {}", "Erratum: {}", "Corrigendum to: {}", "{}: erratum", "Fe de erratas: {}"))
    return replace(citation, title=mark.format(citation.title.strip("[]")), pages="", abstract="")


def bare(citation: Citation, _rng: Random) -> Citation:
    """Title, authors and year alone."""
    return Citation(title=citation.title, authors=tuple(map(initials, citation.authors)), year=citation.year)


def bare_with_journal(citation: Citation, rng: Random) -> Citation:
    """Title, first authors, year and a short journal."""
    return replace(bare(citation, rng), journal=abbreviated(citation.journal, rng), authors=citation.authors[:3])


CORRUPTIONS: Final[dict[str, Corruption]] = {
    function.__name__.replace("_", " "): function
    for function in (
        as_pubmed, as_scholar, in_capitals, e_locator, wrong_last_page, wrong_first_page, spreadsheet_date,
        invented_issue, renamed_journal, journal_acronym, online_first, online_first_without_doi, year_apart,
        no_authors, first_author_only, reversed_names, without_diacritics, transliterated, section_heading,
        database_note, subtitle_dropped, subtitle_mark, title_cut, misspelt, other_spelling, spelt_out, greek_letters,
        markup, retracted, reregistered, volume_words, noted_erratum, bare, bare_with_journal,
    )
}  # fmt: skip
"""Every corruption by its name, but those below."""

IDENTIFIED_CORRUPTIONS: Final[dict[str, Corruption]] = {
    function.__name__.replace("_", " "): function for function in (heading_alone, unplaced_erratum)
}
"""Corruptions that are seen through by the DOI and the issue alone, so that no other may befall the same report."""


def _short(pages: str) -> str:
    found = _RANGE.match(pages)
    if found is None or len(found[1]) != len(found[2]):
        return pages
    shared = next((i for i, (a, b) in enumerate(zip(found[1], found[2], strict=True)) if a != b), 0)
    return f"{found[1]}-{found[2][shared:]}"


def _bare(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
