"""Extremes of any stretches of a long series, from the extremes of its blocks: exact, or snapped to whole blocks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.model.series import FloatArray

Places = NDArray[np.intp]

BASE = 16  # samples in a block of the finest level
FACTOR = 4  # blocks in a block of the next level
COARSEST = 4096  # blocks, below which no further level is made
CHUNK = 1 << 14  # samples reduced at a time: what is made of them stays in the cache
SNAP = 8  # blocks a column at least where columns are snapped: no edge moves by more than half an eighth of one


class Pyramid:
    """Smallest and largest values of blocks of 16, 64, 256, ... values; NaN is no value.

    ``values`` has shape (n,) and is kept, not copied. The levels take a sixth of its memory. A block without a value
    has the extremes +inf and -inf; each level ends with one such block, so that a stretch may end at the last one.
    ``levels`` are the length of a block, the smallest and the largest values of the blocks.
    """

    def __init__(self, values: FloatArray) -> None:
        self.values = values
        self.levels: list[tuple[int, FloatArray, FloatArray]] = []
        low, high = _finest(values)
        size = BASE
        while low.size:
            self.levels.append((size, np.append(low, np.inf), np.append(high, -np.inf)))
            if low.size <= COARSEST:
                break
            low, high = _coarser(low, np.minimum, np.inf), _coarser(high, np.maximum, -np.inf)
            size *= FACTOR

    @property
    def nbytes(self) -> int:
        """The memory of the levels in bytes."""
        return sum(low.nbytes + high.nbytes for _, low, high in self.levels)

    def whole(self) -> tuple[float, float]:
        """The smallest and the largest of all values; +inf and -inf without one."""
        if not self.levels:
            return np.inf, -np.inf
        _, low, high = self.levels[-1]
        return float(low.min()), float(high.max())

    def extremes(self, places: Places, *, near: bool = False) -> tuple[FloatArray, FloatArray]:
        """Smallest and largest of ``values[places[i]:places[i + 1]]``, each of shape (places - 1,), NaN without one.

        ``places`` ascend. ``near`` takes whole blocks: a stretch may then reach up to half a block, that is at most a
        sixteenth of the mean length of the stretches, over its ends or stay as much behind them; between the first
        and the last place nothing is left out.
        """
        if near:
            lows, highs = Pyramid.together((self,), places)
            return lows[0], highs[0]
        columns = places.size - 1
        level = self.level(places, 2)
        if level < 0:
            return stretches(self.values, places)
        low, high = np.full(columns, np.inf), np.full(columns, -np.inf)
        self._exact(level, places[:-1], places[1:], low, high)
        return _known(low, high)

    def level(self, places: Places, blocks: int) -> int:
        """The coarsest level of which a stretch of mean length holds some blocks; -1 where none does."""
        mean = (int(places[-1]) - int(places[0])) / (places.size - 1)
        return sum(size * blocks <= mean for size, _, _ in self.levels) - 1

    @staticmethod
    def together(pyramids: "Sequence[Pyramid]", places: Places) -> tuple[FloatArray, FloatArray]:
        """What ``extremes`` finds ``near`` for pyramids of one length, each of shape (pyramids, places - 1)."""
        level = pyramids[0].level(places, SNAP)
        if level < 0:
            found = [stretches(one.values, places) for one in pyramids]
            return np.stack([low for low, _ in found]), np.stack([high for _, high in found])
        blocks = _snapped(places, pyramids[0].levels[level][0])
        filled, end = blocks[1:] > blocks[:-1], int(blocks[-1])
        low, high = (np.full((len(pyramids), filled.size), nothing) for nothing in (np.inf, -np.inf))
        starts = blocks[:-1][filled]
        for row, one in enumerate(pyramids if starts.size else ()):
            _, lows, highs = one.levels[level]
            low[row, filled] = np.minimum.reduceat(lows[:end], starts)
            high[row, filled] = np.maximum.reduceat(highs[:end], starts)
        return _known(low, high)

    def _blocks(self, level: int, starts: Places, stops: Places, low: FloatArray, high: FloatArray) -> None:
        """Take the extremes of whole blocks of one level into account; stretches follow each other."""
        _, lows, highs = self.levels[level]
        ends = np.empty(2 * starts.size, dtype=np.intp)
        ends[0::2], ends[1::2] = starts, stops
        reach, filled = int(stops[-1]) + 1, stops > starts
        np.copyto(low, np.minimum.reduceat(lows[:reach], ends)[0::2], where=filled)
        np.copyto(high, np.maximum.reduceat(highs[:reach], ends)[0::2], where=filled)

    def _exact(self, level: int, starts: Places, stops: Places, low: FloatArray, high: FloatArray) -> None:
        """Whole blocks of a level, then what is left of each stretch at its two ends from finer levels."""
        size = self.levels[level][0]
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
        size, whole = self.levels[level][0], last > first
        self._descend(level - 1, starts, np.where(whole, first * size, stops), low, high)
        self._descend(level - 1, np.where(whole, last * size, stops), stops, low, high)

    def _descend(self, level: int, starts: Places, stops: Places, low: FloatArray, high: FloatArray) -> None:
        """Take short stretches into account, most of them empty or shorter than a block of the level above."""
        if not (stops > starts).any():
            return
        if level < 0:
            _gather((self.values, self.values), starts, stops, low, high)
            return
        size, *sources = self.levels[level]
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
        place = slice(start // BASE, (start + part.size) // BASE)
        low[place], high[place] = _halved(part, np.fmin, BASE), _halved(part, np.fmax, BASE)
    low[np.isnan(low)], high[np.isnan(high)] = np.inf, -np.inf
    return low, high


def _coarser(level: FloatArray, reduce: np.ufunc, nothing: float) -> FloatArray:
    return _halved(np.append(level, np.full(-level.size % FACTOR, nothing)), reduce, FACTOR)


def _halved(values: FloatArray, reduce: np.ufunc, size: int) -> FloatArray:
    """Each ``size`` values reduced to one, a power of two, by halving: numpy is slow at reducing many short rows."""
    while size > 1:
        values = reduce(values[::2], values[1::2])
        size //= 2
    return values


def _known(low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Extremes with NaN in the place of those of no value, which are no extremes."""
    empty = low > high
    low[empty], high[empty] = np.nan, np.nan
    return low, high


def _snapped(places: Places, size: int) -> Places:
    """The ends of stretches as whole blocks that follow each other; all from the first to the last place are in one."""
    blocks = (places + size // 2) // size
    blocks[places == places[0]] = places[0] // size
    blocks[places == places[-1]] = -(-places[-1] // size)  # empty stretches may follow the end: it is not theirs
    found: Places = np.minimum(blocks, blocks[-1])
    return found


def _gather(
    sources: tuple[FloatArray, FloatArray], starts: Places, stops: Places, low: FloatArray, high: FloatArray
) -> None:
    """Take short stretches into account by copying them into columns, the last value of each repeated."""
    filled = np.flatnonzero(stops > starts)
    if not filled.size:
        return
    starts, lasts = starts[filled], stops[filled] - 1
    width = int((lasts - starts).max()) + 1
    places = np.minimum(np.arange(width)[:, None] + starts, lasts)
    lows = sources[0][places]
    highs = lows if sources[1] is sources[0] else sources[1][places]
    low[filled] = np.fmin(low[filled], np.fmin.reduce(lows, axis=0))
    high[filled] = np.fmax(high[filled], np.fmax.reduce(highs, axis=0))
