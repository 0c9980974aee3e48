"""Exclusion reasons of decisions: translate those of screening tools, check them, add new ones to review.toml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from harvester.atomic_files import write_atomically
from harvester.errors import FormatError, UsageError
from harvester.review import append_exclusion_reasons, to_label
from harvester.screening import Decision, Stage
from harvester.screening.imports.plan import MatchedDecision, split_reasons, translate_reasons
from harvester.workflow.context import ReviewContext
from harvester.workflow.screening.read_export import ExportedFile, ImportOptions

_MOST_SHOWN: Final = 20


def translate_to_review_reasons(
    context: ReviewContext, files: Sequence[ExportedFile], options: ImportOptions
) -> tuple[list[ExportedFile], tuple[str, ...]]:
    """Translate the reasons of the rows to those of the review; also return the unknown ones."""
    listed = context.review.screening.exclusion_reasons
    unknown: Counter[str] = Counter()
    changed = []
    for file in files:
        translation = translate_reasons(
            file.rows, listed, options.reason_map, otherwise=options.reason, to_label=to_label
        )
        unknown.update(translation.unknown)
        changed.append(replace(file, rows=translation.rows))
    if unknown and not options.add_reasons and options.stage is not None:
        examples = ", ".join(f"{reason!r} ({number})" for reason, number in unknown.most_common(_MOST_SHOWN))
        raise UsageError(
            f"{len(unknown)} reasons are unknown to this review: {examples}. review.toml lists: {', '.join(listed)}.",
            hint="Add them to the list with --add-reasons, or translate them to those of the review: "
            f"--reason-map {unknown.most_common(1)[0][0]!r}={listed[0]!r}",
        )
    return changed, tuple(unknown)


def find_used_reasons(unknown: Sequence[str], decisions: Iterable[MatchedDecision]) -> tuple[str, ...]:
    """Return the reasons unknown to the review that a stored decision gives."""
    given = {reason for decision in decisions for reason in decision.imported.reasons}
    return tuple(reason for reason in unknown if reason in given)


def append_reasons(folder: Path, reasons: Sequence[str]) -> None:
    """Append reasons to ``exclusion_reasons`` of review.toml. Raises ``UsageError`` where it cannot be written."""
    path = folder / "review.toml"
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.", hint="Add the reasons to it yourself.") from error
    write_atomically(path, append_exclusion_reasons(text, reasons).encode())


def check_reasons(context: ReviewContext, files: Sequence[ExportedFile], options: ImportOptions) -> None:
    """Check that exclusions on full text have a reason; of a table that gives stages, every reason by its line."""
    if options.stage is None:
        check_staged_reasons(context, files)
        return
    without_reason = [
        f"{file.path.name}:{row.row.line}"
        for file in files
        for row in file.rows
        if any(imported.decision == Decision.EXCLUDE and not imported.reasons for imported in row.decisions)
    ]
    if without_reason and options.stage == Stage.FULL_TEXT:
        raise FormatError(
            f"{len(without_reason)} reports are excluded on full text without a reason (PRISMA 2020 counts reports by "
            f"it): {', '.join(without_reason[:_MOST_SHOWN])}{' …' if len(without_reason) > _MOST_SHOWN else ''}",
            hint="Give the reason in the tool and export again, or give one for all of these: --reason TEXT",
        )


def check_staged_reasons(context: ReviewContext, files: Sequence[ExportedFile]) -> None:
    """Check the reason of every decision of a table. Raises ``FormatError`` that lists all wrong rows."""
    wrong = []
    for file in files:
        for row in file.rows:
            try:
                for imported in row.decisions:
                    check_reason(context, split_reasons(imported.reasons)[0], imported.decision, file.stage)
            except UsageError as error:
                wrong.append((row.row.line, f"\n  {file.path.name}:{row.row.line}: {error.message} {error.hint}"))
    if wrong:
        total = sum(len(file.rows) for file in files)
        listed = "".join(text for _, text in sorted(wrong))
        raise FormatError(f"{len(wrong)} of {total} decisions cannot be imported:{listed}", hint="Fix these rows.")


def check_reason(context: ReviewContext, reason: str, decision: Decision, stage: Stage) -> None:
    """Check that a reason fits a decision and is one of the review's. Raises ``UsageError`` where it does not."""
    allowed = context.review.screening.exclusion_reasons
    if decision != Decision.EXCLUDE and reason:
        raise UsageError(f"A reason ({reason!r}) goes with an exclusion only.", hint="Omit --reason.")
    if decision == Decision.EXCLUDE and stage == Stage.FULL_TEXT and not reason:
        raise UsageError(
            "A report excluded on full text needs its reason: PRISMA 2020 counts reports by it.",
            hint=f"One of: {', '.join(allowed)}." if allowed else "Give any reason, or list them in review.toml.",
        )
    if reason and allowed and reason not in allowed:
        raise UsageError(
            f"{reason!r} is no exclusion reason of this review.",
            hint=f"review.toml lists: {', '.join(allowed)}. Add it there if it is a new one.",
        )
