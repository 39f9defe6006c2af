"""What is said of a brushed stretch of a series: near enough while the hand moves, exactly when it rests."""

import math
from dataclasses import dataclass, replace

import numpy as np

from analysis.model.series import FloatArray, Series
from analysis.progress import Progress
from analysis.stats.counts import Counts, counts
from analysis.stats.effective import BATCHES, mean_error
from analysis.stats.moments import HIGH_AT, LOW_AT, XX, XY, YY, Moments, N, Ranges, Y, moments

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
MANY = 64  # ranges above which samples are gathered instead
FEW = 30_000  # samples of a series from which on structures are kept; below, plain arithmetic is as fast
SHORT = 128  # samples of a stretch up to which its effective number is worked out at once
DIRECT = 4_096  # samples of a stretch up to which its quantiles are taken of the values
COARSE = 65_536  # values, or means of neighbours, of which the exact effective number is worked out


@dataclass(frozen=True, slots=True)
class Described:
    """Statistics of the finite values of a stretch; NaN where there are too few. ``slope`` is in units a step.

    ``count`` is the number of finite values, ``nonfinite`` of the others; ``quantiles`` stand at SHARES. Where
    ``approximate``, quantiles and ``effective``, the number of independent values that the mean is worth, are
    estimates; all else is exact at any time.
    """

    count: int
    nonfinite: int
    mean: float = math.nan
    std: float = math.nan
    low: float = math.nan
    low_step: float = math.nan
    high: float = math.nan
    high_step: float = math.nan
    slope: float = math.nan
    quantiles: tuple[float, ...] = (math.nan,) * len(SHARES)
    effective: float = math.nan
    approximate: bool = False


@dataclass(frozen=True, eq=False)
class Digest:
    """A series ordered by its steps, with what makes its stretches quick to describe; ``counts`` only from FEW on."""

    steps: FloatArray
    values: FloatArray
    moments: Moments
    counts: Counts | None

    def range(self, first: float, last: float) -> tuple[int, int]:
        """The samples whose steps lie in a closed range, as a half-open range of places."""
        start = int(self.steps.searchsorted(first, side="left"))
        return start, max(start, int(self.steps.searchsorted(last, side="right")))

    def near(self, ranges: Ranges) -> Described:
        """The statistics of some ranges of samples, in a time that does not grow with their length."""
        row = self._row(ranges)
        samples, count = sum(stop - start for start, stop in ranges), int(row[N])
        if not count:
            return Described(0, samples)
        if samples <= SHORT:
            return self._described(row, samples, _finite(self.values, ranges), approximate=False)
        if samples <= DIRECT or self.counts is None:
            found = quantiles(_finite(self.values, ranges))
        else:
            found = np.clip(self.counts.quantiles(ranges, SHARES), *self._extremes(row))
        return self._with(row, samples, found, self._near_effective(row, ranges), approximate=True)

    def exact(self, ranges: Ranges) -> Described:
        """The same of all values, for a background: some hundred milliseconds for ten million samples."""
        row = self._row(ranges)
        samples, count = sum(stop - start for start, stop in ranges), int(row[N])
        if not count:
            return Described(0, samples)
        return self._described(row, samples, _finite(self.values, ranges), approximate=False)

    def _row(self, ranges: Ranges) -> FloatArray:
        """The merged row; of very many ranges that of their samples, gathered."""
        if len(ranges) <= MANY:
            return self.moments.over(ranges)
        places = np.concatenate([np.arange(start, stop) for start, stop in ranges])
        gathered = replace(self.moments, steps=self.steps[places], values=self.values[places])
        row = gathered.samples(0, places.size)
        if row[N]:
            row[[LOW_AT, HIGH_AT]] = places[row[[LOW_AT, HIGH_AT]].astype(np.intp)]
        return row

    def _described(self, row: FloatArray, samples: int, finite: FloatArray, *, approximate: bool) -> Described:
        return self._with(row, samples, quantiles(finite), effective_number(finite), approximate=approximate)

    def _extremes(self, row: FloatArray) -> tuple[float, float]:
        return self.values[int(row[LOW_AT])], self.values[int(row[HIGH_AT])]

    def _with(
        self, row: FloatArray, samples: int, found: FloatArray, effective: float, *, approximate: bool
    ) -> Described:
        count, unit = int(row[N]), self.moments.unit
        low, high = self._extremes(row)
        with np.errstate(over="ignore"):
            slope = float(row[XY] / row[XX]) * unit if row[XX] > 0 else math.nan
            std = math.sqrt(max(row[YY], 0.0) / (count - 1)) * unit if count > 1 else math.nan
        return Described(
            count=count,
            nonfinite=samples - count,
            mean=float(row[Y]) * unit,
            std=std,
            low=float(low),
            low_step=float(self.steps[int(row[LOW_AT])]),
            high=float(high),
            high_step=float(self.steps[int(row[HIGH_AT])]),
            slope=slope,
            quantiles=tuple(found.tolist()),
            effective=effective,
            approximate=approximate,
        )

    def _near_effective(self, row: FloatArray, ranges: Ranges) -> float:
        """From the scatter of ten batches of blocks, or of values where they are few."""
        means = self.moments.block_means(ranges)
        count = float(row[N])
        if means.size < 2 * BATCHES:
            means = _finite(self.values, ranges) / self.moments.unit
        centred = means - np.add.reduce(means) / means.size
        spread = np.add.reduce(centred * centred) / means.size  # a long product would wait for the threads of a BLAS
        if not spread > 0:
            return count
        each = means.size // BATCHES
        batches = centred[: each * BATCHES].reshape(BATCHES, each).sum(axis=1) / each
        batches -= np.add.reduce(batches) / BATCHES
        of_mean = batches @ batches / (BATCHES - 1) / BATCHES
        return float(min(max(row[YY] / count / of_mean, 1.0), count)) if of_mean > 0 else count


def digest(series: Series, progress: Progress | None = None) -> Digest:
    """What makes stretches of a series quick to describe; about 2.5 % of its memory."""
    steps, values = series.steps, series.values
    if not (steps[1:] >= steps[:-1]).all():
        order = np.argsort(steps, kind="stable")
        steps, values = steps[order], values[order]
    kept = counts(values, progress) if values.size >= FEW else None
    return Digest(steps, values, moments(steps, values, progress), kept)


def quantiles(finite: FloatArray) -> FloatArray:
    """The quantiles at SHARES of at least one finite value, interpolated (type 7 of Hyndman & Fan)."""
    ranks = np.array(SHARES) * (finite.size - 1)
    below = np.floor(ranks).astype(int)
    above = np.minimum(below + 1, finite.size - 1)
    sorted_there = np.partition(finite, np.unique(np.concatenate([below, above])))
    low, high = sorted_there[below], sorted_there[above]
    share = ranks - below
    found: FloatArray = low * (1 - share) + high * share  # no difference that could overflow
    return np.clip(found, low, high)


def effective_number(finite: FloatArray) -> float:
    """The number of independent values that the mean of finite values in their order is worth.

    Of more than COARSE values the means of neighbours are taken first: how far their mean may be off is the same.
    NaN of fewer than ten values.
    """
    if finite.size < BATCHES:
        return math.nan
    each = -(-finite.size // COARSE)
    if each == 1:
        return mean_error(finite).effective
    scaled = finite / max(float(np.abs(finite).max()), 1e-300)
    means = scaled[: finite.size // each * each].reshape(-1, each).mean(axis=1)
    spread = float(means.var())
    if not spread > 0:
        return float(finite.size)
    within = mean_error(means).effective * float(scaled.var()) / spread
    return float(min(max(within, 1.0), finite.size))


def _finite(values: FloatArray, ranges: Ranges) -> FloatArray:
    parts = [values[start:stop] for start, stop in ranges]
    together = parts[0] if len(parts) == 1 else np.concatenate(parts)
    finite = np.isfinite(together)
    found: FloatArray = together if finite.all() else together[finite]
    return found
