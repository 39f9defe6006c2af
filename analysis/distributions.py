"""How the values of metrics are distributed, and how metrics move together, as sheets of charts."""

from functools import partial
from itertools import combinations

import numpy as np

from analysis import glossary, wording
from analysis.model.brush import Brush
from analysis.model.figure import Bars, Chart, HeatMap, Sheet
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series
from analysis.stats.bins import common_bins
from analysis.stats.brushing import ranges
from analysis.stats.correlation import Correlation, correlate
from analysis.stats.digest import Digest, digest
from analysis.stats.matching import match

MOST_PAIRS = 50_000  # pairs of values up to which a correlation is worked out; of more the last ones are taken
SAME = "="  # stands in a cell of two metrics that tell one thing twice


def histograms(runs: tuple[Run, ...], metrics: tuple[str, ...], brush: Brush | None = None) -> Sheet:
    """A histogram of each metric, the runs on common bins, of what the brush picks; shares of each run's values."""
    charts = tuple(_histogram(runs, metric, brush) for metric in metrics)
    where = "all steps" if brush is None else wording.brush(brush)
    return Sheet(
        title="Distributions",
        caption=f"Over {where}. Bars are shares of each run's finite values, on bins common to the runs; their width "
        "after Freedman and Diaconis, 8 to 120 bins. Neighbouring values depend on each other: n counts values, "
        "not independent ones.",
        charts=charts,
        columns=min(2, max(1, len(charts))),
    )


def correlations(run: Run, metrics: tuple[str, ...]) -> Sheet:
    """Correlation matrices of the metrics of a run: of the values, and of their changes from step to step."""
    held = tuple(series for metric in metrics if (series := run.get(metric)) is not None)
    found = {pair: _correlation(*pair) for pair in combinations(held, 2)}
    counts = [one.pairs for one in found.values()]
    pairs = f"n {wording.count(min(counts))} to {wording.count(max(counts))} pairs a cell" if counts else "no pairs"
    return Sheet(
        title=f"Correlations in {run.name}",
        caption=f"On steps that both metrics of a pair have, of more than {wording.count(MOST_PAIRS)} pairs the last "
        f"ones; {pairs}. Two metrics that drift have a high raw correlation whatever they measure; only the changes "
        f"tell whether they move together. {SAME} marks pairs that tell one thing twice (changes agree to 0.95).",
        charts=(
            _matrix("Raw values", held, {pair: one.raw.r if one.raw else np.nan for pair, one in found.items()}, found),
            _matrix(
                "Changes from step to step",
                held,
                {pair: one.differenced.r if one.differenced else np.nan for pair, one in found.items()},
                found,
            ),
        ),
        columns=2,
    )


def _picked(run: Run, metric: str, brush: Brush | None) -> FloatArray | None:
    """The values of a metric that a brush picks; None when the run has it not."""
    series = run.get(metric)
    if series is None or brush is None:
        return None if series is None else series.values
    made = digest(series)
    parts = [made.values[start:stop] for start, stop in ranges(brush, made, partial(_digest, run))]
    return np.concatenate(parts) if parts else np.empty(0)


def _digest(run: Run, metric: str) -> Digest | None:
    series = run.get(metric)
    return None if series is None else digest(series)


def _histogram(runs: tuple[Run, ...], metric: str, brush: Brush | None) -> Chart:
    samples = [(run, values) for run in runs if (values := _picked(run, metric, brush)) is not None]
    edges = common_bins(tuple(values for _, values in samples))
    layers: list[Bars] = []
    notes: list[str] = []
    for run, values in samples:
        finite = values[np.isfinite(values)]
        letter = "AB"[runs.index(run)] if len(runs) <= 2 else run.name
        left = values.size - finite.size
        notes.append(f"{letter} n {wording.count(finite.size)}{f', {wording.count(left)} not finite' if left else ''}")
        if edges.size and finite.size:
            heights = np.histogram(finite, edges)[0] / finite.size
            layers.append(Bars(edges, heights, run.colour, run.name))
    return Chart(glossary.title(metric), "; ".join(notes), tuple(layers), glossary.unit(metric))


def _correlation(a: Series, b: Series) -> Correlation:
    pairs = match(a, b)
    return correlate(pairs.a[-MOST_PAIRS:], pairs.b[-MOST_PAIRS:])


def _matrix(
    title: str,
    held: tuple[Series, ...],
    coefficients: dict[tuple[Series, Series], float],
    found: dict[tuple[Series, Series], Correlation],
) -> Chart:
    names = tuple(f"{place}  {glossary.title(series.name)}" for place, series in enumerate(held, 1))
    numbers = tuple(str(place) for place in range(1, len(held) + 1))
    cells = np.full((len(held), len(held)), np.nan)
    texts = [[""] * len(held) for _ in held]
    places = {series.name: place for place, series in enumerate(held)}
    for pair, r in coefficients.items():
        column, row = (places[series.name] for series in pair)
        cells[row, column] = r
        number = wording.DASH if np.isnan(r) else wording.number(r, 2)
        texts[row][column] = f"{SAME} {number}" if found[pair].same_quantity else number
    return Chart(title, "", (HeatMap(cells, tuple(tuple(row) for row in texts), names, numbers),))
