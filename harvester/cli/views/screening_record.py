"""Show a report to its reviewer: citation, links, abstract with highlighted terms, at 80 columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from harvester.cli.views.side_by_side import FAINT_STYLE, format_locator
from harvester.screening.session import find_terms

if TYPE_CHECKING:
    from harvester.workflow.screening.session import ReportToScreen

TERM_STYLES: Final = {"include": "bold green", "exclude": "underline red"}
"""Bold and underlined, so that the two differ without colour."""

DECISION_LABELS: Final = {"include": "include", "exclude": "exclude", "undecided": "unsure"}

_ABSTRACT_HEADING: Final = re.compile(r"(?<=[.?!)] )(?=[A-Z][A-Z ,/&-]{3,40}: )")
_MAX_AUTHORS: Final = 6
"""Authors named before "et al."."""


@dataclass(frozen=True, slots=True)
class HighlightTerms:
    """Highlighted terms that speak for inclusion and for exclusion."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


def render_report(report: ReportToScreen, terms: HighlightTerms) -> list[RenderableType]:
    """Return the report, from its title to the reviewer's earlier decision."""
    citation = report.citation
    parts: list[RenderableType] = [Text(""), highlight_terms(citation.title or "[no title]", terms, style="bold")]
    if citation.title_original:
        parts.append(Text(_printable(citation.title_original), style=FAINT_STYLE))
    parts += [Text(line, style=FAINT_STYLE) for line in _citation_lines(citation)]
    parts += [
        Text(f"{name}: {_printable(url)}", style=FAINT_STYLE, no_wrap=True, overflow="ellipsis")
        for name, url in report.links[:3]
    ]
    parts.append(Text(""))
    if citation.abstract:
        parts += [highlight_terms(part, terms) for part in _ABSTRACT_HEADING.split(citation.abstract)]
    else:
        parts.append(Text("No abstract is known.", style="italic"))
    if citation.keywords:
        keywords = highlight_terms("; ".join(citation.keywords), terms, style=FAINT_STYLE)
        parts.append(Padding(keywords, (1, 0, 0, 0)))
    parts += [Text(f"Your note: {_printable(note)}") for note in report.notes]
    if report.decision:
        reason = f" ({report.reason})" if report.reason else ""
        sentence = f"You decided: {DECISION_LABELS[report.decision]}{reason}. A new decision replaces it."
        parts.append(Text(sentence, style="bold"))
    return parts


def highlight_terms(text: str, terms: HighlightTerms, *, style: str = "") -> Text:
    """Return a text with its terms highlighted."""
    plain = _printable(text)
    shown = Text(plain, style=style)
    for mark in find_terms(plain, include=terms.include, exclude=terms.exclude):
        shown.stylize(TERM_STYLES[mark.side], mark.start, mark.end)
    return shown


def number_reasons(reasons: Sequence[str]) -> list[RenderableType]:
    """Return the exclusion reasons with their numbers."""
    return [Text(f"  {number}  {reason}") for number, reason in enumerate(reasons, start=1)]


def _citation_lines(citation: Any) -> list[str]:
    names = [str(author).replace(", ", " ", 1) for author in citation.authors[:_MAX_AUTHORS]]
    if len(citation.authors) > _MAX_AUTHORS or (names and not citation.authors_complete):
        names.append("et al.")
    journal = " ".join(filter(None, (citation.journal or citation.journal_abbreviation, str(citation.year or ""))))
    kind = "" if citation.kind == "article" else citation.kind.replace("-", " ")
    types = ", ".join(citation.publication_types[:3])
    details = " · ".join(filter(None, (journal, format_locator(citation), citation.language, kind, types)))
    return [_printable(line) for line in ("; ".join(names), details) if line]


def _link(name: str, url: str) -> Text:
    return Text(f"{name}: {_printable(url)}", style=FAINT_STYLE, no_wrap=True, overflow="ellipsis")


def _printable(text: str) -> str:
    """Replace characters that would control the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
