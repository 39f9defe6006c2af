"""What lies behind the curves: the ground, the brush, the marks, the grid and the levels."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from analysis.model.figure import Level, Mark, SeamLine, Zone
from analysis.model.series import Span
from gui import theme as looks
from gui.plotting.frame import Frame
from gui.plotting.mark_bands import bands
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown, font, ink

MARK_SHARE = 0.10  # of a mark's colour on the ground
CHOSEN_SHARE = 0.20
PROPOSED_SHARE = 0.05
FEW = 8  # marks in sight up to which each is drawn by itself
ZONE_SHARE = 0.06
WORDS = 0.75  # opacity of the ground of words that lie over curves


def paint_backdrop(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """Paint all of it; the lines are opaque and lie on whole pixels."""
    frame, theme = plot.frame, shown.theme
    _ground(painter, plot, shown)
    if shown.draft is not None:
        colour = QColor(theme.accent)
        colour.setAlphaF(MARK_SHARE)
        region(painter, frame, shown.draft, colour)
    for layer in plot.lines:
        if isinstance(layer, Level):
            _level(painter, frame, layer, theme)
    _seams(painter, plot, theme)
    if shown.brush is not None:
        step_line(painter, frame, shown.brush.first, looks.mixed(theme.accent, theme.plot, 0.6))
        step_line(painter, frame, shown.brush.last, looks.mixed(theme.accent, theme.plot, 0.6))
    if shown.reference is not None:
        _reference(painter, frame, shown.reference, theme)
    painter.fillRect(QRectF(0, frame.height - 1, frame.width, 1), ink(theme.axis))


def _ground(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """The ground, what tints it, and the grid."""
    frame, theme, tint = plot.frame, shown.theme, _tint(plot, shown)
    brushed = (*shown.lit, *(() if shown.brush is None else (shown.brush,)))
    if tint is not None and not brushed and not any(isinstance(layer, Zone) for layer in plot.lines):
        _tinted(painter, plot, shown, tint)
    else:
        painter.fillRect(QRectF(0, 0, frame.width, frame.height), ink(theme.plot))
        _zones(painter, plot, theme)
        for span in brushed:
            region(painter, frame, span, ink(theme.brush))
        for value, _ in plot.ticks:
            level_line(painter, frame, value, theme.grid)
        if tint is not None:
            _tile(painter, frame, (0, frame.rows, QBrush(tint)))
    if plot.marks.marks:
        _marks(painter, plot, shown, singly=tint is None)


def _tint(plot: Plot, shown: Shown) -> QImage | None:
    """Many marks in sight as one row of pixels, the chosen one and what is not at rest aside; None where few are."""
    frame, index = plot.frame, plot.marks
    if len(index.marks) <= FEW or index.seen(Span(frame.left, frame.right)).size <= FEW:
        return None
    asked = (frame.left, frame.right, frame.width, frame.ratio, shown.theme.name, *shown.labels.items(), *shown.moved)
    return index.kept("bands", asked, lambda: _bands(plot, shown))


def _tinted(painter: QPainter, plot: Plot, shown: Shown, tint: QImage) -> None:
    """Ground and grid under a tint of many marks, mixed in one row: less is written than laying one over the other."""
    frame, theme = plot.frame, shown.theme
    ground, grid = plot.marks.kept("tinted", tint, lambda: (_over(tint, theme.plot), _over(tint, theme.grid)))
    line = max(round(frame.ratio), 1)
    rows = [(round(frame.y(value) * frame.ratio), line, grid) for value, _ in plot.ticks]
    _tile(painter, frame, (0, frame.rows, ground), *rows)


def _over(row: QImage, colour: str) -> QBrush:
    """A row of pixels on a ground."""
    made = QImage(row.size(), QImage.Format.Format_RGB32)
    made.fill(ink(colour))
    with QPainter(made) as painter:
        painter.drawImage(0, 0, row)
    return QBrush(made)


def _tile(painter: QPainter, frame: Frame, *parts: tuple[int, int, QBrush]) -> None:
    """Repeat rows of device pixels downwards: each from a row of the plot on, so many rows."""
    painter.save()
    painter.scale(1 / frame.ratio, 1 / frame.ratio)
    for top, high, row in parts:
        painter.fillRect(0, top, frame.columns, high, row)
    painter.restore()


def _marks(painter: QPainter, plot: Plot, shown: Shown, *, singly: bool) -> None:
    """Marks in sight one by one."""
    frame = plot.frame
    asked = (singly, frame.left, frame.right, shown.selected, *shown.moved)
    for mark in plot.marks.kept("singly", asked, lambda: _single(plot, shown, every=singly)):
        _mark(painter, frame, mark, shown)


def _single(plot: Plot, shown: Shown, *, every: bool) -> list[Mark]:
    """The marks in sight to be drawn one by one: ``every`` one, or the chosen one and what is not at rest."""
    frame, index = plot.frame, plot.marks
    seen = index.seen(Span(frame.left, frame.right))
    moved = [index.places[key] for key in shown.moved if key in index.places]
    if not every:
        seen = seen[index.proposed[seen] | (seen == index.places.get(shown.selected or "", -1))]
    return [index.marks[place] for place in dict.fromkeys((*seen.tolist(), *moved))]


def _bands(plot: Plot, shown: Shown) -> QImage:
    """The picture of plain marks that are at rest."""
    index, seen = plot.marks, plot.marks.seen(Span(plot.frame.left, plot.frame.right))
    moved = [index.places[key] for key in shown.moved if key in index.places]
    places = seen[~(index.proposed[seen] | np.isin(seen, moved))]
    inks = index.inks(shown.labels)[places]
    found = ((at, looks.label_colour(shown.theme, at if at >= 0 else None)) for at in np.unique(inks).tolist())
    colours = {at: (name, looks.mixed(name, shown.theme.plot, 0.5)) for at, name in found}
    return bands(plot.frame, (index.first[places], index.last[places]), inks, colours, MARK_SHARE)


def _mark(painter: QPainter, frame: Frame, mark: Mark, shown: Shown) -> None:
    """The span of a mark between its edges."""
    theme, span, chosen = shown.theme, shown.span(mark), mark.key == shown.selected
    name = shown.ink(mark)
    colour = QColor(name)
    colour.setAlphaF(CHOSEN_SHARE if chosen else PROPOSED_SHARE if mark.proposed else MARK_SHARE)
    region(painter, frame, span, colour)
    edge, width = (name, 2.0) if chosen else (looks.mixed(name, theme.plot, 0.5), 1.0)
    for step in (span.first, span.last):
        if mark.proposed:
            dashed_line(painter, frame, step, name, width)
        else:
            step_line(painter, frame, step, edge, width)


def _zones(painter: QPainter, plot: Plot, theme: looks.Theme) -> None:
    for layer in plot.lines:
        if isinstance(layer, Zone):
            _zone(painter, plot.frame, layer, theme)


def _zone(painter: QPainter, frame: Frame, zone: Zone, theme: looks.Theme) -> None:
    """A hatched range of steps with its word at the foot, at the part that is in sight."""
    left, right = max(frame.x(zone.span.first), 0.0), min(frame.x(zone.span.last), frame.width)
    if right <= left:
        return
    rect = QRectF(left, 0, right - left, frame.height)
    painter.fillRect(rect, QColor(looks.mixed(theme.muted, theme.plot, ZONE_SHARE)))
    painter.fillRect(rect, QBrush(QColor(looks.mixed(theme.muted, theme.plot, 0.25)), Qt.BrushStyle.BDiagPattern))
    painter.setFont(font(looks.PLOT_FONT_PX - 1))
    text = painter.fontMetrics().elidedText(zone.label, Qt.TextElideMode.ElideRight, int(rect.width() - 8))
    if text != "…" and text:
        wide = painter.fontMetrics().horizontalAdvance(text) + 6
        painter.fillRect(QRectF(left + 1, frame.height - 18, wide, 16), QColor(theme.plot))
        painter.setPen(QColor(theme.muted))
        painter.drawText(QPointF(left + 4, frame.height - 6), text)


def _seams(painter: QPainter, plot: Plot, theme: looks.Theme) -> None:
    """Where files of a run were joined; of labels those that do not run into the one before."""
    frame = plot.frame
    end = 0.0
    seams = (one for one in plot.lines if isinstance(one, SeamLine) and not one.strong)
    for seam in sorted(seams, key=lambda one: one.step):
        x = frame.x(seam.step)
        if not 0 <= x <= frame.width:
            continue
        step_line(painter, frame, seam.step, looks.mixed(theme.muted, theme.plot, 0.6))
        painter.setFont(font(looks.PLOT_FONT_PX - 1))
        painter.setPen(QColor(theme.muted))
        text = painter.fontMetrics().elidedText(seam.label, Qt.TextElideMode.ElideRight, int(frame.width - x - 8))
        if x + 4 > end and text:
            painter.drawText(QPointF(x + 4, painter.fontMetrics().ascent() + 3), text)
            end = x + 4 + painter.fontMetrics().horizontalAdvance(text)


def region(painter: QPainter, frame: Frame, span: Span, colour: QColor) -> None:
    """Fill a span of steps over the whole height; a point is a pixel wide."""
    left, right = max(frame.x(span.first), 0.0), min(frame.x(span.last), frame.width)
    if right >= left:
        painter.fillRect(QRectF(left, 0, max(right - left, 1.0), frame.height), colour)


def _reference(painter: QPainter, frame: Frame, step: float, theme: looks.Theme) -> None:
    """The line of the reference point."""
    dashed_line(painter, frame, step, theme.text)


def dashed_line(painter: QPainter, frame: Frame, step: float, colour: str, width: float = 1.0) -> None:
    """A dashed vertical line at a step, on whole device pixels."""
    x = round(frame.x(step) * frame.ratio) / frame.ratio
    if 0 <= x <= frame.width:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawRects([QRectF(x, top, width, 5) for top in range(0, int(frame.height), 8)])
        painter.setBrush(Qt.BrushStyle.NoBrush)


def step_line(painter: QPainter, frame: Frame, step: float, colour: str, width: float = 1.0) -> None:
    """A vertical line at a step, on whole device pixels."""
    x = frame.x(step)
    if -1 <= x <= frame.width + 1:
        left = round((x - 0.5 * width) * frame.ratio) / frame.ratio
        painter.fillRect(QRectF(left, 0, width, frame.height), ink(colour))


def level_line(painter: QPainter, frame: Frame, value: float, colour: str) -> None:
    """A horizontal line at a value, on whole device pixels."""
    top = round(frame.y(value) * frame.ratio) / frame.ratio
    painter.fillRect(QRectF(0, top, frame.width, 1), ink(colour))


def _level(painter: QPainter, frame: Frame, level: Level, theme: looks.Theme) -> None:
    if frame.bottom <= level.value <= frame.top:
        level_line(painter, frame, level.value, theme.axis)


def paint_level_words(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """What the levels are, over the curves, on a ground through which these are seen."""
    frame, theme = plot.frame, shown.theme
    painter.setFont(font(looks.PLOT_FONT_PX - 1))
    metrics = painter.fontMetrics()
    ground = QColor(theme.plot)
    ground.setAlphaF(WORDS)
    painter.setPen(QColor(theme.muted))
    for level in plot.lines:
        if not isinstance(level, Level) or not level.label or not frame.bottom <= level.value <= frame.top:
            continue
        wide = metrics.horizontalAdvance(level.label)
        x, y = 6.0 if level.left else frame.width - wide - 6, frame.y(level.value) - 4
        y = y if y > metrics.ascent() else y + 6 + metrics.ascent()
        painter.fillRect(QRectF(x - 3, y - metrics.ascent(), wide + 6, metrics.height()), ground)
        painter.drawText(QPointF(x, y), level.label)
