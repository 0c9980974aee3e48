"""Sources of other packages, installed under the entry point group "harvester.sources".

The name of an entry point is the source's name in review.toml, its object a factory like ours: settings and context in,
a :class:`~harvester.sources.base.Source` out. Our own names are reserved. Code of other packages may fail in any way;
every such failure becomes a ``SourceError`` that names the package, so that the other searches go on.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from harvester.errors import HarvesterError, SourceError, SourceUnavailable, UsageError
from harvester.sources.base import (
    BUILT_IN_SOURCES,
    RawResponse,
    SearchPage,
    Settings,
    Source,
    SupportsChanges,
    SupportsDateWindow,
)

if TYPE_CHECKING:
    from harvester.sources.configuration import SourceContext

_RESERVED: Final = "file"
SOURCE_GROUP: Final = "harvester.sources"
SourceFactory = Callable[[Settings, "SourceContext"], Source]


@cache
def installed_sources() -> Mapping[str, tuple[EntryPoint, ...]]:
    """Return the entry points of other packages by name; a name used by two packages has two."""
    points_by_name: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=SOURCE_GROUP):
        points_by_name.setdefault(point.name, []).append(point)
    return MappingProxyType({name: tuple(points) for name, points in sorted(points_by_name.items())})


def source_names() -> tuple[str, ...]:
    """Return the names that a search may give as its source: ours, then those of other packages."""
    return (*BUILT_IN_SOURCES, *(name for name in installed_sources() if name not in {*BUILT_IN_SOURCES, _RESERVED}))


def open_plugin_source(points: Sequence[EntryPoint], settings: Settings, context: SourceContext) -> Source:
    """Open the source of an entry point; all its errors are mapped to ``SourceError``.

    Raises ``UsageError`` when several packages use one name; ``SourceUnavailable`` when the package fails.
    """
    if len(points) > 1:
        packages = ", ".join(map(source_package, points))
        raise UsageError(
            f"several packages provide a source {points[0].name!r}: {packages}", hint="Uninstall all but one of them."
        )
    package = source_package(points[0])
    try:
        factory: SourceFactory = points[0].load()
        return map_source_errors(factory(settings, context), package=package)
    except HarvesterError:
        raise
    except Exception as error:  # code of other packages may fail in any way
        raise plugin_error(package, error) from error


def source_package(point: EntryPoint) -> str:
    """Return the name of the package that installed an entry point, for messages."""
    return point.dist.name if point.dist else point.value


@dataclass(frozen=True, slots=True)
class ErrorMappedSource:
    """A source of another package whose exceptions are all mapped to ``SourceError``."""

    inner: Source
    package: str

    @property
    def name(self) -> str:
        """Name in review.toml."""
        return self.inner.name

    @property
    def platform(self) -> str:
        """Platform through which the database is searched."""
        return self.inner.platform

    @property
    def record_format(self) -> str:
        """Format of the records in its replies."""
        return self.inner.record_format

    def search(self, strategy: str) -> Iterator[SearchPage]:
        """Yield the pages of the search."""
        yield from self._map_errors(lambda: self.inner.search(strategy))

    def fetch(self, ids: Sequence[str]) -> Iterator[RawResponse]:
        """Yield replies with the records."""
        yield from self._map_errors(lambda: self.inner.fetch(ids))

    def _map_errors(self, begin: Callable[[], Iterator[Any]]) -> Iterator[Any]:
        try:
            yield from begin()
        except SourceError:
            raise
        except Exception as error:  # code of other packages may fail in any way
            raise plugin_error(self.package, error) from error


class _WithChanges(ErrorMappedSource):
    __slots__ = ()
    inner: Any

    def changed_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield pages of the records that were revised on that day or later."""
        yield from self._map_errors(lambda: self.inner.changed_since(strategy, day))


class _WithDateWindow(ErrorMappedSource):
    __slots__ = ()
    inner: Any

    def search_since(self, strategy: str, day: date) -> Iterator[SearchPage]:
        """Yield pages of the records that were added on that day or later."""
        yield from self._map_errors(lambda: self.inner.search_since(strategy, day))


class _WithChangesAndWindow(_WithChanges, _WithDateWindow):
    __slots__ = ()


def map_source_errors(source: Source, *, package: str) -> ErrorMappedSource:
    """Return the source with its errors mapped, supporting the same optional protocols."""
    kinds = {(True, True): _WithChangesAndWindow, (True, False): _WithChanges, (False, True): _WithDateWindow}
    kind = kinds.get((isinstance(source, SupportsChanges), isinstance(source, SupportsDateWindow)), ErrorMappedSource)
    return kind(source, package=package)


def plugin_error(package: str, error: Exception) -> SourceUnavailable:
    """Return the error of a plug-in's exception, with the package, the module and the line."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return SourceUnavailable(
        f"the adapter of the package {package} failed: {type(error).__name__}: {error}{place}",
        hint=f"Report this to the authors of {package}, or uninstall it.",
    )
