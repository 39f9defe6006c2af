"""How large a value has to be before chance no longer explains it: from the series' own tail, or from theory."""

import math

import numpy as np

from analysis.model.series import FloatArray

SHARES = np.array([0.1, 0.05, 0.025, 0.0125, 0.005, 0.0025, 0.00125, 0.0005, 0.00025])
FEWEST_BEYOND = 5  # values beyond the rarest quantile that the fit may use
SHAPE = (0.45, 1.6)  # bounds of the fitted slope 1/k: 0.5 is a normal tail, 1 an exponential one
HIGHEST = 60.0


def own_threshold(sizes: FloatArray, *, alarms: float, lowest: float) -> float:
    """The size that a series exceeds ``alarms`` times in its length, extrapolated from its upper quantiles.

    A Weibull tail, ``size = scale (-ln share)^(1/k)``, is fitted by least squares to the logarithms of those quantiles
    that have at least ``FEWEST_BEYOND`` values beyond them; its scale is the median over the quantiles, so that a few
    true anomalies do not lift it. The answer is kept between ``lowest`` and ``HIGHEST``.
    """
    shares = SHARES[(sizes.size * SHARES >= FEWEST_BEYOND) | (SHARES >= 0.025)]
    quantiles = np.maximum(np.quantile(sizes, 1 - shares), 1e-9)
    depth, height = np.log(-np.log(shares)), np.log(quantiles)
    spread = depth - depth.mean()
    slope = float(np.clip(spread @ height / (spread @ spread), *SHAPE))
    offset = float(np.median(height - slope * depth))
    wanted = math.log(-math.log(alarms / max(sizes.size, 10)))
    return float(np.clip(math.exp(offset + slope * wanted), lowest, HIGHEST))


def field_threshold(n: int, *, roughness: float, alarms: float) -> float:
    """The size, in sd, that a moving statistic exceeds ``alarms`` times in n places on either side.

    For a stationary normal field whose correlation falls as 1 - ``roughness`` times the lag, excursions beyond c
    occur 2 n roughness c φ(c) times (Pickands 1969; Aldous 1989).
    """
    size = 3.0
    for _ in range(30):
        often = 2 * n * roughness * size / math.sqrt(2 * math.pi)
        size = math.sqrt(2 * math.log(max(often / alarms, math.e)))
    return size
