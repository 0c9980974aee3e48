"""New exclusion reasons written into review.toml, everything else in it left as it stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from harvester.errors import UsageError
from harvester.review import append_exclusion_reasons
from harvester.workflow.files import AtomicFiles


def add_reasons(folder: Path, reasons: Sequence[str]) -> None:
    """Append reasons to ``exclusion_reasons`` of review.toml. Raises ``UsageError`` where it cannot be written."""
    path = folder / "review.toml"
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.", hint="Add the reasons to it yourself.") from error
    with AtomicFiles() as drafts:
        drafts.write(path, append_exclusion_reasons(text, reasons).encode())
        drafts.publish()
