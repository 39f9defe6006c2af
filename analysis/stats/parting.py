"""From where on the difference of two runs keeps its sign beyond the noise, to the end: the place and its interval."""

import math
from dataclasses import dataclass, replace

import numpy as np

from analysis.model.series import FloatArray
from analysis.progress import checkpoint
from analysis.stats.effective import mean_error
from analysis.stats.scaling import near_one
from analysis.stats.trend import neighbour_means, running_mean
from analysis.stats.walking import no_walk

BLOCKS = 40  # the most blocks that the differences are cut into
SMALLEST = 5  # points of a block at least
FEWEST = 8 * SMALLEST  # pairs below which nothing is said
LASTING = 0.1  # share of the blocks that a lasting difference covers at least
OUT = 0.75  # share of the blocks of a lasting difference that stand out by the whole bound
SIDES = 3.0  # errors of a sum within which it tells no side; more than 1.96, as many places are looked at
ADJACENT = 3  # blocks from the last one that stands out on the other side within which the differences change sides
LEVEL = 0.05  # of the two-sided test, shared by all blocks (Bonferroni)
BEFORE, BEHIND = 8, 6  # blocks around the first lasting one among which the onset is sought
WINDOWS = 10  # parts whose noise is told apart, so that a jump in one or two does not pass for noise
NORMAL = 1.959964  # standard errors of a 95 % interval
SHORT = 1000  # pairs below which it must also be none that a random walk could be
LONG = 2000  # pairs from which a memory longer than a block is told from a difference
FAR = 5.0  # standard deviations of the differences behind the onset that no memory explains
CLIPPED = 7.5  # median sizes of the noise from which on it counts as 5 standard deviations
CONFIDENCE = 7.35  # 95 % of twice the log likelihood ratio of a change point (Hansen 1997; Eo & Morley 2015)
CELLS = 20_000  # pairs above which the search runs on means of neighbours


@dataclass(frozen=True, slots=True)
class Divergence:
    """Places of pairs: the difference lasts from ``onset``, which lies within ``first`` to ``last``; its sign there.

    ``crossing`` says that it stood out on the other side until then.
    """

    onset: int
    first: int
    last: int
    sign: int
    crossing: bool = False


def lasting(apart: FloatArray) -> Divergence | None:
    """Where finite differences of shape (n,), in their order, part for good; None where they do not.

    The differences are cut into blocks. A block stands out where its mean is beyond the noise within blocks: the error
    of ``analysis.stats.effective`` of what remains without a running mean of two blocks, the median of ten windows, at
    a level that is shared by all blocks. What lasts is the latest row of blocks standing out on one side, up to the
    end. The onset is refined to the pair by the better of a step and a bend around the first of them, with the interval
    in which the likelihood of either comes near that of the best. Where the differences stood out on the other side
    just before, it is the place where they change sign.
    """
    checkpoint()
    if apart.size < FEWEST:
        return None
    scaled, _ = near_one(apart)
    size = max(SMALLEST, apart.size // BLOCKS)
    blocks = apart.size // size
    means = scaled[: blocks * size].reshape(blocks, size).mean(axis=1)
    bound = _bound(scaled, size, blocks)
    first = _first_of_row(means, bound)
    if first is None:
        return None
    sign = 1 if means[-1] > 0 else -1
    other_side = np.flatnonzero(sign * means[:first] < -bound)
    low = max(first - BEFORE, int(other_side[-1]) if other_side.size else 0) * size
    found = _refined(scaled, low, first * size, size, sign) if first else _from_the_start(scaled, size, sign)
    if other_side.size and first - other_side[-1] <= ADJACENT:
        found = _crossing(scaled, (low, (first + 1) * size), size, sign, bound)
    elif other_side.size:
        found = _with_crossing(scaled, found, low, size)
    return found if _is_told(scaled, found.onset, blocks) else None


def _is_told(apart: FloatArray, onset: int, blocks: int) -> bool:
    """Whether there are enough differences to tell a lasting one from a long memory."""
    if apart.size >= LONG:
        return True
    return _is_beyond_memory(apart, onset, blocks) and (apart.size >= SHORT or no_walk(apart, onset))


def _bound(apart: FloatArray, size: int, blocks: int) -> float:
    """The mean of a block beyond which it stands out."""
    rest = apart - running_mean(apart, size)
    windows = np.array_split(rest, WINDOWS) if rest.size >= WINDOWS * BLOCKS else [rest]
    errors = [_error(window) * math.sqrt(window.size / size) for window in windows]
    return _quantile(blocks) * float(np.median(errors))


def _quantile(blocks: int) -> float:
    """The standard errors that the level of the test allows one of so many blocks."""
    from scipy.special import ndtri

    return -float(ndtri(LEVEL / 2 / blocks))


def _is_beyond_memory(apart: FloatArray, onset: int, blocks: int) -> bool:
    """Whether the level behind the onset is beyond noise with a memory longer than a block, too.

    It is where it is far from zero for the error that the levels before and behind leave, or for its own spread.
    """
    before, behind = apart[:onset], apart[onset:]
    level = abs(float(behind.mean()))
    if level > FAR * float(behind.std()):
        return True
    time = np.linspace(-1.0, 1.0, behind.size)
    bent = np.polynomial.polynomial.polyval(time, np.polynomial.polynomial.polyfit(time, behind, 2))
    rest = np.concatenate([before - before.mean() if onset else before, behind - bent])
    return level > _quantile(blocks) * _error(rest) * math.sqrt(apart.size / behind.size)


def _error(values: FloatArray) -> float:
    """The standard error of the mean."""
    if values.size > CELLS:
        _, values = neighbour_means(values, CELLS)
    return mean_error(values).half_width / NORMAL


def _first_of_row(means: FloatArray, bound: float) -> int | None:
    """The first of the blocks that stand out on the side of the last one, up to it.

    One in four among them may stand out by half the bound only.
    """
    means = means * np.sign(means[-1])
    inside = np.flatnonzero(means <= bound / 2)
    row = means[inside[-1] + 1 :] if inside.size else means
    out = np.flatnonzero(row > bound)
    if not out.size:
        return None
    row = row[out[0] :]
    lasts = row.size >= max(2, LASTING * means.size) and np.count_nonzero(row > bound) >= OUT * row.size
    return means.size - row.size if lasts else None


def _from_the_start(apart: FloatArray, size: int, sign: int) -> Divergence:
    """The onset within the first block: behind the last value on the other side in it."""
    other = np.flatnonzero(np.sign(apart[:size]) != sign)
    onset = int(other[-1]) + 1 if other.size else 0
    return Divergence(onset if onset < size else 0, 0, max(size - 1, 0) if other.size else 0, sign)


def _refined(apart: FloatArray, low: int, near: int, size: int, sign: int) -> Divergence:
    """The onset from ``low`` to some blocks behind a place, by the better of a step and a bend."""
    high = min(apart.size, near + BEHIND * size)
    window = apart[low:high]
    group = max(1, window.size // CELLS)
    usable = window[: window.size // group * group].reshape(-1, group).mean(axis=1)
    misfits = [_step_misfits(usable), _bend_misfits(usable)]
    best = min(misfits, key=lambda misfit: float(misfit.min()))
    onset = int(best.argmin())
    noise = _long_run_variance(usable, onset, max(size // group, 1))
    likely = np.flatnonzero(best <= best.min() + CONFIDENCE * noise)
    first, last = low + int(likely[0]) * group, low + min((int(likely[-1]) + 1) * group - 1, window.size - 1)
    place = low + onset * group
    if group > 1:
        place = _within_group(apart, place, group)
        first, last = min(first, place), max(last, place)
    return Divergence(place, first, last, sign)


def _crossing(apart: FloatArray, window: tuple[int, int], size: int, sign: int, bound: float) -> Divergence:
    """Where the differences change sides for good within a window of places, with the places that noise leaves open.

    The place parts what is on the other side from what is on this one: there the sum of all before it is least. Open
    are the places up to which the sum from there is within ``SIDES`` of the errors of as many.
    """
    low, high = window[0], min(window[1], apart.size)
    seen = apart[low:high] * sign
    far = CLIPPED * float(np.median(np.abs(seen - running_mean(seen, size))))
    sums = np.concatenate(([0.0], np.cumsum(np.clip(seen, -far, far) if far else seen)))[:-1]
    onset = int(sums.argmin())
    error = bound / _quantile(apart.size // size) * math.sqrt(size)  # of one pair, as the long run has it
    away = np.abs(np.arange(sums.size) - onset)
    certain = np.flatnonzero(sums - sums[onset] > SIDES * error * np.sqrt(away))
    before, behind = certain[certain < onset], certain[certain > onset]
    first = int(before[-1]) + 1 if before.size else 0
    last = int(behind[0]) - 1 if behind.size else sums.size - 1
    return Divergence(low + onset, low + first, low + last, sign, crossing=True)


def _with_crossing(apart: FloatArray, found: Divergence, low: int, size: int) -> Divergence:
    """The interval with the place in it where the differences, which were on the other side before, change sign."""
    smooth = running_mean(apart[low : found.onset + size], max(1, size // 4))
    other = np.flatnonzero(np.sign(smooth) != found.sign)
    if not other.size:
        return found
    crossing = low + int(other[-1]) + 1
    return replace(found, first=min(found.first, crossing), last=max(found.last, min(crossing, apart.size - 1)))


def _within_group(apart: FloatArray, place: int, group: int) -> int:
    """The onset to the pair, where it was found among means of neighbours: the best step nearby."""
    low, high = max(0, place - 2 * group), min(apart.size, place + 2 * group)
    return low + int(_step_misfits(apart[low:high]).argmin())


def _step_misfits(values: FloatArray) -> FloatArray:
    """For each place the sum of squares around one mean before it and another from it on; shape (n,).

    The first two and the last two places are none.
    """
    n = values.size
    count = np.arange(1, n, dtype=float)
    sums, squares = np.cumsum(values), np.cumsum(values**2)
    before = squares[:-1] - sums[:-1] ** 2 / count
    behind = squares[-1] - squares[:-1] - (sums[-1] - sums[:-1]) ** 2 / (n - count)
    found = np.full(n, np.inf)
    found[1:] = before + behind
    found[[1, -1]] = np.inf
    return found


def _bend_misfits(values: FloatArray) -> FloatArray:
    """For each place the sum of squares around a level that turns into a straight line there; shape (n,)."""
    n = values.size
    place = np.arange(n, dtype=float)
    rest = values - values.mean()
    from_end = np.cumsum(rest[::-1])[::-1]
    slanted = np.cumsum((place * rest)[::-1])[::-1]
    along = slanted - place * from_end  # Σ (t − k) rest over t ≥ k
    length = n - 1 - place
    total = length * (length + 1) / 2  # Σ (t − k)
    power = length * (length + 1) * (2 * length + 1) / 6 - total**2 / n
    found = np.full(n, np.inf)
    inner = slice(1, n - 2)
    found[inner] = float(rest @ rest) - along[inner] ** 2 / power[inner]
    return found


def _long_run_variance(values: FloatArray, onset: int, reach: int) -> float:
    """The variance that a mean of n such values has n-fold, around running means before and behind the onset.

    What lies far out, as the peak of a jump that falls back does, counts no more than its bound.
    """
    parts = [part - running_mean(part, reach) for part in (values[:onset], values[onset:]) if part.size]
    rest = np.concatenate(parts)
    bound = CLIPPED * float(np.median(np.abs(rest)))
    return _error(np.clip(rest, -bound, bound) if bound else rest) ** 2 * rest.size
