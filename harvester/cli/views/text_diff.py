"""What differs between two texts, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

MAX_WORDS: Final = 1_500
"""Words of a text that are compared; what follows is not shown."""

_EDGES: Final = re.compile(r"^\W+|\W+$")
ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class TextSegment:
    """Some words of a text in a row; ``differs``: the other text does not have them there."""

    text: str
    differs: bool = False


TextSegments = tuple[TextSegment, ...]


def diff_words(left: str, right: str) -> tuple[TextSegments, TextSegments]:
    """Two texts in pieces, each the same as in the other or different, word by word.

    Small and capital letters and marks at the ends of words make no difference. White space becomes one space.
    """
    return diff_sequences(left.split()[:MAX_WORDS], right.split()[:MAX_WORDS], key=_comparison_key)


def diff_sequences(
    lefts: Sequence[str], rights: Sequence[str], *, key: Callable[[str], str]
) -> tuple[TextSegments, TextSegments]:
    """Two lists of words, or of names, in pieces; two of them are the same when their keys are."""
    matcher = SequenceMatcher(None, [key(word) for word in lefts], [key(word) for word in rights], autojunk=False)
    codes = matcher.get_opcodes()
    return (
        _to_segments(lefts, [(start, end, tag != "equal") for tag, start, end, _, _ in codes]),
        _to_segments(rights, [(start, end, tag != "equal") for tag, _, _, start, end in codes]),
    )


def shorten_equal_text(segments: TextSegments, *, around: int) -> TextSegments:
    """The pieces that differ with so many words around them; of what is the same, the rest becomes "…"."""
    last = len(segments) - 1
    return tuple(
        segment
        if segment.differs
        else TextSegment(_shorten(segment.text, around, first=position == 0, last=position == last))
        for position, segment in enumerate(segments)
    )


def _shorten(text: str, around: int, *, first: bool, last: bool) -> str:
    words = text.split()
    if first and last:
        shortened_words = words[: 2 * around]
        return " ".join(shortened_words) + (f" {ELLIPSIS}" if len(words) > len(shortened_words) else "")
    before = [] if first else words[:around]
    after = [] if last else words[-around:]
    if len(before) + len(after) >= len(words):
        return text
    return " ".join([*before, ELLIPSIS, *after])


def _comparison_key(word: str) -> str:
    return _EDGES.sub("", word).casefold() or word


def _to_segments(words: Sequence[str], spans: Sequence[tuple[int, int, bool]]) -> TextSegments:
    return tuple(TextSegment(" ".join(words[start:end]), differs) for start, end, differs in spans if end > start)
