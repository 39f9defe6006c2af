"""From where on a series is steady, and how well its level is known from there."""

import math
from dataclasses import dataclass

import numpy as np

from analysis.model.series import FloatArray, Series
from analysis.stats.effective import BATCHES
from analysis.stats.remembered import once_a_series
from analysis.stats.scaling import mean as mean_of
from analysis.stats.scaling import near_one
from analysis.stats.trend import CELLS, error_of_mean, neighbour_means, straight_trend

CANDIDATES = 40  # starts that are tried
LATEST = 0.9  # share of the points behind which no start is tried
LIKE_THE_LARGEST = 0.95  # share of the largest effective number that is as good
KEPT = 0.3  # share of the points that a steady part has at least
HEAD = 0.1  # share of a kept part that is held against the rest of it
HEAD_ERRORS = 1.5  # standard errors within which they agree: a start moved for nothing costs less than a transient kept
SLOPE_ERRORS = 3.0  # standard errors of its slope within which a part is steady
SLOW = 1.0  # standard deviations around its line that a part may move in all and pass for steady but for a slow drift
FEWEST = 2 * BATCHES  # finite points below which nothing is said


@dataclass(frozen=True, slots=True)
class Settling:
    """The steadiest end of a series.

    ``start`` is the place of its first value, ``points`` the number of finite values from there on. ``settled`` says
    whether it is steady: at least ``KEPT`` of all finite values, with a slope within ``SLOPE_ERRORS`` standard errors.
    ``moved`` is how far its line goes from its first value to its last, in standard deviations of the values around
    it: with enough points the smallest slope is told from 0.
    ``mean``, its 95 % ``interval`` and ``slope`` (per place) with ``slope_interval`` describe that end, settled or not;
    intervals are None below 20 finite points. That of the mean is widened by what the mean would move without the first
    tenth behind the start, because the start is a choice. ``effective`` is its effective number of independent values,
    ``share`` its share of all finite ones.
    """

    start: int
    settled: bool
    points: int
    mean: float
    interval: tuple[float, float] | None
    slope: float
    slope_interval: tuple[float, float] | None
    effective: float
    share: float = 0.0
    moved: float = math.nan

    @property
    def slow(self) -> bool:
        """Whether a slope that is there moves the level by less than its scatter over all of a part long enough."""
        return self.share >= KEPT and abs(self.moved) <= SLOW


def settle(values: FloatArray) -> Settling:
    """The end of a series, shape (n,), that leaves the largest effective number of independent values.

    A start that is too early keeps a slope, which looks like long memory, one too late throws values away (Chodera
    2016, with the autocorrelation time of Geyer 1992). The start is moved on while the first tenth behind it differs
    from the rest. Values that are not finite are left out; ``start`` counts them. A series longer than ``CELLS`` is
    searched in means of neighbours, so that the start is exact to one of those.
    """
    places = np.flatnonzero(np.isfinite(values))
    clean = values[places]
    if clean.size < FEWEST:
        return _unsaid(clean)
    scaled, unit = near_one(clean)
    first = _start(scaled)
    kept = scaled[first:]
    error, trend = error_of_mean(kept), straight_trend(places[first:].astype(float), kept)
    mean = float(kept.mean())
    half = error.half_width + abs(mean - float(kept[int(HEAD * kept.size) :].mean()))
    time = places[first:] - places[first:].mean()
    scatter = float(np.std(kept - mean - trend.slope * time))
    share = kept.size / clean.size
    return Settling(
        start=int(places[first]) if first else 0,
        settled=bool(share >= KEPT and abs(trend.slope) <= SLOPE_ERRORS * trend.error),
        points=kept.size,
        mean=mean * unit,
        interval=((mean - half) * unit, (mean + half) * unit),
        slope=trend.slope * unit,
        slope_interval=trend.interval and (trend.interval[0] * unit, trend.interval[1] * unit),
        effective=error.effective,
        share=share,
        moved=trend.slope * float(places[-1] - places[first]) / scatter if scatter > 0 else math.nan,
    )


@once_a_series
def settled_end(series: Series) -> Settling:
    """The end of a series, as ``settle`` finds it in its values."""
    return settle(series.values)


def _unsaid(few: FloatArray) -> Settling:
    """What is said of too few values."""
    nan = math.nan
    return Settling(0, settled=False, points=few.size, mean=mean_of(few) if few.size else nan, interval=None, slope=nan,
                    slope_interval=None, effective=nan)  # fmt: skip


def _start(values: FloatArray) -> int:
    """The place where the steady end begins, sought in means of neighbours where there are many values."""
    edges, cells = neighbour_means(values - values[0], CELLS)  # exactly zero where all are equal
    return int(edges[_behind_the_transient(cells, _steadiest_start(cells))])


def _steadiest_start(values: FloatArray) -> int:
    """The middle one of the candidate starts whose effective number behind them is within 5 % of the largest.

    The number is no better known than that: its very maximum jumps from candidate to candidate. The first value is
    taken where it is one of them, as nothing speaks for leaving anything out then.
    """
    last = min(int(LATEST * values.size), values.size - FEWEST)
    starts = np.unique(np.linspace(0, max(last, 0), CANDIDATES).astype(int))
    counts = np.array([(values.size - start) / autocorrelation_time(values[start:]) for start in starts])
    best = np.flatnonzero(counts >= LIKE_THE_LARGEST * counts.max())
    return int(starts[best[best.size // 2]]) if best[0] else 0


def _behind_the_transient(values: FloatArray, start: int) -> int:
    """The start moved on for as long as the head of what is kept lies apart from the rest of it.

    The effective number alone keeps the tail of a transient that is small beside the noise but outweighs the error of
    the mean. Head values beyond the range of the second half are clipped to a little more than that range: a few steps
    of initialisation must not cost a tenth of the run.
    """
    while True:
        kept = values[start:]
        head = max(int(HEAD * kept.size), 5)
        if kept.size < FEWEST or start + head > (1 - KEPT) * values.size:
            return start
        late = kept[kept.size // 2 :]
        low, high = np.quantile(late, [0.005, 0.995])
        first, rest = np.clip(kept[:head], 1.5 * low - 0.5 * high, 1.5 * high - 0.5 * low), kept[head:]
        variance = float(late.var()) * autocorrelation_time(late) * (1 / first.size + 1 / rest.size)
        if abs(float(first.mean() - rest.mean())) <= HEAD_ERRORS * math.sqrt(variance):
            return start
        start += max(head // 4, 1)


def autocorrelation_time(values: FloatArray) -> float:
    """How many values count as one independent one, at least 1: Geyer's initial monotone sequence (1992).

    The autocorrelations are summed in pairs for as long as the pairs are positive, none larger than the one before.
    """
    centred = values - values[0]
    centred -= centred.mean()  # exactly zero where all are equal
    size = 1 << (2 * centred.size - 1).bit_length()
    spectrum = np.fft.rfft(centred, size)
    covariance = np.fft.irfft(spectrum * spectrum.conj(), size)[: centred.size]
    if not covariance[0] > 0:
        return 1.0
    correlation = covariance / covariance[0]
    pairs = correlation[: correlation.size // 2 * 2].reshape(-1, 2).sum(axis=1)
    ends = np.flatnonzero(pairs <= 0)
    positive = np.minimum.accumulate(pairs[: ends[0] if ends.size else pairs.size])
    return max(1.0, 2 * float(positive.sum()) - 1)
