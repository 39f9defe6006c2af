"""Files that were read before and are longer now: they are read again, and what has become of each is told."""

import hashlib
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.importers import Reading
from analysis.model.notice import Notice, Severity
from analysis.model.project import Project
from analysis.model.run import Run, RunId, Source
from analysis.model.series import Series
from analysis.progress import Progress
from analysis.read import look, read
from analysis.wording import plural

BY_HAND = ". Read again (F5) takes over what is there now."
SURE = 0.9  # how sure an importer has to be of a file that nobody gave
PART = 1_048_576  # bytes hashed between two looks at whether the work is still wanted
Stamp = tuple[str, int, int]  # path, bytes, time of the last change in ns; -1 where there is no file


@dataclass(frozen=True, slots=True)
class Again:
    """What reading again gave: None where no file has changed; notices of what is kept as it was read before.

    ``replaces`` says that it takes the place of points that were read before, as a person asked.
    """

    reading: Reading | None
    notices: tuple[Notice, ...]
    replaces: bool = False


def stamps(project: Project) -> tuple[Stamp, ...]:
    """Size and time of all files of a project, to tell without reading them that something may have changed."""
    return tuple(_stamp(path) for path in _sources(project))


def beside(project: Project) -> frozenset[str]:
    """The files in the folders of those of a project, to tell that a new one has appeared; hidden ones are not."""
    found: set[str] = set()
    for folder in {str(Path(path).parent) for path in _sources(project)}:
        try:
            with os.scandir(folder) as entries:
                found.update(entry.path for entry in entries if not entry.name.startswith(".") and entry.is_file())
        except OSError:
            continue
    return frozenset(found)


def read_again(project: Project, progress: Progress, *, asked: bool = False, more: Collection[str] = ()) -> Again:
    """The files of a project, read again if one of them has grown or changed.

    Unless a person ``asked``, a file that is shorter is not read, and runs of which earlier points are others now or
    are gone stay as they were; notices say so. What a file that is gone held always stays. All files are read
    together, because only together do they tell runs from metrics. Of ``more`` files, which have appeared beside
    them, those are read too that are surely of the same format, and taken where they belong to a run of the project.
    Raises UnreadableInput and Cancelled.
    """
    told, paths, changed = [], [], False
    for path, source in _sources(project).items():
        _, size, _ = _stamp(path)
        if size < 0 or (size < source.size and not asked):
            what = "is gone" if size < 0 else f"has shrunk from {source.size:,} to {size:,} bytes"
            text = f"The file {what}: what was read of it before is kept{'.' if size < 0 else BY_HAND}"
            told.append(Notice(Severity.WARNING, text, source.name))
            continue
        paths.append(Path(path))
        changed = changed or size != source.size or _checksum(Path(path), progress) != source.sha256
    joining = _joining(project, more, progress)
    if not (changed or joining):
        return Again(None, tuple(told))
    reading = read([*paths, *joining], progress, project.choices)
    if joining:
        reading = _of_known(project, reading)
        taken = {path for run in reading.runs for path in run.paths}
        new = [path.name for path in joining if str(path) in taken]
        told += [Notice(Severity.INFO, "Appeared beside its files and read with them.", name) for name in new]
    known = {run.id: run for run in project.runs}
    others = _others(known, project.refreshed(reading.runs))
    if not others or asked:
        return Again(reading, tuple(told), replaces=bool(others))
    kept = {path for name in others for path in known[name].paths}
    told += [Notice(Severity.WARNING, text) for text in others.values()]
    runs = tuple(run for run in reading.runs if not run.paths & kept)
    return Again(replace(reading, runs=runs, files=()) if runs else None, tuple(told))


def _joining(project: Project, more: Collection[str], progress: Progress) -> list[Path]:
    """Those of some files that are surely of the format of a file of the project in the same folder."""
    formats = {(Path(path).parent, source.importer) for path, source in _sources(project).items()}
    looks = look(list(map(Path, sorted(more))), progress, project.choices).looks if more else ()
    sure = [one for one in looks if one.importer is not None and one.sure >= SURE]
    return [one.path for one in sure if one.importer and (one.path.parent, one.importer.id) in formats]


def _of_known(project: Project, reading: Reading) -> Reading:
    """The reading without runs that hold no file of the project."""
    mine = _sources(project).keys()
    runs = tuple(run for run in reading.runs if run.paths & mine)
    paths = {path for run in runs for path in run.paths} | mine
    return replace(reading, runs=runs, files=tuple(file for file in reading.files if file.path in paths))


def _others(known: Mapping[RunId, Run], later: Project) -> dict[RunId, str]:
    """A sentence on each run of which earlier points are others in its files now, or are not there any more."""
    found = {}
    for run in later.runs:
        before = known.get(run.id)
        lost = [] if before is None or before is run else [one.name for one in before.series if _differs(one, run)]
        if lost:
            more = f" and {plural(len(lost) - 1, 'more metric')}" if len(lost) > 1 else ""
            text = f"The files of “{run.name}” hold other points of “{lost[0]}”{more} than before: those are kept"
            found[run.id] = text + BY_HAND
    return found


def _differs(series: Series, later: Run) -> bool:
    now = later.get(series.name)
    return now is not None and now is not series and series.differing(now) > 0


def changed_since(project: Project, progress: Progress) -> tuple[Source, ...]:
    """The files that are there and hold something else than when they were read; one that is gone is none of them."""
    found = []
    for path, source in _sources(project).items():
        progress.check()
        _, size, _ = _stamp(path)
        if size >= 0 and (size != source.size or _checksum(Path(path), progress) != source.sha256):
            found.append(source)
    return tuple(found)


def changes(old: Project, new: Project) -> tuple[Notice, ...]:
    """What ``new`` holds that ``old`` did not: points that were added, values that are others now."""
    known = {run.id: run for run in old.runs}
    added, told = 0, []
    for run in new.runs:
        for series in run.series:
            before = known[run.id].get(series.name) if run.id in known else None
            added += len(series) - (0 if before is None else len(before))
            changed = 0 if before is None else before.differing(series)
            if changed:
                text = f"{plural(changed, 'point')} of “{series.name}” of “{run.name}” changed in the file."
                told.append(Notice(Severity.WARNING, text))
    if added:
        told.insert(0, Notice(Severity.INFO, f"Read again: {plural(added, 'point')} more than before."))
    return tuple(told)


def _sources(project: Project) -> dict[str, Source]:
    return {source.path: source for run in project.runs for source in run.sources}


def _stamp(path: str) -> Stamp:
    try:
        found = Path(path).stat()
    except OSError:
        return path, -1, -1
    return path, found.st_size, found.st_mtime_ns


def _checksum(path: Path, progress: Progress) -> str:
    """The sha256 of a file as hex; empty where it cannot be read, so that the importers say why."""
    checksum = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(PART):
                progress.check()
                checksum.update(part)
    except OSError:
        return ""
    return checksum.hexdigest()
