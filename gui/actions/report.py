"""The Report menu: what leaves the program for other readers."""

from functools import partial
from pathlib import Path

from analysis.model.notice import Notice, Severity
from analysis.progress import Progress
from gui.actions.action import Action, Desk, with_runs
from gui.actions.file import tell
from gui.dialogs.files import PDF, ask_to_save


def _export(desk: Desk) -> None:
    name = desk.session.path.stem if desk.session.path else "report"
    ask_to_save(desk.window, "Export the report", PDF, f"{name}.pdf", partial(export_to, desk))


def export_to(desk: Desk, path: Path) -> None:
    """Write the report of the present project, A and B first, in the background."""
    project, pair, shown = desk.session.project, desk.session.compared, desk.session.shown
    runs = pair or shown[:1] or project.runs[:1]

    def work(progress: Progress) -> None:
        from analysis.report.build import build_report
        from analysis.report.writers import writer_for

        report = build_report(project, runs=tuple(run.id for run in runs), title=project.title, progress=progress)
        writer_for(path).write(report, path, progress)

    def done(_: None) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        desk.notify(
            Notice(Severity.INFO, f"The report was written to {path}."),
            "Show",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )

    desk.session.tasks.run(f"Writing {path.name}", work, done, partial(tell, desk))


ACTIONS = (Action("report.export", "Export PDF", _export, ("Ctrl+E", "Ctrl+Shift+E"), with_runs, icon="file-down"),)
