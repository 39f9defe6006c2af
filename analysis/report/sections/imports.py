"""The import report: what became of every file that was given, and what a person decided about files and runs."""

from collections.abc import Iterator
from pathlib import Path

from analysis import wording
from analysis.model.file_report import FileReport, Outcome
from analysis.model.report import Align, Block, Column, Heading, Paragraph, Section, Table
from analysis.report.sections import Material, SectionKind
from analysis.stats.logs.files import short_names

TOGETHER = 12  # files of one fate in one row
NOT_READ = (Outcome.REFUSED, Outcome.LEFT_OUT)


def build(material: Material) -> Section:
    """A table of the files, those of one fate together; what was refused or left out, and where; the choices."""
    files = [file for file in material.project.files if file.outcome is not Outcome.UNKNOWN]
    strangers = [file for file in material.project.files if file.outcome is Outcome.UNKNOWN]
    blocks: list[Block] = [Heading(1, "Import report", "imports")]
    if files:
        blocks.append(_files(material, files))
    if strangers:
        first = Path(strangers[0].path).name
        text = f"Passed over in searched folders, of no known format: {wording.plural(len(strangers), 'file')}, "
        blocks.append(Paragraph((f"{text}the first {first}.",)))
    blocks += [*_refused(files), *_decided(material)]
    return Section("imports", tuple(blocks))


def _files(material: Material, files: list[FileReport]) -> Table:
    labels = short_names(Path(file.path) for file in files)
    alike: dict[tuple[str, ...], list[str]] = {}
    for file in files:
        runs = sum(file.path in run.paths for run in material.project.runs)
        fate = (file.outcome.value, file.importer, _sure(file), wording.count(runs), wording.count(len(file.notices)))
        alike.setdefault(fate, []).append(labels[Path(file.path)])
    rows = tuple(
        (", ".join(names[first : first + TOGETHER]), *fate)
        for fate, names in alike.items()
        for first in range(0, len(names), TOGETHER)
    )
    columns = (
        Column("Files", weight=2.0),
        Column("What became of it", weight=1.5),
        Column("Read as"),
        Column("How sure", weight=1.2),
        Column("Runs of each", Align.RIGHT),
        Column("Notices of each", Align.RIGHT),
    )
    return Table(columns, rows, "Every file that was given, and how sure its reader was of the format, 0 to 1.")


def _sure(file: FileReport) -> str:
    if not file.importer or file.by_hand:
        return "by hand" if file.by_hand else ""
    return f"{wording.number(file.sure, 1)}, {wording.sureness(file.sure)}"


def _refused(files: list[FileReport]) -> Iterator[Block]:
    """Why files were not read. What was left out of files that were is told with the files of the runs."""
    rows: list[tuple[str, str, str]] = []
    labels = short_names(Path(file.path) for file in files)
    for file in files:
        name = labels[Path(file.path)]
        if file.outcome is Outcome.LEFT_OUT:
            rows.append((name, "", "Left out by hand."))
        elif file.outcome in NOT_READ or file.outcome is Outcome.NO_RUN:
            told = ((name, "" if n.line is None else wording.count(n.line), n.text) for n in file.notices)
            rows.extend(told)
    if rows:
        yield Heading(2, "Files that gave no run")
        columns = (Column("File", weight=1.5), Column("Line", Align.RIGHT), Column("Why", weight=4.0))
        yield Table(columns, tuple(rows), "Files that were refused or left out, with the line that tells why.")


def _decided(material: Material) -> Iterator[Block]:
    yield Heading(2, "Choices made by hand")
    names = {run.id: run.name for run in material.project.runs}
    sentences = wording.decisions(material.project.choices, names)
    for sentence in sentences or ("None: every file was read as it was found.",):
        yield Paragraph((sentence,))


def _wanted(material: Material) -> bool:
    return bool(material.project.files or material.project.choices)


SECTION = SectionKind("imports", "Import report", 25, _wanted, build)
