"""Locks that end with their process, however it ends: no number of a process is written down and believed later."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self


class Lock:
    """A file that this process has for itself until ``release``, or until nobody refers to the lock any more."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """The lock on ``path``, None while another has it; OSError where no file can be made there."""
        while True:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            if not _locked(descriptor):
                os.close(descriptor)
                return None
            if _is(path, descriptor):
                return cls(path, descriptor)
            os.close(descriptor)  # the one who had it has removed it in between

    def release(self) -> None:
        if self._descriptor is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            self._close()

    def __del__(self) -> None:
        self._close()

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _is(path: Path, descriptor: int) -> bool:
    """Whether ``path`` is still the file that was opened."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _locked(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _locked(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
