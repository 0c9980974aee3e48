"""Notes that databases write behind titles: language, kind of text, where an erratum or a comment appeared. Pure.

They are no words of the title, and differ from database to database.
"""

from __future__ import annotations

import re
from typing import Final

_LANGUAGE: Final = (
    "(?:french|german|spanish|portuguese|italian|dutch|polish|russian|turkish|chinese|japanese|korean|persian|farsi|arabic"
    "|danish|swedish|norwegian|finnish|czech|hungarian|croatian|serbian|hebrew|greek|romanian|slovak|slovene|slovenian"
    "|bulgarian|ukrainian|lithuanian|catalan|icelandic|thai|vietnamese|bosnian|macedonian|estonian|latvian|english)"
)
_LANGUAGES: Final = rf"{_LANGUAGE}(?:\s*(?:,|;|/|&|and)\s*{_LANGUAGE}){{0,2}}"
_LANGUAGE_NOTE: Final = re.compile(
    rf"[\[(]\s*(?:(?:article|original) )?(?:in )?(?!english\W*[\])])(?:{_LANGUAGES})\s*[.;]?\s*[\])]\W*$", re.IGNORECASE
)
_NOTE: Final = re.compile(
    r"\[\s*(?:review|letter|editorial|abstract(?: no\W*\d+)?|corrected|proceeding|poster|note|comment\w*"
    r"|see comment\w*|\d+\s+ref\w*"
    r"|(?:published )?errat\w+ (?:appears?|in)\b[^\]]*|comment (?:in|on)[^\]]*"
    r"|retracted[^\]]*|retraction in[^\]]*|article in [^\]]*|in process citation)"
    r"\s*[.;]?\s*\]"
    r"|\(\s*(?:review|abstract|provisional abstract|structured abstract|article in [a-z]+)\s*\)"
    r"|\(\s*(?:retracted|withdrawn)(?: article)?\b[^)]{0,80}\)"
    rf"|\[\s*(?:in )?{_LANGUAGES}\s*[.;]?\s*\]"
    r"|\[\s*(?:references?|article)\s*\]|\(\s*author'?s'? transl\.?\s*\)"
    r"|[\[(][^\])]{0,40}\b(?:isrctn|nct|actrn|drks|umin|irct|chictr|ctri|eudract|crd)[\w\s:./-]{0,6}\d{4}[\w/-]*\s*[\])]",
    re.IGNORECASE,
)
_ERRATUM_NOTE: Final = (
    r"\W*(?:(?:published|see|also|partial|an?) )*(?:errat\w+|corrigend\w+|addendum|fe de errat\w+"
    r"|(?:corrected and )?republi\w+(?: article)?|expression of concern"
)
_APPEARED: Final = (
    r")(?:\s+(?:has|been|is|was|are|were|originally|printed|published|appears?|appeared|aparece\w*))*"
    r"(?:\s+(?:in|on|en|dans|em|from)\b|(?<=\sappears)\b|(?<=\sappear)\b|(?<=\sappeared)\b|\s+app\w{0,5}\s*$)"
)
_BRACKETED_NOTE: Final = re.compile(
    rf"{_ERRATUM_NOTE}|retractions?|corrections?|comments?|commentary|discussion|reprint\w*|updated?"
    rf"|summary for patients{_APPEARED}",
    re.IGNORECASE,
)
_PARENTHESISED_NOTE: Final = re.compile(_ERRATUM_NOTE + _APPEARED, re.IGNORECASE)
"""What a database puts in brackets behind a title: where its erratum, or a comment, appeared; "in" tells it from the
title of an erratum itself. In round brackets, a retraction or discussion may be that of a tendon or of a class."""
_OPEN_NOTE: Final = re.compile(
    r"(?<=\w\W)\W*\b(?:published |an )?(?:errat(?:um|a)|corrigend(?:um|a)) "
    r"(?:(?:appears?|appeared|published) in\b|in\s*:).*",
    re.IGNORECASE | re.DOTALL,
)
"""The same note without brackets."""
_NOTE_WORDS: Final = re.compile(r"rrat|orrig|orrect|etract|omment|epubli|eprint|pdate|ummary for|ddend|oncern|iscuss")
_OPENING: Final = "[(［（{"
_CLOSING: Final = "])］）}"
_SQUARE: Final = "[［"


def without_notes(text: str) -> str:
    """Return a title without notes of a database, unless it has nothing else ("[Editorial]", "[Comment on: Sleep]")."""
    plain = without_appearance_notes(text)
    if "[" not in plain and "(" not in plain:
        return plain
    remainder = _NOTE.sub(" ", plain)
    return remainder if any(map(str.isalnum, remainder)) else plain


def without_appearance_notes(text: str) -> str:
    """Return a text without notes such as "[Erratum appears in Lancet. 2003 [Feb 1];361:446]".

    Brackets may be nested, and the end of the last note may be cut off. A title that is nothing but a note stays.
    """
    bracketed = "[" in text or "(" in text or not text.isascii() or "{" in text
    if not ((bracketed and _NOTE_WORDS.search(text)) or "rratum" in text or "orrigendum" in text):
        return text
    kept, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        if sign in _OPENING and depth:
            depth += 1
        elif sign in _OPENING:
            note = _BRACKETED_NOTE if sign in _SQUARE else _PARENTHESISED_NOTE
            if note.match(text, place + 1) and any(map(str.isalnum, text[:place])):
                kept.append(text[start:place])
                depth = 1
        elif sign in _CLOSING and depth:
            depth -= 1
            start = place + 1
    remainder = " ".join((*kept, "" if depth else text[start:])) if kept else text
    if (note_behind := _OPEN_NOTE.search(remainder)) and remainder[: note_behind.start()].count(" ") > 1:
        remainder = remainder[: note_behind.start()]
    return remainder if any(map(str.isalnum, remainder)) else text


def is_translated_title(text: str) -> bool:
    """Return whether a title is given in translation: in square brackets, or with the article's language behind it."""
    bare = text.strip(" .")
    if bare.startswith("["):
        return not _BRACKETED_NOTE.match(bare, 1)
    return bare.endswith(("]", ")")) and bool(_LANGUAGE_NOTE.search(bare))
