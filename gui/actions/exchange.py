"""Annotations out to files and in from them, and the project of another person into this one."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from analysis import wording
from analysis.annotations.exchange import Known, clashes, export, read_annotations, taken
from analysis.annotations.fields import Found
from analysis.annotations.merging import Side, conflicts, merged
from analysis.model.annotation import AnnotationId
from analysis.model.notice import Notice, Severity
from analysis.model.project import Project
from analysis.progress import Progress
from gui.actions.action import Action, Desk, say
from gui.actions.file import tell
from gui.dialogs.ask import ask_which
from gui.dialogs.conflicts import ConflictsDialog
from gui.dialogs.files import PROJECT, ask_for_file, ask_to_save

FORMATS = (
    ("CSV", "CSV (*.csv)", "annotations.csv"),
    ("JSON", "JSON (*.json)", "annotations.json"),
    ("MNE CSV", "MNE CSV (*.mne.csv)", "annotations.mne.csv"),
    ("W&B table", "W&B table (*.table.json)", "annotations.table.json"),
)
READABLE = "Annotations (*.csv *.json)"
KNOWN = ((Known.BOTH, "Keep both"), (Known.REPLACE, "Replace mine"), (Known.SKIP, "Leave the new ones out"))


def _export(desk: Desk) -> None:
    """Ask for the format, then for the place."""
    project = desk.session.project

    def chosen(place: int) -> None:
        name, kind, proposal = FORMATS[place]
        ask_to_save(desk.window, f"Export annotations as {name}", kind, proposal, written)

    def written(path: Path) -> None:
        def work(progress: Progress) -> Notice:
            progress.step(0, 1)
            return export(project, path)

        desk.session.tasks.run(f"Writing {path.name}", work, desk.notify, partial(tell, desk))

    ask_which(desk.window, "Export annotations", "In which format?", [name for name, _, _ in FORMATS], chosen)


def _import(desk: Desk) -> None:
    ask_for_file(desk.window, "Import annotations", READABLE, partial(import_annotations, desk))


def import_annotations(desk: Desk, path: Path) -> None:
    """Take annotations of a file as one step; asks where ids are known with other contents."""

    def work(progress: Progress) -> tuple[Found, ...]:
        progress.step(0, 1)
        return read_annotations(path)

    def done(found: tuple[Found, ...]) -> None:
        clashing = clashes(desk.session.project, found)
        if not clashing:
            take(Known.BOTH, found)
            return
        question = f"{wording.plural(clashing, 'annotation')} of {path.name} are here with other contents."
        names = [text for _, text in KNOWN]
        ask_which(desk.window, "Import annotations", question, names, lambda place: take(KNOWN[place][0], found))

    def take(known: Known, found: tuple[Found, ...]) -> None:
        arrived = taken(desk.session.project, found, known)
        desk.session.change(f"Imported annotations of {path.name}", arrived.project)
        say(desk, Severity.INFO, arrived.sentence)

    desk.session.tasks.run(f"Reading {path.name}", work, done, partial(tell, desk))


def _merge(desk: Desk) -> None:
    ask_for_file(desk.window, "Merge another project", PROJECT, partial(merge_project, desk))


def merge_project(desk: Desk, path: Path) -> None:
    """Take runs, labels and annotations of another project as one step; conflicts are asked about first."""

    def work(progress: Progress) -> Project:
        from analysis.referring import open_filled

        return open_filled(path, progress).document.project

    def done(theirs: Project) -> None:
        found = conflicts(desk.session.project, theirs)
        if found:
            ConflictsDialog(desk.window, found, lambda decided: take(theirs, decided)).open()
        else:
            take(theirs, {})

    def take(theirs: Project, decided: Mapping[AnnotationId, Side]) -> None:
        merge = merged(desk.session.project, theirs, decided)
        desk.session.change(f"Merged {path.name}", merge.project)
        say(desk, Severity.INFO, merge.sentence)

    desk.session.tasks.run(f"Opening {path.name}", work, done, partial(tell, desk))


def _any(desk: Desk) -> bool:
    return bool(desk.session.project.annotations)


ACTIONS = (
    Action("file.export_annotations", "Export annotations…", _export, (), _any),
    Action("file.import_annotations", "Import annotations…", _import),
    Action("file.merge", "Merge another project…", _merge),
)
