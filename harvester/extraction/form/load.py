"""Read the text of extraction.toml into an :class:`ExtractionForm`, or list every mistake in it at once. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from harvester.errors import Mistake
from harvester.extraction.form.model import (
    CHOICE_TYPES,
    FORM_FILE,
    REPORT_LEVEL,
    ExtractionForm,
    FormField,
    FormLevel,
    Summary,
    ValueGroup,
)
from harvester.extraction.form.schema import FORM_REMEDIES, FORM_TABLES, FieldTable, FormFile, LevelTable, SummaryTable
from harvester.review.load import parse_toml, review_error
from harvester.review.schema import StrictTable, suggest
from harvester.review.validation_messages import (
    TomlPath,
    TomlSource,
    array_tables,
    describe_errors,
    find_repeats,
    locate_keys,
)

_Shape = TypeVar("_Shape", bound=StrictTable)


def parse_form(text: str, *, file: str = FORM_FILE) -> ExtractionForm:
    """Return the form that a text describes; ``file`` is its name in messages.

    Raises ``ReviewError``; its ``mistakes`` are all mistakes found, in the order of the file.
    """
    tree = parse_toml(text, file)
    page = TomlSource(file, locate_keys(text), FORM_TABLES, FORM_REMEDIES)
    mistakes: list[Mistake] = []
    try:
        FormFile.model_validate(tree)
    except ValidationError as error:
        mistakes += describe_errors(error, page)
    levels = validate_tables(tree, "level", LevelTable, page, mistakes)
    fields = validate_tables(tree, "field", FieldTable, page, mistakes)
    summaries = validate_tables(tree, "summary", SummaryTable, page, mistakes)
    form = ExtractionForm(
        title=_title(tree),
        levels=tuple(map(build_level, levels.values())) or (FormLevel(key=REPORT_LEVEL, label="Report"),),
        fields=tuple(map(build_field, fields.values())),
        summaries=tuple(map(summary_from_table, summaries.values())),
    )
    places: dict[str, list[TomlPath]] = {
        "level": [("level", number) for number in levels],
        "field": [("field", number) for number in fields],
        "summary": [("summary", number) for number in summaries],
    }
    mistakes += check_form(form, places, page, named=_names(tree))
    if mistakes:
        raise review_error(file, mistakes)
    return form


def validate_tables(
    tree: Mapping[str, Any], name: str, shape: type[_Shape], page: TomlSource, mistakes: list[Mistake]
) -> dict[int, _Shape]:
    """Return the valid tables of that name by number; add what is wrong with the others to ``mistakes``."""
    valid = {}
    for number, table in array_tables(tree, name):
        try:
            valid[number] = shape.model_validate(table)
        except ValidationError as error:
            mistakes += describe_errors(error, page, parent=(name, number))
    return valid


def _names(tree: Mapping[str, Any]) -> frozenset[str]:
    """Return every key that the file gives to a level or field, so that one mistake is not reported twice."""
    keys = (table.get("key") for name in ("level", "field") for _, table in array_tables(tree, name))
    return frozenset(key for key in keys if isinstance(key, str))


def _title(tree: Mapping[str, Any]) -> str:
    form = tree.get("form")
    title = form.get("title") if isinstance(form, dict) else ""
    return title.strip() if isinstance(title, str) else ""


def _label_from_key(key: str) -> str:
    return key.replace("_", " ").capitalize()


def build_level(table: LevelTable) -> FormLevel:
    """Return the level that a table describes."""
    return FormLevel(
        key=table.key, label=table.label or _label_from_key(table.key), help=table.help, count=table.count or ""
    )


def build_field(table: FieldTable) -> FormField:
    """Return the field that a table describes."""
    return FormField(
        key=table.key,
        label=table.label or _label_from_key(table.key),
        level=table.level,
        type=table.type,
        unit=table.unit or "",
        units=tuple(table.units.items()),
        minimum=table.min,
        maximum=table.max,
        choices=tuple(table.choices or ()),
        unknown=tuple(table.unknown or ()),
        groups=tuple(
            ValueGroup(label=group.label, at_least=group.at_least, below=group.below) for group in table.groups
        ),
        required=table.required,
        help=table.help.strip(),
    )


def summary_from_table(table: SummaryTable) -> Summary:
    """Return the summary that a table describes."""
    return Summary(
        key=table.key,
        title=table.title,
        kind=table.kind,
        field=table.field or "",
        by=table.by or "",
        event=table.event or "",
        of=table.of or ("known" if table.kind == "proportion" else "all"),
        figure=table.figure,
        note=table.note,
    )


_DAY: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_ONLY_WITH: Final[Mapping[str, tuple[str, ...]]] = {
    "choices": ("choice", "multi-choice"),
    "unit": ("integer", "decimal"),
    "units": ("integer", "decimal"),
    "minimum": ("integer", "decimal", "age", "date"),
    "maximum": ("integer", "decimal", "age", "date"),
    "groups": ("integer", "decimal", "age"),
}
_IN_THE_FILE: Final = {"minimum": "min", "maximum": "max"}

RuleViolation = tuple[str, str, str]
"""The key that is wrong, what was found, and the remedy."""


def check_form(
    form: ExtractionForm, places: Mapping[str, Sequence[TomlPath]], page: TomlSource, *, named: Collection[str]
) -> Iterator[Mistake]:
    """Yield every mistake between the parts of a form; ``named`` are keys that the file gives, valid or not."""
    yield from find_repeated_names(form, places, page)
    for place, number in zip(places["level"], range(len(form.levels)), strict=False):
        yield from _to_mistakes(page, place, check_level(form, number, named))
    for place, field in zip(places["field"], form.fields, strict=True):
        yield from _to_mistakes(page, place, check_field(form, field, named))
    for place, summary in zip(places["summary"], form.summaries, strict=True):
        yield from _to_mistakes(page, place, check_summary(form, summary, named))


def _to_mistakes(page: TomlSource, place: TomlPath, violations: Iterator[RuleViolation]) -> Iterator[Mistake]:
    return (page.mistake((*place, key), what, remedy) for key, what, remedy in violations)


def find_repeated_names(
    form: ExtractionForm, places: Mapping[str, Sequence[TomlPath]], page: TomlSource
) -> Iterator[Mistake]:
    """Yield a mistake for each key that is used twice, and each label used twice at a level."""
    levels = zip(places["level"], form.levels, strict=False)  # a form without levels has the report alone
    fields = zip(places["field"], form.fields, strict=True)
    keys: list[tuple[TomlPath, object]] = [((*place, "key"), part.key) for place, part in levels]
    keys += [((*place, "key"), part.key) for place, part in fields]
    yield from find_repeats(keys, page, "Give each level and field a key of its own: what was extracted is known by it")
    summary_keys: list[tuple[TomlPath, object]] = [
        ((*p, "key"), s.key) for p, s in zip(places["summary"], form.summaries, strict=True)
    ]
    yield from find_repeats(summary_keys, page, "Give each summary a key of its own")
    for level in form.levels:
        headings: list[tuple[TomlPath, object]] = [
            ((*place, "label"), field.label)
            for place, field in zip(places["field"], form.fields, strict=True)
            if field.level == level.key
        ]
        yield from find_repeats(headings, page, "Give each field of a level a label of its own: it heads a column")


def check_level(form: ExtractionForm, number: int, named: Collection[str]) -> Iterator[RuleViolation]:
    """Yield what is wrong with a level."""
    level = form.levels[number]
    if number == 0 and level.key != REPORT_LEVEL:
        yield "key", f'"{level.key}" is the first level', f'Begin with a [[level]] whose key is "{REPORT_LEVEL}"'
    if level.count and not form.has_field(level.count):
        if level.count not in named:
            yield "count", f'there is no field "{level.count}"', "Name an integer field of this level"
    elif level.count and (form.field(level.count).type, form.field(level.count).level) != ("integer", level.key):
        yield "count", f'"{level.count}" is not an integer field of this level', "Name a field that counts people"


def check_field(form: ExtractionForm, field: FormField, named: Collection[str]) -> Iterator[RuleViolation]:
    """Yield what is wrong with a field."""
    levels = [level.key for level in form.levels]
    if field.level not in levels and field.level not in named:
        remedy = f"{suggest(field.level, levels)}Allowed: {', '.join(levels)}; add a [[level]] for another"
        yield "level", f'there is no level "{field.level}"', remedy
    for key, types in _ONLY_WITH.items():
        if getattr(field, key) not in (None, (), "") and field.type not in types:
            remedy = f"Remove it, or make the type one of: {', '.join(types)}"
            yield _IN_THE_FILE.get(key, key), f"goes with no field of type {field.type}", remedy
    if field.type in _ONLY_WITH["choices"] and not field.choices:
        yield "choices", "is missing", 'List the answers that are allowed, for instance choices = ["yes", "no"]'
    if field.units and not field.unit:
        yield "unit", "is missing", "Name the unit that units are converted to"
    yield from check_words(field)
    yield from check_field_bounds(field)
    yield from check_groups(field)


def check_words(field: FormField) -> Iterator[RuleViolation]:
    """Yield the words that a field lists twice."""
    folded = [word.casefold() for word in field.answers or field.unknown]
    for word in dict.fromkeys(word for word in folded if folded.count(word) > 1):
        yield "choices" if field.choices else "unknown", f'"{word}" is listed twice', "Keep one of the two"


def check_field_bounds(field: FormField) -> Iterator[RuleViolation]:
    """Yield what is wrong with the bounds of a field."""
    wrong = []
    for key, bound in (("min", field.minimum), ("max", field.maximum)):
        if field.type == "date" and bound is not None and not (isinstance(bound, str) and _DAY.fullmatch(bound)):
            wrong.append((key, f'"{bound}" is not a day', 'Write it like "2020-01-31"'))
        if field.numeric and isinstance(bound, str):
            wrong.append((key, f'"{bound}" is not a number', "Write it in digits alone, without quotation marks"))
    yield from wrong
    low, high = (None, None) if wrong else (field.minimum, field.maximum)
    if low is not None and high is not None and type(low) is type(high) and low > high:  # type: ignore[operator]  # both are of one type
        yield "min", f"is {low}, which is more than max", "Exchange the two"


def check_groups(field: FormField) -> Iterator[RuleViolation]:
    """Yield what is wrong with the groups of a field."""
    for group in field.groups:
        if group.at_least is not None and group.below is not None and group.at_least >= group.below:
            yield "groups", f'"{group.label}" is empty', "from must be less than below"
    for before, after in pairwise(field.groups):
        if before.below is None or after.at_least is None or after.at_least < before.below:
            remedy = "List them from the lowest up; each begins (from) where the one before ends (below), or later"
            yield "groups", f'"{before.label}" and "{after.label}" overlap', remedy
    labels = [group.label for group in field.groups]
    for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
        yield "groups", f'"{label}" is listed twice', "Give each group a name of its own"


def check_summary(form: ExtractionForm, summary: Summary, named: Collection[str]) -> Iterator[RuleViolation]:
    """Yield what is wrong with a summary."""
    for key, field_key in (("field", summary.field), ("by", summary.by)):
        if field_key and not form.has_field(field_key) and field_key not in named:
            keys = [field.key for field in form.fields]
            yield key, f'there is no field "{field_key}"', f"{suggest(field_key, keys)}Allowed: {', '.join(keys)}"
    if summary.kind == "size":
        for key in ("field", "by", "event"):
            if getattr(summary, key):
                yield key, "goes with no summary of kind size", "Remove it: size counts reports, rows and people"
    elif not summary.field:
        yield "field", "is missing", f"Name the field whose {summary.kind} is counted"
    elif form.has_field(summary.field):
        yield from check_summary_field(form, summary, form.field(summary.field))
    if summary.figure and summary.kind != "proportion":
        yield "figure", "goes with proportions alone", "Remove it, or make the kind proportion"


def check_summary_field(form: ExtractionForm, summary: Summary, field: FormField) -> Iterator[RuleViolation]:
    """Yield what is wrong between a summary and the field it counts."""
    if summary.kind == "median" and not field.numeric:
        yield "field", f'"{field.key}" holds no numbers', "Name a field of type integer, decimal or age"
    if summary.kind in {"frequency", "proportion"} and not (field.type in CHOICE_TYPES or field.groups):
        yield "field", f'"{field.key}" has neither choices nor groups', "Name a field that has"
    if summary.kind == "proportion" and field.type == "multi-choice":
        yield "field", f'"{field.key}" has several answers at a time', "Name a field of type choice or yes-no"
    if summary.kind == "proportion" and summary.event not in field.categories:
        listed = ", ".join(field.categories) or "none"
        yield "event", f'"{summary.event}" is no answer of "{field.key}"', f"Allowed: {listed}"
    if summary.kind != "proportion" and summary.event:
        yield "event", f"goes with no summary of kind {summary.kind}", "Remove it"
    if not summary.by or not form.has_field(summary.by):
        return
    by = form.field(summary.by)
    if not (by.type in CHOICE_TYPES or by.groups):
        yield "by", f'"{by.key}" has neither choices nor groups', "Name a field that has, or give it groups"
    levels = [level.key for level in form.levels]
    if {by.level, field.level} <= set(levels) and levels.index(by.level) > levels.index(field.level):
        yield (
            "by",
            f'"{by.key}" is asked at a deeper level than "{field.key}"',
            "Name a field of the same level or above",
        )
