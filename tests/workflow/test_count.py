"""The flow is counted from events: now, as of any day, against the last release, and frozen for good by a release."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from harvester.errors import UsageError
from harvester.prisma import to_json
from harvester.workflow.count import Layout, count_flow
from harvester.workflow.desk import Desk
from harvester.workflow.judge import decide as judge
from harvester.workflow.release import release, released_flow
from harvester.workflow.screen import decide, mark_retrieval
from harvester.workflow.status import status
from tests.reviews import make_review, search_table
from tests.simulators.corpus import Corpus
from tests.workflow.desks import Service, TickingClock, bring, desk_on, run


def flow_json(desk: Desk, *, layout: Layout = "latest+previous", as_of: datetime | None = None) -> dict[str, Any]:
    told = count_flow(desk, layout=layout, as_of=as_of.date() if as_of else None).flow
    plain: dict[str, Any] = json.loads(json.dumps(to_json(told, as_of="", layout=layout)))
    return plain


def boxes(desk: Desk, *keys: str, layout: Layout = "latest+previous") -> list[Any]:
    found = flow_json(desk, layout=layout)["boxes"]
    return [found[key] for key in keys]


def include(desk: Desk, *names: str) -> None:
    decide(desk, names, "include", stage="title-abstract", reviewer="Ann")
    mark_retrieval(desk, names, "retrieved", reviewer="Ann")
    decide(desk, names, "include", stage="full-text", reviewer="Ann")


def exclude(desk: Desk, *names: str) -> None:
    decide(desk, names, "exclude", stage="title-abstract", reviewer="Ann")


def screened_all(desk: Desk) -> None:
    """Three reports found by both searches: one included, two excluded."""
    bring(desk, "embase", 1, 2, 3)
    bring(desk, "ovid", 3)
    include(desk, "R1")
    exclude(desk, "R2", "R3")


def test_an_empty_review_counts_nothing_and_adds_up(desk: Desk) -> None:
    assert boxes(desk, "database_results", "records_screened", "new_reports") == [0, 0, 0]


def test_the_flow_counts_what_was_found_and_decided(desk: Desk) -> None:
    screened_all(desk)
    assert boxes(desk, "database_results", "duplicates", "records_screened", "records_excluded", "new_reports") == [
        4,
        1,
        3,
        2,
        1,
    ]
    assert all(check["ok"] for check in flow_json(desk)["checks"])


def test_a_day_in_the_past_is_counted_as_it_was(desk: Desk, clock: TickingClock) -> None:
    told: dict[datetime, tuple[Any, Any]] = {}

    def the_day_ends() -> None:
        told[clock.moment] = flow_json(desk), flow_json(desk, layout="all")
        clock.sleep_days(1)

    the_day_ends()
    bring(desk, "embase", 1, 2, 3, 4)
    the_day_ends()
    exclude(desk, "R2")
    include(desk, "R1")
    the_day_ends()
    bring(desk, "ovid", 3, 4, 5)
    judge(desk, "R3", "R4", "duplicate", person="Ann")
    the_day_ends()
    judge(desk, "R3", "R4", "distinct", person="Ann")
    judge(desk, "R1", "R2", "duplicate", person="Ann")
    the_day_ends()
    release(desk, "v1", allow_pending=True)
    the_day_ends()
    bring(desk, "embase", 4, 5, 6)
    exclude(desk, "R1")
    the_day_ends()
    assert len({json.dumps(flows) for flows in told.values()}) == len(told)
    for moment, (latest, everything) in told.items():
        assert flow_json(desk, as_of=moment) == latest
        assert flow_json(desk, as_of=moment, layout="all") == everything


def test_a_service_s_past_is_counted_as_it_was_too(asking: Desk, service: Service, clock: TickingClock) -> None:
    told: list[tuple[datetime, Any]] = []
    for withdrawn, key in ((), "pubmed"), (("30000001",), "pubmed"), ((), "second"), (("30000002",), "pubmed"):
        for pmid in withdrawn:
            service.corpus.withdraw(pmid)
        run(asking, service, key)
        told.append((clock.moment, flow_json(asking)))
        clock.sleep_days(1)
    for moment, flow in told:
        assert flow_json(asking, as_of=moment) == flow


def test_a_day_lasts_until_midnight_in_utc(desk: Desk, clock: TickingClock) -> None:
    clock.moment = datetime(2026, 11, 23, 23, 59, 50, tzinfo=UTC)
    bring(desk, "embase", 1)
    clock.moment = datetime(2026, 11, 24, 0, 0, 0, tzinfo=UTC)
    bring(desk, "embase", 1, 2)
    then = count_flow(desk, as_of=datetime(2026, 11, 23, tzinfo=UTC).date())
    assert then.flow.boxes["database_results"] == 1


def test_a_release_needs_everything_decided(desk: Desk) -> None:
    bring(desk, "embase", 1, 2)
    exclude(desk, "R1")
    with pytest.raises(UsageError, match=r"Not finished: 1 report is still to be decided or retrieved: R000002"):
        release(desk, "v1")
    assert status(desk).releases == ()


def test_a_release_needs_every_conflict_settled(desk: Desk) -> None:
    bring(desk, "embase", 1)
    include(desk, "R1")
    decide(desk, ["R1"], "exclude", stage="full-text", reviewer="Bob", reason="wrong route")
    with pytest.raises(UsageError, match="1 with conflicting decisions"):
        release(desk, "v1")


def test_a_release_is_never_made_twice(desk: Desk) -> None:
    screened_all(desk)
    release(desk, "v1")
    with pytest.raises(UsageError, match="a release never changes"):
        release(desk, "v1")


def test_a_release_that_is_none_is_named_with_those_there_are(desk: Desk) -> None:
    screened_all(desk)
    release(desk, "v1")
    with pytest.raises(UsageError, match="no release 'v2'") as caught:
        released_flow(desk, "v2")
    assert "v1" in caught.value.hint


def test_nothing_that_happens_later_changes_a_released_flow(desk: Desk) -> None:
    screened_all(desk)
    frozen = release(desk, "v1").flow
    judge(desk, "R1", "R2", "duplicate", person="Ann")
    bring(desk, "ovid", 7, 8)
    exclude(desk, "R1")
    assert released_flow(desk, "v1") == json.loads(json.dumps(frozen))


def test_after_a_release_only_what_is_new_is_counted_beside_what_was_included(desk: Desk) -> None:
    screened_all(desk)
    release(desk, "v1")
    bring(desk, "embase", 1, 2, 3, 4, 5)
    include(desk, "R5")
    found = boxes(
        desk, "previous_reports", "database_results", "duplicates", "records_screened", "new_reports", "total_reports"
    )
    assert found == [1, 5, 3, 2, 1, 2]
    assert flow_json(desk)["duplicates_detail"] == {"within": 0, "between": 0, "already_known": 3}


def test_all_searches_can_still_be_shown_as_one_review_and_are_the_sum_of_its_versions(desk: Desk) -> None:
    screened_all(desk)
    keys = ("previous_reports", "database_results", "duplicates", "records_screened", "new_reports")
    first = boxes(desk, *keys)
    release(desk, "v1")
    bring(desk, "embase", 1, 2, 3, 4)
    second = boxes(desk, *keys)
    assert (first, second) == ([0, 4, 1, 3, 1], [1, 4, 3, 1, 0])
    assert boxes(desk, *keys, layout="all") == [0, 8, 4, 4, 1]


def test_right_after_a_release_the_flow_says_that_nothing_has_happened_since(desk: Desk) -> None:
    screened_all(desk)
    release(desk, "v1")
    told = count_flow(desk)
    assert told.nothing_since == "v1"
    assert told.flow.boxes["total_reports"] == 1


def test_what_waited_at_a_release_is_screened_in_the_next_version(desk: Desk) -> None:
    bring(desk, "embase", 1, 2)
    exclude(desk, "R1")
    assert release(desk, "v1", allow_pending=True).unfinished == 1
    bring(desk, "embase", 1, 2, 3)
    told = flow_json(desk)
    assert told["boxes"]["records_screened"] == 2
    assert told["pending"]["carried_over"] == 1
    include(desk, "R2")
    exclude(desk, "R3")
    assert boxes(desk, "new_reports", "records_excluded", "total_reports") == [1, 1, 1]


def test_a_report_included_in_a_release_and_removed_since_is_subtracted(desk: Desk) -> None:
    screened_all(desk)
    release(desk, "v1")
    decide(desk, ["R1"], "exclude", stage="full-text", reviewer="Ann", reason="wrong route")
    assert boxes(desk, "previous_reports", "total_reports") == [1, 0]


def test_a_report_that_parted_from_another_after_a_release_is_screened_and_counted(desk: Desk) -> None:
    bring(desk, "embase", 1, 2)
    judge(desk, "R1", "R2", "duplicate", person="Ann")
    exclude(desk, "R1")
    release(desk, "v1")
    judge(desk, "R1", "R2", "distinct", person="Bob")
    assert status(desk).waiting["title-abstract"] == 1
    told = flow_json(desk)
    assert (told["boxes"]["records_screened"], told["pending"]["title_abstract"]) == (1, 1)
    include(desk, "R2")
    assert boxes(desk, "new_reports", "total_reports") == [1, 1]
    assert flow_json(desk)["boxes"]["previous_reports"] == 0


def test_other_methods_have_a_column_of_their_own(tmp_path: Any, clock: TickingClock) -> None:
    folder = make_review(tmp_path / "r", search_table("embase"), search_table("web", kind="website"))
    with desk_on(folder, clock=clock) as desk:
        bring(desk, "embase", 1, 2)
        bring(desk, "web", 2, 3)
        told = flow_json(desk)["boxes"]
        assert (told["database_results"], told["website_results"]) == (2, 2)
        assert (told["records_screened"], told["other_sought_reports"]) == (2, 1)


def test_a_search_is_counted_once_however_often_it_ran(asking: Desk, service: Service) -> None:
    run(asking, service)
    run(asking, service)
    run(asking, Service(Corpus(dict(service.corpus.records))), "second")
    assert boxes(asking, "database_results", "records_screened") == [60, 30]
