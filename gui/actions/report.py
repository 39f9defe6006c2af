"""The Report menu: what leaves the program for other readers."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.model.notice import Notice, Severity
from analysis.progress import Progress
from gui.actions.action import Action, Desk, faced, with_runs
from gui.actions.file import tell
from gui.dialogs.files import PDF, ask_for_folder, ask_to_save

if TYPE_CHECKING:
    from analysis.model.report import Report


def _export(desk: Desk) -> None:
    name = desk.session.path.stem if desk.session.path else "report"
    ask_to_save(desk.window, "Export the report", PDF, f"{name}.pdf", partial(export_to, desk))


def export_to(desk: Desk, path: Path) -> None:
    """Write the report of the present project, A and B first, in the background."""

    def write(report: "Report", progress: Progress) -> None:
        from analysis.report.writers import writer_for

        writer_for(path).write(report, path, progress)

    _in_background(desk, path, "report", write)


def _bundle(desk: Desk) -> None:
    ask_for_folder(desk.window, "Export the bundle into a folder", partial(bundle_to, desk))


def bundle_to(desk: Desk, folder: Path) -> None:
    """Write every format of the report into a folder of its own within the one that was chosen."""
    name = desk.session.path.stem if desk.session.path else "report"
    target = folder / f"{name} bundle"

    def write(report: "Report", progress: Progress) -> None:
        from analysis.report.bundle import write_bundle

        write_bundle(report, target, progress)

    _in_background(desk, target, "bundle", write)


def _in_background(desk: Desk, path: Path, what: str, write: "Callable[[Report, Progress], None]") -> None:
    project, runs = desk.session.project, tuple(run.id for run in desk.session.reported)

    def work(progress: Progress) -> None:
        from analysis.report.build import build_report
        from analysis.report.since import chosen_last

        last = chosen_last(project.report)
        write(build_report(project, runs=runs, title=project.title, last=last, progress=progress), progress)

    def done(_: None) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        desk.notify(
            Notice(Severity.INFO, f"The {what} was written to {path}."),
            "Show",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )

    desk.session.tasks.run(f"Writing {path.name}", work, done, partial(tell, desk))


ACTIONS = (
    faced("report.export", _export, ("Ctrl+E", "Ctrl+Shift+E"), with_runs),
    Action("report.bundle", "Export bundle…", _bundle, (), with_runs, tip="Every format of the report in one folder"),
)
