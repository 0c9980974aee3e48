"""Source lines of Ovid's databases, each with a form of its own → journal, volume, issue, pages, year. Pure."""

from __future__ import annotations

import re
from typing import Final

_YEAR: Final = r"(?P<year>(?:1[5-9]|20)\d\d)"
_ISSUE: Final = r"(?:\((?P<issue>[^()]*(?:\([^()]*\))?[^()]*)\))?"
_VOLUME: Final = rf"(?P<volume>[\w-]+(?: Suppl\w* ?\w*)?) ?{_ISSUE}"
_MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|Spring|Summer|Autumn|Fall|Winter)\.?"
)
_DATE: Final = rf"(?:\d{{1,2}} )?{_MONTH}(?: \d{{1,2}})?(?:[/ -]+(?:\d{{1,2}} )?{_MONTH})?(?: \d{{1,2}})?,?"
"""A date without its year: "15 June", "January/February", "November 15,"."""
_APA_PAGES: Final = r"(?:pp\. |ArtID )?(?P<pages>No Pagination Specified|[\w.-]+?)\.?(?:[ ,].*)?"
_EDITORS: Final = r".*\[Ed(?:s|itors?)?\b[^\]]*\]"
_BOOK: Final = r"\[?(?P<journal>(?<=\[)[^\[\]]+?(?=\.?\])|(?<!\[)[^\[\]]+?(?=\. ))"
"""The title of a book, in brackets where it was translated."""
_PATTERNS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # Journals@Ovid: "Example Journal August 2011;43(8):647-653", "Acta January/February 2010;6:611-613"
        rf"(?P<journal>.+?)\.?\s+(?:{_DATE} )?{_YEAR};{_VOLUME}:(?P<pages>[^,;]+)",
        # the form of Embase, "BMC Proceedings. Conference: …. 12 (Supplement 3) (pp 3-9), 2018.":
        rf"(?P<journal>.+?)\. +(?:Conference: .*\. )?{_VOLUME} \((?:pp? )?(?P<pages>[^()]+)\), {_YEAR}\b.*",
        # BIOSIS, a chapter: "Doe, Jane [Editor, Reprint Author], Roe, K. [Editor]. Title.:371-397, 2004. Series …"
        rf"{_EDITORS}[.,] (?P<journal>[^\[\]]+?)\.?:(?P<pages>[\w-]+), {_YEAR}\b.*",
        # MEDLINE: "Lancet. 391(10120):533-544, 2018 02 10.", BIOSIS: "Ecology. 201(2-3):327-334, November 15, 2004."
        rf"(?P<journal>.+?)\.\s+{_VOLUME}: ?(?P<pages>[^,]+), (?:[^:;]{{0,40}}? )?{_YEAR}\b.*",
        # APA and books: "Title. Vol 28(2) April 2015, 103-106.", "Title. Vol.12(3), 2018, pp. 1-9.", "…, ArtID 6."
        rf"(?P<journal>.+?)\.\s+Vol\.? ?{_VOLUME},? ?(?:[A-Z][\w/-]+ )?{_YEAR}, {_APA_PAGES}",
        # a chapter: "Editor(2015). Title. (pp. 103-106) X pp. Address: Publisher"
        rf"(?:[^(]*)\({_YEAR}\)\. (?P<journal>.+?)\.? \(pp\. (?P<pages>[\w-]+)\).*?(?:: (?P<publisher>[^:]+?)\.?)?\s*",
        # a book: "(2014). Title 58 pp. Address: Publisher."
        rf"(?:[^(]*)\({_YEAR}\)\. (?P<journal>.+?) (?:[\dxivlc]+(?:, \d+)? pp\.).*?(?:: (?P<publisher>[^:]+?)\.?)?\s*",
        # Zoological Record, a chapter: "Doe, J. [Ed.]. [Title.] [Titel.] Press. 2002: 1-234. Chapter pagination: 1-8."
        rf"{_EDITORS}\. {_BOOK}\W.*?\b{_YEAR}: [^.]*\. Chapter pagination: (?P<pages>[\w-]+).*",
        # Zoological Record: "Hydrobiologia. 584 2007 15 June; 433-441.", "Proceedings. 2005; 9pp.."
        rf"(?P<journal>.+?)\.\s+(?:(?P<volume>\d+) ?{_ISSUE},? )?{_YEAR}(?: {_DATE})?; ?(?P<pages>[\w-]+)\.*",
        # political science: "Journal 12, Winter 2007: 7-14.", "Journal 6(1), Jan. 2013: 1-3.", "Journal, 2013(1): 3-8"
        rf"(?P<journal>\D+?) (?P<volume>\d+) ?{_ISSUE}, (?:{_DATE} )?{_YEAR}: ?(?P<pages>[\w-]+)\.?",
        rf"(?P<journal>\D+?), (?P<volume>{_YEAR}) ?{_ISSUE}: ?(?P<pages>[\w-]+)\.?",
        # no pages: "Official Gazette. 1288(3), Nov. 16, 2004."
        rf"(?P<journal>.+?)\.\s+{_VOLUME}, (?:{_DATE} )?{_YEAR}\.?",
        # ahead of print: the name alone
        r"(?P<journal>[^.]+)\.\s*",
    )
)
_LONGEST_SOURCE: Final = 1_000
_NO_PAGINATION: Final = re.compile(
    r"no pagination|no page numbers|pagination missing|unpaginated|\d+ ?pp|no$", re.IGNORECASE
)


def parse_ovid_source(text: str) -> dict[str, str]:
    """Return the parts of a source line ("Lancet. 391(10120):533-544, 2018"); {} for an unknown layout.

    Keys: ``journal``, ``volume``, ``issue``, ``pages``, ``year``, ``publisher``.
    """
    if len(text) > _LONGEST_SOURCE:
        return {}
    line = text.strip()
    source = next((match for pattern in _PATTERNS if (match := pattern.fullmatch(line))), None)
    if source is None:
        return {}
    parts = {name: value.strip() for name, value in source.groupdict().items() if value and value.strip()}
    if has_no_pages(parts.get("pages", "")):
        del parts["pages"]
    return parts


def has_no_pages(text: str) -> bool:
    """Return whether a text says that there are no pages, or only how many."""
    return _NO_PAGINATION.match(text) is not None
