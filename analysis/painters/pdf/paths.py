"""Vertices into PDF path operators, written once and at once: a report holds hundreds of thousands of numbers."""

from collections.abc import Iterator

import numpy as np

from analysis.model.series import FloatArray

_UNIT = 100.0  # coordinates are whole hundredths of a point: 3.5 micrometres


def polyline(x: FloatArray, y: FloatArray) -> str:
    """The path through the points, broken where one is not finite; empty where no two points follow each other.

    Points that print at the same hundredth of a point as their neighbour, or in the middle of a level stretch, are
    left out: the ink is the same.
    """
    return " ".join(_path(px, py) for px, py in _stretches(x, y) if px.size > 1)


def dots(x: FloatArray, y: FloatArray) -> str:
    """A path of no length at each finite point, which a round cap shows as a dot."""
    seen = np.isfinite(x) & np.isfinite(y)
    return _dots(np.rint(x[seen] * _UNIT), np.rint(y[seen] * _UNIT))


def lonely(x: FloatArray, y: FloatArray) -> str:
    """Dots for the points without a neighbour, which a polyline cannot show."""
    single = [(px, py) for px, py in _stretches(x, y) if px.size == 1]
    if not single:
        return ""
    return _dots(np.concatenate([px for px, _ in single]), np.concatenate([py for _, py in single]))


def area(bottom: tuple[FloatArray, FloatArray], top: tuple[FloatArray, FloatArray]) -> str:
    """The closed path between two lines, each as (x, y) and broken at the same places, one for each stretch."""
    parts = []
    for (x0, low), (x1, high) in zip(_stretches(*bottom), _stretches(*top), strict=True):
        if x0.size > 1:
            parts.append(_path(np.concatenate([x0, x1[::-1]]), np.concatenate([low, high[::-1]])) + " h")
    return " ".join(parts)


def _stretches(x: FloatArray, y: FloatArray) -> Iterator[tuple[FloatArray, FloatArray]]:
    """The runs of finite points, in hundredths of a point."""
    seen = np.isfinite(x) & np.isfinite(y)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], seen, [False])).astype(np.int8)))
    hx, hy = np.rint(x * _UNIT), np.rint(y * _UNIT)
    for first, stop in zip(edges[::2], edges[1::2], strict=True):
        yield hx[first:stop], hy[first:stop]


def _path(px: FloatArray, py: FloatArray) -> str:
    kept = _needed(px, py)
    px, py = px[kept], py[kept]
    if px.size == 1:  # a stretch that prints within one hundredth of a point
        px, py = np.repeat(px, 2), np.repeat(py, 2)
    numbers = np.column_stack((px, py)).ravel() / _UNIT
    return ("%.2f %.2f m" + " %.2f %.2f l" * (px.size - 1)) % tuple(numbers.tolist())


def _needed(px: FloatArray, py: FloatArray) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which points change the ink: not those that repeat the one before, nor those within a level stretch."""
    kept = np.ones(px.size, dtype=np.bool_)
    kept[1:] = (px[1:] != px[:-1]) | (py[1:] != py[:-1])
    level = (py[1:-1] == py[:-2]) & (py[1:-1] == py[2:])
    between = (px[1:-1] - px[:-2]) * (px[2:] - px[1:-1]) >= 0
    kept[1:-1] &= ~(level & between)
    return kept


def _dots(px: FloatArray, py: FloatArray) -> str:
    pairs = np.column_stack((px, py, px, py)).ravel() / _UNIT
    return " ".join(["%.2f %.2f m %.2f %.2f l"] * px.size) % tuple(pairs.tolist())
