"""Words that stand for a value that is missing, and what takes its place. One home for all readers. Pure."""

from __future__ import annotations

import re
from itertools import chain, product
from typing import Final

_NOTHING: Final = ("na", "n/a", "n.a.", "null", "none", "nan", "-", "--", "<na>", "#n/a", "undefined")
NO_VALUE: Final = frozenset(
    map(
        "".join,
        chain.from_iterable(
            product(*zip(word, word.upper(), strict=True)) if len(word) < 5 else (word, word.upper(), word.title())
            for word in _NOTHING
        ),
    )
)
"""What R, pandas, JavaScript, SciVal and publishers' sites write where there is no value, in any case."""
LONGEST_NO_VALUE: Final = max(map(len, NO_VALUE))
NO_KEYWORD: Final = NO_VALUE - {"na", "Na", "NA", "nA"}
"""The same for keywords, of which some are sodium and noradrenaline."""
NO_PAGES: Final = frozenset([
    "no-specified", "no specified", "no specified pages", "no pagination specified", "n.pag", "n. pag", "n.pag.",
    "no pagination", "no pages", "no page numbers", "pagination missing", "unpaginated", "not paginated",
])  # fmt: skip

_NO_TITLE: Final = re.compile(
    r"[\[(<]?\s*(?:(?:title )?not available(?: in english)?|title not (?:given|provided|supplied|known)"
    r"|no (?:english )?title(?: (?:available|given|provided|supplied|found))?|title unavailable)\s*[\])>.\s]*",
    re.IGNORECASE,
)
"""PubMed writes "[Not Available]." where NLM has only the title in the original language."""
_SHORTEST_NO_TITLE: Final = len("no title")
_LONGEST_NO_TITLE: Final = 60

_ITEM: Final = r"(?:this|the) (?:article|paper|record|item|document|publication|source|reference)"
_STATE: Final = (
    r"(?:currently |yet )?(?:available|provided|supplied|found|given|present|prepared|included|listed)"
    rf"(?: (?:for|of|from) {_ITEM})?"
)
_NO_ABSTRACT: Final = re.compile(
    r"[\[(<*\s]*(?:"
    rf"(?:there is |sorry,? )?no (?:english |author )?abstracts?(?: text)?(?: (?:is|was|are))?(?: {_STATE})?"
    rf"|(?:an |the )?abstract(?: (?:is|was))? (?:not|un) ?{_STATE}"
    rf"|{_ITEM} (?:has no|does not have an|contains no|is without an?) abstract"
    r"|without (?:an )?abstract|abstracts?|not available|unavailable|no (?:data|text)(?: available)?"
    r")[\])>*.!:\s]*",
    re.IGNORECASE,
)
"""What Scopus ("[No abstract available]"), EBSCO, ProQuest, Elsevier's and other sites write where there is none."""
_LONGEST_NO_ABSTRACT: Final = 90


def is_no_title(text: str) -> bool:
    """Return whether a title is a placeholder or empty."""
    if len(text) <= LONGEST_NO_VALUE and (not text or text in NO_VALUE):
        return True
    return _SHORTEST_NO_TITLE <= len(text) <= _LONGEST_NO_TITLE and _NO_TITLE.fullmatch(text) is not None


def choose_title(title: str, original: str) -> tuple[str, str]:
    """Return title and original title; the original one is the title where a source gives no other."""
    if len(title) > _LONGEST_NO_TITLE and not original:  # as in most records
        return title, ""
    if is_no_title(original):
        original = ""
    if not is_no_title(title):
        return title, original
    return original, ""


def is_no_abstract(text: str) -> bool:
    """Return whether an abstract is a placeholder or empty."""
    if len(text) <= LONGEST_NO_VALUE and (not text or text in NO_VALUE):
        return True
    return len(text) <= _LONGEST_NO_ABSTRACT and _NO_ABSTRACT.fullmatch(text) is not None


def real_abstract(text: str) -> str:
    """Return an abstract, "" for a placeholder."""
    return "" if is_no_abstract(text) else text
