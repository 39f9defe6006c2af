"""What a process that ended too early left in its working copy: it is offered, never opened or removed unasked."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.model.notice import Notice, Severity
from analysis.progress import Progress
from analysis.wording import plural
from gui.actions.action import Desk, say
from gui.actions.file import SUFFIX, guarded, tell
from gui.dialogs.files import PROJECT, ask_to_save

if TYPE_CHECKING:
    from analysis.storage.left_behind import Orphan
    from analysis.storage.locks import Lock
    from analysis.storage.working_copy import WorkingCopy

TAKEN = "Another window has it open."


def offer(desk: Desk) -> None:
    """Look for working copies that were left behind, and offer each in the notice bar."""

    def work(_: Progress) -> "tuple[Orphan, ...]":
        from analysis.storage.left_behind import left_behind

        return left_behind()

    def done(found: "tuple[Orphan, ...]") -> None:
        for orphan in reversed(found):
            _offer_one(desk, orphan)

    desk.session.tasks.run("Looking for unsaved work", work, done, partial(tell, desk))


def tell_mended(desk: Desk) -> None:
    """Say that what could not be kept on disk is kept after all."""
    say(desk, Severity.INFO, "Every edit is on disk again.")


def _offer_one(desk: Desk, orphan: "Orphan") -> None:
    discard = partial(_discard, desk, orphan)
    if orphan.damage:
        text = f"Unsaved work was left behind, but cannot be read ({orphan.damage}): {orphan.file}"
        desk.ask(Notice(Severity.ERROR, text), {"Discard": discard})
        return
    steps = plural(orphan.changes, "step")
    what = f"“{orphan.path.name}” has {steps}" if orphan.path else f"A project without a file has {steps}"
    when = datetime.fromisoformat(orphan.at).strftime("%Y-%m-%d %H:%M")
    text = f"{what} that were kept but not saved when Runloupe ended, the latest “{orphan.last}” of {when}."
    answers: dict[str, Callable[[], object]] = {
        "Open": partial(guarded, desk, partial(_open, desk, orphan)),
        "Save as…": partial(_ask_where, desk, orphan),
        "Discard": discard,
    }
    desk.ask(Notice(Severity.WARNING, text), answers)


def _open(desk: Desk, orphan: "Orphan") -> None:
    def work(progress: Progress) -> "WorkingCopy | None":
        from analysis.referring import recovered

        return recovered(orphan.file, progress)

    def done(copy: "WorkingCopy | None") -> None:
        if copy is None:
            say(desk, Severity.WARNING, TAKEN)
            return
        lock = _lock_on_file(copy)
        desk.session.hold(lock)
        desk.session.resume(copy, path=None if lock is None else copy.path)
        if copy.path is not None and lock is None:
            text = "The file is gone, was changed after these steps were made, or is open in another window."
            desk.notify(Notice(Severity.WARNING, f"{text} Save them under another name.", copy.path.name))

    desk.session.tasks.run("Opening unsaved work", work, done, partial(tell, desk))


def _lock_on_file(copy: "WorkingCopy") -> "Lock | None":
    """The lock on the project file of a working copy, where it is still the one that the copy knows."""
    from analysis.storage.places import claim

    try:
        return claim(copy.path) if copy.path is not None and copy.fits_its_file else None
    except OSError:
        return None


def _ask_where(desk: Desk, orphan: "Orphan") -> None:
    proposal = f"{orphan.path.stem if orphan.path else 'runs'} recovered{SUFFIX}"
    ask_to_save(desk.window, "Save the unsaved work", PROJECT, proposal, partial(_save, desk, orphan))


def _save(desk: Desk, orphan: "Orphan", path: Path) -> None:
    def work(progress: Progress) -> bool:
        from analysis.referring import recovered, save

        copy = recovered(orphan.file, progress)
        if copy is None:
            return False
        try:
            document = copy.steps[copy.current].document
            save(document, path, progress)
            copy.mark_saved(path, document.project)
        finally:
            copy.close()
        return True

    def done(saved: bool) -> None:  # noqa: FBT001 - it is the answer of the work
        say(desk, Severity.INFO if saved else Severity.WARNING, f"Saved as {path.name}." if saved else TAKEN)

    desk.session.tasks.run(f"Saving {path.name}", work, done, partial(tell, desk))


def _discard(desk: Desk, orphan: "Orphan") -> None:
    from analysis.storage.left_behind import discard

    if not discard(orphan.file):
        say(desk, Severity.WARNING, TAKEN)
