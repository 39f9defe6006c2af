"""Files that were read before and are longer now: they are read again, and what has become of each is told."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from analysis.importers import Reading
from analysis.model.notice import Notice, Severity
from analysis.model.project import Project
from analysis.model.run import Source
from analysis.progress import Progress
from analysis.read import read
from analysis.wording import plural

PART = 1_048_576  # bytes hashed between two looks at whether the work is still wanted
Stamp = tuple[str, int, int]  # path, bytes, time of the last change in ns; -1 where there is no file


@dataclass(frozen=True, slots=True)
class Again:
    """What reading again gave: None where no file has changed; notices of files that are gone or shorter."""

    reading: Reading | None
    notices: tuple[Notice, ...]


def stamps(project: Project) -> tuple[Stamp, ...]:
    """Size and time of all files of a project, to tell without reading them that something may have changed."""
    return tuple(_stamp(path) for path in _sources(project))


def read_again(project: Project, progress: Progress) -> Again:
    """The files of a project, read again if one of them has grown or changed.

    A file that is gone or shorter is not read: what was read of it before stays, and a notice says so. All others are
    read together, because only together do they tell runs from metrics. Raises UnreadableInput and Cancelled.
    """
    told, paths, changed = [], [], False
    for path, source in _sources(project).items():
        _, size, _ = _stamp(path)
        if size < source.size:
            what = "is gone" if size < 0 else f"has shrunk from {source.size:,} to {size:,} bytes"
            told.append(Notice(Severity.WARNING, f"The file {what}: what was read of it before is kept.", source.name))
            continue
        paths.append(Path(path))
        changed = changed or size != source.size or _checksum(Path(path), progress) != source.sha256
    reading = read(paths, progress, project.choices) if changed else None
    return Again(reading, tuple(told))


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
