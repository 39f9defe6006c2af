"""How long work tells how far it is, and learns that nobody waits for it any more."""

from collections.abc import Callable
from threading import Event

from analysis.errors import Cancelled


class Progress:
    """Handed to long work. It calls ``step`` now and then, which raises Cancelled once ``cancel`` was called."""

    def __init__(self, show: Callable[[int, int, str], None] | None = None) -> None:
        self._show = show
        self._cancelled = Event()

    def step(self, done: int, total: int, text: str = "") -> None:
        """Tell that ``done`` of ``total`` parts are done; raises Cancelled when the work is no longer wanted."""
        self.check()
        if self._show is not None:
            self._show(done, total, text)

    def check(self) -> None:
        """Raise Cancelled when the work is no longer wanted; tells nothing."""
        if self._cancelled.is_set():
            raise Cancelled

    def cancel(self) -> None:
        self._cancelled.set()


def silent() -> Progress:
    """A progress for scripts and tests: nobody watches."""
    return Progress()
