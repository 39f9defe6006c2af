"""Speed as ratios: each thing that must be fast beside the plain way to do it, on the same data in the same run."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
QUICK = (3_000, 100_000, 1_000_000, 10_000_000)
FIRST = ("start", "frames", "brush", "reading", "report")  # whatever else is measured comes after them


def parts() -> list[str]:
    """The files ``bench_NAME.py`` beside this one, each a part of its own."""
    found = sorted(file.stem.removeprefix("bench_") for file in FOLDER.glob("bench_*.py"))
    return sorted(found, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))


def command(part: str, points: list[int]) -> list[str]:
    """How a part is run: in a process of its own, so that none leaves its memory to the next."""
    given = {"frames": ["--points", *map(str, points)], "brush": ["--points", str(max(points))]}
    return [sys.executable, str(FOLDER / f"bench_{part}.py"), *given.get(part, [])]


def main() -> int:
    """Run the parts one after the other; a few minutes at most as they are asked by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(parts())}; all without a word")
    parser.add_argument("--points", type=int, nargs="+", default=list(QUICK), help="points a series, e.g. 50000000")
    wishes = parser.parse_args()
    unknown = set(wishes.parts) - set(parts())
    if unknown:
        parser.error(f"no part is called {', '.join(sorted(unknown))}")
    codes = []
    for part in wishes.parts or parts():
        print(f"\n== {part}", flush=True)
        codes.append(subprocess.run(command(part, wishes.points), env=dict(os.environ), check=False).returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
