"""How the values are distributed, and how the metrics of each run move together."""

from collections.abc import Iterator

from analysis import wording
from analysis.distributions import correlations, histograms
from analysis.model.report import Block, Heading, Paragraph, Picture, Section
from analysis.report.references import PANELS
from analysis.report.sections import Material, SectionKind

ROW, OVERHEAD, CELL = 104.0, 20.0, 24.0  # points
MOST = 12  # metrics of a matrix that can be read
MOST_RUNS = 6  # runs of a group that have matrices


def build(material: Material) -> Section:
    """Histograms of all metrics, then a pair of matrices a run."""
    blocks: list[Block] = [Heading(1, "Distributions and correlations", "distributions"), *_histograms(material)]
    if len(material.metrics) > 1:
        blocks.extend(_together(material))
    return Section("distributions", tuple(blocks))


def _together(material: Material) -> Iterator[Block]:
    """A pair of matrices a run; of a large group those of the first runs."""
    yield Heading(2, "How metrics move together")
    metrics = material.metrics[:MOST]
    if material.is_group:
        count = wording.plural(len(material.runs), "run")
        which = f"the first {wording.count(MOST_RUNS)} of {count}" if len(material.runs) > MOST_RUNS else f"all {count}"
        yield Paragraph((f"Of {which}; what all runs have in common stands under the correlations.",))
    for run in material.runs[:MOST_RUNS]:
        yield Picture(correlations(run, metrics), max(len(metrics), 4) * CELL + 2 * OVERHEAD)


def _histograms(material: Material) -> Iterator[Block]:
    for first in range(0, len(material.metrics), PANELS):
        sheet = histograms(material.runs, material.metrics[first : first + PANELS])
        yield Picture(sheet, -(-len(sheet.charts) // sheet.columns) * ROW + OVERHEAD)


def _wanted(material: Material) -> bool:
    return bool(material.metrics)


SECTION = SectionKind("distributions", "Distributions and correlations", 45, _wanted, build)
