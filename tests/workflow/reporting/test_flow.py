"""The flow is counted from events: now, as of any day, against the last release, and frozen for good by a release."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from harvester.errors import UsageError
from harvester.prisma import flow_to_json
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.judge import judge_pair as judge
from harvester.workflow.reporting.flow import Layout, count_flow
from harvester.workflow.reporting.release import create_release, read_released_flow
from harvester.workflow.screening.decide import decide_reports, mark_retrieval
from harvester.workflow.status import load_status
from tests.reviews import make_review, search_table
from tests.simulators.corpus import Corpus
from tests.workflow.contexts import Service, TickingClock, import_articles, open_test_review, run


def flow_json(
    context: ReviewContext, *, layout: Layout = "latest+previous", as_of: datetime | None = None
) -> dict[str, Any]:
    told = count_flow(context, layout=layout, as_of=as_of.date() if as_of else None).flow
    plain: dict[str, Any] = json.loads(json.dumps(flow_to_json(told, as_of="", layout=layout)))
    return plain


def boxes(context: ReviewContext, *keys: str, layout: Layout = "latest+previous") -> list[Any]:
    found = flow_json(context, layout=layout)["boxes"]
    return [found[key] for key in keys]


def include(context: ReviewContext, *names: str) -> None:
    decide_reports(context, names, Decision.INCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")
    mark_retrieval(context, names, RetrievalStatus.RETRIEVED, reviewer="Ann")
    decide_reports(context, names, Decision.INCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann", implied=True)


def exclude(context: ReviewContext, *names: str) -> None:
    decide_reports(context, names, Decision.EXCLUDE, stage=Stage.TITLE_ABSTRACT, reviewer="Ann")


def screened_all(context: ReviewContext) -> None:
    """Three reports found by both searches: one included, two excluded."""
    import_articles(context, "embase", 1, 2, 3)
    import_articles(context, "ovid", 3)
    include(context, "R1")
    exclude(context, "R2", "R3")


def test_an_empty_review_counts_nothing_and_adds_up(context: ReviewContext) -> None:
    assert boxes(context, "database_results", "records_screened", "new_reports") == [0, 0, 0]


def test_the_flow_counts_what_was_found_and_decided(context: ReviewContext) -> None:
    screened_all(context)
    assert boxes(context, "database_results", "duplicates", "records_screened", "records_excluded", "new_reports") == [
        4,
        1,
        3,
        2,
        1,
    ]
    assert all(check["ok"] for check in flow_json(context)["checks"])


def test_a_day_in_the_past_is_counted_as_it_was(context: ReviewContext, clock: TickingClock) -> None:
    told: dict[datetime, tuple[Any, Any]] = {}

    def the_day_ends() -> None:
        told[clock.moment] = flow_json(context), flow_json(context, layout="all")
        clock.sleep_days(1)

    the_day_ends()
    import_articles(context, "embase", 1, 2, 3, 4)
    the_day_ends()
    exclude(context, "R2")
    include(context, "R1")
    the_day_ends()
    import_articles(context, "ovid", 3, 4, 5)
    judge(context, "R3", "R4", "duplicate", person="Ann")
    the_day_ends()
    judge(context, "R3", "R4", "distinct", person="Ann")
    judge(context, "R1", "R2", "duplicate", person="Ann")
    the_day_ends()
    create_release(context, "v1", allow_pending=True)
    the_day_ends()
    import_articles(context, "embase", 4, 5, 6)
    exclude(context, "R1")
    the_day_ends()
    assert len({json.dumps(flows) for flows in told.values()}) == len(told)
    for moment, (latest, everything) in told.items():
        assert flow_json(context, as_of=moment) == latest
        assert flow_json(context, as_of=moment, layout="all") == everything


def test_a_service_s_past_is_counted_as_it_was_too(
    asking: ReviewContext, service: Service, clock: TickingClock
) -> None:
    told: list[tuple[datetime, Any]] = []
    for withdrawn, key in ((), "pubmed"), (("30000001",), "pubmed"), ((), "second"), (("30000002",), "pubmed"):
        for pmid in withdrawn:
            service.corpus.withdraw(pmid)
        run(asking, service, key)
        told.append((clock.moment, flow_json(asking)))
        clock.sleep_days(1)
    for moment, flow in told:
        assert flow_json(asking, as_of=moment) == flow


def test_a_day_lasts_until_midnight_in_utc(context: ReviewContext, clock: TickingClock) -> None:
    clock.moment = datetime(2026, 11, 23, 23, 59, 50, tzinfo=UTC)
    import_articles(context, "embase", 1)
    clock.moment = datetime(2026, 11, 24, 0, 0, 0, tzinfo=UTC)
    import_articles(context, "embase", 1, 2)
    then = count_flow(context, as_of=datetime(2026, 11, 23, tzinfo=UTC).date())
    assert then.flow.boxes["database_results"] == 1


def test_a_release_needs_everything_decided(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    exclude(context, "R1")
    with pytest.raises(UsageError, match=r"Not finished: 1 report is still to be decided or retrieved: R000002"):
        create_release(context, "v1")
    assert load_status(context).releases == ()


def test_a_release_needs_every_conflict_settled(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    include(context, "R1")
    decide_reports(context, ["R1"], Decision.EXCLUDE, stage=Stage.FULL_TEXT, reviewer="Bob", reason="wrong route")
    with pytest.raises(UsageError, match="1 with conflicting decisions"):
        create_release(context, "v1")


def test_a_release_is_never_made_twice(context: ReviewContext) -> None:
    screened_all(context)
    create_release(context, "v1")
    with pytest.raises(UsageError, match="a release never changes"):
        create_release(context, "v1")


def test_a_release_that_is_none_is_named_with_those_there_are(context: ReviewContext) -> None:
    screened_all(context)
    create_release(context, "v1")
    with pytest.raises(UsageError, match="no release 'v2'") as caught:
        read_released_flow(context, "v2")
    assert "v1" in caught.value.hint


def test_nothing_that_happens_later_changes_a_released_flow(context: ReviewContext) -> None:
    screened_all(context)
    frozen = create_release(context, "v1").flow
    judge(context, "R1", "R2", "duplicate", person="Ann")
    import_articles(context, "ovid", 7, 8)
    exclude(context, "R1")
    assert read_released_flow(context, "v1") == json.loads(json.dumps(frozen))


def test_after_a_release_only_what_is_new_is_counted_beside_what_was_included(context: ReviewContext) -> None:
    screened_all(context)
    create_release(context, "v1")
    import_articles(context, "embase", 1, 2, 3, 4, 5)
    include(context, "R5")
    found = boxes(
        context,
        "previous_reports",
        "database_results",
        "duplicates",
        "records_screened",
        "new_reports",
        "total_reports",
    )
    assert found == [1, 5, 3, 2, 1, 2]
    assert flow_json(context)["duplicates_detail"] == {"within": 0, "between": 0, "already_known": 3}


def test_all_searches_can_still_be_shown_as_one_review_and_are_the_sum_of_its_versions(context: ReviewContext) -> None:
    screened_all(context)
    keys = ("previous_reports", "database_results", "duplicates", "records_screened", "new_reports")
    first = boxes(context, *keys)
    create_release(context, "v1")
    import_articles(context, "embase", 1, 2, 3, 4)
    second = boxes(context, *keys)
    assert (first, second) == ([0, 4, 1, 3, 1], [1, 4, 3, 1, 0])
    assert boxes(context, *keys, layout="all") == [0, 8, 4, 4, 1]


def test_right_after_a_release_the_flow_says_that_nothing_has_happened_since(context: ReviewContext) -> None:
    screened_all(context)
    create_release(context, "v1")
    told = count_flow(context)
    assert told.no_search_since == "v1"
    assert told.flow.boxes["total_reports"] == 1


def test_what_waited_at_a_release_is_screened_in_the_next_version(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    exclude(context, "R1")
    assert create_release(context, "v1", allow_pending=True).unfinished == 1
    import_articles(context, "embase", 1, 2, 3)
    told = flow_json(context)
    assert told["boxes"]["records_screened"] == 2
    assert told["pending"]["carried_over"] == 1
    include(context, "R2")
    exclude(context, "R3")
    assert boxes(context, "new_reports", "records_excluded", "total_reports") == [1, 1, 1]


def test_a_report_included_in_a_release_and_removed_since_is_subtracted(context: ReviewContext) -> None:
    screened_all(context)
    create_release(context, "v1")
    decide_reports(
        context, ["R1"], Decision.EXCLUDE, stage=Stage.FULL_TEXT, reviewer="Ann", reason="wrong route", implied=True
    )
    assert boxes(context, "previous_reports", "total_reports") == [1, 0]


def test_a_report_that_parted_from_another_after_a_release_is_screened_and_counted(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    judge(context, "R1", "R2", "duplicate", person="Ann")
    exclude(context, "R1")
    create_release(context, "v1")
    judge(context, "R1", "R2", "distinct", person="Bob")
    assert load_status(context).stage_counts["title-abstract"] == 1
    told = flow_json(context)
    assert (told["boxes"]["records_screened"], told["pending"]["title_abstract"]) == (1, 1)
    include(context, "R2")
    assert boxes(context, "new_reports", "total_reports") == [1, 1]
    assert flow_json(context)["boxes"]["previous_reports"] == 0


def test_other_methods_have_a_column_of_their_own(tmp_path: Any, clock: TickingClock) -> None:
    folder = make_review(tmp_path / "r", search_table("embase"), search_table("web", kind="website"))
    with open_test_review(folder, clock=clock) as context:
        import_articles(context, "embase", 1, 2)
        import_articles(context, "web", 2, 3)
        told = flow_json(context)["boxes"]
        assert (told["database_results"], told["website_results"]) == (2, 2)
        assert (told["records_screened"], told["other_sought_reports"]) == (2, 1)


def test_a_search_is_counted_once_however_often_it_ran(asking: ReviewContext, service: Service) -> None:
    run(asking, service)
    run(asking, service)
    run(asking, Service(Corpus(dict(service.corpus.records))), "second")
    assert boxes(asking, "database_results", "records_screened") == [60, 30]
