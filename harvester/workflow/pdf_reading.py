"""Look into a PDF in a process of its own, with limits of time and memory: any file may be made to harm.

``python -m harvester.workflow.pdf_reading FILE`` prints what it says as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from harvester.formats.pdf import PdfText, read_pdf

SECONDS: Final = 30
MEMORY: Final = 1 << 30
LARGEST: Final = 200_000_000
"""Bytes of a file that is looked into at all."""


def look_into(path: Path, *, seconds: float = SECONDS) -> PdfText:
    """What a PDF says; of one that cannot be read, or takes more time or memory than it may, why."""
    try:
        if path.stat().st_size > LARGEST:
            return PdfText(trouble=f"it has more than {LARGEST:,} bytes")
        words = [sys.executable, "-m", "harvester.workflow.pdf_reading", str(path.resolve())]
        done = subprocess.run(words, capture_output=True, timeout=seconds, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        return PdfText(trouble=f"it took longer than {seconds:g} seconds to read")
    except OSError as error:
        return PdfText(trouble=f"it cannot be opened ({error.strerror})")
    if done.returncode != 0:
        return PdfText(trouble="it takes more memory than a paper does")
    return PdfText(**json.loads(done.stdout))


def _limit() -> None:
    """Let the system end this process when it takes too much; where it knows no such limit, the time is one."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    _limit()
    found = read_pdf(Path(sys.argv[1]).read_bytes())
    sys.stdout.write(json.dumps(asdict(found)))
