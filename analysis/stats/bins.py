"""Common bins for samples that are to be held beside each other."""

import numpy as np

from analysis.model.series import FloatArray

FEWEST, MOST = 8, 120


def common_bins(samples: tuple[FloatArray, ...]) -> FloatArray:
    """Edges of bins over the range of all samples, ascending; empty without a finite value.

    The width is the smallest of 2 IQR / n^(1/3) of each sample (Freedman & Diaconis 1981), so that no sample is blurred
    by the other, within FEWEST to MOST bins. One value alone gets one bin around it.
    """
    finite = [one[np.isfinite(one)] for one in samples]
    finite = [one for one in finite if one.size]
    if not finite:
        return np.empty(0)
    low, high = min(float(one.min()) for one in finite), max(float(one.max()) for one in finite)
    if not high > low:
        room = abs(low) * 1e-3 or 0.5
        return np.array([low - room, low + room])
    scale = high / 2 - low / 2  # halved: their difference may overflow
    widths = [_width(one / scale) for one in finite]
    known = [width for width in widths if width > 0]
    wanted = 2.0 / min(known) if known else float(FEWEST)
    count = int(min(max(np.ceil(wanted), FEWEST), MOST))
    edges: FloatArray = np.linspace(low / 2, high / 2, count + 1) * 2
    return edges


def _width(sample: FloatArray) -> float:
    low, high = np.quantile(sample, (0.25, 0.75))
    return float(2 * (high - low) / np.cbrt(sample.size))
