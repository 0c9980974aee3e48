"""A source as PubMed writes it ("Lancet. 2018 Feb 10;391(10120):533-544. doi: …") → its parts. Pure.

NLM's form of a citation: journal, date; volume(issue):pages; what follows (DOI, day of the electronic version) stands
in other places of a record too. https://www.nlm.nih.gov/bsd/policy/cit_format.html
"""

from __future__ import annotations

import re
from typing import Final

_SOURCE: Final = re.compile(
    r"(?P<journal>[^.]+(?:\.[^.\s][^.]*)*)\. +(?P<date>(?P<year>(?:1[5-9]|20)\d\d)(?: [A-Z][\w/ -]*)?)"
    r"(?:;(?P<volume>[^():;.]*)(?:\((?P<issue>[^()]*(?:\([^()]*\))?[^()]*)\))?)?(?::(?P<pages>[^.]+))?\..*"
)
_DOI: Final = re.compile(r"\bdoi: ?(10\.\d{4,9}/\S+?)\.?(?:\s|$)")
_LONGEST: Final = 1_000


def parse_nlm_citation(text: str) -> dict[str, str]:
    """The parts by name (``journal``, ``date``, ``year``, ``volume``, ``issue``, ``pages``, ``doi``).

    {} when the text has not that form. Volume, issue and pages are missing where the text has none (ahead of print).
    """
    line = text.strip()
    if len(line) > _LONGEST or (match := _SOURCE.fullmatch(line)) is None:
        return {}
    parts = {name: value.strip() for name, value in match.groupdict().items() if value and value.strip()}
    if doi := _DOI.search(line):
        parts["doi"] = doi[1]
    return parts
