"""What lies behind the curves: the ground, the brush, the marks, the grid and the levels."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from analysis.model.figure import Level, Mark, SeamLine, Zone
from analysis.model.series import Span
from analysis.stats.pyramid import Places
from gui import theme as looks
from gui.plotting.frame import Frame
from gui.plotting.mark_bands import bands
from gui.plotting.plot import Plot
from gui.plotting.shown import Shown, font

MARK_SHARE = 0.10  # of a mark's colour on the ground
CHOSEN_SHARE = 0.20
PROPOSED_SHARE = 0.05
FEW = 100  # marks in sight up to which each is drawn by itself
ZONE_SHARE = 0.06


def paint_backdrop(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """Paint all of it; the lines are opaque and lie on whole pixels."""
    frame, theme = plot.frame, shown.theme
    painter.fillRect(QRectF(0, 0, frame.width, frame.height), QColor(theme.plot))
    _zones(painter, plot, theme)
    if shown.brush is not None:
        region(painter, frame, shown.brush, QColor(theme.brush))
    for span in shown.lit:
        region(painter, frame, span, QColor(theme.brush))
    for value, _ in plot.ticks:
        level_line(painter, frame, value, theme.grid)
    _marks(painter, plot, shown)
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
    painter.fillRect(QRectF(0, frame.height - 1, frame.width, 1), QColor(theme.axis))


def _marks(painter: QPainter, plot: Plot, shown: Shown) -> None:
    """The marks in sight; many of them as one picture, the chosen one and what is not at rest over the others."""
    frame, index = plot.frame, plot.marks
    seen = index.seen(Span(frame.left, frame.right))
    moved = [index.places[key] for key in shown.moved if key in index.places]
    if seen.size > FEW:
        theme, ratio = shown.theme, frame.ratio
        key = (frame.left, frame.right, frame.width, ratio, theme.name, tuple(shown.labels.items()), tuple(moved))
        if "bands" not in index.kept or index.kept["bands"][0] != key:
            index.kept["bands"] = (key, _bands(plot, shown, seen[~(index.proposed[seen] | np.isin(seen, moved))]))
        painter.drawImage(QRectF(0, 0, frame.width, frame.height), index.kept["bands"][1])
        chosen = index.places.get(shown.selected or "", -1)
        seen = seen[index.proposed[seen] | (seen == chosen)]
    for place in dict.fromkeys((*seen.tolist(), *moved)):
        _mark(painter, frame, index.marks[place], shown)


def _bands(plot: Plot, shown: Shown, places: Places) -> QImage:
    """The picture of plain marks that are at rest."""
    index = plot.marks
    inks = index.inks(shown.labels)[places]
    found = ((ink, looks.label_colour(shown.theme, ink if ink >= 0 else None)) for ink in np.unique(inks).tolist())
    colours = {ink: (name, looks.mixed(name, shown.theme.plot, 0.5)) for ink, name in found}
    return bands(plot.frame, (index.first[places], index.last[places]), inks, colours, MARK_SHARE)


def _mark(painter: QPainter, frame: Frame, mark: Mark, shown: Shown) -> None:
    """The span of a mark between its edges."""
    theme, span, chosen = shown.theme, shown.span(mark), mark.key == shown.selected
    name = shown.ink(mark)
    colour = QColor(name)
    colour.setAlphaF(CHOSEN_SHARE if chosen else PROPOSED_SHARE if mark.proposed else MARK_SHARE)
    region(painter, frame, span, colour)
    ink, width = (name, 2.0) if chosen else (looks.mixed(name, theme.plot, 0.5), 1.0)
    for step in (span.first, span.last):
        if mark.proposed:
            dashed_line(painter, frame, step, name, width)
        else:
            step_line(painter, frame, step, ink, width)


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
        painter.fillRect(QRectF(left, 0, width, frame.height), QColor(colour))


def level_line(painter: QPainter, frame: Frame, value: float, colour: str) -> None:
    """A horizontal line at a value, on whole device pixels."""
    top = round(frame.y(value) * frame.ratio) / frame.ratio
    painter.fillRect(QRectF(0, top, frame.width, 1), QColor(colour))


def _level(painter: QPainter, frame: Frame, level: Level, theme: looks.Theme) -> None:
    if not frame.bottom <= level.value <= frame.top:
        return
    level_line(painter, frame, level.value, theme.axis)
    if level.label:
        painter.setFont(font(looks.PLOT_FONT_PX - 1))
        painter.setPen(QColor(theme.muted))
        wide = painter.fontMetrics().horizontalAdvance(level.label)
        x = 6.0 if level.left else frame.width - wide - 6
        y = frame.y(level.value) - 4
        painter.drawText(
            QPointF(x, y if y > painter.fontMetrics().ascent() else y + 6 + painter.fontMetrics().ascent()), level.label
        )
