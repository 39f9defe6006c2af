"""Files that a run is still writing: read again on demand, or by themselves."""

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from analysis.model.notice import Notice, Severity
from analysis.progress import Progress
from analysis.wording import plural
from gui.actions.action import Action, Desk, say, with_runs
from gui.actions.file import tell

if TYPE_CHECKING:
    from analysis.importers import Reading
    from analysis.refresh import Again


def read_again(desk: Desk, *, asked: bool = True, more: Collection[str] = ()) -> None:
    """Take over what the files hold now, and of ``more`` files what belongs to their runs, in the background.

    ``asked`` says so too where nothing has changed.
    """
    project, marks = desk.session.project, desk.session.marks

    def work(progress: Progress) -> "Again":
        from analysis.refresh import read_again

        return read_again(project, progress, asked=asked, more=more, marks=marks)

    def done(again: "Again") -> None:
        from analysis.refresh import changes

        told = again.notices
        for notice in again.found:  # also while files are followed: a run that is new was not asked for
            desk.notify(notice)
        before = desk.session.project
        if again.reading is not None:
            told += tuple(notice for notice in again.reading.notices if notice.severity is Severity.ERROR)
            if again.replaces:
                later = before.refreshed(again.reading.runs).with_files(again.reading.files)
                desk.session.replace_data("Read again", later)
            else:
                desk.session.refresh(again.reading)
            told += changes(before, desk.session.project)
        if again.fresh is not None:
            told += _open_fresh(desk, again.fresh)
        for notice in told:
            if asked or notice.severity is not Severity.INFO:
                desk.notify(notice)
        if asked and not told and not again.found:
            say(desk, Severity.INFO, "Nothing has changed in the files since they were read.")

    desk.session.tasks.run("Reading again", work, done, partial(tell, desk))


def _open_fresh(desk: Desk, fresh: "Reading") -> "tuple[Notice, ...]":
    """Open what has appeared in opened folders, as one step."""
    from analysis.stats.attaching import attach

    after, told = attach(desk.session.project.with_runs(fresh.runs), fresh.attached)
    names = fresh.runs[0].name if len(fresh.runs) == 1 else plural(len(fresh.runs), "run")
    text = f"Open {names} that appeared in the folder" if fresh.runs else "Attach what appeared in the folder"
    desk.session.change(text, after.with_files(fresh.files))
    return told


def _follow(desk: Desk) -> None:
    desk.prefer(replace(desk.settings, follow=not desk.settings.follow))


ACTIONS = (
    Action(
        "file.again",
        "Read again",
        read_again,
        ("F5",),
        with_runs,
        tip="Take over what files and opened folders hold now",
    ),
    Action("file.follow", "Follow files", _follow, checked=lambda desk: desk.settings.follow),
)
