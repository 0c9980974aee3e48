"""Hand reports over: one representative citation each, written for the tool that is to read them, and remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from harvester import formats
from harvester.errors import UsageError
from harvester.formats import Outgoing
from harvester.store import blobs, screening
from harvester.workflow.desk import Desk
from harvester.workflow.drafts import Drafts
from harvester.workflow.representatives import representatives
from harvester.workflow.waiting import STAGES, stages

EVERY: Final = "all"
"""The stage that stands for every report, wherever it is in screening."""

CHOICES: Final = (EVERY, *STAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was handed over: the files (none when it went to ``content``), and how many reports they hold."""

    tool: str
    format: str
    stage: str
    reports: int
    files: tuple[tuple[str, int], ...] = ()
    content: str = ""

    def to_json(self) -> dict[str, Any]:
        """For ``harvester export --json``."""
        return {
            "tool": self.tool,
            "format": self.format,
            "stage": self.stage,
            "reports": self.reports,
            "files": [{"file": name, "reports": number} for name, number in self.files],
        }


def export(
    desk: Desk,
    format_name: str,
    *,
    tool: str,
    stage: str = EVERY,
    only_new: bool = False,
    target: Path | None = None,
    split: int | None = None,
) -> Exported:
    """Write the reports of a stage for a tool, and store what was written, byte for byte, before it leaves.

    ``only_new`` leaves out what that tool was handed before, and writes nothing where nothing is left; ``split`` is the
    most reports one file may hold, ``target`` the file (default: returned as text). Raises ``UsageError`` when the
    target cannot be written.
    """
    _check_split(split, target)
    with desk.store.read() as session:
        wanted = _wanted(session, desk, tool=tool, stage=stage, only_new=only_new)
        outgoing = representatives(session, desk, wanted)
    if only_new and not outgoing:  # a file that was handed over before is not emptied
        return Exported(tool=tool, format=format_name, stage=stage, reports=0)
    parts = _parts(outgoing, split, target)
    with Drafts() as drafts:
        with desk.store.write() as session:
            made = [
                _store(
                    session, drafts, part, target=path, tool=tool, format_name=format_name, stage=stage, now=desk.now()
                )
                for path, part in parts
            ]
        first = made[0][0]
        drafts.publish(hint=f"It is stored all the same: harvester export --again {first} -o FILE writes it.")
    return Exported(
        tool=tool,
        format=format_name,
        stage=stage,
        reports=len(outgoing),
        files=tuple((str(path), len(part)) for path, part in parts if path is not None),
        content="" if target else "".join(text for _, text in made),
    )


def again(desk: Desk, number: int, target: Path) -> int:
    """Write an export of the past to ``target`` once more, byte for byte; returns its size. Raises ``UsageError``."""
    with desk.store.read() as session:
        found = [row for row in screening.exports(session) if row.id == number]
        if not found:
            raise UsageError(f"There is no export {number}.", hint="harvester export --list shows them.")
        content = blobs.get(session, found[0].sha256)
    with Drafts() as drafts:
        drafts.write(target, content)
        drafts.publish()
    return len(content)


def past_exports(desk: Desk) -> tuple[dict[str, Any], ...]:
    """What was handed over so far, oldest first."""
    with desk.store.read() as session:
        return tuple(
            {
                "export": row.id,
                "at": row.made_at.isoformat(timespec="seconds"),
                "tool": row.tool,
                "format": row.format,
                "stage": row.stage,
                "file": row.file_name,
                "reports": row.reports,
                "sha256": row.sha256,
            }
            for row in screening.exports(session)
        )


def _store(
    session: Session,
    drafts: Drafts,
    part: Sequence[tuple[int, Outgoing]],
    *,
    target: Path | None,
    tool: str,
    format_name: str,
    stage: str,
    now: datetime,
) -> tuple[int, str]:
    text = "".join(formats.write(format_name, [item for _, item in part], profile=tool))
    number = screening.add_export(
        session,
        text.encode(),
        [report for report, _ in part],
        tool=tool,
        format_name=format_name,
        stage=stage,
        file_name=target.name if target else "-",
        now=now,
    )
    if target is not None:
        drafts.write(target, text.encode())
    return number, text


def _check_split(split: int | None, target: Path | None) -> None:
    if split is not None and split < 1:
        raise UsageError("A file holds at least one report.", hint="Give --split a number of 1 or more.")
    if split is not None and target is None:
        raise UsageError("--split makes several files, so they need a name.", hint="Add: -o FILE.")


def _wanted(session: Session, desk: Desk, *, tool: str, stage: str, only_new: bool) -> frozenset[int]:
    standing = stages(session, desk.review.screening.exclusion_reasons)
    chosen = frozenset(report for report, at in standing.items() if stage in {EVERY, at})
    return chosen - screening.exported_reports(session, tool) if only_new else chosen


def _parts(
    outgoing: Sequence[tuple[int, Outgoing]], split: int | None, target: Path | None
) -> list[tuple[Path | None, Sequence[tuple[int, Outgoing]]]]:
    if target is None or split is None or len(outgoing) <= split:
        return [(target, outgoing)]
    return [
        (target.with_stem(f"{target.stem}-{place // split + 1}"), outgoing[place : place + split])
        for place in range(0, len(outgoing), split)
    ]
