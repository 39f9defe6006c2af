"""The brushes that a person named and kept: what each picks, and the statistics of every metric in it."""

from collections.abc import Iterator
from functools import cache, partial

from analysis import wording
from analysis.model.brush import KeptBrush
from analysis.model.report import Align, Block, Column, Heading, Paragraph, Section, Table
from analysis.report.references import ROLES, metric_link, short
from analysis.report.sections import Material, SectionKind
from analysis.stats import statement
from analysis.stats.brushing import ranges
from analysis.stats.digest import Described, Digest, digest

NAME = 80  # characters


def build(material: Material) -> Section:
    """A table for each kept brush, in the order in which they were kept."""

    @cache
    def known(run: int, metric: str) -> Digest | None:
        series = material.runs[run].get(metric)
        return None if series is None else digest(series)

    blocks: list[Block] = [
        Heading(1, "Kept selections", "kept-selections"),
        Paragraph(
            (f"{wording.plural(len(material.project.kept), 'selection')} named by hand; all numbers are exact.",)
        ),
    ]
    for kept in material.project.kept:
        blocks.append(Heading(2, short(kept.name, NAME)))
        blocks.append(Paragraph((f"{wording.brush(kept.brush)}.",)))
        blocks.append(_table(material, kept, known))
    return Section("kept-selections", tuple(blocks))


def _table(material: Material, kept: KeptBrush, known: object) -> Table:
    assert callable(known)
    rows: list[tuple[object, ...]] = []
    for metric in material.metrics:
        found: list[Described | None] = []
        for place in range(len(material.runs)):
            made = known(place, metric)
            picked = () if made is None else ranges(kept.brush, made, partial(known, place))
            found.append(None if made is None else made.exact(picked))
        rows.extend(_rows(material, metric, found))
    columns = (
        Column("Metric", weight=2.0),
        Column("Statistic", weight=1.4),
        *(Column(letter, Align.RIGHT) for letter in ROLES[: len(material.runs)]),
        *((Column("B − A", Align.RIGHT),) if len(material.runs) > 1 else ()),
    )
    return Table(columns, tuple(rows), f"Statistics of {short(kept.name, NAME)}, finite values.")  # type: ignore[arg-type]


def _rows(material: Material, metric: str, found: list[Described | None]) -> Iterator[tuple[object, ...]]:
    a, b = (*found, None)[:2]
    for place, (name, of_a, of_b, apart) in enumerate(statement.rows(a, b)):
        first = metric_link(material, metric) if place == 0 else ""
        yield (first, name.strip(), of_a, of_b, apart) if len(material.runs) > 1 else (first, name.strip(), of_a)


def _wanted(material: Material) -> bool:
    return bool(material.project.kept)


SECTION = SectionKind("kept-selections", "Kept selections", 55, _wanted, build)
