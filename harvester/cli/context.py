"""What was asked for besides the command itself: which review, which kind of output."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harvester.errors import UsageError

REVIEW_FILE: Final = "review.toml"


@dataclass(slots=True, kw_only=True)
class CliContext:
    """The options every command has. They are noted while the words of the command line are read one by one."""

    review: Path | None = None
    as_json: bool = False
    verbose: bool = False
    quiet: bool = False

    def review_folder(self) -> Path:
        """The review's folder: the one that was named, else the current one. Raises ``UsageError`` for neither."""
        if self.review is not None:
            return self.review.parent if self.review.name == REVIEW_FILE else self.review
        if Path(REVIEW_FILE).is_file():
            return Path()
        raise UsageError(
            f"Which review? There is no {REVIEW_FILE} in the current folder.",
            hint="Go to the folder of the review, or name it: harvester --review DIR …, or HARVESTER_REVIEW=DIR in the "
            "environment. A new one is begun with: harvester init DIR",
        )
