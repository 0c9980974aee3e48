"""Names of all authors as files list them → authors: one value each, or several in one value. Pure."""

from __future__ import annotations

import ast
import re
from typing import Final

from harvester.citation import Author
from harvester.formats.fields.author_names import (
    FAMILY_FIRST,
    ONLY_INITIALS,
    SUFFIX,
    parse_author,
    remove_addresses,
)
from harvester.formats.fields.group_names import is_group_name

_AND: Final = re.compile(r",?\s+(?:and|&)\s+")
_AND_AT_END: Final = re.compile(r",?\s+(?:and|&)\s*$")
_OTHERS: Final = re.compile(r"(?:et\.? al\.?|and others|others|\.\.\.|…)", re.IGNORECASE)
_OTHERS_AT_END: Final = re.compile(r"(?:\bet\.? al\.?|\band others\b|\.\.\.|…)$", re.IGNORECASE)
_NOBODY: Final = re.compile(
    r"\[?(?:no authors? (?:listed|name available|given)|authors? not (?:listed|available|given))\]?|\[anonymous\]",
    re.IGNORECASE,
)
"""What PubMed, Scopus and Web of Science write where no author is named."""
_GLUED_INITIALS: Final = re.compile(r"(?<=[A-ZÀ-ÖØ-ÞĀ-Ž]\.)(?=[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’-]+\s)")
_GLUED_NAMES: Final = re.compile(
    r"(?<=[a-zß-ÿ])(?<!Mc)(?<!Mac)(?<!De)(?<!Di)(?<!La)(?<!Le)(?<!Van)(?<!Fitz)(?=[A-ZÀ-Þ][a-z])"
)


def parse_authors(names: list[str]) -> tuple[tuple[Author, ...], bool]:
    """Return the authors of a list of names, and whether the list is complete (no "et al.", no "and others").

    A value that plainly holds several names is taken apart; e-mail addresses and roles in brackets are removed.
    """
    if not names:
        return (), True
    if len(names) == 1 and _NOBODY.fullmatch(names[0].strip()):
        return (), True
    together = "\n".join(names).casefold()
    if "@" in together or "[" in together:
        names = [remove_addresses(name) for name in names]
    if len(names) == 1 or ";" in together or " & " in together or " and " in together:
        names = [part for name in names for part in _split_value(name, alone=len(names) == 1)]
    if not (
        "et al" in together or "et. al" in together or "others" in together or "..." in together or "…" in together
    ):
        return tuple([parse_author(name) for name in names if name.strip(" ,.;")]), True
    return _authors_before_others(names)


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
            names = _stripped(text.split(mark))
            several = " and " in text or " & " in text
            return [name for part in names for name in split_conjunction(part)] if several else names
    names = _split_at_and(text)
    if names:
        return names
    if "," in text:
        names = _by_comma(text)
        if names:
            return names
        pieces = _pieces(text)
        return pieces if all(map(is_group_name, pieces)) else _stripped(_alternating(pieces) or [text])
    return _stripped(_glued(text))


def split_family_and_given(text: str) -> list[str]:
    """Return the names in a cell of SciELO's, where family and given names alternate, each of several words."""
    pieces = _pieces(text)
    if len(pieces) < 2 or len(pieces) % 2:
        return split_names(text)
    return [f"{family}, {given_name}" for family, given_name in zip(pieces[::2], pieces[1::2], strict=True)]


def _split_value(text: str, *, alone: bool) -> list[str]:
    """Return the names in the value of one tag: as a rule one, but converters write all into it."""
    if text.startswith(("['", '["')):
        return _parse_python_list(text)
    if ";" in text:
        return [name for part in _stripped(text.split(";")) for name in split_conjunction(part)]
    names = _split_at_and(text)
    if names or not alone or "," not in text:
        return names or [text]
    return _by_comma(text) or [text]


def split_conjunction(text: str) -> list[str]:
    """Return the names in a text that "and" or "&" joins ("Doe, J & Roe, K"); the text itself where it is one name."""
    return _split_at_and(text) or [text]


def _split_at_and(text: str) -> list[str]:
    """Return the names in a list whose last one follows "and" or "&"; [] where these are part of a name."""
    if text.endswith(",") or (" and " not in text and " & " not in text):
        return []
    segments = _stripped(_AND.split(_AND_AT_END.sub("", text)))
    if len(segments) < 2 or len(set(segments)) == 1:  # "Johnson & Johnson"
        return []
    inverted = [segment.count(",") == 1 and _is_inverted(segment) for segment in segments]
    if any(inverted) and all(
        turned or ("," not in segment and is_group_name(segment))
        for turned, segment in zip(inverted, segments, strict=True)
    ):
        return segments
    pieces = [piece for segment in segments for piece in _pieces(segment)]
    if any(is_group_name(piece) for piece in pieces):
        return pieces if _are_persons_and_groups(pieces) else []
    if len(pieces) == len(segments):
        return segments
    return _of_one_form(pieces) or _first_inverted(pieces) or _after_last_comma(segments, pieces)


def _is_inverted(segment: str) -> bool:
    """Return whether a text with one comma is one name, not "Doe J, Roe K", nor a group and its place."""
    left, _, right = segment.partition(",")
    left, right = left.strip(), right.strip()
    if " " not in left:
        return True
    if FAMILY_FIRST.fullmatch(left) and FAMILY_FIRST.fullmatch(right):
        return False
    return " " not in right or not is_group_name(segment)


def _are_persons_and_groups(pieces: list[str]) -> bool:
    """Return whether all are clearly persons ("Doe J") but for some groups."""
    persons = [piece for piece in pieces if not is_group_name(piece)]
    return bool(persons) and all(FAMILY_FIRST.fullmatch(piece.rstrip(".")) for piece in persons)


def _of_one_form(pieces: list[str]) -> list[str]:
    """Return the names where all have one form: "Doe J", or "Doe, J.", or "Jane Doe"; else []."""
    persons = [piece for piece in pieces if not _OTHERS.fullmatch(piece)]
    others = pieces[len(persons) :]
    if all(FAMILY_FIRST.fullmatch(piece.rstrip(".")) for piece in persons):
        return pieces
    if len(persons) > 2 and (pairs := pair_names(persons)):
        return [*pairs, *others]
    return pieces if len(persons) > 2 and all(" " in piece for piece in persons) else []


def _first_inverted(pieces: list[str]) -> list[str]:
    """Return the names where only the first is turned round ("Doe, Jane, Karl Roe, and Ann Poe"); else []."""
    if len(pieces) < 3 or " " in pieces[0] or not all(" " in piece for piece in pieces[2:]):
        return []
    return [f"{pieces[0]}, {pieces[1]}", *pieces[2:]]


def _after_last_comma(segments: list[str], pieces: list[str]) -> list[str]:
    """Return the names where the last one shows which way round they are; family names alone; else each segment's."""
    if segments[-1].count(",") == 1 and len(pieces) % 2 == 0:
        return [f"{family}, {given_name}" for family, given_name in zip(pieces[::2], pieces[1::2], strict=True)]
    if "," not in segments[-1] and not any(" " in piece for piece in pieces):
        return pieces
    return [name for segment in segments for name in _by_comma(segment) or [segment]]


def _by_comma(text: str) -> list[str]:
    """Return the names in a list with commas alone, where their form shows that they are several; else []."""
    pieces = _pieces(text)
    if len(pieces) < 2:
        return []
    if all(FAMILY_FIRST.fullmatch(piece.rstrip(".")) for piece in pieces):
        return [_without_stop(piece) for piece in pieces]
    groups = [piece for piece in pieces if is_group_name(piece)]
    if not groups:
        return [_without_stop(piece) for piece in _of_one_form(pieces)]
    persons = [piece for piece in pieces if piece not in groups]
    if _are_persons_and_groups(pieces):
        return pieces
    return pieces if len(persons) > len(groups) and all(" " in piece for piece in persons) else []


def _without_stop(name: str) -> str:
    """Return "O'Connor RE." without its full stop; in "Doe, J." and "Jane K. Doe" it belongs to the initial."""
    return name.rstrip(".") if "," not in name and name.count(".") == 1 and not _OTHERS.fullmatch(name) else name


def _alternating(pieces: list[str]) -> list[str]:
    """Return the names in "Doe, Jane, Roe, Karl", where family and given names alternate; [] for other texts.

    Only one of the two may have several words, or a whole name would be taken for half of one ("Jane Doe, Plato, …").
    """
    families, given_names = pieces[::2], pieces[1::2]
    if len(pieces) < 4 or len(pieces) % 2 or any(SUFFIX.fullmatch(piece) or is_group_name(piece) for piece in pieces):
        return []
    if any(" " in piece for piece in families) and any(" " in piece for piece in given_names):
        return []
    return [f"{family}, {given_name}" for family, given_name in zip(families, given_names, strict=True)]


def pair_names(pieces: list[str]) -> list[str]:
    """Return the names in "Smith, J., Doe, A.", cut at its commas: family names and initials alternate; else []."""
    given_names = pieces[1::2]
    if len(pieces) % 2 or not all(ONLY_INITIALS.fullmatch(piece) for piece in given_names):
        return []
    return [f"{family}, {initials}" for family, initials in zip(pieces[::2], given_names, strict=True)]


def _parse_python_list(text: str) -> list[str]:
    """Return the values of a list as Python prints it, as ASReview and pandas write it into a cell."""
    try:
        values = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return _stripped(text[1:-1].split(";"))
    if not isinstance(values, list):
        return [text]
    return _stripped([str(value.get("name", value) if isinstance(value, dict) else value) for value in values])


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


def _pieces(text: str) -> list[str]:
    return [piece for part in text.split(",") if (piece := part.strip())]


def _stripped(names: list[str]) -> list[str]:
    return [name.strip() for name in names if name.strip(" ,")]
