"""The page that shows all a demonstration has left in its folder. Pure: values in, text out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from harvester.documents import escape_html, html_page


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """A part of the page: what it is, and the files of it, named from the folder of the page.

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
    """The parts of the page. ``to_screen`` and ``results`` name the files that are there."""

    def named(*stems: str) -> tuple[str, ...]:
        return tuple(name for name in result_files if name.rpartition("/")[2].rpartition(".")[0] in stems)

    return (
        PageSection(
            key="to-screen",
            title="To screen",
            about="What was handed to the screening tool: at first every report, after the update only the new ones.",
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
            about="What the included reports say of their patients. Unknown is a row of its own, never left out.",
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
            about="What each source found, found alone, and would have been missed without.",
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
    style = files("harvester.cli.demo").joinpath("index.css").read_text(encoding="utf-8")
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
