"""The numbers of a document, in and around its <ArticleIdList>, sorted into fields and what is left. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from harvester import normalise
from harvester.formats.pubmed_xml.elements import Element, Keep, element_text

_IDENTIFIERS: Final = frozenset(["pii", "mid", "sici", "medline", "bookaccession", "pmpid"])
"""Types of ids (attribute IdType of the DTD) that are identifiers of the document."""
_E_LOCATOR: Final = re.compile(r"e\d{3,}", re.IGNORECASE)


def find_e_locator(identifiers: Iterable[tuple[str, str]]) -> str:
    """The article number ("e29102") a journal without pages gives as its publisher item identifier, or "".

    Mere digits are none: they are as often a number of the publisher's files.
    """
    return next((number for kind, number in identifiers if kind == "pii" and _E_LOCATOR.fullmatch(number)), "")


@dataclass(slots=True)
class DocumentNumbers:
    """The numbers of a document while they are gathered, best first."""

    doi: str = ""
    pmcid: str = ""
    identifiers: dict[tuple[str, str], None] = field(default_factory=dict)
    urls: dict[str, None] = field(default_factory=dict)

    def add_locations(self, elements: Iterable[Element], keep: Keep) -> None:
        """Take <ELocationID>; one that NLM marks as wrong never becomes the DOI."""
        for element in elements:
            kind, number = element.get("EIdType", ""), element_text(element)
            if element.get("ValidYN") == "N":
                keep(("LID invalid", f"{number} [{kind}]"))
            elif number:
                self._add(kind, number, keep)

    def add_ids(self, elements: Iterable[Element], pmid: str, *, keep: Keep) -> None:
        """Take <ArticleId> of the document itself; those of its references stand in lists of their own."""
        for element in elements:
            kind, number = element.get("IdType", ""), element_text(element)
            if number and not (kind == "pubmed" and number == pmid):
                self._add(kind, number, keep)

    def _add(self, kind: str, number: str, keep: Keep) -> None:
        if kind == "doi":
            self._add_doi(number, keep)
        elif kind in {"pmc", "pmcid"} and (pmcid := normalise.pmcid(number)) and self.pmcid in {"", pmcid}:
            self.pmcid = pmcid
            if number.casefold() != pmcid.casefold():  # "PMC1234; manuscript id: …" says more
                keep(("AID", f"{number} [{kind}]"))
        elif kind in _IDENTIFIERS:
            self.identifiers[kind, number] = None
        elif kind == "url":
            self.urls[number] = None
        else:
            keep(("AID", f"{number} [{kind}]"))

    def _add_doi(self, text: str, keep: Keep) -> None:
        doi = normalise.doi(text)
        if doi and self.doi in {"", doi}:
            self.doi = doi
        else:
            keep(("AID", f"{text} [doi]"))
