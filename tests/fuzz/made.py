"""One target under hypothesis: ``python -m tests.fuzz.made NAME CORPUS SECONDS``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import target

BATCH: Final = 500
PIECES: Final = st.sampled_from(
    b'TY  - |ER  - |\n|\r|"|PMID- |TI  - |,|;|\t|<|&|]]>|{|}|[|\x00|\xff|\xfe\xff|\xef\xbb\xbf|\xe2\x80\xa8|10.1000/x|'
    b"@a{|\\|%T |<1>|null".split(b"|")
) | st.binary(max_size=6)
ANYTHING: Final = settings(
    max_examples=BATCH,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


def main() -> None:
    """Batches of inputs until the time is over; a fault ends the process with hypothesis' report."""
    name, corpus, seconds = sys.argv[1:]
    seed = (Path(corpus) / "seed").read_bytes()
    ends, inputs = time.monotonic() + float(seconds), 0

    @given(st.data())
    @ANYTHING
    def batch(data: st.DataObject) -> None:
        nonlocal inputs
        inputs += 1
        target(name, mutated(seed, data))

    while time.monotonic() < ends:
        batch()
    print(f"tried {inputs} inputs")


def mutated(seed: bytes, data: st.DataObject) -> bytes:
    """The seed with some pieces cut out, put in or said twice; now and then something that never was a seed."""
    if data.draw(st.integers(0, 9)) == 0:
        return b"".join(data.draw(st.lists(PIECES, max_size=60)))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(seed)))
        end = data.draw(st.integers(start, min(len(seed), start + 60)))
        inserted = data.draw(PIECES | st.just(seed[start:end] * 2))
        seed = seed[:start] + inserted + seed[end:]
    return seed


if __name__ == "__main__":
    main()
