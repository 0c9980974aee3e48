"""Fingerprint of the rules by which pairs are judged: judgements of other rules are made again."""

from __future__ import annotations

import inspect
import pkgutil
from functools import cache
from importlib import import_module
from typing import Final

from harvester import __version__
from harvester.dedup.records.blocking_keys import stable_hash

OTHER_MODULES: Final = frozenset(
    f"harvester.dedup.{name}" for name in ("evaluation", "merge", "model_version", "scoring.explanation")
)
"""Modules of this package that count, merge or describe what was judged. All others decide what is judged."""


@cache
def rule_modules() -> tuple[str, ...]:
    """Return the names of all modules on which judgements depend, from a citation to its cluster."""
    modules = pkgutil.walk_packages(import_module("harvester.dedup").__path__, "harvester.dedup.")
    names = sorted(module.name for module in modules if not module.ispkg)
    return (
        "harvester.citation",
        "harvester.document_numbers",
        "harvester.normalise",
        "harvester.registrations",
        "harvester.title_notes",
        *(name for name in names if name not in OTHER_MODULES),
    )


@cache
def model_version() -> str:
    """Return the version of harvester and a fingerprint of the rules, such as "0.1.0 00f1e2d3c4b5a697".

    The fingerprint is that of the source text: another veto, review reason, level, weight, calibration or key makes
    another, and so does a comment. Judging once too often costs a minute, once too seldom a wrong result.
    """
    texts = [inspect.getsource(import_module(name)) for name in rule_modules()]
    return f"{__version__} {stable_hash(''.join(texts)):016x}"
