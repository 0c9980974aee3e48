"""What a screening tool gives back, the same values whichever tool it is: rows and reviewers' votes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from harvester.citation import Citation
from harvester.errors import FormatError
from harvester.screening.consensus import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record as a tool gave it back, before anybody looked for its report.

    ``line`` is its place in the file (1-based line, or row of a sheet); ``carried`` are our own report numbers that it
    still carries; ``accession`` is a database's number for it, or "", and ``source`` that database where the row tells;
    ``fields`` are its columns or tags in the words of the file.
    """

    line: int
    citation: Citation
    carried: tuple[int, ...] = ()
    accession: str = ""
    source: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def first(self, *names: str) -> str:
        """The first filled field of that name (upper or lower case), of several names the first that is filled."""
        for name in names:
            if found := next((value for key, value in self.fields if key.casefold() == name and value), ""):
                return found
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One decision about a row. ``reviewer`` is "" where the file names none; ``date`` is the tool's own, in UTC."""

    verdict: Verdict
    reviewer: str = ""
    reasons: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    note: str = ""
    date: datetime | None = None
    adjudicates: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A row with the votes about it; none where nobody has decided, or where the exported list is the decision.

    For the latter ``reasons``, ``labels`` and ``note`` are what the row says beside it.
    """

    row: Row
    votes: tuple[Vote, ...] = ()
    reasons: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    note: str = ""


def split(text: str, separators: str = ";,") -> tuple[str, ...]:
    """The parts of a list in a cell, each once, without blanks around them."""
    parts = (part.strip() for part in re.split(f"[{re.escape(separators)}]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def moment(text: str) -> datetime | None:
    """A date or time as tools write it (ISO, "2024-08-15 08:42:23 UTC", seconds since 1970), in UTC; None for no date.

    A time without a zone counts as UTC, since no tool says which zone it means.
    """
    text = text.strip().removesuffix(" UTC")
    if re.fullmatch(r"\d{9,10}(?:\.\d+)?", text):
        return datetime.fromtimestamp(float(text), UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def as_list(found: Sequence[Returned], vote: Vote) -> list[Returned]:
    """The rows of a list that is itself the decision: each gets ``vote``, with its own reasons, labels and note.

    Raises FormatError where the file contradicts it: with decisions of its own, or reasons on a list of inclusions.
    """
    own = [each for each in found if each.votes]
    if other := [each for each in own if any(one.verdict != vote.verdict for one in each.votes)]:
        raise FormatError(
            f"The file itself says who decided what (first in line {other[0].row.line}: {other[0].votes[0].verdict}), "
            f"so it is no list of {vote.verdict} decisions.",
            hint="Leave --decision away.",
        )
    if own:
        return list(found)
    reasoned = [each for each in found if each.reasons]
    if reasoned and vote.verdict != "exclude":
        raise FormatError(
            f"{len(reasoned)} rows give a reason for exclusion (first in line {reasoned[0].row.line}: "
            f"{reasoned[0].reasons[0]!r}), so this is no list of {vote.verdict} decisions.",
            hint="Was it the excluded list? Then: --decision exclude",
        )
    return [
        replace(each, votes=(replace(vote, reasons=each.reasons, labels=each.labels, note=each.note),))
        for each in found
    ]


def signed(found: Iterable[Returned], *, reviewer: str, date: datetime | None) -> list[Returned]:
    """The votes with a reviewer and a date where the file gives none."""
    return [
        replace(
            each,
            votes=tuple(
                replace(vote, reviewer=vote.reviewer or reviewer, date=vote.date or date) for vote in each.votes
            ),
        )
        for each in found
    ]
