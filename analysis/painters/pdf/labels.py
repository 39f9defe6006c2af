"""Which line is which run: names at the ends of the lines where there is room, else a legend above."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.model.figure import Panel, Weight
from analysis.painters.pdf.curves import Line
from analysis.painters.pdf.frame import Frame
from analysis.painters.pdf.inks import Ink, Stroke, Text, line
from analysis.painters.pdf.text import fitted, one_line, width_of
from analysis.painters.pdf.theme import BOLD, run_style

SIZE = 7.0
LEADING = 8.6
LEGEND_LEADING = 11.0
_SAMPLE, _GAP = 17.0, 14.0  # length of the line beside a name, space between two names
_MOST_ENDS = 6


@dataclass(frozen=True, slots=True)
class Name:
    """A run as it is called in a figure."""

    owner: str
    text: str
    colour: int


def names(panels: Iterable[Panel]) -> tuple[Name, ...]:
    """Whose curves are labelled, each once, in the order of painting."""
    found: dict[str, Name] = {}
    for panel in panels:
        for curve in panel.curves:
            if curve.label:
                found.setdefault(curve.owner, Name(curve.owner, one_line(curve.label), curve.colour))
    return tuple(found.values())


def room_at_ends(found: Sequence[Name], width: float, height: float) -> float:
    """The width to be kept free right of a single plot for names at the line ends; 0 where a legend is better."""
    if not 1 < len(found) <= _MOST_ENDS or len(found) * LEADING > height:
        return 0.0
    widest = max(width_of(name.text, BOLD, SIZE) for name in found)
    return min(widest + 6, 0.24 * width)


def end_inks(lines: Sequence[Line], frame: Frame, room: float) -> tuple[Ink, ...]:
    """The names right of the last values, moved apart where they would overlap."""
    named = [one for one in lines if one.curve.weight is Weight.MAIN and one.curve.label]
    wanted = sorted(((_end(one, frame), one.curve) for one in named), key=lambda pair: pair[0])
    heights = spread([y for y, _ in wanted], frame.plot.y, frame.plot.top)
    return tuple(
        Text(
            frame.plot.right + 5,
            y - 0.34 * SIZE,
            fitted(one_line(curve.label), BOLD, SIZE, room - 5),
            BOLD,
            SIZE,
            run_style(curve.colour).text,
        )
        for y, (_, curve) in zip(heights, wanted, strict=True)
    )


def _end(one: Line, frame: Frame) -> float:
    """The height at which a line ends, the middle of the plot when it has no finite value."""
    values = one.outline.values[(one.outline.steps <= frame.span.last) & (one.outline.values < float("inf"))]
    finite = values[values > float("-inf")]
    middle = frame.plot.y + frame.plot.height / 2
    return float(frame.y(finite[-1:])[0]) if finite.size else middle


def spread(heights: Sequence[float], low: float, high: float) -> list[float]:
    """Ascending heights moved as little as it takes to stand a line apart, within ``low`` to ``high``."""
    placed = [min(max(height, low + LEADING / 2), high - LEADING / 2) for height in heights]
    for place in range(1, len(placed)):
        placed[place] = max(placed[place], placed[place - 1] + LEADING)
    limit = high - LEADING / 2
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - LEADING
    return placed


def legend_rows(found: Sequence[Name], width: float) -> tuple[tuple[tuple[Name, str, float], ...], ...]:
    """The names as printed with their x, in as many rows as they take."""
    rows: list[list[tuple[Name, str, float]]] = []
    x = width
    for name in found:
        text = fitted(name.text, BOLD, SIZE, 0.6 * width)
        long = _SAMPLE + 4 + width_of(text, BOLD, SIZE)
        if not rows or x + long > width:
            rows.append([])
            x = 0.0
        rows[-1].append((name, text, x))
        x += long + _GAP
    return tuple(tuple(row) for row in rows)


def legend_inks(found: Sequence[Name], width: float, top: float) -> tuple[Ink, ...]:
    """The names with a sample of their lines, in rows from ``top`` downwards."""
    inks: list[Ink] = []
    for row, entries in enumerate(legend_rows(found, width)):
        y = top - SIZE - 1 - row * LEGEND_LEADING
        for name, text, x in entries:
            style = run_style(name.colour)
            inks.append(Stroke(line(x, y + 2.4, x + _SAMPLE, y + 2.4), style.line, 1.4, style.dash))
            inks.append(Text(x + _SAMPLE + 4, y, text, BOLD, SIZE, style.text))
    return tuple(inks)
