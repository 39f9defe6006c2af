"""Three and more runs: what sets them apart, the mean with its band, how far runs lie apart, and a row a run."""

from collections.abc import Iterator
from dataclasses import replace

from analysis import wording
from analysis.figures import View
from analysis.figures.overview import FIGURE as OVERVIEW
from analysis.groups import band, means_over_common_steps
from analysis.model.finding import Verdict
from analysis.model.report import Align, Block, Callout, Column, Heading, Paragraph, Picture, Section, Table, Tone
from analysis.model.run import Run, RunId
from analysis.report.references import (
    PANELS,
    ROLES,
    findings,
    lines,
    listed,
    metric_link,
    short,
    title,
)
from analysis.report.sections import Material, SectionKind
from analysis.stats.welch import spread_factors

ROW, OVERHEAD = 120.0, 40.0  # points
LEVEL = 0.95


def build(material: Material) -> Section:
    """Whether the runs are repeats, a row a run, a row a metric, the means with their bands, and what all that is."""
    blocks: list[Block] = [
        Heading(1, "The group", "group"),
        Paragraph((_kinship(material),)),
        _runs(material),
        *_settings(material),
        Heading(2, "Spread between the runs", "spread"),
        *_spread(material),
        *_bands(material),
        _limits(material),
    ]
    return Section("group", tuple(blocks))


def _kinship(material: Material) -> str:
    count = wording.plural(len(material.runs), "run")
    if material.are_repeats:
        return f"{count}, said to be repeats of one recipe: what sets them apart is taken as noise from seed to seed."
    return (
        f"{count}, not said to be repeats of one recipe: what sets them apart may be their settings as well as their "
        "seeds."
    )


def _runs(material: Material) -> Table:
    """A row a run."""
    rows = []
    for role, run, assessment in zip(ROLES, material.runs, material.assessments, strict=False):
        verdicts = [entry.finding.verdict for entry in findings(material) if entry.role == role]
        rows.append(
            (
                role,
                short(run.name, 60),
                wording.steps(run.span).removeprefix("steps "),
                wording.count(len(run.series)),
                "none" if assessment.rating.grade is None else f"{assessment.rating.grade} of 5",
                wording.count(verdicts.count(Verdict.CONCERN)),
                wording.count(verdicts.count(Verdict.ATTENTION)),
            )
        )
    columns = (
        Column("", weight=0.3),
        Column("Run", weight=3.0),
        Column("Steps"),
        *(Column(text, Align.RIGHT) for text in ("Metrics", "Rating", "Concerns", "Need attention")),
    )
    return Table(columns, tuple(rows), "The runs of the group; concerns and what needs attention are counted findings.")


def _settings(material: Material) -> Iterator[Block]:
    """The settings in which the runs differ."""
    keys = dict.fromkeys(key for run in material.runs for key in run.config)
    if not keys:
        yield Paragraph(("No settings came with these files: whether the runs differ in them cannot be told.",))
        return
    rows = []
    for key in keys:
        values: dict[str, list[str]] = {}
        for role, run in zip(ROLES, material.runs, strict=False):
            said = short(str(run.config[key]), 60) if key in run.config else "not given"
            values.setdefault(said, []).append(role)
        if len(values) > 1:
            rows.append((short(key, 60), "; ".join(f"{', '.join(roles)}: {said}" for said, roles in values.items())))
    count = f"{wording.count(len(rows))} of {wording.plural(len(keys), 'setting')} differ."
    if rows:
        yield Table((Column("Setting"), Column("Values", weight=3.0)), tuple(rows), count)
    else:
        yield Paragraph((count,))


# ---------------------------------------------------------------------------------------------- between runs


def _spread(material: Material) -> Iterator[Block]:
    """Mean and standard deviation of the means of runs, with the lowest and the highest."""
    rows = []
    for metric in material.metrics:
        span, means = means_over_common_steps(material.runs, metric)
        if span is None or means.size < 2:
            rows.append((metric_link(material, metric), str(means.size), "none", "", "", "", ""))
            continue
        held = [role for role, run in zip(ROLES, material.runs, strict=False) if run.get(metric) is not None]
        low, high = int(means.argmin()), int(means.argmax())
        rows.append(
            (
                metric_link(material, metric),
                wording.count(int(means.size)),
                wording.steps(span).removeprefix("steps "),
                wording.number(float(means.mean())),
                wording.number(float(means.std(ddof=1)), 3),
                f"{wording.number(float(means[low]))} ({held[low]})",
                f"{wording.number(float(means[high]))} ({held[high]})",
            )
        )
    columns = (
        Column("Metric", weight=2.0),
        Column("Runs", Align.RIGHT),
        Column("Steps in common"),
        *(Column(text, Align.RIGHT) for text in ("Mean of runs", "Std between runs", "Lowest mean", "Highest mean")),
    )
    yield Table(
        columns, tuple(rows), "A run's mean is over the steps that all runs cover; the std is that of these means."
    )
    low_factor, high_factor = spread_factors(len(material.runs), LEVEL)
    told = (
        f"A standard deviation of {wording.plural(len(material.runs), 'mean')} is itself uncertain: if the means of "
        f"runs are normal, its {wording.percent(LEVEL, 2)} interval reaches from {wording.number(low_factor, 2)} to "
        f"{wording.number(high_factor, 2)} times what is printed."
    )
    yield Paragraph((told,))


def _bands(material: Material) -> Iterator[Block]:
    """The mean of the runs on the steps that all of them have, between the lowest and the highest run."""
    held = {metric: band(material.runs, metric) for metric in material.metrics}
    series = tuple(one for one in held.values() if one is not None)
    alone = [title(metric) for metric, one in held.items() if one is None]
    mean = Run(RunId("group"), f"mean of {wording.plural(len(material.runs), 'run')}", series)
    for first in range(0, len(series), PANELS):
        chunk = tuple(one.name for one in series[first : first + PANELS])
        figure = OVERVIEW.build(View((mean,), chunk))
        told = figure.caption.replace(", 1 run.", f", {mean.name}.", 1)
        figure = replace(figure, title="The mean of the runs, between the lowest and the highest", caption=told)
        yield Picture(figure, -(-len(chunk) // 2) * ROW + OVERHEAD)
    if series:
        told = "Line: the mean of the runs at each step that all have. Band: from the lowest to the highest run there."
        yield Paragraph((f"{told} It is no interval of confidence.",))
    if alone:
        yield Paragraph((f"Without steps in common, so without a mean: {listed(alone)}.",))


def _limits(material: Material) -> Callout:
    said = ["Why one run lies above another: no cause is in these files."]
    if not material.are_repeats:
        said.append("Seed-to-seed variation: mark the runs as repeats if they are; else settings are mixed into it.")
    said.append("Which run is better: runs are not tested against each other here. Choose two as A and B for that.")
    return Callout(Tone.UNKNOWN, "What a group cannot show", lines(said))


def _wanted(material: Material) -> bool:
    return material.is_group


SECTION = SectionKind("group", "The group", 29, _wanted, build)
