"""The same project, options and date give the same bytes whatever the locale, time zone, hashes and working folder."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PLACES = (
    {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "Pacific/Auckland", "PYTHONHASHSEED": "4711"},
)


@pytest.mark.parametrize("suffix", [".pdf", ".html"])
def test_two_places_write_the_same(tmp_path: Path, suffix: str) -> None:
    rows = "\n".join(f"{step},{1 / (step + 1)},{step % 7}" for step in range(120))
    (tmp_path / "c.csv").write_text(f"Step,a - loss,b - loss\n{rows}\n", encoding="utf-8")
    digests = set()
    for number, place in enumerate(PLACES):
        out = tmp_path / str(number) / f"report{suffix}"
        out.parent.mkdir()
        folder = tmp_path if number == 0 else out.parent
        file = os.path.relpath(tmp_path / "c.csv", folder)
        arguments = [str(ROOT / "main.py"), "report", file, "-o", str(out), "--date", "2026-01-31"]
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env={**os.environ, **place, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        digests.add(hashlib.sha256(out.read_bytes()).hexdigest())
    assert len(digests) == 1
