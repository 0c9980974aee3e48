"""Votes and the reports they were found for → what is to be stored, and what a person has to look at. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from harvester.screening.matching import Match
from harvester.screening.returned import Returned, Vote

_NEVER: Final = datetime.min.replace(tzinfo=UTC)

_Voter = tuple[int, str, bool]
"""Report, reviewer, and whether they settle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A vote about a report, under the number by which its row named it; ``place`` is that of the row in the file."""

    report: int
    as_of: int
    vote: Vote
    place: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A row for a person to look at: why, and which reports it may be about (none: it found no report at all)."""

    returned: Returned
    why: str
    candidates: tuple[int, ...] = ()
    ambiguous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All rows of a file, placed or not."""

    placed: tuple[Placed, ...]
    unplaced: tuple[Unplaced, ...]
    matched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A decision of the same tool about a report at the same stage that is stored already.

    ``date`` is the tool's own, ``at`` when it holds from (the date, else when it was stored); ``again``: this very file
    said it.
    """

    report: int
    reviewer: str
    verdict: str
    reason: str
    adjudicates: bool
    date: datetime | None
    at: datetime
    again: bool = False


def plan(found: Sequence[Returned], matches: Sequence[Match]) -> Plan:
    """Where each row goes. Two rows that let a reviewer say two things of one report, undated, go to a person."""
    unplaced = {
        place: Unplaced(returned=each, why=match.why, candidates=match.candidates, ambiguous=match.by != "nothing")
        for place, (each, match) in enumerate(zip(found, matches, strict=True))
        if match.report is None
    }
    by_voter: dict[tuple[int, str, bool], list[Placed]] = defaultdict(list)
    for one in _placed(found, matches):
        by_voter[one.as_of, one.vote.reviewer, one.vote.adjudicates].append(one)
    kept: list[Placed] = []
    for those in by_voter.values():
        if _contradict(those):
            lines = ", ".join(str(one.line) for one in those)
            why = f"lines {lines} are one report, and {those[0].vote.reviewer or 'the file'} decides it in two ways"
            unplaced |= {
                one.place: Unplaced(returned=found[one.place], why=why, candidates=(one.report,), ambiguous=True)
                for one in those
            }
        else:
            kept += sorted(those, key=lambda one: one.vote.date or _NEVER)[-1:]
    placed = [one for one in kept if one.place not in unplaced]
    return Plan(
        placed=tuple(sorted(placed, key=lambda one: (one.vote.adjudicates, one.place))),
        unplaced=tuple(unplaced[place] for place in sorted(unplaced)),
        matched=len(found) - len(unplaced),
    )


def _placed(found: Sequence[Returned], matches: Sequence[Match]) -> Iterator[Placed]:
    for place, (each, match) in enumerate(zip(found, matches, strict=True)):
        if match.report is not None:
            for vote in each.votes:
                yield Placed(report=match.report, as_of=match.as_of, vote=vote, place=place, line=each.row.line)


def news(placed: Iterable[Placed], told: Iterable[Told]) -> tuple[Placed, ...]:
    """The votes that say something their tool has not said before.

    A tool that says again what it said last says nothing new, whoever decided otherwise elsewhere in the meantime. A
    dated vote is old once it was stored with its date, and so is every vote of a file that was taken in before.
    """
    last: dict[_Voter, Told] = {}
    ever: set[tuple[_Voter, str, str, datetime | None]] = set()
    for one in sorted(told, key=lambda each: each.at):
        voter = (one.report, one.reviewer, one.adjudicates)
        last[voter] = one
        if one.date is not None or one.again:
            ever.add((voter, one.verdict, one.reason, one.date))
    return tuple(one for one in placed if not _old(one, last, ever))


def primary(reasons: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The reason that is counted, and the further ones; they come in the order of the review's list."""
    return (reasons[0], tuple(reasons[1:])) if reasons else ("", ())


def _old(one: Placed, last: Mapping[_Voter, Told], ever: Collection[tuple[_Voter, str, str, datetime | None]]) -> bool:
    voter = (one.report, one.vote.reviewer, one.vote.adjudicates)
    verdict, reason = one.vote.verdict, primary(one.vote.reasons)[0]
    if (voter, verdict, reason, one.vote.date) in ever:
        return True
    before = last.get(voter)
    return (
        before is not None
        and (before.verdict, before.reason) == (verdict, reason)
        and one.vote.date
        in {
            None,
            before.date,
        }
    )


def _contradict(those: Sequence[Placed]) -> bool:
    if len({(one.vote.verdict) for one in those}) < 2:
        return False
    dates = [one.vote.date for one in those]
    return None in dates or len(set(dates)) < len(dates)
