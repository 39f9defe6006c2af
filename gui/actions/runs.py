"""What can be corrected of a run that is open: its name, which other run it is one with, how its files are read."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import RunloupeError, UnreadableInput
from analysis.model.choices import Choices
from analysis.model.file_report import Outcome
from analysis.model.notice import Severity
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.progress import Progress
from gui.actions.action import Action, Desk
from gui.actions.file import show_preview, tell
from gui.dialogs.ask import ask_text, ask_which

if TYPE_CHECKING:
    from analysis.preview import Preview

ADVICE = "Leave the file out or have it read otherwise; if it was moved, put it back."


def _chosen(desk: Desk) -> Run:
    """The run that is chosen in the sidebar; the actions are enabled only where there is one."""
    run = desk.session.selection.run
    assert run is not None
    return desk.session.project.run(run)


def _has_run(desk: Desk) -> bool:
    return desk.session.project.has(desk.session.selection.run)


def _has_other(desk: Desk) -> bool:
    return _has_run(desk) and len(desk.session.project.runs) > 1


def _has_file(desk: Desk) -> bool:
    return _has_run(desk) and bool(_chosen(desk).paths)


def _has_files(desk: Desk) -> bool:
    return _has_run(desk) and len(_chosen(desk).paths) > 1


def _change(desk: Desk, text: str, make: Callable[[Project], Project]) -> None:
    """One step, or the reason why it cannot be done."""
    try:
        desk.session.change(text, make(desk.session.project))
    except RunloupeError as error:
        tell(desk, error)


def _rename(desk: Desk) -> None:
    run = _chosen(desk)

    def done(name: str) -> None:
        _change(desk, f"Rename {run.name} to {name.strip()}", lambda project: project.renamed(run.id, name))

    ask_text(desk.window, "Rename run", "Name of the run. The files keep the name that was logged.", run.name, done)


def _join(desk: Desk) -> None:
    run = _chosen(desk)
    others = [one for one in desk.session.project.runs if one.id != run.id]

    def done(place: int) -> None:
        other = others[place]
        text = f"Make {other.name} one run with {run.name}"
        _change(desk, text, lambda project: project.joined(run.id, other.id))

    question = f"“{run.name}” is one run with"
    ask_which(desk.window, "Two runs are one", question, [one.name for one in others], done)


def _split(desk: Desk) -> None:
    run = _chosen(desk)
    paths = list(dict.fromkeys(source.path for source in run.sources))

    def done(place: int) -> None:
        path = Path(paths[place])
        choices = desk.session.project.choices
        choices = choices.with_file(path, replace(choices.of(path), apart=True))
        _read(desk, run.id, choices, partial(_take, desk, f"Split {path.name} out of {run.name}", run.id))

    ask_which(desk.window, "Split a file out", f"The file that is no part of “{run.name}”", paths, done)


def _reread(desk: Desk) -> None:
    run = _chosen(desk)
    gone, paths = desk.session.project.kin(run.id)

    def show(found: "Preview") -> None:
        known = tuple(one for one in desk.session.project.runs if one.id not in gone)
        take = partial(_take, desk, f"Read the files of {run.name} again", run.id)
        show_preview(desk, tuple(map(Path, paths)), found, take, known=known, verb="Read again")

    _read(desk, run.id, desk.session.project.choices, show)


def _read(desk: Desk, run: RunId, choices: Choices, done: "Callable[[Preview], None]") -> None:
    """Have all files read that a run and those with which it shares files came from."""
    gone, paths = desk.session.project.kin(run)
    known = tuple(one for one in desk.session.project.runs if one.id not in gone)

    def work(progress: Progress) -> "Preview":
        from analysis.preview import preview

        return preview(tuple(map(Path, paths)), progress, choices, known)

    name = desk.session.project.run(run).name
    desk.session.tasks.run(f"Reading {name} again", work, done, partial(tell, desk))


def _take(desk: Desk, text: str, run: RunId, found: "Preview") -> None:
    """Put what was read in the place of the runs that were there; not where a file of theirs would be lost."""
    project, reading = desk.session.project, found.reading
    if not project.has(run):  # it was removed while its files were being read
        return
    lost = next((file for file in reading.files if file.outcome is Outcome.REFUSED), None)
    if lost is not None:
        why = f" {lost.notices[0].text}" if lost.notices else ""
        tell(desk, UnreadableInput(f"Nothing was changed, for this cannot be read.{why}", ADVICE, file=lost.path))
        return
    from analysis.stats.attaching import attach

    after = project.reread(project.kin(run)[0], reading.runs, found.plan.choices)
    after, told = attach(after, reading.attached)
    for notice in told:
        if notice.severity is not Severity.INFO:
            desk.notify(notice)
    desk.session.change(text, after.with_files(reading.files))


ACTIONS = (
    Action("runs.rename", "Rename run…", _rename, ("F2",), _has_run),
    Action("runs.join", "This is one run with…", _join, (), _has_other),
    Action("runs.split", "Split a file out of the run…", _split, (), _has_files),
    Action("runs.reread", "Read the files of the run in another way…", _reread, (), _has_file),
)
