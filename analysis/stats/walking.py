"""Whether a short series of differences could have walked to where it ends, as one with a long memory does."""

import math

import numpy as np

from analysis.model.series import FloatArray

SUDDEN = 5.0  # times the usual change over as many values, from which a change is none of a walk
DISTANT = 3.0  # times what a walk of so many steps strays (its standard deviation)
SHORT_MEMORY = -0.25  # correlation of neighbouring changes from which memory is too short for a walk: −0.5 without any
MAD = 0.6745  # median size of a normal value of standard deviation 1
CLIPPED = 3.0  # standard deviations beyond which a change counts no more


def no_walk(values: FloatArray, onset: int) -> bool:
    """Whether what lies behind a place differs by more than a walk of that many values could.

    ``values`` are finite, shape (n,). True where the memory is short, where the change at the onset is sudden, or
    where the level behind it lies farther from zero than a random walk whose changes are as large as the usual ones.
    Changes are those between means of 3, n/20 and n/10 neighbours.
    """
    if _short_memory(np.diff(values)):
        return True
    n, level = values.size, abs(float(np.median(values[onset:])))
    sums = np.concatenate(([0.0], np.cumsum(values)))
    for reach in sorted({3, n // 20, n // 10} - {0, 1, 2}):
        changes = np.abs(sums[2 * reach :] - 2 * sums[reach:-reach] + sums[: -2 * reach]) / reach
        usual = float(np.median(changes)) / MAD
        sudden = reach <= onset <= n - reach and changes[onset - reach] > SUDDEN * usual
        if sudden or level > DISTANT * math.sqrt(n) * usual / math.sqrt(2 * reach / 3):
            return True
    return False


def _short_memory(changes: FloatArray) -> bool:
    bound = CLIPPED * float(np.median(np.abs(changes))) / MAD
    clipped = np.clip(changes, -bound, bound)
    clipped = clipped - clipped.mean()
    return float(clipped[1:] @ clipped[:-1]) < SHORT_MEMORY * float(clipped @ clipped)
