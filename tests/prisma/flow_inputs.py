"""Windows for the tests: any that can happen, and one small enough to count by hand."""

from __future__ import annotations

from hypothesis import strategies as st

from harvester.prisma import Flow, FlowInput, NoteKind, PreviousRelease, SearchRecords
from harvester.prisma.flow_input import KINDS
from harvester.screening import Decision, Removal, ReportState, RetrievalStatus

REPORTS = st.integers(1, 25)
SOME_REPORTS = st.frozensets(REPORTS, max_size=12)
DECISIONS = st.sampled_from([None, "include", "exclude", "undecided"])
REASONS = ["", " ", "wrong route", "no primary data", "wrong population, adults; children", "3"]

STATES = st.builds(
    ReportState,
    before_screening=st.sampled_from([None, None, None, "automation", "other"]),
    title_abstract=DECISIONS,
    title_abstract_by_automation=st.booleans(),
    retrieval=st.sampled_from([None, "retrieved", "not retrieved"]),
    full_text=DECISIONS,
    reason=st.sampled_from(REASONS),
)
RECORDS = st.frozensets(st.integers(100, 160), max_size=30)


def note_of(flow: Flow, kind: NoteKind) -> str:
    """The sentence of the flow's note of that kind, "" where it has none."""
    return next((note.text for note in flow.notes if note.kind is kind), "")


@st.composite
def windows(draw: st.DrawFn) -> FlowInput:
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=6))
    searches = tuple(SearchRecords(f"s{i}", f"Source {i}", kind, draw(RECORDS)) for i, kind in enumerate(kinds))
    return FlowInput(
        searches=searches,
        report_of={record: draw(REPORTS) for search in searches for record in sorted(search.records)},
        known=draw(SOME_REPORTS),
        carried_over=draw(SOME_REPORTS),
        carried_over_other=draw(SOME_REPORTS),
        states=draw(st.dictionaries(REPORTS, STATES)),
        study_of=draw(st.dictionaries(REPORTS, st.integers(1, 25))),
        previous=draw(st.none() | st.builds(PreviousRelease, st.just("v1"), SOME_REPORTS, SOME_REPORTS)),
        removed=draw(SOME_REPORTS),
        joined=draw(st.dictionaries(REPORTS, REPORTS, max_size=4)),
        meta_analysed=draw(SOME_REPORTS),
    )


INCLUDED = ReportState(title_abstract=Decision.INCLUDE, retrieval=RetrievalStatus.RETRIEVED, full_text=Decision.INCLUDE)
EXCLUDED = ReportState(title_abstract=Decision.EXCLUDE)


def full_text_exclusion(reason: str) -> ReportState:
    return ReportState(
        title_abstract=Decision.INCLUDE, retrieval=RetrievalStatus.RETRIEVED, full_text=Decision.EXCLUDE, reason=reason
    )


def hand_made() -> FlowInput:
    """PubMed 8 records, Embase 7, a register 2, a website 1, citation searching 3; 13 reports, 12 of them new.

    Embase holds report 2 twice and shares 1 and 2 with PubMed; the register shares 3 with PubMed; report 8 was known
    before. Citation searching found 1 again, and 31 and 32; the website found 31, too.
    """
    return FlowInput(
        searches=(
            SearchRecords("pubmed", "PubMed", "database", frozenset(range(101, 109))),
            SearchRecords("embase", "Embase, Embase.com", "database", frozenset(range(201, 208))),
            SearchRecords("ctgov", "ClinicalTrials.gov", "register", frozenset({301, 302})),
            SearchRecords("who", "WHO", "website", frozenset({401})),
            SearchRecords("snowball", "Citation searching", "citation", frozenset({501, 502, 503})),
        ),
        report_of={
            **{100 + report: report for report in range(1, 9)},
            201: 1,
            202: 2,
            203: 2,
            204: 11,
            205: 12,
            206: 13,
            207: 14,
            301: 3,
            302: 21,
            401: 31,
            501: 1,
            502: 31,
            503: 32,
        },
        known=frozenset({8}),
        states={
            1: INCLUDED,
            2: INCLUDED,
            3: full_text_exclusion("wrong route"),
            4: full_text_exclusion("wrong route"),
            5: full_text_exclusion(""),
            6: ReportState(title_abstract=Decision.INCLUDE, retrieval=RetrievalStatus.NOT_RETRIEVED),
            7: EXCLUDED,
            11: EXCLUDED,
            12: ReportState(title_abstract=Decision.EXCLUDE, title_abstract_by_automation=True),
            13: ReportState(before_screening=Removal.AUTOMATION),
            14: ReportState(before_screening=Removal.OTHER),
            21: EXCLUDED,
            31: ReportState(full_text=Decision.INCLUDE, retrieval=RetrievalStatus.RETRIEVED),
            32: EXCLUDED,
        },
        study_of={2: 1},
    )
