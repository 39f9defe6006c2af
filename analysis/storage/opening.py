"""A project file with the history that led to it, where this machine still has that, and with the right to save it."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.errors import UnreadableInput, UnwritableOutput
from analysis.model.project import Project
from analysis.progress import Progress
from analysis.stats.fingerprint import put_away
from analysis.storage.document import Document
from analysis.storage.left_behind import history_of
from analysis.storage.locks import Lock
from analysis.storage.places import claim
from analysis.storage.reading import open_project
from analysis.storage.working_copy import WorkingCopy


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file holds, and the working copy that holds the same and its history; None where there is none.

    ``lock`` says to others that the file is open here; ``barred`` why it can only be read, empty where it can be saved.
    """

    document: Document
    copy: WorkingCopy | None = None
    lock: Lock | None = None
    barred: str = ""

    def let_go(self) -> None:
        """Leave the file and the copy to others."""
        if self.copy is not None:
            self.copy.close()
        if self.lock is not None:
            self.lock.release()


def open_to_edit(path: Path, progress: Progress, *, mine: bool = False) -> Opened:
    """Open a project file such that no other window saves it meanwhile; ``mine`` says that it is locked here already.

    Raises what ``open_project`` raises.
    """
    lock, barred = None, ""
    if not os.access(path, os.W_OK):
        barred = "is protected against writing"
    elif not mine:
        try:
            lock = claim(path)
            barred = "" if lock is not None else "is open in another window"
        except OSError:
            pass  # no place for state: nobody can be told, as without this
    try:
        document = open_project(path, progress)
        return Opened(document, _history(path, document, progress), lock, barred)
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def lock_to_save(path: Path) -> Lock | None:
    """The lock on a file that is to be written; None where no lock can be had.

    Raises UnwritableOutput while the file is open in another window.
    """
    try:
        lock = claim(path)
    except OSError:
        return None
    if lock is None:
        reason = "The project is open in another window, which would not know of it."
        raise UnwritableOutput(reason, "Save it under another name.", file=str(path))
    return lock


def _history(path: Path, document: Document, progress: Progress) -> WorkingCopy | None:
    """The working copy that ends in a document. The file counts: a history that ends in something else is removed."""
    file = history_of(path)
    if file is None:
        return None
    try:
        copy = WorkingCopy.open(file, progress)
    except UnreadableInput:
        return None
    if copy is not None and not _holds(copy.steps[copy.current].project(), document.project):
        copy.discard()
        return None
    return copy


def _holds(kept: Project, filed: Project) -> bool:
    """Whether a project is the one of a file; where the file only refers to data, those are told by their checksums."""
    away = {run.id for run in filed.runs if run.away}
    runs = (
        replace(run, series=tuple(put_away(one) for one in run.series)) if run.id in away else run for run in kept.runs
    )
    return (replace(kept, runs=tuple(runs)) if away else kept) == filed
