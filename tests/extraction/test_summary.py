"""A summary whose every number was worked out by hand beforehand.

The data set: 20 patients in 15 rows of 4 reports. Survival by trigger:

    infection        5 of 6 known survived, 1 not known      5/6 = 83.3 %
    rheumatological  3 of 7 known survived                   3/7 = 42.9 %
    oncological      0 of 1 survived                         0/1 =  0.0 %
    unknown          2 of 2 survived, 2 not known            2/2
    (empty)          1, not known                            0/0
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal, getcontext

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from scipy.stats import binomtest

from harvester.documents import Document, to_docx, to_html, to_markdown
from harvester.drawing import to_png, to_svg
from harvester.extraction import ExtractionForm, ReconciledRow
from harvester.extraction.summary import (
    Distribution,
    Proportion,
    ResultTable,
    SummaryData,
    build_summary_document,
    format_table,
    summarise,
    summary_to_csv,
    table_to_json,
)
from harvester.extraction.summary.proportion_plot import proportion_plot, proportion_plots
from harvester.extraction.summary.tables import wilson_interval
from tests.extraction.forms import form

SUMMARIES = """
[[summary]]
key = "size"
title = "Reports and patients"
kind = "size"

[[summary]]
key = "age"
title = "Age"
kind = "median"
field = "age"

[[summary]]
key = "triggers"
title = "Triggers"
kind = "frequency"
field = "trigger"

[[summary]]
key = "triggers_by_age"
title = "Triggers by age group"
kind = "frequency"
field = "trigger"
by = "age"
of = "known"

[[summary]]
key = "by_trigger"
title = "Survival by trigger"
kind = "proportion"
field = "survival"
event = "survived"
by = "trigger"
figure = true

[[summary]]
key = "by_age"
title = "Survival by age group"
kind = "proportion"
field = "survival"
event = "survived"
by = "age"

[[summary]]
key = "by_design"
title = "Survival by design"
kind = "proportion"
field = "survival"
event = "survived"
by = "design"

[[summary]]
key = "signs"
title = "Signs"
kind = "frequency"
field = "signs"
"""

FORM: ExtractionForm = form(SUMMARIES)

PEOPLE = [
    # report, people, age, trigger, survival
    (1, "", "1.5", "infection", "survived"),
    (1, "", "4", "infection", "survived"),
    (1, "", "9", "infection", "died"),
    (1, "", "10", "infection", "survived"),
    (1, "", "12", "infection", ""),
    (2, "", "17.9", "rheumatological", "survived"),
    (2, "", "18", "rheumatological", "died"),
    (2, "", "40", "oncological", "died"),
    (2, "2", "", "infection", "survived"),
    (2, "3", "", "rheumatological", "died"),
    (3, "2", "", "rheumatological", "survived"),
    (3, "2", "30", "unknown", "unknown"),
    (3, "", "unknown", "unknown", "survived"),
    (3, "", "", "unknown", "survived"),
    (4, "", "", "", "unknown"),
]


def rows() -> tuple[ReconciledRow, ...]:
    numbers: dict[int, int] = {}
    found = [row(1, "report", (), {"design": "case series"}), row(2, "report", (), {"design": "case report"})]
    for report, people, age, trigger, survival in PEOPLE:
        numbers[report] = numbers.get(report, 0) + 1
        answers = {"people": people, "age": age.replace("unknown", ""), "trigger": trigger, "survival": survival}
        found.append(row(report, "patient", (str(numbers[report]),), answers))
    return tuple(found)


def row(report: int, level: str, place: tuple[str, ...], values: dict[str, str], **more: object) -> ReconciledRow:
    return ReconciledRow(report=report, level=level, place=place, values=values, entered=values, **more)  # type: ignore[arg-type]  # as the test wants it


def tables(*more: ReconciledRow, included: int = 5) -> dict[str, ResultTable]:
    return {table.key: table for table in summarise(SummaryData(form=FORM, rows=(*rows(), *more), included=included))}


def texts(table: ResultTable) -> list[tuple[str, ...]]:
    return list(format_table(table).rows)


def test_reports_rows_and_patients_are_counted_with_those_nobody_extracted() -> None:
    size = tables()["size"]
    assert texts(size) == [
        ("included reports", "5"),
        ("reports with extracted data", "4"),
        ("rows (patient)", "15"),
        ("people", "20"),
    ]
    assert "Included reports from which nothing was extracted yet: 1." in size.notes


def test_the_median_age_its_quartiles_and_range_are_those_worked_out_by_hand() -> None:
    """1.5, 4, 9, 10, 12, 17.9, 18, 40: median (10+12)/2; quartiles at ranks 2.75 and 6.25: 4+.75×5 and 17.9+.25×.1."""
    age = tables()["age"]
    (line,) = age.lines
    spread, unknown = line.values
    assert isinstance(spread, Distribution)
    assert (spread.known, spread.median, spread.range, unknown) == (8, 11.0, (1.5, 40.0), 12)
    assert spread.quartiles == pytest.approx((7.75, 17.925))
    assert texts(age) == [("all", "8", "11", "7.8 to 17.9", "1.5 to 40", "12")]
    assert "Not known, because reports give them only together: 9 people." in age.notes


def test_triggers_are_shares_of_everybody_with_the_unknown_in_rows_of_their_own() -> None:
    assert texts(tables()["triggers"]) == [
        ("infection", "7 (35.0%)"),
        ("rheumatological", "7 (35.0%)"),
        ("oncological", "1 (5.0%)"),
        ("unknown", "4 (20.0%)"),
        ("not reported", "1 (5.0%)"),
    ]
    assert format_table(tables()["triggers"]).heads == ("Trigger", "all (N=20)")


def test_triggers_by_age_group_name_the_number_they_are_taken_of() -> None:
    table = tables()["triggers_by_age"]
    assert format_table(table).heads == (
        "Trigger", "<10 (N=3)", "10-17 (N=3)", "adult (N=2)", "not reported (N=7)", "all (N=15)",
    )  # fmt: skip
    assert texts(table)[:2] == [
        ("infection", "3 (100.0%)", "2 (66.7%)", "0 (0.0%)", "2 (28.6%)", "7 (46.7%)"),
        ("rheumatological", "0 (0.0%)", "1 (33.3%)", "1 (50.0%)", "5 (71.4%)", "7 (46.7%)"),
    ]
    assert texts(table)[3:] == [("unknown", "0", "0", "2", "2", "4"), ("not reported", "0", "0", "0", "1", "1")]


def test_survival_by_trigger_is_known_to_the_digit() -> None:
    table = tables()["by_trigger"]
    assert format_table(table).heads == ("Trigger", "people", "survived, n/N", "%", "95% CI", "survival not known")
    assert texts(table) == [
        ("infection", "7", "5/6", "83.3%", "43.6 to 97.0", "1"),
        ("rheumatological", "7", "3/7", "42.9%", "15.8 to 75.0", "0"),
        ("oncological", "1", "0/1", "0.0%", "0.0 to 79.3", "0"),
        ("unknown", "4", "2/2", "100.0%", "34.2 to 100.0", "2"),
        ("not reported", "1", "0/0", "–", "–", "1"),
        ("all", "20", "10/16", "62.5%", "38.6 to 81.5", "4"),
    ]


def test_survival_by_age_group_puts_the_bounds_where_they_belong() -> None:
    """9 is under 10, 10 is not; 17.9 is under 18, 18 is adult."""
    assert texts(tables()["by_age"])[:3] == [
        ("<10", "3", "2/3", "66.7%", "20.8 to 93.9", "0"),
        ("10-17", "3", "2/2", "100.0%", "34.2 to 100.0", "1"),
        ("adult", "4", "0/2", "0.0%", "0.0 to 65.8", "2"),
    ]


def test_a_field_of_the_report_parts_its_patients() -> None:
    assert [row[:3] for row in texts(tables()["by_design"])] == [
        ("case report", "8", "3/8"),
        ("case series", "5", "3/4"),
        ("not reported", "7", "4/4"),
        ("all", "20", "10/16"),
    ]


def test_several_answers_are_counted_each() -> None:
    table = tables(row(5, "patient", ("1",), {"signs": "fever; rash"}))["signs"]
    assert texts(table) == [
        ("fever", "1 (4.8%)"), ("rash", "1 (4.8%)"), ("cytopenia", "0 (0.0%)"), ("not reported", "20 (95.2%)"),
    ]  # fmt: skip
    assert any("may add to more than 100" in note for note in table.notes)


def test_an_answer_in_dispute_and_one_the_form_has_forgotten_are_shown() -> None:
    disputed = row(5, "patient", ("1",), {}, disputed=frozenset({"trigger"}))
    old = row(5, "patient", ("2",), {"trigger": "drug"}, sole_extractor="Ann")
    table = tables(disputed, old)["triggers"]
    assert {name: cell for name, cell in texts(table) if name in {"drug", "extractors disagree"}} == {
        "drug": "1 (4.5%)", "extractors disagree": "1 (4.5%)",
    }  # fmt: skip
    assert any("only one of several extractors has them" in note for note in table.notes)


def test_of_nobody_there_is_neither_share_nor_interval_nor_median() -> None:
    empty = {table.key: table for table in summarise(SummaryData(form=FORM, rows=(), included=0))}
    assert texts(empty["by_trigger"])[-1] == ("all", "0", "0/0", "–", "–", "0")
    assert texts(empty["age"]) == [("all", "0", "–", "–", "–", "0")]
    assert to_html(build_summary_document(title="T", remarks=(), tables=tuple(empty.values())))


@pytest.mark.parametrize(("n", "total"), [(5, 6), (3, 7), (0, 5), (5, 5), (1, 1), (53, 87), (0, 1)])
def test_the_interval_is_wilsons_by_his_formula_in_exact_arithmetic(n: int, total: int) -> None:
    getcontext().prec = 40
    z, of = Decimal("1.9599639845400542355245944305205515279555"), Decimal(total)
    p = Decimal(n) / of
    half = z * (p * (1 - p) / of + z * z / (4 * of * of)).sqrt()
    low, high = ((p + z * z / (2 * of) + sign * half) / (1 + z * z / of) for sign in (-1, 1))
    assert wilson_interval(n, total) == pytest.approx((float(low), float(high)), abs=1e-12)


@given(st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_is_that_of_scipy_and_holds_the_share(numbers: tuple[int, int]) -> None:
    n, total = numbers
    found = wilson_interval(n, total)
    assert found is not None
    theirs = binomtest(n, total).proportion_ci(method="wilson")
    assert found == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert 0 <= found[0] <= n / total <= found[1] <= 1


@pytest.mark.parametrize(("n", "total"), [(-1, 5), (6, 5)])
def test_a_share_that_cannot_be_is_refused(n: int, total: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson_interval(n, total)


@given(st.integers(1, 400), st.data())
def test_a_percentage_is_rounded_half_up(total: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, total))
    shown = texts(
        summarise(
            SummaryData(
                form=FORM,
                rows=(
                    row(1, "patient", ("1",), {"people": str(n), "survival": "survived"} if n else {}),
                    row(1, "patient", ("2",), {"people": str(total - n), "survival": "died"} if total > n else {}),
                ),
                included=1,
            )
        )[4]
    )[-1]
    assert shown[3] == f"{Decimal((2000 * n + total) // (2 * total)) / 10:.1f}%"


def test_every_row_of_people_adds_up_to_everybody() -> None:
    for key in ("by_trigger", "by_age", "by_design"):
        *parts, whole = tables()[key].lines
        for place in (0, 2):
            assert sum(line.values[place] for line in parts) == whole.values[place]  # type: ignore[misc]  # numbers
        assert whole.values[0] == 20


def test_programs_get_numbers_and_never_texts_to_take_apart() -> None:
    told = table_to_json(tables()["by_trigger"])
    first = told["rows"][0]
    assert first["label"] == "infection"
    share = first["values"]["survived"]
    assert (share["n"], share["of"]) == (5, 6)
    assert share["percent"] == pytest.approx(83.3333, abs=1e-4)
    assert share["ci95"] == pytest.approx([43.6497, 96.9947], abs=1e-4)
    lines = list(csv.DictReader(io.StringIO(summary_to_csv(list(tables().values())))))
    (line,) = [x for x in lines if (x["table"], x["row"], x["column"]) == ("by_trigger", "rheumatological", "survived")]
    assert (line["n"], line["of"], line["percent"][:7]) == ("3", "7", "42.8571")
    (line,) = [x for x in lines if (x["table"], x["column"]) == ("age", "Age [years]")]
    assert [line[key] for key in ("n", "median", "quartile1", "minimum", "maximum")] == ["8", "11", "7.75", "1.5", "40"]


def report() -> Document:
    return build_summary_document(
        title="A <b>review</b> | of 1_2_3", remarks=("Reports included: 5.",), tables=tuple(tables().values())
    )


def test_markdown_has_a_table_for_each_and_takes_no_text_for_a_mark() -> None:
    text = to_markdown(report())
    assert text.startswith("# A \\<b\\>review\\</b\\> \\| of 1\\_2\\_3\n")
    assert "| infection | 7 | 5/6 | 83.3% | 43.6 to 97.0 | 1 |" in text
    assert "| **all** | **20** | **10/16** | **62.5%** |" in text


def test_a_page_holds_every_number_and_asks_nobody_for_anything() -> None:
    tree = html.fromstring(to_html(report()))
    assert tree.findtext(".//h1") == "A <b>review</b> | of 1_2_3"
    section = next(each for each in tree.iter("section") if each.get("id") == "by_trigger")
    lines = [["".join(map(str, cell.itertext())) for cell in line] for body in section.iter("tbody") for line in body]
    assert lines == [list(each) for each in texts(tables()["by_trigger"])]
    assert not any(element.get("src") or element.get("href") for element in tree.iter())


def test_a_word_document_holds_every_table_and_picture() -> None:
    document = docx.Document(io.BytesIO(to_docx(report())))
    assert len(document.tables) == 8
    shown = [[cell.text for cell in line.cells] for line in document.tables[4].rows]
    assert shown[1] == ["infection", "7", "5/6", "83.3%", "43.6 to 97.0", "1"]
    assert len(document.inline_shapes) == 1


def test_the_picture_has_a_dot_at_each_share_and_says_it_in_words() -> None:
    drawing = proportion_plot(tables()["by_trigger"])
    assert "infection: 5/6 (83.3%), 95% CI 43.6 to 97.0; 1 not known." in drawing.description
    assert "not reported: 0/0 (–), nothing known; 1 not known." in drawing.description
    svg = to_svg(drawing)
    assert svg.count("<circle") == 4
    assert to_png(drawing).startswith(b"\x89PNG")
    assert {table.key for table in tables().values() if table.figure} == proportion_plots(
        list(tables().values())
    ).keys()


def test_only_proportions_are_drawn() -> None:
    with pytest.raises(TypeError):
        proportion_plot(tables()["triggers"])


def test_a_share_of_nobody_has_no_percentage() -> None:
    assert Proportion(0, 0).percent is None
