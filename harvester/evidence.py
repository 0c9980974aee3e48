"""Evidence for and against a pair of records being duplicates: computed by ``dedup``, stored by ``store``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """Evidence of one field for (weight > 0) or against (< 0) a pair being duplicates, in log-odds, and as a sentence.

    ``field`` is a compared field, or "contradiction", "doubt" or "relation"; of these three, ``kind`` is the code of
    the veto, review reason or relation, and ``subject`` the record ("a" or "b") that a relation is about. A person's
    comment on a judgement is evidence of the field "remark" or "undone", with the weight 0.
    """

    field: str
    weight: float
    sentence: str
    kind: str = ""
    subject: str = ""

    def rounded(self) -> Evidence:
        """Return the evidence with its weight rounded to three decimals, as it is stored."""
        return Evidence(self.field, round(self.weight, 3), self.sentence, self.kind, self.subject)

    def to_json(self) -> dict[str, Any]:
        """Return ``field``, ``weight`` (rounded), ``sentence`` and, where given, ``kind`` and ``subject``."""
        content: dict[str, Any] = msgspec.to_builtins(self.rounded())
        return content


_DECODER: Final = msgspec.json.Decoder(tuple[Evidence, ...])


def encode_evidence(evidence: Sequence[Evidence]) -> str:
    """Return evidence as JSON text, a list of objects without white space."""
    return msgspec.json.encode(evidence).decode()


def decode_evidence(text: str) -> tuple[Evidence, ...]:
    """Return the evidence in a JSON text. Raises ``msgspec.DecodeError`` for any other text."""
    return _DECODER.decode(text)
