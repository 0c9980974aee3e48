"""Which flow a command line means, counted or taken from its release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from harvester.cli.call import Call
from harvester.errors import UsageError

if TYPE_CHECKING:
    from harvester.prisma import Flow, Layout, Living, Template
    from harvester.workflow.count import Counted
    from harvester.workflow.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which flow is meant: of a day, in a layout, in a template; or that of a release."""

    as_of: date | None = None
    layout: Layout | None = None
    version: str | None = None
    template: str | None = None

    def __post_init__(self) -> None:
        if self.version and (self.as_of or self.layout or self.template):
            raise UsageError(
                "A release is frozen: it keeps its numbers, its template and its day.",
                hint="Leave --version away, or --as-of, --layout and --template.",
            )

    @property
    def day(self) -> str:
        """The day the flow is of."""
        return (self.as_of or datetime.now(UTC).date()).isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A flow, its review's title, its JSON, the sentences before it, and the parts of the layout that was asked for."""

    flow: Flow
    title: str
    document: Mapping[str, Any]
    before: tuple[str, ...] = ()
    living: Living | None = None

    @property
    def parts(self) -> tuple[tuple[str, Flow], ...]:
        """What is drawn: label and flow of each part; a flow alone has no label. Adjustments are among the notes."""
        from harvester.prisma import noted

        if self.living is None or not self.in_parts:
            return (("", self.flow),)
        return tuple((part.label, noted(part)) for part in self.living.parts)

    @property
    def in_parts(self) -> bool:
        """Whether there is more to show than one flow."""
        return self.living is not None and (len(self.living.parts) > 1 or bool(self.living.parts[0].adjustments))


def told(call: Call, asked: Asked) -> Told:
    """The flow that is meant, with all that is printed of it."""
    if asked.version:
        return _released(call, asked.version)
    if asked.layout is None or asked.template is not None:
        return _counted(call, asked)
    return _laid_out(call, asked.layout, asked)


def counted(desk: Desk, asked: Asked) -> Counted:
    """The flow that is meant, with what it was counted from; that of a release is counted anew as of its moment."""
    from harvester.workflow.count import count_flow, count_release

    if asked.version:
        return count_release(desk, asked.version)
    layout = asked.layout or "latest+previous"
    return count_flow(desk, as_of=asked.as_of, layout=layout, template=_template(asked.template))


def _counted(call: Call, asked: Asked) -> Told:
    from harvester.cli.desks import looking
    from harvester.prisma import to_json

    with looking(call) as desk:
        found, title = counted(desk, asked), desk.review.title
    name = found.nothing_since
    document = to_json(found.flow, as_of=asked.day, layout=found.layout) | {"nothing_since": name}
    said = f"Nothing was searched since release {name}; its own flow: harvester prisma --version {name}"
    return Told(flow=found.flow, title=title, document=document, before=(said,) if name else ())


def _laid_out(call: Call, layout: Layout, asked: Asked) -> Told:
    from harvester.cli.desks import looking
    from harvester.prisma import living_json, to_json
    from harvester.workflow.living import lay_out

    with looking(call) as desk:
        living, title = lay_out(desk, layout, as_of=asked.as_of), desk.review.title
    flow = living.parts[-1].flow
    document = to_json(flow, as_of=asked.day, layout=layout) | living_json(living, as_of=asked.day)
    return Told(flow=flow, title=title, document=document, living=living)


def _released(call: Call, name: str) -> Told:
    from harvester.cli.desks import looking
    from harvester.prisma import from_json
    from harvester.workflow.release import released_flow

    with looking(call) as desk:
        document, title = released_flow(desk, name), desk.review.title
    said = f"Release {name}, as of {document['as_of']}"
    return Told(flow=from_json(document), title=title, document=document, before=(said,))


def _template(name: str | None) -> Template | None:
    from harvester.prisma import Template

    if name is None:
        return None
    version, _, other = name.partition("+")
    return Template("updated" if version == "updated" else "new", "databases and other" if other else "databases")
