"""What the program has to tell about an input: how bad, where, and what to do."""

from dataclasses import dataclass
from enum import Enum


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
