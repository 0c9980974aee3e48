"""Map BibTeX and biblatex fields and entry types to those of a citation; read and write names. Data and pure functions.

Fields: biblatex manual §2.1 and §2.2, and what Scopus, Web of Science, ACM, IEEE, PubMed and Zotero write beyond it.
Names: "First von Last", "von Last, First" and "von Last, Jr, First" (Patashnik, *BibTeXing*, section 4); braces enclose
one word, or a whole group; "and others" marks a shortened list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bibtexparser.middlewares.names import split_multiple_persons_names

from harvester import normalise
from harvester.citation import Author
from harvester.formats.bibtex.latex import latex_to_text, text_to_latex
from harvester.formats.fields.author_names import parse_author
from harvester.formats.fields.group_names import is_group_name
from harvester.formats.fields.mapping import FieldMap
from harvester.formats.fields.name_lists import pair_names, split_conjunction
from harvester.formats.text.cleaning import plain_text

BIBTEX_FIELD_MAP: Final = FieldMap({
    "title": ("title",), "title_original": ("origtitle", "original_title"), "year": (
        "year", "whole date", "early-access-year", "early access year", "early_access_year", "early-access-date",
        "early access date", "early_access_date",
    ),
    "date": ("whole date",), "journal": ("journal", "journaltitle", "booktitle", "maintitle"),
    "abbreviation": ("shortjournal", "abbrev_source_title", "journal-iso", "journal_abbreviation"),
    "volume": ("volume",), "issue": ("number", "issue"), "pages": ("pages", "page"),
    "article_number": ("article-number", "eid", "art_number", "articleno", "article_number", "elocation-id"),
    "doi": ("doi",), "pmid": ("pmid", "pubmed_id"), "pmcid": ("pmcid", "pmc"),
    "abstract": ("abstract", "abstractnote"),
    "keywords": ("author_keywords", "keywords", "keyword", "keywords-plus", "mesh"),
    "types": ("document_type", "publication_type", "type"), "language": ("language", "langid"),
    "publisher": ("publisher", "institution", "school", "organization"), "place": ("address", "location", "place"),
    "urls": ("url", "link", "howpublished url", "ee", "bdsk-url-1", "bdsk-url-2"), "databases": ("source", "database"),
    "notes": ("note", "annotation", "annote"), "serial_numbers": ("issn", "eissn", "isbn"),
})  # fmt: skip

DASH_FIELDS: Final = frozenset(["pages", "page", "volume", "number", "issue", "year", "date"])
"""Fields in which "--" is a hyphen."""

DATE_FIELDS: Final = ("date", "year", "month", "day")
NON_DOCUMENT_TYPES: Final = frozenset(["set", "xdata", "control", "bibnote", "jabref-meta"])

BIBTEX_KINDS: Final = {
    "article": "article", "suppperiodical": "article", "periodical": "article",
    "inproceedings": "conference-paper", "conference": "conference-paper",
    "proceedings": "book", "mvproceedings": "book",
    "book": "book", "mvbook": "book", "booklet": "book", "collection": "book", "mvcollection": "book",
    "reference": "book", "mvreference": "book",
    "inbook": "chapter", "bookinbook": "chapter", "suppbook": "chapter", "incollection": "chapter",
    "suppcollection": "chapter", "inreference": "chapter",
    "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis",
    "techreport": "report", "report": "report", "standard": "report",
    "dataset": "dataset", "online": "webpage", "electronic": "webpage", "www": "webpage",
    "manual": "other", "misc": "other", "unpublished": "other", "patent": "other", "software": "other",
    "artwork": "other", "audio": "other", "video": "other", "movie": "other", "music": "other", "image": "other",
    "letter": "other", "legal": "other", "legislation": "other", "jurisdiction": "other", "performance": "other",
    "review": "article",
}  # fmt: skip
"""Entry types of BibTeX, biblatex and IEEE."""

BIBTEX_TYPES: Final = {
    "article": "article", "conference-abstract": "inproceedings", "conference-paper": "inproceedings",
    "preprint": "unpublished", "registry-entry": "misc", "book": "book", "chapter": "incollection",
    "thesis": "phdthesis", "report": "techreport", "dataset": "misc", "webpage": "misc", "other": "misc",
}  # fmt: skip
"""Kind of a citation → entry type, those of classic BibTeX, which every program knows."""

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


VERBATIM_FIELDS: Final = frozenset(["url", "link", "ee", "bdsk-url-1", "bdsk-url-2", "file", "doi", "pmid", "eprint"])
"""Addresses and numbers, in which "--" and "~" are themselves; exporters escape "_" once, twice or not."""


def bibtex_date(parts: Mapping[str, str]) -> str:
    """Return the date from ``date``, or ``year``, ``month`` and ``day``; "" when there is only a year."""
    date, year, month = parts.get("date", ""), parts.get("year", ""), parts.get("month", "")
    if date:
        return date if normalise.year(date) or not year else f"{year} {date}"
    if not month:
        return ""
    number = int(month) if month.isdecimal() and month.isascii() else _month_number(month)
    if not 1 <= number <= 12:
        return f"{year} {month} {parts.get('day', '')}".strip()
    day = parts.get("day", "")
    return f"{year}-{number:02d}" + (f"-{day.zfill(2)}" if day else "") if year else month


def _month_number(month: str) -> int:
    start = month[:3].casefold()
    return MONTHS.index(start) + 1 if start in MONTHS and month.strip(".").isalpha() else 0


_AND: Final = re.compile(r"\band\b", re.IGNORECASE)


def parse_bibtex_authors(text: str) -> tuple[tuple[Author, ...], bool]:
    """Return the authors in a value of ``author``, and whether the list is complete."""
    names = [name.strip() for name in split_multiple_persons_names(text) if name.strip()]
    if len(names) == 1 and ";" in names[0]:  # wrong, but some programs write it
        names = [name.strip() for name in names[0].split(";") if name.strip()]
    if "&" in text:
        names = [part for name in names for part in _split_ampersand(name)]
    complete = not names or names[-1].casefold() not in {"others", "et al.", "et al", "{others}"}
    authors = [_person(part) for name in (names if complete else names[:-1]) for part in _split_listed(name)]
    return tuple(person for person in authors if person.family), complete


def _split_ampersand(name: str) -> list[str]:
    return [name] if _braced(name) else split_conjunction(name.replace("\\&", "&"))


def format_bibtex_name(person: Author) -> str:
    """Return a name in BibTeX; one without a given name in braces, so that programs don't split it."""
    if not person.given and not person.suffix:
        return f"{{{text_to_latex(person.family)}}}"
    return ", ".join(_protected(part) for part in (person.family, person.suffix, person.given) if part)


def _protected(part: str) -> str:
    text = text_to_latex(part)
    return f"{{{text}}}" if "," in part or ";" in part or _AND.search(part) else text


def _split_listed(name: str) -> list[str]:
    """Split "Doe, J, Roe, KM, and Poe, A" of the Cochrane Library, which has "and" only before the last author."""
    if "," not in name:
        return [name]
    pieces = [piece.strip() for piece in _by_comma(name)]
    filled = pieces[:-1] if not pieces[-1] else pieces
    return (len(pieces) > 2 and pair_names(filled)) or [name]


def _person(name: str) -> Author:
    if _braced(name):
        text = _text(name)
        return Author(text, group=is_group_name(text) or " " in text)
    parts = [_text(part) for part in _by_comma(name)]
    if len(parts) > 2:
        return Author(parts[0], " ".join(part for part in parts[2:] if part), parts[1])
    if len(parts) == 2:
        return Author(parts[0], parts[1], group=not parts[1] and is_group_name(parts[0]))
    return _without_comma(parts[0])


def _without_comma(name: str) -> Author:
    words = name.split()
    von = next((position for position, word in enumerate(words[1:-1], start=1) if word[0].islower()), 0)
    if von and not is_group_name(name):
        return Author(" ".join(words[von:]), " ".join(words[:von]))
    return parse_author(name) if name else Author("")


def _text(part: str) -> str:
    return plain_text(latex_to_text(part))


def _braced(name: str) -> bool:
    """Return whether one pair of braces encloses the whole name."""
    if not (name.startswith("{") and name.endswith("}")) or name.startswith("{\\"):
        return False
    return all(depth > 0 for depth in _depths(name)[:-1])


def _by_comma(name: str) -> list[str]:
    cuts = [position for position, depth in enumerate(_depths(name)) if name[position] == "," and depth <= 0]
    return [name[start:end] for start, end in zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(name)], strict=True)]


def _depths(text: str) -> list[int]:
    depth, depths = 0, []
    for mark in text:
        depth += (mark == "{") - (mark == "}")
        depths.append(depth)
    return depths
