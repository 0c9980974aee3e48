"""List the records of a search: follow the pages of a service, within limits, and keep its words within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from harvester.printable import make_printable, shorten_text
from harvester.sources import SearchPage

MAX_REPEATED_PAGES: Final = 10
"""Pages of records in a row, none of them new, after which a service is not asked for more. One such page is usual:
some services mark the end of a list by an empty page."""
MAX_EMPTY_LISTS: Final = 200
"""The same for pages of ids alone, which cost little: a search in many parts, by date, has empty parts in a row."""
_SURPLUS: Final = 1_000
"""Records beyond twice the number of hits after which a service is not asked for more: while a search is listed, some
records are added, but not as many as there were."""
_LONGEST_WARNING: Final = 500
_MAX_WARNINGS: Final = 100
_LONGEST_TRANSLATION: Final = 200_000


@dataclass(slots=True)
class PageLimit:
    """Follows the pages of a search; ``reached`` says, in a sentence, why no more were asked for, "" if all came."""

    reached: str = ""
    _ids: set[str] = field(default_factory=set)
    _pages_without_new: int = 0

    def follow(self, pages: Iterable[SearchPage]) -> Iterator[SearchPage]:
        """Yield the pages until the list or a limit ends; the generator of the source is closed."""
        for page in pages:
            yield page
            self._count(page)
            if self.reached:
                return

    def _count(self, page: SearchPage) -> None:
        is_new = not self._ids.issuperset(page.ids)
        self._ids.update(page.ids)
        self._pages_without_new = 0 if is_new else self._pages_without_new + 1
        limit = MAX_REPEATED_PAGES if page.holds_records else MAX_EMPTY_LISTS
        if self._pages_without_new >= limit:
            self.reached = (
                f"the list has no end: {limit} pages in a row had no new record, so no more were asked for; "
                "run the update again later, and check base_url of this search"
            )
        elif len(self._ids) > 2 * page.hits + _SURPLUS:
            self.reached = (
                f"the list has no end: {len(self._ids):,} records came where {page.hits:,} hits were reported, so no "
                "more were asked for; run the update again later, and check base_url of this search"
            )


def page_warnings(pages: Sequence[SearchPage]) -> tuple[str, ...]:
    """Return the distinct warnings of the pages of a search, printable, cut, and not too many."""
    warnings = dict.fromkeys(shorten_text(warning, _LONGEST_WARNING) for page in pages for warning in page.warnings)
    shown = tuple(warnings)[:_MAX_WARNINGS]
    return shown if len(shown) == len(warnings) else (*shown, f"and {len(warnings) - len(shown)} more warnings")


def page_translation(page: SearchPage) -> str:
    """Return how the service understood a strategy, on one line, cut only where it is absurdly long."""
    text = page.translation
    if len(text) > _LONGEST_TRANSLATION:
        return shorten_text(text, _LONGEST_TRANSLATION)
    return make_printable(text)
