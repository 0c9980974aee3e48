"""Create a review folder; upgrade, check and back up the store of a review."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester.errors import UsageError
from harvester.extraction import FORM_FILE
from harvester.extraction.form.schema import STARTER_FORM
from harvester.identifiers import report_name
from harvester.review import Review, database_url, load_review, new_review_files
from harvester.sources import source_names
from harvester.store import HEAD, back_up, connect, integrity, judgements, records, schema_version, sqlite_path, upgrade
from harvester.workflow.context import ReviewContext, utc_now
from harvester.workflow.lock import hold_lock
from harvester.workflow.report_clusters import cluster_reports
from harvester.workflow.reporting.flow import count_flow


@dataclass(frozen=True, slots=True, kw_only=True)
class UpgradeResult:
    """The schema version of a store before and after an upgrade, and the backup made before it."""

    before: str | None
    after: str
    backup: Path | None

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``harvester db upgrade --json``."""
        return {"before": self.before, "after": self.after, "backup": self.backup and str(self.backup)}


def init_review(folder: Path) -> tuple[Path, ...]:
    """Write the files of a new review into a folder; return them. Raises ``UsageError`` rather than overwrite."""
    files = new_review_files(folder.resolve().name) | {FORM_FILE: STARTER_FORM}
    if existing := [name for name in files if (folder / name).exists()]:
        raise UsageError(
            f"{folder} already contains {', '.join(existing)}; nothing was written.", hint="Name a new folder."
        )
    try:
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{folder} cannot be written to: {error.strerror}.", hint="Choose a folder that you may write to."
        ) from error
    return tuple(folder / name for name in files)


def read_review(folder: Path) -> Review:
    """Read review.toml of a folder, without opening the store. Raises ``ReviewError``, which lists every mistake."""
    return load_review(folder, known_sources=(*source_names(), "file"))


def upgrade_store(folder: Path) -> UpgradeResult:
    """Upgrade the store of a review to the newest schema, after a backup. Raises ``StoreError``, ``LockedError``."""
    url = database_url(read_review(folder))
    with hold_lock(folder, command="db upgrade", now=utc_now), closing(connect(url)) as store:
        before = schema_version(store)
        file = sqlite_path(store)
        backup = back_up(store) if before is not None and before != HEAD and file else None
        _, after = upgrade(store)
    return UpgradeResult(before=before, after=after, backup=backup)


def check_store(context: ReviewContext) -> tuple[str, ...]:
    """List all damage of a store: pages, references, clusters that judgements contradict, flow equations that fail."""
    with context.store.read() as session:
        problems = list(integrity.find_damage(session))
        report_of_record = records.report_of_each_record(session)
        expected, _ = cluster_reports(records.record_names(session), judgements.load_live_judgements(session))
        moved = [number for number, report in report_of_record.items() if expected[number] != report]
    problems += [
        f"record {n} is in {report_name(report_of_record[n])}, its judgements say {report_name(expected[n])}"
        for n in moved
    ]
    broken = [check.equation for check in count_flow(context).flow.checks if not check.ok]
    return (*problems, *(f"the flow does not add up: {equation}" for equation in broken))


def back_up_review(context: ReviewContext, target: Path | None) -> Path:
    """Copy the store; return the path of the copy. Raises ``StoreError``."""
    return back_up(context.store, target)
