"""Brush times beside plain numpy: all statistics of 12 series for one move of the hand, in the same run."""

import argparse
import time

import numpy as np

from analysis.model.series import Fidelity, FidelityKind, Series
from analysis.stats.digest import SHARES, Digest, digest

SERIES = 12
MOVES = 15


def main(points: int = 10_000_000) -> None:
    """Print a line for each width of the brush, and what the structures cost."""
    steps = np.arange(points, dtype=float)
    whole = Fidelity(FidelityKind.COMPLETE, points, points, 1.0)
    rng = np.random.default_rng(0)
    series = [Series("m", steps, rng.normal(size=points).cumsum() / 100 + 5, whole) for _ in range(SERIES)]
    start = time.process_time()
    digests = [digest(one) for one in series]
    spent = time.process_time() - start
    kept = sum(d.moments.blocks.nbytes + (d.counts.before.nbytes if d.counts else 0) for d in digests)
    share = kept / sum(one.values.nbytes for one in series)
    print(f"brush: {SERIES} series of {points:,}; built in {spent:.1f} s of CPU, {100 * share:.1f} % of the values")
    for width in sorted({points * 9 // 10, points // 10, points // 100}, reverse=True):
        ours = [_ms(_quick, digests, offset, width) for offset in range(MOVES)]
        plain = [_ms(_plain, digests, offset, width) for offset in range(3)]
        a, b = float(np.median(ours)), float(np.median(plain))
        print(f"  {width:>12,} samples brushed: {a:8.2f} ms   plain numpy {b:9.1f} ms   1 : {b / a:,.0f}")


def _ms(work: object, digests: list[Digest], offset: int, width: int) -> float:
    assert callable(work)
    start = time.process_time()
    for one in digests:
        work(one, 997 * offset, 997 * offset + width)
    return 1e3 * (time.process_time() - start)


def _quick(one: Digest, first: int, last: int) -> None:
    one.near((one.range(float(first), float(last)),))


def _plain(one: Digest, first: int, last: int) -> None:
    values, steps = one.values[first:last], one.steps[first:last]
    values.mean(), values.std(ddof=1), values.argmin(), values.argmax(), np.quantile(values, SHARES)
    centred = steps - steps.mean()
    centred @ values / (centred @ centred)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=10_000_000)
    main(parser.parse_args().points)
