"""Asking for files: one dialog that does not block, whatever it asks for."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

OPENABLE = "Exports and projects (*.csv *.runloupe);;All files (*)"
PROJECT = "Runloupe project (*.runloupe)"
PDF = "PDF (*.pdf)"
LAST_REPORT = "Report as JSON (*.json)"
PICTURE = "Picture (*.png *.jpg *.jpeg)"


def ask_to_open(parent: QWidget, done: Callable[[tuple[Path, ...]], None]) -> QFileDialog:
    """Ask for files to open; ``done`` gets them, and nothing when the person gave up."""
    dialog = QFileDialog(parent, "Open exports or a project", "", OPENABLE)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    return _show(dialog, done)


def ask_for_one(parent: QWidget, title: str, kind: str, done: Callable[[Path], None]) -> QFileDialog:
    """Ask for one file to read."""
    dialog = QFileDialog(parent, title, "", kind)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _show(dialog, lambda paths: done(paths[0]))


def ask_for_folder(parent: QWidget, title: str, done: Callable[[Path], None]) -> QFileDialog:
    """Ask for a folder, which may be made in the dialog."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    return _show(dialog, lambda paths: done(paths[0]))


def ask_to_save(parent: QWidget, title: str, kind: str, proposal: str, done: Callable[[Path], None]) -> QFileDialog:
    """Ask for one file to write, of the suffix that ``kind`` names; the dialog asks before it replaces one."""
    dialog = QFileDialog(parent, title, "", kind)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(kind.rpartition("*.")[2].rstrip(")"))
    dialog.selectFile(proposal)
    return _show(dialog, lambda paths: done(paths[0]))


def ask_for_file(parent: QWidget, title: str, kind: str, done: Callable[[Path], None]) -> QFileDialog:
    """Ask for one file to read, of the suffixes that ``kind`` names or, on demand, of any."""
    return ask_for_one(parent, title, f"{kind};;All files (*)", done)


def _show(dialog: QFileDialog, done: Callable[[tuple[Path, ...]], None]) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda names: done(tuple(Path(name) for name in names)))
    dialog.open()
    return dialog
