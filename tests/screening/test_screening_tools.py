"""What each screening tool gives back becomes the same values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester.errors import FormatError
from harvester.screening import Decision, Stage
from harvester.screening.imports import abstrackr, asreview, eppi, read_covidence
from harvester.screening.imports.model import ImportedDecision, apply_list_decision, parse_moment, sign_decisions
from tests.screening.rows import row, verdicts


def test_covidences_list_is_the_decision_and_its_notes_hold_the_reason() -> None:
    rows = [row(("Notes", "Exclusion reason: Wrong study design; Ann: see table 2"), ("Tags", "Ongoing Study; German"))]
    [found] = apply_list_decision(read_covidence(rows), ImportedDecision(decision=Decision.EXCLUDE))
    [vote] = found.decisions
    assert (vote.decision, vote.reasons) == ("exclude", ("Wrong study design",))
    assert (vote.labels, vote.note) == (("Ongoing Study", "German"), "Ann: see table 2")


def test_covidences_excluded_list_is_not_taken_for_included_ones() -> None:
    rows = [row(), row(("N1", "Exclusion reason: Wrong route;"), line=9)]
    with pytest.raises(FormatError, match="first in line 9: 'Wrong route'"):
        apply_list_decision(read_covidence(rows), ImportedDecision(decision=Decision.INCLUDE))


def test_a_list_does_not_overrule_what_the_file_itself_says() -> None:
    found = asreview.read_asreview([row(("asreview_label", "1")), row(("asreview_label", ""), line=3)])
    with pytest.raises(FormatError, match="itself has decisions"):
        apply_list_decision(found, ImportedDecision(decision=Decision.EXCLUDE))
    assert [
        bool(each.decisions) for each in apply_list_decision(found, ImportedDecision(decision=Decision.INCLUDE))
    ] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ((("asreview_label", "1"),), "include"),
        ((("asreview_label", "0.0"),), "exclude"),
        ((("included", "TRUE"),), "include"),
        ((("asreview_label", "irrelevant"), ("included", "1")), "exclude"),
        ((("label_included", "0"),), "exclude"),
        ((("N1", "ASReview_irrelevant"), ("N1", "ASReview_prior")), "exclude"),
        ((("N1", "Additional notes 1. ASReview_relevant. Additional notes 2."),), "include"),
        ((("N1", "<p>ASReview_relevant</p>"),), "include"),
    ],
)
def test_asreviews_label_is_found_where_its_versions_put_it(fields: tuple[tuple[str, str], ...], verdict: str) -> None:
    [found] = asreview.read_asreview([row(*fields)])
    assert [vote.decision for vote in found.decisions] == [verdict]


@pytest.mark.parametrize("label", ["maybe", "2", "yes"])
def test_a_label_that_is_none_of_asreviews_is_told_with_its_line(label: str) -> None:
    with pytest.raises(FormatError, match=f"(?s)1 labels.*line 5: asreview_label: {label!r}"):
        asreview.read_asreview([row(("asreview_label", "1")), row(("asreview_label", label), line=5)])


def test_a_label_the_data_set_had_before_is_no_decision_where_asreview_has_its_own_column() -> None:
    assert asreview.read_asreview([row(("label_included", "1"), ("asreview_label", ""))])[0].decisions == ()


@pytest.mark.parametrize(
    "fields", [(("included", "-1"),), (("asreview_label", ""),), (("N1", "ASReview_not_seen"),), (("N1", "a note"),)]
)
def test_what_asreview_has_not_shown_anybody_has_no_vote(fields: tuple[tuple[str, str], ...]) -> None:
    assert asreview.read_asreview([row(*fields)])[0].decisions == ()


def test_asreviews_reviewer_time_note_and_tags_are_kept() -> None:
    told = (
        ("N1", "ASReview_relevant"),
        ("N1", 'asreview_note: "dose: see \\"methods\\""'),
        ("N1", "asreview_time: 1760000000.5"),
        ("N1", 'asreview_user_name: "Ann"'),
        ("N1", "asreview_tag_design_rct: 1"),
    )
    [vote] = asreview.read_asreview([row(*told)])[0].decisions
    assert vote == ImportedDecision(
        decision=Decision.INCLUDE,
        reviewer="Ann",
        labels=("design_rct",),
        note='dose: see "methods"',
        date=datetime.fromtimestamp(1760000000.5, UTC),
    )


def abstrackr_row(consensus: str, *labels: str) -> tuple[tuple[str, str], ...]:
    names = ("Ann", "Bob")
    columns = [("tags", "german"), ("consensus", consensus), ("labeled_at", "")]
    for name, label in zip(names, labels, strict=True):
        columns += [(name, label), ("labeled_at", "2026-08-15 08:42:23")]
    return (*columns, ("general notes (Ann)", "dose?"), ("population notes (Bob)", ""))


def test_abstrackrs_columns_are_its_reviewers() -> None:
    [found] = abstrackr.read_abstrackr([row(*abstrackr_row("o", "1", "0"))])
    assert verdicts(found.decisions) == {"Ann": "include", "Bob": "undecided"}
    assert found.decisions[0].date == datetime(2026, 8, 15, 8, 42, 23, tzinfo=UTC)
    assert [vote.note for vote in found.decisions] == ["dose?", ""]
    assert found.decisions[0].labels == ("german",)


def test_abstrackrs_labels_are_read_as_a_spreadsheet_writes_them() -> None:
    [found] = abstrackr.read_abstrackr([row(*abstrackr_row("o", "1.0", "-1.0"))])
    assert verdicts(found.decisions) == {"Ann": "include", "Bob": "exclude"}


def test_abstrackrs_consensus_settles_a_disagreement() -> None:
    [found] = abstrackr.read_abstrackr([row(*abstrackr_row("-1", "1", "-1"))])
    assert [(vote.decision, vote.adjudicates) for vote in found.decisions] == [
        ("include", False), ("exclude", False), ("exclude", True),
    ]  # fmt: skip
    [agreed] = abstrackr.read_abstrackr([row(*abstrackr_row("1", "1", "1"))])
    assert not any(vote.adjudicates for vote in agreed.decisions)


def test_a_label_that_is_none_of_abstrackrs_is_told_with_its_line() -> None:
    fine = row(*abstrackr_row("o", "1", "0"))
    with pytest.raises(FormatError, match=r"(?s)1 labels.*line 6: Ann: 'yes'"):
        abstrackr.read_abstrackr([fine, row(*abstrackr_row("o", "yes", "o"), line=6)])


def test_a_table_without_abstrackrs_columns_is_refused() -> None:
    with pytest.raises(FormatError, match="no column consensus"):
        abstrackr.read_abstrackr([row(("title", "x"))])


def test_eppis_codes_are_decisions_and_reasons() -> None:
    rows = [
        row(("INCLUDE on title & abstract", "1"), ("EXCLUDE on population", "")),
        row(("INCLUDE on title & abstract", ""), ("EXCLUDE on population", "children only"), line=3),
        row(("INCLUDE on title & abstract", ""), ("EXCLUDE on population", ""), line=4),
        row(("INCLUDE on title & abstract", "1"), ("EXCLUDE on population", "1"), line=5),
    ]
    first, second, third, fourth = eppi.read_eppi(rows, Stage.TITLE_ABSTRACT)
    assert [vote.decision for vote in first.decisions] == ["include"]
    assert [(vote.decision, vote.reasons, vote.note) for vote in second.decisions] == [
        ("exclude", ("population",), "children only")
    ]
    assert third.decisions == ()
    assert fourth.decisions[0].decision == "undecided"
    assert "EXCLUDE on population" in fourth.decisions[0].note


def test_eppis_codes_of_another_stage_do_not_count() -> None:
    rows = [row(("INCLUDE on title & abstract", "1"), ("Exclude: on full text: wrong route", "1"))]
    assert eppi.read_eppi(rows, Stage.TITLE_ABSTRACT)[0].decisions[0].decision == "include"
    assert eppi.read_eppi(rows, Stage.FULL_TEXT)[0].decisions[0].decision == "exclude"


def test_eppis_code_for_doubts_is_undecided() -> None:
    def coded(include: str, uncertain: str) -> tuple[tuple[str, str], ...]:
        return (("INCLUDE on title & abstract", include), ("Uncertain", uncertain), ("Exclude", ""))

    rows = [row(*coded("1", "")), row(*coded("", "1")), row(*coded("1", "1"))]
    votes = [each.decisions[0] for each in eppi.read_eppi(rows, Stage.TITLE_ABSTRACT)]
    assert [vote.decision for vote in votes] == ["include", "undecided", "undecided"]
    assert votes[2].note == "coded: Uncertain, INCLUDE on title & abstract"


def test_the_flag_of_eppis_coding_report_says_i_or_e() -> None:
    rows = [row(("I/E/D/S flag", flag)) for flag in ("(I)", "(E)", "(S) Duplicate")]
    assert [[vote.decision for vote in each.decisions] for each in eppi.read_eppi(rows, Stage.FULL_TEXT)] == [
        ["include"], ["exclude"], [],
    ]  # fmt: skip


def test_eppis_list_of_items_says_i_or_e() -> None:
    rows = [row(("Included", mark)) for mark in ("I", "E", "D")]
    assert [[vote.decision for vote in each.decisions] for each in eppi.read_eppi(rows, Stage.FULL_TEXT)] == [
        ["include"], ["exclude"], [],
    ]  # fmt: skip


def test_what_a_file_leaves_unsigned_and_undated_is_signed_and_dated() -> None:
    day = datetime(2026, 3, 31, tzinfo=UTC)
    found = asreview.read_asreview(
        [row(("asreview_label", "1")), row(("asreview_label", "0"), ("asreview_user_name", "A"))]
    )
    first, second = sign_decisions(found, reviewer="Bob", date=day)
    assert (first.decisions[0].reviewer, first.decisions[0].date) == ("Bob", day)
    assert second.decisions[0].reviewer == "A"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-03-31", datetime(2026, 3, 31, tzinfo=UTC)),
        ("2026-03-31T08:00:00.250Z", datetime(2026, 3, 31, 8, 0, 0, 250000, tzinfo=UTC)),
        ("2026-03-31 08:00:00 UTC", datetime(2026, 3, 31, 8, tzinfo=UTC)),
        ("2026-03-31 10:00:00+02:00", datetime(2026, 3, 31, 8, tzinfo=UTC)),
        ("1760000000", datetime(2025, 10, 9, 8, 53, 20, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_read_as_tools_write_them(text: str, meant: datetime | None) -> None:
    assert parse_moment(text) == meant
