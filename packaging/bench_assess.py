"""Speed of a whole assessment: CPU seconds of one core beside the plain statistics of the same data."""

import sys
import time

import numpy as np
import scipy.special  # not counted

from analysis.asking import Context
from analysis.assess import assess
from analysis.measured import Measurements
from analysis.model.run import Run, RunId
from analysis.model.series import Fidelity, FidelityKind, FloatArray, Series
from analysis.stats.summary import summarise
from analysis.thresholds import thresholds

BOUNDS = {3_000: 0.5, 100_000: 5.0, 1_000_000: 30.0}  # seconds for six metrics
assert scipy.special


def run_of(points: int) -> Run:
    """Batches of 32 rows of 1,024 latents under a cosine schedule, as six metrics."""
    rng = np.random.default_rng(0)
    steps = np.arange(points, dtype=float)
    std = 0.025 * (1 + 0.4 * np.exp(-steps / 100)) * (1 + rng.normal(0, 0.004, points))
    mean = rng.normal(0, 1.4e-4, points)
    far = [scipy.special.ndtri(rng.uniform(size=points) ** (1 / 32768)) for _ in range(2)]
    columns: dict[str, FloatArray] = {
        "learning_rate": 1e-6 + 5e-4 * (1 + np.cos(np.pi * steps / points)),
        "latent/mean": mean,
        "latent/std": std,
        "latent/norm": 32 * np.hypot(std, mean),
        "latent/min": mean - std * far[0],
        "latent/max": mean + std * far[1],
    }
    whole = Fidelity(FidelityKind.COMPLETE, points, points, 1.0)
    return Run(RunId("r"), "r", tuple(Series(name, steps, values, whole) for name, values in columns.items()))


def seconds(run: Run, context: Context) -> float:
    start = time.process_time()
    assess(run, context=context)
    return time.process_time() - start


def main() -> int:
    """Print a line a size; 1 where a bound is broken."""
    broken = False
    seconds(run_of(3_000), Context())
    for points, bound in BOUNDS.items():
        run, measured = run_of(points), Measurements()
        start = time.process_time()
        for series in run.series:
            summarise(series)
        plainly = time.process_time() - start
        first = seconds(run, Context(measured=measured))
        again = seconds(run, Context(thresholds({"centring.five": 0.01}), measured=measured))
        broken |= first > bound
        print(
            f"6 x {points:>9,} points  assessed {first:7.3f} s (bound {bound:g})  graded anew {again:7.3f} s  "
            f"summaries alone {plainly:7.3f} s  ratio {first / max(plainly, 1e-9):6.1f}"
        )
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
