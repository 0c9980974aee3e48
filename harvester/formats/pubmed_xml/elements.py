"""Read texts and dates from elements of PubMed's XML. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from harvester.formats.text.cleaning import clean_line, plain_text

Element = etree._Element  # noqa: SLF001 - the only name lxml has for the type
Keep = Callable[[tuple[str, str]], None]
"""Keeps a (tag, value) that no field of a citation holds, in ``extra``."""
Readers = Mapping[str, Callable[[Element, Keep], None] | None]
"""Name of an element → function that keeps it; None where a field of the citation holds it."""

_MONTHS: Final = {month: f"{number:02d}" for number, month in enumerate(calendar.month_abbr[1:], start=1)}


def element_text(element: Element | None) -> str:
    """Return all text of an element on one line, without inline markup."""
    if element is None:
        return ""
    text = "".join(map(str, element.itertext())) if len(element) else element.text
    if not text or text.isalnum():  # one word, as most values are, needs no cleaning
        return text or ""
    return clean_line(text) if "&" not in text and "<" not in text else plain_text(text)


def find_child(element: Element, name: str) -> Element | None:
    """Return the first child with a name, or None."""
    return next(element.iterchildren(name), None)


def child_text(element: Element, name: str) -> str:
    """Return the text of the first child with a name, or ""."""
    return element_text(find_child(element, name))


def element_texts(elements: list[Element] | Element) -> tuple[str, ...]:
    """Return the non-empty texts of elements, each once."""
    return tuple(dict.fromkeys([text for element in elements if (text := element_text(element))]))


def child_texts(element: Element) -> dict[str, str]:
    """Return the texts of the children by name, of an element that has each child once."""
    return {part.tag: element_text(part) for part in element}


def take_children(parent: Element, readers: Readers, *, keep: Keep) -> dict[str, list[Element]]:
    """Return the children that a field holds, by name; keep every other by its reader, else by :func:`keep_element`."""
    children: dict[str, list[Element]] = {}
    for child in parent:
        name = child.tag
        reader = readers.get(name, keep_element)
        if reader is not None:
            reader(child, keep)
        elif name in children:
            children[name].append(child)
        else:
            children[name] = [child]
    return children


def keep_element(element: Element, keep: Keep) -> None:
    """Keep the texts and attributes of an element that no table names, each under its name."""
    for part in element.iter(etree.Element):
        inside = str(part.tag)
        for name, value in part.items():
            keep((f"{inside} {name!s}", str(value)))
        if text := plain_text(part.text or ""):
            keep((inside, text))
        if part is not element and (text := plain_text(part.tail or "")):
            keep((element.tag, text))


def keep_text_as(tag: str) -> Callable[[Element, Keep], None]:
    """Return a reader that keeps the text of an element under a tag."""

    def reader(element: Element, keep: Keep) -> None:
        if text := element_text(element):
            keep((tag, text))

    return reader


def keep_date_as(tag: str) -> Callable[[Element, Keep], None]:
    """Return a reader that keeps the date in an element under a tag."""

    def reader(element: Element, keep: Keep) -> None:
        if date := read_date(element):
            keep((tag, date))

    return reader


def keep_texts_as(tag: str) -> Callable[[Element, Keep], None]:
    """Return a reader that keeps the text of each child of an element under a tag."""

    def reader(element: Element, keep: Keep) -> None:
        for text in element_texts(element):
            keep((tag, text))

    return reader


def read_abstract(element: Element) -> str:
    """Return the text of an <Abstract>, with labels as in "METHODS: …"."""
    return " ".join([part for section in element.iterchildren("AbstractText") if (part := _part(section))])


def read_date(element: Element | None) -> str:
    """Return an ISO date, as exact as given ("2021-03", "2023-06-19 06:00"), or as worded ("2000 Spring")."""
    if element is None:
        return ""
    parts = child_texts(element)
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
    """Return the number of a month ("03"); "" for a range of months, or none."""
    return text.zfill(2) if text.isdecimal() else _MONTHS.get(text[:3].title(), "") if text.isalpha() else ""


def prefix_name(name: str, text: str) -> str:
    """Return "name: text"; the text alone without a name."""
    return f"{name}: {text}" if name and text else text


def _part(element: Element) -> str:
    text, label = element_text(element), element.get("Label")
    return f"{label}: {text}" if text and label and label != "UNLABELLED" else text
