"""Open a review from Python: look at its records and reports, judge pairs, store decisions, count the flow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from harvester.api.history import ReviewHistory
from harvester.api.open_review import Mode, enum_value
from harvester.api.prisma_flow import PrismaFlow
from harvester.api.records import Record, Records, Report, Reports
from harvester.errors import UsageError
from harvester.screening import Decision, ReportStage, Stage

if TYPE_CHECKING:
    from harvester.prisma import Layout, Template
    from harvester.workflow.alerts.alerts import AcknowledgementResult, Alert
    from harvester.workflow.context import Progress
    from harvester.workflow.dedup.deduplicate import DeduplicationSummary
    from harvester.workflow.dedup.explain import ReportExplanation
    from harvester.workflow.dedup.judge import JudgementResult
    from harvester.workflow.dedup.review_queue import PairView
    from harvester.workflow.export import ExportOptions, ExportResult
    from harvester.workflow.harvest.results import UpdateResult
    from harvester.workflow.reporting.flow import CountedFlow
    from harvester.workflow.reporting.release import ReleaseResult
    from harvester.workflow.screening.decide import DecisionResult
    from harvester.workflow.status import Status

PairVerdict = Literal["same", "different", "unsure"]

__all__ = ["Decision", "ReportStage", "Review", "Stage", "open_review"]

_OUTCOMES: Final[Mapping[str, Literal["duplicate", "distinct", "unsure"]]] = {
    "same": "duplicate",
    "different": "distinct",
    "unsure": "unsure",
}


class Review(ReviewHistory):
    """An open review. Use it in a ``with`` statement, or call :meth:`close`.

    Example:
        >>> import harvester as hv
        >>> with hv.open_review("demo-review") as review:  # doctest: +SKIP
        ...     print(review.status().reports)
        27
    """

    # Records and reports

    def status(self) -> Status:
        """Return searches with their last runs, and counts of records, reports and open tasks."""
        from harvester.workflow.status import load_status

        return load_status(self.context)

    def records(self) -> Records:
        """Return every record, in its latest revision, in the order in which the records were stored."""
        from harvester.store import records

        with self.context.store.read() as session:
            rows = records.load_records(session)
        return Records(tuple(Record(row.citation, row.source, row.accession, row.name) for row in rows))

    def reports(self, stage: ReportStage | str | None = None) -> Reports:
        """Return the reports, each with the merged citation of its records.

        Args:
            stage: only reports at this :class:`ReportStage`: "title-abstract", "retrieval", "full-text", "included" …

        Raises:
            UsageError: there is no such stage.
        """
        from harvester.workflow.merged_citations import load_merged_citations
        from harvester.workflow.screening.report_states import load_stages

        wanted = None if stage is None else enum_value(ReportStage, stage, "stage")
        with self.context.store.read() as session:
            stages = load_stages(session, self.settings.screening)
            chosen = [report for report, found in stages.items() if wanted in {None, found}]
            merged = load_merged_citations(session, self.context, chosen)
        return Reports(
            tuple(
                Report(item.citation, item.report_id, item.sources, item.record_ids, stages[report])
                for report, item in merged
            )
        )

    # Searches and files

    def update(
        self,
        keys: Sequence[str] = (),
        *,
        full: bool = False,
        imports_only: bool = False,
        window_days: int | None = None,
        dry_run: bool = False,
        anyway: bool = False,
    ) -> UpdateResult:
        """Run searches again, import waiting files, and de-duplicate what is new.

        Args:
            keys: the searches to run, by their keys in review.toml; all by default.
            full: fetch known records again.
            imports_only: ask no service; only import the files in imports/.
            window_days: search only the last days; 0 means since the last run.
            dry_run: ask how many records there are, and store nothing.
            anyway: run a search without runs although it seems to be a stored one under a new key.

        Returns:
            The runs (``runs``), and the counts of records, reports and open tasks after them. A search that failed is
            a run with the status "failed"; the other searches are not affected.

        Raises:
            UsageError: an unknown key.
            LockedError, StoppedError: another process is updating; interrupted while services were asked.
        """
        from harvester.workflow.harvest.run import DateWindow
        from harvester.workflow.harvest.update import dry_run_update, update_review

        if dry_run:
            return dry_run_update(self.context, keys)
        window = None if window_days is None else DateWindow(window_days or None)
        with self.change_in_turns() as context:
            return update_review(context, keys, full=full, imports_only=imports_only, window=window, anyway=anyway)

    def import_files(
        self,
        paths: Sequence[str | Path],
        search: str,
        *,
        search_date: date | None = None,
        hits: int | None = None,
        run: int | None = None,
        strict: bool = False,
        anyway: bool = False,
    ) -> UpdateResult:
        """Import export files of one search: those of one day, or with their hits, are one run.

        Args:
            paths: the files.
            search: the key of the search in review.toml.
            search_date: the day of the search; by default the date of the file.
            hits: how many records the database reported, for all files together.
            run: the number of an earlier import of the same search that the files are added to.
            strict: refuse a file in which a single record cannot be read.
            anyway: import a file although it looks like another database's.

        Raises:
            UsageError: an unknown search, a day in the future, a file that cannot be opened or is another database's.
            FormatError: the only file cannot be read.
        """
        from harvester.workflow.harvest.update import import_files

        files = [Path(path) for path in paths]
        with self.change() as context:
            return import_files(
                context, files, search, search_date=search_date, hits=hits, run=run, strict=strict, anyway=anyway
            )

    # De-duplication

    def deduplicate(self) -> DeduplicationSummary:
        """Judge and cluster the records that were not compared yet; update and import do so themselves."""
        from harvester.workflow.dedup.deduplicate import deduplicate_store

        with self.change() as context:
            return deduplicate_store(context)

    def pairs_to_review(self, *, include_unsure: bool = False) -> tuple[PairView, ...]:
        """Return the pairs that a person should judge, the most informative first.

        Each has two records (``left``, ``right``), ``probability`` (0 to 1) and ``evidence``. With ``include_unsure``
        also the pairs that a person was unsure about.
        """
        from harvester.workflow.dedup.review_queue import list_pairs_to_review

        return list_pairs_to_review(self.context, include_unsure=include_unsure)

    def judge(self, left: str, right: str, verdict: PairVerdict, *, person: str, note: str = "") -> JudgementResult:
        """Store a person's judgement of a pair of records; it overrides the rules.

        Args:
            left, right: names of records ("pubmed:37344166") or reports ("R000012").
            verdict: "same" report, "different" reports, or "unsure" (the pair is deferred).
            person: who judges.
            note: why.

        Raises:
            UsageError: an unknown name or verdict.
            ContradictionError: other judgements of people forbid it; nothing is stored.
        """
        from harvester.workflow.dedup.judge import judge_pair

        if verdict not in _OUTCOMES:
            raise UsageError(f"There is no verdict {verdict!r}.", hint=f"Verdicts: {', '.join(_OUTCOMES)}.")
        with self.change() as context:
            return judge_pair(context, left, right, _OUTCOMES[verdict], person=person, note=note)

    def explain(self, left: str, right: str) -> ReportExplanation:
        """Explain why two records or reports are, or are not, one report.

        Args:
            left, right: names of records ("pubmed:37344166") or reports ("R000012").

        Raises:
            UsageError: an unknown name, or the same record twice.
        """
        from harvester.workflow.dedup.explain import explain_records

        return explain_records(self.context, left, right)

    # Screening

    def decide(
        self,
        reports: str | Sequence[str],
        decision: Decision | str,
        *,
        stage: Stage | str,
        reviewer: str,
        reason: str = "",
        automation: bool = False,
        adjudicates: bool = False,
        implied: bool = False,
    ) -> DecisionResult:
        """Store a reviewer's decision about one or several reports.

        Args:
            reports: names of reports ("R000012") or of their records.
            decision: "include", "exclude" or "unsure", or a :class:`Decision`.
            stage: "before-screening", "title-abstract" or "full-text", or a :class:`Stage`.
            reviewer: who decides.
            reason: why; an exclusion at full text needs one of the reasons in review.toml.
            automation: a tool decided, no person.
            adjudicates: this decision resolves a conflict between reviewers.
            implied: a report decided on full text is included on title and abstract too.

        Raises:
            UsageError: an unknown report, decision, stage or reason; nothing is stored.
        """
        from harvester.workflow.screening.decide import decide_reports

        names = [reports] if isinstance(reports, str) else reports
        verdict = Decision.UNSURE if decision == "unsure" else enum_value(Decision, decision, "decision")
        decision_stage = enum_value(Stage, stage, "stage")
        with self.change() as context:
            return decide_reports(
                context,
                names,
                verdict,
                stage=decision_stage,
                reviewer=reviewer,
                reason=reason,
                automation=automation,
                adjudicates=adjudicates,
                implied=implied,
            )

    def alerts(self, *, include_acknowledged: bool = False) -> tuple[Alert, ...]:
        """Return what became known about reports already screened: retractions, errata, newer versions …"""
        from harvester.workflow.alerts.alerts import list_alerts

        return list_alerts(self.context, include_acknowledged=include_acknowledged)

    def acknowledge_alerts(self, ids: Collection[int], *, person: str) -> AcknowledgementResult:
        """Store that a person knows of these alerts. Raises ``UsageError`` for an unknown number."""
        from harvester.workflow.alerts.alerts import acknowledge_alerts

        with self.change() as context:
            return acknowledge_alerts(context, ids, person=person)

    # Export and reporting

    def export(
        self,
        path: str | Path | None = None,
        *,
        format_name: str = "ris",
        tool: str = "generic",
        stage: str = "all",
        only_new: bool = False,
        split: int | None = None,
        options: ExportOptions | None = None,
    ) -> ExportResult:
        """Export reports, one citation each, and store what was exported to which tool.

        Args:
            path: the file to write; without one the text is in ``content`` of the result.
            format_name: "ris", "nbib", "bibtex", "endnote-xml", "csv" or "jsonl".
            tool: who reads the file: "generic", "rayyan", "covidence" …
            stage: only reports at this stage; "all" by default.
            only_new: only what was not exported to that tool before.
            split: at most this number of reports in a file.
            options: the rest (:class:`harvester.workflow.export.ExportOptions`).

        Raises:
            UsageError: the file cannot be written, or the options exclude each other.
        """
        from harvester.workflow.export import DEFAULT_OPTIONS, export_reports

        with self.change() as context:
            return export_reports(
                context,
                format_name,
                tool=tool,
                stage=stage,
                only_new=only_new,
                target=None if path is None else Path(path),
                split=split,
                options=options or DEFAULT_OPTIONS,
            )

    def flow(self, *, as_of: date | None = None, release: str | None = None) -> PrismaFlow:
        """Count the PRISMA 2020 flow.

        Args:
            as_of: the flow as it was at the end of this day (UTC); today by default.
            release: the flow of this release, as it was frozen.

        Raises:
            UsageError: there is no such release.
        """
        from harvester.prisma import flow_from_json
        from harvester.workflow.reporting.release import read_released_flow

        if release is not None:
            document = read_released_flow(self.context, release)
            return PrismaFlow(flow_from_json(document), document["as_of"], document["layout"])
        counted = self.count_flow(as_of=as_of)
        return PrismaFlow(counted.flow, (as_of or datetime.now(UTC).date()).isoformat(), counted.layout)

    def count_flow(
        self, *, as_of: date | None = None, layout: Layout = "latest+previous", template: Template | None = None
    ) -> CountedFlow:
        """Count the flow together with what it was counted from."""
        from harvester.workflow.reporting.flow import count_flow

        return count_flow(self.context, as_of=as_of, layout=layout, template=template)

    def release(self, name: str, *, allow_pending: bool = False) -> ReleaseResult:
        """Freeze the review as a version with its flow.

        Args:
            name: the name of the version ("v1").
            allow_pending: release although reports are still to be screened; the next version screens them.

        Raises:
            UsageError: the name is taken, or reports are pending.
            LockedError: an update is in progress.
        """
        from harvester.workflow.reporting.release import create_release

        with self.change_between_updates() as context:
            return create_release(context, name, allow_pending=allow_pending)


def open_review(
    path: str | Path, mode: Mode = "r", *, command: str = "python", progress: Progress | None = None
) -> Review:
    """Open the review in a folder.

    Args:
        path: the folder, or its review.toml.
        mode: "r" to read; "w" to change: the review is locked until it is closed; "r+" to change: the review is locked
            only during each change (for notebooks and programs that wait for a person).
        command: the name that another process shows when it finds the review locked.
        progress: shows how far long tasks are; None shows nothing.

    Raises:
        ReviewError: review.toml is missing or has mistakes (all of them are listed).
        StoreError: the store cannot be opened.
        LockedError: another process is changing the review (mode "w").

    Example:
        >>> import harvester as hv
        >>> with hv.open_review("my-review", mode="w") as review:  # doctest: +SKIP
        ...     review.import_files(["embase.ris"], search="embase")
        ...     review.decide("R000012", "include", stage="full-text", reviewer="Ann")
    """
    from harvester.workflow.context import open_review as open_context
    from harvester.workflow.context import open_review_locked

    if mode not in {"r", "w", "r+"}:
        raise UsageError(f"There is no mode {mode!r}.", hint='Modes: "r" (read), "w" and "r+" (change).')
    folder = Path(path).parent if Path(path).name == "review.toml" else Path(path)
    with ExitStack() as stack:
        context = stack.enter_context(
            open_review_locked(folder, command=command, progress=progress)
            if mode == "w"
            else open_context(folder, progress=progress)
        )
        return Review(context, mode, command=command, resources=stack.pop_all())
