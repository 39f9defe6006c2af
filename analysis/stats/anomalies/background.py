"""What a series does when nothing happens: its level, the noise around it, and how far each point is off."""

import math
from dataclasses import dataclass

import numpy as np

from analysis.model.series import FloatArray
from analysis.progress import checkpoint
from analysis.stats.anomalies.event import BoolArray

MAD = 1.4826  # standard deviation of a normal distribution over its median absolute deviation
RANGE_FOR_LOG = 5.0
BLOCK = 1 << 16  # points that are filtered in one go
SHORTEST, SHORT, LONG = 5, 21, 151  # windows of running medians, in points
QUIET = 0.35  # the noise is nowhere taken as less than this share of its median over the series
ROUNDING = 1e-12  # of the median magnitude: residuals up to this are no noise
CURVE = 0.6  # share of second differences that agree in sign from which on values are a curve
CLIP = 3.0  # noise sd beyond which a point no longer counts in averages


@dataclass(frozen=True, eq=False)
class Background:
    """Arrays of shape (n,): what the rules on noise work with.

    ``values`` are natural logarithms where ``logged``; ``judged`` is false where an exact rule has spoken, and straight
    lines bridge these points. ``level`` is the running median over ``window`` points, ``nearby`` that over ``SHORT``
    (``SHORTEST`` of a curve), ``noise`` the local standard deviation around the level. ``curve`` tells that the values
    do not scatter.
    """

    values: FloatArray
    level: FloatArray
    nearby: FloatArray
    noise: FloatArray
    judged: BoolArray
    window: int
    logged: bool
    curve: bool

    @property
    def residual(self) -> FloatArray:
        """Values less the level nearby, cut off at ``CLIP`` noise sd."""
        reach = CLIP * self.noise
        return np.clip(self.values - self.nearby, -reach, reach)

    @property
    def tamed(self) -> FloatArray:
        """The values with outliers drawn in to ``CLIP`` noise sd from the level nearby."""
        return self.nearby + self.residual


def background(values: FloatArray, judged: BoolArray) -> Background | None:
    """Level and noise of the judged values, all finite and at least one; None where nothing scatters.

    Positive values whose 99 % quantile is more than ``RANGE_FOR_LOG`` times their 1 % quantile are taken as
    logarithms. The level is a running median twice over (Tukey's twicing), so that a curved trend leaves no trace. The
    noise is the larger of the rolling MAD of the residuals and the rolling median step from point to point: the latter
    keeps a steep start from looking like a series of jumps.
    """
    bridged, logged = _straightened(values, judged)
    window = min(max(values.size // 40, SHORT), LONG) | 1
    level = running_level(bridged, window)
    level = level + running_level(bridged - level, window)
    noise = _noise(bridged, bridged - level, window, judged)
    if noise is None:
        return None
    curve = _bends_smoothly(bridged)
    nearby = running_level(bridged, SHORTEST if curve else SHORT)
    return Background(bridged, level, nearby, noise, judged, window, logged, curve)


def running_level(values: FloatArray, window: int) -> FloatArray:
    """The running median; its window shrinks at the start, and a robust line through the last window ends it.

    At the end the median of a shrinking window would follow the noise, and every last point would look ordinary; at
    the start a line could not follow the fall with which most runs begin.
    """
    level = _medians(values, window)
    half = min(window // 2, values.size // 2)
    for place in range(half):
        level[place] = np.median(values[: 2 * place + 1])
    if half:
        last = values[-window:]
        slope, height = _robust_line(last)
        level[-half:] = height + slope * np.arange(last.size)[-half:]
    return level


def rolling_median(values: FloatArray, window: int) -> FloatArray:
    """The centred running median, the first and the last value repeated beyond the ends."""
    widest = max(2 * (values.size // 2) - 1, 1)
    return _medians(values, min(window | 1, widest))


def _medians(values: FloatArray, window: int) -> FloatArray:
    """The centred running median, in blocks between which the work can be given up and other threads may run."""
    from scipy.ndimage import median_filter

    half, block = window // 2, max(BLOCK, 4 * window)
    medians = np.empty(values.size)
    for first in range(0, values.size, block):
        checkpoint()
        low, stop = max(first - half, 0), min(first + block, values.size)
        part = median_filter(values[low : min(stop + half, values.size)], size=window, mode="nearest")
        medians[first:stop] = part[first - low : stop - low]
    return medians


def deviations(ground: Background) -> FloatArray:
    """Residuals in noise sd, signed; 0 where a point is not judged.

    Of the residuals against the level and against a running median of ``SHORT`` points the smaller one counts, and
    none where they differ in sign: a kink in the trend moves only the former, a long excursion only the latter.
    """
    off: FloatArray = smaller(ground.values - ground.level, ground.values - ground.nearby) / ground.noise
    off[~ground.judged] = 0.0
    off[:2] = 0.0  # nothing before them to compare with
    return off


def magnitude(values: FloatArray) -> float:
    """The median size of the values that are not 0; 0 without any."""
    sizes = np.abs(values)
    sizes = sizes[sizes > 0]
    return float(np.median(sizes)) if sizes.size else 0.0


def smaller(a: FloatArray, b: FloatArray) -> FloatArray:
    """Point by point the one nearer to 0, and 0 where the signs differ."""
    checkpoint()
    return np.where(a * b > 0, np.sign(a) * np.minimum(np.abs(a), np.abs(b)), 0.0)


def persistence(ground: Background) -> float:
    """The lag-1 autocorrelation of the residuals in noise sd, between 0 and 0.95."""
    off = ground.residual / ground.noise
    total = float(off @ off)
    return min(max(float(off[1:] @ off[:-1]) / total, 0.0), 0.95) if total > 0 else 0.0


def line_ahead(values: FloatArray, points: int) -> FloatArray:
    """The robust line of the values, at the ``points`` places after them."""
    slope, height = _robust_line(values)
    ahead: FloatArray = height + slope * np.arange(values.size, values.size + points, dtype=np.float64)
    return ahead


def _straightened(values: FloatArray, judged: BoolArray) -> tuple[FloatArray, bool]:
    """What is not judged bridged by straight lines, then logarithms where the range asks for them."""
    places = np.flatnonzero(judged)
    bridged = np.interp(np.arange(values.size), places, values[places])
    if bridged.min() > 0:
        low, high = np.quantile(bridged, (0.01, 0.99))
        if high > RANGE_FOR_LOG * low:
            return np.log(bridged), True
    return bridged, False


def _bends_smoothly(values: FloatArray) -> bool:
    """Whether second differences mostly keep the sign of their neighbour.

    Those of independent noise agree in about a quarter of the pairs, those of a random walk in a third, those of
    a smooth curve in nearly all.
    """
    bends = np.diff(values, 2)
    agreeing = bends[1:] * bends[:-1] > 0
    return bool(np.count_nonzero(agreeing) > CURVE * agreeing.size)


def _robust_line(values: FloatArray) -> tuple[float, float]:
    """The median slope over half of the values, and the median height at the first of them."""
    half = values.size // 2
    slope = float(np.median(values[-half:] - values[:half])) / (values.size - half)
    return slope, float(np.median(values - slope * np.arange(values.size)))


def _noise(values: FloatArray, residual: FloatArray, window: int, judged: BoolArray) -> FloatArray | None:
    """The local standard deviation around the level; None where the residuals are rounding errors."""
    size = np.abs(residual)
    typical = MAD * float(np.median(size[judged])) or float(residual.std())
    if typical <= ROUNDING * magnitude(values):
        return None
    rolling = MAD * rolling_median(size, 4 * window)
    steps = np.abs(np.diff(values, prepend=values[0]))
    stepwise = MAD / math.sqrt(2) * rolling_median(steps, SHORT)
    noise: FloatArray = np.maximum(np.maximum(rolling, stepwise), QUIET * typical)
    return noise
