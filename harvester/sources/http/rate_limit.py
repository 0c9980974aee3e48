"""Not faster than a service allows: requests to one host are spaced evenly, retries included."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from harvester.sources.base import Clock


class RateLimiter:
    """The next free moment of every host. One object serves a whole update, so PubMed and MEDLINE share NCBI's pace."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free: dict[str, datetime] = {}
        self._latest = clock.now()
        self._lock = threading.Lock()

    def wait(self, host: str, *, interval: float) -> None:
        """Sleep until the host may be asked again; ``interval`` is the number of seconds between two requests."""
        with self._lock:
            now = self._clock.now()
            self._follow(now)
            start = max(now, self._free.get(host, now))
            self._free[host] = start + timedelta(seconds=interval)
        if (seconds := (start - now).total_seconds()) > 0:
            self._clock.sleep(seconds)

    def _follow(self, now: datetime) -> None:
        """A clock that was set back takes what was promised along: nobody must wait for hours."""
        if now < self._latest:
            back = self._latest - now
            self._free = {host: moment - back for host, moment in self._free.items()}
        self._latest = now
