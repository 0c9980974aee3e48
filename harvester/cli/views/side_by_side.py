"""Show two records side by side with their differences marked, in colour or without."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from harvester.citation_text import full_authors
from harvester.evidence import Evidence
from harvester.identifiers import report_name

if TYPE_CHECKING:
    from harvester.workflow.dedup.review_queue import PairView

MAX_WORDS: Final = 1_500
"""Words of a text that are compared; further words are not shown."""

_EDGES: Final = re.compile(r"^\W+|\W+$")
ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class TextSegment:
    """Consecutive words of a text; ``differs`` if the other text lacks them at this place."""

    text: str
    differs: bool = False


TextSegments = tuple[TextSegment, ...]


def diff_words(left: str, right: str) -> tuple[TextSegments, TextSegments]:
    """Return two texts as segments that are equal or different, word by word.

    Small and capital letters and marks at the ends of words make no difference. White space becomes one space.
    """
    return diff_sequences(left.split()[:MAX_WORDS], right.split()[:MAX_WORDS], key=_comparison_key)


def diff_sequences(
    lefts: Sequence[str], rights: Sequence[str], *, key: Callable[[str], str]
) -> tuple[TextSegments, TextSegments]:
    """Return two lists of words or names as segments; words are equal when their keys are."""
    matcher = SequenceMatcher(None, [key(word) for word in lefts], [key(word) for word in rights], autojunk=False)
    codes = matcher.get_opcodes()
    return (
        _to_segments(lefts, [(start, end, tag != "equal") for tag, start, end, _, _ in codes]),
        _to_segments(rights, [(start, end, tag != "equal") for tag, _, _, start, end in codes]),
    )


def shorten_equal_text(segments: TextSegments, *, around: int) -> TextSegments:
    """Shorten equal segments to ``around`` words next to differences; "…" stands for the omitted words."""
    last = len(segments) - 1
    return tuple(
        segment
        if segment.differs
        else TextSegment(_shorten(segment.text, around, first=position == 0, last=position == last))
        for position, segment in enumerate(segments)
    )


def _shorten(text: str, around: int, *, first: bool, last: bool) -> str:
    words = text.split()
    if first and last:
        shortened_words = words[: 2 * around]
        return " ".join(shortened_words) + (f" {ELLIPSIS}" if len(words) > len(shortened_words) else "")
    before = [] if first else words[:around]
    after = [] if last else words[-around:]
    if len(before) + len(after) >= len(words):
        return text
    return " ".join([*before, ELLIPSIS, *after])


def _comparison_key(word: str) -> str:
    return _EDGES.sub("", word).casefold() or word


def _to_segments(words: Sequence[str], spans: Sequence[tuple[int, int, bool]]) -> TextSegments:
    return tuple(TextSegment(" ".join(words[start:end]), differs) for start, end, differs in spans if end > start)


DIFFERENCE_STYLE: Final = "bold underline yellow"
SUPPORTING_STYLE: Final = "green"
OPPOSING_STYLE: Final = "red"
FAINT_STYLE: Final = "dim"

_MAX_EVIDENCE: Final = 6
_CONTEXT_WORDS: Final = {"abstract": 5, "authors": 8}
"""Shortened field → words shown around a difference."""

_SEMICOLON: Final = re.compile(r"(?<=;) ")
_HIDDEN_VALUES: Final = {"kind": ("article", "article")}
"""Values that are not shown when both records have them."""

_STAGE_LABELS: Final = {
    "title-abstract": "title and abstract to be screened",
    "retrieval": "full text to be retrieved",
    "full-text": "full text to be screened",
    "included": "included",
    "excluded": "excluded",
    None: "not counted yet",
}


def format_locator(citation: Any) -> str:
    """Return volume, issue and pages as cited: "12(3):221-8"."""
    issue = f"({citation.issue})" if citation.issue else ""
    pages = citation.pages or citation.article_number
    return f"{citation.volume}{issue}{':' if pages else ''}{pages}".strip(":")


COMPARED_FIELDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "title": lambda citation: citation.title,
    "original": lambda citation: citation.title_original,
    "authors": full_authors,
    "year": lambda citation: str(citation.year or ""),
    "journal": lambda citation: citation.journal or citation.journal_abbreviation,
    "place": format_locator,
    "doi": lambda citation: citation.doi,
    "pmid": lambda citation: citation.pmid,
    "kind": lambda citation: citation.kind,
    "abstract": lambda citation: citation.abstract,
}
"""Row of a comparison → the text of a citation in it."""


def render_side_by_side(pair: PairView, console: Console, *, full: bool = False) -> RenderableType:
    """Return two records as a table of two columns; ``full`` shows complete authors and abstracts."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), expand=True, show_header=False)
    table.add_column(style=FAINT_STYLE, no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    names = (Text(row.name, style="bold", no_wrap=True, overflow="ellipsis") for row in (pair.left, pair.right))
    table.add_row("", "", *names)
    for field, format_field in COMPARED_FIELDS.items():
        left, right = format_field(pair.left.citation), format_field(pair.right.citation)
        if (left or right) and (left, right) != _HIDDEN_VALUES.get(field):
            table.add_row(field, *_field_cells(field, left, right, full=full, plain=console.color_system is None))
    return table


def render_evidence(evidence: Sequence[Evidence], *, full: bool = False) -> RenderableType:
    """Return the reason for review, then the evidence for and against the same report, by weight."""
    weighted = sorted((item for item in evidence if item.weight), key=lambda item: -abs(item.weight))
    lines = [_evidence_line(item) for item in (weighted if full else weighted[:_MAX_EVIDENCE])]
    if len(weighted) > len(lines):
        lines.append(Text(f"{ELLIPSIS} {len(weighted) - len(lines)} more: f", style=FAINT_STYLE))
    lines[:0] = [Text(f"? {item.sentence}", style="bold") for item in evidence if item.field == "doubt"]
    return Group(*lines) if lines else Text("")


def render_screening_status(pair: PairView) -> Text:
    """Return the screening status of the two reports."""
    left_status, right_status = (_STAGE_LABELS[stage] for stage in pair.stages)
    names = [report_name(row.report_id) for row in (pair.left, pair.right)]
    sentence = (
        f"{names[0]} and {names[1]}: {left_status}"
        if left_status == right_status
        else f"{names[0]}: {left_status}; {names[1]}: {right_status}"
    )
    return Text(sentence, style=FAINT_STYLE)


def _evidence_line(item: Evidence) -> Text:
    sign, style = ("+", SUPPORTING_STYLE) if item.weight > 0 else ("−", OPPOSING_STYLE)
    return Text.assemble((f"{sign} ", f"bold {style}"), item.sentence)


def _field_cells(field: str, left_text: str, right_text: str, *, full: bool, plain: bool) -> Iterator[Text]:
    """Yield the mark (=, ≠, or a blank if one side is empty) and the two texts."""
    left, right = _diff_authors(left_text, right_text) if field == "authors" else diff_words(left_text, right_text)
    if not left_text or not right_text:
        yield Text(" ")
        left, right = _without_marks(left), _without_marks(right)
    else:
        differ = any(piece.differs for piece in (*left, *right))
        yield Text("≠" if differ else "=", style=DIFFERENCE_STYLE.split()[-1] if differ else FAINT_STYLE)
    if field in _CONTEXT_WORDS and not full:
        left, right = (
            shorten_equal_text(left, around=_CONTEXT_WORDS[field]),
            shorten_equal_text(right, around=_CONTEXT_WORDS[field]),
        )
    yield _render_segments(left, plain=plain)
    yield _render_segments(right, plain=plain)


def _diff_authors(left: str, right: str) -> tuple[TextSegments, TextSegments]:
    """Compare whole authors, by family name and first initial."""
    return diff_sequences(*(_SEMICOLON.split(text)[:MAX_WORDS] for text in (left, right)), key=_author_key)


def _author_key(name: str) -> str:
    family, _, given_names = name.casefold().rstrip(";").partition(", ")
    return f"{family} {given_names[:1]}"


def _without_marks(segments: TextSegments) -> TextSegments:
    return tuple(type(segment)(segment.text) for segment in segments)


def _render_segments(segments: TextSegments, *, plain: bool) -> Text:
    """Join segments; without colour, different ones are in brackets."""
    if not segments:
        return Text("–", style=FAINT_STYLE)
    styled = [
        (f"[{segment.text}]" if plain else segment.text, DIFFERENCE_STYLE) if segment.differs else (segment.text, "")
        for segment in segments
    ]
    return Text(" ").join(Text(text, style=style) for text, style in styled)
