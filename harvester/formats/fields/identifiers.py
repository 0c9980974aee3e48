"""Numbers in the fields of a record: DOI, PubMed's numbers, ISSN and ISBN, registrations of trials. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from harvester import normalise
from harvester.formats.fields.mapping import FieldValues
from harvester.formats.fields.placeholders import NO_VALUE

_ISSN: Final = re.compile(r"(?<![\dXx-])(\d{4})-?(\d{3}[\dXx])(?![\dXx-])")
_KIND_OF_NUMBER: Final = re.compile(r"print|printed|electronic|online|linking|issn|isbn|e|p|l", re.IGNORECASE)
_SPELT_OUT: Final = re.compile(r"\b[ep]?ISSN[-:]", re.IGNORECASE)  # ERIC: "ISSN-1234-5679"
_WORD: Final = re.compile(r"[^\W_]{2,}")
_ISBN: Final = re.compile(r"(?<!\d)(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?!\d)")
_GLUED: Final = re.compile(r"\s(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4}|\s[A-Z][A-Z0-9] {1,2}- ")
"""A second DOI behind the first, or a tag that Rayyan did not know and glued to it."""
_NEXT_URL: Final = re.compile(r"[\s;,|]+(?=https?://)")
"""What separates an address from the next one where a value holds several."""
_NOTED_DOI: Final = re.compile(r"doi(?::|\s)\s*((?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+)", re.IGNORECASE)
_NOTED_PMID: Final = re.compile(r"(?:PMCID: ?PMC\d+[;,.]? )?PMID: ?(\d{1,8})(?!\d)")
_NOTED_PMCID: Final = re.compile(r"(?:PMID: ?\d+[;,.]? )?PMCID: ?(PMC\d+)")
"""Numbers that Zotero keeps at the beginning of its "Extra"; further on in a note they are of other papers."""
_PUBMED_SITE: Final = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)(\d{1,8})(?!\d)")


def parse_issn(text: str) -> str:
    """Return an ISSN as "1234-567X", or ""."""
    match = _ISSN.search(text)
    return f"{match[1]}-{match[2].upper()}" if match else ""


def find_doi(fields: FieldValues) -> str:
    """Return the DOI of its field, else of an address at doi.org or of a note that begins with it.

    Other DOIs, and text behind it, go to ``extra``.
    """
    chosen = ""
    for text in fields.all_values("doi"):
        doi = normalise.doi(text)
        if doi and not chosen:
            chosen = doi
            if len(doi) != len(text) and _GLUED.search(text, 5):
                fields.keep_extra("DO", text)
        elif (not doi or doi != chosen) and text not in NO_VALUE:
            fields.keep_extra("DO", text)
    return chosen or _find_doi_elsewhere(fields)


def _find_doi_elsewhere(fields: FieldValues) -> str:
    addresses = (part for url in fields.all_values("urls") for part in _NEXT_URL.split(url))
    if doi := next((doi for url in addresses if (doi := normalise.doi_in_address(url))), ""):
        return doi
    return next((doi for note in fields.all_values("notes") if (doi := doi_of_note(note))), "")


def doi_of_note(note: str) -> str:
    """Return the DOI at the beginning of a note ("DOI: 10.1/x", Zotero's "Extra"), or of one that is its address."""
    match = _NOTED_DOI.match(note)
    return normalise.doi(match[1]) if match else normalise.doi_in_address(note)


def find_pmid(fields: FieldValues) -> str:
    """Return the PMID, from its field, a URL, or a note of Zotero's."""
    for text in fields.all_values("pmid"):
        if pmid := normalise.pmid(text):
            return pmid
        if match := _PUBMED_SITE.search(text):  # OpenAlex gives the address
            return match[1].lstrip("0")
        if text != "0" and text not in NO_VALUE:  # abstrackr writes 0 for "none"
            fields.keep_extra("PMID", text)
    for url in fields.all_values("urls"):
        if "ncbi.nlm.nih.gov" in url and (match := _PUBMED_SITE.search(url)):
            return match[1].lstrip("0")
    return _find_in_notes(fields, _NOTED_PMID).lstrip("0")


def find_pmcid(fields: FieldValues) -> str:
    """Return the PMCID, from its field or a note of Zotero's."""
    for text in fields.all_values("pmcid"):
        if pmcid := normalise.pmcid(text):
            return pmcid
        if text not in NO_VALUE:
            fields.keep_extra("PMC", text)
    return _find_in_notes(fields, _NOTED_PMCID)


def _find_in_notes(fields: FieldValues, form: re.Pattern[str]) -> str:
    return next((match[1] for note in fields.all_values("notes") if (match := form.match(note))), "")


def find_serial_numbers(fields: FieldValues) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ISSNs and the ISBNs; a text that says more goes to ``extra``."""
    issns: tuple[str, ...] = ()
    isbns: tuple[str, ...] = ()
    texts = fields.all_values("serial_numbers")
    for text in texts:
        if text in NO_VALUE:
            continue
        serials, books, more = _serials_and_books(text)
        issns += serials
        isbns += books
        if more:
            fields.keep_extra("SN", text)
    return (issns, isbns) if len(texts) < 2 else (tuple(dict.fromkeys(issns)), tuple(dict.fromkeys(isbns)))


@lru_cache(maxsize=10_000)  # a journal's records all have its numbers
def _serials_and_books(text: str) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Return the ISSNs and ISBNs in a text, and whether it says more."""
    if match := _ISSN.fullmatch(text):
        return (f"{match[1]}-{match[2].upper()}",), (), False
    text = _SPELT_OUT.sub(" ", text)
    books = tuple(dict.fromkeys([re.sub(r"[- ]", "", match) for match in _ISBN.findall(text)]))
    others = _ISBN.sub(" ", text) if books else text
    serials = tuple(dict.fromkeys([f"{a}-{b.upper()}" for a, b in _ISSN.findall(others)]))
    unnumbered = _ISSN.sub(" ", others)
    more = (not books and not serials) or _WORD.search(_KIND_OF_NUMBER.sub(" ", unnumbered)) is not None
    return serials, books, more
