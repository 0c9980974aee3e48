"""Results of runs, updates and imports, and their JSON (docs/design.md, "Command line")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from harvester.workflow.alerts.alerts import Alert
from harvester.workflow.harvest.run_notices import RunNotice

RunOutcome = Literal["complete", "partial", "failed", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """The result of a run. ``run`` is its number, None when nothing was run.

    ``promised`` is the number of hits reported, ``translation`` the strategy as the service understood it, ``warnings``
    what it dropped or did not find, ``notices`` what a person should look at. ``remarks`` are irregularities that were
    corrected, ``missing`` the records that were requested by accession number and did not come or could not be read.
    """

    search: str
    run: int | None
    status: RunOutcome
    mode: Literal["full", "window"] = "full"
    promised: int | None = None
    retrieved: int = 0
    new: int = 0
    known: int = 0
    changed_records: frozenset[int] = frozenset()
    gone: int = 0
    error: str | None = None
    file: str | None = None
    translation: str = ""
    warnings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    unread: tuple[tuple[int, str], ...] = ()
    missing: tuple[str, ...] = ()
    notices: tuple[RunNotice, ...] = ()

    @property
    def changed(self) -> int:
        """The number of known records that came with new content."""
        return len(self.changed_records)

    @property
    def fell_short(self) -> bool:
        """Whether the run failed or is partial, so that the command ends as done in part."""
        return self.status in {"failed", "partial"}

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of the run."""
        return {
            "search": self.search,
            "run": self.run,
            "status": self.status,
            "mode": self.mode,
            "promised": self.promised,
            "retrieved": self.retrieved,
            "new": self.new,
            "known": self.known,
            "changed": self.changed,
            "gone": self.gone,
            "error": self.error,
            "file": self.file,
            "translation": self.translation,
            "warnings": list(self.warnings),
            "remarks": list(self.remarks),
            "unread": [{"line": line, "reason": reason} for line, reason in self.unread],
            "missing": list(self.missing),
            "notices": [notice.to_json() for notice in self.notices],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateResult:
    """The result of an update or import: its runs, and the counts of the store after it.

    ``alerts`` are those it raised, ``older_alerts`` the number of open alerts raised before. ``new`` are the numbers of
    new reports; ``expected_errors`` those of de-duplication, None when no record is new or changed.
    """

    review: str
    runs: tuple[RunResult, ...]
    records: int
    reports: int
    new_reports: int
    to_review: int
    alerts: tuple[Alert, ...] = field(default=())
    older_alerts: int = 0
    new: tuple[int, ...] = ()
    expected_errors: Mapping[str, Any] | None = None

    @property
    def in_part(self) -> bool:
        """Whether a run failed or retrieved fewer records than reported."""
        return any(run.fell_short for run in self.runs)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of the result."""
        return {
            "review": self.review,
            "runs": [run.to_json() for run in self.runs],
            "records": self.records,
            "reports": self.reports,
            "new_reports": self.new_reports,
            "to_review": self.to_review,
            "alerts": [alert.to_json() for alert in self.alerts],
            "older_alerts": self.older_alerts,
            "expected_errors": None if self.expected_errors is None else dict(self.expected_errors),
        }
