"""A report before its reviewer: citation, links, abstract with the terms of the review marked; 80 columns suffice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from harvester.cli.pages.side_by_side import FAINT, place_of
from harvester.screening.highlight import marks

if TYPE_CHECKING:
    from harvester.workflow.sitting import ToScreen

STYLES: Final = {"include": "bold green", "exclude": "underline red"}
"""Bold and underlined, so that the two differ where no colour is shown."""

SPOKEN: Final = {"include": "include", "exclude": "exclude", "undecided": "unsure"}

_HEADING: Final = re.compile(r"(?<=[.?!)] )(?=[A-Z][A-Z ,/&-]{3,40}: )")
_SHOWN: Final = 6
"""Authors that are named before "et al."."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is highlighted: terms for inclusion, and against it."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def page_of(report: ToScreen, terms: Terms) -> list[RenderableType]:
    """The report, from its title to what the reviewer said of it before."""
    citation = report.citation
    parts: list[RenderableType] = [Text(""), highlighted(citation.title or "[no title]", terms, style="bold")]
    if citation.title_original:
        parts.append(Text(_safe(citation.title_original), style=FAINT))
    parts += [Text(line, style=FAINT) for line in _described(citation)]
    parts += [
        Text(f"{name}: {_safe(url)}", style=FAINT, no_wrap=True, overflow="ellipsis") for name, url in report.links[:3]
    ]
    parts.append(Text(""))
    if citation.abstract:
        parts += [highlighted(part, terms) for part in _HEADING.split(citation.abstract)]
    else:
        parts.append(Text("No abstract is known.", style="italic"))
    if citation.keywords:
        words = highlighted("; ".join(citation.keywords), terms, style=FAINT)
        parts.append(Padding(words, (1, 0, 0, 0)))
    parts += [Text(f"Your note: {_safe(note)}") for note in report.notes]
    if report.verdict:
        reason = f" ({report.reason})" if report.reason else ""
        said = f"You decided: {SPOKEN[report.verdict]}{reason}. Another decision takes its place."
        parts.append(Text(said, style="bold"))
    return parts


def highlighted(text: str, terms: Terms, *, style: str = "") -> Text:
    """A text with its terms marked."""
    plain = _safe(text)
    shown = Text(plain, style=style)
    for mark in marks(plain, include=terms.include, exclude=terms.exclude):
        shown.stylize(STYLES[mark.side], mark.start, mark.end)
    return shown


def numbered(reasons: Sequence[str]) -> list[RenderableType]:
    """The exclusion reasons with the numbers that choose them."""
    return [Text(f"  {number}  {reason}") for number, reason in enumerate(reasons, start=1)]


def _described(citation: Any) -> list[str]:
    names = [str(author).replace(", ", " ", 1) for author in citation.authors[:_SHOWN]]
    if len(citation.authors) > _SHOWN or (names and not citation.authors_complete):
        names.append("et al.")
    where = " ".join(filter(None, (citation.journal or citation.journal_abbreviation, str(citation.year or ""))))
    kind = "" if citation.kind == "article" else citation.kind.replace("-", " ")
    types = ", ".join(citation.publication_types[:3])
    told = " · ".join(filter(None, (where, place_of(citation), citation.language, kind, types)))
    return [_safe(line) for line in ("; ".join(names), told) if line]


def _link(name: str, url: str) -> Text:
    return Text(f"{name}: {_safe(url)}", style=FAINT, no_wrap=True, overflow="ellipsis")


def _safe(text: str) -> str:
    """A text that moves no cursor and rings no bell, whatever a source sent."""
    return "".join(char if char.isprintable() else " " for char in text)
