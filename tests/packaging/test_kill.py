"""A few rounds of packaging/kill.py: what was acknowledged is there after SIGKILL, also where the disk refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_HERE = 77  # the exit code where it may not mount
ROUNDS = int(os.environ.get("RUNLOUPE_KILLS", "3"))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("on", ["plain", "full", "readonly"])
def test_what_was_acknowledged_is_there_after_a_kill(on: str) -> None:
    command = [sys.executable, str(ROOT / "packaging" / "kill.py"), "--rounds", str(ROUNDS), "--on", on]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, capture_output=True)
    if done.returncode == NOT_HERE:
        pytest.skip(done.stdout.decode())
    assert done.returncode == 0, (done.stdout + done.stderr).decode()
    assert f"{ROUNDS} of {ROUNDS} rounds" in done.stdout.decode()
