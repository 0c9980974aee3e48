"""A table of decisions is read in the words people have for its columns; what may mean two things is asked for."""

from __future__ import annotations

import csv

import pytest

from harvester.errors import FormatError
from harvester.screening import Decision, RetrievalStatus, Stage
from harvester.screening.imports.decision_columns import has_no_decision, parse_decision, recognise_columns
from harvester.screening.imports.decision_table import read_decision_table, read_staged_table
from harvester.screening.imports.model import ImportedDecision, RowWithDecisions


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    return list(enumerate(csv.reader(text.splitlines()), 1))


def read(text: str, stage: Stage = Stage.TITLE_ABSTRACT, *, listed: bool = False) -> list[RowWithDecisions]:
    return read_decision_table([("", rows_of(text))], name="d.csv", stage=stage, listed=listed)


def votes(text: str, stage: Stage = Stage.TITLE_ABSTRACT) -> list[list[tuple[str, str]]]:
    return [[(vote.reviewer, vote.decision) for vote in each.decisions] for each in read(text, stage)]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("DOI,Include?,Reason for exclusion", "10.5555/a,No,wrong route"),
        ("DOI,INCLUDE (Y/N),Exclusion reason", "10.5555/a,N,wrong route"),
        ("DOI,Include/Exclude,Exclusion reason", "10.5555/a,exclude,wrong route"),
        ("DOI,Screening decision,Reason excluded", "10.5555/a,Rejected,wrong route"),
        ("DOI,Titel,Entscheidung,Ausschlussgrund", "10.5555/a,x,Ausschluss,wrong route"),
        ("DOI,Titel,Einschließen?,Ausschlussgrund", "10.5555/a,x,nein,wrong route"),
        ("DOI,Titre,Décision,Motif d'exclusion", "10.5555/a,x,Exclu,wrong route"),
        ("DOI,Título,Decisión,Motivo de exclusión", "10.5555/a,x,Excluido,wrong route"),
        ("citation_title,citation_screening_status,citation_exclude_reasons", "x,excluded,wrong route"),
        ("doi,screened_abstracts,reason", "10.5555/a,excluded,wrong route"),
        ("report_id,decision,reason", "R000001,exclude,wrong route"),
    ],
)
def test_an_exclusion_and_its_reason_are_found_under_the_names_people_give_the_columns(head: str, row: str) -> None:
    [found] = read(f"{head}\n{row}")
    assert found.decisions == (ImportedDecision(decision=Decision.EXCLUDE, reasons=("wrong route",)),)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Included YES Ja Oui Sí TRUE 1 selected Eingeschlossen inclus incluido", "include"),
        ("Excluded NO Nein Non FALSE 0 -1 Ausgeschlossen exclu excluida", "exclude"),
        ("maybe unclear vielleicht peut-être quizás unsicher", "undecided"),
    ],
)
def test_words_of_several_languages_are_decisions(words: str, verdict: str) -> None:
    assert {parse_decision(word) for word in words.split()} == {verdict}


@pytest.mark.parametrize("word", ["x", "?", "unknown", "see Ann", "include/exclude", "yes and no", "2", "probably not"])
def test_a_word_that_may_mean_anything_is_told_with_its_line_and_column(word: str) -> None:
    assert parse_decision(word) is None
    with pytest.raises(FormatError, match=r"(?s)1 rows.*d\.csv:3: Include\?: .*is none of include") as caught:
        read(f"doi,Include?\n10.5555/a,yes\n10.5555/b,{word}")
    assert "empty where nobody has decided" in caught.value.hint


@pytest.mark.parametrize("word", ["", " ", "NA", "n/a", "not vetted", "not_screened", "screened_once", "conflict"])
def test_what_nobody_has_decided_yet_has_no_vote(word: str) -> None:
    assert has_no_decision(word)
    assert [len(each.decisions) for each in read(f"doi,Include?\n10.5555/a,yes\n10.5555/b,{word}")] == [1, 0]


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("doi,Reviewer 1 decision,Reviewer 2 decision", ("Reviewer 1", "Reviewer 2")),
        ("doi,Reviewer1_Decision,Reviewer2_Decision", ("Reviewer 1", "Reviewer 2")),
        ("doi,R1 decision,R2 decision", ("Reviewer 1", "Reviewer 2")),
        ("doi,Decision (Ann),Decision (Bob)", ("Ann", "Bob")),
        ("doi,Decision - Ann,Decision - Bob", ("Ann", "Bob")),
        ("doi,INCLUDE_A,INCLUDE_B", ("Reviewer A", "Reviewer B")),
        ("doi,Reviewer 1,Reviewer 2", ("Reviewer 1", "Reviewer 2")),
    ],
)
def test_decisions_side_by_side_are_opinions_of_their_own(head: str, names: tuple[str, str]) -> None:
    first, second = names
    assert votes(f"{head}\n10.5555/a,include,exclude\n10.5555/b,,maybe") == [
        [(first, "include"), (second, "exclude")],
        [(second, "undecided")],
    ]


def test_a_column_of_names_says_whose_decisions_the_numbered_ones_are() -> None:
    text = "DOI,Reviewer 1,Reviewer 1 decision,Reviewer 2,Reviewer 2 decision\n10.5555/a,Ann,yes,Bob,no"
    assert votes(text) == [[("Ann", "include"), ("Bob", "exclude")]]


def test_notes_and_reasons_of_one_reviewer_are_not_given_to_another() -> None:
    head = "doi,Decision (Ann),Reason (Ann),Notes (Ann),Decision (Bob),Reason (Bob)"
    [found] = read(f"{head}\n10.5555/a,exclude,wrong route,dose?,exclude,wrong population")
    assert [(vote.reasons, vote.note) for vote in found.decisions] == [
        (("wrong route",), "dose?"),
        (("wrong population",), ""),
    ]


def test_brackets_that_hold_no_person_make_no_reviewer() -> None:
    head = "doi,Reviewer (initials),Decision,Reason (if excluded),Notes (optional)"
    [found] = read(f"{head}\n10.5555/a,AB,exclude,wrong route,dose?")
    assert found.decisions == (
        ImportedDecision(decision=Decision.EXCLUDE, reviewer="AB", reasons=("wrong route",), note="dose?"),
    )
    [final] = recognise_columns(["Decision (final)"])
    assert (final.kind, final.who) == ("final decision", "")
    with pytest.raises(FormatError, match="not a table of decisions"):
        read("doi,Include (population),Include (outcome)\n10.5555/a,yes,no")


def test_a_joint_decision_is_not_signed_by_one_of_two() -> None:
    assert votes("doi,Reviewer 1,Reviewer 2,Decision\n10.5555/a,Ann,Bob,include") == [[("", "include")]]


def test_a_final_decision_settles_what_reviewers_disagree_about() -> None:
    text = "doi,Reviewer 1 decision,Reviewer 2 decision,Final decision\n10.5555/a,yes,no,yes\n10.5555/b,no,no,no"
    first, second = read(text)
    assert [(vote.reviewer, vote.decision, vote.adjudicates) for vote in first.decisions] == [
        ("Reviewer 1", "include", False),
        ("Reviewer 2", "exclude", False),
        ("consensus", "include", True),
    ]
    assert not any(vote.adjudicates for vote in second.decisions)
    [[alone]] = votes("doi,Final decision\n10.5555/a,yes")
    assert alone == ("", "include")


def test_columns_of_both_stages_are_told_apart() -> None:
    text = "doi,TiAb decision,Full text decision,Reason\n10.5555/a,include,exclude,wrong route\n10.5555/b,exclude,,"
    assert votes(text) == [[("", "include")], [("", "exclude")]]
    [first, second] = read(text, Stage.FULL_TEXT)
    assert [(vote.decision, vote.reasons) for vote in first.decisions] == [("exclude", ("wrong route",))]
    assert second.decisions == ()


def test_decisions_of_another_stage_are_not_taken_for_those_of_this_one() -> None:
    with pytest.raises(FormatError, match="no decisions of the stage title-abstract") as caught:
        read("doi,Full-text decision\n10.5555/a,include")
    assert "--stage full-text" in caught.value.hint
    with pytest.raises(FormatError, match="the stage of 'Decision' is not clear"):
        read("doi,Decision,Full-text decision\n10.5555/a,include,exclude")


def test_a_column_stage_says_which_rows_count() -> None:
    text = "report,decision,stage\nR1,include,title/abstract\nR1,exclude,Full text"
    assert votes(text) == [[("", "include")], []]
    assert votes(text, Stage.FULL_TEXT) == [[], [("", "exclude")]]
    with pytest.raises(FormatError, match="its column stage says full-text"):
        read("report,decision,stage\nR1,include,full-text")
    with pytest.raises(FormatError, match="stage: 'later' is none of"):
        read("report,decision,stage\nR1,include,later")


def test_two_columns_that_say_the_decision_are_refused() -> None:
    with pytest.raises(FormatError, match="in the columns 'Decision' and 'Include'"):
        read("report,Decision,Include\nR1,exclude,yes")


def test_yes_is_no_answer_to_a_column_that_asks_two_things() -> None:
    with pytest.raises(FormatError, match="'yes' is none of include"):
        read("report,Include/Exclude\nR1,yes")


@pytest.mark.parametrize("name", ["Consensus", "Conflict resolution", "Konsens"])
def test_that_there_was_a_consensus_is_not_taken_for_an_inclusion(name: str) -> None:
    head = f"doi,Reviewer 1 decision,Reviewer 2 decision,{name}"
    with pytest.raises(FormatError, match="'yes' is none of include"):
        read(f"{head}\n10.5555/a,exclude,exclude,yes")
    assert votes(f"{head}\n10.5555/a,exclude,include,exclude")[0][-1] == ("consensus", "exclude")


@pytest.mark.parametrize("name", ["Agreed", "Bob", "Status"])
def test_decisions_in_a_column_whose_name_says_nothing_are_not_passed_over(name: str) -> None:
    with pytest.raises(FormatError, match=f"decisions in the column {name!r} too") as caught:
        read(f"doi,Decision,{name}\n10.5555/a,include,excluded\n10.5555/b,exclude,maybe")
    assert "Decision (NAME)" in caught.value.hint
    assert votes(f"doi,Decision,{name}\n10.5555/a,include,yes") == [[("", "include")]]
    assert votes("doi,ScreeningDecision,ScreeningStatus\n10.5555/a,Included,Excluded") == [[("", "include")]]


def test_zero_beside_minus_one_is_asked_for() -> None:
    with pytest.raises(FormatError, match=r"d\.csv:3: decision: 0 beside -1 may be exclude or maybe"):
        read("report,decision\nR1,-1\nR2,0\nR3,1")
    with pytest.raises(FormatError, match=r"d\.csv:3: consensus: 0 beside -1"):
        read("report,consensus,Ann,Bob\nR1,1,1,1\nR2,0,1,-1")
    assert votes("report,decision\nR2,0\nR3,1") == [[("", "exclude")], [("", "include")]]


def test_a_column_that_asks_the_opposite_is_not_taken_for_the_decision() -> None:
    assert (
        recognise_columns(["Exclude?", "Excluded", "Reviewed", "Include this reference?", "Final"])[0].name == "Final"
    )
    with pytest.raises(FormatError, match=r"its columns are doi, Exclude\?"):
        read("doi,Exclude?\n10.5555/a,yes")


def test_the_header_may_stand_below_a_heading_and_its_sheet_behind_others() -> None:
    sheet = rows_of("Screening of Ann\n\nDOI,Decision\n10.5555/a,include")
    [found] = read_decision_table([("Read me", rows_of("How to screen")), ("Ann", sheet)], name="s.xlsx")
    assert (found.row.line, found.row.citation.doi) == (4, "10.5555/a")
    with pytest.raises(FormatError, match="on 2 sheets: Ann, Bob"):
        read_decision_table([("Ann", sheet), ("Bob", sheet)], name="s.xlsx")


def test_our_number_is_found_wherever_it_survived() -> None:
    head = "title,keywords,url,decision"
    first, second = read(f"{head}\nx,gout; lsr:R000012,,include\nx,,https://e.org/1#lsr-R000013,include")
    assert (first.row.report_numbers, second.row.report_numbers) == ((12,), (13,))


def test_a_list_needs_no_column_of_decisions_where_somebody_says_what_it_is() -> None:
    [found] = read("DOI,Title,Ausschlussgrund,Notes\n10.5555/a,x,wrong route,see p. 3", listed=True)
    assert (found.decisions, found.reasons, found.note) == ((), ("wrong route",), "see p. 3")
    with pytest.raises(FormatError, match="not a table of decisions"):
        read("DOI,Title\n10.5555/a,x")


HEAD = "search,accession,doi,stage,decision,reason,reviewer\n"


def read_staged(text: str) -> dict[Stage | None, list[RowWithDecisions]]:
    return read_staged_table([("", rows_of(text))], name="d.csv")


def test_a_table_may_give_the_stage_of_each_row() -> None:
    rows = read_staged(
        HEAD + "embase,L1,https://doi.org/10.5555/ABC,Title-Abstract, Include ,,Bob\n"
        "embase,L1,,retrieval,Not retrieved,no copy,Ann\nembase,L2,,before-screening,exclude,,\n"
    )
    [screened], [sought], [removed] = rows[Stage.TITLE_ABSTRACT], rows[None], rows[Stage.BEFORE_SCREENING]
    assert (screened.row.line, screened.row.source, screened.row.accession) == (2, "embase", "L1")
    assert screened.row.citation.doi == "10.5555/abc"
    assert screened.decisions == (ImportedDecision(decision=Decision.INCLUDE, reviewer="Bob"),)
    assert (sought.retrieval, sought.reasons, sought.reviewer, sought.decisions) == (
        RetrievalStatus.NOT_RETRIEVED,
        ("no copy",),
        "Ann",
        (),
    )
    assert removed.decisions == (ImportedDecision(decision=Decision.EXCLUDE),)


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        ("embase,L1,,coffee,include,,", "stage: 'coffee' is none of before-screening, title-abstract"),
        ("embase,L1,,before-screening,include,,", "'include' is none of exclude (stage before-screening)"),
        ("embase,L1,,retrieval,include,,", "none of retrieved, not retrieved"),
        ("embase,L1,,full-text,,,", "decision: '' is none of include, exclude, undecided"),
        ("embase,L1,,,,,", "stage: ''"),
        ("embase,,,full-text,include,,", "names no report"),
        ("embase,L1,,full-text,include,rats,", "reason: 'rats' goes with an exclusion only"),
        ("embase,L1,,retrieval,retrieved,rats,", "reason: 'rats' goes with an exclusion only"),
    ],
)
def test_a_wrong_row_of_such_a_table_is_named_with_its_line_and_what_is_allowed(row: str, mistake: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_staged(f"{HEAD}embase,L1,,full-text,include,,\n{row}\n")
    assert "1 of 2 decisions" in caught.value.message
    assert "d.csv:3: " in caught.value.message
    assert mistake in caught.value.message


def test_a_table_without_the_column_stage_needs_its_stage_given() -> None:
    with pytest.raises(FormatError, match="no column stage") as caught:
        read_staged("report,decision\nR1,include\n")
    assert "--stage" in caught.value.hint


def test_a_table_without_rows_decides_nothing() -> None:
    assert read_staged(HEAD) == {}


@pytest.mark.parametrize(
    ("cell", "decision"), [("1.0", "include"), ("0.0", "exclude"), ("1", "include"), ("0", "exclude")]
)
def test_g_whole_numbers_written_as_floats_are_decisions(cell: str, decision: str) -> None:
    from harvester.screening.imports.decision_columns import parse_decision

    assert parse_decision(cell) == decision
