"""RIS as tags and values, for simulators: one value a line, as harvester writes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Verdict = str
"""include, exclude or undecided."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A record: (tag, value) in the order of the file."""

    values: tuple[tuple[str, str], ...]

    def all(self, *tags: str) -> list[str]:
        return [value for tag, value in self.values if tag in tags]

    def first(self, *tags: str) -> str:
        return next((value for tag in tags for value in self.all(tag)), "")


def parse(text: str) -> list[Tagged]:
    records: list[Tagged] = []
    values: list[tuple[str, str]] = []
    for line in text.splitlines():
        tag, value = line[:2], line[6:]
        if tag == "ER":
            records.append(Tagged(tuple(values)))
            values = []
        elif line:
            values.append((tag, value))
    return records


def ris(records: Iterable[Iterable[tuple[str, str]]], *, end: str = "ER  - ", between: str = "\n") -> str:
    return between.join("".join(f"{tag}  - {value}\n" for tag, value in record) + f"{end}\n" for record in records)
