"""Two records side by side, as a person compares them: what differs stands out, in colour or without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from harvester.cli.differences import GAP, MOST_WORDS, Pieces, compared, differences, shortened
from harvester.workflow.doubt import PairView
from harvester.workflow.results import report_name

DIFFERENT: Final = "bold underline yellow"
FOR: Final = "green"
AGAINST: Final = "red"
FAINT: Final = "dim"

_REASONS: Final = 6
_AROUND: Final = {"abstract": 5, "authors": 8}
"""Fields that are shortened, and how many words around a difference are kept."""

_SEMICOLON: Final = re.compile(r"(?<=;) ")
_SILENT: Final = {"kind": ("article", "article")}
"""What need not be said."""

_STANDS: Final = {
    "title-abstract": "title and abstract to be screened",
    "retrieval": "full text to be retrieved",
    "full-text": "full text to be screened",
    "included": "included",
    "excluded": "excluded",
    None: "not counted yet",
}


def place_of(citation: Any) -> str:
    """Volume, issue and pages as they are cited: "12(3):221-8"."""
    issue = f"({citation.issue})" if citation.issue else ""
    pages = citation.pages or citation.article_number
    return f"{citation.volume}{issue}{':' if pages else ''}{pages}".strip(":")


def _authors(citation: Any) -> str:
    named = "; ".join(str(author) for author in citation.authors)
    return named if citation.authors_complete or not named else f"{named}; et al."


FIELDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "title": lambda citation: citation.title,
    "original": lambda citation: citation.title_original,
    "authors": _authors,
    "year": lambda citation: str(citation.year or ""),
    "journal": lambda citation: citation.journal or citation.journal_abbreviation,
    "place": place_of,
    "doi": lambda citation: citation.doi,
    "pmid": lambda citation: citation.pmid,
    "kind": lambda citation: citation.kind,
    "abstract": lambda citation: citation.abstract,
}
"""Line of a comparison → what a citation says there."""


def side_by_side(pair: PairView, console: Console, *, full: bool = False) -> RenderableType:
    """The two records as a table of two columns; ``full`` shows authors and abstracts whole."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), expand=True, show_header=False)
    table.add_column(style=FAINT, no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    names = (Text(row.name, style="bold", no_wrap=True, overflow="ellipsis") for row in (pair.left, pair.right))
    table.add_row("", "", *names)
    for field, said in FIELDS.items():
        one, other = said(pair.left.citation), said(pair.right.citation)
        if (one or other) and (one, other) != _SILENT.get(field):
            table.add_row(field, *_cells(field, one, other, full=full, plain=console.color_system is None))
    return table


def reasons(evidence: Sequence[Mapping[str, Any]], *, full: bool = False) -> RenderableType:
    """Why a person is asked, then what speaks for one report and what against, the weightiest first."""
    spoken = sorted((each for each in evidence if each["weight"]), key=lambda each: -abs(each["weight"]))
    lines = [_reason(each) for each in (spoken if full else spoken[:_REASONS])]
    if len(spoken) > len(lines):
        lines.append(Text(f"{GAP} {len(spoken) - len(lines)} more: f", style=FAINT))
    lines[:0] = [Text(f"? {each['sentence']}", style="bold") for each in evidence if each["field"] == "doubt"]
    return Group(*lines) if lines else Text("")


def standing(pair: PairView) -> Text:
    """How the two reports stand in the screening."""
    one, other = (_STANDS[stage] for stage in pair.stages)
    names = [report_name(row.report_id) for row in (pair.left, pair.right)]
    told = f"{names[0]} and {names[1]}: {one}" if one == other else f"{names[0]}: {one}; {names[1]}: {other}"
    return Text(told, style=FAINT)


def _reason(each: Mapping[str, Any]) -> Text:
    sign, style = ("+", FOR) if each["weight"] > 0 else ("−", AGAINST)
    return Text.assemble((f"{sign} ", f"bold {style}"), str(each["sentence"]))


def _cells(field: str, one: str, other: str, *, full: bool, plain: bool) -> Iterator[Text]:
    """The mark (=, ≠, or nothing where one side is silent) and the two texts."""
    left, right = _by_author(one, other) if field == "authors" else differences(one, other)
    if not one or not other:
        yield Text(" ")
        left, right = _unmarked(left), _unmarked(right)
    else:
        differ = any(piece.differs for piece in (*left, *right))
        yield Text("≠" if differ else "=", style=DIFFERENT.split()[-1] if differ else FAINT)
    if field in _AROUND and not full:
        left, right = shortened(left, around=_AROUND[field]), shortened(right, around=_AROUND[field])
    yield _text(left, plain=plain)
    yield _text(right, plain=plain)


def _by_author(one: str, other: str) -> tuple[Pieces, Pieces]:
    """Authors compared as a whole, by family name and first initial."""
    return compared(*(_SEMICOLON.split(text)[:MOST_WORDS] for text in (one, other)), key=_author_key)


def _author_key(name: str) -> str:
    family, _, given = name.casefold().rstrip(";").partition(", ")
    return f"{family} {given[:1]}"


def _unmarked(pieces: Pieces) -> Pieces:
    return tuple(type(piece)(piece.text) for piece in pieces)


def _text(pieces: Pieces, *, plain: bool) -> Text:
    """Pieces in a row; where the terminal knows no bold letters, what differs stands in brackets."""
    if not pieces:
        return Text("–", style=FAINT)
    shown = [
        (f"[{piece.text}]" if plain else piece.text, DIFFERENT) if piece.differs else (piece.text, "")
        for piece in pieces
    ]
    return Text(" ").join(Text(text, style=style) for text, style in shown)
