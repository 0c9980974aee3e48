"""extraction.toml is read whole, and every mistake in it is told at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from harvester.errors import ReviewError
from harvester.extraction import ExtractionForm
from harvester.extraction.form.load import parse_form
from harvester.extraction.form.schema import FORM_REMEDIES, FORM_TABLES, STARTER_FORM
from harvester.resources import shipped_path
from tests.extraction.forms import PATIENTS, form, mistakes


def test_the_form_a_new_review_begins_with_is_accepted_as_it_stands() -> None:
    assert [level.key for level in parse_form(STARTER_FORM).levels] == ["report", "arm"]


def test_the_form_of_the_model_review_asks_what_the_review_tells() -> None:
    text = (shipped_path("queries/anakinra-hlh") / "extraction.toml").read_text(encoding="utf-8")
    read = parse_form(text)
    asked = {"age", "sex", "trigger_category", "trigger_detail", "route", "dosing", "dose", "concomitant_treatment"}
    assert asked | {"survival"} <= {field.key for field in read.fields}
    assert read.level("patient").label == "Patient no."
    assert read.field("trigger_category").answers == ("infection", "rheumatological", "oncological", "other", "unknown")
    assert read.field("dosing").answers == ("continuous infusion", "bolus", "both", "unknown")


def test_a_form_keeps_levels_and_fields_in_their_order() -> None:
    read = form()
    assert [level.key for level in read.levels] == ["report", "patient"]
    assert [field.key for field in read.fields_at("report")] == ["design"]
    assert read.field("age").heading == "Age [years]"
    assert read.field("ferritin").heading == "Ferritin [µg/L]"
    assert read.depth("patient") == 1


def test_the_first_level_is_the_report() -> None:
    found = mistakes(PATIENTS.replace('key = "report"', 'key = "arm"', 1))
    assert [each.key for each in found] == ["level[1].key", "field[1].level"]


def test_a_form_without_levels_asks_of_the_report() -> None:
    read = parse_form('[[field]]\nkey = "n"\nlevel = "report"\ntype = "integer"\n')
    assert [level.key for level in read.levels] == ["report"]


def test_every_mistake_is_told_at_once_in_the_order_of_the_file() -> None:
    found = mistakes("""\
[form]
titel = "x"

[[level]]
key = "report"

[[level]]
key = "Patient"

[[field]]
key = "n"
levl = "report"
type = "integr"

[[field]]
key = "sex"
level = "report"
type = "choice"

[[field]]
key = "sex"
level = "patint"
type = "text"
choices = ["a", "b"]

[[summary]]
key = "s"
title = "S"
kind = "proportion"
field = "sexx"
""")
    assert [(each.line, each.key) for each in found] == [
        (1, "form.title"),
        (2, "form.titel"),
        (8, "level[2].key"),
        (10, "field[1].level"),
        (12, "field[1].levl"),
        (13, "field[1].type"),
        (15, "field[2].choices"),
        (21, "field[3].key"),
        (22, "field[3].level"),
        (24, "field[3].choices"),
        (30, "summary[1].field"),
    ]
    assert all(each.remedy for each in found)
    assert 'Did you mean "integer"?' in found[5].remedy


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        (('count = "people"', 'count = "age"'), "level[2].count", "not an integer field of this level"),
        (('count = "people"', 'count = "folk"'), "level[2].count", 'there is no field "folk"'),
        (('key = "signs"', 'key = "citation"'), "field[6].key", "is the name of a column that every table has"),
        (("max = 120\n", 'max = "old"\n'), "field[3].max", "is not a number"),
        (("max = 120\n", "min = 5\nmax = 2\n"), "field[3].min", "more than max"),
        (("max = 120\n", 'unit = "years"\n'), "field[3].unit", "goes with no field of type age"),
        (("from = 10, below = 18", "from = 8, below = 18"), "field[3].groups", '"<10" and "10-17" overlap'),
        (("from = 10, below = 18", "from = 19, below = 18"), "field[3].groups", "is empty"),
        (('"adult", from', '"<10", from'), "field[3].groups", "listed twice"),
        (('unknown = ["unknown"]\nrequired', 'unknown = ["infection"]\nrequired'), "field[4].choices", "twice"),
        (("unit = \"µg/L\"\n", ""), "field[5].unit", "is missing"),
        (("= 1000 }", "= 0 }"), "field[5].units.mg/L", "is 0"),
        (('["fever", "rash", "cytopenia"]', '["fever; rash"]'), "field[6].choices[1]", "semicolon"),
        (("min = 2000-01-01", 'min = "soon"'), "field[7].min", "is not a day"),
        (("required = true", 'required = "yes"'), "field[4].required", "true or false"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_place_and_what_was_found(change: tuple[str, str], key: str, says: str) -> None:
    text = PATIENTS.replace(*change, 1)
    assert text != PATIENTS
    found = mistakes(text)
    assert [each.key for each in found] == [key], found
    assert says in found[0].problem


@pytest.mark.parametrize(
    ("summary", "key"),
    [
        ('kind = "size"\nfield = "age"', "field"),
        ('kind = "median"', "field"),
        ('kind = "median"\nfield = "trigger"', "field"),
        ('kind = "frequency"\nfield = "ferritin"', "field"),
        ('kind = "frequency"\nfield = "trigger"\nby = "ferritin"', "by"),
        ('kind = "frequency"\nfield = "design"\nby = "age"', "by"),
        ('kind = "frequency"\nfield = "trigger"\nevent = "infection"', "event"),
        ('kind = "frequency"\nfield = "trigger"\nfigure = true', "figure"),
        ('kind = "proportion"\nfield = "survival"\nevent = "alive"', "event"),
        ('kind = "proportion"\nfield = "survival"\nevent = "unknown"', "event"),
        ('kind = "proportion"\nfield = "signs"\nevent = "fever"', "field"),
    ],
)
def test_a_summary_that_cannot_be_counted_is_refused(summary: str, key: str) -> None:
    found = mistakes(f'{PATIENTS}\n[[summary]]\nkey = "s"\ntitle = "S"\n{summary}\n')
    assert [each.key for each in found] == [f"summary[1].{key}"], found


def test_a_text_that_is_no_toml_is_told_with_its_line() -> None:
    assert mistakes("[[field]\n")[0].line == 1


def test_there_is_advice_for_every_key_that_must_be_there() -> None:
    def needed(shape: type[BaseModel], at: tuple[str, ...]) -> set[tuple[str, ...]]:
        return {(*at, name) for name, field in shape.model_fields.items() if field.is_required()}

    expected = needed(FORM_TABLES[""], ())
    for name, shape in FORM_TABLES.items():
        if name:
            expected |= needed(shape, ("field", name) if name == "groups" else (name,))
    assert expected == FORM_REMEDIES.keys()


@given(st.lists(st.sampled_from(PATIENTS.splitlines()), max_size=40).map("\n".join))
def test_any_lines_of_a_form_give_a_form_or_all_its_mistakes(text: str) -> None:
    found: ExtractionForm | ReviewError
    try:
        found = parse_form(text)
    except ReviewError as error:
        found = error
    assert found.fields if isinstance(found, ExtractionForm) else found.mistakes
