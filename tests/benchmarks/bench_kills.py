"""Two hundred kills at random moments: what an update that asks two services at once leaves behind each time.

Each round is a review of its own: update after update is killed, then one is left to end, and everything is counted
against a review that nobody disturbed. ``python -m tests.benchmarks.bench_kills`` prints the tally; the exit says what
was lost or there twice.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from harvester.store.models import Page, Record, Retrieval, Run, Search
from harvester.workflow.context import open_review
from harvester.workflow.store_check import Finding, FindingKind, check_store
from tests.reviews import article, make_review, search_table, write_export
from tests.support import ROOT
from tests.test_killed import begin_warm, finish, flow_of, importing, kill

KILLS: Final = 200
A_ROUND: Final = 10
RECORDS: Final = 1_200
BY_HAND: Final = 60
SERVICES: Final = {"pubmed": "tests.simulators.eutils", "europepmc": "tests.simulators.europepmc"}
HELD: Final = {"pubmed": RECORDS, "europepmc": RECORDS, "ovid": BY_HAND}


@dataclass(slots=True)
class Tally:
    """What the kills hit, and whatever was wrong afterwards."""

    hits: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def main() -> None:
    with services() as urls, tempfile.TemporaryDirectory() as scratch:
        flow, seconds = undisturbed(Path(scratch) / "undisturbed", urls)
        print(f"an update that nobody disturbs takes {seconds:.1f} s", flush=True)
        tally, began = Tally(), time.monotonic()
        for number in range(KILLS // A_ROUND):
            one_round(Path(scratch) / str(number), urls, flow, seconds=seconds, seed=number, tally=tally)
        told = ", ".join(f"{count} {what}" for what, count in sorted(tally.hits.items()))
        print(f"{KILLS} kills in {time.monotonic() - began:.0f} s: {told}; {len(tally.wrong)} things wrong")
    if tally.wrong:
        raise SystemExit("\n".join(tally.wrong))


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """Service → its address, each a process of its own."""
    with ExitStack() as stack:
        urls = {}
        for name, module in SERVICES.items():
            words = [sys.executable, "-m", module, "--port", "0", "--count", str(RECORDS)]
            served = stack.enter_context(subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True))
            stack.callback(served.terminate)
            assert served.stdout
            urls[name] = served.stdout.readline().strip()
        yield urls


def a_review(folder: Path, urls: dict[str, str]) -> Path:
    make_review(folder, *(search_table(name, name, base_url=url) for name, url in urls.items()), search_table("ovid"))
    write_export(folder / "exports" / "ovid.ris", [article(number) for number in range(BY_HAND)])
    return folder


def undisturbed(folder: Path, urls: dict[str, str]) -> tuple[dict[str, Any], float]:
    a_review(folder, urls)
    finish(folder, importing(folder))
    began = time.monotonic()
    begin_warm(folder, ["update"]).join()
    return flow_of(folder), time.monotonic() - began


def one_round(
    folder: Path, urls: dict[str, str], flow: dict[str, Any], *, seconds: float, seed: int, tally: Tally
) -> None:
    a_review(folder, urls)
    chance = random.Random(seed)
    for _ in range(A_ROUND):
        command = importing(folder) if chance.random() < 0.15 else ["update"]
        at_work = kill(folder, command, after=chance.uniform(0.0, 0.4) * seconds)
        tally.hits[f"hit the {command[0]}" if at_work else f"came after the {command[0]}"] += 1
        note_state(folder, tally, seed=seed)
    finish(folder, importing(folder))
    finish(folder, ["update"])
    tally.wrong += [f"seed {seed}: {what}" for what in differences(folder, flow)]


def note_state(folder: Path, tally: Tally, *, seed: int) -> None:
    """A kill may leave a page that is stored and still to be read, which is what pages are stored for; nothing else."""
    for finding in damage_in(folder):
        if finding.kind is FindingKind.UNFINISHED:
            tally.hits["left a stored page to be read"] += 1
        else:
            tally.wrong.append(f"seed {seed}, after a kill: {finding.sentence}")


def damage_in(folder: Path) -> tuple[Finding, ...]:
    """What ``harvester db check`` would say of the store as the kill left it."""
    if not (folder / "harvest.db").exists():
        return ()
    with open_review(folder, environ={}) as context:
        return check_store(context)


def differences(folder: Path, flow: dict[str, Any]) -> Iterator[str]:
    yield from (finding.sentence for finding in damage_in(folder))
    if flow_of(folder) != flow:
        yield "the flow differs from that of a review nobody disturbed"
    with open_review(folder, environ={}) as context, context.store.read() as session:
        held = {
            str(source): n for source, n in session.execute(select(Record.source, func.count()).group_by(Record.source))
        }
        seen = select(Search.key, func.count()).join(Retrieval).group_by(Search.key)
        unread = session.scalars(select(Page.id).where(Page.holds == "records", Page.parsed_at.is_(None))).all()
        found: dict[str, tuple[object, object]] = {
            "records held": (held, HELD),
            "records retrieved": ({str(key): n for key, n in session.execute(seen)}, HELD),
            "states of runs": (set(session.scalars(select(Run.status))), {"complete"}),
            "pages unread": (list(unread), []),
        }
    yield from (f"{what}: {has} instead of {wanted}" for what, (has, wanted) in found.items() if has != wanted)


if __name__ == "__main__":
    main()
