"""A project file with the history that led to it, where this machine still has that."""

from dataclasses import dataclass
from pathlib import Path

from analysis.errors import UnreadableInput
from analysis.progress import Progress
from analysis.storage.document import Document
from analysis.storage.left_behind import history_of
from analysis.storage.reading import open_project
from analysis.storage.working_copy import WorkingCopy


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file holds, and the working copy that holds the same and its history; None where there is none."""

    document: Document
    copy: WorkingCopy | None = None


def open_with_history(path: Path, progress: Progress) -> Opened:
    """Open a project file. The file counts: a history that does not end in what it holds is removed.

    Raises what ``open_project`` raises.
    """
    document = open_project(path, progress)
    file = history_of(path)
    if file is None:
        return Opened(document)
    try:
        copy = WorkingCopy.open(file, progress)
    except UnreadableInput:
        return Opened(document)
    if copy is None:
        return Opened(document)
    if copy.steps[copy.current].project() != document.project:
        copy.discard()
        return Opened(document)
    return Opened(document, copy)
