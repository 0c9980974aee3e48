"""Names that users read and type for reports (R000123), studies (S000123) and judgements (J12)."""

from __future__ import annotations

import re
from typing import Final

_REPORT: Final = re.compile(r"R0*(\d+)", re.IGNORECASE)
_STUDY: Final = re.compile(r"S(0*\d+)", re.IGNORECASE)


def report_name(number: int) -> str:
    """Return the name of a report: R000123."""
    return f"R{number:06d}"


def study_name(number: int) -> str:
    """Return the name of a study, S000123, from the number of its oldest report."""
    return f"S{number:06d}"


def judgement_name(number: int) -> str:
    """Return the name of a judgement: J12."""
    return f"J{number}"


def is_report_name(name: str) -> bool:
    """Return whether a name is that of a report (R000123), not of a record."""
    return _REPORT.fullmatch(name.strip()) is not None


def parse_report_name(name: str) -> int:
    """Return the number in a report's name ("R000123", "r123"), with or without zeros; 0 for any other name."""
    report = _REPORT.fullmatch(name.strip())
    return int(report[1]) if report else 0


def parse_judgement_name(name: str) -> int | None:
    """Return the number in a judgement's name ("J12", "j12", "12"); None for any other text."""
    digits = name.strip().upper().removeprefix("J")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None


def study_as_report_name(name: str) -> str:
    """Return the name of a study's oldest report ("S000012" gives "R000012"); any other name unchanged."""
    study = _STUDY.fullmatch(name.strip())
    return f"R{study[1]}" if study else name
