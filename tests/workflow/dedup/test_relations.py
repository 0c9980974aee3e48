"""Reports found to belong together by comparing them are told beside what sources say, and never merged."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.workflow.context import ReviewContext
from harvester.workflow.dedup.explain import explain_records, list_relations
from harvester.workflow.dedup.history import undo_judgements
from harvester.workflow.dedup.judge import merge_records, split_records
from harvester.workflow.harvest.update import import_files

TITLE = "Grazing time and weight gain of heather-fed lambs in coastal Norway: a cohort study"

ARTICLE = f"""\
TY  - JOUR
AU  - Lindqvist, Ada
AU  - Moe, Henrik B.
TI  - {TITLE}
JO  - Journal of Upland Farming
PY  - 2021
VL  - 14
IS  - 3
SP  - 211
EP  - 219
DO  - 10.5555/juf.2021.14.211
AB  - Sixty lambs on four coastal farms were followed from birth to slaughter, and their grazing was timed by collar.
AN  - 1
ER  -
"""

PREPRINT = f"""\
TY  - JOUR
AU  - Lindqvist, Ada
AU  - Moe, Henrik B.
TI  - {TITLE}
JO  - bioRxiv
PY  - 2020
DO  - 10.1101/2020.06.01.112233
AB  - Sixty lambs on four coastal farms were followed from birth to slaughter, and their grazing was timed by collar.
AN  - 2
ER  -
"""

ERRATUM = f"""\
TY  - JOUR
AU  - Lindqvist, Ada
AU  - Moe, Henrik B.
TI  - Erratum to: {TITLE}
JO  - Journal of Upland Farming
PY  - 2021
VL  - 14
IS  - 4
SP  - 330
DO  - 10.5555/juf.2021.14.330
AN  - 3
ER  -
"""

PARTS = """\
TY  - JOUR
AU  - Sande, Ivar
TI  - Qualitative inquiry among shepherds: an evolutionary view and some advice for authors (Part 1/2)
JO  - Journal of Upland Farming
PY  - 2018
VL  - 11
SP  - 52
EP  - 74
DO  - 10.5555/juf.2018.11.52
AN  - 11
ER  -
TY  - JOUR
AU  - Sande, Ivar
TI  - Qualitative inquiry among shepherds: an evolutionary view and some advice for authors (Part 2/2)
JO  - Journal of Upland Farming
PY  - 2018
VL  - 11
SP  - 209
EP  - 223
DO  - 10.5555/juf.2018.11.209
AN  - 12
ER  -
"""


def bring(context: ReviewContext, text: str, key: str = "embase") -> None:
    path = context.review.folder / f"{key}-{len(text)}-{abs(hash(text))}.ris"
    path.write_text(text, encoding="utf-8")
    import_files(context, [path], key)


def told(context: ReviewContext) -> list[tuple[str, str, str, str]]:
    return [(each.report, each.kind, each.other_report, each.provenance) for each in list_relations(context)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ARTICLE + PREPRINT, ("R000002", "preprint-of", "R000001")),
        (ERRATUM + ARTICLE, ("R000001", "erratum-of", "R000002")),
        (PARTS, ("R000001", "part-of-series", "R000002")),
    ],
)
def test_what_comparing_finds_is_stored_and_told_in_the_right_direction(
    context: ReviewContext, text: str, expected: tuple[str, str, str]
) -> None:
    bring(context, text)
    assert told(context) == [(*expected, "found by comparison")]
    (relation,) = explain_records(context, "R1", "R2").relations
    assert relation.to_json()["known_by"] == "comparison"
    assert relation.to_json()["told_by"] is None


def test_two_reports_of_several_records_are_related_once(context: ReviewContext) -> None:
    bring(context, ARTICLE + PREPRINT + ERRATUM)
    bring(context, ARTICLE + ERRATUM, "ovid")
    assert [each[:3] for each in told(context)] == [
        ("R000002", "preprint-of", "R000001"),
        ("R000003", "erratum-of", "R000001"),
        ("R000003", "erratum-of", "R000002"),
    ]


def test_parts_are_told_once_whichever_record_came_first(context: ReviewContext) -> None:
    first, second = (f"TY{part}" for part in PARTS.split("TY")[1:])
    bring(context, first + second)
    bring(context, second + first, "ovid")
    assert [each[:3] for each in told(context)] == [("R000001", "part-of-series", "R000002")]


def test_a_relation_holds_when_a_person_agrees_that_the_two_are_different(context: ReviewContext) -> None:
    bring(context, ARTICLE + PREPRINT)
    split_records(context, ["R1", "R2"], person="Ann")
    assert [each[1] for each in told(context)] == ["preprint-of"]


def test_what_a_person_made_one_report_is_not_related_to_itself_until_that_is_taken_back(
    context: ReviewContext,
) -> None:
    bring(context, ARTICLE + PREPRINT)
    merge_records(context, ["R1", "R2"], person="Ann")
    assert told(context) == []
    undo_judgements(context, person="Ann")
    assert [each[1] for each in told(context)] == ["preprint-of"]


def test_a_source_is_told_before_the_comparison_that_found_the_same(context: ReviewContext, tmp_path: Path) -> None:
    linked = """\
PMID- 41000001
TI  - Erratum: Anakinra before transfer to intensive care in adults with sepsis: a cohort study.
PG  - 99
FAU - Vasquez, Ines
PT  - Published Erratum
TA  - Crit Care Lett
DP  - 2024 Sep
VI  - 3
IP  - 4
EFR - Crit Care Lett. 2024 Jul;3(2):11-19. PMID: 41000002

PMID- 41000002
TI  - Anakinra before transfer to intensive care in adults with sepsis: a cohort study.
PG  - 11-19
FAU - Vasquez, Ines
PT  - Journal Article
TA  - Crit Care Lett
DP  - 2024 Jul
VI  - 3
IP  - 2
"""
    (tmp_path / "pubmed.nbib").write_text(linked, encoding="utf-8")
    import_files(context, [tmp_path / "pubmed.nbib"], "embase", anyway=True)
    assert told(context) == [
        ("R000001", "erratum-of", "R000002", "stated by embase"),
        ("R000001", "erratum-of", "R000002", "found by comparison"),
    ]


def test_a_relation_goes_when_the_records_that_showed_it_are_changed(context: ReviewContext) -> None:
    bring(context, PREPRINT + ARTICLE)
    bring(context, PREPRINT.replace("bioRxiv", "Journal of Upland Farming").replace("10.1101/2020.06.01.112233", ""))
    assert "preprint-of" not in [each[1] for each in told(context)]
