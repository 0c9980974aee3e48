"""Open a source that is connected to a simulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import requests

from harvester.sources import SearchPage, Settings, Source, open_source
from tests.simulators.clock import FakeClock
from tests.simulators.server import Simulator

NCBI_KEY: Final = "0123456789abcdef0123456789abcdef0123"
ELSEVIER_KEY: Final = "simulated-elsevier-key"
WITH_NCBI_KEY: Final = {"NCBI_API_KEY": NCBI_KEY}
WITH_ELSEVIER_KEY: Final = {"ELSEVIER_API_KEY": ELSEVIER_KEY}


@dataclass(frozen=True, slots=True)
class SourceOpener:
    """Opens sources over one session and one clock."""

    session: requests.Session
    clock: FakeClock

    def __call__(
        self,
        name: str,
        simulator: Simulator,
        *,
        environ: Mapping[str, str] | None = None,
        page_size: int | None = None,
        max_body: int = 1 << 28,
        read_timeout: float = 10.0,
    ) -> Source:
        settings = Settings(
            contact="team@example.org",
            base_url=simulator.url,
            environ=environ or {},
            page_size=page_size,
            max_body=max_body,
            read_timeout=read_timeout,
        )
        return open_source(name, settings=settings, session=self.session, clock=self.clock)


def ids_of(pages: list[SearchPage]) -> list[str]:
    return [number for page in pages for number in page.ids]
