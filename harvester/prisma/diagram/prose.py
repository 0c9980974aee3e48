"""The flow in sentences, as a review's methods and results report it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from harvester.drawing.font import clean
from harvester.prisma.diagram.panel import Panel
from harvester.prisma.sheet import FIGURE_NOTE, Line, Sheet
from harvester.wording import counted

_METHODS: Final = (
    ("website_results", "websites"),
    ("organisation_results", "organisations"),
    ("citations_results", "citation searching"),
)


def to_markdown(panels: Sequence[Panel]) -> str:
    """The flow in words, Markdown: a heading, paragraphs and notes for each panel, and what a report may be."""
    return "\n\n".join((*map(_section, panels), escaped(FIGURE_NOTE))) + "\n"


def paragraphs(sheet: Sheet) -> list[str]:
    """The flow in words: previous version, databases and registers, other methods, what is included, what waits."""
    told = [_databases(sheet)]
    if "box1" in sheet.boxes:
        told.insert(0, _previous(sheet))
    if "box11" in sheet.boxes:
        told.append(_other(sheet))
    told.append(_included(sheet))
    if sheet.pending:
        told.append(
            f"This flow is not final: {_joined(f'{line.text.lower()} (n = {line.n:,})' for line in sheet.pending)}."
        )
    return told


def number(sheet: Sheet, key: str) -> int:
    """The number of a line; of a list, the sum of its lines; 0 where it is not drawn."""
    own = [line.n for line in _lines(sheet) if line.opens == key]
    return sum(own or [line.n for line in _lines(sheet) if line.opens.startswith(f"{key}/")])


def _section(panel: Panel) -> str:
    notes = [f"- {escaped(note)}" for note in panel.sheet.notes]
    return "\n\n".join(
        (
            f"## {escaped(panel.heading)}",
            *map(escaped, paragraphs(panel.sheet)),
            *(("Notes:\n\n" + "\n".join(notes),) if notes else ()),
        )
    )


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, whatever it holds."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|~" else char for char in clean(text))


def _previous(sheet: Sheet) -> str:
    studies, reports = number(sheet, "previous_studies"), number(sheet, "previous_reports")
    return f"The previous version of this review included {counted(studies, 'study')} ({counted(reports, 'report')})."


def _databases(sheet: Sheet) -> str:
    databases = counted(number(sheet, "database_results"), "record")
    registers = counted(number(sheet, "register_results"), "record")
    found = f"The searches identified {databases} from databases{_list(sheet, 'database_specific_results')}"
    if _list(sheet, "register_specific_results"):
        found += f" and {registers} from registers{_list(sheet, 'register_specific_results')}"
    return f"{found}. {_removed(sheet)} {_screened(sheet)} {_reports(sheet, 'dbr')}"


def _removed(sheet: Sheet) -> str:
    reasons = (
        ("duplicates", "duplicate record", ""),
        ("excluded_automatic", "record", " marked as ineligible by automation tools"),
        ("excluded_other", "record", " for other reasons"),
    )
    were = "was" if sum(number(sheet, key) for key, *_ in reasons) == 1 else "were"
    told = [f"{counted(n, noun)}{why}" for key, noun, why in reasons if (n := number(sheet, key))]
    return f"Removed before screening {were} {_joined(told)}." if told else "No record was removed before screening."


def _screened(sheet: Sheet) -> str:
    screened, excluded = number(sheet, "records_screened"), number(sheet, "records_excluded")
    by = sheet.footnotes.get("**", "")
    return f"{_of(screened, 'record', 'screened', excluded, 'excluded')}{f' {by}' if by else ''}"


def _of(all_of: int, noun: str, done: str, n: int, what: str) -> str:
    were = "was" if n == 1 else "were"
    return f"Of {counted(all_of, noun)} {done}, {n:,} {were} {what}."


def _reports(sheet: Sheet, column: str) -> str:
    sought, lost = number(sheet, f"{column}_sought_reports"), number(sheet, f"{column}_notretrieved_reports")
    assessed, excluded = number(sheet, f"{column}_assessed"), number(sheet, f"{column}_excluded")
    reasons = _list(sheet, f"{column}_excluded")
    return (
        f"{_of(sought, 'report', 'sought for retrieval', lost, 'not retrieved')}"
        f" {_of(assessed, 'report', 'assessed for eligibility', excluded, 'excluded').removesuffix('.')}{reasons}."
    )


def _other(sheet: Sheet) -> str:
    found = [(number(sheet, key), words) for key, words in _METHODS]
    listed = "; ".join(f"{words}, n = {n:,}" for n, words in found if n)
    total = counted(sum(n for n, _ in found), "record")
    return f"Other methods identified {total}{f' ({listed})' if listed else ''}. {_reports(sheet, 'other')}"


def _included(sheet: Sheet) -> str:
    new = "new " if "box16" in sheet.boxes else ""
    studies, reports = number(sheet, "new_studies"), number(sheet, "new_reports")
    told = f"Included were {counted(studies, f'{new}study')} ({counted(reports, 'report')})"
    if "box16" in sheet.boxes:
        total, of = number(sheet, "total_studies"), number(sheet, "total_reports")
        told += f", which makes {counted(total, 'study')} ({counted(of, 'report')}) in total"
    if "box17" in sheet.boxes:
        pooled, of = number(sheet, "total_studies_ma"), number(sheet, "total_reports_ma")
        told += f"; {counted(pooled, 'study')} ({counted(of, 'report')}) contributed to a meta-analysis"
    removed = sheet.footnotes.get("†", "")
    return f"{told}.{f' {removed}' if removed else ''}"


def _list(sheet: Sheet, key: str) -> str:
    lines = [line for line in _lines(sheet) if line.opens.startswith(f"{key}/")]
    return f" ({'; '.join(f'{clean(line.text)}, n = {line.n:,}' for line in lines)})" if lines else ""


def _lines(sheet: Sheet) -> Iterator[Line]:
    return (line for box in sheet.boxes.values() for line in box.lines)


def _joined(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
