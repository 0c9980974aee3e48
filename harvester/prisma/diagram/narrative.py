"""Write the flow in sentences, as the results of a review report it, and as a document with picture and table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from harvester.documents import Block, Bullet, Document, Figure, Heading, Paragraph, Table
from harvester.drawing.font import printable_line
from harvester.pluralise import count_noun
from harvester.prisma.diagram.content import FIGURE_NOTE, DiagramContent, DiagramLine
from harvester.prisma.diagram.layout import (
    BOX_POSITIONS,
    COLOURS,
    SOURCE,
    STAGE_OF_ROW,
    Palette,
    Panel,
    diagram_footnotes,
    draw_panels,
)

_METHODS: Final = (
    ("website_results", "websites"),
    ("organisation_results", "organisations"),
    ("citations_results", "citation searching"),
)


def build_narrative(panels: Sequence[Panel]) -> Document:
    """Return the flow in sentences: a heading, paragraphs and notes for each panel, and what counts as a report."""
    blocks: list[Block] = []
    for panel in panels:
        blocks += [Heading(panel.heading, 2), *map(Paragraph, write_narrative(panel.content))]
        if panel.content.notes:
            blocks += [Paragraph("Notes:"), *map(Bullet, panel.content.notes)]
    return Document(panels[-1].content.title, (*blocks, Paragraph(FIGURE_NOTE)))


def build_flow_document(panels: Sequence[Panel], *, palette: Palette = COLOURS) -> Document:
    """Return the flow as a document for manuscripts: for each panel, on a page of its own, the picture, the flow in
    sentences, every number in a table, and the notes."""
    blocks: list[Block] = []
    for place, (panel, drawing) in enumerate(zip(panels, draw_panels(panels, palette=palette), strict=True)):
        notes = (*diagram_footnotes(panel.content), FIGURE_NOTE, SOURCE)
        blocks += [
            Heading(printable_line(panel.heading), 1, new_page=place > 0),
            Figure(drawing),
            *(Paragraph(printable_line(text)) for text in write_narrative(panel.content)),
            number_table(panel.content),
            *(Paragraph(note, is_note=True) for note in notes),
        ]
    return Document(panels[-1].content.title, tuple(blocks))


def number_table(content: DiagramContent) -> Table:
    """Return every number of a diagram with the stage and the box it belongs to."""
    rows = []
    for number, box in content.boxes.items():
        stage = content.tabs[STAGE_OF_ROW[BOX_POSITIONS[number][1]]]
        heading = f"{printable_line(box.heading).rstrip(':')}: " if box.heading else ""
        for line in box.lines:
            text = f"{heading}{'– ' * line.indent}{printable_line(line.text)}{line.mark}"
            rows.append((stage, text, f"{line.n:,}"))
    return Table(("Stage", "Box", "n"), tuple(rows), label_columns=2)


def write_narrative(content: DiagramContent) -> list[str]:
    """Return the flow in paragraphs: previous version, databases and registers, other methods, inclusion, pending."""
    sentences = [describe_databases(content)]
    if "box1" in content.boxes:
        sentences.insert(0, describe_previous_version(content))
    if "box11" in content.boxes:
        sentences.append(describe_other_methods(content))
    sentences.append(describe_inclusion(content))
    if content.pending:
        sentences.append(
            f"This flow is not final: {_joined(f'{line.text.lower()} (n = {line.n:,})' for line in content.pending)}."
        )
    return sentences


def line_count(content: DiagramContent, key: str) -> int:
    """Return the number of a line; of a list, the sum of its lines; 0 where it is not drawn."""
    numbers = [line.n for line in _lines(content) if line.member_key == key]
    return sum(numbers or [line.n for line in _lines(content) if line.member_key.startswith(f"{key}/")])


def describe_previous_version(content: DiagramContent) -> str:
    """Return what the previous version included, as a sentence."""
    studies = count_noun(line_count(content, "previous_studies"), "study")
    reports = count_noun(line_count(content, "previous_reports"), "report")
    return f"The previous version of this review included {studies} ({reports})."


def describe_databases(content: DiagramContent) -> str:
    """Return the column of databases and registers as a paragraph."""
    databases = count_noun(line_count(content, "database_results"), "record")
    registers = count_noun(line_count(content, "register_results"), "record")
    text = f"The searches identified {databases} from databases{_list(content, 'database_specific_results')}"
    if _list(content, "register_specific_results"):
        text += f" and {registers} from registers{_list(content, 'register_specific_results')}"
    return f"{text}. {describe_removals(content)} {describe_screening(content)} {describe_retrieval(content, 'dbr')}"


def describe_removals(content: DiagramContent) -> str:
    """Return what was removed before screening, as a sentence."""
    reasons = (
        ("duplicates", "duplicate record", ""),
        ("excluded_automatic", "record", " marked as ineligible by automation tools"),
        ("excluded_other", "record", " for other reasons"),
    )
    counts = [f"{count_noun(n, noun)}{why}" for key, noun, why in reasons if (n := line_count(content, key))]
    if not counts:
        return "No record was removed before screening."
    were = "was" if sum(line_count(content, key) for key, *_ in reasons) == 1 else "were"
    return f"Before screening, {_joined(counts)} {were} removed."


def describe_screening(content: DiagramContent) -> str:
    """Return how many records were screened and excluded, as a sentence."""
    screened, excluded = line_count(content, "records_screened"), line_count(content, "records_excluded")
    by = content.footnotes.get("**", "")
    return f"{_of(screened, 'record', 'screened', excluded, 'excluded')}{f' {by}' if by else ''}"


def _of(all_of: int, noun: str, done: str, n: int, what: str) -> str:
    were = "was" if n == 1 else "were"
    return f"Of {count_noun(all_of, noun)} {done}, {n:,} {were} {what}."


def describe_retrieval(content: DiagramContent, column: str) -> str:
    """Return how many reports of a column were sought, not retrieved, assessed and excluded."""
    sought, not_retrieved = (
        line_count(content, f"{column}_sought_reports"),
        line_count(content, f"{column}_notretrieved_reports"),
    )
    assessed, excluded = line_count(content, f"{column}_assessed"), line_count(content, f"{column}_excluded")
    reasons = _list(content, f"{column}_excluded")
    return (
        f"{_of(sought, 'report', 'sought for retrieval', not_retrieved, 'not retrieved')}"
        f" {_of(assessed, 'report', 'assessed for eligibility', excluded, 'excluded').removesuffix('.')}{reasons}."
    )


def describe_other_methods(content: DiagramContent) -> str:
    """Return the column of other methods as a paragraph."""
    counts = [(line_count(content, key), words) for key, words in _METHODS]
    methods = "; ".join(f"{words}, n = {n:,}" for n, words in counts if n)
    total = count_noun(sum(n for n, _ in counts), "record")
    return (
        f"Other methods identified {total}{f' ({methods})' if methods else ''}. {describe_retrieval(content, 'other')}"
    )


def describe_inclusion(content: DiagramContent) -> str:
    """Return what is included, in this version and in total, as a paragraph."""

    def count(prefix: str, suffix: str = "", *, adjective: str = "") -> str:
        studies = count_noun(line_count(content, f"{prefix}_studies{suffix}"), f"{adjective}study")
        return f"{studies} ({count_noun(line_count(content, f'{prefix}_reports{suffix}'), 'report')})"

    if "box16" in content.boxes:
        text = f"This version includes {count('new', adjective='new ')}; the review includes {count('total')} in total"
    else:
        text = f"The review includes {count('new')}"
    if "box17" in content.boxes:
        text += f"; {count('total', '_ma')} contributed to a meta-analysis"
    removed = content.footnotes.get("†", "")
    return f"{text}.{f' {removed}' if removed else ''}"


def _list(content: DiagramContent, key: str) -> str:
    lines = [line for line in _lines(content) if line.member_key.startswith(f"{key}/")]
    return f" ({'; '.join(f'{printable_line(line.text)}, n = {line.n:,}' for line in lines)})" if lines else ""


def _lines(content: DiagramContent) -> Iterator[DiagramLine]:
    return (line for box in content.boxes.values() for line in box.lines)


def _joined(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
