"""What sources call a document → the kinds of ``harvester.citation.CITATION_KINDS``. Data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

RIS_KINDS: Final = {
    "JOUR": "article", "EJOU": "article", "EJOUR": "article", "JFULL": "article", "MGZN": "article",
    "NEWS": "article", "INPR": "article", "ABST": "conference-abstract", "CONF": "conference-paper",
    "CPAPER": "conference-paper", "CHAP": "chapter", "ECHAP": "chapter", "ENCYC": "chapter", "DICT": "chapter",
    "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "SER": "book", "CLSWK": "book", "THES": "thesis",
    "RPRT": "report", "GOVDOC": "report", "STAND": "report", "STD": "report", "DATA": "dataset", "DBASE": "dataset",
    "AGGR": "dataset", "BLOG": "webpage", "ELEC": "webpage", "WEB": "webpage", "ICOMM": "webpage", "MULTI": "webpage",
    "UNPB": "other", "UNPD": "preprint", "MANSCPT": "other", "PAT": "other", "CASE": "other", "BILL": "other",
    "HEAR": "other", "STAT": "other", "LEGAL": "other", "COMP": "other", "VIDEO": "other", "SOUND": "other",
    "MUSIC": "other", "MPCT": "other", "MAP": "other", "ART": "other", "FIGURE": "other", "CHART": "other",
    "EQUA": "other", "GRANT": "other", "GRNT": "other", "PAMP": "other", "PCOMM": "other", "INTV": "other",
    "SLIDE": "other", "ADVS": "other", "ANCIENT": "other", "CTLG": "other", "UNBILL": "other",
}  # fmt: skip
"""RIS types (the specification of 2011, additions of EndNote, Mendeley and MDPI). GEN says nothing: article."""

RIS_TYPES: Final = {
    "article": "JOUR", "conference-abstract": "ABST", "conference-paper": "CPAPER", "preprint": "UNPB",
    "registry-entry": "ELEC", "book": "BOOK", "chapter": "CHAP", "thesis": "THES", "report": "RPRT",
    "dataset": "DATA", "webpage": "ELEC", "other": "GEN",
}  # fmt: skip
"""The RIS type written for a kind."""

TYPE_KINDS: Final = {
    "conference abstract": "conference-abstract", "meeting abstract": "conference-abstract",
    "abstract": "conference-abstract", "meeting abstracts": "conference-abstract", "poster": "conference-abstract",
    "conference paper": "conference-paper", "proceedings paper": "conference-paper",
    "inproceedings": "conference-paper", "conference": "conference-paper", "proceedings-article": "conference-paper",
    "conference proceeding": "conference-paper", "conferencepaper": "conference-paper", "preprint": "preprint",
    "posted-content": "preprint", "trial registry record": "registry-entry",
    "clinical trial registry": "registry-entry", "book": "book", "proceedings": "book", "monograph": "book",
    "edited book": "book", "book chapter": "chapter", "book-chapter": "chapter", "booksection": "chapter",
    "chapter": "chapter", "incollection": "chapter", "inbook": "chapter", "phdthesis": "thesis",
    "mastersthesis": "thesis", "thesis": "thesis", "dissertation": "thesis", "dissertation/thesis": "thesis",
    "academic dissertation": "thesis", "doctoral dissertation": "thesis", "techreport": "report",
    "technical report": "report", "report": "report", "dataset": "dataset", "webpage": "webpage", "online": "webpage",
    "article": "article", "journal article": "article", "journalarticle": "article", "journal-article": "article",
    "misc": "other", "unpublished": "other", "patent": "other", "legal case": "other", "legislation": "other",
    "video-audio media": "other", "dissertation abstract": "thesis", "authored book": "book",
    "encyclopedia": "chapter", "encyclopedia entry": "chapter", "meeting paper": "conference-paper",
    "meeting poster": "conference-abstract", "newspaper article": "article",
}  # fmt: skip
"""Publication types in words, lower case: MEDLINE, Embase, Scopus, WoS, Zotero, BibTeX, Crossref, OpenAlex."""

ENDNOTE_KINDS: Final = {
    "generic": "article", "journal": "article", "journal article": "article", "electronic article": "article",
    "magazine article": "article", "newspaper article": "article", "conference paper": "conference-paper",
    "conference proceedings": "conference-paper", "conference": "conference-paper", "book": "book",
    "edited book": "book", "electronic book": "book", "serial": "book", "classical work": "book",
    "book section": "chapter", "electronic book section": "chapter", "encyclopedia": "chapter",
    "dictionary": "chapter", "thesis": "thesis", "report": "report", "government document": "report",
    "standard": "report", "dataset": "dataset", "aggregated database": "dataset", "online database": "dataset",
    "online multimedia": "webpage", "web page": "webpage", "blog": "webpage", "unpublished work": "other",
    "manuscript": "other", "preprint": "preprint", "patent": "other", "case": "other", "bill": "other",
    "hearing": "other", "statute": "other", "legal rule or regulation": "other", "computer program": "other",
    "audiovisual material": "other", "film or broadcast": "other", "music": "other", "map": "other",
    "artwork": "other", "figure": "other", "chart or table": "other", "equation": "other", "grant": "other",
    "pamphlet": "other", "personal communication": "other", "ancient text": "other", "catalog": "other",
    "discussion forum": "other", "interview": "other", "podcast": "other", "press release": "other",
    "social media": "other", "television episode": "other",
}  # fmt: skip
"""EndNote's reference types, lower case: those of its tagged format (%0) and of its XML (``ref-type``)."""

ENDNOTE_TYPES: Final = {
    "article": ("Journal Article", 17),
    "conference-abstract": ("Conference Paper", 47),
    "conference-paper": ("Conference Paper", 47),
    "preprint": ("Unpublished Work", 34),
    "registry-entry": ("Web Page", 12),
    "book": ("Book", 6),
    "chapter": ("Book Section", 5),
    "thesis": ("Thesis", 32),
    "report": ("Report", 27),
    "dataset": ("Dataset", 59),
    "webpage": ("Web Page", 12),
    "other": ("Generic", 13),
}
"""EndNote's name and number of the type that is written for a kind."""

REFWORKS_KINDS: Final = {
    "generic": "article", "journal": "article", "journal article": "article", "journal, electronic": "article",
    "magazine article": "article", "newspaper article": "article", "abstract": "article", "book, whole": "book",
    "book, edited": "book", "monograph": "book", "book, section": "chapter",
    "conference proceedings": "conference-paper", "dissertation": "thesis", "dissertation/thesis": "thesis",
    "thesis": "thesis", "thesis, unpublished": "thesis", "report": "report", "web page": "webpage",
    "unpublished material": "other", "patent": "other",
}  # fmt: skip
"""RefWorks' reference types (RT), lower case."""

CSL_KINDS: Final = {
    "article": "preprint", "article-journal": "article", "article-magazine": "article",
    "article-newspaper": "article", "review": "article", "book": "book", "chapter": "chapter", "entry": "chapter",
    "entry-dictionary": "chapter", "entry-encyclopedia": "chapter", "paper-conference": "conference-paper",
    "speech": "conference-abstract", "thesis": "thesis", "report": "report", "standard": "report",
    "dataset": "dataset", "webpage": "webpage", "post": "webpage", "post-weblog": "webpage", "document": "other",
    "manuscript": "other", "patent": "other", "software": "other", "journal-article": "article",
    "proceedings-article": "conference-paper", "posted-content": "preprint", "book-chapter": "chapter",
    "book-section": "chapter", "monograph": "book", "edited-book": "book", "reference-book": "book",
    "dissertation": "thesis", "peer-review": "other",
}  # fmt: skip
"""Types of CSL-JSON, and those of Crossref, which its service writes into it; "article" is one that is in no journal,
which its schema says is for preprints."""

ERIC_KINDS: Final = {
    "journal articles": "article", "speeches/meeting papers": "conference-paper", "books": "book",
    "collected works - proceedings": "book", "collected works - general": "book", "book/product reviews": "article",
}  # fmt: skip
"""Publication types of ERIC (https://eric.ed.gov/?pubtypes), the most telling first; a document has several of them."""
_ERIC_STARTS: Final = (
    ("dissertations/theses", "thesis"),
    ("reports - ", "report"),
    ("numerical/quantitative", "dataset"),
)
"""How further types of ERIC begin, which have parts ("Reports - Research")."""

_BETWEEN_TYPES: Final = re.compile(r"[;|]|,(?= )")
_WEAK: Final = frozenset(["article", "other"])


def classify_publication(types: Iterable[str], fallback: str = "article") -> str:
    """Return the kind of document that publication types name; any but "article" wins over ``fallback``."""
    return _classify(tuple(types), fallback)


@lru_cache(maxsize=10_000)
def _classify(types: tuple[str, ...], fallback: str) -> str:
    names = [name.casefold() for name in types]
    kinds = [TYPE_KINDS[name] for name in names if name in TYPE_KINDS]
    telling = next((kind for kind in kinds if kind not in _WEAK), "")
    if telling:
        return telling
    if eric := _classify_eric(names):
        return eric
    return kinds[0] if kinds and fallback in {"article", ""} else fallback


def _classify_eric(names: list[str]) -> str:
    """Return the kind that types of ERIC name, each alone or several in one text ("Journal Articles, Reports - …")."""
    parts = [part.strip() for name in names for part in _BETWEEN_TYPES.split(name)]
    for name, kind in ERIC_KINDS.items():
        if name in parts:
            return kind
    return next((kind for start, kind in _ERIC_STARTS if any(part.startswith(start) for part in parts)), "")
