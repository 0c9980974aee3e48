"""Names as files write them → authors, and back. Pure."""

from __future__ import annotations

import ast
import re
from typing import Final

from harvester.citation import Author

_UPPER: Final = r"[A-ZÀ-ÖØ-ÞĀ-Ž]"
_INITIALS: Final = rf"(?:{_UPPER}\.?(?:[\s-]?{_UPPER}\.?){{0,4}})"
_FAMILY_FIRST: Final = re.compile(rf"(\S.*?[^\W\d_.])\s+({_INITIALS})(?:\s+(Jr|Sr|2nd|3rd|I{{2,3}}|IV)\.?)?")
_INITIALS_FIRST: Final = re.compile(rf"((?:{_UPPER}\.[\s-]{{0,2}}){{1,4}})([^\W\d_].*)")
_ONLY_INITIALS: Final = re.compile(_INITIALS)
_SUFFIX: Final = re.compile(r"(?:jr|sr|2nd|3rd|i{2,3}|iv)\.?", re.IGNORECASE)
_OF_CATALOGUES: Final = re.compile(r"(?:b\. ?)?\d{4}-?(?:\d{4})?\.?|(?:author|editor)\.?", re.IGNORECASE)
"""What catalogues of libraries (Project MUSE, WorldCat) say of a person behind the name."""
_PARTICLES: Final = frozenset([
    "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "ter", "ten", "bin",
    "al",
])  # fmt: skip
_OF_GROUPS: Final = (
    "group groups consortium collaboration collaborative collaborators network society committee investigators team "
    "association organisation organization institute institution foundation university department ministry agency "
    "council center centers centre centres registry study trial alliance federation federal college academy commission "
    "board initiative programme program project service services inc ltd gmbh of for the and und et"
)
_GROUP: Final = frozenset(_OF_GROUPS.split())
_WORDS: Final = re.compile(r"\w+")
_LONG_NUMBER: Final = re.compile(r"\d{3}")
_AND: Final = re.compile(r",?\s+(?:and|&)\s+")
_OTHERS: Final = re.compile(r"(?:et\.? al\.?|and others|others|\.\.\.|…)", re.IGNORECASE)
_OTHERS_AT_END: Final = re.compile(r"(?:\bet\.? al\.?|\band others\b|\.\.\.|…)$", re.IGNORECASE)
_NOBODY: Final = re.compile(
    r"\[?(?:no authors? (?:listed|name available|given)|authors? not (?:listed|available|given))\]?|\[anonymous\]",
    re.IGNORECASE,
)
"""What PubMed, Scopus and Web of Science write where no author is named."""
_GLUED_INITIALS: Final = re.compile(rf"(?<={_UPPER}\.)(?={_UPPER}[\w'’-]+\s)")
_GLUED_NAMES: Final = re.compile(
    r"(?<=[a-zß-ÿ])(?<!Mc)(?<!Mac)(?<!De)(?<!Di)(?<!La)(?<!Le)(?<!Van)(?<!Fitz)(?=[A-ZÀ-Þ][a-z])"
)


def parse_author(text: str) -> Author:
    """Parse "Family, Given", "Family, Given, Jr", "Family GM", "G. M. Family", "Given Family", or a group.

    A name with nothing after its last comma is taken whole (EndNote's convention for corporate authors).
    """
    name = text.strip()
    family, comma, given_names = name.partition(", ")
    if comma and "," not in given_names:
        return Author(family, given_names.strip())
    if name.endswith(","):
        return Author(family := name[:-1].strip(), group=is_group_name(family))
    return _with_comma(name) if comma or "," in name else _without_comma(name)


def _without_comma(name: str) -> Author:
    if is_group_name(name) or " " not in name:
        return Author(name, group=is_group_name(name))
    if (match := _FAMILY_FIRST.fullmatch(name)) is not None:
        return Author(match[1], match[2], match[3] or "")
    if (match := _INITIALS_FIRST.fullmatch(name)) is not None:
        return Author(match[2], match[1].strip())
    return _natural(name)


def is_group_name(name: str) -> bool:
    """Return whether a name without a comma reads like a group or an institution, or is a registry number."""
    small = name.lower()
    if not _GROUP.isdisjoint(_WORDS.findall(small)) or "task force" in small:
        return True
    return not name.isalpha() and _LONG_NUMBER.search(name) is not None


def parse_authors(names: list[str]) -> tuple[tuple[Author, ...], bool]:
    """Return the authors of a list of names, and whether the list is complete (no "et al.", no "and others")."""
    if not names:
        return (), True
    if len(names) == 1:
        if _NOBODY.fullmatch(names[0].strip()):
            return (), True
        names = (_in_one_value(names[0]) if "," in names[0] else []) or names
    together = "\n".join(names).casefold()
    if not (
        "et al" in together or "et. al" in together or "others" in together or "..." in together or "…" in together
    ):
        return tuple([parse_author(name) for name in names if name.strip(" ,.;")]), True
    return _authors_before_others(names)


def _in_one_value(text: str) -> list[str]:
    """Return the names where one value plainly holds several, as converters write: "Doe J, Roe K", "Doe, J., Roe, K.",
    "Doe, Jane and Roe, Karl", or a list as Python prints it; else [].
    """
    if text.startswith(("['", '["')):
        return _parse_python_list(text)
    several = _AND.split(text)
    if len(several) > 1 and all(name.count(",") == 1 and not is_group_name(name) for name in several):
        return _stripped(several)
    pieces = _stripped(_AND.sub(", ", text).split(","))
    if any(is_group_name(piece) for piece in pieces):
        return []
    if len(pieces) > 1 and all(_FAMILY_FIRST.fullmatch(piece) for piece in pieces):
        return pieces
    if len(pieces) > 2 and all(" " in piece for piece in pieces):  # Janeway: "Jane K. Doe, Karl Roe, Ann Poe"
        return pieces
    return pair_names(pieces) if len(pieces) > 3 else []


def _authors_before_others(names: list[str]) -> tuple[tuple[Author, ...], bool]:
    cut = [_before_others(name.strip()) for name in names]
    complete = all(name_before == name.strip() for name_before, name in zip(cut, names, strict=True))
    return tuple([parse_author(name) for name in cut if name.strip(" ,.;")]), complete


def _before_others(name: str) -> str:
    if _OTHERS.fullmatch(name):
        return ""
    return _OTHERS_AT_END.sub("", name).rstrip(" ,;") if _OTHERS_AT_END.search(name) else name


def split_names(text: str) -> list[str]:
    """Return the names in a cell that holds all authors, whatever separates them."""
    if text.startswith("[") and text.endswith("]"):
        return _parse_python_list(text)
    for mark in (";", "|"):
        if mark in text:
            return _stripped(text.split(mark))
    if re.search(r"\sand\s", text) and ("," in text or not is_group_name(text.replace(" and ", " "))):
        return _stripped(re.split(r"\s+and\s+", text))
    return _stripped(_by_comma(text) if "," in text else _glued(text))


def format_author(value: Author) -> str:
    """Return "Family, Given, Suffix", from which :func:`parse_author` reads the same name."""
    text = f"{value.family}, {value.given}, {value.suffix}" if value.suffix else str(value)
    if not value.given and not value.suffix and parse_author(text).family != value.family:
        return f"{text},"
    return text


def _with_comma(name: str) -> Author:
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2:
        return Author(parts[0], parts[1])
    if _SUFFIX.fullmatch(parts[1]) and len(parts) == 3:
        return Author(parts[0], parts[2], parts[1])
    if len(parts) == 3 and _ONLY_INITIALS.fullmatch(parts[2]) and not _SUFFIX.fullmatch(parts[2]):
        return Author(parts[0], f"{parts[1]} {parts[2]}")  # RefWorks: "Steur, Sanne, J."
    if len(parts) == 3 and parts[0].endswith(".") and _ONLY_INITIALS.fullmatch(parts[0]):
        return Author(parts[1], parts[2] or parts[0])  # tables of Scopus since 2025: "S.J., Steur, Sanne J."
    return Author(parts[0], parts[1], ", ".join(part for part in parts[2:] if not _OF_CATALOGUES.fullmatch(part)))


def _natural(name: str) -> Author:
    tokens = name.split()
    cut = len(tokens) - 1
    while cut > 1 and tokens[cut - 1].casefold() in _PARTICLES:
        cut -= 1
    return Author(" ".join(tokens[cut:]), " ".join(tokens[:cut]))


def _parse_python_list(text: str) -> list[str]:
    """Return the values of a list as Python prints it, as ASReview and pandas write it into a cell."""
    try:
        values = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return _stripped(text[1:-1].split(";"))
    if not isinstance(values, list):
        return [text]
    return _stripped([str(value.get("name", value) if isinstance(value, dict) else value) for value in values])


def _by_comma(text: str) -> list[str]:
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if len(pieces) < 2 or _ONLY_INITIALS.fullmatch(pieces[1]):
        return (pair_names(pieces) if len(pieces) > 2 else []) or [text]
    more_than_two = (
        len(pieces) > 2
    )  # two pieces with full names are more often "Curry Rogers, Kristina Ann" than two people
    if all(
        _FAMILY_FIRST.fullmatch(piece.rstrip(".")) or is_group_name(piece) or (more_than_two and " " in piece)
        for piece in pieces
    ):
        return [piece.rstrip(".") if piece.count(".") == 1 else piece for piece in pieces]
    return _alternating(pieces) or [text]


def _alternating(pieces: list[str]) -> list[str]:
    """Return the names in "Doe, Jane, Roe, Karl", where family and given names alternate; [] for other texts.

    Only one of the two may have several words, or a whole name would be taken for half of one ("Jane Doe, Plato, …").
    """
    families, given_names = pieces[::2], pieces[1::2]
    if len(pieces) < 4 or len(pieces) % 2 or any(_SUFFIX.fullmatch(piece) or is_group_name(piece) for piece in pieces):
        return []
    if any(" " in piece for piece in families) and any(" " in piece for piece in given_names):
        return []
    return [f"{family}, {given_name}" for family, given_name in zip(families, given_names, strict=True)]


def pair_names(pieces: list[str]) -> list[str]:
    """Return the names in "Smith, J., Doe, A.", cut at its commas: family names and initials alternate; else []."""
    given_names = pieces[1::2]
    if len(pieces) % 2 or not all(_ONLY_INITIALS.fullmatch(piece) for piece in given_names):
        return []
    return [f"{family}, {initials}" for family, initials in zip(pieces[::2], given_names, strict=True)]


def _glued(text: str) -> list[str]:
    """Split names with nothing between them ("Kocak E.Kobe N."), as some publishers' sites export them."""
    names = _GLUED_INITIALS.split(text)
    blanks = text.count(" ")
    if len(names) > 1 or blanks < 2:
        return names
    names = _GLUED_NAMES.split(text)
    if blanks == 2 and (len(names) != 2 or any(len(word) < 3 for name in names for word in name.split())):
        return [text]
    return names


def _stripped(names: list[str]) -> list[str]:
    return [name.strip() for name in names if name.strip(" ,")]
