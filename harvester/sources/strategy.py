"""Read strategy files, and find mistakes that a database would not report.

PubMed reports neither an unknown field tag, nor a tag on a group in parentheses, nor a typographic asterisk, nor a
strategy in the syntax of another database: it searches for something else, and the number of hits looks plausible
(recorded replies of 2026-10; field tags from https://pubmed.ncbi.nlm.nih.gov/help/#search-tags).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from harvester.errors import SourceRefused

_COMMENT: Final = "//"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_NUMBERED: Final = re.compile(r"#\s?\d+\b")


def extract_query(text: str) -> str:
    """Return the query of a strategy file, on one line.

    Lines that begin with ``//`` are comments and are not sent; all other lines are joined with a space.
    Raises ``SourceRefused`` for a text without a query, for one that is not Unicode, and for numbered line sets
    ("#1 …", "#3 #1 AND #2"), which exist only within a session of a web page.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1)]
    query_lines = [(number, line) for number, line in lines if line and not line.startswith(_COMMENT)]
    for number, line in query_lines:
        _refuse_numbered(number, line)
    if not query_lines:
        raise SourceRefused(
            "the strategy contains no query", hint="Write the search into the strategy file, exactly as run."
        )
    query = " ".join(line for _, line in query_lines)
    if _SURROGATE.search(query):
        raise SourceRefused("the strategy contains invalid characters", hint="Save the strategy file as UTF-8.")
    return query


def _refuse_numbered(number: int, line: str) -> None:
    if _NUMBERED.match(line):
        raise SourceRefused(
            f"line {number} of the strategy is a numbered line set, which cannot be sent: {line[:60]}",
            hint="Write the search as one expression with parentheses; PubMed shows it under Advanced, Details.",
        )


_TAG_WORDS: Final = """
    1au ad affiliation aid all au auid author book cn cois completion conflict corporate crdt create date dcom dep
    dp ec ed edat editor eid ein electronic entry extended fau fed filter fir first full gr grant grants inv
    investigator ip ir irad isbn issn issue jid jour journal la lang language last lastau lid location lr majr mdat
    mesh mh mhda modification name nm noexp ot other ovid pa pagination pdat personal pg pharmacological pid pl
    place pmcid pmid ppdt print ps pt ptyp publication publisher pubn rn sb secondary sh si subheading subset
    supplementary ta text ti tiab time title transliterated tt tw uid vi volume
"""
_TAGS: Final = frozenset(_TAG_WORDS.split())
_TAG: Final = re.compile(r"\[([^\[\]\"]*)\]")
_ON_GROUP: Final = re.compile(r"\)\s*\[([^\[\]]+)\]")
_ENTITY: Final = re.compile(r"&(?:amp|lt|gt|quot|#\d+);")
_QUOTED: Final = re.compile(r"\"[^\"]*\"")
_TYPOGRAPHIC_ASTERISKS: Final = "\u2217\uff0a\u204e"
_OVID: Final = re.compile(r"\.[a-z]{2}(?:,[a-z]{2})*\.(?=\s|\)|$)|\badj\d|(?<!/)\bexp \*?[A-Z][^/\[\]]{2,60}/")
_EMBASE: Final = re.compile(r"'/(?:exp|de|mj)\b|:(?:ti|ab|kw)(?:,(?:ti|ab|kw))*\b|\b(?:NEAR|NEXT)/\d")
_PUBMED: Final = re.compile(r"\[(?:tiab|tw|mesh|mh|majr|ad|pt|Title/Abstract|MeSH Terms)(?::[^\]]*)?\]", re.IGNORECASE)
_SHOWN: Final = 40


def lint_pubmed(query: str, *, fields: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return a warning for each part of a query that PubMed would misread.

    ``fields``: first words of field tags that PubMed has besides those listed here, from EInfo.
    """
    unquoted = _QUOTED.sub("", query)
    warnings = (
        *find_other_syntax(query, "Ovid", _OVID),
        *find_other_syntax(query, "Embase.com", _EMBASE),
        *(
            f"[{_short(tag)}]: not a field tag of PubMed, which ignores it without a warning"
            for tag in unknown_tags(query)
            if first_word(tag) not in fields
        ),
        *(
            f")[{_short(tag)}]: a tag after a closing parenthesis is ignored; put it on each term"
            for tag in _ON_GROUP.findall(unquoted)
        ),
        *find_common_mistakes(query, unquoted),
    )
    return tuple(dict.fromkeys(warnings))


def lint_embase(query: str) -> tuple[str, ...]:
    """Return a warning for each part of a query that Embase would misread."""
    warnings = (
        *find_other_syntax(query, "Ovid", _OVID),
        *find_other_syntax(query, "PubMed", _PUBMED),
        *find_common_mistakes(query, _QUOTED.sub("", query)),
    )
    return tuple(dict.fromkeys(warnings))


def lint_plain_query(query: str) -> tuple[str, ...]:
    """Return a warning for each part of a query that Europe PMC or ClinicalTrials.gov would misread."""
    warnings = (
        *find_other_syntax(query, "Ovid", _OVID),
        *find_other_syntax(query, "PubMed", _PUBMED),
        *find_other_syntax(query, "Embase.com", _EMBASE),
        *find_common_mistakes(query, _QUOTED.sub("", query)),
    )
    return tuple(dict.fromkeys(warnings))


def find_common_mistakes(query: str, unquoted: str) -> Iterator[str]:
    """Yield mistakes that any database would misread: entities, asterisks, parentheses, quotation marks."""
    for entity in _ENTITY.findall(query):
        yield f"{entity}: an HTML entity finds nothing; write the character"
    if any(star in query for star in _TYPOGRAPHIC_ASTERISKS):
        yield "a typographic asterisk does not truncate; write *"
    if unquoted.count("(") != unquoted.count(")"):
        yield "the parentheses do not match"
    if query.count('"') % 2:
        yield "a quotation mark is not closed"


def find_other_syntax(query: str, language: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield a warning if the query has a pattern of another database's syntax."""
    if match := pattern.search(query):
        yield f"{_short(match.group())}: this is the syntax of {language}, which is read here as plain words"


def unknown_tags(query: str) -> list[str]:
    """Return the field tags of a query whose first word is not listed here; text in quotation marks is skipped."""
    return [tag for tag in _TAG.findall(_QUOTED.sub("", query)) if first_word(tag) not in _TAGS]


def first_word(tag: str) -> str:
    """Return the first word of a field tag, in lower case: "mh" of "mh:noexp", "title" of "Title/Abstract"."""
    return re.split(r"[\s:/\-]+", tag.strip().casefold())[0]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
