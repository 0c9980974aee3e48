"""One target under atheris (libFuzzer): ``python -m tests.fuzz.led NAME CORPUS SECONDS``."""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # an optional extra

with atheris.instrument_imports(include=["harvester.formats", "harvester.normalise"]):
    from tests.fuzz.targets import target


def main() -> None:
    """Run for the time asked for; ends the process, with a fault's input printed."""
    name, corpus, seconds = sys.argv[1:]
    limits = [
        f"-max_total_time={seconds}",
        "-max_len=6000",
        "-timeout=20",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={corpus}/", corpus], lambda data: _once(name, data))
    atheris.Fuzz()


def _once(name: str, data: bytes) -> None:
    try:
        target(name, data)
    except Exception:
        sys.stderr.write(f"\nthe input was {data!r}\n")
        raise


if __name__ == "__main__":
    main()
