"""The text around a plot: title, fidelity badge or read-out above it, values beside it, steps below it."""

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from analysis.stats.ticks import log_ticks, ticks
from gui import theme as looks
from gui.plotting import readout
from gui.plotting.frame import Frame
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown, advance, elided, ink, metrics, write

TITLE_HEIGHT = 28.0
TITLE_BASE = 19.0
STEPS_HEIGHT = 24.0
STEPS_BASE = 17.0
VALUE_GAP = 8.0  # between the text of a value and its plot
STEP_DISTANCE = 44.0  # pixels between the texts of neighbouring steps, about
LEAST_SPACE = 14.0  # at least

Texts = tuple[tuple[float, str], ...]


def paint_title(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """Title at the left; at the right the badge, or what the cursor reads while there is one."""
    theme, width = shown.theme, plot.frame.width
    words = readout.line(plot, shown) or (readout.Word(badge_text(plot), theme.muted),)
    if shown.cursor is not None and not readout.fits(plot, words):
        words = words[:1]
    readout.paint_words(painter, words, width, TITLE_BASE)
    room = width - readout.width_of(words) - readout.SPACE
    title = elided(plot.panel.title, looks.TEXT_PX, int(room), middle=True)
    painter.setPen(ink(theme.text))
    write(painter, 0, TITLE_BASE, title, looks.TEXT_PX)
    beside = advance(title, looks.TEXT_PX) + 6
    if plot.panel.unit and beside + advance(plot.panel.unit, looks.TEXT_PX) < room:
        painter.setPen(ink(theme.muted))
        write(painter, beside, TITLE_BASE, plot.panel.unit, looks.TEXT_PX)


def badge_text(plot: Plot) -> str:
    """The badge as it fits beside the title."""
    title = advance(plot.panel.title, looks.TEXT_PX)
    room = plot.frame.width - min(title, 0.55 * plot.frame.width) - readout.SPACE
    return elided(plot.panel.badge, looks.PLOT_FONT_PX, int(room))


def values_width(plots: Iterable[Plot]) -> float:
    """The width that the widest value of some plots needs beside them."""
    widest = max((advance(text, looks.PLOT_FONT_PX) for plot in plots for _, text in plot.ticks), default=0.0)
    return widest + VALUE_GAP


@lru_cache(maxsize=1)
def _capitals() -> float:
    """How high capitals and figures are."""
    return metrics(looks.PLOT_FONT_PX).capHeight()


def paint_values(painter: QPainter, plot: Plot, shown: Shown, width: float) -> None:
    """The ticks of the axis of values, right-aligned, each centred on its grid line."""
    painter.setPen(ink(shown.theme.muted))
    high = _capitals()
    for value, text in plot.ticks:
        y = min(max(plot.frame.y(value) + 0.5 * high, high), plot.frame.height)
        left = width - VALUE_GAP - advance(text, looks.PLOT_FONT_PX)
        write(painter, left, round(y), text, looks.PLOT_FONT_PX)


def step_ticks(frame: Frame, shown: Shown, *, whole: bool) -> Texts:
    """The ticks of the axis of steps, as many as find room beside each other."""
    ends = (frame.left, frame.right) if shown.log_steps or not whole else (round(frame.left), round(frame.right))
    widest = max(advance(shown.told(end), looks.PLOT_FONT_PX) for end in ends)
    most = max(2, int(frame.width / (widest + STEP_DISTANCE)))
    if shown.log_steps:
        return log_ticks(frame.left, frame.right, most)
    if whole:
        most = max(1, min(most, int(frame.right - frame.left)))
    found = [value for value, _ in ticks(frame.left, frame.right, most)]
    found = [value for value in found if not whole or value == round(value)]
    while len(found) > 1 and frame.x(found[1]) - frame.x(found[0]) < widest + LEAST_SPACE:
        found = found[::2]
    return tuple((value, shown.told(value)) for value in found)


def paint_steps(painter: QPainter, frame: Frame, shown: Shown, texts: Texts) -> None:
    """The ticks of the axis of steps, each centred below its step."""
    axis = ink(shown.theme.axis)
    painter.setPen(ink(shown.theme.muted))
    for step, text in texts:
        x = frame.x(step)
        mark = round((x - 0.5) * frame.ratio) / frame.ratio
        painter.fillRect(QRectF(mark, 0, 1, 4), axis)
        write(painter, x - 0.5 * advance(text, looks.PLOT_FONT_PX), STEPS_BASE, text, looks.PLOT_FONT_PX)


def paint_axis_name(painter: QPainter, name: str, frame: Frame, shown: Shown, texts: Texts) -> None:
    """What the steps count, in the corner below the values, where the first step leaves room."""
    widths = ((step, advance(text, looks.PLOT_FONT_PX)) for step, text in texts)
    taken = min((frame.x(step) - 0.5 * width for step, width in widths), default=VALUE_GAP)
    if taken >= 0:
        painter.setPen(ink(shown.theme.muted))
        left = -VALUE_GAP - advance(name, looks.PLOT_FONT_PX)
        write(painter, left, STEPS_BASE, name, looks.PLOT_FONT_PX)
