"""Keywords, for all readers. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from harvester.formats.fields.placeholders import NO_KEYWORD


def split_keywords(texts: Sequence[str]) -> tuple[str, ...]:
    """Return each keyword once, without placeholders. A semicolon separates keywords wherever one is found."""
    if not texts:
        return ()
    if ";" in "".join(texts):
        texts = [word for text in texts for part in text.split(";") if (word := part.strip())]
    words = dict.fromkeys(texts)
    return tuple(words) if NO_KEYWORD.isdisjoint(words) else tuple([word for word in words if word not in NO_KEYWORD])
