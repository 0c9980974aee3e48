"""Numbers of documents in one form: DOI, PubMed's numbers; whole numbers written as floats. Pure; "" for none."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

_DOI: Final = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\x00-\x1f\x7f-\x9f]+")
"""A DOI ends before a control character, which percent-encoding may hide: it has only graphic ones (ISO 26324)."""
_BARE_DOI: Final = re.compile(r"10\.\d{4,9}/[A-Za-z0-9._/-]*[A-Za-z0-9]")
"""DOIs without anything to clean, as nine of ten are."""
_LONGEST_DOI: Final = 2_000
"""Longer texts are not cleaned, which could take long; no register holds such a DOI (DOI Handbook §2.2: no limit)."""
_DOI_TAIL: Final = re.compile(r"(?:[\s.,;:'\"]|\[doi\]|</?[a-z]+>)+$", re.IGNORECASE)
_BEHIND_PATH: Final = re.compile(
    r"[?&][a-z_][\w.-]*=(?!https?(?::|%3a))(?!\S*=https?(?::|%3a))\S*|#[a-z]\S*", re.IGNORECASE
)
"""Query and fragment of an address; a SICI (";2-#") is none, nor is the query by which a proxy names the address."""
_DOI_ADDRESS: Final = re.compile(
    r"(?:https?:/+(?:[^\s?#]+\?(?:[^\s&]+&)*\w*ur[li]=(?:https?:/+)?)?)?(?:www\.)?(?:dx[.-])?doi[.-]org[^\s/?#]*/+"
    r"(?:https?:/+(?:dx\.)?doi\.org/+)?(?:doi[:/]\s?)?(?=10\.\d)",
    re.IGNORECASE,
)
"""Beginning of an address at doi.org, also in the two forms of EZproxy: as part of its own name, or as its query."""
_FLOAT: Final = re.compile(r"(\d{1,15})(?:\.(\d{1,15}))?(?:[eE]\+?0?(\d{1,2}))?")
_BRACKETS: Final = {")": "(", "]": "[", ">": "<", "}": "{"}


def doi(text: str) -> str:
    """Return the bare, lower-case DOI in a text, or "". DOIs are case-insensitive (DOI Handbook §2.4).

    Reads "doi:10.1/x", "https://dx.doi.org/10.1/X" (also behind a library's proxy), percent-encoded forms and
    "10.1/x [doi]". What an address has behind its path is not part of the DOI.
    """
    if _BARE_DOI.fullmatch(text):
        return text.lower()
    match = _DOI.search(_unquote_address(text))
    if match is None or len(match.group()) > _LONGEST_DOI:
        return ""
    value = _DOI_TAIL.sub("", match.group().lower())
    while value and value[-1] in _BRACKETS and value.count(value[-1]) > value.count(_BRACKETS[value[-1]]):
        value = _DOI_TAIL.sub("", value[:-1])
    return value


def doi_in_address(url: str) -> str:
    """Return the DOI of an address at doi.org ("https://doi-org.proxy.example.edu/10.1/x" too), or "".

    The address of a publisher's page is none, though it may hold a DOI: more of the path may follow that.
    """
    if len(url) > _LONGEST_DOI or "10." not in url or "doi" not in url.casefold():
        return ""
    address = _unquote_address(url)
    match = _DOI_ADDRESS.match(address)
    return doi(address[match.end() :]) if match else ""


def _unquote_address(text: str) -> str:
    """Return a text with its percent-encoding decoded; an address without query and fragment."""
    stripped = text.strip()
    if len(stripped) > _LONGEST_DOI or ("://" not in stripped and "%3a" not in stripped.casefold()):
        return unquote(stripped)
    return _BEHIND_PATH.sub("", unquote(_BEHIND_PATH.sub("", stripped)))


def pmid(text: str) -> str:
    """Return the PubMed number in a text as 1–8 digits without leading zeros, or "". A PMC number is none.

    Reads "PMID: 123", "123 [pmid]", and "123.0" or "1.23E2" as pandas, R and spreadsheets write whole numbers.
    """
    if len(text) <= 8 and text.isdecimal() and text.isascii():
        return text.lstrip("0")
    cleaned = re.sub(r"^(?:pmid|pubmed|medline)\s*:?\s*", "", text.strip(), flags=re.IGNORECASE)
    cleaned = whole_number(re.sub(r"\s*\[pmid\]$", "", cleaned, flags=re.IGNORECASE)).lstrip("0")
    return cleaned if re.fullmatch(r"[1-9]\d{0,7}", cleaned) else ""


def whole_number(text: str) -> str:
    """Return a whole number that was written as a float in digits alone ("12.0" → "12", "1.2E3" → "1200").

    pandas, R and spreadsheets write a column of whole numbers so when a cell of it is empty. Other texts are unchanged.
    """
    if not text or text[-1] not in "0123456789" or ("." not in text and "+" not in text):
        return text
    match = _FLOAT.fullmatch(text)
    if match is None:
        return text
    digits, fraction, exponent = match[1], (match[2] or "").rstrip("0"), int(match[3] or 0)
    if len(fraction) > exponent or (match[3] and len(digits) != 1):
        return text
    return digits + fraction.ljust(exponent, "0")


def pmcid(text: str) -> str:
    """Return the PubMed Central number in a text as "PMC" and digits, or ""."""
    match = re.search(r"PMC\s*0*([1-9]\d*)", text, flags=re.IGNORECASE)
    return f"PMC{match.group(1)}" if match else ""
