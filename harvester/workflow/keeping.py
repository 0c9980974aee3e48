"""Look after the store itself: upgrade, check, back up; and begin a new review."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester.errors import UsageError
from harvester.extraction import FORM_FILE, STARTER
from harvester.review import Review, database_url, load, template
from harvester.sources import known_sources
from harvester.store import HEAD, back_up, connect, health, judgements, records, sqlite_file, upgrade, version_of
from harvester.workflow.cluster import reports_of
from harvester.workflow.count import count_flow
from harvester.workflow.desk import Desk, utc_now
from harvester.workflow.lock import locked
from harvester.workflow.results import report_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgraded:
    """The store's version before and after, and the backup that was made in between."""

    before: str | None
    after: str
    backup: Path | None

    def to_json(self) -> dict[str, Any]:
        """For ``harvester db upgrade --json``."""
        return {"before": self.before, "after": self.after, "backup": self.backup and str(self.backup)}


def begin_review(folder: Path) -> tuple[Path, ...]:
    """Write the files of a new review into a folder; returns them. Raises ``UsageError`` rather than overwrite one."""
    files = template(folder.resolve().name) | {FORM_FILE: STARTER}
    if standing := [name for name in files if (folder / name).exists()]:
        raise UsageError(
            f"{folder} holds {', '.join(standing)} already; nothing was written.", hint="Name a new folder."
        )
    try:
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written to: {error.strerror}.", hint="Name a folder of yours.") from error
    return tuple(folder / name for name in files)


def read_review(folder: Path) -> Review:
    """The review of a folder, without its store. Raises ``ReviewError`` with every mistake."""
    return load(folder, known_sources=(*known_sources(), "file"))


def upgrade_store(folder: Path) -> Upgraded:
    """Bring the store of a review to the newest version, after a backup. Raises ``StoreError``, ``LockedError``."""
    url = database_url(read_review(folder))
    with locked(folder, command="db upgrade", now=utc_now), closing(connect(url)) as store:
        before = version_of(store)
        file = sqlite_file(store)
        backup = back_up(store) if before is not None and before != HEAD and file else None
        _, after = upgrade(store)
    return Upgraded(before=before, after=after, backup=backup)


def damage(desk: Desk) -> tuple[str, ...]:
    """Everything wrong with the store: bytes, links, clusters that judgements do not give, equations that fail."""
    with desk.store.read() as session:
        found = list(health.damage(session))
        at = records.report_of(session)
        expected, _ = reports_of(records.names(session), judgements.live(session))
        moved = [number for number, report in at.items() if expected[number] != report]
    found += [f"record {n} is in {report_name(at[n])}, its judgements say {report_name(expected[n])}" for n in moved]
    broken = [check.equation for check in count_flow(desk).flow.checks if not check.ok]
    return (*found, *(f"the flow does not add up: {equation}" for equation in broken))


def backup(desk: Desk, target: Path | None) -> Path:
    """Copy the store. Raises ``StoreError``."""
    return back_up(desk.store, target)
