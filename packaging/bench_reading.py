"""Reading beside bare data frames: the sample's six small files, and six large ones in fresh processes."""

import importlib.util
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

import resources
from analysis.progress import silent
from analysis.read import read

FILES = 6
MODULES = {"pandas": "pandas", "pyarrow": "pyarrow.csv", "polars": "polars", "duckdb": "duckdb"}
TIMED = """
import json, resource, sys, time
{prepare}
files = sys.argv[1:]
start = time.perf_counter()
kept = {read}
spent = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([spent, time.process_time() - {before}, peak]))
"""
OURS = """
from pathlib import Path
import pyarrow.csv
import analysis.importers
from analysis.importers import Importer
from analysis.progress import silent
from analysis.read import read
from analysis.registry import offered
offered(analysis.importers, Importer)
"""


def write(folder: Path, rows: int) -> list[Path]:
    """Charts of one run as W&B exports them: every cell quoted, the value three times."""
    files = []
    for place in range(FILES):
        values = 1e-3 * np.cumsum(np.random.default_rng(place).normal(size=rows))
        file = folder / f"metric_{place}.csv"
        name = f"run - metric_{place}"
        with file.open("w", encoding="utf-8") as out:
            out.write(f'"Step","{name}","{name}__MIN","{name}__MAX"\n')
            out.writelines(f'"{step}","{x!r}","{x!r}","{x!r}"\n' for step, x in enumerate(values.tolist()))
        files.append(file)
    return files


SPLIT = """
import hashlib, json, sys, time
from pathlib import Path
import pyarrow as pa
import pyarrow.csv
from analysis.stats import bulk
from analysis.stats.byte_stream import ByteStream
from analysis.stats.delimited import CHUNK
parts = ("bytes in whole lines and their checksum", "cells by Arrow", "quotes checked, numbers made")
spent = dict.fromkeys(parts, 0.0)
for file in sys.argv[1:]:
    with ByteStream(Path(file)) as stream:
        head = True
        while True:
            start = time.process_time()
            rows = stream.take_lines(CHUNK)
            taken = time.process_time()
            rows = rows[rows.index(b"\\n") + 1 :] if head else rows
            if not rows:
                break
            again = time.process_time()
            bulk._columns(rows, ",", 4, pa.string())
            parsed = time.process_time()
            bulk.numbers(rows, ",", 4)
            done = time.process_time()
            head = False
            for name, seconds in zip(spent, (taken - start, parsed - again, done - parsed - (parsed - again))):
                spent[name] += seconds
print(json.dumps(spent))
"""


def split(files: list[Path], processor: float) -> None:
    """Print on what the seconds of the processor go, each part alone and one thread at a time."""
    done = subprocess.run([sys.executable, "-c", SPLIT, *map(str, files)], check=True, capture_output=True, text=True)
    parts: dict[str, float] = json.loads(done.stdout)
    for name, seconds in parts.items():
        print(f"    {name:<42} {seconds:6.2f} s of the processor")
    print(
        f"    {'joined, looked at and made into runs':<42} {max(processor - sum(parts.values()), 0):6.2f} s, the rest"
    )


def timed(prepare: str, read: str, files: list[Path]) -> tuple[float, float, float]:
    """Seconds, seconds of the processor and the peak of the memory in MB of one fresh process."""
    code = TIMED.format(prepare=f"{prepare}\nbefore = time.process_time()", read=read, before="before")
    done = subprocess.run([sys.executable, "-c", code, *map(str, files)], check=True, capture_output=True, text=True)
    spent, processor, peak = json.loads(done.stdout.splitlines()[-1])  # DuckDB prints its progress before
    return spent, processor, peak


def reading(rows: int = 1_000_000) -> None:
    """Print time and memory of Runloupe and of the readers that are installed, and the ratio to the fastest."""
    with tempfile.TemporaryDirectory() as name:
        files = write(Path(name), rows)
        print(f"read {FILES} charts of {rows:,} rows, {sum(file.stat().st_size for file in files) / 1e6:.0f} MB")
        others = {}
        for other, module in MODULES.items():
            if importlib.util.find_spec(other) is None:
                print(f"  {other:<10} not installed")
                continue
            call = "duckdb.read_csv(file).fetchnumpy()" if other == "duckdb" else "reader.read_csv(file)"
            others[other] = timed(f"import {module} as reader\n{other} = reader", f"[{call} for file in files]", files)
        ours = timed(OURS, "read([Path(file) for file in files], silent())", files)
        for reader, (spent, processor, peak) in {"Runloupe": ours, **others}.items():
            print(f"  {reader:<10} {spent:6.2f} s {processor:6.2f} s of the processor {peak:6.0f} MB")
            if reader == "Runloupe":
                split(files, processor)
        best = min(others, key=lambda other: others[other][0])
        print(f"  Runloupe takes {ours[0] / others[best][0]:.2f} times as long as {best}", flush=True)


def main() -> None:
    """Small files into runs and into data frames without anything resolved, then large ones."""
    import pandas as pd

    files = tuple(sorted(resources.path("samples").glob("*.csv")))
    ours = _median_ms(lambda: (read(files, silent()), None)[1])
    theirs = _median_ms(lambda: ([pd.read_csv(file) for file in files], None)[1])
    print(f"the sample's six files: {ours:.1f} ms   pandas.read_csv {theirs:.1f} ms   {theirs / ours:.1f} : 1")
    reading()


def _median_ms(work: Callable[[], None], times: int = 5) -> float:
    spent = []
    for _ in range(times + 1):
        start = time.perf_counter()
        work()
        spent.append(1e3 * (time.perf_counter() - start))
    return statistics.median(spent[1:])


if __name__ == "__main__":
    main()
