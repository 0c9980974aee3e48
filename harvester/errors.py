"""The errors of harvester, in one tree.

HarvesterError                the command failed; has a message and a hint (what to do next)
├── UsageError                wrong usage: an unknown search key, a record that does not exist, clashing options
├── ReviewError               review.toml or a strategy file is wrong; lists every mistake
├── FormatError               a file is of another format, or damaged as a whole
├── SourceError               a database could not be searched; the other searches go on
│   ├── SourceNotConfigured   a key or permission is missing: the search is skipped
│   ├── SourceRefused         the service refuses: credentials, entitlement, quota, an invalid query
│   └── SourceUnavailable     the service did not reply, or sent something else, in every attempt
├── StoreError                the store cannot be used: locked, read-only, damaged, of a newer version
├── LockedError               another harvester is using this review; names it
├── StoppedError              a person, or the system, interrupted the command; reports how much was done
└── ContradictionError        the request contradicts an earlier decision of a person

An error of one search is stored with its run (one source never stops the others); an error of the whole command is
raised and printed by the command line as one sentence and a hint, or as JSON:
``{"error": {"kind": …, "message": …, "hint": …}}``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from harvester.printable import shorten_text

_LONGEST_MESSAGE: Final = 800
"""Characters of a message about a source; what it quotes of a service is cut much earlier."""
_MOST_MISTAKES: Final = 200
"""Mistakes that a message lists; more than a person corrects at once."""
_SENTENCE_END: Final = re.compile(r"[.!?…:]['\"”’)\]]*$")


class HarvesterError(Exception):
    """The command failed. ``kind`` names the error in JSON; ``hint`` is advice for the user (may be empty)."""

    kind = "error"
    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def sentences(self) -> str:
        """The message and the hint, each ending in a full stop, for places that show both as one text."""
        return " ".join(map(end_sentence, filter(None, (self.message.strip(), self.hint.strip()))))


def end_sentence(text: str) -> str:
    """Return a text with a full stop, unless it ends like a sentence already."""
    return text if _SENTENCE_END.search(text) else f"{text}."


class UsageError(HarvesterError):
    """Wrong usage: an unknown name, or options that exclude each other."""

    kind = "usage"
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake in a file that a person wrote: place, problem and remedy."""

    file: str
    line: int | None
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        location = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{location}: {self.key}: {self.problem}. {self.remedy}"


class ReviewError(HarvesterError):
    """A mistake in review.toml or in a strategy file. ``mistakes`` has all; the message lists the first 200."""

    kind = "review"

    def __init__(self, message: str, *, mistakes: Sequence[Mistake] = (), hint: str = "") -> None:
        mistake_lines = "".join(f"\n  {mistake}" for mistake in mistakes[:_MOST_MISTAKES])
        if len(mistakes) > _MOST_MISTAKES:
            mistake_lines += f"\n  … and {len(mistakes) - _MOST_MISTAKES:,} more"
        super().__init__(message + mistake_lines, hint=hint)
        self.mistakes = tuple(mistakes)


class FormatError(HarvesterError):
    """A file that cannot be read as bibliographic records; nothing of it is stored."""

    kind = "format"


class SourceError(HarvesterError):
    """A source could not be searched. Stored with the run; never read as "0 hits".

    Its message may repeat what a service sent, so it is made printable, on one line, and cut: a service may send
    anything, and any amount of it.
    """

    kind = "source"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(shorten_text(message, _LONGEST_MESSAGE), hint=shorten_text(hint, _LONGEST_MESSAGE))


class SourceNotConfigured(SourceError):  # noqa: N818 - a state, not an error: the search is skipped
    """A key or permission is missing, so that the search is skipped."""

    kind = "source-not-configured"


class SourceRefused(SourceError):  # noqa: N818 - reads as the sentence it is
    """The service refused the request: credentials, entitlement, quota, or an invalid query."""

    kind = "source-refused"


class SourceUnavailable(SourceError):  # noqa: N818 - reads as the sentence it is
    """The service did not reply, or sent something else, in every attempt."""

    kind = "source-unavailable"


class StoreError(HarvesterError):
    """The store cannot be used: locked, read-only, damaged, or written by a newer harvester."""

    kind = "store"


class LockedError(HarvesterError):
    """Another harvester is using this review."""

    kind = "locked"


class StoppedError(HarvesterError):
    """The command was interrupted by a person (Ctrl-C) or the system. Everything stored before is kept."""

    kind = "interrupted"
    exit_code = 130


class ContradictionError(HarvesterError):
    """The request contradicts an earlier decision of a person."""

    kind = "contradiction"
