"""Rayyan's notes say who decided what, whatever stands before them; its log says when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import FormatError
from harvester.formats import read_raw
from harvester.screening.imports.rayyan import RayyanNotes, parse_rayyan_notes, read_rayyan
from tests.screening.rows import row, verdicts
from tests.support import shared_data

HEAD = "created_at,user_id,user_email,article_id,key,value\n"


def test_each_reviewers_decision_is_read_with_the_labels_reasons_and_notes() -> None:
    note = (
        'J Fever Res 2019 | RAYYAN-INCLUSION: {"Ann"=>"Included", "Bob"=>"Excluded", "Eve"=>"Maybe"} '
        "| RAYYAN-LABELS: adults,gout | RAYYAN-EXCLUSION-REASONS: wrong route,wrong population "
        '| USER-NOTES: {"Bob"=>["dose, not given", "see p. 3"]}'
    )
    [found] = read_rayyan([row(("N1", note))])
    assert verdicts(found.decisions) == {"Ann": "include", "Bob": "exclude", "Eve": "undecided"}
    assert [vote.reasons for vote in found.decisions] == [(), ("wrong route", "wrong population"), ()]
    assert {vote.labels for vote in found.decisions} == {("adults", "gout")}
    assert [vote.note for vote in found.decisions] == ["", "dose, not given; see p. 3", ""]


def test_a_record_nobody_decided_has_no_votes() -> None:
    assert read_rayyan([row(("N1", "RAYYAN-LABELS: gout")), row(("notes", "")), row()])[0].decisions == ()


def test_the_blocks_of_an_earlier_round_do_not_count() -> None:
    stale = 'RAYYAN-INCLUSION: {"Ann"=>"Excluded"} | RAYYAN-EXCLUSION-REASONS: old'
    fresh = 'RAYYAN-INCLUSION: {"Ann"=>"Included"}'
    for text in (f"{stale} | {fresh}", f"<p>{stale}</p> | {fresh}", f"<p>{stale}</p>{fresh}"):
        [found] = read_rayyan([row(("N1", text))])
        assert verdicts(found.decisions) == {"Ann": "include"}
        assert found.decisions[0].reasons == ()


def test_a_stale_block_alone_is_no_decision_of_this_round() -> None:
    stale = row(("N1", '<p>RAYYAN-INCLUSION: {"Ann"=>"Excluded"}</p>'))
    fresh = row(("N1", 'RAYYAN-INCLUSION: {"Ann"=>"Included"}'), line=3)
    assert [bool(found.decisions) for found in read_rayyan([stale, fresh])] == [False, True]


def test_a_file_that_went_through_a_reference_manager_has_all_its_blocks_wrapped() -> None:
    rows = [row(("N1", f'<p>RAYYAN-INCLUSION: {{"Ann"=&gt;"{how}"}}</p>')) for how in ("Included", "Excluded")]
    assert [found.decisions[0].decision for found in read_rayyan(rows)] == ["include", "exclude"]


@pytest.mark.parametrize(
    "said",
    [
        '{"Ann"=>"Included", "Bob"=>"Inkluderad"}',
        '{"Ann"=>"Included", "Bob"=>"Excl',
        '{"Ann": "Included"}',
        "{'Ann'=>'Excluded'}",
        '{"Ann"=>"true"}',
    ],
)
def test_decisions_that_are_not_understood_are_told_with_their_line_and_not_lost(said: str) -> None:
    fine = row(("notes", 'RAYYAN-INCLUSION: {"Ann"=>"Included"}'))
    with pytest.raises(FormatError, match=r"(?s)1 records.*line 7: RAYYAN-INCLUSION: \{") as caught:
        read_rayyan([fine, row(("notes", f"RAYYAN-INCLUSION: {said} | RAYYAN-LABELS: gout"), line=7)])
    assert "export from Rayyan again" in caught.value.hint


def test_a_reviewers_own_words_after_the_decisions_do_not_disturb_them() -> None:
    [found] = read_rayyan([row(("notes", 'RAYYAN-INCLUSION: {"Ann"=>"Included"} | dose "low"=>"high"? {'))])
    assert verdicts(found.decisions)["Ann"] == "include"


def test_blocks_split_into_columns_of_their_own_are_read_like_those_in_notes() -> None:
    columns = (("RAYYAN-INCLUSION", '{"Ann"=>"Excluded"}'), ("RAYYAN-EXCLUSION-REASONS", "wrong route"))
    [found] = read_rayyan([row(("notes", ""), *columns)])
    assert [(vote.reviewer, vote.decision, vote.reasons) for vote in found.decisions] == [
        ("Ann", "exclude", ("wrong route",))
    ]


def test_decisions_that_stand_in_the_log_alone_are_not_passed_over() -> None:
    log = HEAD + "2026-01-02T08:00:00Z,1,ann@example.org,7,included,-1\n"
    with pytest.raises(FormatError, match="1 of the records, but no record says who decided what"):
        read_rayyan([row(("key", "rayyan-7"), ("notes", ""))], log.encode())


@pytest.mark.parametrize(
    "text",
    [
        '@article{rayyan-1,\n title={Anakinra for gout},\n note={RAYYAN-INCLUSION: {"Ann"=>"Included"}}\n}',
        '%0 Journal Article\n%T Anakinra for gout\n%D 2019\n%Z RAYYAN-INCLUSION: {"Ann"=>"Included"}\n',
    ],
)
def test_bibtex_and_endnotes_text_carry_the_decisions_too(text: str) -> None:
    [raw] = read_raw(text.encode(), name="articles").rows
    [found] = read_rayyan([row(*raw.fields)])
    assert verdicts(found.decisions) == {"Ann": "include"}


NAMES = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="<>&|"), min_size=1, max_size=12)
WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters='<>&|,"{}[]\\'), min_size=1, max_size=9)


@given(
    st.dictionaries(NAMES, st.sampled_from(["Included", "Excluded", "Maybe"]), min_size=1, max_size=4),
    st.lists(WORDS, max_size=3, unique=True),
    st.lists(WORDS, max_size=3, unique=True),
    st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="<>&|:"), max_size=30),
)
def test_what_rayyan_writes_is_read_back(
    inclusion: dict[str, str], labels: list[str], reasons: list[str], before: str
) -> None:
    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    blocks = [f"RAYYAN-INCLUSION: {{{', '.join(f'{quoted(who)}=>{quoted(how)}' for who, how in inclusion.items())}}}"]
    blocks += [f"RAYYAN-LABELS: {','.join(labels)}"] if labels else []
    blocks += [f"RAYYAN-EXCLUSION-REASONS: {','.join(reasons)}"] if reasons else []
    meant = {"Included": "include", "Excluded": "exclude", "Maybe": "undecided"}
    found = parse_rayyan_notes([" | ".join([before, *blocks])])
    assert found == RayyanNotes(
        inclusion={who: meant[how] for who, how in inclusion.items()},  # type: ignore[misc]
        labels=tuple(labels),
        reasons=tuple(reasons),
    )


def test_the_log_gives_each_decision_its_date_and_each_reviewer_their_own_reasons() -> None:
    both = 'RAYYAN-INCLUSION: {"Ann"=>"Excluded", "Bob"=>"Excluded"}'
    rows = [
        row(("key", "rayyan-7"), ("notes", f"{both} | RAYYAN-EXCLUSION-REASONS: wrong route,wrong population")),
        row(("key", "rayyan-8"), ("notes", 'RAYYAN-INCLUSION: {"Ann"=>"Included", "Bob"=>"Maybe"}'), line=3),
    ]
    log = HEAD + (
        "2026-01-02T08:00:00.000Z,1,ann@example.org,7,included,1\n"
        "2026-01-02T08:05:00.000Z,1,ann@example.org,7,included,-1\n"
        '2026-01-02T08:05:01.000Z,1,ann@example.org,7,"""__EXR__wrong route""",1\n'
        "2026-01-03T08:00:00.000Z,2,bob@example.org,7,included,-1\n"
        '2026-01-03T08:00:02.000Z,2,bob@example.org,7,"""__EXR__wrong population""",1\n'
        '2026-01-03T08:00:03.000Z,2,bob@example.org,7,"""__EXR__wrong route""",deleted\n'
        "2026-01-04T08:00:00.000Z,1,ann@example.org,8,included,1\n"
        "2026-01-04T09:00:00.000Z,2,bob@example.org,8,included,0\n"
    )
    first, second = read_rayyan(rows, log.encode())
    assert [(vote.date, vote.reasons) for vote in first.decisions] == [
        (datetime(2026, 1, 2, 8, 5, tzinfo=UTC), ("wrong route",)),
        (datetime(2026, 1, 3, 8, tzinfo=UTC), ("wrong population",)),
    ]
    assert [vote.date and vote.date.day for vote in second.decisions] == [4, 4]


def test_two_users_who_decided_alike_are_not_told_apart_and_keep_their_decisions_undated() -> None:
    rows = [row(("key", "rayyan-7"), ("notes", 'RAYYAN-INCLUSION: {"Ann"=>"Included", "Bob"=>"Included"}'))]
    log = HEAD + "".join(f"2026-01-02T08:00:00Z,{n},{n}@example.org,7,included,1\n" for n in (1, 2))
    [found] = read_rayyan(rows, log.encode())
    assert [vote.date for vote in found.decisions] == [None, None]


def test_a_log_that_is_none_is_refused() -> None:
    with pytest.raises(FormatError, match="it has no column article_id"):
        read_rayyan([row()], b"a,b\n1,2\n")


@pytest.mark.shared
def test_a_real_export_is_read_to_the_last_decision() -> None:
    data = shared_data("screening/rayyan/articles.csv").read_bytes()
    log = shared_data("screening/rayyan/customizations_log.csv").read_bytes()
    raw = read_raw(data, name="articles.csv").rows
    rows = [row(*each.fields, line=each.record.line, citation=each.record.citation) for each in raw]
    votes = [vote for found in read_rayyan(rows, log) for vote in found.decisions]
    assert (len(rows), len(votes)) == (114, 114)
    assert sum(vote.decision == "include" for vote in votes) == 101
    assert all(vote.date is not None and vote.date.year == 2023 for vote in votes)
