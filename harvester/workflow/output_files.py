"""Write the files that a command was asked for, and replace only what harvester wrote and nobody has changed since.

A review's folder has a list of what harvester wrote: the path of each file and the SHA-256 of its content, one JSON
object in a line. A file that is there is replaced where its content is on the list under its path, or is what would be
written anyway; anything else only by force. Files of a review itself are never written to.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from harvester.atomic_files import AtomicFiles, refuse_unusual_file, write_error
from harvester.errors import UsageError
from harvester.workflow.review_files import OUTPUT_LIST_FILE, find_review_of, is_review_file, is_same_target


class OutputFiles(AtomicFiles):
    """Writes the output files of one command, all of them or none.

    ``folder`` is that of the review, with the list of what was written for it; None for a command without a review.
    ``force`` replaces files that harvester did not write, too. ``inputs`` are the files that the command reads.
    """

    def __init__(self, folder: Path | None, *, force: bool = False, inputs: Collection[Path] = ()) -> None:
        super().__init__()
        self._folder = folder
        self._force = force
        self._inputs = tuple(inputs)
        self._written: dict[Path, str] = {}

    def check(self, target: Path) -> None:
        """Raise ``UsageError`` if a file may not be written there: call it before anything is fetched or stored."""
        if not Path(os.path.realpath(target)).parent.is_dir():
            raise write_error(target, FileNotFoundError())
        refuse_unusual_file(target)
        self._refuse_files_in_use(target)
        if self.is_in_the_way(target):
            raise _occupied_error(target)

    def is_in_the_way(self, target: Path) -> bool:
        """Return whether a file is there that harvester did not write, or that was changed since, without force."""
        return not self._force and os.path.lexists(target) and not self._is_own_output(target)

    def outside_review_files(self, path: Path) -> Path:
        """Return the path, or one of the same name in the review's folder where its own folder is imports/."""
        in_imports = self._folder is not None and is_review_file(path.absolute(), self._folder.absolute())
        return self._folder / path.name if self._folder is not None and in_imports else path

    def write(self, target: Path, content: bytes) -> None:
        """Write a draft of a file. Raises ``UsageError`` where it may not or could not be written."""
        self._refuse_files_in_use(target)
        digest = hashlib.sha256(content).hexdigest()
        if self.is_in_the_way(target) and (target.is_symlink() or hash_or_none(target) != digest):
            refuse_unusual_file(target)
            raise _occupied_error(target)
        super().write(target, content)
        self._written[target] = digest

    def publish(self, *, hint: str = "") -> None:
        """Put all files on the list and into place. Raises ``UsageError``, with that hint, where one cannot be moved.

        A file is listed before it is there: whatever happens between, a file on the list is one that harvester wrote.
        """
        if self._folder is not None:
            _add_to_list(self._folder, self._written)
        super().publish(hint=hint)

    def _is_own_output(self, target: Path) -> bool:
        if self._folder is None or target.is_symlink():
            return False
        digest = hash_or_none(target)
        return digest is not None and (_listed_path(self._folder, target), digest) in set(_read_list(self._folder))

    def _refuse_files_in_use(self, target: Path) -> None:
        absolute = target.absolute()
        folders = {*find_review_of(absolute), *find_review_of(Path(os.path.realpath(target)))}
        if self._folder is not None:
            folders.add(self._folder.absolute())
        if any(is_review_file(absolute, folder) for folder in folders):
            raise UsageError(
                f"{target} is a file of the review itself; nothing was written.",
                hint="Give the output another name: review.toml, the strategies, the store and imports/ are never "
                "overwritten.",
            )
        if any(is_same_target(target, path) for path in self._inputs):
            raise UsageError(
                f"{target} is a file that this command reads; nothing was written.",
                hint="Give the output another name.",
            )
        if any(is_same_target(target, path) for path in self._written):
            raise UsageError(
                f"{target} would be written twice by this command; nothing was written.",
                hint="Give each output a name of its own.",
            )


def hash_or_none(path: Path) -> str | None:
    """Return the SHA-256 (hex) of a file's content; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _occupied_error(target: Path) -> UsageError:
    if target.is_symlink():
        return UsageError(
            f"{target} is a link; nothing was written.",
            hint="Name the file it leads to, or replace the link by a file: --force",
        )
    return UsageError(
        f"{target} exists, and harvester did not write it, or it was changed since; nothing was written.",
        hint="Name another file, or replace this one: --force",
    )


def _listed_path(folder: Path, target: Path) -> str:
    """Return the path of a file as the list has it: within the review's folder relative to it, else absolute."""
    path = Path(os.path.realpath(target.parent)) / target.name
    root = Path(os.path.realpath(folder))
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _read_list(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield path and SHA-256 of what harvester wrote; a line that a full disk cut off is passed over."""
    try:
        lines = (folder / OUTPUT_LIST_FILE).read_bytes().splitlines()
    except OSError:
        return  # no list: nothing is known to be harvester's
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            entry = json.loads(line)
            yield entry["path"], entry["sha256"]


def _add_to_list(folder: Path, written: dict[Path, str]) -> None:
    """Add files to the list of a review, where its folder can be written to; else they need --force the next time."""
    known = set(_read_list(folder))
    entries = {(_listed_path(folder, target), digest) for target, digest in written.items()} - known
    if not entries:
        return
    lines = "".join(json.dumps({"path": path, "sha256": digest}) + "\n" for path, digest in sorted(entries))
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    with suppress(OSError):
        descriptor = os.open(folder / OUTPUT_LIST_FILE, flags, 0o666)
        with os.fdopen(descriptor, "ab") as file:
            file.write(f"\n{lines}".encode())
