"""How completely a series of steps covers what was trained."""

import math
from collections.abc import Iterable

import numpy as np

from analysis.model.series import Fidelity, FidelityKind, FloatArray
from analysis.stats.quantile import median

CUTS = frozenset({500, 1_000, 1_500, 10_000})
TOLERANCE = 1e-6  # of a stride: 0.1, 0.2, 0.3 are not evenly spaced in binary


def fidelity(steps: FloatArray, *, along: Iterable[FloatArray] = ()) -> Fidelity:
    """What the distances between the steps of one series tell about sampling.

    Parameters
    ----------
    steps
        Shape (n,), in the order of the file; finite.
    along
        Further coordinates of the same points, such as the epoch, each of shape (n,). Points that are even along one
        of them were not thinned, however uneven their steps.

    Notes
    -----
    The number held against the exporter's cuts is that of the points of this series, not of the rows of its table:
    W&B samples each metric of each run by itself, and a table is the union of what is left. Exports of one thinned
    run (500 points of steps 0 to 548; 10,000 points of steps 4 to 188,976) agree with both readings.
    An uneven series counts as sampled only on whole steps: a time or a mean is uneven whether thinned or not.
    """
    points = int(steps.size)
    if points == 0:
        return Fidelity(FidelityKind.TOO_SHORT, 0, 0)
    spanned = max(math.floor(float(steps.max())) - math.ceil(float(steps.min())) + 1, 0)
    if points < 3:
        return Fidelity(FidelityKind.TOO_SHORT, points, spanned)
    with np.errstate(over="ignore", invalid="ignore"):
        stride = median(np.diff(steps))
    if _spaced(steps):
        kind = FidelityKind.COMPLETE if abs(stride - 1) <= TOLERANCE else FidelityKind.STRIDED
    elif points in CUTS and np.all(steps == np.floor(steps)) and not any(map(_spaced, along)):
        kind = FidelityKind.SAMPLED
    else:
        kind = FidelityKind.IRREGULAR
    return Fidelity(kind, points, spanned, stride if math.isfinite(stride) else None)


def _spaced(steps: FloatArray) -> bool:
    """Whether the steps grow by one stride; the last may be shorter: many a run logs its final step as well."""
    with np.errstate(over="ignore", invalid="ignore"):
        gaps = np.diff(steps)
        stride = median(gaps)
        slack = TOLERANCE * stride + 4 * np.spacing(np.abs(steps).max())
        near = np.abs(gaps - stride) <= slack
    if not (math.isfinite(stride) and gaps.min() > 0):
        return False
    return bool(near.all()) or (gaps.size >= 3 and bool(near[:-1].all()) and bool(gaps[-1] < stride))
