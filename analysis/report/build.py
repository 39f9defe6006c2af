"""Project to Report: assesses and compares what is to be reported, then lets every section have its say."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

import analysis.report.sections
from analysis import glossary, wording
from analysis.asking import Context
from analysis.assess import assess
from analysis.compare import compare_runs
from analysis.errors import UnusableRequest
from analysis.figures import View
from analysis.figures.one_metric import FIGURE as ONE_METRIC
from analysis.layers import coloured
from analysis.model.assessment import Assessment
from analysis.model.figure import Figure
from analysis.model.finding import Verdict
from analysis.model.label import Label
from analysis.model.project import Project
from analysis.model.report import Picture, Report, Section
from analysis.model.report_options import ReportOptions
from analysis.model.run import Run, RunId
from analysis.model.series import Series
from analysis.progress import Progress, silent
from analysis.registry import offered
from analysis.report.brief import brief
from analysis.report.references import ROLES, SMOOTHING, extents, findings, listed, short
from analysis.report.sections import PAIR, Material, SectionKind
from analysis.report.since import Last, last_of
from analysis.report.values import record
from analysis.thresholds import thresholds

MOST_RUNS = len(ROLES)
AUTHOR = "Prepared by"


def build_report(
    project: Project,
    *,
    runs: tuple[RunId, ...] = (),
    title: str = "",
    date: str = "",
    options: ReportOptions | None = None,
    last: Last | None = None,
    known: Report | None = None,
    progress: Progress | None = None,
) -> Report:
    """The report of one run, of two and their comparison, or of three and more as a group.

    Parameters
    ----------
    runs : ids of the runs, A first; without any the first two of the project
    title : on the cover; without one the project's, else a plain one
    date : YYYY-MM-DD; without one today, in UTC
    options : texts, paper, sections; without them the project's
    last : the report before this one, to tell what changed since
    known : a report of the same runs on the same terms, whose assessments and comparison are still true

    Raises
    ------
    UnusableRequest
        When the project has no runs, a run is unknown or asked for twice, more are asked for than there are
        letters, or the date is none.
    Cancelled
        When ``progress`` was cancelled.
    """
    progress, options = progress or silent(), options or project.report
    trained = replace(project, runs=tuple(glossary.without_machine(run) for run in project.runs))
    left_out, chosen = len(set(project.metrics)) - len(set(trained.metrics)), _chosen(trained, runs)
    material = replace(_material(trained, chosen, known, progress), left_out=left_out)
    report = _bare(material, options, title or project.title or _title(chosen), _day(date))
    if last is not None:
        material = replace(material, last=last, now=last_of(record(report)))
    return replace(report, sections=tuple(_sections(material, options, progress)))


def _bare(material: Material, options: ReportOptions, title: str, day: str) -> Report:
    """The report without its sections."""
    project, checksum = material.project, _checksum(material.runs)
    return Report(
        title=title,
        subtitle=_subtitle(material),
        date=day,
        facts=_facts(material, options, checksum),
        cover=_cover(material),
        sections=(),
        checksum=checksum,
        findings=findings(material),
        assessments=material.assessments,
        comparison=material.comparison,
        runs=material.runs,
        annotations=tuple(sorted(project.annotations, key=lambda note: note.number)),
        thresholds={bound.name: bound.value for bound in thresholds(project.thresholds)},
        brief=brief(material),
        labels=project.labels,
        options=options,
    )


def arranged(report: Report, options: ReportOptions, title: str) -> Report:
    """The same report with other options and another title, nothing computed anew; it must have all its sections."""
    built = {section.id: section for section in report.sections}
    wanted = [kind.id for kind in section_kinds(options.order) if kind.id in built and kind.id not in options.left_out]
    return replace(
        report,
        title=title or _title(report.runs),
        facts=_signed(report.facts, options),
        sections=tuple(built[name] for name in wanted),
        options=options,
    )


def _chosen(project: Project, runs: tuple[RunId, ...]) -> tuple[Run, ...]:
    if not project.runs:
        raise UnusableRequest("The project has no runs to report.", "Open at least one exported run first.")
    if not runs:
        return project.runs[:PAIR]
    if len(runs) > MOST_RUNS:
        raise UnusableRequest(f"A report holds up to {MOST_RUNS} runs, not {len(runs)}.", "Choose some of them.")
    if len(set(runs)) != len(runs):
        raise UnusableRequest("A run cannot be compared with itself.", "Choose another run as B.")
    for run in runs:
        if not project.has(run):
            raise UnusableRequest(f"The project has no run {run!r}.", "Choose one of its runs.")
    return tuple(project.run(run) for run in runs)


def _title(runs: tuple[Run, ...]) -> str:
    if len(runs) > PAIR:
        return f"A group of {len(runs)} training runs"
    return "Training run comparison" if len(runs) == PAIR else "Training run report"


def _day(date: str) -> str:
    if not date:
        return datetime.now(UTC).date().isoformat()
    try:
        return datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        raise UnusableRequest(f"{date!r} is no date.", "Write it as YYYY-MM-DD.") from None


def _material(project: Project, runs: tuple[Run, ...], known: Report | None, progress: Progress) -> Material:
    metrics = glossary.ordered(dict.fromkeys(name for run in runs for name in run.metrics))
    if known is not None:
        return Material(project, runs, metrics, known.assessments, known.comparison)
    context = Context(thresholds(project.thresholds), project.model)
    assessments = tuple(_ordered(assess(run, progress, context), metrics) for run in runs)
    comparison = None
    if len(runs) == PAIR:
        found = compare_runs(project, runs[0].id, runs[1].id, progress)
        differences = sorted(found.differences, key=lambda entry: metrics.index(entry.metric))
        comparison = replace(found, differences=tuple(differences))
    return Material(project=project, runs=runs, metrics=metrics, assessments=assessments, comparison=comparison)


def _ordered(assessment: Assessment, metrics: tuple[str, ...]) -> Assessment:
    summaries = sorted(assessment.summaries, key=lambda summary: metrics.index(summary.metric))
    return replace(assessment, summaries=tuple(summaries))


def section_kinds(order: Sequence[str] = ()) -> tuple[SectionKind, ...]:
    """All sections in the order of a report: as ``order`` names them; one that it does not name stands where it
    usually does, behind the one before it.
    """
    usual = sorted(offered(analysis.report.sections, SectionKind), key=lambda kind: kind.order)
    known = {kind.id: kind for kind in usual}
    placed = [name for name in dict.fromkeys(order) if name in known]
    for place, kind in enumerate(usual):
        if kind.id not in placed:
            before = usual[place - 1].id if place else ""
            placed.insert(placed.index(before) + 1 if before in placed else 0, kind.id)
    return tuple(known[name] for name in placed)


def _sections(material: Material, options: ReportOptions, progress: Progress) -> Iterator[Section]:
    kinds = [kind for kind in section_kinds(options.order) if kind.id not in options.left_out]
    for done, kind in enumerate(kinds):
        progress.step(done, len(kinds), f"Composing “{kind.title}”")
        if kind.wanted(material):
            yield _with_colours(kind.build(material), material.project.labels)


def _with_colours(section: Section, labels: tuple[Label, ...]) -> Section:
    """A section whose figures have annotations in the colours of their labels, as the window has them."""
    blocks = tuple(
        replace(block, figure=coloured(block.figure, labels))
        if isinstance(block, Picture) and isinstance(block.figure, Figure)
        else block
        for block in section.blocks
    )
    return replace(section, blocks=blocks)


def _subtitle(material: Material) -> str:
    names = " against ".join(short(run.name, 60) for run in material.runs)
    runs = wording.plural(len(material.runs), "run") if material.is_group else names
    return f"{runs} · {wording.plural(len(material.metrics), 'metric')} · {extents(material)}"


def _facts(material: Material, options: ReportOptions, checksum: str) -> tuple[tuple[str, str], ...]:
    project = material.project
    facts = list(_names(material))
    found = [entry.finding for entry in findings(material)]
    alarming = sum(finding.verdict in (Verdict.CONCERN, Verdict.ATTENTION) for finding in found)
    facts += [
        ("Checks", f"{wording.plural(len(found), 'answer')}, {wording.count(alarming)} of them asking for attention"),
        ("Annotations", wording.count(len(project.annotations)) if project.annotations else "none"),
    ]
    rest = len(project.runs) - len(material.runs)
    if rest:
        facts.append(("Not compared", f"{wording.plural(rest, 'further run')} of the project"))
    return _signed((*facts, ("Data sha256", checksum)), options)


def _names(material: Material) -> Iterator[tuple[str, str]]:
    """The runs of the cover; those of a group, which has a table of them, in a row."""
    runs = material.runs
    if material.is_group:
        yield "Runs", listed([f"{role} {short(run.name, 30)}" for role, run in zip(ROLES, runs, strict=False)])
        return
    for letter, run in zip(ROLES if len(runs) > 1 else ("",), runs, strict=False):
        yield f"Run {letter}".strip(), short(run.name, 160)


def _signed(facts: Sequence[tuple[str, str]], options: ReportOptions) -> tuple[tuple[str, str], ...]:
    """The facts with the author before them."""
    others = tuple(fact for fact in facts if fact[0] != AUTHOR)
    return ((AUTHOR, short(options.author, 160)), *others) if options.author else others


def _cover(material: Material) -> Figure | None:
    """The metric whose smoothed curve moves most against its noise, drawn as everywhere else."""
    metric = max(material.metrics, key=lambda name: _movement(material.runs[0].get(name)), default=None)
    if metric is None:
        return None
    return ONE_METRIC.build(View(material.runs, (metric,), smoothing=SMOOTHING))


def _movement(series: Series | None) -> float:
    """How far a metric travels, in units of its jumps from sample to sample; a schedule, which has none, comes last."""
    known = None if series is None else glossary.recognise(series.name)
    if series is None or (known is not None and known.id == "learning_rate"):
        return -1.0
    values = series.values[np.isfinite(series.values)]
    largest = float(np.abs(values).max(initial=0.0))
    if values.size < 2 or largest == 0:
        return 0.0
    low, high = np.quantile(values / largest, (0.02, 0.98))
    jumps = float(np.median(np.abs(np.diff(values / largest))))
    return float(high - low) / jumps if jumps > 0 else 0.0


def _checksum(runs: tuple[Run, ...]) -> str:
    """One sha256 over what the report is made of: the files of the runs, or their numbers where no file is known."""
    digest = hashlib.sha256()
    for run in runs:
        digest.update(repr(run.name).encode())
        for source in run.sources:
            digest.update(source.sha256.encode())
        if not run.sources:
            for series in run.series:
                digest.update(repr(series.name).encode() + series.steps.tobytes() + series.values.tobytes())
    return digest.hexdigest()
