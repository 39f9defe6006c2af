"""Curves and bands of a panel as inks: quiet samples below, strong lines on a pale casing above, gaps kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy as np

from analysis.model.figure import Band, Curve, Weight
from analysis.painters.pdf import paths
from analysis.painters.pdf.frame import Frame
from analysis.painters.pdf.inks import Fill, Ink, Stroke, line
from analysis.painters.pdf.theme import PAPER, run_style
from analysis.painters.pdf.thinning import Outline
from analysis.stats.outlines import is_known_whole

_RAW_WIDTH, _RAW_OPACITY, _FAR_WIDTH = 0.55, 0.34, 0.7
_MAIN_WIDTH, _ALONE_WIDTH, _CASING = 1.25, 0.95, 1.5
_DOT = 2.3
_FEW = 40  # points up to which every sample of a strong curve gets a dot
_TICK = 3.6  # height of a mark for a value that is not finite


@dataclass(frozen=True, eq=False)
class Line:
    """A curve and its vertices."""

    curve: Curve
    outline: Outline


@dataclass(frozen=True, eq=False)
class Area:
    """A band and the vertices of its edges."""

    band: Band
    low: Outline
    high: Outline


def curve_inks(lines: Sequence[Line], areas: Sequence[Area], frame: Frame) -> tuple[Ink, ...]:
    """All curves and bands in the order of painting: a strong line is never hidden by another run's samples."""
    quiet = [one for one in lines if one.curve.weight is Weight.RAW]
    far = [one for one in lines if one.curve.weight is Weight.FAR]
    strong = [one for one in lines if one.curve.weight is Weight.MAIN]
    inks: list[Ink] = [_area(area, frame) for area in areas]
    inks.extend(_stroke(one, frame) for one in quiet)
    inks.extend(_stroke(one, frame) for one in far)
    lined = [_stroke(one, frame, alone=not quiet) for one in strong]
    if quiet:
        inks.extend(_casing(one) for one in lined)
    inks.extend(lined)
    for one in lines:
        inks.extend(_dots(one, frame))
    return tuple(ink for ink in inks if not isinstance(ink, Stroke | Fill) or ink.path)


def edge_inks(lines: Sequence[Line], frame: Frame) -> tuple[Ink, ...]:
    """Short ticks where samples are not finite: NaN and −∞ at the lower edge, +∞ at the upper, a row for each run."""
    samples: dict[str, Line] = {}
    for one in lines:
        samples.setdefault(one.curve.owner, one)  # the quiet samples come before the smoothed curve
    return tuple(ink for row, one in enumerate(samples.values()) for ink in _edge(one.curve, frame, row))


def _edge(curve: Curve, frame: Frame, row: int) -> Iterator[Ink]:
    if is_known_whole(curve.steps, curve.values):
        return
    inside = (curve.steps >= frame.span.first) & (curve.steps <= frame.span.last)
    steps, values = curve.steps[inside], curve.values[inside]
    colour = run_style(curve.colour).line
    upper, lower = frame.plot.top - row * _TICK, frame.plot.y + row * _TICK
    for where, start, end in (
        (values == np.inf, upper, upper - _TICK),
        (np.isnan(values) | (values == -np.inf), lower, lower + _TICK),
    ):
        places = np.unique(np.rint(frame.x(steps[where]) * 4) / 4)  # no two within a quarter of a point
        if places.size:
            yield Stroke(" ".join(line(x, start, x, end) for x in places.tolist()), colour, 0.7)


def _area(area: Area, frame: Frame) -> Fill:
    colour = run_style(area.band.colour).line
    low, high = area.low, area.high
    bottom = frame.x(low.steps), frame.y(low.values)
    top = frame.x(high.steps), frame.y(high.values)
    return Fill(paths.area(bottom, top), colour, 0.18)


def _path(one: Line, frame: Frame) -> str:
    return paths.polyline(frame.x(one.outline.steps), frame.y(one.outline.values))


def _stroke(one: Line, frame: Frame, *, alone: bool = False) -> Stroke:
    style = run_style(one.curve.colour)
    match one.curve.weight:
        case Weight.RAW:
            return Stroke(_path(one, frame), style.line, _RAW_WIDTH, opacity=_RAW_OPACITY)
        case Weight.FAR:
            return Stroke(_path(one, frame), style.line, _FAR_WIDTH)
        case Weight.MAIN:
            return Stroke(_path(one, frame), style.line, _ALONE_WIDTH if alone else _MAIN_WIDTH, style.dash)
        case _:
            assert_never(one.curve.weight)


def _casing(one: Stroke) -> Stroke:
    return Stroke(one.path, PAPER, _MAIN_WIDTH + _CASING, opacity=0.72)


def _dots(one: Line, frame: Frame) -> Iterator[Stroke]:
    """Every sample of a short curve, of a long one those that no line leads to or from."""
    x, y = frame.x(one.outline.steps), frame.y(one.outline.values)
    style = run_style(one.curve.colour)
    if one.curve.weight is Weight.MAIN and x.size <= _FEW:
        yield Stroke(paths.dots(x, y), style.line, _DOT)
    else:
        opacity = _RAW_OPACITY if one.curve.weight is Weight.RAW else 1.0
        yield Stroke(paths.lonely(x, y), style.line, _DOT * 0.6, opacity=opacity)
