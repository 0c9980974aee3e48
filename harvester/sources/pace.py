"""Not faster than a service allows: requests to one host are spaced evenly, retries included."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from harvester.sources.base import Clock


class Pace:
    """The next free moment of every host. One object serves a whole update, so PubMed and MEDLINE share NCBI's pace."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, *, interval: float) -> None:
        """Sleep until the host may be asked again; ``interval`` is the number of seconds between two requests."""
        with self._lock:
            now = self._clock.now()
            spacing = timedelta(seconds=interval)
            # A clock that was set back must not make us wait for hours.
            start = max(now, min(self._free.get(host, now), now + 10 * spacing))
            self._free[host] = start + spacing
        if (seconds := (start - now).total_seconds()) > 0:
            self._clock.sleep(seconds)
