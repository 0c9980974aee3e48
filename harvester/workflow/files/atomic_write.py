"""Files that appear whole or not at all: written beside their place first, then put into it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

from harvester.errors import UsageError

_HINT: Final = "Name a file in a folder of yours."


class AtomicFiles:
    """Drafts of some files, in a ``with`` statement; those never published are gone when it ends."""

    def __init__(self) -> None:
        self._targets: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for target in self._targets:
            with suppress(OSError):  # a draft that stays is only untidy
                _temporary_path(target).unlink(missing_ok=True)

    def write(self, target: Path, content: bytes) -> None:
        """Write the draft of a file. Raises ``UsageError`` when the file itself could not be written there."""
        if target.is_dir():
            raise UsageError(f"{target} cannot be written: it is a folder.", hint=_HINT)
        try:
            with _temporary_path(target).open("wb") as file:
                self._targets.append(target)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _write_error(target, error) from error

    def publish(self, *, hint: str = _HINT) -> None:
        """Put every draft into its place. Raises ``UsageError``, with that hint, where something came in the way."""
        for target in self._targets:
            try:
                _temporary_path(target).replace(target)
            except OSError as error:
                raise _write_error(target, error, hint=hint) from error


def _temporary_path(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _write_error(target: Path, error: OSError, *, hint: str = _HINT) -> UsageError:
    return UsageError(f"{target} cannot be written: {error.strerror}.", hint=hint)
