"""The longest turns of the window's event loop: two runs of six long metrics are opened, and used meanwhile."""

import argparse
import os
import tempfile
from collections import defaultdict
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from gui import theme
from gui.app import make_window
from gui.tasks import Tasks
from tests.gui.watchdog import Turn, Watchdog, slowness, work_with, write_charts

BOUND = 50.0  # milliseconds of a turn
WORST = 8  # turns whose owners are told


def main() -> None:
    """Print the longest turns of every kind of use, and who was at work in the longest of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="steps of each run")
    parser.add_argument("--thorough", action="store_true", help="wait until all is assessed, and go through all views")
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RUNLOUPE_STATE"] = folder
        files = write_charts(Path(folder), wishes.rows)
        app = QApplication([])
        theme.load_fonts()
        window = make_window(Tasks(), Path(folder) / "preferences.json")
        window.resize(1440, 900)
        window.show()
        watchdog = Watchdog()
        early, meanwhile = work_with(window, files, watchdog, thorough=wishes.thorough)
        watchdog.stop()
        window.let_go()
        del app
    tell(watchdog.turns, wishes.rows)
    print(f"plots before their last pyramid: {'yes' if early else 'no, it came with them'}")
    print(f"meanwhile: {', '.join(meanwhile)}")


def tell(turns: list[Turn], rows: int) -> None:
    """The table, and the owners."""
    kinds: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        kinds[turn.doing].append(turn)
    slow = slowness()
    print(f"2 runs x 6 metrics x {rows:,} steps; this machine takes {slow:.2f} times as long as the usual one")
    print(f"{'':<18}{'turns':>7}{'worst CPU':>11}{'99 %':>8}{'worst wall':>12}{'99 %':>8}   ms")
    for kind, found in kinds.items():
        cpu, wall = (sorted(1e3 * getattr(turn, name) for turn in found) for name in ("cpu", "wall"))
        high = min(int(0.99 * len(found)), len(found) - 1)
        print(f"{kind:<18}{len(found):>7}{cpu[-1]:>11.0f}{cpu[high]:>8.0f}{wall[-1]:>12.0f}{wall[high]:>8.0f}")
    over = [turn for turn in turns if 1e3 * turn.cpu > BOUND * slow]
    print(f"turns over {BOUND:.0f} ms of this thread, as the usual machine counts: {len(over)}")
    for turn in sorted(turns, key=lambda turn: -turn.cpu)[:WORST]:
        print(f"  {1e3 * turn.cpu:4.0f} ms CPU, {1e3 * turn.wall:4.0f} ms, {turn.doing}: {turn.owner}")


if __name__ == "__main__":
    main()
