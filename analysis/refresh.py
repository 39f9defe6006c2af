"""Files that have grown, and those that have appeared in folders that were opened, are read; all of it is told."""

import math
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from analysis.importers import Reading
from analysis.locating import file_checksum, sources_of
from analysis.model.file_report import FileReport, Outcome
from analysis.model.notice import Notice, Severity
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.model.series import Series
from analysis.progress import Progress
from analysis.read import carry_out, look, read
from analysis.stats.pieces import told as seam_told
from analysis.stats.resuming import Marks, resuming
from analysis.wording import plural

BY_HAND = ". Read again (F5) takes over what is there now."
LIKELY = 0.5  # how sure an importer has to be of a file in a folder that was opened
SURE = 0.9  # how sure an importer has to be of a file that nobody gave
Stamp = tuple[str, int, int]  # path, bytes, time of the last change in ns; -1 where there is no file


@dataclass(frozen=True, slots=True)
class Again:
    """What reading again gave: None where no file has changed; notices of what is kept as it was read before.

    ``replaces`` says that it takes the place of points that were read before, as a person asked. ``fresh`` holds the
    runs that have appeared in folders that were opened, ``found`` what is told of the files that have.
    """

    reading: Reading | None
    notices: tuple[Notice, ...]
    replaces: bool = False
    fresh: Reading | None = None
    found: tuple[Notice, ...] = ()


def stamps(project: Project) -> tuple[Stamp, ...]:
    """Size and time of all files of a project, to tell without reading them that something may have changed."""
    return tuple(_stamp(path) for path in sources_of(project))


def unread(project: Project) -> frozenset[Stamp]:
    """What is not read yet: files in opened folders, with size and time, and the names of those beside read files.

    Hidden ones are none, and neither are those of which the project has an outcome but a refusal.
    """
    known = _known(project)
    found = {_stamp(path) for folder in project.folders for path in _inside(folder) if path not in known}
    folders = {os.path.split(path)[0] for path in sources_of(project)}  # a Path each takes ten times as long
    for folder in folders - {folder for folder in folders if _opened(project, folder)}:
        try:
            with os.scandir(folder) as entries:
                near = [entry.path for entry in entries if not entry.name.startswith(".") and entry.is_file()]
        except OSError:
            continue
        found.update((path, -1, -1) for path in near if path not in known)
    return frozenset(found)


def _known(project: Project) -> Collection[str]:
    """The files that have been read, left out or are of no known format."""
    settled = {file.path for file in project.files if file.outcome is not Outcome.REFUSED}
    return settled | sources_of(project).keys()


def _inside(folder: str) -> Iterator[str]:
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (f"{here.rstrip(os.sep)}{os.sep}{name}" for name in names if not name.startswith("."))


def _opened(project: Project, path: str) -> bool:
    """Whether a file or folder lies in a folder that was opened, or is one."""
    return any(path == folder or path.startswith(f"{folder.rstrip(os.sep)}{os.sep}") for folder in project.folders)


def read_again(
    project: Project,
    progress: Progress,
    *,
    asked: bool = False,
    more: Collection[str] = (),
    marks: Marks | None = None,
) -> Again:
    """The files of a project, read again if one of them has grown or changed, with what has appeared.

    Unless a person ``asked``, a file that is shorter is not read, and runs of which earlier points are others now or
    are gone stay as they were, but where a restart took over; notices say so. What a file that is gone held always
    stays. All files are read together, because only together do they tell runs from metrics. ``more`` are files that
    have appeared or changed, in opened folders or beside those that were read: of the latter those are read that are
    surely of the same format, and taken where they belong to a run of the project. In opened folders all is looked
    for where a person asked. With ``marks``, which are set anew, files are parsed from where they ended before, once
    all before that is verified to be the same. Raises UnreadableInput and Cancelled.
    """
    with resuming(marks or Marks()):
        return _read_again(project, progress, asked=asked, more=more)


def _read_again(project: Project, progress: Progress, *, asked: bool, more: Collection[str]) -> Again:
    told, paths, changed = _grown(project, progress, asked=asked)
    joining = _joining(project, [path for path in more if not _opened(project, path)], progress)
    appeared = _appeared(project, progress) if asked or any(_opened(project, path) for path in more) else ()
    new = [Path(file.path) for file in appeared if file.outcome is not Outcome.REFUSED]
    found = _refused(project, appeared) if asked else []
    if not (changed or joining or new):
        return Again(None, tuple(told), found=tuple(found))
    whole = read([*paths, *joining, *new], progress, project.choices)
    reading, fresh = _parted(project, whole, frozenset(map(str, new)))
    taken = {path for run in reading.runs for path in run.paths}
    told += [_joined(path) for path in joining if str(path) in taken]
    found += _found(project, reading, fresh, new)
    others = _others(project, reading)
    if others and not asked:
        known = {run.id: run for run in project.runs}
        kept = {path for name in others for path in known[name].paths}
        told += [Notice(Severity.WARNING, text) for text in others.values()]
        reading = replace(reading, runs=tuple(run for run in reading.runs if not run.paths & kept), files=())
    return Again(
        reading if reading.runs else None,
        tuple(told),
        replaces=bool(others) and asked,
        fresh=fresh if fresh.runs or fresh.attached else None,
        found=tuple(found),
    )


def _grown(project: Project, progress: Progress, *, asked: bool) -> tuple[list[Notice], list[Path], bool]:
    """What is told of files that are gone or shorter, those to read, and whether one of them has changed."""
    told, paths, changed = [], [], False
    for path, source in sources_of(project).items():
        _, size, _ = _stamp(path)
        if size < 0 or (size < source.size and not asked):
            what = "is gone" if size < 0 else f"has shrunk from {source.size:,} to {size:,} bytes"
            away = any(run.away and path in run.paths for run in project.runs)
            stays = "its data are not at hand" if away else "what was read of it before is kept"
            text = f"The file {what}: {stays}{'.' if size < 0 else BY_HAND}"
            told.append(Notice(Severity.WARNING, text, source.name))
            continue
        paths.append(Path(path))
        changed = changed or size != source.size or file_checksum(Path(path), progress) != source.sha256
    return told, paths, changed


def _appeared(project: Project, progress: Progress) -> tuple[FileReport, ...]:
    """What becomes of the files that have appeared in opened folders, but those of no known format."""
    folders = [Path(folder) for folder in project.folders if Path(folder).is_dir()]
    plan = look(folders, progress, project.choices, _known(project)) if folders else None
    if plan is None:
        return ()
    plan = replace(plan, looks=tuple(one for one in plan.looks if one.importer is not None or not one.stranger))
    reports = carry_out(plan, progress).files
    unsure = [
        file for file in reports if file.sure < LIKELY and not file.by_hand and file.outcome is not Outcome.REFUSED
    ]
    text = "Appeared in an opened folder; it is not read by itself, for it could be read in more than one way: open it."
    doubt = [replace(file, outcome=Outcome.REFUSED, notices=(_of(file, text),)) for file in unsure]
    return (*(file for file in reports if file not in unsure), *doubt)


def _refused(project: Project, appeared: Collection[FileReport]) -> list[Notice]:
    """Why files cannot be read of which that is not known yet."""
    known = {file.path for file in project.files}
    refused = (file for file in appeared if file.outcome is Outcome.REFUSED and file.path not in known)
    return [notice for file in refused for notice in file.notices]


def _of(file: FileReport, text: str) -> Notice:
    return Notice(Severity.WARNING, text, Path(file.path).name)


def _joined(path: Path) -> Notice:
    return Notice(Severity.INFO, "Appeared beside its files and read with them.", path.name)


def _parted(project: Project, reading: Reading, new: frozenset[str]) -> tuple[Reading, Reading]:
    """The runs that hold a file of the project, and those of nothing but new files, each with its files."""
    mine = sources_of(project).keys()
    known = tuple(run for run in reading.runs if run.paths & mine)
    fresh = tuple(run for run in reading.runs if not run.paths & mine and run.paths & new)
    paths = {path for run in known for path in run.paths} | mine
    files = tuple(file for file in reading.files if file.path in paths)
    others = tuple(file for file in reading.files if file.path in new - paths)
    return replace(reading, runs=known, files=files, attached=()), replace(reading, runs=fresh, files=others)


def _found(project: Project, reading: Reading, fresh: Reading, new: list[Path]) -> list[Notice]:
    """Sentences on what the new files hold."""
    told = [_appearance(run, new, f"a new run, “{run.name}”, with {_held(run)}") for run in fresh.runs]
    for run in reading.runs:
        if run.paths & set(map(str, new)):
            known = next((one.name for one in project.runs if one.paths & run.paths), run.name)
            told.append(_appearance(run, new, f"read with “{known}”"))
    return told


def _held(run: Run) -> str:
    return f"{plural(len(run.series), 'metric')} and {plural(sum(map(len, run.series)), 'point')}"


def _appearance(run: Run, new: list[Path], what: str) -> Notice:
    mine = [path.name for path in new if str(path) in run.paths]
    files = "Appeared in an opened folder" if len(mine) == 1 else f"{len(mine)} files appeared in an opened folder"
    return Notice(Severity.INFO, f"{files}: {what}.", mine[0])


def _joining(project: Project, more: Collection[str], progress: Progress) -> list[Path]:
    """Those of some files that are surely of the format of a file of the project in the same folder."""
    formats = {(Path(path).parent, source.importer) for path, source in sources_of(project).items()}
    looks = look(list(map(Path, sorted(more))), progress, project.choices).looks if more else ()
    sure = [one for one in looks if one.importer is not None and one.sure >= SURE]
    return [one.path for one in sure if one.importer and (one.path.parent, one.importer.id) in formats]


def _others(project: Project, reading: Reading) -> dict[RunId, str]:
    """A sentence on each run of which earlier points are others in its files now, or are not there any more."""
    known: Mapping[RunId, Run] = {run.id: run for run in project.runs}
    found = {}
    for run in project.refreshed(reading.runs).runs:
        before = known.get(run.id)
        lost = (
            [] if before is None or before is run else [one.name for one in before.series if _differs(one, before, run)]
        )
        if lost:
            more = f" and {plural(len(lost) - 1, 'more metric')}" if len(lost) > 1 else ""
            text = f"The files of “{run.name}” hold other points of “{lost[0]}”{more} than before: those are kept"
            found[run.id] = text + BY_HAND
    return found


def _differs(series: Series, before: Run, later: Run) -> bool:
    """Whether points of a series are others later, but for those in the place of which a restart put its own."""
    now = later.get(series.name)
    if now is None or now is series:
        return False
    at = min((seam.at for seam in later.seams if seam not in before.seams), default=math.inf)
    kept = int(np.argmax(series.steps >= at)) if (series.steps >= at).any() else len(series)
    return series.differing(now, kept) > 0


def changes(old: Project, new: Project) -> tuple[Notice, ...]:
    """What ``new`` holds that ``old`` did not: points that were added, values that are others now."""
    known = {run.id: run for run in old.runs}
    added, told = 0, []
    for run in new.runs:
        was = known.get(run.id)
        seams = () if was is None else tuple(seam for seam in run.seams if seam not in was.seams)
        told += [Notice(Severity.WARNING, f"“{run.name}” was started again. {seam_told(seam)}") for seam in seams]
        for series in run.series:
            before = None if was is None else was.get(series.name)
            added += len(series) - (0 if before is None else len(before))
            if was is not None and before is not None and _differs(before, was, run):
                changed = before.differing(series)
                text = f"{plural(changed, 'point')} of “{series.name}” of “{run.name}” changed in the file."
                told.append(Notice(Severity.WARNING, text))
    if added:
        told.insert(0, Notice(Severity.INFO, f"Read again: {plural(added, 'point')} more than before."))
    return tuple(told)


def _stamp(path: str) -> Stamp:
    try:
        found = Path(path).stat()
    except OSError:
        return path, -1, -1
    return path, found.st_size, found.st_mtime_ns
