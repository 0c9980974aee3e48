"""Read a PDF in a process of its own, with limits of time and memory, since a file may be malicious.

``python -m harvester.workflow.screening.pdf_sandbox FILE`` prints the text and metadata as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from harvester.formats.pdf_text import PdfText, read_pdf_text

PDF_SECONDS: Final = 30
PDF_MEMORY_BYTES: Final = 1 << 30
LARGEST_PDF_BYTES: Final = 200_000_000
"""Bytes; larger files are not read."""


def read_pdf_sandboxed(path: Path, *, seconds: float = PDF_SECONDS) -> PdfText:
    """Return the text and metadata of a PDF, or why it cannot be read within the limits."""
    try:
        if path.stat().st_size > LARGEST_PDF_BYTES:
            return PdfText(problem=f"it has more than {LARGEST_PDF_BYTES:,} bytes")
        command = [sys.executable, "-m", "harvester.workflow.screening.pdf_sandbox", str(path.resolve())]
        process = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        return PdfText(problem=f"it took longer than {seconds:g} seconds to read")
    except OSError as error:
        return PdfText(problem=f"it cannot be opened ({error.strerror})")
    if process.returncode != 0:
        return PdfText(problem="it takes too much memory to read")
    return PdfText(**json.loads(process.stdout))


def _limit_memory() -> None:
    """Limit the memory of this process; where the system has no such limit, only the time is limited."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (PDF_MEMORY_BYTES, PDF_MEMORY_BYTES))


if __name__ == "__main__":
    _limit_memory()
    pdf_text = read_pdf_text(Path(sys.argv[1]).read_bytes())
    sys.stdout.write(json.dumps(asdict(pdf_text)))
