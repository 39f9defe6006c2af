"""How the values of metrics are distributed, and how metrics move together, as sheets of charts."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import combinations

import numpy as np

from analysis import glossary, wording
from analysis.model.brush import Brush
from analysis.model.comparison import Matching, Pairs
from analysis.model.figure import Bars, Bounds, Chart, ChartLayer, Density, HeatMap, Points, Sheet
from analysis.model.run import Run
from analysis.model.series import FloatArray, Series
from analysis.stats.bins import common_bins
from analysis.stats.brushing import ranges
from analysis.stats.correlation import Correlation, correlate
from analysis.stats.digest import Digest, digest
from analysis.stats.matching import match as matched
from analysis.stats.together import how_paired

MOST_PAIRS = 50_000  # pairs of values up to which a correlation is worked out; of more the last ones are taken
MOST_POINTS = 20_000  # pairs of a run up to which a scatter shows each; of more it shows how many lie in each cell
CELLS = (48, 64)  # rows and columns of such a density
HEAD_ROOM = 0.06  # share of the tallest bar that is left free above it
SAME = "="  # stands in a cell of two metrics that tell one thing twice

Known = Callable[[Run, str], Digest | None]  # the series of a run by its metric, ordered by its steps


def digest_of(run: Run, metric: str) -> Digest | None:
    """A metric of a run, ordered by its steps; None when the run has it not."""
    series = run.get(metric)
    return None if series is None else digest(series)


def histograms(
    runs: tuple[Run, ...], metrics: tuple[str, ...], brush: Brush | None = None, known: Known = digest_of
) -> Sheet:
    """A histogram of each metric, the runs on common bins, of what the brush picks; shares of each run's values."""
    charts = tuple(_histogram(runs, metric, brush, known) for metric in metrics)
    return Sheet(
        title="Distributions",
        caption=f"Over {_where(brush)}. Bars are shares of each run's finite values, on bins common to the runs; "
        "their width after Freedman and Diaconis, 8 to 120 bins. Neighbouring values depend on each other: n counts "
        "values, not independent ones.",
        charts=charts,
        columns=min(2, max(1, len(charts))),
    )


def scatter(runs: tuple[Run, ...], x: str, y: str, brush: Brush | None = None, known: Known = digest_of) -> Sheet:
    """One metric over another, the pairs that the brush picks: a chart a run, all within the same bounds."""
    held = [(run, (a, b)) for run in runs if (a := run.get(x)) is not None and (b := run.get(y)) is not None]
    pairs = [_pairs(*one, _picked_steps(run, x, brush, known)) for run, one in held]
    bounds = _bounds(pairs)
    charts = []
    for (run, _), one in zip(held, pairs, strict=True):
        sizes = [wording.count(_picked_count(run, metric, brush, known)) for metric in (x, y)]
        note = f"{_letter(runs, run)} n {wording.count(len(one))} pairs, {_how(one)}, of {' and '.join(sizes)} values"
        charts.append(_cloud(run, (x, y), one, bounds, note))
    return Sheet(
        title=f"{glossary.title(y)} over {glossary.title(x)}",
        caption=f"Over {_where(brush)}. A point is two finite values of one run, paired as its chart says; the brush "
        f"picks those of {glossary.title(x)}. Nothing is interpolated, values without a partner or not finite have no "
        f"point. Of more than {wording.count(MOST_POINTS)} pairs the density on {CELLS[1]} by {CELLS[0]} cells is "
        "shown instead: the stronger the colour, the more pairs, on a log scale.",
        charts=tuple(charts),
        columns=min(2, max(1, len(charts))),
    )


def correlations(run: Run, metrics: tuple[str, ...], brush: Brush | None = None, known: Known = digest_of) -> Sheet:
    """Correlation matrices of the metrics of a run: of the values, and of their changes from pair to pair."""
    held = tuple(series for metric in metrics if (series := run.get(metric)) is not None)
    picked = {series.name: _picked_steps(run, series.name, brush, known) for series in held}
    joined = {pair: _pairs(*pair, picked[pair[0].name]) for pair in combinations(held, 2)}
    found = {pair: correlate(one.a[-MOST_PAIRS:], one.b[-MOST_PAIRS:]) for pair, one in joined.items()}
    how = how_paired([one.shift for one in joined.values()])
    counts = [one.pairs for one in found.values()]
    pairs = f"n {wording.count(min(counts))} to {wording.count(max(counts))} pairs a cell" if counts else "no pairs"
    return Sheet(
        title=f"Correlations in {run.name}",
        caption=f"Over {_where(brush)}, {how}, of more than "
        f"{wording.count(MOST_PAIRS)} pairs the last ones; {pairs}. Two metrics that drift have a high raw correlation "
        "whatever they measure; only the changes, taken between neighbouring pairs, tell whether they move together. "
        f"{SAME} marks pairs that tell one thing twice (changes agree to 0.95).",
        charts=(
            _matrix("Raw values", held, {pair: one.raw.r if one.raw else np.nan for pair, one in found.items()}, found),
            _matrix(
                "Changes from pair to pair",
                held,
                {pair: one.differenced.r if one.differenced else np.nan for pair, one in found.items()},
                found,
            ),
        ),
        columns=2,
    )


def _where(brush: Brush | None) -> str:
    return "all steps" if brush is None else wording.brush(brush)


def _letter(runs: tuple[Run, ...], run: Run) -> str:
    return "AB"[runs.index(run)] if len(runs) <= 2 else run.name


def _picked(run: Run, metric: str, brush: Brush | None, known: Known) -> FloatArray | None:
    """The values of a metric that a brush picks; None when the run has it not."""
    series = run.get(metric)
    if series is None or brush is None:
        return None if series is None else series.values
    made = known(run, metric)
    return None if made is None else _gathered(made.values, brush, made, partial(known, run))


def _picked_count(run: Run, metric: str, brush: Brush | None, known: Known) -> int:
    values = _picked(run, metric, brush, known)
    return 0 if values is None else int(values.size)


def _picked_steps(run: Run, metric: str, brush: Brush | None, known: Known) -> FloatArray | None:
    """The steps of a metric that a brush picks, ascending; None without a brush."""
    made = None if brush is None else known(run, metric)
    return None if brush is None or made is None else _gathered(made.steps, brush, made, partial(known, run))


def _gathered(array: FloatArray, brush: Brush, made: Digest, others: Callable[[str], Digest | None]) -> FloatArray:
    parts = [array[start:stop] for start, stop in ranges(brush, made, others)]
    return np.concatenate(parts) if parts else np.empty(0)


def _histogram(runs: tuple[Run, ...], metric: str, brush: Brush | None, known: Known) -> Chart:
    samples = [(run, values) for run in runs if (values := _picked(run, metric, brush, known)) is not None]
    edges = common_bins(tuple(values for _, values in samples))
    layers: list[Bars] = []
    notes: list[str] = []
    for run, values in samples:
        finite = values[np.isfinite(values)]
        left = values.size - finite.size
        broken = f", {wording.count(left)} not finite" if left else ""
        notes.append(f"{_letter(runs, run)} n {wording.count(finite.size)}{broken}")
        if edges.size and finite.size:
            heights = np.histogram(finite, edges)[0] / finite.size
            layers.append(Bars(edges, heights, run.colour, run.name))
    bounds = None
    if layers:
        tallest = max(float(layer.heights.max()) for layer in layers) * (1 + HEAD_ROOM) or 1.0
        bounds = Bounds(float(edges[0]), float(edges[-1]), 0.0, tallest)
        notes.append(wording.plural(edges.size - 1, "bin"))
    return Chart(glossary.title(metric), "; ".join(notes), tuple(layers), glossary.unit(metric), metric, "", bounds)


def _pairs(x: Series, y: Series, picked: FloatArray | None) -> Pairs:
    """Matched values at the picked steps of ``x``, all without any. How they are matched is decided on all steps."""
    pairs = matched(x, y)
    if picked is None:
        return pairs
    kept = np.isin(pairs.steps, picked)
    return replace(pairs, steps=pairs.steps[kept], a=pairs.a[kept], b=pairs.b[kept])


def _bounds(pairs: list[Pairs]) -> Bounds | None:
    """What all the pairs lie within; None without any."""
    held = [one for one in pairs if len(one)]
    if not held:
        return None
    left, right = _reach([one.a for one in held])
    bottom, top = _reach([one.b for one in held])
    return Bounds(left, right, bottom, top)


def _reach(samples: list[FloatArray]) -> tuple[float, float]:
    low, high = min(float(one.min()) for one in samples), max(float(one.max()) for one in samples)
    if high > low:
        return low, high
    room = abs(low) * 1e-3 or 0.5
    return low - room, high + room


def _cloud(run: Run, axes: tuple[str, str], pairs: Pairs, bounds: Bounds | None, note: str) -> Chart:
    layers: tuple[ChartLayer, ...] = ()
    if len(pairs) > MOST_POINTS and bounds is not None:
        layers, note = (_density(pairs, bounds, run),), f"{note}; shown as density"
    elif len(pairs):
        layers = (Points(pairs.a, pairs.b, run.colour, run.name),)
    title = f"{glossary.title(axes[1])} over {glossary.title(axes[0])}"
    return Chart(title, note, layers, "", *axes, bounds if layers else None)


def _how(pairs: Pairs) -> str:
    match pairs.how:
        case Matching.SAME_STEPS:
            return "matched on the same steps"
        case Matching.SHIFTED:
            return f"matched with y shifted by {wording.moved(pairs.shift)} steps"
        case Matching.NONE | Matching.MEANS:  # no means are taken within one run
            return "no steps in common"


def _density(pairs: Pairs, bounds: Bounds, run: Run) -> Density:
    across, up = bounds.x(pairs.a), bounds.y(pairs.b)
    counts = np.histogram2d(up, across, bins=CELLS, range=((0.0, 1.0), (0.0, 1.0)))[0]
    return Density(counts, run.colour, run.name)


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
