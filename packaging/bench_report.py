"""The whole report of the sample project, assessment included."""

import tempfile
import time
from pathlib import Path

import resources
from analysis.model.project import Project
from analysis.progress import silent
from analysis.read import read
from analysis.report.build import build_report
from analysis.report.writers import writer_for

TIMES = 3


def main() -> None:
    """One line: the median time, and the size of the file."""
    runs = read(tuple(sorted(resources.path("samples").glob("*.csv"))), silent()).runs
    project = Project().with_runs(runs)
    with tempfile.TemporaryDirectory() as folder:
        file, spent = Path(folder) / "report.pdf", []
        for _ in range(TIMES):
            start = time.perf_counter()
            writer_for(file).write(build_report(project, date="2026-01-01"), file, silent())
            spent.append(time.perf_counter() - start)
        size = file.stat().st_size / 1e3
    print(f"assess, compare and write the report: {sorted(spent)[TIMES // 2]:.2f} s, {size:.0f} kB")


if __name__ == "__main__":
    main()
