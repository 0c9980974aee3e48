"""Which sources there are, and how to open one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import requests

from harvester.errors import UsageError
from harvester.sources.base import IMPORT_HINT, Clock, Settings, Source, SystemClock
from harvester.sources.embase import open_embase
from harvester.sources.lint import lint_embase, lint_pubmed
from harvester.sources.medline import open_medline
from harvester.sources.pace import Pace
from harvester.sources.pubmed import open_pubmed
from harvester.sources.strategy import query_of
from harvester.sources.wiring import Wiring

REGISTRY: Final[dict[str, Callable[[Settings, Wiring], Source]]] = {
    "pubmed": open_pubmed,
    "medline": open_medline,
    "embase": open_embase,
}


_LINTS: Final[dict[str, Callable[[str], tuple[str, ...]]]] = {
    "pubmed": lint_pubmed,
    "medline": lint_pubmed,
    "embase": lint_embase,
}


def strategy_warnings(name: str, text: str) -> tuple[str, ...]:
    """What the source of that name would misread in the text of a strategy file, found without asking it.

    Raises ``SourceRefused`` for a text that cannot be sent at all, ``UsageError`` for an unknown name.
    """
    _require_known(name)
    return _LINTS[name](query_of(text))


def open_source(
    name: str,
    *,
    settings: Settings,
    session: requests.Session | None = None,
    clock: Clock | None = None,
    pace: Pace | None = None,
) -> Source:
    """The source of that name, ready to be asked; nothing is sent yet.

    ``pace`` is shared by the sources of one update that live on the same host, such as PubMed and MEDLINE.
    Raises ``UsageError`` for an unknown name or a ``base_url`` that is no address, ``SourceNotConfigured`` when a key
    or the contact is missing.
    """
    _require_known(name)
    moments = clock or SystemClock()
    wiring = Wiring(session=session or requests.Session(), clock=moments, pace=pace or Pace(moments))
    return REGISTRY[name](settings, wiring)


def _require_known(name: str) -> None:
    if name not in REGISTRY:
        raise UsageError(f"there is no source {name!r}; there are: {', '.join(REGISTRY)}", hint=IMPORT_HINT)
