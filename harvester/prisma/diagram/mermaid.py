"""Write the flow as the source of a Mermaid flowchart, which GitHub, Quarto, Obsidian and others draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from harvester.drawing.font import printable_line
from harvester.prisma.diagram.content import DiagramBox
from harvester.prisma.diagram.layout import BOX_POSITIONS, COLOURS, INK, OPTIONAL, STAGE_OF_ROW, WHITE, Palette, Panel

_NO_BREAK: Final = "#160;"
_INSET: Final = 3 * _NO_BREAK
_ENTITIES: Final = str.maketrans({char: f"#{ord(char)};" for char in '#"&<>`\\'})


def to_mermaid(panels: Sequence[Panel], *, palette: Palette = COLOURS) -> str:
    """Return the source of a flowchart from top to bottom; each panel, and each stage in it, is a subgraph."""
    lines = ["flowchart TB"]
    for place, panel in enumerate(panels, 1):
        prefix = f"p{place}_" if len(panels) > 1 else ""
        lines += panel_to_mermaid(panel, prefix)
    lines += [f"  p{place}panel_to_mermaid ~~~ p{place + 1}panel_to_mermaid" for place in range(1, len(panels))]
    stroke = INK if palette.framed else palette.optional
    lines.append(f"  classDef box fill:{WHITE},stroke:{INK},color:{INK},text-align:left")
    lines.append(f"  classDef part fill:{WHITE},stroke:{palette.tab if not palette.framed else INK},color:{INK}")
    lines.append(f"  classDef optional fill:{palette.optional},stroke:{stroke},color:{INK},text-align:left")
    return "\n".join(lines) + "\n"


def panel_to_mermaid(panel: Panel, prefix: str) -> Iterator[str]:
    """Yield the lines of a panel: a subgraph for each stage, its boxes, and the arrows."""
    if panel.label:
        yield f'  subgraph {prefix}panel["{_text(panel.heading)}"]'
        yield "  direction TB"
    for stage, title in enumerate(panel.content.tabs):
        yield f'  subgraph {prefix}stage{stage}["{_text(title)}"]'
        for number, box in panel.content.boxes.items():
            if STAGE_OF_ROW[BOX_POSITIONS[number][1]] == stage:
                kind = "optional" if number in OPTIONAL else "box"
                yield f'    {prefix}{number}["{"<br>".join(_lines(box))}"]:::{kind}'
        yield "  end"
    parts = [f"{prefix}stage{stage}" for stage in range(len(panel.content.tabs))]
    if panel.label:
        yield "  end"
        parts.append(f"{prefix}panel")
    yield f"  class {','.join(parts)} part"
    yield from (f"  {prefix}{start} --> {prefix}{end}" for start, end in panel.content.arrows)


def _lines(box: DiagramBox) -> Iterator[str]:
    """Yield the heading and the lines of a box; "n =" and its number stay together, parts of a sum are indented."""
    if box.heading:
        yield _text(box.heading)
    for line in box.lines:
        inset = _INSET * (line.indent + 1 if box.heading else 0)
        words = _text(f"{line.text}{line.mark}")
        yield f"{inset}{words} (n{_NO_BREAK}={_NO_BREAK}{line.n:,})"


def _text(text: str) -> str:
    return printable_line(text).translate(_ENTITIES)
