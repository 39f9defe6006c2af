"""Moments of any stretch of a long series in microseconds: those of blocks, kept, and merged for a query.

Sums that run over the whole series and are subtracted from one another lose the digits of a quiet stretch (a mean of
1,000 makes 0.0097 of a deviation of 0.0100). Each block is therefore centred at its own means, and the blocks of a
stretch are merged by the update of Chan, Golub & LeVeque (1983): nothing is ever subtracted that was not near.
"""

import math
from dataclasses import dataclass

import numpy as np

from analysis.model.series import FloatArray
from analysis.progress import Progress, silent

BLOCK = 1024  # samples
GROUP = 64  # blocks
CHUNK = 512  # blocks that are worked on at once
N, X, Y, XX, XY, YY, LOW, LOW_AT, HIGH, HIGH_AT = range(10)
FIELDS = 10
SAFE = 1e140  # magnitudes whose squares can be summed; beyond it, and below its inverse, values are scaled

Ranges = tuple[tuple[int, int], ...]  # ascending half-open ranges of samples


@dataclass(frozen=True, eq=False)
class Moments:
    """Rows of N, means, centred sums of squares and products, and extremes with their places; of finite values only.

    ``blocks`` has shape (whole blocks, 10), ``groups`` (whole groups, 10). Values are those of the series over
    ``unit``, a power of two that is 1 unless their squares would overflow or vanish.
    """

    steps: FloatArray
    values: FloatArray
    blocks: FloatArray
    groups: FloatArray
    unit: float

    def over(self, ranges: Ranges) -> FloatArray:
        """The merged row of some ranges of samples, shape (10,); N is 0 where nothing in them is finite."""
        ends: list[tuple[int, int]] = []
        found: list[FloatArray] = []
        for start, stop in ranges:
            first, last = -(-start // BLOCK), stop // BLOCK
            if first >= last:
                ends.append((start, stop))
                continue
            ends += [(start, first * BLOCK), (last * BLOCK, stop)]
            inner, outer = -(-first // GROUP), last // GROUP
            if inner < outer:
                found += [
                    self.blocks[first : inner * GROUP],
                    self.groups[inner:outer],
                    self.blocks[outer * GROUP : last],
                ]
            else:
                found.append(self.blocks[first:last])
        found += [row[None] for start, stop in ends if stop > start and (row := self.samples(start, stop))[N]]
        return _merged_few(np.concatenate(found)) if found else _nothing()

    def block_means(self, ranges: Ranges) -> FloatArray:
        """The means of the blocks that lie wholly within some ranges and hold a finite value, in their order."""
        found = [self.blocks[-(-start // BLOCK) : stop // BLOCK] for start, stop in ranges]
        rows = np.concatenate([rows[:, (N, Y)] for rows in found]) if found else np.empty((0, 2))
        means: FloatArray = rows[rows[:, 0] > 0, 1]
        return means

    def samples(self, start: int, stop: int) -> FloatArray:
        """The row of some samples, worked out from them."""
        x, y = self.steps[start:stop], self.values[start:stop]
        if self.unit != 1.0:
            y = y / self.unit
        row = _nothing()
        finite = np.isfinite(y)
        places = None
        if not finite.all():
            places = np.flatnonzero(finite)
            x, y = x[places], y[places]
        if not y.size:
            return row
        low, high = y.argmin(), y.argmax()
        mean_x, mean_y = np.add.reduce(x) / y.size, np.add.reduce(y) / y.size
        dx, dy = x - mean_x, y - mean_y
        at = (low, high) if places is None else (places[low], places[high])
        row[:] = y.size, mean_x, mean_y, dx @ dx, dx @ dy, dy @ dy, y[low], start + at[0], y[high], start + at[1]
        return row


def moments(steps: FloatArray, values: FloatArray, progress: Progress | None = None) -> Moments:
    """The moments of values of shape (n,) at their steps, in the given order. NaN and infinities count for nothing."""
    progress = progress or silent()
    unit = _unit(values)
    whole = values.size // BLOCK
    blocks = np.empty((whole, FIELDS))
    for first in range(0, whole, CHUNK):
        progress.step(first, whole)
        last = min(first + CHUNK, whole)
        part = slice(first * BLOCK, last * BLOCK)
        scaled = values[part] if unit == 1.0 else values[part] / unit
        blocks[first:last] = _rows(steps[part].reshape(-1, BLOCK), scaled.reshape(-1, BLOCK), first * BLOCK)
    full = whole // GROUP
    groups = merged(blocks[: full * GROUP].reshape(full, GROUP, FIELDS))
    return Moments(steps, values, blocks, groups, unit)


def _unit(values: FloatArray) -> float:
    """The power of two by which values are divided."""
    largest = 0.0
    for start in range(0, values.size, CHUNK * BLOCK):
        sizes = np.abs(values[start : start + CHUNK * BLOCK])
        largest = max(largest, float(sizes.max(initial=0.0, where=np.isfinite(sizes))))
    if largest == 0.0 or 1 / SAFE <= largest <= SAFE:
        return 1.0
    return math.ldexp(1.0, min(max(math.frexp(largest)[1], -1000), 1000))


def _rows(steps: FloatArray, values: FloatArray, start: int) -> FloatArray:
    """A row for each line of samples, shape (lines, width); ``start`` is the place of the first sample."""
    lines, width = values.shape
    rows = np.zeros((lines, FIELDS))
    rows[:, LOW], rows[:, HIGH] = np.inf, -np.inf
    if not width:
        return rows
    finite = np.isfinite(values)
    if finite.all():
        rows[:, N], x, y, low, high = width, steps, values, values, values
    else:
        rows[:, N] = finite.sum(axis=1)
        x, y = np.where(finite, steps, 0.0), np.where(finite, values, 0.0)
        low, high = np.where(finite, values, np.inf), np.where(finite, values, -np.inf)
    many = np.maximum(rows[:, N], 1.0)
    rows[:, X], rows[:, Y] = x.sum(axis=1) / many, y.sum(axis=1) / many
    dx, dy = x - rows[:, X, None], y - rows[:, Y, None]
    if x is not steps:
        dx[~finite] = dy[~finite] = 0.0
    for field, one, other in ((XX, dx, dx), (XY, dx, dy), (YY, dy, dy)):
        rows[:, field] = np.einsum("ij,ij->i", one, other)
    line = np.arange(lines)
    for field, sizes, place in ((LOW, low, low.argmin(axis=1)), (HIGH, high, high.argmax(axis=1))):
        rows[:, field] = sizes[line, place]
        rows[:, field + 1] = start + line * width + place
    return rows


def merged(rows: FloatArray) -> FloatArray:
    """Rows of shape (..., k, 10) merged along their second last axis."""
    out = np.zeros((*rows.shape[:-2], FIELDS))
    out[..., LOW], out[..., HIGH] = np.inf, -np.inf
    if not rows.shape[-2]:
        return out
    n = rows[..., N]
    out[..., N] = n.sum(axis=-1)
    many = np.maximum(out[..., N], 1.0)
    out[..., X] = (n * rows[..., X]).sum(axis=-1) / many
    out[..., Y] = (n * rows[..., Y]).sum(axis=-1) / many
    dx, dy = rows[..., X] - out[..., None, X], rows[..., Y] - out[..., None, Y]
    out[..., XX] = (rows[..., XX] + n * dx * dx).sum(axis=-1)
    out[..., XY] = (rows[..., XY] + n * dx * dy).sum(axis=-1)
    out[..., YY] = (rows[..., YY] + n * dy * dy).sum(axis=-1)
    for field, sizes in ((LOW, rows[..., LOW]), (HIGH, -rows[..., HIGH])):
        least = sizes.min(axis=-1)
        # of equal extremes the first in the order of the samples, however the rows are ordered
        places = np.where(sizes == least[..., None], rows[..., field + 1], np.inf)
        out[..., field] = least if field == LOW else -least
        out[..., field + 1] = places.min(axis=-1)
    return out


def _merged_few(rows: FloatArray) -> FloatArray:
    """The same of rows of shape (k, 10), k > 0, in the fewest calls: it is what a moving hand waits for."""
    n, x, y, xx, xy, yy, low, low_at, high, high_at = np.ascontiguousarray(rows.T)
    total = np.add.reduce(n)
    if not total:
        return _nothing()
    mean_x, mean_y = n @ x / total, n @ y / total
    dx, dy = x - mean_x, y - mean_y
    weighted = n * dx
    least, most = np.minimum.reduce(low), np.maximum.reduce(high)
    return np.array(
        (
            *(total, mean_x, mean_y),
            *(np.add.reduce(xx) + weighted @ dx, np.add.reduce(xy) + weighted @ dy, np.add.reduce(yy) + (n * dy) @ dy),
            *(least, np.minimum.reduce(low_at[low == least]), most, np.minimum.reduce(high_at[high == most])),
        )
    )


def _nothing() -> FloatArray:
    row = np.zeros(FIELDS)
    row[LOW], row[HIGH] = np.inf, -np.inf
    return row
