"""A whole Figure laid out in a rectangle: a legend and a grid of panels, and what is to be said of the drawing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from reportlab.pdfgen.canvas import Canvas

from analysis import wording
from analysis.model.figure import Figure, Sheet
from analysis.model.series import Span
from analysis.painters.pdf import labels
from analysis.painters.pdf.frame import Frame, Range, shared
from analysis.painters.pdf.inks import Box, Ink, put
from analysis.painters.pdf.marks import LANE, Flag, flags, lanes
from analysis.painters.pdf.panel import (
    AXIS_HEIGHT,
    BADGE_HEIGHT,
    FOOT,
    TITLE_HEIGHT,
    Content,
    Setting,
    Ticks,
    axis_width,
    content,
    fits_one_line,
    panel_inks,
    value_ticks,
)
from analysis.painters.pdf.sheet import sheet_inks

_COLUMN_GAP, _ROW_GAP, _LEGEND_GAP = 20.0, 11.0, 5.0


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure laid out; ``notes`` are sentences for its caption, ``ink`` gives what it is drawn with.

    ``contents`` are its panels reduced to the columns of their width, for another drawing of the same width.
    """

    width: float
    height: float
    ink: Callable[[], tuple[Ink, ...]]
    notes: tuple[str, ...]
    contents: tuple[Content, ...] = ()

    @cached_property
    def inks(self) -> tuple[Ink, ...]:
        """In points from the lower left corner; made when it is asked for: what is only laid out is never drawn."""
        return self.ink()

    def put(self, canvas: Canvas) -> None:
        """Draw with the lower left corner at the canvas' origin."""
        put(self.inks, canvas)


@dataclass(frozen=True, eq=False)
class _Plan:
    """What the panels of a figure have in common, and each panel's own content, range and ticks."""

    figure: Figure
    span: Span
    contents: tuple[Content, ...]
    ranges: tuple[Range, ...]
    ticks: tuple[Ticks, ...]
    cell_width: float
    columns: int
    two_lines: bool
    room: float

    @property
    def rows(self) -> int:
        return -(-len(self.contents) // self.columns)

    @property
    def head(self) -> float:
        return TITLE_HEIGHT + (BADGE_HEIGHT if self.two_lines else 0.0)

    def left(self, column: int) -> float:
        """The room for numbers left of the plots of a column, equal for all of them."""
        return max(axis_width(found) for found in self.ticks[column :: self.columns])


def drawing(
    figure: Figure | Sheet,
    width: float,
    height: float,
    values: Mapping[str, tuple[float, float]] | None = None,
    contents: tuple[Content, ...] = (),
) -> Drawing:
    """Lay a figure or a sheet out in ``width`` times ``height`` points.

    ``values`` are ranges of values by metric, the others fit. ``contents`` are those of a drawing of the same figure
    and width, where there is one.
    """
    if isinstance(figure, Sheet):
        return Drawing(width, height, lambda: sheet_inks(figure, width, height), ())
    found = labels.names(figure.panels)
    columns = max(min(figure.columns, len(figure.panels)), 1)
    room = labels.room_at_ends(found, width, height - 40) if columns == 1 and len(figure.panels) == 1 else 0.0
    listed = () if room else found
    used = labels.LEGEND_LEADING * len(labels.legend_rows(listed, width)) + (_LEGEND_GAP if listed else 0.0)
    legend = labels.legend_inks(listed, width, height)
    if not figure.panels:
        return Drawing(width, height, lambda: legend, ())
    cell_width = (width - _COLUMN_GAP * (columns - 1)) / columns
    span = figure.span or Span(0.0, 1.0)
    contents = contents or tuple(content(panel, span, cell_width) for panel in figure.panels)
    plan = _plan(figure, contents, (cell_width, height - used), room, values or {})
    flagged = tuple(_flags(plan, place) for place in range(len(plan.contents)))

    def ink() -> tuple[Ink, ...]:
        settings = _settings(plan, flagged, height - used)
        panels = [panel_inks(*one) for one in zip(plan.contents, flagged, settings, strict=True)]
        return (*legend, *chain.from_iterable(panels))

    return Drawing(width, height, ink, tuple(_notes(plan, flagged)), plan.contents)


def _plan(
    figure: Figure,
    contents: tuple[Content, ...],
    size: tuple[float, float],
    room: float,
    values: Mapping[str, tuple[float, float]],
) -> _Plan:
    """What the panels have in common; ``size`` is the width of a panel and the height of all of them."""
    cell_width, height = size
    span = figure.span or Span(0.0, 1.0)
    columns = max(min(figure.columns, len(figure.panels)), 1)
    fits = shared(figure.panels, [one.range(span) for one in contents])
    ranges = tuple(
        Range(*values[panel.metric]) if panel.metric in values else fit
        for panel, fit in zip(figure.panels, fits, strict=True)
    )
    rows = -(-len(contents) // columns)
    about = height / rows - TITLE_HEIGHT - FOOT
    found = tuple(
        value_ticks(values, about, log=panel.log) for values, panel in zip(ranges, figure.panels, strict=True)
    )
    widest = max(axis_width(one) for one in found)
    two_lines = not all(fits_one_line(panel, cell_width - widest) for panel in figure.panels)
    return _Plan(figure, span, contents, ranges, found, cell_width, columns, two_lines, room)


def _flags(plan: _Plan, place: int) -> tuple[Flag, ...]:
    column = place % plan.columns
    start = column * (plan.cell_width + _COLUMN_GAP) + plan.left(column)
    return flags(plan.contents[place].marks, plan.span, start, plan.cell_width - plan.left(column) - plan.room)


def _settings(plan: _Plan, flagged: tuple[tuple[Flag, ...], ...], height: float) -> tuple[Setting, ...]:
    """Where each panel goes: plots of one height, those of a row on one line."""
    lanes_of = [
        max(lanes(found) for found in flagged[row * plan.columns : (row + 1) * plan.columns])
        for row in range(plan.rows)
    ]
    fixed = [plan.head + LANE * count + FOOT for count in lanes_of]
    free = height - sum(fixed) - AXIS_HEIGHT - _ROW_GAP * (plan.rows - 1)
    plot_height = max(free / plan.rows, 8.0)
    settings, top = [], height
    for place in range(len(plan.contents)):
        row, column = divmod(place, plan.columns)
        if column == 0 and row:
            top -= fixed[row - 1] + plot_height + _ROW_GAP
        tall = fixed[row] + plot_height
        cell = Box(column * (plan.cell_width + _COLUMN_GAP), top - tall, plan.cell_width, tall)
        settings.append(_setting(plan, place, cell, plot_height))
    return tuple(settings)


def _setting(plan: _Plan, place: int, cell: Box, plot_height: float) -> Setting:
    left = plan.left(place % plan.columns)
    plot = Box(cell.x + left, cell.y + FOOT, cell.width - left - plan.room, plot_height)
    lowest = place + plan.columns >= len(plan.contents)
    return Setting(
        cell=cell,
        frame=Frame(plot, plan.span, plan.ranges[place]),
        ticks=plan.ticks[place],
        two_lines=plan.two_lines,
        axis=plan.figure.axis if lowest else "",
        log_steps=plan.figure.log_steps,
        room=plan.room,
    )


def _notes(plan: _Plan, flagged: tuple[tuple[Flag, ...], ...]) -> Iterator[str]:
    each = max(one.each for one in plan.contents)
    if each:
        yield (
            f"Drawn: first, last, smallest and largest of every {wording.count(each)} samples a column"
            f"{' at most' if len({one.each for one in plan.contents}) > 1 else ''}."
        )
    nameless = len({flag.mark.number for found in flagged for flag in found if flag.lane is None})
    if nameless:
        yield f"{wording.plural(nameless, 'annotation')} shaded without a name above, for lack of room."
