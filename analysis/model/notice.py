"""What the program has to tell about an input: how bad, where, and what to do."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from analysis.errors import UnreadableInput


class Severity(Enum):
    """How much a notice or an annotation asks for attention."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing worth knowing about an input; ``line`` counts from 1, None where no line is meant."""

    severity: Severity
    text: str
    file: str | None = None
    line: int | None = None


def refusal(error: UnreadableInput, label: str = "") -> Notice:
    """Why a file is not read, under its label or its name; line 1 where the file as a whole is meant."""
    name = label or (error.file and Path(error.file).name)
    return Notice(Severity.ERROR, f"{error.reason} {error.advice}", name, error.line or (1 if name else None))
