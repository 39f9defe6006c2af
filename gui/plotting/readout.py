"""What the samples at the cursor read, in the strip above a plot, or in a box on it where there are too many."""

import math
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from analysis import wording
from gui import theme as looks
from gui.plotting.plot import Plot, Reading
from gui.plotting.shown import Shown, advance, font, ink, metrics, write

SPACE = 12.0  # between words side by side
LINE = 16.0  # between lines of the box
INSET = 8.0
LONGEST_OWNER, LEAST_OWNER = 140.0, 24.0


@dataclass(frozen=True, slots=True)
class Word:
    """A piece of a read-out in its colour."""

    text: str
    colour: str


def step_read(plot: Plot, cursor: float) -> float:
    """The step that a read-out names: the one that all samples share, else the cursor's."""
    steps = {reading.step for reading in plot.readings(cursor) if reading.step is not None}
    return next(iter(steps)) if len(steps) == 1 else cursor


def value_word(reading: Reading, step: float, shown: Shown, *, log: bool = False) -> Word:
    """A value in the colour of its run: NaN is said, a dash is nothing logged, another step than named is told.

    ``log``: the reading is an exponent of ten; what has none is not above 0.
    """
    if reading.value is None or reading.step is None:
        text = wording.DASH
    else:
        text = _power_of_ten(reading.value) if log else wording.number(reading.value)
        if reading.step != step:
            text += f" at {shown.told(reading.step)}"
    return Word(text, looks.run_colour(shown.theme, reading.colour))


_TOLD: WeakKeyDictionary[Plot, tuple[object, tuple[Word, ...]]] = WeakKeyDictionary()


def line(plot: Plot, shown: Shown) -> tuple[Word, ...]:
    """Step and values side by side; nothing without a cursor. The last answer for a plot is kept."""
    if shown.cursor is None:
        return ()
    key = (shown.cursor, shown.reference, shown.theme.name)
    known = _TOLD.get(plot)
    if known is None or known[0] != key:
        known = _TOLD[plot] = (key, _line(plot, shown, shown.cursor))
    return known[1]


def _line(plot: Plot, shown: Shown, cursor: float) -> tuple[Word, ...]:
    step, log, theme = step_read(plot, cursor), plot.panel.log, shown.theme
    readings = plot.readings(cursor)
    values = [value_word(reading, step, shown, log=log) for reading in readings]
    if shown.reference is None:
        return (Word(shown.told(step), theme.muted), *values)
    pairs = zip(values, readings, plot.read_at(shown.reference), strict=True)
    told = (Word(f"{word.text} ({delta(now, then, log=log)})", word.colour) for word, now, then in pairs)
    return (Word(f"{shown.told(step)} ({_since(step, shown)})", theme.muted), *told)


def _since(place: float, shown: Shown) -> str:
    """How far a place lies from the reference point; on a log axis how many times as far."""
    assert shown.reference is not None
    if shown.log_steps:
        return f"{wording.TIMES}{wording.number(10.0 ** (place - shown.reference))}"
    return steps_since(place, shown.reference)


def steps_since(step: float, reference: float) -> str:
    """How many steps lie between the reference point and a step: +1,000."""
    return f"{'+' if step > reference else ''}{wording.step(step - reference)}"


def delta(now: Reading, then: Reading, *, log: bool) -> str:
    """What a reading is more than at the reference point; on a log axis how many times as much."""
    if now.value is None or then.value is None:
        return wording.DASH
    by = now.value - then.value
    if not log:
        return wording.signed(by)
    return f"{wording.TIMES}{wording.number(10.0**by)}" if abs(by) < 300 else wording.DASH


def _power_of_ten(exponent: float) -> str:
    return "not above 0" if math.isnan(exponent) else wording.number(10.0**exponent if exponent < 308 else math.inf)


def fits(plot: Plot, words: tuple[Word, ...]) -> bool:
    """Whether words fit beside the title of a plot, or beside two fifths of a long one."""
    title = advance(plot.panel.title, looks.TEXT_PX)
    return width_of(words) <= plot.frame.width - min(title, 0.4 * plot.frame.width) - SPACE


@lru_cache(maxsize=256)
def width_of(words: tuple[Word, ...]) -> float:
    """The width of words side by side in pixels."""
    return sum(advance(word.text, looks.PLOT_FONT_PX) for word in words) + SPACE * max(len(words) - 1, 0)


def paint_words(painter: QPainter, words: tuple[Word, ...], right: float, base: float) -> None:
    """Write words side by side, ending at ``right``; they change with each move, so that no layout is kept."""
    painter.setFont(font(looks.PLOT_FONT_PX))
    for word in reversed(words):
        right -= advance(word.text, looks.PLOT_FONT_PX)
        painter.setPen(ink(word.colour))
        painter.drawText(QPointF(right, base), word.text)
        right -= SPACE


def box(plot: Plot, shown: Shown) -> QRectF | None:
    """Where the box stands, away from the cursor; None where the strip suffices."""
    words = line(plot, shown)
    if shown.cursor is None or fits(plot, words):
        return None
    rows = min(len(words) - 1, _most_rows(plot))
    values = max(width_of((word,)) for word in words[1:])
    width = 3 * INSET + _owners_width(plot, shown.cursor, values) + values
    far = plot.frame.x(shown.cursor) < 0.5 * plot.frame.width
    left = plot.frame.width - width - INSET if far else INSET
    return QRectF(round(left), INSET, round(width), rows * LINE + INSET)


def paint_box(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """A line for each run: its name and its value."""
    rect, words = box(plot, shown), line(plot, shown)
    if rect is None or shown.cursor is None:
        return
    theme = shown.theme
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(QColor(theme.surface))
    painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    owners = _owners_width(plot, shown.cursor, max(width_of((word,)) for word in words[1:]))
    for row, (reading, word) in enumerate(zip(plot.readings(shown.cursor), words[1:], strict=True)):
        if row == _most_rows(plot):
            break
        base = rect.top() + (row + 1) * LINE - 1
        owner = metrics(looks.PLOT_FONT_PX).elidedText(reading.owner, Qt.TextElideMode.ElideMiddle, owners)
        paint_words(painter, (word,), rect.right() - INSET, base)
        painter.setPen(QColor(theme.text))
        write(painter, rect.left() + INSET, base, owner, looks.PLOT_FONT_PX)


def _owners_width(plot: Plot, cursor: float, values: float) -> float:
    """The width that the names of the runs get: what they need, up to a quarter of the plot, none without room."""
    longest = max(advance(reading.owner, looks.PLOT_FONT_PX) for reading in plot.readings(cursor))
    room = min(longest, LONGEST_OWNER, 0.25 * plot.frame.width, plot.frame.width - values - 5 * INSET)
    return math.ceil(room) if room >= LEAST_OWNER else 0.0


def _most_rows(plot: Plot) -> int:
    return max(1, int((plot.frame.height - 3 * INSET) / LINE))
