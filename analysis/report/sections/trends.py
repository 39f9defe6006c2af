"""The metrics held against each other: nine panels, trends, and correlations raw beside those of the changes."""

import math
from collections.abc import Iterator
from itertools import combinations

from analysis import glossary, wording
from analysis.figures import View
from analysis.figures.nine_panels import FIGURE as NINE
from analysis.figures.nine_panels import SIX
from analysis.figures.trends import FIGURE as TRENDS
from analysis.model.report import Align, Block, Column, Heading, Paragraph, Picture, Section, Table
from analysis.model.run import Run
from analysis.report.references import PANELS, ROLES, SMOOTHING, title
from analysis.report.sections import Material, SectionKind
from analysis.stats.correlation import Correlation, correlate
from analysis.stats.together import how_paired, together

MOST = 7  # metrics whose pairs are held together
ROW, OVERHEAD = 150.0, 40.0  # points
COLUMNS = (
    Column("Metrics", weight=2.2),
    Column("Raw r", Align.RIGHT, 0.7),
    Column("r of changes", Align.RIGHT, 0.8),
    Column("95 % interval", Align.RIGHT, 1.2),
    Column("Pairs", Align.RIGHT, 0.7),
    Column("Effective", Align.RIGHT, 0.7),
    Column("Reading", weight=1.5),
)


def build(material: Material) -> Section:
    """Nine panels where the metrics allow, then trends and correlations of each run."""
    blocks: list[Block] = [Heading(1, "The metrics together", "trends")]
    if any(_kind(metric) in SIX[1:] for metric in material.metrics):
        figure = NINE.build(View(material.runs, material.metrics, material.project.annotations, SMOOTHING))
        blocks.append(Picture(figure, -(-len(figure.panels) // figure.columns) * ROW + OVERHEAD, "nine-panels"))
    blocks.extend((Heading(2, "Trends and correlations", "correlations"), Paragraph((_explained(),))))
    shown = material.metrics[:PANELS]
    blocks.append(
        Picture(TRENDS.build(View(material.runs, shown, (), SMOOTHING)), -(-len(shown) // 2) * ROW + OVERHEAD)
    )
    if material.is_group:
        blocks.extend(_of_group(material))
    else:
        for role, run in zip(ROLES, material.runs, strict=False):
            blocks.extend(_table(role, run, material.metrics))
    return Section("trends", tuple(blocks))


def _explained() -> str:
    return (
        "Two series that both fall have a high raw correlation whatever they measure. Only that of their changes from "
        "point to point tells whether they move together; it stands beside the raw one, with the number of independent "
        "pairs that its pairs are worth."
    )


def _kind(metric: str) -> str:
    known = glossary.recognise(metric)
    return "" if known is None else known.id


def _table(role: str, run: Run, metrics: tuple[str, ...]) -> Iterator[Block]:
    held = [series for metric in metrics[:MOST] if (series := run.get(metric)) is not None]
    rows: list[tuple[str, ...]] = []
    shifts: list[float] = []
    for one, other in combinations(held, 2):
        both = together(one, other)
        found = correlate(*both.values)
        shifts += both.shifts
        rows.append((f"{title(one.name)}, {title(other.name)}", *_cells(found)))
    if rows:
        more = "" if len(metrics) <= MOST else f" The first {MOST} metrics only."
        yield Table(
            COLUMNS,
            tuple(rows),
            f"Correlations within {role}, pair by pair, {how_paired(shifts)}.{more}",
        )


def _of_group(material: Material) -> Iterator[Block]:
    """Of each pair of metrics the lowest and the highest correlation of its changes, and in how many runs it holds."""
    rows: list[tuple[str, ...]] = []
    for one, other in combinations(material.metrics[:MOST], 2):
        held = [(run.get(one), run.get(other)) for run in material.runs]
        known = [correlate(*together(a, b).values) for a, b in held if a is not None and b is not None]
        changes = [(found, of) for found in known if (of := found.differenced) is not None and not math.isnan(of.r)]
        values = sorted(of.r for _, of in changes)
        readings = [_reading(found, *of.interval) for found, of in changes]
        counted = ", ".join(f"{reading} {readings.count(reading)}" for reading in dict.fromkeys(readings))
        ends = (wording.number(values[0], 2), wording.number(values[-1], 2)) if values else ("none", "none")
        rows.append((f"{title(one)}, {title(other)}", str(len(known)), *ends, counted or "one does not vary"))
    numbers = (Column(text, Align.RIGHT, 0.8) for text in ("Runs", "Lowest r of changes", "Highest r of changes"))
    columns = (Column("Metrics", weight=2.2), *numbers, Column("Reading, and in how many runs", weight=2.0))
    more = "" if len(material.metrics) <= MOST else f" The first {MOST} metrics only."
    if rows:
        yield Table(columns, tuple(rows), f"Correlations within each run, pair by pair.{more}")


def _cells(found: Correlation) -> tuple[str, ...]:
    raw, changes = found.raw, found.differenced
    if raw is None or changes is None or math.isnan(changes.r):
        reading = "too few pairs" if raw is None else "one does not vary"
        return ("none", "none", "none", wording.count(found.pairs), "none", reading)
    low, high = changes.interval
    return (
        wording.number(raw.r, 2),
        wording.number(changes.r, 2),
        f"{wording.number(low, 2)} to {wording.number(high, 2)}",
        wording.count(found.pairs),
        wording.count(round(changes.effective)),
        _reading(found, low, high),
    )


def _reading(found: Correlation, low: float, high: float) -> str:
    if found.same_quantity:
        return "one quantity told twice"
    if found.shared_trend:
        return "shared trend only"
    return "no relation shown" if low <= 0 <= high else "they move together"


def _wanted(material: Material) -> bool:
    return len(material.metrics) > 1


SECTION = SectionKind("trends", "The metrics together", 44, _wanted, build)
