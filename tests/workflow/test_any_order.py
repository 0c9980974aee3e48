"""Whatever people do in whatever order: nothing is lost, the store stays sound, and the past can be counted again."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from harvester.errors import ContradictionError, UsageError
from harvester.identifiers import report_name
from harvester.prisma import Flow, flow_to_json
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.store import judgements, records
from harvester.store.counting.withdrawals import find_uncounted_records, load_uncounted_records
from harvester.store.exports import load_exported_reports
from harvester.store.releases import load_releases
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.history import undo_judgements
from harvester.workflow.dedup.judge import judge_pair as judge
from harvester.workflow.export import export_reports
from harvester.workflow.harvest.update import import_files
from harvester.workflow.history.list_events import iterate_history
from harvester.workflow.history.undo import undo_event
from harvester.workflow.report_clusters import cluster_with_heirs
from harvester.workflow.reporting.flow import Layout, count_layout
from harvester.workflow.reporting.release import create_release, read_released_flow
from harvester.workflow.reporting.versions import layout_versions
from harvester.workflow.screening import studies
from harvester.workflow.screening.decide import decide_reports, mark_retrieval
from harvester.workflow.screening.report_states import report_numbers
from harvester.workflow.store_check import check_store
from tests.reviews import article, make_review, search_table, write_export
from tests.support import examples
from tests.workflow.contexts import TickingClock, open_test_review

KEYS = st.sampled_from(["embase", "ovid", "web"])
NUMBERS = st.sets(st.integers(1, 6), min_size=1, max_size=4)
PLACE = st.integers(0, 40)


class AnyOrder(RuleBasedStateMachine):
    """People at work on one review."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        folder = Path(self.open.enter_context(tempfile.TemporaryDirectory())) / "review"
        make_review(folder, search_table("embase"), search_table("ovid"), search_table("web", kind="website"))
        self.clock = TickingClock()
        self.context: ReviewContext = self.open.enter_context(open_test_review(folder, clock=self.clock))
        self.most_records = 0
        self.releases = 0
        self.handed_over: set[str] = set()
        self.past: list[tuple[datetime, dict[Layout, Any]]] = []
        self.frozen: dict[str, Any] = {}

    def teardown(self) -> None:
        self.every_layout_is_a_sum_of_the_versions_as_published_and_of_adjustments()
        for moment, told in self.past:
            assert {layout: self.flow(layout, until=moment) for layout in told} == told
            self.only_what_changed_since_is_clustered_anew(moment)
        self.open.close()

    def every_layout_is_a_sum_of_the_versions_as_published_and_of_adjustments(self) -> None:
        layouts: tuple[Layout, ...] = ("each", "base+updates", "latest+previous", "all")
        for layout in layouts:
            for part in layout_versions(self.context, layout).parts:
                assert [check for check in (*part.flow.checks, *part.checks) if not check.ok] == []

    def only_what_changed_since_is_clustered_anew(self, moment: datetime) -> None:
        with self.context.store.read() as session:
            names, rows = records.record_names(session), judgements.load_judgements_as_of(session, moment)
            everything = cluster_with_heirs(names, rows, find_uncounted_records(session, until=moment))
            assert report_numbers(session, until=moment) == everything

    def records(self) -> dict[int, int]:
        with self.context.store.read() as session:
            return records.report_of_each_record(session)

    def record(self, place: int) -> str:
        with self.context.store.read() as session:
            numbers = sorted(records.report_of_each_record(session).keys() - load_uncounted_records(session))
            assume(numbers)
            return records.load_records(session, [numbers[place % len(numbers)]])[0].name

    def flow(self, layout: Layout, *, until: datetime | None = None) -> dict[str, Any]:
        with self.context.store.read() as session:
            settings = self.context.review.screening
            flow = count_layout(session, settings, until=until, layout=layout).flow
        assert flow.closes, [check for check in flow.checks if not check.ok]
        assert_every_number_opens(flow)
        told: dict[str, Any] = json.loads(json.dumps(flow_to_json(flow, as_of="then", layout=layout)))
        return told

    def anything_there(self) -> bool:
        return bool(self.records())

    @rule(key=KEYS, numbers=NUMBERS, note=st.sampled_from(["", "Background: one.", "Background: two."]))
    def somebody_imports(self, key: str, numbers: set[int], note: str) -> None:
        folder = self.context.review.folder / "exports"
        path = write_export(folder / f"{key}.ris", [article(number, N2=note) for number in sorted(numbers)])
        told = import_files(self.context, [path], key)
        assert told.runs[0].status == "complete"

    @rule(key=KEYS, numbers=NUMBERS)
    def a_database_drops_the_identifiers_it_gave(self, key: str, numbers: set[int]) -> None:
        folder = self.context.review.folder / "exports"
        rows = [article(number, DO="", U2="", SP="", EP="") for number in sorted(numbers)]
        import_files(self.context, [write_export(folder / f"{key}-bare.ris", rows)], key)

    @precondition(anything_there)
    @rule(one=PLACE, other=PLACE, verdict=st.sampled_from(["duplicate", "distinct"]), person=st.sampled_from("AB"))
    def somebody_judges(self, one: int, other: int, verdict: Literal["duplicate", "distinct"], person: str) -> None:
        left, right, before = self.record(one), self.record(other), self.records()
        try:
            told = judge(self.context, left, right, verdict, person=person)
        except (ContradictionError, UsageError):
            assert self.records() == before
        else:
            assert (told.left.report_id == told.right.report_id) == (verdict == "duplicate")

    @rule()
    def somebody_takes_a_judgement_back(self) -> None:
        before = self.records()
        try:
            undo_judgements(self.context)
        except UsageError:
            assert self.records() == before

    @precondition(anything_there)
    @rule(
        place=PLACE,
        verdict=st.sampled_from(["include", "exclude", "undecided"]),
        stage=st.sampled_from(["title-abstract", "full-text"]),
        reviewer=st.sampled_from(["Ann", "Bob"]),
        ends=st.booleans(),
    )
    def somebody_decides(self, place: int, verdict: Any, stage: Any, reviewer: str, ends: bool) -> None:
        reason = "wrong route" if verdict == "exclude" and stage == "full-text" else ""
        name = self.record(place)
        decide_reports(
            self.context, [name], verdict, stage=stage, reviewer=reviewer, reason=reason, adjudicates=ends, implied=True
        )

    @precondition(anything_there)
    @rule(place=PLACE, status=st.sampled_from(RetrievalStatus))
    def somebody_looks_for_a_full_text(self, place: int, status: RetrievalStatus) -> None:
        mark_retrieval(self.context, [self.record(place)], status, reviewer="Ann")

    @precondition(anything_there)
    @rule(place=PLACE, automation=st.booleans(), reason=st.sampled_from(["", "wrong population"]))
    def somebody_removes_a_record_before_screening(self, place: int, automation: bool, reason: str) -> None:
        decide_reports(
            self.context,
            [self.record(place)],
            Decision.EXCLUDE,
            stage=Stage.BEFORE_SCREENING,
            reviewer="Ann",
            reason=reason,
            automation=automation,
        )

    @precondition(anything_there)
    @rule(place=PLACE)
    def somebody_includes_a_report(self, place: int) -> None:
        decide_reports(
            self.context, [self.record(place)], Decision.INCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann", implied=True
        )

    @precondition(anything_there)
    @rule(one=PLACE, other=PLACE, links=st.booleans())
    def somebody_links_or_parts_reports_of_a_study(self, one: int, other: int, links: bool) -> None:
        with suppress(UsageError):  # a study of its own cannot be parted
            (studies.link_reports if links else studies.unlink_reports)(
                self.context, [self.record(one), self.record(other)], person="Ann"
            )

    @precondition(anything_there)
    @rule(place=PLACE, what=st.sampled_from(["remove", "restore", "meta-analysis", "no meta-analysis"]))
    def somebody_says_something_of_a_study(self, place: int, what: str) -> None:
        names = [self.record(place)]
        with suppress(UsageError):  # only what is included can be removed, only what was removed restored
            if what == "remove":
                studies.remove_studies(self.context, names, reason="retraction", person="Ann")
            elif what == "restore":
                studies.restore_studies(self.context, names, person="Ann")
            else:
                studies.set_meta_analysis(self.context, names, included=what == "meta-analysis", person="Ann")

    @rule()
    def somebody_takes_back_what_was_said_of_studies(self) -> None:
        with suppress(UsageError):  # nothing was said
            studies.undo_study_action(self.context)

    @precondition(anything_there)
    @rule(place=PLACE, again=st.booleans())
    def somebody_undoes_an_event_and_the_undo(self, place: int, again: bool) -> None:
        """An undo of an undo is what was before; ``again``: then the event is undone once more."""
        numbers = [event.number for event in iterate_history(self.context)]
        number, before = numbers[-1 - place % len(numbers)], self.state()
        try:
            undo = undo_event(self.context, number, person="Ann").number
        except (UsageError, ContradictionError):
            assert self.state() == before
            return
        after = self.state()
        try:
            undo = undo_event(self.context, undo, person="Ann").number
        except ContradictionError:  # the judgement would contradict those that its undoing brought back
            return
        assert self.state() == before
        if again:
            undo_event(self.context, undo, person="Bob")
            assert self.state() == after
        with self.context.store.read() as session:
            self.handed_over = set(map(report_name, load_exported_reports(session, "rayyan")))
            released = {release.name for release in load_releases(session)}
        self.frozen = {name: flow for name, flow in self.frozen.items() if name in released}

    def state(self) -> Any:
        with self.context.store.read() as session:
            exported = load_exported_reports(session, "rayyan")
        return self.flow("all"), self.flow("latest+previous"), self.records(), exported

    @rule()
    def a_version_is_released(self) -> None:
        self.every_layout_is_a_sum_of_the_versions_as_published_and_of_adjustments()
        self.releases += 1
        name = f"v{self.releases}"
        self.frozen[name] = create_release(self.context, name, allow_pending=True).flow

    @rule()
    def what_is_new_is_handed_over(self) -> None:
        told = export_reports(self.context, "jsonl", tool="rayyan", only_new=True)
        handed = {json.loads(line)["report_id"] for line in told.content.splitlines()}
        assert not handed & self.handed_over
        self.handed_over |= handed

    @invariant()
    def the_store_is_sound_and_the_flow_adds_up(self) -> None:
        assert check_store(self.context) == ()

    @invariant()
    def nothing_is_lost(self) -> None:
        there = len(self.records())
        assert there >= self.most_records
        self.most_records = there

    @invariant()
    def a_release_never_changes(self) -> None:
        assert {name: read_released_flow(self.context, name) for name in self.frozen} == self.frozen

    @invariant()
    def the_flow_of_this_moment_is_noted(self) -> None:
        layouts: tuple[Layout, ...] = ("all", "base+updates", "latest+previous")
        told = {layout: self.flow(layout) for layout in layouts}
        self.past.append((self.clock.now(), told))


def assert_every_number_opens(flow: Flow) -> None:
    numbers = {key: flow.number(key) for key in flow.boxes}
    numbers |= {key: number for key, number in flow.terms.items() if key in flow.members}
    for lists in (flow.boxes, flow.reasons):
        for key, lines in lists.items():
            if not isinstance(lines, int):
                numbers |= {f"{key}/{line.member_key or line.label}": line.n for line in lines}
    numbers |= {f"pending_{stage}": n for stage, n in flow.pending.items() if stage != "carried_over"}
    detail = flow.duplicates_detail
    numbers |= {"within": detail.within, "between": detail.between, "already_known": detail.already_known}
    for row in flow.sources:
        told = {"raw": row.raw, "within_duplicates": row.within_duplicates, "distinct": row.distinct,
                "only_here": row.only_here, "also_elsewhere": row.also_elsewhere}  # fmt: skip
        numbers |= {f"sources/{row.search}/{name}": n for name, n in told.items()}
    numbers |= {f"overlap/{one}/{two}": n for (one, two), n in flow.overlap.items()}
    assert {key: len(flow.members[key]) + flow.repeats.get(key, 0) for key in numbers} == numbers


AnyOrder.TestCase.settings = settings(
    max_examples=examples(12),
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyOrder = AnyOrder.TestCase
