"""Which BibTeX and biblatex field fills which field of a citation, and which entry type is which kind. Data.

biblatex manual §2.1 and §2.2; beyond it what Scopus, Web of Science, ACM, IEEE, PubMed and Zotero write.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from harvester import normalise
from harvester.formats.fields.mapping import FieldMap

BIBTEX_FIELD_MAP: Final = FieldMap(
    {
        "title": ("title",),
        "title_original": ("origtitle", "original_title"),
        "year": ("year", "whole date"),
        "date": ("whole date",),
        "journal": ("journal", "journaltitle", "booktitle", "maintitle"),
        "abbreviation": ("shortjournal", "abbrev_source_title", "journal-iso", "journal_abbreviation"),
        "volume": ("volume",),
        "issue": ("number", "issue"),
        "pages": ("pages", "page"),
        "article_number": ("article-number", "eid", "art_number", "articleno", "article_number", "elocation-id"),
        "doi": ("doi",),
        "pmid": ("pmid", "pubmed_id"),
        "pmcid": ("pmcid", "pmc"),
        "abstract": ("abstract", "abstractnote"),
        "keywords": ("author_keywords", "keywords", "keyword", "keywords-plus", "mesh"),
        "types": ("document_type", "publication_type", "type"),
        "language": ("language", "langid"),
        "publisher": ("publisher", "institution", "school", "organization"),
        "place": ("address", "location", "place"),
        "urls": ("url", "link", "howpublished url"),
        "databases": ("source", "database"),
        "notes": ("note", "annotation", "annote"),
        "serial_numbers": ("issn", "eissn", "isbn"),
    }
)

DASH_FIELDS: Final = frozenset(["pages", "page", "volume", "number", "issue", "year", "date"])
"""Fields in which a long dash is a hyphen."""

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
    "article": "article",
    "conference-abstract": "inproceedings",
    "conference-paper": "inproceedings",
    "preprint": "unpublished",
    "registry-entry": "misc",
    "book": "book",
    "chapter": "incollection",
    "thesis": "phdthesis",
    "report": "techreport",
    "dataset": "misc",
    "webpage": "misc",
    "other": "misc",
}
"""The entry type written for a kind: those of classic BibTeX, which every program knows."""

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


VERBATIM_FIELDS: Final = frozenset(["url", "file", "doi", "pmid", "eprint"])
"""Fields that exporters write as they are, "_" and "--" included."""


def bibtex_date(parts: Mapping[str, str]) -> str:
    """The date out of the fields ``date``, or ``year``, ``month`` and ``day``; "" when there is nothing but a year."""
    date, year, month = parts.get("date", ""), parts.get("year", ""), parts.get("month", "")
    if date:
        return date if normalise.year(date) or not year else f"{year} {date}"
    if not month:
        return ""
    number = int(month) if month.isdecimal() and month.isascii() else _number(month)
    if not 1 <= number <= 12:
        return f"{year} {month} {parts.get('day', '')}".strip()
    day = parts.get("day", "")
    return f"{year}-{number:02d}" + (f"-{day.zfill(2)}" if day else "") if year else month


def _number(month: str) -> int:
    start = month[:3].casefold()
    return MONTHS.index(start) + 1 if start in MONTHS and month.strip(".").isalpha() else 0
