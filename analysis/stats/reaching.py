"""When a series comes to a level and stays there for a while."""

from dataclasses import dataclass

import numpy as np

from analysis.model.series import FloatArray
from analysis.progress import checkpoint

HELD = 0.02  # share of the points for which a level must be held
WINDOW = 0.01  # share of the points under the running median
WIDER = 5  # times the window under the median that the noise is taken from
DRAWS = 200  # of the bootstrap
FEWEST = 20  # points below which nothing is said
CELLS = 20_000  # points above which every k-th of the running median is looked at


@dataclass(frozen=True, slots=True)
class Crossing:
    """The place from which a level was held, and the 95 % range of that place; both None where it was not."""

    place: int | None
    first: int | None = None
    last: int | None = None


def reach(values: FloatArray, level: float, *, falling: bool) -> Crossing:
    """The first place from which the running median lies at the level or beyond for 2 % of the points.

    ``values`` are finite, shape (n,). The range is that of a block bootstrap (Künsch 1989): what the values leave
    around a wider running median is put back on it in another order, 200 times, and the ways from its own crossing to
    those found then are taken for those from the true one to the one found.
    """
    checkpoint()
    if values.size < FEWEST:
        return Crossing(None)
    thin = max(1, values.size // CELLS)
    seen = values[: values.size // thin * thin].reshape(-1, thin).mean(axis=1) if thin > 1 else values
    signed, goal = (-seen, -level) if falling else (seen, level)
    window = max(3, int(WINDOW * signed.size) | 1)
    held = max(2, int(HELD * signed.size))
    curve = _median(signed, window)
    place = _held(curve >= goal, held)
    if place is None:
        return Crossing(None)
    wide = _median(signed, min(WIDER * window, signed.size | 1))
    own = _held(wide >= goal, held)
    ways = np.array(_drawn(wide, signed - wide, goal, window, held)) - (place if own is None else own)
    late, early = (int(way) for way in np.quantile(ways, (0.025, 0.975), method="nearest"))
    first, last = max(place - max(early, 0), 0), min(place - min(late, 0), signed.size - 1)
    return Crossing(place * thin, first * thin, last * thin + thin - 1)


def _drawn(curve: FloatArray, rest: FloatArray, goal: float, window: int, held: int) -> list[int]:
    """The places of crossings with other noise; one that does not cross counts as the end."""
    rng = np.random.default_rng(0)
    size = max(1, round(curve.size ** (1 / 3)) * 4)
    blocks = -(-curve.size // size)
    found = []
    for _ in range(DRAWS):
        checkpoint()
        starts = rng.integers(0, max(curve.size - size, 0) + 1, blocks)
        noise = rest[(starts[:, None] + np.arange(size)).ravel()[: curve.size]]
        place = _held(_median(curve + noise, window) >= goal, held)
        found.append(curve.size - 1 if place is None else place)
    return found


def _median(values: FloatArray, window: int) -> FloatArray:
    from scipy.ndimage import median_filter

    return np.asarray(median_filter(values, size=window, mode="nearest"), dtype=float)


def _held(there: "np.ndarray[tuple[int], np.dtype[np.bool_]]", held: int) -> int | None:
    """The first place from which all of ``held`` places, or all to the end, are there; None where none is."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], there, [False])).astype(np.int8)))
    for first, stop in zip(edges[::2], edges[1::2], strict=True):
        if stop - first >= held:
            return int(first)
    return None
