"""Being told to stop: whoever asks a service hears of it before the next request, and while it waits for its turn."""

from __future__ import annotations

import threading

from harvester.sources import RateLimiter, SystemClock


class Cancellation(BaseException):
    """Ends a search between two pages: its run stays begun, and the next update takes it up."""


class CancellationToken:
    """Told once, from any thread; heard by all."""

    def __init__(self) -> None:
        self._told = threading.Event()

    def cancel(self) -> None:
        """Everybody is to stop."""
        self._told.set()

    def check(self) -> None:
        """Raise ``Stopped`` if it was told."""
        if self._told.is_set():
            raise Cancellation

    def wait(self, seconds: float) -> None:
        """Let that time pass. Raises ``Stopped`` as soon as it is told."""
        self._told.wait(seconds)
        self.check()


class CancellableClock(SystemClock):
    """The machine's clock; its sleepers wake up when they are to stop."""

    def __init__(self, stop: CancellationToken) -> None:
        self._stop = stop

    def sleep(self, seconds: float) -> None:
        """Wait. Raises ``Stopped``."""
        self._stop.wait(seconds)


class CancellablePace(RateLimiter):
    """The pace of an update: every request waits for its turn here, and none begins once the update is to stop."""

    def __init__(self, stop: CancellationToken) -> None:
        super().__init__(CancellableClock(stop))
        self._stop = stop

    def wait(self, host: str, *, interval: float) -> None:
        """Sleep until the host may be asked again. Raises ``Stopped``."""
        self._stop.check()
        super().wait(host, interval=interval)
