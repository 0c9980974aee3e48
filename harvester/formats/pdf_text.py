"""PDF files → their metadata and the text of their first pages, by pypdf. Pure."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from typing import Final

MAX_PAGES: Final = 2
"""How many pages are looked at: DOI and title stand on the first, or behind a publisher's cover."""
MAX_CHARACTERS: Final = 20_000
"""Characters of text that are kept."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """The metadata of a PDF and the text of its first pages; ``problem`` says why they are unknown."""

    metadata: str = ""
    text: str = ""
    problem: str = ""


def read_pdf_text(data: bytes) -> PdfText:
    """Return the text of a PDF, or why a damaged, locked or other file cannot be read. Never raises for its bytes.

    A file made to harm may still take all the time and memory there is: the caller sets limits.
    """
    from pypdf import PdfReader

    if b"%PDF-" not in data[:1024]:
        return PdfText(problem="it is no PDF")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it talks of every flaw of every file
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return PdfText(problem="it is locked by a password")
        information = reader.metadata
        metadata = (
            "\n".join(str(value) for value in information.values() if isinstance(value, str)) if information else ""
        )
        pages = (reader.pages[number].extract_text() for number in range(min(MAX_PAGES, len(reader.pages))))
        return PdfText(metadata[:MAX_CHARACTERS], "\n".join(pages)[:MAX_CHARACTERS])
    except Exception as broken:  # noqa: BLE001 - whatever pypdf raises for the bytes of any file is reported
        return PdfText(problem=f"it cannot be read ({type(broken).__name__})")
