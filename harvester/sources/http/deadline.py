"""Limit the time of an exchange as a whole. The time-outs of sockets do not: each byte that arrives renews them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TypeVar

T = TypeVar("T")


class DeadlineExceededError(Exception):
    """A step of an exchange was not finished in time."""


class Deadline:
    """Time limits of one exchange, for the thread that carries it out.

    ``headers_seconds`` limit the time until the headers of the reply have come, ``total_seconds`` the whole exchange;
    both include looking up the host, connecting and encrypting.
    """

    def __init__(self, *, headers_seconds: float, total_seconds: float) -> None:
        self._headers_seconds = headers_seconds
        self._total_seconds = total_seconds
        self._headers_received = threading.Event()
        self._abandoned = threading.Event()
        self._close: Callable[[], object] = _do_nothing

    def confirm_headers(self, close: Callable[[], object]) -> None:
        """State that the headers have come; ``close`` ends the transfer of the body, and is called if it is late.

        Raises ``DeadlineExceededError`` if the exchange was given up meanwhile.
        """
        self._close = close
        self._headers_received.set()
        self.check()

    def check(self) -> None:
        """Raise ``DeadlineExceededError`` if the exchange was given up: nobody waits for its result."""
        if self._abandoned.is_set():
            self._close()
            raise DeadlineExceededError

    def run(self, exchange: Callable[[], T]) -> T:
        """Carry out an exchange in a thread of its own, and return its result or raise its exception.

        Raises ``DeadlineExceededError`` as soon as it is late. Its thread ends with the transfer it waits for; it keeps
        no program from ending.
        """
        future: Future[T] = Future()
        end = time.monotonic() + self._total_seconds
        threading.Thread(target=_settle, args=(future, exchange, self._headers_received), daemon=True).start()
        try:
            if not self._headers_received.wait(min(self._headers_seconds, self._total_seconds)):
                raise DeadlineExceededError(f"the service did not answer within {self._headers_seconds:g} seconds")
            return future.result(timeout=max(0.0, end - time.monotonic()))
        except FutureTimeoutError:
            raise DeadlineExceededError(f"the reply was not complete after {self._total_seconds:g} seconds") from None
        finally:
            if not future.done():
                self._abandoned.set()
                self._close()


def _settle(future: Future[T], exchange: Callable[[], T], finished: threading.Event) -> None:
    try:
        result = exchange()
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits for the result
        future.set_exception(error)
    else:
        future.set_result(result)
    finally:
        finished.set()


def _do_nothing() -> None:
    return None
