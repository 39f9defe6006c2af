"""What became of one file that was given to be read."""

from dataclasses import dataclass
from enum import Enum

from analysis.model.notice import Notice


class Outcome(Enum):
    """What was done with a file."""

    READ = "read"
    NO_RUN = "read, without a run of its own"
    REFUSED = "refused"
    LEFT_OUT = "left out by hand"
    UNKNOWN = "of no known format"  # met in a folder that was searched


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file: the absolute path, what became of it, who read it and how sure it was of the format, 0 to 1.

    ``importer`` is empty where nobody read it. ``notices`` tell what was left out and why, with file and line.
    """

    path: str
    outcome: Outcome
    importer: str = ""
    sure: float = 0.0
    by_hand: bool = False
    notices: tuple[Notice, ...] = ()
