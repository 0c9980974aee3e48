"""Documents as values (headings, paragraphs, tables, figures), written as Markdown, HTML and Word. Pure.

Every report of the command line is built from these blocks, so that every format has the same content and one
escaper: :func:`escape_markdown`, :func:`escape_html`, and the removal of characters that XML cannot hold for Word.
"""

from typing import Literal

from harvester.documents.blocks import (
    Block,
    Bullet,
    Code,
    Document,
    Figure,
    Heading,
    Hyperlink,
    Paragraph,
    RowStyle,
    Table,
)
from harvester.documents.docx import to_docx
from harvester.documents.html import escape_html, html_page, to_html
from harvester.documents.markdown import escape_markdown, to_markdown

__all__ = [
    "Block",
    "Bullet",
    "Code",
    "Document",
    "DocumentFormat",
    "Figure",
    "Heading",
    "Hyperlink",
    "Paragraph",
    "RowStyle",
    "Table",
    "escape_html",
    "escape_markdown",
    "html_page",
    "render_document",
    "to_docx",
    "to_html",
    "to_markdown",
]

DocumentFormat = Literal["md", "html", "docx"]


def render_document(document: Document, file_format: DocumentFormat) -> bytes:
    """Return a document as the bytes of a file: Markdown and HTML in UTF-8, or Word."""
    match file_format:
        case "md":
            return to_markdown(document).encode("utf-8", "replace")
        case "html":
            return to_html(document).encode("utf-8", "replace")
        case "docx":
            return to_docx(document)
