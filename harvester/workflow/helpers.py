"""Processes that help this one: pieces of work go to them and here, and what is made of them comes in order.

``concurrent.futures`` keeps the process that asks idle until an answer comes, and has threads of its own between the
two, which wait for each other as soon as that process works too: a fifth of the time of reading large files.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Final, Generic, TypeVar

from harvester.errors import HarvesterError

if sys.platform == "linux":
    import fcntl

_AHEAD: Final = 2
"""So many pieces a helper has: one to work on, one to go on with."""
_HELD: Final = 3
"""So many pieces for each process are under way at most, or done before their turn."""
_PIPE: Final = 2**20
"""Bytes asked for a pipe: an answer that it holds whole lets the helper go on at once."""
_END_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""
_MARGIN: Final = 2 * 4_096
"""What may be lost of a pipe: its pages are filled one by one, and the length of an order is sent before it."""
_WELL: Final = b"+"
_BADLY: Final = b"-"
_NO_MORE: Final[Any] = object()

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Work(Generic[_Given, _Made]):
    """What is to be made of each piece, and how it comes back from another process. All can be pickled."""

    do: Callable[[_Given], _Made]
    pack: Callable[[_Made], bytes] = pickle.dumps
    unpack: Callable[[bytes], _Made] = pickle.loads


class _Slot:
    """The place of a piece in the order. ``told`` gives what was made of it, or raises what went wrong; None before."""

    __slots__ = ("helper", "told")

    def __init__(self, helper: _Helper | None = None, told: Callable[[], Any] | None = None) -> None:
        self.helper = helper
        self.told = told

    def wait(self) -> None:
        """Until it is filled."""
        while self.told is None and self.helper is not None:
            self.helper.take_answer()


class Crew:
    """Some helpers, and this process. Made where a process can be forked; to be closed."""

    def __init__(self, helpers: int) -> None:
        self._helpers: list[_Helper] = []
        for _ in range(helpers):
            self._helpers.append(_Helper())

    def close(self) -> None:
        """End the helpers, whatever they are at."""
        for helper in self._helpers:
            helper.end()

    def mapped(self, work: Work[_Given, _Made], given: Iterable[_Given], /) -> Iterator[_Made]:
        """What the work makes of each piece, in order. Raises what the work raised, when its turn has come, and
        HarvesterError when a helper was ended by the system.
        """
        pieces = iter(given)
        waiting: deque[_Slot] = deque()
        most = _HELD * (len(self._helpers) + 1)
        while True:
            for helper in self._helpers:
                helper.take_answers()
                if len(waiting) < most:
                    waiting.extend(helper.supplied(work, pieces))
            if waiting and (told := waiting[0].told) is not None:
                waiting.popleft()
                yield told()
            elif len(waiting) < most and (piece := next(pieces, _NO_MORE)) is not _NO_MORE:
                waiting.append(_Slot(told=_done(work, piece)))
            elif waiting:
                waiting[0].wait()
            else:
                return


class _Helper:
    """A process that does what it is given, one piece after the other."""

    def __init__(self) -> None:
        forks = get_context("fork")
        orders, self._orders = forks.Pipe(duplex=False)
        self._answers, answers = forks.Pipe(duplex=False)
        self._holds = min(_widened(orders), _widened(answers))
        self._given: deque[tuple[_Slot, Callable[[bytes], Any]]] = deque()
        self._process = forks.Process(target=_serve, args=(orders, answers, os.getpid()), daemon=True)
        self._process.start()
        orders.close()
        answers.close()

    def supplied(self, work: Work[_Given, _Made], pieces: Iterator[_Given]) -> Iterator[_Slot]:
        """Give it what it has room for: the places of what it was given."""
        while len(self._given) < _AHEAD and (piece := next(pieces, _NO_MORE)) is not _NO_MORE:
            yield self._give(work, piece)

    def _give(self, work: Work[_Given, _Made], piece: object) -> _Slot:
        """Send it a piece. One too large for the pipe goes only when it has no other, and so listens."""
        order = pickle.dumps((work, piece), pickle.HIGHEST_PROTOCOL)
        while self._given and len(order) + _MARGIN > self._holds:
            self.take_answer()
        slot = _Slot(self)
        self._given.append((slot, work.unpack))
        try:
            self._orders.send_bytes(order)
        except OSError as error:
            raise _ended() from error
        return slot

    def take_answers(self) -> None:
        """Take the answers that are there."""
        while self._given and self._answers.poll():
            self.take_answer()

    def take_answer(self) -> None:
        """Wait for the next answer."""
        try:
            went_well = self._answers.recv_bytes() == _WELL
            body = self._answers.recv_bytes()
        except (EOFError, OSError) as error:
            raise _ended() from error
        slot, unpack = self._given.popleft()
        slot.told = partial(unpack, body) if went_well else _Raised(pickle.loads(body))  # noqa: S301 - our own process

    def end(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.join()
        self._orders.close()
        self._answers.close()


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception

    def __call__(self) -> Any:
        raise self.error


def _done(work: Work[Any, _Made], piece: object) -> Callable[[], _Made]:
    """What the work makes of a piece here; what it raises is raised when the turn of the piece has come."""
    try:
        made = work.do(piece)
    except Exception as error:  # noqa: BLE001 - kept for its turn
        return _Raised(error)
    return lambda: made


def _serve(orders: Connection, answers: Connection, parent: int) -> None:
    """The life of a helper."""
    _belong_to(parent)
    while True:
        try:
            work, piece = pickle.loads(orders.recv_bytes())  # noqa: S301 - our own process wrote it
        except EOFError:
            return
        mark, body = _answer(work, piece)
        answers.send_bytes(mark)
        answers.send_bytes(body)


def _answer(work: Work[Any, Any], piece: object) -> tuple[bytes, bytes]:
    try:
        return _WELL, work.pack(work.do(piece))
    except Exception as error:  # noqa: BLE001 - told where the work was asked for
        error.add_note(traceback.format_exc())
        return _BADLY, pickle.dumps(error)


def _widened(pipe: Connection) -> int:
    """How many bytes a pipe holds, after more were asked for; the system may refuse when it has given many."""
    try:
        return fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)
    except OSError:
        return fcntl.fcntl(pipe.fileno(), fcntl.F_GETPIPE_SZ)


def _belong_to(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end with it, however it ends: a process left over would hold its locks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _ended() -> HarvesterError:
    return HarvesterError(
        "A process that read the files was ended by the system.",
        hint="Memory may have run out: give the files in smaller parts, or end other programs.",
    )
