"""List the full texts sought and retrieved, and match a folder of PDFs to the reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from harvester import normalise
from harvester.citation import Citation
from harvester.citation_links import list_urls
from harvester.citation_text import full_authors, short_citation
from harvester.csv_table import write_table
from harvester.documents import Block, Bullet, Document, Heading, Hyperlink, to_markdown
from harvester.errors import UsageError
from harvester.events import EventKind
from harvester.identifiers import report_name
from harvester.screening import ReportStatus, RetrievalStatus
from harvester.screening.pdf_matching import PdfClues, PdfMatch, PdfMatcher, SoughtReport
from harvester.screening.report_status import ASSESSED, SOUGHT
from harvester.store import full_texts, records, screening
from harvester.store.events import NewEvent
from harvester.store.full_texts import FullTextRow
from harvester.workflow.context import ReviewContext
from harvester.workflow.files import hash_file
from harvester.workflow.merged_citations import load_merged_citations
from harvester.workflow.screening.pdf_sandbox import read_pdf_sandboxed
from harvester.workflow.screening.report_states import load_screening_state

FullTextStatus = Literal["sought", "retrieved", "not retrieved"]
_FULL_TEXT_STATUSES: Final[dict[ReportStatus, FullTextStatus]] = {
    ReportStatus.AWAITS_RETRIEVAL: "sought",
    ReportStatus.NOT_RETRIEVED: "not retrieved",
    **dict.fromkeys(ASSESSED, "retrieved"),
}
FULL_TEXT_COLUMNS: Final = (
    "report", "status", "reason", "authors", "year", "title", "journal", "volume", "issue", "pages",
    "doi", "pmid", "pmcid", "links", "files",
)  # fmt: skip
"""The columns that a library needs to obtain a paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTextState:
    """A report whose full text is or was sought, with its retrieval status and files."""

    report: str
    status: FullTextStatus
    reason: str
    citation: Citation
    links: tuple[tuple[str, str], ...]
    files: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """For ``harvester screen retrieval --json``."""
        cells = dict(zip(FULL_TEXT_COLUMNS, self.cells(), strict=True))
        return cells | {"links": [{"name": n, "url": u} for n, u in self.links], "files": list(self.files)}

    def cells(self) -> tuple[str, ...]:
        """Return its row in a table, under ``FULL_TEXT_COLUMNS``."""
        cited = self.citation
        return (
            self.report, self.status, self.reason, full_authors(cited), str(cited.year or ""), cited.title,
            cited.journal or cited.journal_abbreviation, cited.volume, cited.issue,
            cited.pages or cited.article_number, cited.doi, cited.pmid, cited.pmcid,
            " ".join(url for _, url in self.links), " ".join(self.files),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfMatches:
    """Result of matching PDF files to reports.

    ``matched`` has (file, report, evidence), ``ambiguous`` (file, reports), ``unmatched`` (file, reason); ``known`` is
    the number of files stored before.
    """

    matched: tuple[tuple[str, str, str], ...]
    known: int
    ambiguous: tuple[tuple[str, str], ...]
    unmatched: tuple[tuple[str, str], ...]

    @property
    def in_part(self) -> bool:
        """Whether some file matched no report, or several."""
        return bool(self.ambiguous or self.unmatched)

    def to_json(self) -> dict[str, Any]:
        """For ``harvester screen retrieval --pdfs --json``."""
        return {
            "matched": [{"file": file, "report": report, "by": by} for file, report, by in self.matched],
            "known": self.known,
            "ambiguous": [{"file": file, "reports": reports} for file, reports in self.ambiguous],
            "unmatched": [{"file": file, "why": why} for file, why in self.unmatched],
        }


def list_full_texts(context: ReviewContext) -> tuple[FullTextState, ...]:
    """Return every report whose full text is or was sought, by report number."""
    with context.store.read() as session:
        report_of = records.report_of_each_record(session)
        screening_state = load_screening_state(session, report_of, context.review.screening)
        reasons = {report_of[row.report_id]: row.reason for row in screening.load_retrieval_statuses(session)}
        files: dict[int, list[str]] = {}
        for row in full_texts.load_full_texts(session):
            files.setdefault(report_of[row.report_id], []).append(str(context.review.folder / row.path))
        sought = {
            report: _FULL_TEXT_STATUSES[screening_state.status_of(report)]
            for report in screening_state.reports_with(*SOUGHT)
        }
        cited = load_merged_citations(session, context, sought)
    return tuple(
        FullTextState(
            report=outgoing.report_id,
            status=sought[report],
            reason=reasons.get(report, "") if sought[report] == "not retrieved" else "",
            citation=outgoing.citation,
            links=list_urls(outgoing.citation),
            files=tuple(files.get(report, ())),
        )
        for report, outgoing in cited
    )


def full_texts_to_csv(items: Sequence[FullTextState]) -> str:
    """Return the list as CSV, for a library."""
    return write_table(FULL_TEXT_COLUMNS, (item.cells() for item in items))


def full_texts_to_markdown(items: Sequence[FullTextState]) -> str:
    """Return the list as Markdown, with a heading for each status."""
    return to_markdown(Document("Full texts", tuple(_blocks(items))))


def _blocks(items: Sequence[FullTextState]) -> Iterator[Block]:
    for status in ("sought", "retrieved", "not retrieved"):
        with_status = [item for item in items if item.status == status]
        yield Heading(f"{status.capitalize()} ({len(with_status)})", 2)
        for item in with_status:
            text = " — ".join(filter(None, (short_citation(item.citation), item.reason)))
            yield Bullet(f"{item.report} {text}", links=tuple(Hyperlink(url, name) for name, url in item.links))


def match_pdfs(context: ReviewContext, folder: Path, *, reviewer: str) -> PdfMatches:
    """Match the PDFs in a folder to the reports sought; store them as retrieved, with path and hash of the file.

    Files stored before are skipped. Raises ``UsageError`` when there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.", hint="Name the folder with the PDFs.")
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".pdf" and path.is_file())
    with context.store.read() as session:
        matcher = PdfMatcher(load_sought_reports(session, context))
        folder_of_review = context.review.folder.resolve()
        known = {(folder_of_review / row.path, row.sha256) for row in full_texts.load_full_texts(session)}
    context.progress.begin("Looking at PDFs", len(files))
    matches: list[tuple[Path, str, PdfMatch, str]] = []
    skipped = 0
    for path in files:
        digest = hash_file(path)
        if (path.resolve(), digest) in known:
            skipped += 1
        else:
            match, trouble = _match_file(matcher, path)
            matches.append((path, digest, match, trouble))
        context.progress.advance(1)
    single = [(path, digest, match) for path, digest, match, _ in matches if len(match.reports) == 1]
    _store(context, single, reviewer)
    ambiguous = [(str(path), match) for path, _, match, _ in matches if len(match.reports) > 1]
    unmatched = [(str(path), trouble) for path, _, match, trouble in matches if not match.reports]
    return PdfMatches(
        matched=tuple((str(path), report_name(match.reports[0]), match.by) for path, _, match in single),
        known=skipped,
        ambiguous=tuple((name, ", ".join(map(report_name, match.reports))) for name, match in ambiguous),
        unmatched=tuple(
            (name, trouble or "no report sought has its identifiers or title") for name, trouble in unmatched
        ),
    )


def _match_file(matcher: PdfMatcher, path: Path) -> tuple[PdfMatch, str]:
    clues = PdfClues(stem=path.stem)
    trouble = ""
    if matcher.needs_reading(clues):
        pdf_text = read_pdf_sandboxed(path)
        trouble = pdf_text.problem
        clues = PdfClues(stem=path.stem, metadata=pdf_text.metadata, text=pdf_text.text)
    return matcher.match(clues), trouble


def _store(context: ReviewContext, single: Sequence[tuple[Path, str, PdfMatch]], reviewer: str) -> None:
    rows = [
        FullTextRow(
            report_id=match.reports[0],
            path=_stored_path(path, context.review.folder),
            sha256=digest,
            size=path.stat().st_size,
            found_by=match.by,
            reviewer=reviewer,
            made_at=context.now(),
        )
        for path, digest, match in single
    ]
    with context.store.write() as session:
        event = NewEvent(session=session, kind=EventKind.FULL_TEXT, made_at=context.now(), person=reviewer)
        full_texts.add_full_texts(session, rows, event=event)
        retrieved = dict.fromkeys(row.report_id for row in rows)
        statuses = [(report, RetrievalStatus.RETRIEVED, "", reviewer) for report in retrieved]
        screening.add_retrieval_statuses(session, statuses, event=event)


def _stored_path(path: Path, folder: Path) -> str:
    """Return a path as it is stored: relative to the review's folder where it is in it, so that both can be moved."""
    absolute, base = path.resolve(), folder.resolve()
    return absolute.relative_to(base).as_posix() if absolute.is_relative_to(base) else str(absolute)


def load_sought_reports(session: Session, context: ReviewContext) -> Iterable[SoughtReport]:
    """Yield every report whose full text is or was sought, with the numbers and titles of its records."""
    report_of = records.report_of_each_record(session)
    screening_state = load_screening_state(session, report_of, context.review.screening)
    reports = screening_state.reports_with(*SOUGHT)
    citations_of: dict[int, list[Citation]] = {report: [] for report in reports}
    for row in records.load_records_of_reports(session, reports):
        citations_of[row.report_id].append(row.citation)
    for report, citations in citations_of.items():
        yield SoughtReport(
            report=report,
            dois=frozenset(citation.doi for citation in citations if citation.doi),
            pmids=frozenset(citation.pmid for citation in citations if citation.pmid),
            pmcids=frozenset(citation.pmcid.upper() for citation in citations if citation.pmcid),
            titles=frozenset(normalise.words(citation.title) for citation in citations if citation.title),
        )
