"""Starts the window: fonts, theme, what was named on the command line; shows errors that nobody expected."""

import argparse
import gc
import os
import sys
import traceback
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication

import resources
from analysis.commands import COMMANDS
from analysis.model.notice import Notice, Severity
from gui import settings, theme
from gui.main_window import MainWindow
from gui.tasks import Tasks

NO_SCREEN = 2  # exit code
SMOKE_SIZE = (1440, 900)
SETTLED = 400  # milliseconds without a task after which the picture of a smoke test is taken


def main(arguments: list[str]) -> int:
    """Show the window until it is closed; the exit code of the application."""
    wishes = _parser().parse_args(arguments)
    if not _has_screen():
        commands = " or ".join(f"main.py {command}" for command in COMMANDS)
        print(f"runloupe: There is no screen for the window; {commands} need none.", file=sys.stderr)  # noqa: T201
        return NO_SCREEN
    app, window = start(wishes.paths, sample=wishes.sample, recover=not wishes.smoke)
    sys.excepthook = partial(_on_uncaught, window)
    if wishes.smoke:
        _smoke(window, wishes.smoke)
    code = app.exec()
    sys.excepthook = sys.__excepthook__
    window.let_go()
    return code


def start(
    paths: Iterable[Path] = (), *, sample: bool = False, recover: bool = True, preferences: Path | None = None
) -> tuple[QApplication, MainWindow]:
    """Show the frame of the window; it is filled, and the paths or the sample opened, once the event loop runs."""
    gc.disable()  # what a start makes is no garbage; looking for some costs a twentieth of the first picture
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Runloupe")
    app.setOrganizationName("Runloupe")
    theme.load_fonts()
    window = _make_frame(Tasks(), preferences or _preferences_file())
    window.filled.connect(gc.freeze)  # nor is it looked through ever after, which kept the window waiting
    window.filled.connect(gc.enable)
    if recover:
        window.filled.connect(window.offer_what_was_left)
    window.begin(tuple(sorted(resources.path("samples").glob("*.csv")) if sample else paths))
    window.show()
    return app, window


def _has_screen() -> bool:
    """Whether Qt could open a window; it would abort the process where it cannot."""
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in known)


def make_window(tasks: Tasks, preferences_file: Path) -> MainWindow:
    """A window with all that belongs in it."""
    window = _make_frame(tasks, preferences_file)
    window.complete()
    return window


def _make_frame(tasks: Tasks, preferences_file: Path) -> MainWindow:
    """An empty window with the preferences of a file, telling what of them was dropped."""
    preferences, dropped = settings.load(preferences_file)
    window = MainWindow(tasks, preferences, preferences_file)
    for sentence in dropped:
        window.notices.show_notice(Notice(Severity.WARNING, sentence))
    return window


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="runloupe", description="Compare training runs by eye and report on them.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="exports, folders or a project to open")
    parser.add_argument("--sample", action="store_true", help="open the sample project")
    parser.add_argument("--smoke", type=Path, metavar="FILE", help="save a picture of the window as PNG and quit")
    return parser


def _preferences_file() -> Path:
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
    return Path(place) / "preferences.json"


def _on_uncaught(
    window: MainWindow, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """A defect: the trace goes to standard error, a sentence to the notice bar; the window stays usable."""
    traceback.print_exception(kind, error, trace)
    text = f"Something went wrong in Runloupe ({kind.__name__}: {error}). Your project is unchanged; save it."
    window.notices.show_notice(Notice(Severity.ERROR, text))


def _smoke(window: MainWindow, file: Path) -> None:
    """Take a picture once nothing has been under way for a moment, then quit."""
    window.resize(*SMOKE_SIZE)
    timer = QTimer(window, singleShot=True, interval=SETTLED)

    def take() -> None:
        if not window.whole or window.session.tasks.running:
            timer.start()
            return
        saved = window.grab().save(str(file), "PNG")
        QApplication.exit(0 if saved else 1)

    timer.timeout.connect(take)
    timer.start()
