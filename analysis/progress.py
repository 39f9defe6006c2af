"""How long work tells how far it is, and learns that nobody waits for it any more."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Event
from typing import TypeVar

from analysis.errors import Cancelled

OFTEN = 1_024  # items between two looks at whether the work is still wanted
Item = TypeVar("Item")


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


_watched: ContextVar[Progress | None] = ContextVar("watched", default=None)


@contextmanager
def watching(progress: Progress) -> Iterator[None]:
    """While this lasts, ``checkpoint`` asks this progress; in this thread alone."""
    before = _watched.set(progress)
    try:
        yield
    finally:
        _watched.reset(before)


def checkpoint() -> None:
    """Raise Cancelled where the work around is no longer wanted: for functions on arrays that know no progress."""
    progress = _watched.get()
    if progress is not None:
        progress.check()


def watched(items: Iterable[Item]) -> Iterator[Item]:
    """The items, with a ``checkpoint`` now and then."""
    for place, item in enumerate(items):
        if place % OFTEN == 0:
            checkpoint()
        yield item
