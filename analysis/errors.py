"""The errors a user may meet. Each says what is wrong, where, and what to do; anything else is a defect."""


class RunloupeError(Exception):
    """Something a user can mend. ``reason`` and ``advice`` are sentences; ``file`` and ``line`` say where."""

    def __init__(self, reason: str, advice: str, *, file: str | None = None, line: int | None = None) -> None:
        self.reason = reason
        self.advice = advice
        self.file = file
        self.line = line
        super().__init__(str(self))

    def __str__(self) -> str:
        where = "" if self.file is None else f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return f"{where}{self.reason} {self.advice}".strip()


class UnreadableInput(RunloupeError):
    """A file that is none of ours or is damaged."""


class DamagedInput(UnreadableInput):
    """A file of ours that is damaged; some of it may still be read."""


class UnusableRequest(RunloupeError):
    """Something was asked for that these runs cannot give."""


class UnwritableOutput(RunloupeError):
    """A file that cannot be written; what was there before is untouched."""


class Cancelled(Exception):
    """The work was given up on request."""
