"""One panel on paper: title, badge, lanes of annotations, plot, axes."""

from dataclasses import dataclass
from typing import assert_never

import numpy as np

from analysis.model.figure import CONTEXT, Band, Curve, Level, Mark, Panel, SeamLine, Zone
from analysis.model.series import Span
from analysis.painters.pdf import labels
from analysis.painters.pdf.curves import Area, Line, curve_inks, edge_inks
from analysis.painters.pdf.frame import Frame, Range, range_of
from analysis.painters.pdf.inks import Anchor, Box, Clipped, Fill, Ink, Stroke, Text, line, rectangle
from analysis.painters.pdf.marks import Flag, flag_inks
from analysis.painters.pdf.text import fitted, one_line, width_of
from analysis.painters.pdf.theme import BOLD, GRID, INK, MUTED, PAPER, RULE, SANS
from analysis.painters.pdf.thinning import band_outlines, curve_outline
from analysis.stats.ticks import log_ticks, ticks

TITLE, BADGE, TICK = 8.4, 6.6, 6.8  # sizes of type
TITLE_HEIGHT, BADGE_HEIGHT, FOOT, AXIS_HEIGHT = 12.5, 8.5, 11.0, 8.5
_COLUMNS = 2.0  # columns of thinning a point: 0.18 mm each


@dataclass(frozen=True, eq=False)
class Content:
    """The layers of a panel sorted by kind, its curves and bands reduced to the columns of its width."""

    panel: Panel
    lines: tuple[Line, ...]
    areas: tuple[Area, ...]
    marks: tuple[Mark, ...]
    levels: tuple[Level, ...]
    seams: tuple[SeamLine, ...] = ()
    zones: tuple[Zone, ...] = ()

    def range(self, span: Span) -> Range | None:
        lines = [one for one in self.lines if one.curve.colour != CONTEXT] or self.lines
        outlines = [one.outline for one in lines]
        outlines += [edge for area in self.areas for edge in (area.low, area.high)]
        return range_of(outlines, [level.value for level in self.levels] if outlines else [], span)

    @property
    def each(self) -> int:
        """The largest number of samples that a column stands for; 0 when nothing was thinned."""
        edges = [area.low for area in self.areas] + [one.outline for one in self.lines]
        return max((outline.each for outline in edges), default=0)


def content(panel: Panel, span: Span, width: float) -> Content:
    """The layers of a panel that is ``width`` points wide."""
    columns = max(int(width * _COLUMNS), 1)
    lines: list[Line] = []
    areas: list[Area] = []
    marks: list[Mark] = []
    levels: list[Level] = []
    seams: list[SeamLine] = []
    zones: list[Zone] = []
    for layer in panel.layers:
        match layer:
            case Curve():
                lines.append(Line(layer, curve_outline(layer, columns, span)))
            case Band():
                areas.append(Area(layer, *band_outlines(layer, columns, span)))
            case Mark():
                marks.append(layer)
            case Level():
                levels.append(layer)
            case SeamLine():
                seams.append(layer)
            case Zone():
                zones.append(layer)
            case _:
                assert_never(layer)
    return Content(panel, tuple(lines), tuple(areas), tuple(marks), tuple(levels), tuple(seams), tuple(zones))


Ticks = tuple[tuple[float, str], ...]


def value_ticks(values: Range, height: float, *, log: bool = False) -> Ticks:
    """The ticks of a value axis about ``height`` points high; those of exponents of ten where it is ``log``."""
    made = log_ticks if log else ticks
    return made(values.low, values.high, max(2, min(7, int(height / 27))))


def axis_width(found: Ticks) -> float:
    """The room that the numbers left of a plot take."""
    return max((width_of(text, SANS, TICK) for _, text in found), default=0.0) + 5


def heading(panel: Panel) -> tuple[str, str]:
    """Title with unit, and badge, as printed."""
    unit = f" ({panel.unit})" if panel.unit else ""
    return one_line(f"{panel.title}{unit}"), one_line(panel.badge)


def fits_one_line(panel: Panel, width: float) -> bool:
    """Whether title and badge have room beside each other."""
    title, badge = heading(panel)
    return width_of(title, BOLD, TITLE) + 8 + width_of(badge, SANS, BADGE) <= width


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the parts of a panel go: its cell, its plot area, and what is decided for the figure as a whole."""

    cell: Box
    frame: Frame
    ticks: Ticks  # of the values
    two_lines: bool
    axis: str  # written under the plot; empty for none
    room: float  # kept free for names at the line ends
    log_steps: bool = False  # places are exponents of ten


def panel_inks(shown: Content, found: tuple[Flag, ...], setting: Setting) -> tuple[Ink, ...]:
    """Everything of a panel, in the order of painting."""
    frame = setting.frame
    curves = curve_inks(shown.lines, shown.areas, frame)
    inks: list[Ink] = [
        *_heading_inks(shown.panel, setting),
        *_zones(shown, frame),
        *_grid(setting),
        *flag_inks(found, frame),
    ]
    if curves:
        inks.append(Clipped(_bleeding(frame.plot), curves))
    else:
        inks.append(_nothing(shown, frame))
    inks += [*_seams(shown, frame), *_levels(shown, frame), *edge_inks(shown.lines, frame), *_foot(frame, setting)]
    if setting.room:
        inks.extend(labels.end_inks(shown.lines, frame, setting.room))
    return tuple(inks)


def _bleeding(plot: Box) -> Box:
    """The plot area and half a line's width around it, so that lines on its edge are not thinned by the clip."""
    return Box(plot.x - 0.8, plot.y - 0.8, plot.width + 1.6, plot.height + 1.6)


def _nothing(shown: Content, frame: Frame) -> Text:
    text = "no finite value" if any(one.curve.values.size for one in shown.lines) else "no samples"
    plot = frame.plot
    return Text(plot.x + plot.width / 2, plot.y + plot.height / 2 - 2, text, SANS, TICK, MUTED, Anchor.MIDDLE)


def _heading_inks(panel: Panel, setting: Setting) -> tuple[Ink, ...]:
    title, badge = heading(panel)
    left, room = setting.frame.plot.x, setting.cell.right - setting.frame.plot.x
    y = setting.cell.top - TITLE
    head = Text(left, y, fitted(title, BOLD, TITLE, room), BOLD, TITLE, INK)
    if not badge:
        return (head,)
    if setting.two_lines:
        return head, Text(left, y - BADGE_HEIGHT, fitted(badge, SANS, BADGE, room), SANS, BADGE, MUTED)
    return head, Text(left + width_of(head.text, BOLD, TITLE) + 8, y, badge, SANS, BADGE, MUTED)


def _grid(setting: Setting) -> tuple[Ink, ...]:
    frame, plot = setting.frame, setting.frame.plot
    inks: list[Ink] = []
    for value, text in setting.ticks:
        y = frame.y_of(value)
        inks.append(Stroke(line(plot.x, y, plot.right, y), GRID, 0.5))
        inks.append(Text(plot.x - 5, y - 0.35 * TICK, text, SANS, TICK, MUTED, Anchor.END))
    inks.append(Stroke(line(plot.x, plot.y, plot.right, plot.y), RULE, 0.6))
    return tuple(inks)


def _levels(shown: Content, frame: Frame) -> tuple[Ink, ...]:
    plot = frame.plot
    inks: list[Ink] = []
    for level in shown.levels:
        y = frame.y_of(level.value)
        if not plot.y <= y <= plot.top:
            continue
        inks.append(Stroke(line(plot.x, y, plot.right, y), INK, 0.6, (2.0, 2.0), 0.7))
        if level.label:
            text = fitted(one_line(level.label), SANS, BADGE, plot.width)
            x, anchor = (plot.x + 2, Anchor.START) if level.left else (plot.right, Anchor.END)
            inks += _words(x, y - BADGE if _at_top(y, plot) else y + 2, text, MUTED, anchor)
    return tuple(inks)


def _at_top(y: float, plot: Box) -> bool:
    """Whether words over a line would leave the plot."""
    return y + 2 + BADGE > plot.top


def _words(x: float, y: float, text: str, colour: str, anchor: Anchor) -> tuple[Ink, ...]:
    """Words over the curves, on a ground through which these are seen."""
    wide = width_of(text, SANS, BADGE)
    left = x if anchor is Anchor.START else x - wide
    ground = Fill(rectangle(Box(left - 1, y - 1.4, wide + 2, BADGE + 0.6)), PAPER, 0.75)
    return (ground, Text(x, y, text, SANS, BADGE, colour, anchor)) if text else ()


def _zones(shown: Content, frame: Frame) -> tuple[Ink, ...]:
    """Ranges of steps shaded over the height of the plot, each with its word at the foot where it has room."""
    plot = frame.plot
    inks: list[Ink] = []
    for zone in shown.zones:
        left, right = max(frame.x_of(zone.span.first), plot.x), min(frame.x_of(zone.span.last), plot.right)
        if right <= left:
            continue
        inks.append(Fill(rectangle(Box(left, plot.y, right - left, plot.height)), MUTED, 0.10))
        text = fitted(one_line(zone.label), SANS, BADGE, right - left - 4)
        if text:
            inks.append(Text(left + 2, plot.y + 2.5, text, SANS, BADGE, MUTED, Anchor.START))
    return tuple(inks)


def _seams(shown: Content, frame: Frame) -> tuple[Ink, ...]:
    """Lines over the height of the plot; of labels those that do not run into the one before, strong ones below."""
    plot = frame.plot
    inks: list[Ink] = []
    end = plot.x
    plain = [one for one in shown.seams if not one.strong]
    level_above = any(level.left and 0 <= plot.top - frame.y_of(level.value) <= 2 * BADGE for level in shown.levels)
    for one in shown.seams:
        if one.strong and plot.x <= frame.x_of(one.step) <= plot.right:
            inks += _strong(one, frame, below=bool(plain) or level_above)
    for seam in sorted(plain, key=lambda one: one.step):
        x = frame.x_of(seam.step)
        if not plot.x <= x <= plot.right:
            continue
        inks.append(Stroke(line(x, plot.y, x, plot.top), MUTED, 0.5, (1.0, 2.0), 0.8))
        text = fitted(one_line(seam.label), SANS, BADGE, max(plot.right - x - 2, 0.0))
        if text and x + 2 > end:
            inks.append(Text(x + 2, plot.top - BADGE, text, SANS, BADGE, MUTED, Anchor.START))
            end = x + 2 + width_of(text, SANS, BADGE)
    return tuple(inks)


def _strong(seam: SeamLine, frame: Frame, *, below: bool) -> tuple[Ink, ...]:
    """Where two runs part, with its words at the side that has more room; ``below`` other words at the top."""
    plot, x = frame.plot, frame.x_of(seam.step)
    at_right = plot.right - x >= x - plot.x
    text = fitted(one_line(seam.label), SANS, BADGE, (plot.right - x if at_right else x - plot.x) - 4)
    y = plot.top - BADGE * (2.4 if below else 1)
    anchor = Anchor.START if at_right else Anchor.END
    words = _words(x + 2 if at_right else x - 2, y, text, INK, anchor)
    return (Stroke(line(x, plot.y, x, plot.top), INK, 0.6, (), 0.8), *words)


def _foot(frame: Frame, setting: Setting) -> tuple[Ink, ...]:
    """Step numbers below the plot, each wholly within the cell, and the axis name."""
    plot = frame.plot
    inks: list[Ink] = []
    end = setting.cell.x - 4.0  # where the last number ended
    for value, text in _step_ticks(frame, log=setting.log_steps):
        x, half = frame.x_of(value), width_of(text, SANS, TICK) / 2
        inks.append(Stroke(line(x, plot.y, x, plot.y - 2), RULE, 0.6))
        at = min(x, setting.cell.right - half)
        if at - half > end + 4:
            inks.append(Text(at, plot.y - 2 - TICK, text, SANS, TICK, MUTED, Anchor.MIDDLE))
            end = at + half
    if setting.axis:
        y = plot.y - FOOT - BADGE + 0.5
        inks.append(Text(plot.x + plot.width / 2, y, setting.axis, SANS, BADGE, MUTED, Anchor.MIDDLE))
    return tuple(inks)


def _step_ticks(frame: Frame, *, log: bool) -> Ticks:
    """As many ticks as have room beside each other."""
    if log:
        return log_ticks(frame.span.first, frame.span.last, max(2, int(frame.plot.width / 48)))
    for about in range(max(2, int(frame.plot.width / 48)), 1, -1):
        found = ticks(frame.span.first, frame.span.last, about)
        widths = [width_of(text, SANS, TICK) for _, text in found]
        places = frame.x(np.array([value for value, _ in found]))
        if all(np.diff(places) > np.array(widths[1:]) / 2 + np.array(widths[:-1]) / 2 + 6):
            break
    return found
