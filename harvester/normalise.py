"""Normalise identifiers, titles, pages and journals for comparison. Pure; "" or 0 where a text gives nothing."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from harvester.document_numbers import doi, doi_in_address, pmcid, pmid, whole_number
from harvester.title_notes import without_appearance_notes, without_notes

__all__ = [
    "NO_LOCATOR",
    "STOP_WORDS",
    "Locator",
    "content_words",
    "doi",
    "doi_in_address",
    "issn",
    "issue",
    "journal_acronym",
    "journal_head",
    "journal_stems",
    "page_locator",
    "parallel_journal_names",
    "pmcid",
    "pmid",
    "title",
    "title_parts",
    "volume",
    "whole_number",
    "words",
    "year",
]

_YEAR: Final = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


@lru_cache(maxsize=10_000)
def year(text: str) -> int | None:
    """Return the first plausible year of publication (1500–2099) in a text such as "2024///" or "Mar 2021", or None."""
    match = _YEAR.search(text)
    return int(match.group()) if match else None


_UNDECOMPOSED: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}
)
_COMBINING: Final = re.compile(
    "[" + "".join(chr(c) for c in range(0x300, 0x3100) if unicodedata.combining(chr(c))) + "]+"
)
_NON_WORD: Final = re.compile(r"[\W_]+")
_ASCII_WORDS: Final = bytes(ord(chr(c).lower()) if chr(c).isalnum() else 32 for c in range(128)) + b" " * 128
_FOREIGN: Final = re.compile(r"[^\x00-\x7f]+")


def words(text: str) -> str:
    """Return a text in lower-case letters and digits without diacritics, with one space between words."""
    plain = text if text.isascii() else _FOREIGN.sub(_fold_match, text)
    if plain.isascii():
        return " ".join(plain.encode().translate(_ASCII_WORDS).decode().split())
    return " ".join(_NON_WORD.sub(" ", plain.casefold()).split())


def _fold_match(foreign: re.Match[str]) -> str:
    return _fold(foreign.group())


@lru_cache(maxsize=20_000)
def _fold(letters: str) -> str:
    """Return letters beyond ASCII without case and diacritics; the letters around them make no difference."""
    decomposed = unicodedata.normalize("NFKD", letters.casefold().translate(_UNDECOMPOSED)).casefold()
    return _COMBINING.sub("", decomposed)


_GREEK: Final = str.maketrans(
    {
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
        "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau",
        "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Δ": "delta", "&": " and ", "™": "", "®": "",
    }
)  # fmt: skip
_TAG: Final = re.compile(
    r"</?(?:i|b|u|em|strong|su[bp]|sc|inf|span|p|br|italic|bold|jats:\w+|mml:\w+)\b[^<>]{0,80}>", re.IGNORECASE
)
_RETRACTED: Final = re.compile(r"^\W*(?:retracted|withdrawn)(?:\s+article)?\s*[:.\])]+\s*", re.IGNORECASE)
_SECTION: Final = re.compile(
    r"^\W*(?:(?:original|regular|research|feature|special|review|invited|full) (?:article|paper|research|report|review|"
    r"contribution|investigation|communication|note)|(?:brief|short|rapid|technical|case) (?:report|communication|note|"
    r"paper|study)|clinical (?:review|practice|research|investigation|article)|medical progress|mini-?review|review)"
    r"\s*(?:[.:]|\s[-–—]\s)\W*(?=\w+\W+\w+\W+\w+)",
    re.IGNORECASE,
)
"""Heading of a section of the journal, which some databases print before the title."""
_ABSTRACT_NUMBER: Final = re.compile(
    r"^\W*(?:abstract|poster)\s+(?:no\.?\s*|#\s*)?[a-z]{0,4}[-.]?\d[\w.-]*\s*(?:[:.]|\s[-–—])\s*(?=\w+\W+\w+\W+\w+)",
    re.IGNORECASE,
)
"""Number of an abstract at its meeting, printed before the title in one database and not in another."""
_ARTICLE_NUMBER: Final = re.compile(r"\W+art\. no\. [\w-]+\W*$")
_FOOTNOTE: Final = re.compile(r"(?<=[a-z]{5})1$")
_ARTICLE: Final = re.compile(r"^(?:the|an|a) (?=\w+ )")
_MONTHS: Final = {
    name: str(number)
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_DAY_MONTH: Final = re.compile(r"^(\d{1,2})-([a-z]{3})$", re.IGNORECASE)
_MONTH_YEAR: Final = re.compile(r"^([a-z]{3})-(\d{2})$", re.IGNORECASE)
_RANGE: Final = re.compile(
    r"([a-z]{0,5})\W?0*(\d{1,9})([a-z]?)(?:\s*[-–—:]+\s*([a-z]{0,5})\W?0*(\d{1,9}))?", re.IGNORECASE
)
_USUAL_PAGES: Final = re.compile(r"0*(\d{1,9})(?:-0*(\d{1,9}))?")
"""Pages as nine of ten records give them."""
_LEADING: Final = re.compile(r"^\s*(?:(?:pp?|pages?|seiten?|article|artn?|unsp|no|id)\b[\s.:]*)+", re.IGNORECASE)
_SUPPLEMENT: Final = re.compile(
    r"(?<![a-z])sup(?:p|pl|ple|plement[a-z]*)?(?![a-z])\.?|\bs(?=\d)|(?<=\d)s\b", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\d+")
_BRACKETED: Final = re.compile(r"\([^)]*\)?|\[[^\]]*\]?")
STOP_WORDS: Final = frozenset(
    (
        "a", "an", "and", "da", "das", "de", "del", "der", "des", "di", "die", "do", "dos", "du", "e", "el", "et",
        "for", "fur", "in", "la", "las", "le", "les", "los", "of", "on", "the", "to", "und", "voor", "y",
    )
)  # fmt: skip
_HEAD: Final = re.compile(r"\.?\s*(?:[:=\[(;]|(?<=[.,])\s*conference\b|\bproceedings of the \d).*$", re.IGNORECASE)
_SUBTITLE: Final = re.compile(r"\s*:\s*|\s+[-–—]+\s+|--|—|[?.!]\s+(?=\S)")
_MARK: Final = re.compile("[-:–—?.!]")
"""Marks of which one precedes every subtitle."""
_LOST_LETTER: Final = re.compile(r"(?<=\w)\?+(?=\w)")
_ISSN: Final = re.compile(r"\b(\d{4})-?(\d{3}[\dxX])\b")


class Locator(NamedTuple):
    """Pages or article number of a report; ``first`` is 0 where there is none.

    ``article``: an article number; ``lettered``: a page such as S12, A134 or 99A (A1754 can be either, and is both);
    ``other``: another reading of the first page, else 0 (a spreadsheet turned "1-7" into "07-Jan").
    """

    first: int = 0
    last: int = 0
    article: bool = False
    lettered: bool = False
    other: int = 0


NO_LOCATOR: Final = Locator()


def title(text: str) -> str:
    """Return the words of a title without tags, notes of a database ("[45 refs]"), Greek letters or leading article."""
    plain = _TAG.sub("", html.unescape(text)) if "<" in text or "&" in text else text
    plain = without_notes(plain)
    plain = _without(_SECTION, _without(_ABSTRACT_NUMBER, _without(_RETRACTED, plain)))
    if "art. no." in plain:
        plain = _ARTICLE_NUMBER.sub("", plain)
    bare = words(plain.replace("&", " and ") if plain.isascii() else plain.translate(_GREEK))
    if bare.endswith("1"):
        bare = _FOOTNOTE.sub("", bare)
    return _ARTICLE.sub("", bare)


def _without(beginning: re.Pattern[str], text: str) -> str:
    match = beginning.match(text)
    return text[match.end() :] if match else text


def title_parts(text: str) -> tuple[str, str]:
    """Return the words of a title before and after its first colon, dash or full stop; ("", "") if there is none."""
    if not _MARK.search(text):
        return "", ""
    parts = _SUBTITLE.split(without_appearance_notes(text).strip(), maxsplit=1)
    return (title(parts[0]), title(parts[1])) if len(parts) == 2 and len(parts[1]) > 3 else ("", "")


def page_locator(text: str) -> Locator:
    """Return the pages, or article number, in a text such as "221-8", "S12", "e12724", "01-Jun", "pp. 3–9"."""
    if not text:
        return NO_LOCATOR
    if usual := _USUAL_PAGES.fullmatch(text):
        return _pages("", usual.group(1), "", usual.group(2) or "")
    cleaned = _LEADING.sub("", text.strip())
    if moved := _DAY_MONTH.match(cleaned):
        day, month = moved.group(1), _MONTHS.get(moved.group(2).lower(), "")
        return _pages("", day, "", month, alternative=month) if month else NO_LOCATOR
    if moved := _MONTH_YEAR.match(cleaned):
        month = _MONTHS.get(moved.group(1).lower(), "")
        return _pages("", month, "", moved.group(2), alternative=moved.group(2)) if month else NO_LOCATOR
    match = _RANGE.match(cleaned)
    if match is None or match.group(1).lower().startswith("sup"):
        return NO_LOCATOR
    prefix, first, suffix, _, last = match.groups(default="")
    if len(prefix) == 1 and prefix.islower() and prefix != "e" and cleaned[1] == "-":
        prefix = ""  # the end of a range whose beginning was lost ("t-20")
    return _pages(prefix.lower(), first, suffix, last)


def _pages(prefix: str, first: str, suffix: str, last: str, *, alternative: str = "") -> Locator:
    end = first[: len(first) - len(last)] + last if last and len(last) < len(first) else last or first
    single = not last or last == first
    numbered = single and len(first) >= 4 and prefix == "a"
    article = prefix in {"e", "cd", "art", "ar"} or numbered or (single and not suffix and len(first) >= 5)
    lettered = (not article or numbered) and bool(prefix.strip("p") or suffix)
    return Locator(first=int(first), last=int(end), article=article, lettered=lettered, other=int(alternative or 0))


def volume(text: str) -> int:
    """Return the number of a volume ("Vol. 12", "66 (Supplement 1)", "12 Suppl 1"), or 0."""
    bare = _SUPPLEMENT.split(_BRACKETED.sub(" ", text), maxsplit=1)[0]
    numbers = _NUMBER.findall(bare)
    if not numbers or (")" in bare):
        return 0
    return int(numbers[0 if bare.strip()[0].isdigit() else -1][:9])


def issue(text: str) -> tuple[int, int]:
    """Return the numbers of an issue and of its supplement (0: none; a bare "Suppl" is 1): "3 Suppl. 2" → (3, 2)."""
    parts = _SUPPLEMENT.split(text, maxsplit=1)
    number = _NUMBER.search(parts[0])
    if len(parts) == 1:
        return (int(number.group()[:9]) if number else 0, 0)
    supplement = _NUMBER.search(parts[1])
    return (int(number.group()[:9]) if number else 0, int(supplement.group()[:9]) if supplement else 1)


def content_words(name: str) -> list[str]:
    """Return the words of a normalised journal name without stop words. First, "for" is Forest, and "an" Anales."""
    name_words = name.split()
    return [
        word
        for place, word in enumerate(name_words)
        if word not in STOP_WORDS or (not place and word in _ABBREVIATED_FIRST_WORDS)
    ]


_ABBREVIATED_FIRST_WORDS: Final = ("for", "an")


def journal_stems(text: str) -> str:
    """Return stems of three letters of a journal's words: "Int. J. Cancer" → "int jou can"."""
    repaired = _LOST_LETTER.sub("", text) if "?" in text else text
    stems = (word[:3] for word in content_words(words(repaired.replace("&", " "))))
    return " ".join("jou" if stem == "j" else stem for stem in stems)


def journal_head(text: str) -> str:
    """Return the stems of a journal's name without subtitle, place, translation or conference behind it."""
    return journal_stems(_HEAD.sub("", text)) or journal_stems(text)


_PARALLEL: Final = re.compile(r"\s*[=\[\]/]\s*|\s+[-–—]\s+")
_NO_NAME: Final = re.compile(
    r"^(?:part|section|series|supplement|vol|the|electronicresource|online|print|abstracts?|proceedings|journal|bulletin"
    r"|annals|transactions|conference|medicine|research|official|internationaledition)\w{0,2}$"
)


def parallel_journal_names(text: str) -> tuple[str, ...]:
    """Return the parallel names of a journal without spaces ("Praxis = Revue suisse" → "praxis", "revuesuisse").

    Subtitles are dropped; a name that was cut ends in "…". Parts without a name ("Part A", "Online") are left out.
    """
    repaired = _LOST_LETTER.sub("", text)
    cut = "…" if repaired.rstrip().endswith(("…", "...")) else ""
    parts = [words(_HEAD.sub("", part)).replace(" ", "").removeprefix("the") for part in _PARALLEL.split(repaired)]
    return tuple([part + cut for part in parts if len(part) > 3 and not _NO_NAME.match(part)])


def journal_acronym(text: str) -> str:
    """Return the first letters of a journal's words ("New England Journal of Medicine" → "nejm"), if four or more."""
    letters = "".join(word[0] for word in content_words(words(text)))
    return letters if len(letters) >= 4 else ""


def issn(text: str) -> str:
    """Return the first ISSN in a text as eight characters, or ""."""
    match = _ISSN.search(text)
    return (match.group(1) + match.group(2)).upper() if match else ""
