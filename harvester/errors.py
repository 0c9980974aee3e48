"""Everything that can go wrong, in one tree.

HarvesterError                the command failed; carries a message and a hint (what to do next)
├── UsageError                wrong usage: an unknown search key, a record that does not exist, clashing options
├── ReviewError               review.toml or a strategy file is wrong; carries every mistake found
├── FormatError               a file is not what a reader understands, or is broken as a whole
├── SourceError               a database could not answer; the other searches go on
│   ├── SourceNotConfigured   nothing is wrong, but a key or permission is absent: the search is skipped
│   ├── SourceRefused         the service says no: credentials, entitlement, quota, a query it cannot read
│   └── SourceUnavailable     the service did not answer, or not in its own language, after every retry
├── StoreError                the store cannot be used: locked, read-only, damaged, of a newer version
├── LockedError               another harvester works on this review; says who
├── StoppedError              a person, or the system, ended the command; says how far it had come
└── ContradictionError        what is asked for contradicts what a person decided before

An error of one search is kept as a value with its run (one source never stops the others); an error of the whole
command is raised and printed by the command line as one sentence and a hint, or as JSON:
``{"error": {"kind": …, "message": …, "hint": …}}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class HarvesterError(Exception):
    """The command failed. ``kind`` names the error in JSON; ``hint`` says what to do next (may be empty)."""

    kind = "error"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(HarvesterError):
    """The command was asked for something that does not exist or does not go together."""

    kind = "usage"
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a file a person wrote: where it is, what was found, what to do about it."""

    file: str
    line: int | None
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.problem}. {self.remedy}"


class ReviewError(HarvesterError):
    """review.toml, or a strategy file it names, is wrong. ``mistakes`` holds all of them."""

    kind = "review"

    def __init__(self, message: str, *, mistakes: Sequence[Mistake] = (), hint: str = "") -> None:
        listed = "".join(f"\n  {mistake}" for mistake in mistakes)
        super().__init__(message + listed, hint=hint)
        self.mistakes = tuple(mistakes)


class FormatError(HarvesterError):
    """A file cannot be read as bibliographic records, as a whole; nothing of it is stored."""

    kind = "format"


class SourceError(HarvesterError):
    """A source could not answer. Stored with the run; never read as "0 hits"."""

    kind = "source"


class SourceNotConfigured(SourceError):  # noqa: N818 - a state, not a fault: the search is skipped
    """A key or permission is absent, so this search cannot be run from here."""

    kind = "source-not-configured"


class SourceRefused(SourceError):  # noqa: N818 - reads as the sentence it is
    """The service answered no: credentials, entitlement, quota, or a query it cannot read."""

    kind = "source-refused"


class SourceUnavailable(SourceError):  # noqa: N818 - reads as the sentence it is
    """The service did not answer, or not in its own language, after every retry."""

    kind = "source-unavailable"


class StoreError(HarvesterError):
    """The store cannot be used: locked, read-only, damaged, or written by a newer harvester."""

    kind = "store"


class LockedError(HarvesterError):
    """Another harvester is at work on this review."""

    kind = "locked"


class StoppedError(HarvesterError):
    """A person (Ctrl-C) or the system ended the command. What was stored by then is kept."""

    kind = "interrupted"
    exit_code = 130


class ContradictionError(HarvesterError):
    """What is asked for contradicts what a person decided before."""

    kind = "contradiction"
