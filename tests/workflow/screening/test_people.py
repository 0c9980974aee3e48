"""A13: a person has one name, however it is written; names are listed and renamed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.errors import UsageError
from harvester.people import derive_people, person_key
from harvester.screening import Decision, Stage
from harvester.workflow.context import ReviewContext
from harvester.workflow.history.undo import undo_latest
from harvester.workflow.screening.conflicts import list_conflicts
from harvester.workflow.screening.decide import decide_reports
from harvester.workflow.screening.people import list_people, rename_person, warn_of_unknown_people
from harvester.workflow.screening.session import load_queue
from tests.workflow.contexts import TickingClock, import_articles, prepare


def work(context: ReviewContext, _: TickingClock) -> None:
    import_articles(context, "embase", 1, 2, 3, 4)


@pytest.fixture
def context(context: ReviewContext, clock: TickingClock) -> ReviewContext:
    return prepare(context, clock, work)


def decide(context: ReviewContext, report: str, decision: Decision, reviewer: str) -> None:
    decide_reports(context, [report], decision, stage=Stage.TITLE_ABSTRACT, reviewer=reviewer)


@pytest.mark.parametrize("name", ["Bob", "bob", " Bob ", "BOB", "b ob", "Bob\u200b", "Ｂｏｂ"])
def test_a13_names_are_compared_without_case_and_blanks(name: str) -> None:
    assert person_key(name) == "bob"


def test_a13_spellings_are_one_person_who_may_think_again(context: ReviewContext) -> None:
    decide(context, "R1", Decision.EXCLUDE, "Bob")
    decide(context, "R1", Decision.INCLUDE, " bob ")
    assert list_conflicts(context) == ()
    assert [(person.name, person.decisions["title-abstract"]) for person in list_people(context)] == [("Bob", 1)]
    assert 1 not in load_queue(context, Stage.TITLE_ABSTRACT, reviewer="BOB").reports


def test_a13_one_person_under_two_spellings_is_not_two_reviewers(context: ReviewContext) -> None:
    context = replace(
        context,
        review=replace(
            context.review,
            screening=replace(context.review.screening, reviewers={"title-abstract": 2}, people=("Bob",)),
        ),
    )
    decide(context, "R1", Decision.INCLUDE, "bob")
    decide(context, "R1", Decision.INCLUDE, "Bob")
    assert [person.name for person in list_people(context)] == ["Bob"]
    assert 1 in load_queue(context, Stage.TITLE_ABSTRACT, reviewer="Ann").reports


def test_a13_a_rename_joins_two_people_and_can_be_undone(context: ReviewContext) -> None:
    decide(context, "R1", Decision.EXCLUDE, "Bbo")
    decide(context, "R1", Decision.INCLUDE, "Bob")
    assert len(list_conflicts(context)) == 1
    rename_person(context, "bbo", "Bob")
    assert list_conflicts(context) == ()
    assert [person.name for person in list_people(context)] == ["Bob"]
    undo_latest(context, person=context.user, by=context.user)
    assert len(list_conflicts(context)) == 1


def test_a13_a_rename_of_nobody_is_refused_with_the_nearest_name(context: ReviewContext) -> None:
    decide(context, "R1", Decision.EXCLUDE, "Bob")
    with pytest.raises(UsageError) as refused:
        rename_person(context, "Bobb", "Robert")
    assert 'Did you mean "Bob"?' in refused.value.hint
    with pytest.raises(UsageError, match="one person already"):
        rename_person(context, "bob", "Bob")
    rename_person(context, "Bob", "BOB")
    assert [person.name for person in list_people(context)] == ["BOB"]


def test_a13_unknown_names_are_warned_of_where_people_are_listed(context: ReviewContext) -> None:
    assert warn_of_unknown_people(context, ["Bbo"]) == ()
    listed = replace(context.review, screening=replace(context.review.screening, people=("Ann", "Bob")))
    context = replace(context, review=listed)
    assert warn_of_unknown_people(context, ["ann", " bob"]) == ()
    assert 'Did you mean "Bob"?' in warn_of_unknown_people(context, ["Bobb"])[0]


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 101])
def test_a13_nobody_signs_without_a_name(context: ReviewContext, name: str) -> None:
    with pytest.raises(UsageError, match="not the name of a person"):
        decide(context, "R1", Decision.INCLUDE, name)


def test_a13_renames_follow_each_other() -> None:
    people = derive_people(["Bob", "bob ", "Ann"], [("bob", "Rob"), ("Rob", "Robert"), ("Ann", "Robert")])
    assert {people.name_of(name) for name in ("Bob", "ROB", "Robert", "Ann")} == {"Robert"}
