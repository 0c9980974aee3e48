"""Read the XML of the WHO's portal of trial registers (ICTRP): the rows of a table. Pure."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from lxml import etree

from harvester.errors import FormatError
from harvester.formats.model import ParsedFile, UnreadableRecord
from harvester.formats.tables.reader import parse_rows
from harvester.formats.tables.rows import Header, Row

_ICTRP_HINT: Final = "Export the results again: in the portal choose Export results to XML."


def read_ictrp_xml(data: bytes, *, name: str, encoding: str = "utf-8") -> ParsedFile:
    """Return the trials in the ICTRP's XML; values that no field takes go to ``Citation.extra`` under their element.

    A document that breaks off keeps the entries before the break, and the break is in ``bad``. Raises FormatError when
    it is broken from the start.
    """
    trials: list[tuple[int, dict[str, str]]] = []
    unreadable: list[UnreadableRecord] = []
    events = etree.iterparse(
        BytesIO(data.lstrip()), tag=("Trial",), resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        for _, trial in events:
            trials.append((trial.sourceline or 1, _trial_values(trial)))
            trial.clear()
            while trial.getprevious() is not None:  # what was read is given back, so that a large file stays small
                del trial.getparent()[0]
    except etree.XMLSyntaxError as broken:
        reason = f"broken XML ({broken.msg})"
        if not trials:
            raise FormatError(f"{name}, line {broken.lineno or 1}: {reason}", hint=_ICTRP_HINT) from broken
        unreadable.append(UnreadableRecord(broken.lineno or 1, f"{reason}; the records before this line were read"))
    columns = tuple(dict.fromkeys(["TrialID", "Public_title", *(tag for _, values in trials for tag in values)]))
    parsed = parse_rows(
        Header("", columns, 1, ""),
        [Row(line, [values.get(column, "") for column in columns]) for line, values in trials if values],
    )
    empty = [
        UnreadableRecord(line, "the record is empty: no element of it has a text")
        for line, values in trials
        if not values
    ]
    return ParsedFile("ictrp-xml", encoding, parsed.records, (*parsed.unreadable, *empty, *unreadable), parsed.warnings)


def _trial_values(trial: Any) -> dict[str, str]:
    """Return the texts of a trial by element; those of a repeated element are joined."""
    values: dict[str, str] = {}
    for child in trial.iterchildren("*"):
        if text := "".join(child.itertext()).strip():
            values[child.tag] = f"{values[child.tag]}; {text}" if child.tag in values else text
    return values
