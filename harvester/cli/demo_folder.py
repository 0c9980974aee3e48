"""The folder of the demonstration, and the page that shows what a demonstration left in it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final
from urllib.parse import quote

from harvester.atomic_files import write_atomically
from harvester.documents import escape_html, html_page
from harvester.errors import UsageError
from harvester.resources import shipped_path


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """A section of the page with its files, relative to the folder of the page.

    ``pictures`` are shown; ``page`` is an HTML file that is shown inside a frame ("" for none); all of ``files`` are
    linked by their names.
    """

    key: str
    title: str
    about: str
    pictures: Sequence[tuple[str, str]] = ()
    page: str = ""
    files: Sequence[str] = ()


DEMO_TITLE: Final = "Intravenous anakinra for HLH/MAS: the model review, run end to end"

DEMO_DESCRIPTION: Final = (
    "A worked example: the publications are real; the decisions, the Embase numbers and what was extracted are this "
    "example's own, read from public pages. No number here is a result of the published review (doi 10.1111/ejh.14029)."
)


def page_sections(screening_files: Sequence[str], result_files: Sequence[str]) -> tuple[PageSection, ...]:
    """Return the sections of the page for the files that exist."""

    def named(*stems: str) -> tuple[str, ...]:
        return tuple(name for name in result_files if name.rpartition("/")[2].rpartition(".")[0] in stems)

    return (
        PageSection(
            key="to-screen",
            title="To screen",
            about="Files for the screening tool: first all reports, after the update only the new ones.",
            files=screening_files,
        ),
        PageSection(
            key="flow",
            title="PRISMA 2020 flow",
            about="The first version, and the updated review against it. In flow.html every number opens its records.",
            pictures=(
                ("results/flow-v1.svg", "The PRISMA 2020 flow diagram of the first version"),
                ("results/flow.svg", "The PRISMA 2020 flow diagram of the updated review"),
            ),
            files=named("flow-v1", "flow"),
        ),
        PageSection(
            key="results",
            title="Results",
            about="Data extracted from the included reports. Missing values have rows of their own.",
            page="results/summary.html",
            files=named("summary"),
        ),
        PageSection(
            key="appendix",
            title="Search appendix",
            about="PRISMA-S: every search as it was run, with its dates and counts.",
            page="results/search-appendix.html",
            files=named("search-appendix"),
        ),
        PageSection(
            key="sources",
            title="Sources compared",
            about="Reports that each source found, found alone, and that would have been missed without it.",
            page="results/sources.html",
            files=named("sources"),
        ),
    )


_POLICY: Final = "default-src 'none'; img-src 'self' file: data:; frame-src 'self' file:; style-src 'unsafe-inline'"


def render_index(title: str, description: str, sections: Sequence[PageSection]) -> str:
    """Return the page, in one file; it shows the files in its folder and asks no server for anything."""
    contents = "".join(f'<a href="#{section.key}">{escape_html(section.title)}</a>' for section in sections)
    body = "\n".join(
        (
            f"<h1>{escape_html(title)}</h1>",
            f'<p class="note">{escape_html(description)}</p>',
            f"<nav>{contents}</nav>",
            *map(_render_section, sections),
        )
    )
    style = files("harvester.cli").joinpath("demo_index.css").read_text(encoding="utf-8")
    return html_page(title=title, body=body, style=style, policy=_POLICY, head='<link rel="icon" href="data:,">\n')


def _render_section(section: PageSection) -> str:
    elements = [f'<img src="{quote(name)}" alt="{escape_html(caption)}">' for name, caption in section.pictures]
    if section.page:
        elements.append(f'<iframe src="{quote(section.page)}" title="{escape_html(section.title)}"></iframe>')
    links = "".join(f'<li><a href="{quote(name)}">{escape_html(name)}</a></li>' for name in section.files)
    file_list = [f'<ul class="files">{links}</ul>'] if links else []
    inner = "\n".join(
        [f"<h2>{escape_html(section.title)}</h2>", f"<p>{escape_html(section.about)}</p>", *elements, *file_list]
    )
    return f'<section id="{section.key}">\n{inner}\n</section>'


MARKER_FILE: Final = ".harvester-demo"
"""A folder with this file may be replaced."""

_MODEL_REVIEW: Final = "queries/anakinra-hlh"
_COPIED_PATTERNS: Final = ("*.toml", "*.txt", "demo/*.csv")
"""Everything but a store that running the example there has left."""

_ANSWER_KEY: Final = "same-reports.csv"
"""The answer key of the de-duplication, which is not copied."""

RESULTS_FOLDER: Final = "results"
"""The folder of files for the paper."""

_DATE_PATTERN: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def create_demo_folder(folder: Path) -> None:
    """Create the folder, with the exports of the first search day.

    Raises ``UsageError``, and touches nothing, for a folder that holds something else.
    """
    model = shipped_path(_MODEL_REVIEW)
    try:
        _clear_folder(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / MARKER_FILE, b"harvester demo may replace this folder.\n")
        for path in sorted(path for pattern in _COPIED_PATTERNS for path in model.glob(pattern)):
            if path.name != _ANSWER_KEY:
                shutil.copyfile(path, folder / path.name)
        (folder / RESULTS_FOLDER).mkdir()
    except OSError as error:
        raise _write_error(folder, error) from error
    add_exports(folder, "v1")


def add_exports(folder: Path, version: str) -> None:
    """Copy the exports of a search day to imports/, each with the date in its name as file date."""
    exports = shipped_path(_MODEL_REVIEW) / "demo" / version / "imports"
    try:
        for path in sorted(exports.glob("*/*")):
            target = folder / "imports" / path.parent.name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            _set_date(target)
    except OSError as error:
        raise _write_error(folder, error) from error


def write_index(folder: Path) -> None:
    """Write index.html, which shows the files of the folder. Raises ``UsageError`` if it cannot be written."""
    result_files = sorted(path.relative_to(folder).as_posix() for path in folder.glob(f"{RESULTS_FOLDER}/*"))
    screening_files = sorted(path.name for path in folder.glob("to-screen-*"))
    page = render_index(DEMO_TITLE, DEMO_DESCRIPTION, page_sections(screening_files, result_files))
    write_atomically(folder / "index.html", page.encode())


def _clear_folder(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARKER_FILE).is_file()):
        raise UsageError(
            f"{folder} is not a demonstration of harvester; nothing was changed.",
            hint="Name a new folder: harvester demo DIR",
        )
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _set_date(path: Path) -> None:
    if match := _DATE_PATTERN.search(path.name):
        noon = datetime.fromisoformat(f"{match.group()}T12:00:00").replace(tzinfo=UTC).timestamp()
        os.utime(path, (noon, noon))


def _write_error(folder: Path, error: OSError) -> UsageError:
    return UsageError(f"{folder} cannot be written to: {error.strerror}.", hint="Name a folder that you may write to.")
