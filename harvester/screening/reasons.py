"""Exclusion reasons in a tool's words → those of the review. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from harvester import normalise
from harvester.screening.returned import Returned, Vote

LONGEST: Final = 200
"""Characters a reason may have."""


@dataclass(frozen=True, slots=True)
class Translated:
    """Votes whose reasons are the review's own, and the reasons it does not list, with how many votes give each."""

    returned: tuple[Returned, ...]
    unknown: Mapping[str, int]


def translate(
    found: Iterable[Returned], listed: Sequence[str], mapped: Mapping[str, str], *, otherwise: str = ""
) -> Translated:
    """Each vote with the review's words for its reasons, the first of the review's list in front.

    Upper and lower case, blanks, hyphens and accents make no difference. ``mapped`` says how a tool's words are to be
    read; ``otherwise`` is the reason of exclusions that give none. Where the review lists no reasons, all are known.
    """
    words = {normalise.words(reason): reason for reason in listed}
    asked = {normalise.words(theirs): words.get(normalise.words(ours), ours) for theirs, ours in mapped.items()}
    unknown: dict[str, int] = {}
    order = {reason: place for place, reason in enumerate(listed)}

    def known(reason: str) -> str:
        key = normalise.words(reason)
        said = asked.get(key) or words.get(key) or reason
        if listed and said not in order:
            unknown[said] = unknown.get(said, 0) + 1
        return said

    def one(vote: Vote) -> Vote:
        if vote.verdict != "exclude":
            return vote
        said = dict.fromkeys(known(reason[:LONGEST]) for reason in vote.reasons or ((otherwise,) if otherwise else ()))
        return replace(vote, reasons=tuple(sorted(said, key=lambda each: order.get(each, len(order)))))

    changed = tuple(replace(each, votes=tuple(map(one, each.votes))) for each in found)
    return Translated(changed, unknown)
