"""Damage that PubMed does to a strategy without saying so, found before it is sent. Pure.

PubMed reports neither an unknown field tag, nor a tag on a group in parentheses, nor a typographic asterisk: it
searches for something else, and the count looks plausible (recorded replies of 2026-10; field tags from
https://pubmed.ncbi.nlm.nih.gov/help/#search-tags).
"""

from __future__ import annotations

import re
from typing import Final

_WORDS: Final = """
    1au ad affiliation aid all au auid author book cn cois completion conflict corporate crdt create date dcom dep
    dp ec ed edat editor eid ein electronic entry extended fau fed filter fir first full gr grant grants inv
    investigator ip ir irad isbn issn issue jid jour journal la lang language last lastau lid location lr majr mdat
    mesh mh mhda modification name nm noexp ot other ovid pa pagination pdat personal pg pharmacological pid pl
    place pmcid pmid ppdt print ps pt ptyp publication publisher pubn rn sb secondary sh si subheading subset
    supplementary ta text ti tiab time title transliterated tt tw uid vi volume
"""
_TAGS: Final = frozenset(_WORDS.split())
_TAG: Final = re.compile(r"\[([^\[\]\"]*)\]")
_ON_GROUP: Final = re.compile(r"\)\s*\[([^\[\]]+)\]")
_ENTITY: Final = re.compile(r"&(?:amp|lt|gt|quot|#\d+);")


def lint(query: str) -> tuple[str, ...]:
    """What PubMed would misread in a query, one sentence each; nothing for a sound query."""
    unquoted = re.sub(r"\"[^\"]*\"", "", query)
    found = [
        *(f"[{tag}]: not a field tag of PubMed, which then ignores it in silence" for tag in _unknown_tags(unquoted)),
        *(
            f")[{tag}]: a tag after a closing parenthesis is ignored; put it on each term"
            for tag in _ON_GROUP.findall(unquoted)
        ),
        *(f"{entity}: an HTML entity finds nothing; write the character" for entity in _ENTITY.findall(query)),
    ]
    if any(star in query for star in "\u2217\uff0a\u204e"):
        found.append("a typographic asterisk does not truncate; write *")
    if unquoted.count("(") != unquoted.count(")"):
        found.append("the parentheses do not match")
    if query.count('"') % 2:
        found.append("a quotation mark is not closed")
    return tuple(dict.fromkeys(found))


def _unknown_tags(query: str) -> list[str]:
    """Tags whose first word is no tag at all; "[mh:noexp]", "[tiab:~3]" and "[MeSH Terms]" are all known by it."""
    return [tag for tag in _TAG.findall(query) if _first_word(tag) not in _TAGS]


def _first_word(tag: str) -> str:
    words = re.split(r"[\s:/\-]+", tag.strip().casefold())
    return words[0]
