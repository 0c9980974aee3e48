"""What differs between two texts, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

MOST_WORDS: Final = 1_500
"""Words of a text that are compared; what follows is not shown."""

_EDGES: Final = re.compile(r"^\W+|\W+$")
GAP: Final = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text in a row; ``differs``: the other text does not have them there."""

    text: str
    differs: bool = False


Pieces = tuple[Piece, ...]


def differences(one: str, other: str) -> tuple[Pieces, Pieces]:
    """Two texts in pieces, each the same as in the other or different, word by word.

    Small and capital letters and marks at the ends of words make no difference. White space becomes one space.
    """
    return compared(one.split()[:MOST_WORDS], other.split()[:MOST_WORDS], key=_key)


def compared(lefts: Sequence[str], rights: Sequence[str], *, key: Callable[[str], str]) -> tuple[Pieces, Pieces]:
    """Two lists of words, or of names, in pieces; two of them are the same when their keys are."""
    matcher = SequenceMatcher(None, [key(word) for word in lefts], [key(word) for word in rights], autojunk=False)
    codes = matcher.get_opcodes()
    return (
        _pieces(lefts, [(start, end, tag != "equal") for tag, start, end, _, _ in codes]),
        _pieces(rights, [(start, end, tag != "equal") for tag, _, _, start, end in codes]),
    )


def shortened(pieces: Pieces, *, around: int) -> Pieces:
    """The pieces that differ with so many words around them; of what is the same, the rest becomes "…"."""
    last = len(pieces) - 1
    return tuple(
        piece if piece.differs else Piece(_cut(piece.text, around, first=place == 0, last=place == last))
        for place, piece in enumerate(pieces)
    )


def _cut(text: str, around: int, *, first: bool, last: bool) -> str:
    words = text.split()
    if first and last:
        kept = words[: 2 * around]
        return " ".join(kept) + (f" {GAP}" if len(words) > len(kept) else "")
    before = [] if first else words[:around]
    after = [] if last else words[-around:]
    if len(before) + len(after) >= len(words):
        return text
    return " ".join([*before, GAP, *after])


def _key(word: str) -> str:
    return _EDGES.sub("", word).casefold() or word


def _pieces(words: Sequence[str], spans: Sequence[tuple[int, int, bool]]) -> Pieces:
    return tuple(Piece(" ".join(words[start:end]), differs) for start, end, differs in spans if end > start)
