"""Exclusion reasons in a tool's words → those of the review. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from harvester import normalise
from harvester.screening.decisions import Decision
from harvester.screening.imports.model import ImportedDecision, RowWithDecisions

LONGEST_REASON: Final = 200
"""Characters a reason may have."""


@dataclass(frozen=True, slots=True)
class TranslatedReasons:
    """Votes whose reasons are the review's own, and the reasons it does not list, with how many votes give each."""

    rows: tuple[RowWithDecisions, ...]
    unknown: Mapping[str, int]


def translate_reasons(
    rows: Iterable[RowWithDecisions], listed: Sequence[str], mapped: Mapping[str, str], *, otherwise: str = ""
) -> TranslatedReasons:
    """Each vote with the review's words for its reasons, the first of the review's list in front.

    Upper and lower case, blanks, hyphens and accents make no difference. ``mapped`` says how a tool's words are to be
    read; ``otherwise`` is the reason of exclusions that give none. Where the review lists no reasons, all are known.
    """
    words = {normalise.words(reason): reason for reason in listed}
    requested = {normalise.words(theirs): words.get(normalise.words(ours), ours) for theirs, ours in mapped.items()}
    unknown: dict[str, int] = {}
    order = {reason: place for place, reason in enumerate(listed)}

    def translate_reason(reason: str) -> str:
        key = normalise.words(reason)
        translated = requested.get(key) or words.get(key) or reason
        if listed and translated not in order:
            unknown[translated] = unknown.get(translated, 0) + 1
        return translated

    def translate_one(imported: ImportedDecision) -> ImportedDecision:
        if imported.decision != Decision.EXCLUDE:
            return imported
        translated = dict.fromkeys(
            translate_reason(reason[:LONGEST_REASON])
            for reason in imported.reasons or ((otherwise,) if otherwise else ())
        )
        return replace(imported, reasons=tuple(sorted(translated, key=lambda row: order.get(row, len(order)))))

    changed = tuple(replace(row, decisions=tuple(map(translate_one, row.decisions))) for row in rows)
    return TranslatedReasons(changed, unknown)
