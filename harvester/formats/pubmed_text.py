"""Elements of PubMed's XML → texts and dates. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from harvester.formats.text import clean, plain

Element = etree._Element  # noqa: SLF001 - the only name lxml has for the type
Keep = Callable[[tuple[str, str]], None]
"""Takes (tag, value) of what no field of a citation takes."""
Readers = Mapping[str, Callable[[Element, Keep], None] | None]
"""Name of an element → what keeps it; None where a field of the citation takes it."""

_MONTHS: Final = {month: f"{number:02d}" for number, month in enumerate(calendar.month_abbr[1:], start=1)}


def text_of(element: Element | None) -> str:
    """All text of an element on one line, inline markup left out but not what it marks."""
    if element is None:
        return ""
    text = "".join(map(str, element.itertext())) if len(element) else element.text
    if not text or text.isalnum():  # one word holds nothing to clean: most values are one
        return text or ""
    return clean(text) if "&" not in text and "<" not in text else plain(text)


def child_of(element: Element, name: str) -> Element | None:
    """The first child of a name, or None."""
    return next(element.iterchildren(name), None)


def text_at(element: Element, name: str) -> str:
    """The text of the first child of a name, or ""."""
    return text_of(child_of(element, name))


def texts_of(elements: list[Element] | Element) -> tuple[str, ...]:
    """The texts of elements that say anything, each once."""
    return tuple(dict.fromkeys([text for element in elements if (text := text_of(element))]))


def texts_in(element: Element) -> dict[str, str]:
    """The texts of the children of an element that has each of them once."""
    return {part.tag: text_of(part) for part in element}


def sorted_out(parent: Element, readers: Readers, *, keep: Keep) -> dict[str, list[Element]]:
    """The children a field takes, by their names; every other is kept by its reader, or as it is if nobody knows it."""
    taken: dict[str, list[Element]] = {}
    for child in parent:
        name = child.tag
        reader = readers.get(name, keep_as_it_is)
        if reader is not None:
            reader(child, keep)
        elif name in taken:
            taken[name].append(child)
        else:
            taken[name] = [child]
    return taken


def keep_as_it_is(element: Element, keep: Keep) -> None:
    """Texts and attributes of an element that no table names, each under its name."""
    for part in element.iter(etree.Element):
        inside = str(part.tag)
        for name, value in part.items():
            keep((f"{inside} {name!s}", str(value)))
        if text := plain(part.text or ""):
            keep((inside, text))
        if part is not element and (text := plain(part.tail or "")):
            keep((element.tag, text))


def text_under(tag: str) -> Callable[[Element, Keep], None]:
    """A reader that keeps the text of an element under a tag."""

    def reader(element: Element, keep: Keep) -> None:
        if text := text_of(element):
            keep((tag, text))

    return reader


def date_under(tag: str) -> Callable[[Element, Keep], None]:
    """A reader that keeps the date in an element under a tag."""

    def reader(element: Element, keep: Keep) -> None:
        if date := date_of(element):
            keep((tag, date))

    return reader


def texts_under(tag: str) -> Callable[[Element, Keep], None]:
    """A reader that keeps the text of each child of an element under a tag."""

    def reader(element: Element, keep: Keep) -> None:
        for text in texts_of(element):
            keep((tag, text))

    return reader


def abstract_of(element: Element) -> str:
    """An <Abstract> with its labels in line: "METHODS: …"."""
    return " ".join([part for found in element.iterchildren("AbstractText") if (part := _part(found))])


def date_of(element: Element | None) -> str:
    """A date as ISO, as exact as it is given ("2021-03", "2023-06-19 06:00"), or in its own words ("2000 Spring")."""
    if element is None:
        return ""
    parts = texts_in(element)
    if words := parts.get("MedlineDate"):
        return words
    year, month, day = parts.get("Year", ""), parts.get("Month", ""), parts.get("Day", "")
    number = _month(month)
    if not number or not year:
        return " ".join([part for part in (year, parts.get("Season") or month, day) if part])
    if not day:
        return f"{year}-{number}"
    date = f"{year}-{number}-{day.zfill(2)}"
    if hour := parts.get("Hour"):
        clock = [hour, parts.get("Minute", "0"), parts.get("Second", "")]
        return f"{date} {':'.join([part.zfill(2) for part in clock if part])}"
    return date


def _month(text: str) -> str:
    """The number of a month; "" for a span of months, or none."""
    return text.zfill(2) if text.isdecimal() else _MONTHS.get(text[:3].title(), "") if text.isalpha() else ""


def said_of(name: str, text: str) -> str:
    """What is said of somebody, with the name in front where there is one."""
    return f"{name}: {text}" if name and text else text


def _part(element: Element) -> str:
    text, label = text_of(element), element.get("Label")
    return f"{label}: {text}" if text and label and label != "UNLABELLED" else text
