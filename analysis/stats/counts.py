"""Quantiles of any stretch of a long series in microseconds, near enough for a moving hand: counts below fixed edges.

The edges are quantiles of the whole series, so that a far outlier does not widen the bins of all the others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.model.series import FloatArray
from analysis.progress import Progress, silent
from analysis.stats.moments import Ranges

BINS = 512
CHUNK = 16_384  # samples
SAMPLE = 65_536  # values of which the edges are made
RAGGED = 512  # samples that stand for the part of a chunk at an end of a range


@dataclass(frozen=True, eq=False)
class Counts:
    """How many values of the chunks before each chunk are at most each edge: shape (chunks + 1, edges), int32.

    ``level`` tells that the series takes no more values than there are edges; a quantile is one of them then.
    """

    values: FloatArray
    edges: FloatArray
    before: NDArray[np.int32]
    level: bool

    def quantiles(self, ranges: Ranges, shares: tuple[float, ...]) -> FloatArray:
        """Quantiles of the finite values in some ranges, interpolated within the bin in which they fall."""
        below = np.zeros(self.edges.size)
        for start, stop in ranges:
            first, last = -(-start // CHUNK), min(stop // CHUNK, self.before.shape[0] - 1)
            if first >= last:
                below += self._ragged(start, stop)
                continue
            below += self.before[last] - self.before[first]
            below += self._ragged(start, first * CHUNK) + self._ragged(last * CHUNK, stop)
        ranks = np.array(shares) * max(below[-1] - 1, 0) + 0.5
        if self.level:
            places = np.minimum(np.searchsorted(below, ranks), self.edges.size - 1)
            return np.asarray(self.edges[places], dtype=np.float64)
        return np.asarray(np.interp(ranks, below, self.edges), dtype=np.float64)

    def _ragged(self, start: int, stop: int) -> FloatArray:
        """The counts of less than a chunk, of every k-th of its samples."""
        if stop <= start:
            return np.zeros(self.edges.size)
        stride = -(-(stop - start) // RAGGED)
        taken = self.values[start:stop:stride]
        taken = np.sort(taken[np.isfinite(taken)])
        return np.asarray(np.searchsorted(taken, self.edges, side="right") * float(stride), dtype=np.float64)


def counts(values: FloatArray, progress: Progress | None = None) -> Counts | None:
    """The counts of values of shape (n,) with at least one finite one; None without."""
    progress = progress or silent()
    taken = values[:: max(values.size // SAMPLE, 1)]
    taken = taken[np.isfinite(taken)]
    if not taken.size:
        return None
    kinds = np.unique(taken)
    level = kinds.size <= BINS
    edges = kinds if level else np.unique(np.quantile(taken, np.linspace(0, 1, BINS)))
    whole = values.size // CHUNK
    before = np.zeros((whole + 1, edges.size), dtype=np.int32)
    for chunk in range(whole):
        progress.step(chunk, whole)
        part = values[chunk * CHUNK : (chunk + 1) * CHUNK]
        finite = np.isfinite(part)
        part = np.sort(part if finite.all() else part[finite])
        # what lies beyond the outermost edges, which a sample found, is counted at them
        below = np.searchsorted(part, edges, side="right")
        below[-1] = part.size
        before[chunk + 1] = before[chunk] + below
    return Counts(values, edges, before, level)
