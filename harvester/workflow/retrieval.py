"""Full texts: which are sought, which were retrieved, which not and why; a folder of PDFs matched to the reports."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from harvester import normalise
from harvester.citation import Citation
from harvester.errors import UsageError
from harvester.formats.table_writer import neutral
from harvester.prisma import ReportState
from harvester.screening.full_texts import Clues, Match, Matcher, Sought
from harvester.store import full_texts, records, screening
from harvester.store.full_texts import FullTextRow
from harvester.workflow.addresses import links_of
from harvester.workflow.desk import Desk
from harvester.workflow.pdf_reading import look_into
from harvester.workflow.representatives import representatives
from harvester.workflow.results import report_name
from harvester.workflow.standing import standing

Status = Literal["sought", "retrieved", "not retrieved"]
COLUMNS: Final = (
    "report", "status", "reason", "authors", "year", "title", "journal", "volume", "issue", "pages",
    "doi", "pmid", "pmcid", "links", "files",
)  # fmt: skip
"""What a library asks for when it is to get a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTextState:
    """A report that was included by title and abstract, and how its full text stands."""

    report: str
    status: Status
    reason: str
    citation: Citation
    links: tuple[tuple[str, str], ...]
    files: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester screen retrieval --json``."""
        cells = dict(zip(COLUMNS, self.cells(), strict=True))
        return cells | {"links": [{"name": n, "url": u} for n, u in self.links], "files": list(self.files)}

    def cells(self) -> tuple[str, ...]:
        """Its row in a table, under ``COLUMNS``."""
        cited = self.citation
        authors = "; ".join(map(str, cited.authors)) + ("" if cited.authors_complete else "; et al.")
        return (
            self.report, self.status, self.reason, authors, str(cited.year or ""), cited.title,
            cited.journal or cited.journal_abbreviation, cited.volume, cited.issue,
            cited.pages or cited.article_number, cited.doi, cited.pmid, cited.pmcid,
            " ".join(url for _, url in self.links), " ".join(self.files),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What became of the files of a folder: (file, report, by what) each; those of several reports, of none, and those
    that could not be read."""

    matched: tuple[tuple[str, str, str], ...]
    known: int
    ambiguous: tuple[tuple[str, str], ...]
    unmatched: tuple[tuple[str, str], ...]

    @property
    def in_part(self) -> bool:
        """Whether some file found no report."""
        return bool(self.ambiguous or self.unmatched)

    def to_json(self) -> dict[str, Any]:
        """For ``harvester screen retrieval --pdfs --json``."""
        return {
            "matched": [{"file": file, "report": report, "by": by} for file, report, by in self.matched],
            "known": self.known,
            "ambiguous": [{"file": file, "reports": reports} for file, reports in self.ambiguous],
            "unmatched": [{"file": file, "why": why} for file, why in self.unmatched],
        }


def retrieval_list(desk: Desk) -> tuple[FullTextState, ...]:
    """Every report whose full text is or was sought, in the order of their numbers."""
    with desk.store.read() as session:
        report_of = records.report_of(session)
        states = standing(session, report_of, desk.review.screening.exclusion_reasons).states
        reasons = {report_of[row.report_id]: row.reason for row in screening.retrieval_statuses(session)}
        files: dict[int, list[str]] = {}
        for row in full_texts.full_texts(session):
            files.setdefault(report_of[row.report_id], []).append(row.path)
        sought = {
            report: state.retrieval or ("retrieved" if state.full_text else "sought")
            for report, state in states.items()
            if state.before_screening is None
            and (state.title_abstract == "include" or state.retrieval or state.full_text)
        }
        cited = representatives(session, desk, sought)
    return tuple(
        FullTextState(
            report=outgoing.report_id,
            status=sought[report],
            reason=reasons.get(report, "") if sought[report] == "not retrieved" else "",
            citation=outgoing.citation,
            links=links_of(outgoing.citation),
            files=tuple(files.get(report, ())),
        )
        for report, outgoing in cited
    )


def as_csv(listed: Sequence[FullTextState]) -> str:
    """The list as CSV, for a library."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([neutral(cell) for cell in each.cells()] for each in listed)
    return stream.getvalue()


def as_markdown(listed: Sequence[FullTextState]) -> str:
    """The list in Markdown, a heading for each status."""
    lines = []
    for status in ("sought", "retrieved", "not retrieved"):
        those = [each for each in listed if each.status == status]
        lines += [f"## {status.capitalize()} ({len(those)})", ""]
        for each in those:
            links = " · ".join(f"[{name}](<{url}>)" for name, url in each.links)
            said = " — ".join(filter(None, (_cited(each.citation), each.reason, links)))
            lines.append(f"- {each.report} {said}")
        lines.append("")
    return "\n".join(lines)


def _cited(citation: Citation) -> str:
    first = citation.authors[0].family if citation.authors else "[no author]"
    text = f"{first} {citation.year or '[no year]'}. {citation.title}"
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in " ".join(text.split()))


def file_pdfs(desk: Desk, folder: Path, *, reviewer: str) -> Filed:
    """Match the PDFs below a folder to the reports sought, note those as retrieved, and keep path and hash of the file.

    A file that is known already is passed over. Raises ``UsageError`` when there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", hint="Name the folder that the PDFs lie in.")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".pdf" and path.is_file())
    with desk.store.read() as session:
        matcher = Matcher(_sought(session, desk))
        known = {(row.path, row.sha256) for row in full_texts.full_texts(session)}
    desk.progress.begin("Looking at PDFs", len(files))
    found: list[tuple[Path, str, Match, str]] = []
    passed = 0
    for path in files:
        digest = _digest(path)
        if (str(path.resolve()), digest) in known:
            passed += 1
        else:
            match, trouble = _matched(matcher, path)
            found.append((path, digest, match, trouble))
        desk.progress.advance(1)
    single = [(path, digest, match) for path, digest, match, _ in found if len(match.reports) == 1]
    _store(desk, single, reviewer)
    several = [(str(path), match) for path, _, match, _ in found if len(match.reports) > 1]
    none = [(str(path), trouble) for path, _, match, trouble in found if not match.reports]
    return Filed(
        matched=tuple((str(path), report_name(match.reports[0]), match.by) for path, _, match in single),
        known=passed,
        ambiguous=tuple((name, ", ".join(map(report_name, match.reports))) for name, match in several),
        unmatched=tuple((name, trouble or "no report sought has its numbers or title") for name, trouble in none),
    )


def _matched(matcher: Matcher, path: Path) -> tuple[Match, str]:
    clues = Clues(stem=path.stem)
    trouble = ""
    if matcher.needs_reading(clues):
        said = look_into(path)
        trouble = said.trouble
        clues = Clues(stem=path.stem, metadata=said.metadata, text=said.text)
    return matcher.match(clues), trouble


def _store(desk: Desk, single: Sequence[tuple[Path, str, Match]], reviewer: str) -> None:
    rows = [
        FullTextRow(
            report_id=match.reports[0],
            path=str(path.resolve()),
            sha256=digest,
            size=path.stat().st_size,
            found_by=match.by,
            reviewer=reviewer,
            made_at=desk.now(),
        )
        for path, digest, match in single
    ]
    with desk.store.write() as session:
        full_texts.add_full_texts(session, rows)
        retrieved = dict.fromkeys(row.report_id for row in rows)
        statuses = [(report, "retrieved", "", reviewer) for report in retrieved]
        screening.add_retrieval_statuses(session, statuses, now=desk.now())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_sought(state: ReportState) -> bool:
    """Whether the full text of a report is wanted: its title and abstract were included, or somebody went on anyway."""
    if state.before_screening is not None or state.title_abstract == "exclude":
        return False
    return state.title_abstract == "include" or state.retrieval is not None or state.full_text is not None


def _sought(session: Session, desk: Desk) -> Iterable[Sought]:
    report_of = records.report_of(session)
    states = standing(session, report_of, desk.review.screening.exclusion_reasons).states
    wanted = {report for report, state in states.items() if _is_sought(state)}
    of: dict[int, list[Citation]] = {report: [] for report in wanted}
    for row in records.records_of_reports(session, wanted):
        of[row.report_id].append(row.citation)
    for report, cited in of.items():
        yield Sought(
            report=report,
            dois=frozenset(each.doi for each in cited if each.doi),
            pmids=frozenset(each.pmid for each in cited if each.pmid),
            pmcids=frozenset(each.pmcid.upper() for each in cited if each.pmcid),
            titles=frozenset(normalise.words(each.title) for each in cited if each.title),
        )
