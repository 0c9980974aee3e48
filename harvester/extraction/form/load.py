"""extraction.toml → :class:`Form`, or every mistake in it at once. Pure: the text is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from harvester.errors import Mistake
from harvester.extraction.form.model import REPORT_LEVEL, ExtractionForm, FormField, FormLevel, Summary, ValueGroup
from harvester.extraction.form.schema import FORM_REMEDIES, FORM_TABLES, FieldTable, FormFile, LevelTable, SummaryTable
from harvester.extraction.form.validation import check_form
from harvester.review.load import parse_toml, review_error
from harvester.review.schema import StrictTable
from harvester.review.validation_messages import TomlPath, TomlSource, array_tables, describe_errors, locate_keys

FORM_FILE: Final = "extraction.toml"

_Shape = TypeVar("_Shape", bound=StrictTable)


def parse_form(text: str, *, file: str = FORM_FILE) -> ExtractionForm:
    """The form that a text describes; ``file`` is its name in messages.

    Raises ``ReviewError``; its ``mistakes`` are all mistakes found, in the order of the file.
    """
    tree = parse_toml(text, file)
    page = TomlSource(file, locate_keys(text), FORM_TABLES, FORM_REMEDIES)
    mistakes: list[Mistake] = []
    try:
        FormFile.model_validate(tree)
    except ValidationError as error:
        mistakes += describe_errors(error, page)
    levels = _validate_tables(tree, "level", LevelTable, page, mistakes)
    fields = _validate_tables(tree, "field", FieldTable, page, mistakes)
    summaries = _validate_tables(tree, "summary", SummaryTable, page, mistakes)
    form = ExtractionForm(
        title=_title(tree),
        levels=tuple(map(_level, levels.values())) or (FormLevel(key=REPORT_LEVEL, label="Report"),),
        fields=tuple(map(_field, fields.values())),
        summaries=tuple(map(_summary, summaries.values())),
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


def _validate_tables(
    tree: Mapping[str, Any], name: str, shape: type[_Shape], page: TomlSource, mistakes: list[Mistake]
) -> dict[int, _Shape]:
    """The tables of that name that have their shape, by number; what is wrong with the others is added to the list."""
    valid = {}
    for number, table in array_tables(tree, name):
        try:
            valid[number] = shape.model_validate(table)
        except ValidationError as error:
            mistakes += describe_errors(error, page, parent=(name, number))
    return valid


def _names(tree: Mapping[str, Any]) -> frozenset[str]:
    """Every key that the file gives to a level or field, so that one mistake is not told again where it is named."""
    keys = (table.get("key") for name in ("level", "field") for _, table in array_tables(tree, name))
    return frozenset(key for key in keys if isinstance(key, str))


def _title(tree: Mapping[str, Any]) -> str:
    form = tree.get("form")
    title = form.get("title") if isinstance(form, dict) else ""
    return title.strip() if isinstance(title, str) else ""


def _label_from_key(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _level(table: LevelTable) -> FormLevel:
    return FormLevel(
        key=table.key, label=table.label or _label_from_key(table.key), help=table.help, count=table.count or ""
    )


def _field(table: FieldTable) -> FormField:
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


def _summary(table: SummaryTable) -> Summary:
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
