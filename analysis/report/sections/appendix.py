"""The numbers behind the curves at a few steps through each metric."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis import wording
from analysis.groups import band
from analysis.model.report import Align, Block, Column, Heading, Paragraph, Section, Table
from analysis.model.series import FloatArray
from analysis.report.references import ROLES, short, title
from analysis.report.sections import Material, SectionKind

ROWS = 8
MOST_COLUMNS = 6  # of values beside the steps
NAME = 30  # characters of a metric's name above a column


@dataclass(frozen=True, eq=False)
class _Samples:
    """Columns of numbers over the same steps, and what is to be said of them; columns of shape (rows,)."""

    caption: str
    steps: FloatArray
    columns: dict[str, FloatArray]

    def joins(self, other: "_Samples") -> bool:
        """Whether both have room in one table and mean the same by its rows."""
        return (
            self.caption == other.caption
            and len(self.columns) + len(other.columns) <= MOST_COLUMNS
            and self.columns.keys().isdisjoint(other.columns)
            and np.array_equal(self.steps, other.steps)
        )


def build(material: Material) -> Section:
    """Tables of the samples of all metrics; metrics with the same steps share one."""
    blocks: list[Block] = [
        Heading(1, "Tables", "appendix"),
        Paragraph((f"Samples at up to {ROWS} steps, evenly chosen by their place in the file, as they were logged.",)),
    ]
    tables: list[_Samples] = []
    for metric in material.metrics:
        for found in _of_metric(material, metric):
            if tables and tables[-1].joins(found):
                tables[-1] = _Samples(found.caption, found.steps, {**tables[-1].columns, **found.columns})
            else:
                tables.append(found)
    return Section("appendix", (*blocks, *map(_table, tables)))


def _of_metric(material: Material, metric: str) -> Iterator[_Samples]:
    """The samples of a metric: the pairs of A and B, or those of each run where there are none."""
    name = short(title(metric), NAME)
    entry = material.comparison.get(metric) if material.comparison else None
    if entry is not None and len(entry.pairs):
        pairs, places = entry.pairs, _places(len(entry.pairs))
        columns = {f"{name}, A": pairs.a[places], f"{name}, B": pairs.b[places]}
        yield _Samples(f"Paired, each: {wording.matching(pairs)}.", pairs.steps[places], columns)
        return
    if material.is_group:
        yield from _of_group(material, metric)
        return
    for letter, run in zip(ROLES, material.runs, strict=False):
        series = run.get(metric)
        if series is not None and len(series):
            places = _places(len(series))
            columns = {f"{name}, {letter}": series.values[places]}
            yield _Samples(f"{wording.plural(len(series), 'point')} each.", series.steps[places], columns)


def _of_group(material: Material, metric: str) -> Iterator[_Samples]:
    """The mean of the runs at steps that all of them have, with the lowest and the highest."""
    held, name = band(material.runs, metric), short(title(metric), NAME)
    if held is not None and held.low is not None and held.high is not None:
        places = _places(len(held))
        columns = {
            f"{name}, {what}": values[places]
            for what, values in (("mean", held.values), ("lowest", held.low), ("highest", held.high))
        }
        told = f"Of {wording.plural(len(material.runs), 'run')}, at steps that all have."
        yield _Samples(told, held.steps[places], columns)


def _places(size: int) -> list[int]:
    """Evenly spaced places from the first to the last."""
    return [int(place) for place in np.unique(np.linspace(0, size - 1, min(size, ROWS)).round())]


def _table(samples: _Samples) -> Table:
    columns = (Column("Step", Align.RIGHT), *(Column(name, Align.RIGHT) for name in samples.columns))
    rows = tuple(
        (wording.step(step), *(wording.number(values[place], 6) for values in samples.columns.values()))
        for place, step in enumerate(samples.steps.tolist())
    )
    return Table(columns, rows, samples.caption)


def _wanted(material: Material) -> bool:
    return bool(material.metrics)


SECTION = SectionKind("appendix", "Tables", 80, _wanted, build)
