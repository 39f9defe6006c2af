"""Reading beside bare data frames: the six files of the sample project."""

import statistics
import time
from collections.abc import Callable

import resources
from analysis.progress import silent
from analysis.read import read


def main() -> None:
    """One line: into runs, and into data frames without anything resolved."""
    import pandas as pd

    files = tuple(sorted(resources.path("samples").glob("*.csv")))
    ours = _median_ms(lambda: (read(files, silent()), None)[1])
    theirs = _median_ms(lambda: ([pd.read_csv(file) for file in files], None)[1])
    print(f"the sample's six files: {ours:.1f} ms   pandas.read_csv {theirs:.1f} ms   {theirs / ours:.1f} : 1")


def _median_ms(work: Callable[[], None], times: int = 5) -> float:
    spent = []
    for _ in range(times + 1):
        start = time.perf_counter()
        work()
        spent.append(1e3 * (time.perf_counter() - start))
    return statistics.median(spent[1:])


if __name__ == "__main__":
    main()
