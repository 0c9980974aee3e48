"""What sources call a document → the kinds of ``harvester.citation.KINDS``. Data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

RIS_KINDS: Final = {
    "JOUR": "article",
    "EJOU": "article",
    "EJOUR": "article",
    "JFULL": "article",
    "MGZN": "article",
    "NEWS": "article",
    "INPR": "article",
    "ABST": "conference-abstract",
    "CONF": "conference-paper",
    "CPAPER": "conference-paper",
    "CHAP": "chapter",
    "ECHAP": "chapter",
    "ENCYC": "chapter",
    "DICT": "chapter",
    "BOOK": "book",
    "EBOOK": "book",
    "EDBOOK": "book",
    "SER": "book",
    "CLSWK": "book",
    "THES": "thesis",
    "RPRT": "report",
    "GOVDOC": "report",
    "STAND": "report",
    "DATA": "dataset",
    "DBASE": "dataset",
    "AGGR": "dataset",
    "BLOG": "webpage",
    "ELEC": "webpage",
    "ICOMM": "webpage",
    "MULTI": "webpage",
    "UNPB": "other",
    "UNPD": "preprint",
    "MANSCPT": "other",
    "PAT": "other",
    "CASE": "other",
    "BILL": "other",
    "HEAR": "other",
    "STAT": "other",
    "LEGAL": "other",
    "COMP": "other",
    "VIDEO": "other",
    "SOUND": "other",
    "MUSIC": "other",
    "MPCT": "other",
    "MAP": "other",
    "ART": "other",
    "FIGURE": "other",
    "CHART": "other",
    "EQUA": "other",
    "GRANT": "other",
    "PAMP": "other",
    "PCOMM": "other",
    "SLIDE": "other",
    "ADVS": "other",
    "ANCIENT": "other",
    "CTLG": "other",
    "UNBILL": "other",
}
"""RIS types (the specification of 2011, additions of EndNote, Mendeley and MDPI). GEN says nothing: article."""

RIS_TYPES: Final = {
    "article": "JOUR",
    "conference-abstract": "ABST",
    "conference-paper": "CPAPER",
    "preprint": "UNPB",
    "registry-entry": "ELEC",
    "book": "BOOK",
    "chapter": "CHAP",
    "thesis": "THES",
    "report": "RPRT",
    "dataset": "DATA",
    "webpage": "ELEC",
    "other": "GEN",
}
"""The RIS type written for a kind."""

TYPE_KINDS: Final = {
    "conference abstract": "conference-abstract",
    "meeting abstract": "conference-abstract",
    "abstract": "conference-abstract",
    "meeting abstracts": "conference-abstract",
    "poster": "conference-abstract",
    "conference paper": "conference-paper",
    "proceedings paper": "conference-paper",
    "inproceedings": "conference-paper",
    "conference": "conference-paper",
    "proceedings-article": "conference-paper",
    "conference proceeding": "conference-paper",
    "conferencepaper": "conference-paper",
    "preprint": "preprint",
    "posted-content": "preprint",
    "trial registry record": "registry-entry",
    "clinical trial registry": "registry-entry",
    "book": "book",
    "proceedings": "book",
    "monograph": "book",
    "edited book": "book",
    "book chapter": "chapter",
    "book-chapter": "chapter",
    "booksection": "chapter",
    "chapter": "chapter",
    "incollection": "chapter",
    "inbook": "chapter",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "dissertation": "thesis",
    "dissertation/thesis": "thesis",
    "academic dissertation": "thesis",
    "doctoral dissertation": "thesis",
    "techreport": "report",
    "technical report": "report",
    "report": "report",
    "dataset": "dataset",
    "webpage": "webpage",
    "online": "webpage",
    "article": "article",
    "journal article": "article",
    "journalarticle": "article",
    "journal-article": "article",
    "misc": "other",
    "unpublished": "other",
}
"""Publication types in words, lower case: MEDLINE, Embase, Scopus, WoS, Zotero, BibTeX, Crossref, OpenAlex."""

_WEAK: Final = frozenset(["article", "other"])


def kind_of(types: Iterable[str], fallback: str = "article") -> str:
    """The kind that publication types in words say; those that say more than "article" win over ``fallback``."""
    found = [TYPE_KINDS[lowered] for name in types if (lowered := name.casefold()) in TYPE_KINDS]
    telling = next((kind for kind in found if kind not in _WEAK), "")
    if telling:
        return telling
    return found[0] if found and fallback == "article" else fallback
