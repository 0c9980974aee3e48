"""What a title says besides its subject: serial numbers, and that it is about another report (erratum, reply …)."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from harvester.citation import Citation
from harvester.dedup.records.generic_titles import is_generic_title
from harvester.dedup.records.title_numbers import DIGITS, ROMAN_NUMERALS, has_no_number, numbers_to_digits

ERRATUM, RETRACTION, REPLY, COMMENT, INTRODUCTION, PROTOCOL, BOOK_REVIEW = (1 << place for place in range(7))
NOTICE_ROLES: Final = ERRATUM | RETRACTION | REPLY
"""Roles that are never a mere section heading."""

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
"""A title set apart from the word by a mark that a normalised title has lost ("Response: Sleep in old age")."""
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
"""Every role's pattern holds one of these words, so that most titles need no search."""

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
        "part",
        "pt",
        "parte",
        "partie",
        "deel",
        "teil",
        "mitteilung",
        "focus",
        "chapter",
        "volume",
        "section",
        "study",
        "paper",
        "report",
        "supplement",
        "edition",
    )
    for plural in ("", "s")
)
_EDITION: Final = re.compile(r"\b(\w+) (?:edition|part|parte|partie|teil|deel|mitteilung)\b")
_CJK_PART: Final = re.compile(r"[^\x00-\u2e7f] ([一二三四上下])$")
"""What stands in brackets at the end of a Chinese or Japanese title of several parts."""
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
    """Bit sets: ``numbers`` and ``serials`` found, ``roles``; ``generic`` is true of a title that names no report."""

    numbers: int
    serials: int
    roles: int
    generic: bool


def title_traits(citation: Citation, title: str, journal: str) -> TitleTraits:
    """The traits of a citation whose normalised title and journal are given."""
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
