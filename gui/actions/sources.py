"""The files that a project came from: referred to instead of stored, found again, and told of when they are others."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.model.notice import Notice, Severity
from analysis.model.project import Data, Project
from analysis.progress import Progress
from analysis.wording import plural
from gui.actions.action import Action, Desk, say, with_runs
from gui.actions.file import tell
from gui.actions.watching import read_again
from gui.dialogs.files import ask_for_file

if TYPE_CHECKING:
    from analysis.locating import Whereabouts
    from analysis.model.run import Source
    from analysis.referring import Found

NAMED = 3  # files that a notice names


def show_found(desk: Desk, found: "Found") -> None:
    """Take over where the files of a project lie, tell which runs are without data, and look at the files."""
    session, before = desk.session, desk.session.project
    later = found.document.project
    if later != before:
        moved = plural(len(later.files) or 1, "file")
        session.change(f"Found {moved} where they lie now", later)
    session.note_files(found.where)
    _tell_of_away(desk)
    _look(desk)


def _tell_of_away(desk: Desk) -> None:
    from analysis.referring import told_changed, told_missing, told_unread

    project, where = desk.session.project, desk.session.where
    again = partial(read_again, desk)
    if (missing := told_missing(project, where)) is not None:
        desk.ask(missing, {"Find…": partial(_find, desk)})
    if (changed := told_changed(project, where)) is not None:
        desk.ask(changed, {"Read again": again})
    if (unread := told_unread(project, where)) is not None:
        desk.ask(unread, {"Read again": again})


def _look(desk: Desk) -> None:
    """Find out, in the background, which files have changed since they were read, and tell of it."""
    project = desk.session.project
    folder = None if desk.session.path is None else desk.session.path.parent

    def work(progress: Progress) -> "Whereabouts":
        from analysis.locating import located

        return located(project, folder, progress)

    def done(where: "Whereabouts") -> None:
        if desk.session.project.runs is project.runs:
            desk.session.note_files(where)
            _tell_of_changed(desk, project, where)

    desk.session.tasks.run("Looking at the files", work, done, partial(tell, desk))


def _tell_of_changed(desk: Desk, project: Project, where: "Whereabouts") -> None:
    away = {path for run in project.runs if run.away for path in run.paths}
    found = [source for source in where.changed if source.path not in away]
    if not found:
        return
    names = ", ".join(source.name for source in found[:NAMED])
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    what = "A file has" if len(found) == 1 else f"{len(found)} files have"
    text = f"{what} changed since the project was saved: {names}{more}. What you see is what is stored."
    answers: dict[str, Callable[[], object]] = {
        "Read again": partial(read_again, desk),
        "Keep what is stored": lambda: None,
    }
    desk.ask(Notice(Severity.WARNING, text), answers)


def _lost(desk: Desk) -> "tuple[Source, ...]":
    """The files that were not found, those without which data are missing first."""
    needed = {path for run in desk.session.project.runs if run.away for path in run.paths}
    return tuple(sorted(desk.session.where.missing, key=lambda source: source.path not in needed))


def _has_lost(desk: Desk) -> bool:
    return bool(desk.session.where.missing)


def _find(desk: Desk) -> None:
    """Ask where the first of the files lies that were not found; the others are looked for near it."""
    lost = _lost(desk)
    if lost:
        name = Path(lost[0].path).name
        kind = f"{name} (*{Path(name).suffix})"
        ask_for_file(desk.window, f"Find {name}", kind, partial(_take_place, desk, lost[0]))


def _take_place(desk: Desk, source: "Source", place: Path) -> None:
    session = desk.session
    project, folder = session.project, Path() if session.path is None else session.path.parent

    def work(progress: Progress) -> "Found":
        from analysis.referring import filled
        from analysis.storage import Document

        return filled(Document(project), folder, progress, {source.path: place})

    def done(found: "Found") -> None:
        if session.project is not project:
            say(desk, Severity.INFO, "The project was changed meanwhile. Find the file again.")
            return
        session.change(f"Found {place.name}", found.document.project)
        session.note_files(found.where)
        if any(Path(one.path) == place for one in found.where.changed):
            text = f"{place.name} holds something else than {source.name} did when it was read."
            desk.ask(Notice(Severity.WARNING, text), {"Read again": partial(read_again, desk)})
        _tell_of_away(desk)

    session.tasks.run(f"Looking at {place.name}", work, done, partial(tell, desk))


def _refer(desk: Desk) -> None:
    """Have the project file hold references in the place of data, or the data again."""
    project = desk.session.project
    if project.data is Data.STORED:
        desk.session.change("Refer to the exports", replace(project, data=Data.REFERENCED))
        text = "From the next save on, the project file refers to the exports and does not hold their data."
        say(desk, Severity.INFO, f"{text} It opens whole only where they are found.")
    else:
        desk.session.change("Store the data", replace(project, data=Data.STORED))


ACTIONS = (
    Action(
        "file.refer",
        "Refer to the exports instead of storing data",
        _refer,
        (),
        with_runs,
        lambda desk: desk.session.project.data is Data.REFERENCED,
        tip="Save where the data are to be found, with checksums, not the data themselves",
    ),
    Action("file.find", "Find missing files…", _find, (), _has_lost),
)
