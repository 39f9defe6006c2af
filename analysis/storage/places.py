"""Where what is kept between two starts lies: working copies, and locks on project files."""

import hashlib
import os
import sys
from pathlib import Path

from analysis.storage.locks import Lock

VARIABLE = "RUNLOUPE_STATE"  # an environment variable that names another folder


def state_folder() -> Path:
    """The folder of this person for the state of Runloupe; nobody has made it yet, perhaps."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Runloupe"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Runloupe"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "runloupe"


def copies_folder() -> Path:
    """Where the working copies lie."""
    return state_folder() / "copies"


def claim(path: Path) -> Lock | None:
    """The lock that says that this process writes the project file ``path``; None while another does.

    It knows of windows of this person on this machine. Nothing is left beside the file. Raises OSError where the
    folder for state cannot be written to.
    """
    name = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:32]
    return Lock.take(state_folder() / "open" / f"{name}.lock")
