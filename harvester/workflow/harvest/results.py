"""What the verbs of the workflow give back, and their JSON (docs/design.md, "Command line")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from harvester.workflow.alerts.alerts import Alert

RunOutcome = Literal["complete", "partial", "failed", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """How one run went. ``run`` is None when nothing was run; ``remarks`` are oddities that were mended on the way.

    ``translation`` is the strategy as the service understood it, ``warnings`` what it dropped or did not find;
    ``missing`` are the records that were asked for by number and did not come, or could not be read.
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

    @property
    def changed(self) -> int:
        """How many records known before came with another content."""
        return len(self.changed_records)

    @property
    def fell_short(self) -> bool:
        """Whether the command can only say "done in part" because of this run."""
        return self.status in {"failed", "partial"}

    def to_json(self) -> dict[str, Any]:
        """The run as the contract prints it."""
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
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateResult:
    """How an update or an import went: its runs, and how the store stands now.

    ``alerts`` were raised by it; ``older_alerts`` were raised before and nobody has acknowledged them yet. ``new`` are
    the numbers of the reports nobody saw before, ``expected_errors`` those of de-duplication, told when any came in.
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
        """Whether some run failed or kept less than its promise."""
        return any(run.fell_short for run in self.runs)

    def to_json(self) -> dict[str, Any]:
        """The result as the contract prints it."""
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
