"""Projects that refer to the files they came from: saved without the data that these hold, and filled when opened."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import WeakKeyDictionary

from analysis.errors import UnreadableInput
from analysis.locating import Whereabouts, holds, located, relocated, size_of
from analysis.model.notice import Notice, Severity
from analysis.model.project import Data, Project
from analysis.model.run import Run, RunId
from analysis.model.series import Series
from analysis.progress import Progress, silent
from analysis.read import read
from analysis.stats.fingerprint import checksum, put_away
from analysis.storage import Document, open_project, save_project
from analysis.storage.opening import Opened, open_to_edit
from analysis.storage.reading import UNWRITTEN
from analysis.storage.working_copy import WorkingCopy

NAMED = 3  # files or runs that a notice names
Readers = tuple[object, frozenset[tuple[str, str]]]  # the choices, and paths and checksums of the files read together

# The series that are known to come out of files again, and out of which: reading them once is enough.
_known: WeakKeyDictionary[Series, Readers] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Found:
    """A document with all the data that could be had, and where its files lie."""

    document: Document
    where: Whereabouts

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What there is to tell of runs that are without their data."""
        told = (tell(self.document.project, self.where) for tell in (told_missing, told_changed, told_unread))
        return tuple(notice for notice in told if notice is not None)


def open_filled(path: Path, progress: Progress | None = None) -> Found:
    """Open a project file, and read what it only refers to. Raises what ``open_project`` raises."""
    return filled(open_project(path, progress), path.parent, progress or silent())


def open_to_work(path: Path, progress: Progress, *, mine: bool = False) -> tuple[Opened, Found]:
    """Open a project file to be edited, see ``open_to_edit``, with what it only refers to.

    Where there is a working copy, its document is the one that was filled: it may hold data that the file has not.
    """
    opened = open_to_edit(path, progress, mine=mine)
    try:
        document = opened.document if opened.copy is None else opened.copy.steps[opened.copy.current].document
        found = filled(document, path.parent, progress)
    except BaseException:
        opened.let_go()
        raise
    return opened, replace(found, document=replace(found.document, view=opened.document.view))


def recovered(file: Path, progress: Progress) -> WorkingCopy | None:
    """A working copy that another process left behind, see ``WorkingCopy.open``.

    Arrays that were not on disk yet are taken from the project file, and from the files that were read.
    """

    def fill(project: Project, path: Path | None) -> Project:
        if path is not None:
            held = {run.id: run for run in open_filled(path, progress).document.project.runs}
            runs = (_taken_from(held.get(run.id), run) if run.away else run for run in project.runs)
            project = replace(project, runs=tuple(runs))
        return filled(Document(project), (path or file).parent, progress).document.project

    return WorkingCopy.open(file, progress, fill)


def _taken_from(other: Run | None, run: Run) -> Run:
    """A run with the series that another state of it has, in the place of those that are away."""
    held = {} if other is None else {one.name: one for one in other.series}
    return replace(run, series=tuple(held.get(one.name, one) if one.away else one for one in run.series))


def save(document: Document, path: Path, progress: Progress | None = None) -> tuple[Notice, ...]:
    """Save a document as its project says, with the data or with references to them; tells which are stored anyway.

    Raises what ``save_project`` raises.
    """
    project, told = referring(document.project, progress or silent())
    save_project(replace(document, project=project), path, progress)
    return told


def filled(document: Document, folder: Path, progress: Progress, given: Mapping[str, Path] | None = None) -> Found:
    """Look for the files of a project, and read the data of it that are away; raises Cancelled.

    A file that is missing or changed is not read: its runs stay, without points.
    """
    away = any(run.away for run in document.project.runs)
    where = located(document.project, folder, progress, given=given or {}, trusting=not away)
    project, where = relocated(document.project, where)
    if not away:
        return Found(replace(document, project=project), where)
    barred = {source.path for source in (*where.missing, *where.changed)}
    wanted = [run for run in project.runs if run.away and not run.paths & barred]
    found = _read_back(project, wanted, progress)
    made = {run.id: _filled(run, found) for run in wanted}
    project = replace(project, runs=tuple(made.get(run.id, run) for run in project.runs))
    for run in made.values():
        _remember(project, run)
    return Found(replace(document, project=project), where)


def _filled(run: Run, found: Mapping[str, list[Run]]) -> Run:
    """A run with the data that come out of its files."""
    series = tuple(_given_back(run, one, found) or one if one.away else one for one in run.series)
    return run if series == run.series else replace(run, series=series)


def _given_back(run: Run, series: Series, found: Mapping[str, list[Run]]) -> Series | None:
    """The series of that name and checksum in what was read of the files of a run."""
    for path in sorted(run.paths & found.keys()):
        for read_run in found[path]:
            other = read_run.get(series.name)
            if other is not None and (series.away == UNWRITTEN or checksum(other) == checksum(series)):
                return other
    return None


def told_missing(project: Project, where: Whereabouts) -> Notice | None:
    """A notice of runs without data whose files were not found; None without any."""
    runs = [run for run in project.runs if run.away and where.state(run) == "missing"]
    files = [source.name for source in where.missing if any(source.path in run.paths for run in runs)]
    return _without_data(runs, f"The project refers to {_some(files)}, which {_was(files)} not found.")


def told_changed(project: Project, where: Whereabouts) -> Notice | None:
    """A notice of runs without data whose files hold something else by now; None without any."""
    runs = [run for run in project.runs if run.away and where.state(run) == "changed"]
    files = [source.name for source in where.changed if any(source.path in run.paths for run in runs)]
    return _without_data(runs, f"{_some(files)} {_was(files)} changed since the project was saved.")


def told_unread(project: Project, where: Whereabouts) -> Notice | None:
    """A notice of runs without data though their files are the same: they are read in another way by now."""
    runs = [run for run in project.runs if run.away and not where.state(run)]
    return _without_data(runs, "Reading the files, which are the same, gives other data now.")


def _without_data(runs: list[Run], why: str) -> Notice | None:
    if not runs:
        return None
    verb = "is" if len(runs) == 1 else "are"
    what = "its" if len(runs) == 1 else "their"
    text = f"{_some([f'“{run.name}”' for run in runs])} {verb} shown without {what} data. {why}"
    return Notice(Severity.WARNING, text)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _was(names: list[str]) -> str:
    return "was" if len(names) == 1 else "were"


def referring(project: Project, progress: Progress) -> tuple[Project, tuple[Notice, ...]]:
    """A project as it is to be saved where it refers to its files, and of which runs the data are stored all the same.

    Data are left out only where reading the files as they are now has given them. Raises Cancelled.
    """
    if project.data is not Data.REFERENCED:
        return project, ()
    reasons = {run.id: _unfit(run, progress) for run in project.runs}
    fit = [run for run in project.runs if not reasons[run.id]]
    found = _read_back(project, [run for run in fit if not _is_known(project, run)], progress)
    runs = []
    for run in project.runs:
        if not reasons[run.id] and not _is_known(project, run) and not _gives(run, found):
            reasons[run.id] = "reading its files again does not give them"
        if reasons[run.id]:
            runs.append(run)
            continue
        _remember(project, run)
        runs.append(replace(run, series=tuple(put_away(one) for one in run.series)))
    return replace(project, runs=tuple(runs)), tuple(_told_of_stored(project, reasons))


def _told_of_stored(project: Project, reasons: Mapping[RunId, str]) -> Iterator[Notice]:
    """Which runs are stored though the project refers to files, by the reason."""
    for reason in dict.fromkeys(reasons.values()):
        names = [f"“{run.name}”" for run in project.runs if reasons[run.id] == reason and run.series]
        if reason and names:
            yield Notice(Severity.INFO, f"The data of {_some(names)} are stored in the project file: {reason}.")


def _unfit(run: Run, progress: Progress) -> str:
    """Why the data of a run cannot be left to its files; empty where they may be."""
    if run.away:
        return ""
    if not run.sources:
        return "they come from no file"
    for source in run.sources:
        if size_of(source.path) < 0:
            return f"{source.name} is not there any more"
        if not holds(source.path, source, progress):
            return f"{source.name} has changed since it was read"
    return ""


def _gives(run: Run, found: Mapping[str, list[Run]]) -> bool:
    return all(one.away or _given_back(run, one, found) == one for one in run.series)


def _read_back(project: Project, wanted: Iterable[Run], progress: Progress) -> Mapping[str, list[Run]]:
    """What comes out of the files of some runs, by their paths: those read together that the runs share."""
    found: dict[str, list[Run]] = {}
    done: set[str] = set()
    for run in wanted:
        _, paths = project.kin(run.id)
        if done & {*paths}:
            continue
        done |= {*paths}
        try:
            runs = read([Path(path) for path in paths], progress, project.choices).runs
        except UnreadableInput:
            continue
        for one in runs:
            for path in one.paths:
                found.setdefault(path, []).append(one)
    return found


def _readers(project: Project, paths: Iterable[str]) -> Readers:
    mine = {*paths}
    files = {(source.path, source.sha256) for run in project.runs for source in run.sources if source.path in mine}
    return project.choices, frozenset(files)


def _remember(project: Project, run: Run) -> None:
    """Note down that the data of a run come out of its files, so that they need not be read for the next save."""
    for one in run.series:
        _known[one] = _readers(project, project.kin(run.id)[1])


def _is_known(project: Project, run: Run) -> bool:
    """Whether the data of a run are known to come out of its files, as those are and are read now."""
    readers = _readers(project, project.kin(run.id)[1])
    return all(one.away or _known.get(one) == readers for one in run.series)
