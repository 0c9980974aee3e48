"""Traits of titles: numbers, part numbers, whether a title is generic, and whether it is a notice about a report."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple

from harvester.citation import Citation

ERRATUM, RETRACTION, REPLY, COMMENT, INTRODUCTION, PROTOCOL, BOOK_REVIEW = (1 << place for place in range(7))
NOTICE_ROLES: Final = ERRATUM | RETRACTION | REPLY
"""Roles that are never a mere heading of a section."""

_ROLES: Final = (
    (
        ERRATUM,
        (
            r"^(?:publisher s? ?|author |editorial )?(?:errat(?:um|a)|corrigend(?:um|a)|corrections?|addendum)\b"
            r"|^(?:publisher|editor)s? s? ?note\b(?=.{12})|^(?:fe de err\w+|berichtigung|korrigendum|korrektur)\b"
            r"|^(?:corre(?:ccion|cao|ctif)|rectifica(?:cion|cao|tif))\b"
            r"|\b(?:errat(?:um|a)|corrigend(?:um|a)|correction)$|\bvol \d+ pg? \w+ \d{4}$"
            r"|\b(?:erratum|corrigendum) (?:to|for|in)\b"
        ),
    ),
    (
        RETRACTION,
        (
            r"^(?:(?:notice of |partial )?(?:retraction|withdrawal|removal)|(?:editorial )?expression of concern)\b"
            r"|\b(?:retraction|withdrawal)(?: notice)?$|\bretraction of vol \d+|^retra(?:c?ta)(?:cao|cion)\b"
        ),
    ),
    (
        REPLY,
        (
            r"^(?:(?:in |the )?(?:authors? |author s )?(?:reply|replies|rejoinder)\b|authors? response|re "
            r"|(?:author s |a )?response to (?:the )?(?:letter|comment|dr|\w+ et al))"
            r"|\bauthors? (?:s )?(?:reply|response)$|\breply$|\ba (?:reply|rejoinder|response)(?: to .*)?$"
            r"|^(?:replica|erwiderung|antwort auf|reponse (?:au?x?|de)|respuesta (?:al?|de)|resposta (?:a|aos?|de))\b"
        ),
    ),
    (
        COMMENT,
        (
            r"^(?:(?:a |invited |some )?(?:comments?|commentary|remarks) (?:on|to|about|regarding|re)\b"
            r"|letter (?:to|regarding|by)\b|discussion of\b|critique of\b)"
            r"|\ba (?:comment|commentary|critique)(?: on .*)?$"
            r"|^(?:comentarios? (?:al?|sobre|de)|kommentar zu|commentaire (?:a|sur|de)|commento a)\b"
        ),
    ),
    (
        INTRODUCTION,
        (
            r"^(?:(?:an )?introduction to (?:the|this|a) (?:special|mini ?track|issue|theme)|foreword to|preface to"
            r"|guest editorial|(?:special|theme) (?:issue|section) (?:introduction|editorial))\b"
        ),
    ),
    (
        PROTOCOL,
        r"\b(?:study|trial|review|research) protocol\b|\bprotocol (?:for|of) an?\b|^protocol (?:for|of)\b|\bprotocol$",
    ),
    (BOOK_REVIEW, r"^(?:book|media) reviews?\b|^review of the book\b"),
)
_REPLY_TITLE: Final = re.compile(
    r"\W*(?:response|rejoinder|r[eé]plica|respuesta|resposta|r[eé]ponse|antwort)\s*[:.]|.*[:.–—-]\s*response\W*$"
    r"|\W*(?:an? |the )?(?:response|reply|rejoinder) to:?\s*[\"“”«‘'].{12}",
    re.IGNORECASE | re.DOTALL,
)
_REPLY_WORDS: Final = frozenset(("response", "rejoinder", "replica", "respuesta", "resposta", "reponse", "antwort"))
"""Words before a mark that a normalised title has lost ("Response: Sleep in old age")."""
_PATTERNS: Final = tuple((role, re.compile(pattern)) for role, pattern in _ROLES)
_ROLE_WORDS: Final = frozenset(
    (
        "addendum", "author", "authors", "book", "comment", "commentary", "comments", "concern", "correction",
        "corrections", "corrigenda", "corrigendum", "critique", "discussion", "editorial", "errata", "erratum",
        "berichtigung", "erratas", "foreword", "introduction", "korrigendum", "letter", "media", "note", "preface",
        "protocol", "re", "rejoinder", "remarks", "removal", "replies", "reply", "response", "retraction", "review",
        "vol", "withdrawal", "antwort", "comentario", "comentarios", "commentaire", "commento", "correcao",
        "correccion", "correctif", "errores", "erwiderung", "kommentar", "korrektur", "rectificacao", "rectificacion",
        "rectificatif", "replica", "reponse", "respuesta", "resposta", "retractacion", "retratacao",
    )
)  # fmt: skip
"""Every pattern of a role contains one of these words, so that most titles need no search."""

_ROLE_BY_PUBLICATION_TYPE: Final = (("erratum", ERRATUM), ("correction", ERRATUM), ("retraction of", RETRACTION))
_SERIAL: Final = re.compile(
    r"\b(?:part|pt|parte|partie|deel|teil|chapter|volume|section|study|paper|report|supplement|focus)s? (?=(\w+)\b)"
)
_LETTERED_PART: Final = re.compile(r"\b(?:part|pt|teil|deel|parte|partie|section) ([a-f])\b")
_LETTER_NUMBERS: Final = {letter: value for value, letter in enumerate("abcdef", 31)}
_OF_PARTS: Final = re.compile(r"\b(\w+) of (?:two|three|four|\d) parts?\b")
_SERIES: Final = frozenset(
    f"{word}{plural}"
    for word in (
        "part", "pt", "parte", "partie", "deel", "teil", "mitteilung", "focus", "chapter", "volume", "section", "study",
        "paper", "report", "supplement", "edition",
    )
    for plural in ("", "s")
)  # fmt: skip
_EDITION: Final = re.compile(r"\b(\w+) (?:edition|part|parte|partie|teil|deel|mitteilung)\b")
_CJK_PART: Final = re.compile(r"[^\x00-\u2e7f] ([一二三四上下])$")
"""The part in brackets at the end of a Chinese or Japanese title of several parts."""
_ORDINALS: Final = {
    name: value
    for value, names in enumerate(
        (
            "one first 1st premiere primera primeira prima erste erster eerste 一 上",
            "two second 2nd deuxieme seconde segunda seconda zweite zweiter tweede 二 下",
            "three third 3rd troisieme tercera terceira terza dritte dritter derde 三",
            "four fourth 4th quatrieme cuarta quarta vierte vierter vierde 四",
            "five fifth 5th",
            "six sixth",
        ),
        1,
    )
    for name in names.split()
}
_EXACT_NUMBERS: Final = 40
_BITS: Final = 63


class TitleTraits(NamedTuple):
    """Traits of a title: bits of its ``numbers``, part numbers (``serials``) and ``roles``; whether it is generic."""

    numbers: int
    serials: int
    roles: int
    generic: bool


def title_traits(citation: Citation, title: str, journal: str) -> TitleTraits:
    """Return the traits of the title of a citation, given its normalised title and journal."""
    words = title.split()
    roles = _role_bits(title, words)
    if not _REPLY_WORDS.isdisjoint(words) and _REPLY_TITLE.match(citation.title):
        roles |= REPLY
    for name in citation.publication_types:
        roles |= next((role for word, role in _ROLE_BY_PUBLICATION_TYPE if word in name.lower()), 0)
    return TitleTraits(_number_bits(title, words), _serial_bits(title, words), roles, is_generic_title(title, journal))


@cache
def _number_bit(number: int) -> int:
    return 1 << (number if number < _EXACT_NUMBERS else _EXACT_NUMBERS + number % (_BITS - _EXACT_NUMBERS))


def _number_bits(title: str, words: list[str]) -> int:
    if has_no_number(words):
        return 0
    mask = 0
    for word in DIGITS.findall(numbers_to_digits(title)):
        mask |= _number_bit(int(word[:9]))
    return mask


def _serial_bits(title: str, words: list[str]) -> int:
    mask = 0
    if not title.isascii() and (sign := _CJK_PART.search(title)):
        return _number_bit(_ORDINALS[sign.group(1)])
    if _SERIES.isdisjoint(words):
        return mask
    for word in _SERIAL.findall(title) + _EDITION.findall(title) + _OF_PARTS.findall(title):
        value = int(word[:9]) if word.isdecimal() else ROMAN_NUMERALS.get(word) or _ORDINALS.get(word, 0)
        mask |= _number_bit(value) if value else 0
    for letter in _LETTERED_PART.findall(title):
        mask |= _number_bit(_LETTER_NUMBERS[letter])
    return mask


def _role_bits(title: str, words: list[str]) -> int:
    if _ROLE_WORDS.isdisjoint(words):
        return 0
    return sum(role for role, pattern in _PATTERNS if pattern.search(title))


ROMAN_NUMERALS: Final = {
    name: value
    for value, name in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii"), 1)
}
_ROMAN_ALONE: Final = frozenset(ROMAN_NUMERALS) - {"v", "x"}
_COUNTS: Final = {
    name: str(value)
    for value, name in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
} | {"twelve": "12", "twenty": "20"}
_NUMERALS: Final = {name: str(value) for name, value in ROMAN_NUMERALS.items() if name in _ROMAN_ALONE} | _COUNTS
"""Words that mean a number: "type II" is type 2, and a two-year study one of 2 years."""
_NUMERAL: Final = re.compile(rf"\b(?:{'|'.join(sorted(_NUMERALS, key=len, reverse=True))})\b")
_THOUSANDS: Final = re.compile(r"\b\d{1,3}(?: \d{3})+\b")
_YEARS: Final = re.compile(r"\b(1[89]|20)(\d\d) (\d\d)\b")
DIGITS: Final = re.compile(r"\d+")
_YEAR_AND_FOOTNOTE: Final = re.compile(r"(?:19|20)\d{3}$")


def has_no_number(words: list[str]) -> bool:
    """Return whether no word contains a digit or means a number: true of most titles, and quick to find out."""
    return "".join(words).isalpha() and _NUMERALS.keys().isdisjoint(words)


@lru_cache(maxsize=50_000)
def numbers_to_digits(title: str) -> str:
    """Return a title with numbers in digits, without marks of thousands, and with both years of a span in full."""
    digits = _NUMERAL.sub(lambda match: _NUMERALS[match.group()], title)
    joined = _THOUSANDS.sub(lambda match: match.group().replace(" ", ""), digits)
    return _YEARS.sub(_expand_year_span, joined)


def list_title_numbers(title: str) -> tuple[str, ...]:
    """Return the numbers of a title in their order; of a year with the mark of a footnote ("20051") the year."""
    if has_no_number(title.split()):
        return ()
    return tuple(
        [word[:4] if _YEAR_AND_FOOTNOTE.match(word) else word for word in DIGITS.findall(numbers_to_digits(title))]
    )


def mask_numbers(title: str) -> str:
    """Return a title with "#" in place of its numbers."""
    return DIGITS.sub("#", numbers_to_digits(title))


def mask_roman_numerals(title: str) -> tuple[str, tuple[int, ...]]:
    """Return a title with "#" in place of Roman numerals, also of an ambiguous "v" or "x", and the values of these."""
    words = title.split()
    if ROMAN_NUMERALS.keys().isdisjoint(words):
        return title, ()
    masked = " ".join(["#" if word in ROMAN_NUMERALS else word for word in words])
    return masked, tuple([ROMAN_NUMERALS[word] for word in words if word in ROMAN_NUMERALS])


def _expand_year_span(span: re.Match[str]) -> str:
    century, begin, end = span.groups()
    return f"{century}{begin} {int(century) + (end < begin)}{end}"


GENERIC_TITLES: Final = frozenset(
    (
        "abstract", "abstracts", "about this issue", "announcement", "announcements", "appendix", "author index",
        "authors reply", "author reply", "book review", "book reviews", "calendar", "comment", "commentary", "comments",
        "conclusion", "contents", "contributors", "correction", "corrections", "correspondence", "corrigendum",
        "discussion", "editor comments", "editors comments", "editor s comments", "editorial", "editorial board",
        "editorial comment", "editorial introduction", "editorial notes", "editorial preface", "editors introduction",
        "editor s introduction", "editors note", "editor s note", "errata", "errata notes", "erratum", "foreword",
        "from the editor", "from the editors", "guest editorial", "guest editor s introduction", "highlights",
        "in brief", "in reply", "in this issue", "index", "introduction", "introduction to the special issue",
        "invited commentary", "issue information", "keynote", "letter", "letter to the editor", "letters",
        "letters to the editor", "masthead", "meeting report", "news", "notes", "obituary", "opinion", "overview",
        "perspective", "perspectives", "poster", "poster session", "preface", "president s message", "reply",
        "research highlights", "response", "review", "reviewers", "special issue", "special section", "subject index",
        "summary", "table of contents", "title page", "untitled", "unknown", "update", "viewpoint", "welcome",
        "executive overview", "call for papers", "case report", "clinical trial", "no title", "not available",
        "avant propos", "buchbesprechung", "buchbesprechungen", "carta al director", "cartas al director",
        "carta al editor", "carta ao editor", "carta do editor", "einleitung", "inhaltsverzeichnis", "introduccion",
        "leitartikel", "lettre a l editeur", "lettre au redacteur", "nachruf", "prefacio", "presentacion", "prologo",
        "rezension", "rezensionen", "vorwort", "ask the expert", "back matter", "books received", "bibliography",
        "case records of the massachusetts general hospital", "chairman s report", "clinical quiz", "clinical snapshot",
        "cochrane corner", "comptes rendus", "continuing education", "editor s choice", "expert commentary",
        "from the archives", "from the literature", "frontispiece", "images in clinical medicine", "in memoriam",
        "journal club", "literature review", "member profile", "news and views", "pathology in practice",
        "patient page", "point counterpoint", "practice corner", "radiology corner", "self assessment",
        "technical notes", "tips and tricks", "treasurer s report", "what is your diagnosis",
        "what s your diagnosis", "apresentacao", "cartas ao editor", "cartas al editor",
        "mitteilungen", "nota editorial", "note de la redaction", "boekbespreking", "compte rendu",
        "ensayo bibliografico", "note de lecture", "notes de lecture", "prefazione", "presentation", "recensione",
        "recensioni", "resena",
        "resenas", "ten geleide", "voorwoord", "geleitwort", "zum geleit", "zu diesem heft", "forord", "introduzione",
        "introducao", "letter from the editor", "message from the editor", "note from the editor",
    )
)  # fmt: skip
"""Headings under which journals print many different reports."""

COLLECTIVE_HEADINGS: Final = frozenset(
    (
        "abstracts", "announcements", "author index", "back matter", "book reviews", "books received", "bibliography",
        "buchbesprechungen", "calendar", "cartas al director", "cartas al editor", "cartas ao editor", "comments",
        "comptes rendus", "contents", "correspondence", "corrections", "discussion", "errata", "errata notes",
        "front matter", "highlights", "in brief", "in this issue", "index", "inhaltsverzeichnis", "issue information",
        "letters", "letters to the editor", "masthead", "mitteilungen", "news", "news and views", "notes",
        "oral presentations", "poster session", "posters", "proceedings", "recensiones", "replies", "resenas",
        "research highlights", "reviews", "rezensionen", "special issue", "special section", "subject index",
        "table of contents", "title page",
    )
)  # fmt: skip
"""Headings of several reports together, which may have one DOI."""

GENERIC_TITLE_WORDS: Final = frozenset(
    (
        "a", "about", "abstracts", "address", "an", "and", "announcement", "annual", "april", "august", "author",
        "authors", "autumn", "award", "back", "board", "book", "by", "calendar", "call", "comment", "commentary",
        "comments", "congress", "contents", "contributors", "correction", "corrections", "correspondence", "december",
        "discussion", "edition", "editor", "editorial", "editorials", "editors", "errata", "erratum", "fall",
        "february", "for", "foreword", "from", "front", "guest", "in", "inaugural", "index", "information",
        "interview", "interviews", "introducing", "introduction", "introductory", "invited", "issue", "issues",
        "january", "journal", "july", "june", "letter", "letters", "march", "matter", "may", "meeting", "message",
        "news", "no", "note", "notes", "notice", "november", "number", "october", "of", "on", "opening", "our",
        "page", "paper", "papers", "part", "perspective", "preface", "president", "presidential", "proceedings",
        "program", "programme", "referees", "remarks", "reply", "report", "response", "review", "reviewers",
        "reviews", "s", "section", "selected", "september", "special", "spring", "statement", "summary", "summer",
        "table", "thank", "thanks", "the", "theme", "this", "title", "to", "update", "us", "vol", "volume", "welcome",
        "winter", "with", "words", "year", "you", "abbreviations", "acknowledgement", "acknowledgements",
        "acknowledgment", "acknowledgments", "ad", "answer", "answers", "books", "brief", "briefs", "case", "cases",
        "chair", "chairman", "chairs", "choice", "club", "cme", "column", "committee", "committees", "conference",
        "copyright", "corner", "cover", "current", "ecg", "events", "expert", "experts", "forthcoming", "general",
        "half", "highlights", "hoc", "image", "images", "keynote", "list", "literature", "member", "members", "minutes",
        "month", "new", "obituaries", "obituary", "oral", "organising", "organizing", "panel", "plenary", "poster",
        "posters", "presentation", "presentations", "profile", "publications", "question", "questions", "quiz",
        "received", "recent", "reports", "scientific", "session", "sessions", "short", "speaker", "speakers",
        "technical", "details", "notices", "upcoming", "week", "workshop",
    )
)  # fmt: skip
"""A title of only these words, numbers and the journal's name says what kind of text it is, not which."""

MIN_TITLE_LETTERS: Final = 12


def is_generic_title(title: str, journal: str) -> bool:
    """Return whether a title names no report: listed, short, or only generic words, numbers and the journal's name."""
    if title in GENERIC_TITLES or _length(title) < MIN_TITLE_LETTERS:
        return True
    return all(word in GENERIC_TITLE_WORDS or word.isdecimal() or word in journal.split() for word in title.split())


def _length(title: str) -> int:
    """Return the number of letters of a title, of which a Chinese or Japanese sign counts as three."""
    return len(title) if title.isascii() else len(title) + 2 * sum(sign > _LAST_LETTER for sign in title)


_LAST_LETTER: Final = "\u2e7f"
