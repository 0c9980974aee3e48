"""Standard streams and signals: whatever they are, a command ends with its exit code and without a traceback."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final, NoReturn, TextIO

from harvester.cli.result import FAILED, INTERRUPTED

_STREAMS: Final = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))
"""Names of the standard streams, in the order of their file descriptors, and how they are opened."""


def prepare_streams() -> None:
    """Open the standard streams that are closed (``harvester … >&-``) on nothing, so that no other file gets their
    place, and print "?" for characters that an encoding lacks.
    """
    for number, (name, mode) in enumerate(_STREAMS):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            if descriptor != number:
                os.dup2(descriptor, number)
                os.close(descriptor)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def flush_streams() -> int | None:
    """Write what is buffered. Returns the exit code for standard output that takes no more; None where all is well."""
    code = None
    try:
        sys.stdout.flush()
    except OSError as error:
        code = report_lost_output(error)
    with suppress(OSError):
        sys.stderr.flush()
        return code
    _discard(sys.stderr)
    return code


def report_lost_output(error: OSError) -> int:
    """Say that standard output could not be written, and drop the rest; returns the exit code.

    A reader that has closed the pipe (``harvester … | head``) has seen what it wanted: nothing is said.
    """
    _discard(sys.stdout)
    if not isinstance(error, BrokenPipeError):
        with suppress(OSError):
            sys.stderr.write(f"Error: Standard output cannot be written: {error.strerror}.\n")
            sys.stderr.flush()
    return FAILED


@contextmanager
def signals_as_interrupt() -> Iterator[None]:
    """Raise ``KeyboardInterrupt`` in the main thread on Ctrl-C and on SIGTERM, until the end of the block.

    Ctrl-C stays ignored where it was (``nohup``, a job in the background).
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number, handler in previous.items():
        if number == signal.SIGTERM or handler is not signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler or signal.SIG_DFL)


def end_at_next_signal() -> None:
    """End the process at once, without a traceback, on the next Ctrl-C or SIGTERM: the result is being printed.

    What is stored is stored in transactions, and the system releases the lock of a process that has ended.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end_process)
    report = sys.unraisablehook

    def skip_interruptions(unraisable: sys.UnraisableHookArgs, /) -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            report(unraisable)

    sys.unraisablehook = skip_interruptions


def _end_process(_signal: int, _frame: FrameType | None) -> NoReturn:
    os._exit(INTERRUPTED)


def _discard(stream: TextIO) -> None:
    """Lead a stream to nowhere, so that what is still buffered raises no second error at the end of the process."""
    with suppress(OSError, ValueError):  # a stream that is no file has nothing to lead elsewhere
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
