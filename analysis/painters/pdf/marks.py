"""Annotations on a panel: a tinted band over their steps, and their names in lanes above the plot, never cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.model.figure import Mark
from analysis.model.series import Span
from analysis.painters.pdf.frame import Frame
from analysis.painters.pdf.inks import Anchor, Box, Fill, Ink, Stroke, Text, line, rectangle
from analysis.painters.pdf.text import fitted, one_line, width_of
from analysis.painters.pdf.theme import BOLD, LABELS, MUTED, SEVERITIES

LANE = 8.6  # height of a lane
_SIZE, _GAP = 6.4, 5.0
_MOST_LANES = 3
DASH = (2.5, 2.0)  # of the edges of what is proposed only
_WIDEST = 0.45  # of the plot's width


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark with its name in a lane, counted from the plot upwards; without a lane it has no room for a name."""

    mark: Mark
    text: str = ""
    x: float = 0.0  # where the text starts
    lane: int | None = None


def flags(marks: Sequence[Mark], span: Span, left: float, width: float) -> tuple[Flag, ...]:
    """The marks within the span with their names placed over a plot that starts at ``left``.

    Full names where three lanes hold them, else numbers alone; what has no room even so has no lane.
    """
    seen = sorted((mark for mark in marks if mark.span.overlaps(span)), key=lambda mark: mark.span.first)
    full = tuple(_placed(seen, [one_line(mark.name) for mark in seen], span, left, width))
    if all(flag.lane is not None for flag in full):
        return full
    return tuple(_placed(seen, [mark.sign for mark in seen], span, left, width))


def _placed(marks: Sequence[Mark], names: Sequence[str], span: Span, left: float, width: float) -> list[Flag]:
    frontier = [left - _GAP] * _MOST_LANES  # where each lane is free again
    placed = []
    for mark, name in zip(marks, names, strict=True):
        text = fitted(name, BOLD, _SIZE, _WIDEST * width) or mark.sign
        long = width_of(text, BOLD, _SIZE)
        start = left + width * max(mark.span.first - span.first, 0.0) / (span.width or 1.0)
        x = max(left, min(start, left + width - long))
        lane = next((place for place, end in enumerate(frontier) if end + _GAP <= x), None)
        if lane is not None:
            frontier[lane] = x + long
        placed.append(Flag(mark, text, x, lane))
    return placed


def lanes(found: Sequence[Flag]) -> int:
    """How many lanes the names take."""
    return max((flag.lane + 1 for flag in found if flag.lane is not None), default=0)


def flag_inks(found: Sequence[Flag], frame: Frame) -> tuple[Ink, ...]:
    """The bands, to be painted below everything else, and the names above the plot."""
    inks: list[Ink] = []
    for flag in found:
        inks.extend(_band(flag, frame))
        if flag.lane is not None:
            colour = _colour(flag.mark)
            y = frame.plot.top + flag.lane * LANE + 2.4
            inks.append(Text(flag.x, y, flag.text, BOLD, _SIZE, colour, Anchor.START))
    return tuple(inks)


def _colour(mark: Mark) -> str:
    """That of the label, as in the window; of what is proposed only, that of the severity."""
    if mark.proposed:
        return SEVERITIES[mark.severity]
    return MUTED if mark.colour is None else LABELS[mark.colour]


def _band(flag: Flag, frame: Frame) -> tuple[Ink, ...]:
    plot, span = frame.plot, flag.mark.span
    colour = _colour(flag.mark)
    left = max(frame.x_of(span.first), plot.x)
    right = min(frame.x_of(span.last), plot.right)
    edges = {x for x, shown in ((left, span.first >= frame.span.first), (right, span.last <= frame.span.last)) if shown}
    sides = " ".join(line(x, plot.y, x, plot.top) for x in sorted(edges))
    tint = Fill(rectangle(Box(left, plot.y, right - left, plot.height)), colour, 0.11)
    dash = DASH if flag.mark.proposed else ()
    return (tint, Stroke(sides, colour, 0.5, dash, 0.55)) if sides else (tint,)
