"""The File menu: runs and projects in, projects and reports out."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import resources
from analysis.errors import DamagedInput, RunloupeError
from analysis.model.choices import Choices
from analysis.model.notice import Notice, Severity
from analysis.model.project import Project
from analysis.model.run import Run
from analysis.progress import Progress
from gui.actions.action import Action, Desk, faced, say
from gui.dialogs.files import PROJECT, ask_to_open, ask_to_save
from gui.dialogs.unsaved import ask_about_changes

if TYPE_CHECKING:
    from analysis.preview import Preview
    from analysis.referring import Found
    from analysis.storage.locks import Lock
    from analysis.storage.opening import Opened
    from analysis.storage.salvage import Salvaged

SUFFIX = ".runloupe"


def open_paths(desk: Desk, paths: tuple[Path, ...]) -> None:
    """Open what was dropped, chosen or given: one project takes the place of the present one, exports join it."""
    projects = [path for path in paths if path.suffix == SUFFIX]
    exports = tuple(path for path in paths if path.suffix != SUFFIX)
    if projects:
        if len(paths) > 1:
            say(desk, Severity.WARNING, f"Only {projects[0].name} was opened: a project is opened alone.")
        guarded(desk, lambda: _open_project(desk, projects[0]))
    elif exports:
        _open_exports(desk, exports)


def guarded(desk: Desk, go_on: Callable[[], None], discard: Callable[[], None] | None = None) -> None:
    """Go on at once when nothing would be lost, otherwise after the person has decided about the changes.

    ``discard`` is called instead of ``go_on`` when the person lets the changes go.
    """
    if desk.session.unsaved:
        ask_about_changes(desk.window, lambda: _save(desk, then=go_on), discard or go_on)
    else:
        go_on()


def tell(desk: Desk, error: RunloupeError) -> None:
    """Show an error where notices are shown."""
    desk.notify(Notice(Severity.ERROR, f"{error.reason} {error.advice}".strip(), error.file, error.line))


def _open_exports(desk: Desk, paths: tuple[Path, ...], *, ask: bool = False) -> None:
    """Read files and take them over; a preview first where there is a doubt, or where it is asked for."""
    choices, known = _reopened(desk.session.project.choices, paths), desk.session.project.runs

    def work(progress: Progress) -> "Preview":
        from analysis.glossary import ordered
        from analysis.preview import preview

        found = preview(paths, progress, choices, known)
        for run in found.reading.runs:  # what the window asks for first is known by then
            ordered(run.metrics)
            _ = run.span
        return found

    def done(found: "Preview") -> None:
        def show() -> None:
            show_preview(desk, paths, found, partial(_take, desk, what, folders), known=known)

        if ask or (found.doubts and found.reading.runs):
            show()
        else:
            _take(desk, what, folders, found, show)

    folders = tuple(str(path.absolute()) for path in paths if path.is_dir())
    what = paths[0].name if len(paths) == 1 else f"{len(paths)} files"
    desk.session.tasks.run(f"Reading {what}", work, done, partial(tell, desk))


def _reopened(choices: Choices, paths: tuple[Path, ...]) -> Choices:
    """The choices with nothing left out of what is opened again: that is a new decision."""
    for name, choice in choices.files.items():
        file = Path(name)
        if choice.left_out and any(path.absolute() in {file, *file.parents} for path in paths):
            choices = choices.with_file(file, replace(choice, left_out=False))
    return choices


def show_preview(
    desk: Desk,
    paths: tuple[Path, ...],
    found: "Preview",
    done: "Callable[[Preview], None]",
    *,
    known: tuple[Run, ...],
    verb: str = "Open",
) -> None:
    """Show what reading files would give; ``done`` gets it once the person accepts it."""
    from gui.dialogs.import_preview import ImportPreview

    tasks = desk.session.tasks
    ImportPreview(desk.window, tasks, paths=paths, found=found, known=known, done=done, verb=verb).open()


def _take(
    desk: Desk, what: str, folders: tuple[str, ...], found: "Preview", show: Callable[[], None] | None = None
) -> None:
    """Take over what was read, and tell what was noticed; ``show`` opens the preview of what could not be read."""
    reading = found.reading
    for notice in reading.notices:
        if not reading.runs and show is not None:
            desk.notify(notice, "Preview…", show)
        elif notice.severity is not Severity.INFO:
            desk.notify(notice, "Import report", partial(_import_report, desk))
    before = desk.session.project
    if not reading.runs and not reading.attached:
        return
    from analysis.stats.attaching import alone, attach

    after = replace(before, choices=found.plan.choices).with_runs(reading.runs)
    after, told = attach(after, reading.attached)
    if reading.attached and not after.runs:
        tell(desk, alone(reading.attached))
        return
    for notice in told:
        desk.notify(notice)
    if after.runs == before.runs and after.choices == before.choices:
        say(desk, Severity.INFO, "These files are open already; nothing was added.")
    desk.session.change(f"Open {what}", after.with_files(reading.files).with_folders(folders))


def _open_project(desk: Desk, path: Path) -> None:
    mine = desk.session.owns(path)

    def work(progress: Progress) -> "tuple[Opened, Found]":
        from analysis.referring import open_to_work

        return open_to_work(path, progress, mine=mine)

    def done(answer: "tuple[Opened, Found]") -> None:
        _show_project(desk, path, *answer, mine=mine)
        desk.prefer(desk.settings.with_recent(str(path.resolve())))

    def failed(error: RunloupeError) -> None:
        tell(desk, error)
        if isinstance(error, DamagedInput):
            _open_remains(desk, path)

    desk.session.tasks.run(f"Opening {path.name}", work, done, failed)


def _open_remains(desk: Desk, path: Path) -> None:
    """Open what can be read of a damaged file as a new project, and name what cannot."""

    def work(progress: Progress) -> "Salvaged":
        from analysis.storage.salvage import salvage

        return salvage(path, progress)

    def done(found: "Salvaged") -> None:
        desk.session.hold(None)
        desk.session.load(Project(), path=None, view={})
        desk.session.change(f"Open what is left of {path.name}", found.document.project)
        for loss in found.losses:
            desk.notify(Notice(Severity.ERROR, loss, path.name))
        text = "What can still be read is open as a new project; the damaged file itself is unchanged."
        desk.notify(Notice(Severity.WARNING, text, path.name), "Save as…", partial(_save_as, desk))

    desk.session.tasks.run(f"Reading what is left of {path.name}", work, done, partial(tell, desk))


def _show_project(desk: Desk, path: Path, opened: "Opened", found: "Found", *, mine: bool) -> None:
    from analysis.thresholds import left_out
    from gui.actions.sources import show_found

    session, document = desk.session, found.document
    if not mine:
        session.hold(opened.lock, opened.barred)
    if opened.copy is not None:
        session.resume(opened.copy, path=path, view=document.view)
    elif not session.reload(document, path):
        session.load(document.project, path=path, view=document.view)
    for text in left_out(document.project.thresholds):
        desk.notify(Notice(Severity.WARNING, text, path.name))
    if opened.barred:
        text = f"The file {opened.barred}: it is read only here. Edits are kept, and can be saved as another file."
        desk.notify(Notice(Severity.WARNING, text, path.name), "Save as…", partial(_save_as, desk))
    show_found(desk, found)


def _open(desk: Desk) -> None:
    ask_to_open(desk.window, partial(open_paths, desk))


def _open_with_preview(desk: Desk) -> None:
    ask_to_open(desk.window, lambda paths: _open_exports(desk, paths, ask=True))


def _open_sample(desk: Desk) -> None:
    open_paths(desk, tuple(sorted(resources.path("samples").glob("*.csv"))))


def _save(desk: Desk, then: Callable[[], None] | None = None) -> None:
    if desk.session.path is None or desk.session.barred:
        _save_as(desk, then)
    else:
        _write(desk, desk.session.path, then)


def _save_as(desk: Desk, then: Callable[[], None] | None = None) -> None:
    proposal = desk.session.path.name if desk.session.path else f"runs{SUFFIX}"
    ask_to_save(desk.window, "Save the project", PROJECT, proposal, lambda path: _write(desk, path, then))


def _write(desk: Desk, path: Path, then: Callable[[], None] | None) -> None:
    project, view, mine = desk.session.project, desk.session.view(), desk.session.owns(path)

    def work(progress: Progress) -> "tuple[Lock | None, tuple[Notice, ...]]":
        from analysis.referring import save
        from analysis.storage import Document
        from analysis.storage.opening import lock_to_save

        lock = None if mine else lock_to_save(path)
        try:
            return lock, save(Document(project, view), path, progress)
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    def done(answer: "tuple[Lock | None, tuple[Notice, ...]]") -> None:
        lock, told = answer
        if not mine:
            desk.session.hold(lock)
        for notice in told:
            desk.notify(notice)
        desk.session.mark_saved(path, project)
        desk.prefer(desk.settings.with_recent(str(path.resolve())))
        if then is not None:
            then()

    desk.session.tasks.run(f"Saving {path.name}", work, done, partial(tell, desk))


def _import_report(desk: Desk) -> None:
    from gui.dialogs.import_report import show_import_report

    show_import_report(desk.window, desk.session.project)


def _has_files(desk: Desk) -> bool:
    return bool(desk.session.project.files)


def _has_something(desk: Desk) -> bool:
    return bool(desk.session.project.runs or desk.session.project.annotations) or desk.session.unsaved


def _quit(desk: Desk) -> None:
    desk.window.close()


ACTIONS = (
    faced("file.open", _open, ("Ctrl+O",), tip="Open exports or a project"),
    Action("file.preview", "Open with preview…", _open_with_preview, ("Ctrl+Shift+O",)),
    Action("file.sample", "Open the sample project", _open_sample),
    Action("file.import_report", "Import report…", _import_report, (), _has_files),
    faced("file.save", _save, ("Ctrl+S",), _has_something, tip="Save the project"),
    Action("file.save_as", "Save as…", _save_as, ("Ctrl+Shift+S",), _has_something),
    Action("file.quit", "Quit", _quit, ("Ctrl+Q",)),
)
