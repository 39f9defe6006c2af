"""From the start of a process to the first picture: the window beside a bare one, its curves beside bare pyqtgraph."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parents[1]
LATE = ("pandas", "scipy", "reportlab", "pyarrow")  # what no first picture may wait for
TURNS = 7
PLOTS = 6
LOOK = 5  # milliseconds between two looks whether the plots are there
SIZE = (1440, 900)


def told(began: float) -> None:
    """Say how long it took, and which of the late libraries are there already; then the process ends."""
    early = [name for name in LATE if name in sys.modules]
    print(1e3 * (time.time() - began), 1e3 * time.process_time(), ",".join(early) or "-", flush=True)
    os._exit(0)


def bare(began: float) -> None:
    """An empty QMainWindow."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(*SIZE)
    window.show()
    app.processEvents()
    told(began)


def plain(began: float) -> None:
    """Six linked plots of pyqtgraph with the sample's runs, read by numpy."""
    import numpy as np
    import pyqtgraph as pg

    app = pg.mkQApp()
    view = pg.GraphicsLayoutWidget(show=True, size=SIZE)
    first = None
    for place, file in enumerate(sorted((ROOT / "resources" / "samples").glob("*.csv"))):
        text = file.read_text(encoding="utf-8").replace('"', "").splitlines()
        names = text[0].split(",")
        wanted = [0, *(at for at, name in enumerate(names) if at and "__" not in name and name != "Step")][:3]
        table = np.genfromtxt(text[1:], delimiter=",", usecols=wanted)
        plot = view.addPlot(row=place // 2, col=place % 2)
        for column, colour in ((1, "#0072b2"), (2, "#d55e00")):
            plot.plot(table[:, 0], table[:, column], pen=colour)
        first = first or plot
        plot.setXLink(first)
    app.processEvents()
    told(began)


def ours(began: float, *, sample: bool) -> None:
    """The window as main.py starts it: told once its frame has been painted, or the curves of the sample."""
    sys.path.insert(0, str(ROOT))
    from gui.app import start

    app, window = start(sample=sample, recover=sample, preferences=ROOT / "none.json")
    from PySide6.QtCore import QTimer

    def look() -> None:
        """Tell as soon as all six plots have been painted; what the event loop does in between is the window's own."""
        if hasattr(window, "plots") and len(window.plots.grid.ready[0].panels) == PLOTS:
            window.plots.grid.view.viewport().repaint()
            told(began)

    if sample:
        timer = QTimer(interval=LOOK)
        timer.timeout.connect(look)
        timer.start()
    else:
        window.painted.connect(lambda: QTimer.singleShot(0, lambda: told(began)))
    app.exec()


WAYS: dict[str, Callable[[float], None]] = {
    "bare": bare,
    "window": lambda began: ours(began, sample=False),
    "plain": plain,
    "curves": lambda began: ours(began, sample=True),
}


def main() -> None:
    """Print medians, and the ratios that are bounded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("way", nargs="?", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--began", type=float, help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if wishes.way:
        WAYS[wishes.way](wishes.began)
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
    early: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as kept:  # compiled modules, which an installed program has beside it
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": kept, "RUNLOUPE_STATE": kept}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for turn in range(-1, TURNS):  # in turns, so that all meet the same machine; the first turn compiles
            for way, times in found.items():
                asked = [sys.executable, __file__, way, "--began", repr(time.time())]
                said = subprocess.run(asked, check=True, capture_output=True, text=True, env=environment).stdout.split()
                if turn >= 0:
                    times.append((float(said[0]), float(said[1])))
                early[way] = said[2]
    middle = {way: [statistics.median(column) for column in zip(*times, strict=True)] for way, times in found.items()}
    for way, (wall, cpu) in middle.items():
        print(f"{way:<8}{wall:>8.0f} ms{cpu:>8.0f} ms CPU   imported by then: {early[way]}")
    for name, other, bound in (("window", "bare", 2.0), ("curves", "plain", 1.3)):
        wall, cpu = (middle[name][at] / middle[other][at] for at in (0, 1))
        print(f"{name} : {other} = {wall:.2f} (CPU {cpu:.2f}), bound {bound}")


if __name__ == "__main__":
    main()
