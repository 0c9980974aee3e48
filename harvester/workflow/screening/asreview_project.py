"""ASReview's project file (.asreview) → rows and votes, by ASReview's own library, which knows all its versions."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from harvester.citation import Citation
from harvester.errors import FormatError, UsageError
from harvester.formats import authors_of, find_report_ids
from harvester.normalise import doi as bare_doi
from harvester.screening.decisions import Decision
from harvester.screening.imports.model import ImportedDecision, ImportedRow, RowWithDecisions

_VERDICTS: Final = {1: Decision.INCLUDE, 0: Decision.EXCLUDE}


def read_project(path: Path) -> list[RowWithDecisions]:
    """The records of a project with the labels given in it; ``line`` is the row of its data set, from 1.

    Raises ``UsageError`` where ASReview is not installed, ``FormatError`` for a file it cannot open.
    """
    try:
        from asreview import Project
    except ImportError as error:
        raise UsageError(
            f"{path} is a project of ASReview, which only ASReview's own library opens; it is not installed here.",
            hint="Install it (pip install 'literature-harvester[asreview]'), or export the project in ASReview as CSV or RIS.",
        ) from error
    with tempfile.TemporaryDirectory() as folder:
        try:
            with Project.load(path, Path(folder) / "project", safe_import=True) as project:
                records = project.db.input.get_df().to_dict("records")
                results = project.db.get_results_table(groups=True).to_dict("records")
        except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
            raise FormatError(
                f"{path} cannot be opened as a project of ASReview: {error}", hint="Export it from ASReview again."
            ) from error
    return join_tables(records, results)


def join_tables(records: Iterable[Mapping[str, Any]], results: Iterable[Mapping[str, Any]]) -> list[RowWithDecisions]:
    """Rows of ASReview's tables ``record`` and ``results`` (columns as in its database/database.py) as votes."""
    labels = {int(result["record_id"]): result for result in results if _is_filled(result["label"])}
    return [_to_row(record, labels.get(int(record["record_id"]))) for record in records]


def _to_row(record: Mapping[str, Any], result: Mapping[str, Any] | None) -> RowWithDecisions:
    authors, complete = authors_of([str(name) for name in _list(record["authors"])])
    citation = Citation(
        title=_text(record["title"]),
        authors=authors,
        authors_complete=complete,
        year=int(record["year"]) if _is_filled(record["year"]) else None,
        doi=bare_doi(_text(record["doi"])),
        keywords=tuple(str(word) for word in _list(record["keywords"])),
        urls=tuple(_text(record["url"]).split()),
    )
    carried = tuple(int(name[1:]) for name in find_report_ids(citation))
    row = ImportedRow(line=int(record["dataset_row"]) + 1, citation=citation, report_numbers=carried)
    if result is None:
        return RowWithDecisions(row=row)
    vote = ImportedDecision(
        decision=_VERDICTS[int(result["label"])],
        note=_text(result["note"]),
        date=datetime.fromtimestamp(float(result["time"]), UTC) if _is_filled(result["time"]) else None,
    )
    return RowWithDecisions(row=row, decisions=(vote,))


def _is_filled(value: Any) -> bool:
    """Whether a cell of pandas holds something: None, NaN and NA are unequal to themselves or to everything."""
    return value is not None and str(value) not in {"nan", "<NA>", "None", ""}


def _text(value: Any) -> str:
    return str(value) if _is_filled(value) else ""


def _list(value: Any) -> list[Any]:
    """A list, which the library's table gives as the JSON text it is stored as."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    return value if isinstance(value, list) else []
