"""Whatever comes in and whatever is judged again, a pair that somebody told apart is never asked about again."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from harvester.errors import ContradictionError
from harvester.store import records
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.dedup.judge import judge_pair
from harvester.workflow.dedup.review_queue import list_pairs_to_review
from harvester.workflow.harvest.update import import_files
from tests.reviews import article, write_export
from tests.support import examples
from tests.workflow.contexts import manual_review, open_test_review

DOUBTFUL = {"SP": "", "EP": "", "VL": "", "DO": "", "JF": "Meeting abstracts", "A1": ""}
"""What is taken from a record so that nobody can tell whether it is the article."""


class Rejected(RuleBasedStateMachine):
    """People answer, databases send more and send it anew, rules judge again."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        folder = Path(self.open.enter_context(tempfile.TemporaryDirectory())) / "review"
        self.context: ReviewContext = self.open.enter_context(open_test_review(manual_review(folder)))
        self.apart: set[tuple[str, str]] = set()
        self.put_off: set[tuple[str, str]] = set()
        self.files = 0

    def teardown(self) -> None:
        self.open.close()

    @rule(
        key=st.sampled_from(["embase", "ovid"]),
        numbers=st.sets(st.integers(1, 3), min_size=1),
        bare=st.booleans(),
        note=st.sampled_from(["", "Background: one.", "Background: two."]),
    )
    def a_database_sends(self, key: str, numbers: set[int], bare: bool, note: str) -> None:
        self.files += 1
        changes = {**(DOUBTFUL if bare else {}), "N2": note}
        rows = [article(number, **changes) for number in sorted(numbers)]
        import_files(self.context, [write_export(self.context.review.folder / f"{self.files}.ris", rows)], key)

    @rule(verdict=st.sampled_from(["distinct", "unsure", "duplicate"]))
    def somebody_answers(self, verdict: str) -> None:
        for pair in list_pairs_to_review(self.context)[:1]:
            names = (pair.left.name, pair.right.name)
            try:
                judge_pair(self.context, *names, verdict, person="Ann")  # type: ignore[arg-type]
            except ContradictionError:
                continue
            told = {"distinct": self.apart, "unsure": self.put_off}.get(verdict)
            if told is not None:
                told.add(names)

    @rule()
    def a_newer_harvester_judges_everything_again(self) -> None:
        with self.context.store.write() as session:
            session.connection().exec_driver_sql("UPDATE record SET judged = 0")
        with self.context.store.read() as session:
            count = len(records.load_records(session))
        assert deduplicate_store(self.context).judged == count

    @invariant()
    def what_was_told_apart_is_never_asked_about(self) -> None:
        asked = {(pair.left.name, pair.right.name) for pair in list_pairs_to_review(self.context)}
        assert not asked & self.apart
        assert not asked & self.put_off
        again = {(pair.left.name, pair.right.name) for pair in list_pairs_to_review(self.context, include_unsure=True)}
        assert not again & self.apart


TestRejected = Rejected.TestCase
TestRejected.settings = settings(
    max_examples=examples(9), stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
