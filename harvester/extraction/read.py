"""extraction.toml → :class:`Form`, or every mistake in it at once. Pure: the text is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from harvester.errors import Mistake
from harvester.extraction.form import REPORT, Field, Form, Group, Level, Summary
from harvester.extraction.rules import broken_rules
from harvester.extraction.shapes import NEEDED, TABLES, FieldTable, FormFile, LevelTable, SummaryTable
from harvester.review.lines import Place, locate
from harvester.review.mistakes import Page, mistakes_of, tables
from harvester.review.read import parse_toml, wrong
from harvester.review.shapes import Table

FILE: Final = "extraction.toml"

_Shape = TypeVar("_Shape", bound=Table)


def parse_form(text: str, *, file: str = FILE) -> Form:
    """The form that a text describes; ``file`` is its name in messages.

    Raises ``ReviewError``; its ``mistakes`` are all mistakes found, in the order of the file.
    """
    tree = parse_toml(text, file)
    page = Page(file, locate(text), TABLES, NEEDED)
    mistakes: list[Mistake] = []
    try:
        FormFile.model_validate(tree)
    except ValidationError as error:
        mistakes += mistakes_of(error, page)
    levels = _valid(tree, "level", LevelTable, page, mistakes)
    fields = _valid(tree, "field", FieldTable, page, mistakes)
    summaries = _valid(tree, "summary", SummaryTable, page, mistakes)
    form = Form(
        title=_title(tree),
        levels=tuple(map(_level, levels.values())) or (Level(key=REPORT, label="Report"),),
        fields=tuple(map(_field, fields.values())),
        summaries=tuple(map(_summary, summaries.values())),
    )
    places: dict[str, list[Place]] = {
        "level": [("level", number) for number in levels],
        "field": [("field", number) for number in fields],
        "summary": [("summary", number) for number in summaries],
    }
    mistakes += broken_rules(form, places, page, named=_names(tree))
    if mistakes:
        raise wrong(file, mistakes)
    return form


def _valid(
    tree: Mapping[str, Any], name: str, shape: type[_Shape], page: Page, mistakes: list[Mistake]
) -> dict[int, _Shape]:
    """The tables of that name that have their shape, by number; what is wrong with the others is added to the list."""
    found = {}
    for number, table in tables(tree, name):
        try:
            found[number] = shape.model_validate(table)
        except ValidationError as error:
            mistakes += mistakes_of(error, page, at=(name, number))
    return found


def _names(tree: Mapping[str, Any]) -> frozenset[str]:
    """Every key that the file gives to a level or field, so that one mistake is not told again where it is named."""
    keys = (table.get("key") for name in ("level", "field") for _, table in tables(tree, name))
    return frozenset(key for key in keys if isinstance(key, str))


def _title(tree: Mapping[str, Any]) -> str:
    form = tree.get("form")
    title = form.get("title") if isinstance(form, dict) else ""
    return title.strip() if isinstance(title, str) else ""


def _spoken(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _level(table: LevelTable) -> Level:
    return Level(key=table.key, label=table.label or _spoken(table.key), help=table.help, count=table.count or "")


def _field(table: FieldTable) -> Field:
    return Field(
        key=table.key,
        label=table.label or _spoken(table.key),
        level=table.level,
        type=table.type,
        unit=table.unit or "",
        units=tuple(table.units.items()),
        minimum=table.min,
        maximum=table.max,
        choices=tuple(table.choices or ()),
        unknown=tuple(table.unknown or ()),
        groups=tuple(Group(label=each.label, at_least=each.at_least, below=each.below) for each in table.groups),
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
