"""Extremes of any stretches of a long series, from the extremes of its blocks: exact, or snapped to whole blocks."""

import numpy as np
from numpy.typing import NDArray

from analysis.model.series import FloatArray

Places = NDArray[np.intp]

BASE = 16  # samples in a block of the finest level
FACTOR = 4  # blocks in a block of the next level
COARSEST = 4096  # blocks, below which no further level is made
CHUNK = 1 << 20  # samples reduced at a time
SNAP = 8  # blocks a column at least where columns are snapped: no edge moves by more than half an eighth of one


class Pyramid:
    """Smallest and largest values of blocks of 16, 64, 256, ... values; NaN is no value.

    ``values`` has shape (n,) and is kept, not copied. The levels take a sixth of its memory. A block without a value
    has the extremes +inf and -inf; each level ends with one such block, so that a stretch may end at the last one.
    """

    def __init__(self, values: FloatArray) -> None:
        self._values = values
        self._levels: list[tuple[int, FloatArray, FloatArray]] = []
        low, high = _finest(values)
        size = BASE
        while low.size:
            self._levels.append((size, np.append(low, np.inf), np.append(high, -np.inf)))
            if low.size <= COARSEST:
                break
            low, high = _coarser(low, np.minimum, np.inf), _coarser(high, np.maximum, -np.inf)
            size *= FACTOR

    @property
    def nbytes(self) -> int:
        """The memory of the levels in bytes."""
        return sum(low.nbytes + high.nbytes for _, low, high in self._levels)

    def whole(self) -> tuple[float, float]:
        """The smallest and the largest of all values; +inf and -inf without one."""
        if not self._levels:
            return np.inf, -np.inf
        _, low, high = self._levels[-1]
        return float(low.min()), float(high.max())

    def extremes(self, places: Places, *, near: bool = False) -> tuple[FloatArray, FloatArray]:
        """Smallest and largest of ``values[places[i]:places[i + 1]]``, each of shape (places - 1,), NaN without one.

        ``places`` ascend. ``near`` takes whole blocks: a stretch may then reach up to half a block, that is at most a
        sixteenth of the mean length of the stretches, over its ends or stay as much behind them; between the first
        and the last place nothing is left out.
        """
        columns = places.size - 1
        mean = (int(places[-1]) - int(places[0])) / columns
        level = self._level(mean, SNAP if near else 2)
        if level < 0:
            return stretches(self._values, places)
        low, high = np.full(columns, np.inf), np.full(columns, -np.inf)
        if near:
            self._blocks(level, *_snapped(places, self._levels[level][0]), low, high)
        else:
            self._exact(level, places[:-1], places[1:], low, high)
        empty = low > high
        low[empty], high[empty] = np.nan, np.nan
        return low, high

    def _level(self, mean: float, blocks: int) -> int:
        """The coarsest level of which a stretch of ``mean`` values holds some blocks; -1 where none does."""
        return sum(size * blocks <= mean for size, _, _ in self._levels) - 1

    def _blocks(self, level: int, starts: Places, stops: Places, low: FloatArray, high: FloatArray) -> None:
        """Take the extremes of whole blocks of one level into account; stretches follow each other."""
        _, lows, highs = self._levels[level]
        ends = np.empty(2 * starts.size, dtype=np.intp)
        ends[0::2], ends[1::2] = starts, stops
        reach, filled = int(stops[-1]) + 1, stops > starts
        np.copyto(low, np.minimum.reduceat(lows[:reach], ends)[0::2], where=filled)
        np.copyto(high, np.maximum.reduceat(highs[:reach], ends)[0::2], where=filled)

    def _exact(self, level: int, starts: Places, stops: Places, low: FloatArray, high: FloatArray) -> None:
        """Whole blocks of a level, then what is left of each stretch at its two ends from finer levels."""
        size = self._levels[level][0]
        first = -(-starts // size)
        last = np.maximum(stops // size, first)
        self._blocks(level, first, last, low, high)
        self._ends(level, (starts, stops), (first, last), low, high)

    def _ends(
        self,
        level: int,
        stretch: tuple[Places, Places],
        inner: tuple[Places, Places],
        low: FloatArray,
        high: FloatArray,
    ) -> None:
        (starts, stops), (first, last) = stretch, inner
        size, whole = self._levels[level][0], last > first
        self._descend(level - 1, starts, np.where(whole, first * size, stops), low, high)
        self._descend(level - 1, np.where(whole, last * size, stops), stops, low, high)

    def _descend(self, level: int, starts: Places, stops: Places, low: FloatArray, high: FloatArray) -> None:
        """Take short stretches into account, most of them empty or shorter than a block of the level above."""
        if not (stops > starts).any():
            return
        if level < 0:
            _gather((self._values, self._values), starts, stops, low, high)
            return
        size, *sources = self._levels[level]
        first = -(-starts // size)
        last = np.maximum(stops // size, first)
        _gather((sources[0], sources[1]), first, last, low, high)
        self._ends(level, (starts, stops), (first, last), low, high)


def stretches(values: FloatArray, places: Places) -> tuple[FloatArray, FloatArray]:
    """Smallest and largest of ``values[places[i]:places[i + 1]]`` by looking at all; NaN without one."""
    low, high = np.full(places.size - 1, np.nan), np.full(places.size - 1, np.nan)
    filled = places[1:] > places[:-1]
    if filled.any():
        starts, shown = places[:-1][filled], values[: places[-1]]
        low[filled] = np.fmin.reduceat(shown, starts)
        high[filled] = np.fmax.reduceat(shown, starts)
    return low, high


def _finest(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    count = -(-values.size // BASE)
    low, high = np.empty(count), np.empty(count)
    for start in range(0, values.size, CHUNK):
        part = values[start : start + CHUNK]
        if part.size % BASE:
            part = np.append(part, np.full(-part.size % BASE, np.nan))
        rows, place = part.reshape(-1, BASE), slice(start // BASE, (start + part.size) // BASE)
        np.fmin.reduce(rows, axis=1, out=low[place])
        np.fmax.reduce(rows, axis=1, out=high[place])
    low[np.isnan(low)], high[np.isnan(high)] = np.inf, -np.inf
    return low, high


def _coarser(level: FloatArray, reduce: np.ufunc, nothing: float) -> FloatArray:
    padded = np.append(level, np.full(-level.size % FACTOR, nothing))
    made: FloatArray = reduce.reduce(padded.reshape(-1, FACTOR), axis=1)
    return made


def _snapped(places: Places, size: int) -> tuple[Places, Places]:
    """Stretches of whole blocks that follow each other; all blocks from the first to the last place are in one."""
    blocks = (places + size // 2) // size
    blocks[places == places[0]] = places[0] // size
    blocks[places == places[-1]] = -(-places[-1] // size)  # empty stretches may follow the end: it is not theirs
    np.minimum(blocks, blocks[-1], out=blocks)
    return blocks[:-1], blocks[1:]


def _gather(
    sources: tuple[FloatArray, FloatArray], starts: Places, stops: Places, low: FloatArray, high: FloatArray
) -> None:
    """Take short stretches into account by copying them into rows, the last value of each repeated."""
    filled = np.flatnonzero(stops > starts)
    if not filled.size:
        return
    starts, lasts = starts[filled], stops[filled] - 1
    width = int((lasts - starts).max()) + 1
    rows = np.minimum(starts[:, None] + np.arange(width), lasts[:, None])
    low[filled] = np.fmin(low[filled], np.fmin.reduce(sources[0][rows], axis=1))
    high[filled] = np.fmax(high[filled], np.fmax.reduce(sources[1][rows], axis=1))
