"""Ovid's line on where a report appeared ("Lancet. 391(10120):533-544, 2018") → journal, volume, pages, year. Pure."""

from __future__ import annotations

import re
from typing import Final

_YEAR: Final = r"(?P<year>(?:1[5-9]|20)\d\d)"
_VOLUME: Final = r"(?P<volume>[\w-]+(?: Suppl\w* ?\w*)?) ?(?:\((?P<issue>[^()]*(?:\([^()]*\))?[^()]*)\))?"
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # the form of Embase, "BMC Proceedings. Conference: …. 12 (Supplement 3) (pp 3-9), 2018.":
        rf"(?P<journal>.+?)\. +(?:Conference: .*\. )?{_VOLUME} \((?:pp? )?(?P<pages>[^()]+)\), {_YEAR}\b.*",
        # MEDLINE: "Lancet. 391(10120):533-544, 2018 02 10." and Journals@Ovid: "Ecohydrology.   8(6):1048-1064, …"
        rf"(?P<journal>.+?)\.\s+{_VOLUME}: ?(?P<pages>[^,]+), (?:[^,]*? )?{_YEAR}\b.*",
        # APA and books: "Title. Vol 28(2) April 2015, 103-106." and "Title. Vol.12(3), 2018, pp. 1-9."
        rf"(?P<journal>.+?)\.\s+Vol\.? ?{_VOLUME},? (?:[A-Z][\w-]+ )?{_YEAR}, (?:pp\. )?(?P<pages>[\w-]+).*",
        # a chapter: "Editor(2015). Title. (pp. 103-106) X pp. Address: Publisher"
        rf"(?:[^(]*)\({_YEAR}\)\. (?P<journal>.+?)\.? \(pp\. (?P<pages>[\w-]+)\).*?(?:: (?P<publisher>[^:]+?)\.?)?\s*",
        # a book: "(2014). Title 58 pp. Address: Publisher."
        rf"(?:[^(]*)\({_YEAR}\)\. (?P<journal>.+?) (?:[\dxivlc]+ pp\.).*?(?:: (?P<publisher>[^:]+?)\.?)?\s*",
        # ahead of print: nothing but the name
        r"(?P<journal>[^.]+)\.\s*",
    )
)
_LONGEST: Final = 1_000
_SAYS_NOTHING: Final = re.compile(r"no pagination|no page numbers|pagination missing", re.IGNORECASE)


def parse_ovid_source(text: str) -> dict[str, str]:
    """The parts by name: ``journal``, ``volume``, ``issue``, ``pages``, ``year``, ``publisher``; {} when none shows."""
    if len(text) > _LONGEST:
        return {}
    source = next((match for pattern in _PATTERNS if (match := pattern.fullmatch(text.strip()))), None)
    if source is None:
        return {}
    parts = {name: value.strip() for name, value in source.groupdict().items() if value and value.strip()}
    if _SAYS_NOTHING.search(parts.get("pages", "")):
        del parts["pages"]
    return parts
