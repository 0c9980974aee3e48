"""The options that every command has: which review, which kind of output."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.api.open_review import Mode
    from harvester.api.review import Review
    from harvester.workflow.context import Progress

REVIEW_FILE: Final = "review.toml"


@dataclass(slots=True, kw_only=True)
class CliContext:
    """The options of every command, filled in while the command line is parsed."""

    review: Path | None = None
    as_json: bool = False
    verbose: bool = False
    quiet: bool = False
    force: bool = False

    def review_folder(self) -> Path:
        """Return the folder of the review: --review, else the current folder. Raises ``UsageError`` for neither."""
        if self.review is not None:
            return self.review.parent if self.review.name == REVIEW_FILE else self.review
        if Path(REVIEW_FILE).is_file():
            return Path()
        raise UsageError(
            f"Which review? There is no {REVIEW_FILE} in the current folder.",
            hint="Go to the folder of the review, or name it: harvester --review DIR …, or HARVESTER_REVIEW=DIR in the "
            "environment. To create one: harvester init DIR",
        )

    def find_review_folder(self) -> Path | None:
        """Return the folder of the review, or None: for commands that work without one."""
        try:
            folder = self.review_folder()
        except UsageError:
            return None
        return folder if (folder / REVIEW_FILE).is_file() else None

    def show_progress(self) -> AbstractContextManager[Progress]:
        """Show progress on standard error: bars on a terminal, otherwise lines if -v asks for them."""
        from harvester.cli.progress import open_progress

        return open_progress(quiet=self.quiet, verbose=self.verbose)

    @contextmanager
    def open_review(self, command: str = "", *, mode: Mode | None = None, progress: bool = False) -> Iterator[Review]:
        """Open the review: for reading without a ``command``, with one locked until the end.

        ``command`` is shown to other processes that find the review locked. ``mode`` "r+" is for commands that wait for
        a person: no progress is shown, unless ``progress`` asks for it, and the review is locked during each change
        only. Raises ``UsageError``, ``ReviewError``, ``StoreError`` or ``LockedError``.
        """
        from harvester.api.review import open_review

        chosen = mode or ("w" if command else "r")
        with (
            nullcontext() if mode == "r+" and not progress else self.show_progress() as shown,
            open_review(self.review_folder(), chosen, command=command, progress=shown) as review,
        ):
            yield review
