"""Texts as sources write them → keys that can be compared. Pure; an empty key means "says nothing"."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import unquote

_DOI: Final = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_TAIL: Final = re.compile(r"(?:[\s.,;:'\"]|\[doi\]|</?[a-z]+>)+$", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_BRACKETS: Final = {")": "(", "]": "[", ">": "<", "}": "{"}


def doi(text: str) -> str:
    """The bare, lower-case DOI in a text, or "". DOIs are case-insensitive (DOI Handbook §2.4).

    Reads "doi:10.1/x", "https://dx.doi.org/10.1/X", percent-encoded forms and "10.1/x [doi]".
    """
    found = _DOI.search(unquote(text.strip()))
    if found is None:
        return ""
    value = _DOI_TAIL.sub("", found.group().lower())
    while value and value[-1] in _BRACKETS and value.count(value[-1]) > value.count(_BRACKETS[value[-1]]):
        value = _DOI_TAIL.sub("", value[:-1])
    return value


def pmid(text: str) -> str:
    """The PubMed identifier in a text as 1–8 digits without leading zeros, or "". A PMCID is not a PMID."""
    cleaned = re.sub(r"^(?:pmid|pubmed|medline)\s*:?\s*", "", text.strip(), flags=re.IGNORECASE)
    cleaned = re.sub(r"\s*\[pmid\]$", "", cleaned, flags=re.IGNORECASE).lstrip("0")
    return cleaned if re.fullmatch(r"[1-9]\d{0,7}", cleaned) else ""


def pmcid(text: str) -> str:
    """The PubMed Central identifier in a text as "PMC" and digits, or ""."""
    found = re.search(r"PMC\s*0*([1-9]\d*)", text, flags=re.IGNORECASE)
    return f"PMC{found.group(1)}" if found else ""


def year(text: str) -> int | None:
    """The first plausible year of publication (1500–2099) in a text such as "2024///" or "Mar 2021", or None."""
    found = _YEAR.search(text)
    return int(found.group()) if found else None


def words(text: str) -> str:
    """Lower-case letters and digits without diacritics, one space between words: the base of every textual comparison."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.split())
