"""How the numbers and pictures were made: matching, intervals, checks and thresholds, drawing, versions."""

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version

from analysis import VERSION
from analysis.assess import checks
from analysis.compare import SHORT
from analysis.layers import FAR, LEAST_FAR, MOST, MOST_CELLS, SHORTEST_SMOOTHED
from analysis.model.report import Block, Column, Heading, Link, Paragraph, Section, Strong, Table
from analysis.report.references import BULLET, SMOOTHING, findings, rule_anchor
from analysis.report.sections import Material, SectionKind
from analysis.stats.difference import FEWEST
from analysis.thresholds import left_out, thresholds
from analysis.wording import count, percent, plural, threshold

PACKAGES = ("numpy", "pandas", "scipy", "reportlab")

COMPARING = {
    "Matching": (
        "A pair is two logged values at the same step. Nothing is interpolated. Where two logging cycles differ by "
        "a constant offset, B is shifted by it and the shift is printed. A step that occurs more than once counts "
        "with its last point. Points without a partner are counted and left out, as are pairs with a value that is "
        "not finite."
    ),
    "Mean difference": (
        "The mean of B − A over the pairs. Its 95 % interval is the wider one of an autoregressive model's and of "
        "ten batch means', because neighbouring steps depend on each other; the effective number of pairs says how "
        f"many independent ones they are worth. Below {FEWEST} pairs no interval is given; below {count(SHORT)} a "
        "slow drift can pass for a difference."
    ),
    "What an interval covers": (
        "The noise within these two runs. The variation from seed to seed is not in it, and it is usually much larger."
    ),
    "Statistics": (
        "Mean, median and standard deviation (n − 1) of the finite values; the lowest and the highest value stand "
        "with the first step at which they occur."
    ),
}
CHECKING = (
    "Each check asks one question of one run. Its rule and threshold stand with every finding. No check looks at "
    "anything that is not named here."
)
DRAWING = {
    "Smoothing": (
        f"Quiet lines are the samples. Strong lines on top are a {SMOOTHING.kernel.value} of {SMOOTHING.window} "
        "points, for the eye only: no number in this report is computed from it. Series of fewer than "
        f"{SHORTEST_SMOOTHED * SMOOTHING.window} and of more than {count(MOST_CELLS // SMOOTHING.window)} "
        "points are not smoothed."
    ),
    "Far samples": (
        f"Beside a smoothed curve a sample is drawn strong when it lies more than {FAR:.0f} times as far from the "
        f"curve as {percent(MOST, 2)} of the samples of its series do, and more than {percent(LEAST_FAR, 1)} of the "
        "range of the series. It is a way of drawing, not a finding."
    ),
    "Thinning": (
        "Where a curve has more than four samples in a column of half a point, the first, last, smallest and "
        "largest sample of the column are drawn, so that no extreme is lost; the caption says so. Statistics use "
        "all samples."
    ),
    "Gaps": (
        "A line is broken where a value is not finite and where steps go back. A short tick at the lower edge "
        "stands for NaN or −∞, at the upper edge for ∞."
    ),
    "Characters": (
        "A character that the fonts of this report do not have is printed as its code, such as [U+4E2D]; so are "
        "control characters."
    ),
}


def build(material: Material) -> Section:
    """Methods in words, a table of the checks, the versions of the programs."""
    blocks: list[Block] = [
        Heading(1, "How this was computed", "methods"),
        Heading(2, "Comparing"),
        *_items(COMPARING),
        Heading(2, "Checks", "checks"),
        Paragraph((CHECKING,)),
        *_rules(material),
        Paragraph(
            ("How the grades of checks make the rating of a run: ", Link("the rule of the rating", "rating"), ".")
        ),
        _thresholds(material),
        Heading(2, "Drawing"),
        *_items(DRAWING),
        Heading(2, "Versions"),
        Paragraph((f"This report was computed by {', '.join(_versions())}.",)),
    ]
    return Section("methods", tuple(blocks))


def _rules(material: Material) -> Iterator[Block]:
    """Question, rule and limits of each check that was answered, then the questions that no metric let be asked."""
    silent = []
    for check in checks():
        found = [entry.finding for entry in findings(material) if entry.finding.check == check.id]
        if not found:
            silent.append(check)
            continue
        yield Heading(3, f"{check.title}: {check.question}", rule_anchor(check.id))
        for rule, source, limits in dict.fromkeys((one.rule, one.source, one.limits) for one in found):
            whence = f"Thresholds: {source}. " if source else ""
            yield Paragraph((Strong("Rule: "), f"{rule} {whence}", Strong("Cannot show: "), limits))
    if silent:
        names = "; ".join(check.title for check in silent)
        yield Paragraph(
            (
                Strong("Not asked, for want of a metric: "),
                f"{names}. What each of them needs: ",
                Link("the validation checklist", "validation"),
                ".",
            )
        )


def _thresholds(material: Material) -> Table:
    """All bounds that the checks were held against, those of one check and source in a row, changed ones marked."""
    bounds = tuple(thresholds(material.project.thresholds))
    groups: dict[tuple[str, str], dict[str, list[str]]] = {}
    for bound in bounds:
        group, _, name = bound.name.rpartition(".")
        told = f"{name} {threshold(bound.value)}{' (changed)' if bound.changed else ''}"
        groups.setdefault((group, bound.source), {}).setdefault(bound.unit, []).append(told)
    rows = tuple(
        (group, "; ".join(f"{', '.join(told)} ({unit})" for unit, told in units.items()), source)
        for (group, source), units in groups.items()
    )
    columns = (Column("Check"), Column("Thresholds, with their unit", weight=3.0), Column("Source", weight=2.0))
    changed = sum(bound.changed for bound in bounds)
    told = plural(changed, "threshold") if changed else "None"
    ignored = "".join(f" {text}" for text in left_out(material.project.thresholds))
    return Table(columns, rows, f"All thresholds of the checks. Changed in this project: {told.lower()}.{ignored}")


def _items(items: Mapping[str, str]) -> Iterator[Block]:
    for name, text in items.items():
        yield Paragraph((BULLET, Strong(f"{name}. "), text))


def _versions() -> Iterator[str]:
    yield f"Runloupe {VERSION}"
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} (version not recorded by this installation)"
    yield f"Python {platform.python_version()}"


def _always(material: Material) -> bool:
    return bool(material.runs)


SECTION = SectionKind("methods", "How this was computed", 70, _always, build)
