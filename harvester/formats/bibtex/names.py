"""Names as BibTeX writes them → authors, and back. Pure.

"First von Last", "von Last, First" and "von Last, Jr, First" (Patashnik, *BibTeXing*, section 4); what stands in braces
is one word, or a whole group; "and others" says that the list is cut.
"""

from __future__ import annotations

import re
from typing import Final

from bibtexparser.middlewares.names import split_multiple_persons_names

from harvester.citation import Author
from harvester.formats.bibtex.latex import latex_to_text, text_to_latex
from harvester.formats.fields.author_names import is_group_name, pair_names, parse_author
from harvester.formats.text.cleaning import plain_text

_AND: Final = re.compile(r"\band\b", re.IGNORECASE)


def parse_bibtex_authors(text: str) -> tuple[tuple[Author, ...], bool]:
    """The authors in the value of ``author``, and whether the list is complete."""
    names = [name.strip() for name in split_multiple_persons_names(text) if name.strip()]
    if len(names) == 1 and ";" in names[0]:  # no program should, some do
        names = [name.strip() for name in names[0].split(";") if name.strip()]
    complete = not names or names[-1].casefold() not in {"others", "et al.", "et al", "{others}"}
    authors = [_person(part) for name in (names if complete else names[:-1]) for part in _split_listed(name)]
    return tuple(person for person in authors if person.family), complete


def format_bibtex_name(person: Author) -> str:
    """An author as BibTeX writes one. A name without a given name stands in braces, so that it is not taken apart."""
    if not person.given and not person.suffix:
        return f"{{{text_to_latex(person.family)}}}"
    return ", ".join(_protected(part) for part in (person.family, person.suffix, person.given) if part)


def _protected(part: str) -> str:
    text = text_to_latex(part)
    return f"{{{text}}}" if "," in part or ";" in part or _AND.search(part) else text


def _split_listed(name: str) -> list[str]:
    """The Cochrane Library has "and" only before the last author ("Doe, J, Roe, KM, and Poe, A")."""
    if "," not in name:
        return [name]
    pieces = [piece.strip() for piece in _by_comma(name)]
    filled = pieces[:-1] if not pieces[-1] else pieces
    return (len(pieces) > 2 and pair_names(filled)) or [name]


def _person(name: str) -> Author:
    if _braced(name):
        text = _text(name)
        return Author(text, group=is_group_name(text) or " " in text)
    parts = [_text(part) for part in _by_comma(name)]
    if len(parts) > 2:
        return Author(parts[0], " ".join(part for part in parts[2:] if part), parts[1])
    if len(parts) == 2:
        return Author(parts[0], parts[1], group=not parts[1] and is_group_name(parts[0]))
    return _without_comma(parts[0])


def _without_comma(name: str) -> Author:
    words = name.split()
    von = next((position for position, word in enumerate(words[1:-1], start=1) if word[0].islower()), 0)
    if von and not is_group_name(name):
        return Author(" ".join(words[von:]), " ".join(words[:von]))
    return parse_author(name) if name else Author("")


def _text(part: str) -> str:
    return plain_text(latex_to_text(part))


def _braced(name: str) -> bool:
    """Whether one pair of braces is around the whole name."""
    if not (name.startswith("{") and name.endswith("}")) or name.startswith("{\\"):
        return False
    return all(depth > 0 for depth in _depths(name)[:-1])


def _by_comma(name: str) -> list[str]:
    cuts = [position for position, depth in enumerate(_depths(name)) if name[position] == "," and depth <= 0]
    return [name[start:end] for start, end in zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(name)], strict=True)]


def _depths(text: str) -> list[int]:
    depth, depths = 0, []
    for mark in text:
        depth += (mark == "{") - (mark == "}")
        depths.append(depth)
    return depths
