"""What was measured: the runs, their series and how complete they are, the files, what was noticed on reading."""

from collections.abc import Iterator

from analysis import wording
from analysis.model.report import Align, Block, Column, Heading, Paragraph, Part, Section, Strong, Table
from analysis.model.run import ConfigValue, Run, Source
from analysis.model.series import Series, Span
from analysis.report.references import ROLES, metric_link, short, title
from analysis.report.sections import Material, SectionKind

NAME = 60  # characters of a run's name in a table; longer names stand in full below


def build(material: Material) -> Section:
    """Tables of runs, series, files and notices; full names where the tables shorten them."""
    blocks: list[Block] = [
        Heading(1, "What was measured", "sources"),
        Paragraph((_lead(material),)),
        Heading(2, "Runs"),
        _runs(material),
        *_full_names(material),
        *_away(material),
        Heading(2, "Series"),
        Paragraph((f"Each metric keeps the steps at which it was logged; {_joined(material)}.",)),
        _series(material),
        *_seams(material),
        *_configuration(material),
        *_files(material),
    ]
    return Section("sources", tuple(blocks))


def _lead(material: Material) -> str:
    points = sum(len(series) for run in material.runs for series in run.series)
    files = len(_sources(material))
    read = f" read from {wording.plural(files, 'file')}" if files else ""
    text = f"{wording.plural(points, 'point')} of {wording.plural(len(material.metrics), 'metric')}{read}."
    if material.left_out:
        text += f" {wording.plural(material.left_out, 'metric')} of the machine (system/…) are left out of this report."
    return text


def _runs(material: Material) -> Table:
    reported = [(ROLES[place], run, "reported") for place, run in enumerate(material.runs)]
    others = [("", run, "not compared here") for run in material.project.runs if run not in material.runs]
    rows = tuple(
        (
            letter,
            short(run.name, NAME),
            wording.count(len(run.series)),
            wording.steps(run.span).removeprefix("steps "),
            wording.count(len(run.sources)),
            place,
        )
        for letter, run, place in (*reported, *others)
    )
    columns = (
        Column("", weight=0.3),
        Column("Run", weight=3.0),
        Column("Metrics", Align.RIGHT),
        Column("Steps"),
        Column("Files", Align.RIGHT),
        Column("In this report"),
    )
    return Table(columns, rows, "The runs of the project.")


def _full_names(material: Material) -> Iterator[Block]:
    """Every name that is shortened elsewhere."""
    for place, run in enumerate(material.runs):
        if short(run.name) != run.name:
            yield Paragraph((Strong(f"{ROLES[place]} in full: "), run.name))
    for metric in material.metrics:
        if short(metric) != metric:
            yield Paragraph((Strong("Metric in full: "), metric))


def _away(material: Material) -> Iterator[Block]:
    """Which runs are reported without data, because the project only refers to them."""
    for place, run in enumerate(material.runs):
        if run.away:
            text = "the project refers to its files, which were not found or hold something else: no data are reported."
            yield Paragraph((Strong(f"{ROLES[place]} is incomplete: "), text))


def _series(material: Material) -> Table:
    rows: list[tuple[Part, ...]] = []
    same = all(title(metric) == metric for metric in material.metrics)
    for metric in material.metrics:
        extents: dict[tuple[str, ...], list[str]] = {}
        for place, run in enumerate(material.runs):
            series = run.get(metric)
            if series is not None:
                extents.setdefault(_extent(series), []).append(ROLES[place])
        for extent, letters in extents.items():
            logged = () if same else (short(metric),)
            rows.append((metric_link(material, metric), *logged, ", ".join(letters), *extent))
    columns = (
        Column("Metric", weight=2.0),
        *(() if same else (Column("Logged as", weight=2.0),)),
        Column("Run", weight=0.5),
        Column("Points", Align.RIGHT),
        Column("Steps"),
        Column("Not finite", Align.RIGHT),
        Column("The export holds", weight=2.0),
    )
    return Table(columns, tuple(rows), "Points of each run as they stand in the files.")


def _extent(series: Series) -> tuple[str, ...]:
    """How much of a series there is."""
    return (
        wording.count(len(series)),
        wording.steps(series.span).removeprefix("steps "),
        wording.count(series.nonfinite),
        wording.badge(series),
    )


def _joined(material: Material) -> str:
    if any(run.seams for run in material.runs):
        return "nothing is filled in, and where pieces of a run were joined is told below"
    return "nothing is joined or filled in"


def _seams(material: Material) -> Iterator[Block]:
    """Where pieces of a run were joined, if any were."""
    rows = tuple(
        (
            ROLES[place],
            wording.steps(Span(seam.at, seam.at)),
            short(seam.later),
            wording.plural(seam.dropped, "point") if seam.dropped else "none",
            short(seam.earlier),
        )
        for place, run in enumerate(material.runs)
        for seam in run.seams
    )
    if rows:
        yield Heading(2, "Joined pieces")
        columns = (
            Column("Run", weight=0.5),
            Column("From"),
            Column("Values of", weight=2.0),
            Column("Left out"),
            Column("Of the earlier", weight=2.0),
        )
        yield Table(columns, rows, "Where a later file of a run takes over from an earlier one.")


def _configuration(material: Material) -> Iterator[Block]:
    """The settings that came with the runs, if any."""
    keys = tuple(dict.fromkeys(key for run in material.runs for key in run.config))
    if not keys:
        return
    rows = tuple((short(key), *(_setting(run, key) for run in material.runs)) for key in keys)
    columns = (Column("Setting", weight=2.0), *(Column(ROLES[place]) for place in range(len(material.runs))))
    yield Heading(2, "Configuration")
    yield Table(columns, rows, "Settings that came with the files.")


def _setting(run: Run, key: str) -> str:
    if key not in run.config:
        return "not given"
    value: ConfigValue = run.config[key]
    return wording.number(value) if isinstance(value, float) else short(str(value), 120)


def _sources(material: Material) -> dict[tuple[str, str], tuple[Source, list[str]]]:
    """Each file once, with the letters of the runs that came from it."""
    found: dict[tuple[str, str], tuple[Source, list[str]]] = {}
    for place, run in enumerate(material.runs):
        for source in run.sources:
            _, letters = found.setdefault((source.name, source.sha256), (source, []))
            letters.append(ROLES[place])
    return found


def _files(material: Material) -> Iterator[Block]:
    sources = _sources(material)
    yield Heading(2, "Files", "files")
    if not sources:
        yield Paragraph(("The project does not record from which files these runs were read.",))
        return
    rows = tuple(
        (source.name, ", ".join(letters), wording.count(source.size), source.importer, source.sha256)
        for source, letters in sources.values()
    )
    columns = (
        Column("File", weight=2.0),
        Column("Runs"),
        Column("Bytes", Align.RIGHT),
        Column("Read as"),
        Column("sha256", weight=2.0),
    )
    yield Table(columns, rows, "The files as they were read.")
    notices = [(source.name, notice) for source, _ in sources.values() for notice in source.notices]
    yield Heading(2, "Notices from reading", "notices")
    if not notices:
        yield Paragraph(("Nothing was noticed while the files were read.",))
        return
    yield Table(
        (Column("Severity"), Column("File", weight=1.5), Column("Line", Align.RIGHT), Column("Notice", weight=4.0)),
        tuple(
            (
                notice.severity.value,
                notice.file or name,
                "" if notice.line is None else wording.count(notice.line),
                notice.text,
            )
            for name, notice in notices
        ),
        "What was noticed while the files were read.",
    )


def _always(material: Material) -> bool:
    return bool(material.runs)


SECTION = SectionKind("sources", "What was measured", 20, _always, build)
