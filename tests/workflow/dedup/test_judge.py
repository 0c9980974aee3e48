"""Rules propose, people decide: for good, until they take it back; the numbers of reports stay what they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harvester.dedup.scoring.review_rules import ReviewReason
from harvester.dedup.scoring.weights import CONFLICTING_PROBABILITY
from harvester.errors import ContradictionError, UsageError
from harvester.store import judgements, records
from harvester.store.judgements import NewJudgement
from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.deduplicate import deduplicate_store
from harvester.workflow.dedup.explain import explain_records
from harvester.workflow.dedup.history import undo_judgements
from harvester.workflow.dedup.judge import judge_pair
from harvester.workflow.dedup.review_queue import list_pairs_to_review
from harvester.workflow.harvest.update import import_files
from harvester.workflow.store_check import check_store
from tests.reviews import article, write_export
from tests.workflow.contexts import import_articles, new_event, rows_of


@pytest.fixture(autouse=True)
def always_sound(context: ReviewContext) -> Iterator[None]:
    yield
    assert check_store(context) == ()


def reports(context: ReviewContext) -> dict[int, int]:
    with context.store.read() as session:
        return records.report_of_each_record(session)


def record(number: int, key: str = "embase") -> str:
    return f"{key}:L{700_000 + number}"


def merge(context: ReviewContext, one: int, other: int, *, person: str = "Ann") -> None:
    judge_pair(context, record(one), record(other), "duplicate", person=person)


def split(context: ReviewContext, one: int, other: int, *, person: str = "Ann") -> None:
    judge_pair(context, record(one), record(other), "distinct", person=person)


def change(context: ReviewContext, number: int, **tags: str) -> None:
    """Import a changed version of an article."""
    name = f"changed-{number}-{len(rows_of(context))}-{'-'.join(tags)}-{rows_of(context)['run']}.ris"
    path = write_export(context.review.folder / "exports" / name, [article(number, **tags)])
    import_files(context, [path], "embase")


def test_the_same_article_from_two_databases_is_one_report(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    result = import_articles(context, "ovid", 2, 3, 4)
    assert (result.records, result.reports, result.new_reports) == (6, 4, 1)
    assert reports(context) == {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 6}


def test_what_is_judged_once_is_not_judged_again(context: ReviewContext) -> None:
    import_articles(context, "embase", *range(20))
    import_articles(context, "ovid", *range(10, 30))
    before = rows_of(context)
    assert deduplicate_store(context).judged == 0
    assert rows_of(context) == before


def test_a_person_merges_what_no_rule_would(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    told = judge_pair(context, record(3), record(1), "duplicate", person="Ann")
    assert told.sentence == "embase:L700001 and embase:L700003 are one report now: R000001."
    assert told.moved == 1
    assert reports(context) == {1: 1, 2: 2, 3: 1}


def test_a_person_splits_what_the_rules_merged(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 1)
    assert reports(context) == {1: 1, 2: 1}
    judge_pair(context, record(1), record(1, "ovid"), "distinct", person="Ann")
    assert reports(context) == {1: 1, 2: 2}


def test_a_split_report_gets_back_the_number_it_had(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3, 4)
    merge(context, 2, 4)
    merge(context, 2, 1)
    assert reports(context) == {1: 1, 2: 1, 3: 3, 4: 1}
    split(context, 2, 1)
    assert reports(context) == {1: 1, 2: 2, 3: 3, 4: 2}


def test_undoing_takes_judgements_back_one_by_one(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    merge(context, 1, 2)
    merge(context, 2, 3)
    assert set(reports(context).values()) == {1}
    assert undo_judgements(context).sentence.startswith("embase:L700002 and embase:L700003 are different reports now")
    assert reports(context) == {1: 1, 2: 1, 3: 3}
    undo_judgements(context)
    assert reports(context) == {1: 1, 2: 2, 3: 3}
    with pytest.raises(UsageError, match="There is no manual judgement to undo"):
        undo_judgements(context)


def test_undoing_a_split_lets_the_rule_s_merge_hold_again(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 1)
    judge_pair(context, record(1), record(1, "ovid"), "distinct", person="Ann")
    undo_judgements(context)
    assert reports(context) == {1: 1, 2: 1}
    with context.store.read() as session:
        [live] = judgements.load_live_judgements(session)
    assert (live.made_by, live.verdict) == ("rule", "duplicate")


def test_undoing_a_change_of_mind_lets_the_first_word_hold_again(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    merge(context, 1, 2, person="Ann")
    split(context, 1, 2, person="Bob")
    undo_judgements(context)
    assert reports(context) == {1: 1, 2: 1}
    merge(context, 1, 2, person="Eve")
    undo_judgements(context)
    undo_judgements(context)
    assert reports(context) == {1: 1, 2: 2}


def test_no_judgement_is_ever_deleted_and_one_of_a_pair_is_live(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    merge(context, 1, 2)
    split(context, 1, 2)
    undo_judgements(context)
    with context.store.read() as session:
        made = judgements.load_judgement_history(session, (1, 2))
    assert [row.verdict for row in made if row.made_by == "person"] == ["duplicate", "distinct", "duplicate"]
    assert [row.id for row in made if row.superseded_at is None] == [made[-1].id]
    assert made[-1].undoes == made[-2].id


def test_a_person_is_right_even_after_the_record_changed_and_was_judged_again(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 1)
    judge_pair(context, record(1), record(1, "ovid"), "distinct", person="Ann")
    change(context, 1, N2="Background: added, so that the rules look again.")
    assert reports(context) == {1: 1, 2: 2}
    with context.store.read() as session:
        assert [row.made_by for row in judgements.load_live_judgements(session)] == ["person"]


def test_records_that_changed_and_no_longer_agree_part_again(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 1)
    elsewhere = {tag: article(8)[tag] for tag in ("A1", "Y1", "VL", "SP", "EP")}
    change(context, 1, **elsewhere, T1="Anakinra for macrophage activation in children and in adults", DO="")
    assert reports(context) == {1: 1, 2: 2}
    with context.store.read() as session:
        history = judgements.load_judgement_history(session, (1, 2))
    assert history[0].verdict == "duplicate"
    assert history[0].superseded_at is not None
    assert history[-1].verdict in {"withdrawn", "distinct", "unsure"}


def test_records_that_changed_and_agree_now_become_one_report(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 2)
    assert reports(context) == {1: 1, 2: 2}
    change(context, 1, **article(2, U2="L700001"))
    assert reports(context) == {1: 1, 2: 1}


def test_a_merge_that_contradicts_two_people_is_refused_and_leaves_no_trace(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    merge(context, 1, 2, person="Ann")
    split(context, 2, 3, person="Bob")
    before = rows_of(context), reports(context)
    with pytest.raises(ContradictionError, match="Bob judged") as caught:
        merge(context, 1, 3, person="Eve")
    assert "Nothing was changed" in caught.value.message
    assert (rows_of(context), reports(context)) == before


def test_a_split_that_contradicts_a_chain_of_people_is_refused_and_leaves_no_trace(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    merge(context, 1, 2, person="Ann")
    merge(context, 2, 3, person="Bob")
    before = rows_of(context), reports(context)
    with pytest.raises(ContradictionError, match=r"Ann judged .* the same report"):
        split(context, 1, 3, person="Eve")
    assert (rows_of(context), reports(context)) == before


def test_changing_one_s_mind_about_the_same_pair_is_no_contradiction(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    for _ in range(2):
        merge(context, 1, 2)
        assert reports(context) == {1: 1, 2: 1}
        split(context, 1, 2)
        assert reports(context) == {1: 1, 2: 2}


def test_a_person_may_part_a_record_from_a_report_the_rules_made(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 1)
    import_articles(context, "ovid", 1, 2)
    judge_pair(context, record(1), record(1, "ovid"), "distinct", person="Ann")
    assert reports(context)[1] != reports(context)[2]


def test_a_record_and_itself_cannot_be_judged(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    with pytest.raises(UsageError, match="are the same record"):
        merge(context, 1, 1)


@pytest.mark.parametrize("name", ["R000099", "embase:L1", "nowhere", "", "R0"])
def test_a_name_that_means_nothing_is_refused(context: ReviewContext, name: str) -> None:
    import_articles(context, "embase", 1)
    with pytest.raises(UsageError, match="There is no re") as caught:
        explain_records(context, record(1), name)
    assert "R000123" in caught.value.hint


def test_a_number_two_databases_use_must_be_named_with_its_source(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    import_articles(context, "ovid", 1)
    with pytest.raises(UsageError, match="is the number of 2 records: embase:L700001, ovid:L700001"):
        explain_records(context, "L700001", record(2))


def test_a_report_is_named_by_its_number_a_record_by_its_source(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2)
    told = explain_records(context, "r2", "L700001")
    assert (told.left.id, told.right.id, told.same_report) == (1, 2, False)


def test_why_two_records_are_one_report_is_told_field_by_field_with_all_that_was_judged(context: ReviewContext) -> None:
    import_articles(context, "embase", 1)
    import_articles(context, "ovid", 1)
    judge_pair(context, record(1), record(1, "ovid"), "distinct", person="Ann")
    told = explain_records(context, record(1), record(1, "ovid")).to_json()
    assert (told["same_report"], told["outcome"]) == (False, "duplicate")
    assert {"doi", "title"} <= {line["field"] for line in told["evidence"]}
    assert [(row["verdict"], row["by"], row["live"]) for row in told["judgements"]] == [
        ("duplicate", "rule", False),
        ("distinct", "Ann", True),
    ]


def test_doubts_are_listed_the_nearest_to_even_first_until_somebody_decides(context: ReviewContext) -> None:
    import_articles(context, "embase", 1, 2, 3)
    with context.store.write() as session:
        doubts = [
            NewJudgement(record_a=a, record_b=b, verdict="unsure", made_by="rule", probability=probability)
            for a, b, probability in ((1, 2, 0.9), (1, 3, 0.55))
        ]
        judgements.add_judgements(session, doubts, event=new_event(context, session))
    assert [view.probability for view in list_pairs_to_review(context)] == [0.55, 0.9]
    merge(context, 1, 3)
    assert [view.right.accession for view in list_pairs_to_review(context)] == ["L700002"]
    split(context, 1, 2)
    assert list_pairs_to_review(context) == ()


def test_a_record_that_fits_two_reports_of_one_title_is_asked_about_and_goes_where_a_person_says(
    context: ReviewContext,
) -> None:
    sequel = {"U2": "L900001", "VL": "39", "SP": "1204", "EP": "1215", "DO": "10.5555/sequel"}
    bare = {"U2": "L900002", "VL": "", "SP": "", "EP": "", "DO": ""}
    rows = [article(1), article(1, **sequel), article(1, **bare)]
    import_files(context, [write_export(context.review.folder / "exports" / "twins.ris", rows)], "embase")
    (pair,) = list_pairs_to_review(context)
    assert (pair.probability, pair.evidence[-1].kind) == (CONFLICTING_PROBABILITY, "conflicting")
    told = explain_records(context, pair.left.name, pair.right.name).explanation
    assert (told.outcome, told.evidence[-1].kind) == ("unsure", ReviewReason.CONFLICTING.kind)
    assert pair.right.accession == "L900002"
    judge_pair(context, pair.left.name, pair.right.name, "duplicate", person="Ann")
    at = reports(context)
    assert at[pair.left.id] == at[pair.right.id]
    assert len(set(at.values())) == 2
    (again,) = list_pairs_to_review(context)
    assert {again.left.accession, again.right.accession} == {"L700001", "L900001", "L900002"} - {pair.left.accession}
    judge_pair(context, again.left.name, again.right.name, "distinct", person="Ann")
    assert list_pairs_to_review(context) == ()
