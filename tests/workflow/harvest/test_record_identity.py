"""A record is known by its number; nothing that came without one, or with somebody else's, is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from harvester.citation import Author, Citation, content_hash
from harvester.formats import ParsedRecord
from harvester.store.records import IncomingRecord, KnownRecord
from harvester.workflow.harvest.record_identity import (
    AssignedAccessions,
    assign_accessions,
    content_accession,
    plan_storage,
    separate_reused_accessions,
    with_content_suffix,
)

ANAKINRA = Citation(
    title="Anakinra for macrophage activation in sepsis",
    authors=(Author("Doe", "J"),),
    year=2021,
    journal="J Hyperinflammation",
)
DENGUE = Citation(title="Dexamethasone against dengue shock: a registry", year=2019, journal="Trop Med")


def entry(citation: Citation, accession: str = "", *, line: int = 1) -> ParsedRecord:
    return ParsedRecord(citation=citation, accession=accession, file_id=accession, line=line)


def known_as(citation: Citation, accession: str, format_name: str) -> KnownRecord:
    return KnownRecord(
        id=7,
        accession=accession,
        revision=1,
        last_revision=1,
        format=format_name,
        citation=citation,
        latest={format_name: content_hash(citation)},
    )


def numbers(made: Sequence[IncomingRecord]) -> list[str]:
    return [delivery.accession for delivery in made]


def separate(
    entries: Sequence[ParsedRecord], known: Mapping[str, KnownRecord], assigned: AssignedAccessions | None = None
) -> tuple[tuple[IncomingRecord, ...], tuple[str, ...]]:
    assigned = assigned or AssignedAccessions()
    return separate_reused_accessions(assign_accessions(entries, assigned), known, assigned)


def test_a_record_keeps_the_number_its_database_gave_it() -> None:
    assert numbers(assign_accessions([entry(ANAKINRA, "L2003"), entry(DENGUE, "L2004")])) == ["L2003", "L2004"]


def test_a_record_without_a_number_gets_one_made_of_what_it_says() -> None:
    [made] = assign_accessions([entry(ANAKINRA)])
    assert made.accession == content_accession(ANAKINRA)
    assert made.accession.startswith("content-")


def test_what_only_looks_different_gives_the_same_content_number() -> None:
    shouted = replace(ANAKINRA, title="ANAKINRA for macrophage activation in sepsis.", abstract="Added later.")
    assert content_accession(shouted) == content_accession(ANAKINRA)


def test_another_year_gives_another_content_number() -> None:
    assert content_accession(replace(ANAKINRA, year=2022)) != content_accession(ANAKINRA)


def test_repeated_rows_of_a_file_stay_records_of_their_own() -> None:
    assert numbers(assign_accessions([entry(ANAKINRA, "5")] * 3)) == ["5", "5#2", "5#3"]


def test_a_number_that_looks_like_a_repetition_takes_nobodys_place() -> None:
    made = numbers(
        assign_accessions([entry(ANAKINRA, "5"), entry(ANAKINRA, "5#2"), entry(ANAKINRA, "5"), entry(DENGUE, "5")])
    )
    assert made[:2] == ["5", "5#2"]
    assert len(set(made)) == 4


@given(st.lists(st.tuples(st.sampled_from(["", "1", "1#2", "1#3", "2", "2#2"]), st.sampled_from([ANAKINRA, DENGUE]))))
def test_as_many_entries_as_numbers(rows: list[tuple[str, Citation]]) -> None:
    made = numbers(assign_accessions([entry(citation, accession) for accession, citation in rows]))
    assert len(set(made)) == len(rows)


@given(
    st.lists(st.tuples(st.sampled_from(["1", "1#2", "2", "2~x"]), st.sampled_from([ANAKINRA, DENGUE])), max_size=8),
    st.sampled_from([ANAKINRA, DENGUE]),
)
def test_settling_whose_number_it_is_loses_no_entry(rows: list[tuple[str, Citation]], before: Citation) -> None:
    known = {accession: known_as(before, accession, "ris") for accession in ("1", "2", "2~x")}
    settled, _ = separate([entry(citation, accession) for accession, citation in rows], known)
    assert len(set(numbers(settled))) == len(rows)


@given(
    st.lists(st.tuples(st.sampled_from(["", "1", "1#2", "2", "2~x"]), st.sampled_from([ANAKINRA, DENGUE])), max_size=8),
    st.integers(0, 8),
)
def test_c5_the_numbers_of_a_file_do_not_depend_on_where_it_is_cut(rows: list[tuple[str, Citation]], cut: int) -> None:
    """A number that is written out later ("1#2" on another page) may move a repetition, but no row is lost."""
    known = {accession: known_as(ANAKINRA, accession, "ris") for accession in ("1", "2", "2~x")}
    entries = [entry(citation, accession) for accession, citation in rows]
    assigned = AssignedAccessions()
    parts = (separate(part, known, assigned)[0] for part in (entries[:cut], entries[cut:]))
    made = [accession for part in parts for accession in numbers(part)]
    assert len(set(made)) == len(rows)
    if not any(accession.endswith("#2") for accession, _ in rows):
        assert made == numbers(separate(entries, known)[0])


class CountedSet(set[str]):
    """A set that counts how often it was asked whether it holds a value."""

    lookups = 0

    def __contains__(self, value: object) -> bool:
        self.lookups += 1
        return super().__contains__(value)


def test_c5_one_number_on_every_row_takes_time_linear_in_the_rows() -> None:
    assigned = AssignedAccessions(numbers=CountedSet())
    for _ in range(20):
        assign_accessions([entry(ANAKINRA, "5")] * 100, assigned)
    assert len(assigned.numbers) == 2_000
    assert isinstance(assigned.numbers, CountedSet)
    assert assigned.numbers.lookups <= 2 * 2_000


def test_a_running_number_that_denotes_another_document_is_kept_as_another_record() -> None:
    known = {"12": known_as(ANAKINRA, "12", "ris")}
    settled, remarks = separate([entry(DENGUE, "12", line=40)], known)
    assert settled[0].accession == with_content_suffix(assign_accessions([entry(DENGUE, "12")])[0]).accession
    assert settled[0].accession.startswith("12~")
    assert "line 40" in remarks[0]
    assert "both are kept" in remarks[0]


def test_a_corrected_title_is_still_the_same_document() -> None:
    corrected = replace(ANAKINRA, title="Anakinra for macrophage activation syndrome in sepsis: a cohort study")
    settled, remarks = separate([entry(corrected, "12")], {"12": known_as(ANAKINRA, "12", "ris")})
    assert numbers(settled) == ["12"]
    assert remarks == ()


def test_an_equal_doi_makes_it_the_same_document_under_any_title() -> None:
    before = known_as(replace(ANAKINRA, doi="10.5555/one"), "12", "ris")
    settled, _ = separate([entry(replace(DENGUE, doi="10.5555/one"), "12")], {"12": before})
    assert numbers(settled) == ["12"]


def test_what_is_known_word_for_word_makes_no_revision() -> None:
    made = plan_storage(
        assign_accessions([entry(ANAKINRA, "12")]), {"12": known_as(ANAKINRA, "12", "ris")}, format_name="ris"
    )
    assert (made.new, made.revised, made.known) == ((), (), (7,))


def test_another_content_in_the_same_format_is_a_change() -> None:
    delivered = assign_accessions([entry(replace(ANAKINRA, year=2022), "12")])
    [revised] = plan_storage(delivered, {"12": known_as(ANAKINRA, "12", "ris")}, format_name="ris").revised
    assert (revised.changed, revised.current) == (True, True)


def test_the_same_record_told_in_a_richer_format_is_no_change_but_counts_from_now_on() -> None:
    delivered = assign_accessions([entry(replace(ANAKINRA, abstract="Background."), "12")])
    [revised] = plan_storage(delivered, {"12": known_as(ANAKINRA, "12", "csv")}, format_name="pubmed-xml").revised
    assert (revised.changed, revised.current) == (False, True)


def test_a_poorer_format_is_kept_but_never_replaces_a_richer_one() -> None:
    delivered = assign_accessions([entry(replace(ANAKINRA, authors=()), "12")])
    [revised] = plan_storage(delivered, {"12": known_as(ANAKINRA, "12", "pubmed-xml")}, format_name="csv").revised
    assert (revised.changed, revised.current) == (False, False)


def test_an_unknown_format_is_the_poorest_of_all() -> None:
    delivered = assign_accessions([entry(replace(ANAKINRA, authors=()), "12")])
    [revised] = plan_storage(delivered, {"12": known_as(ANAKINRA, "12", "csv")}, format_name="papyrus").revised
    assert not revised.current
