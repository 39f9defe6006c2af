"""The one way to find a file that ships with Runloupe."""

from pathlib import Path


def path(name: str) -> Path:
    """The shipped file or folder of a name such as ``fonts/IBMPlexSans-Regular.ttf``; FileNotFoundError if absent."""
    found = Path(__file__).parent / name
    if not found.exists():
        raise FileNotFoundError(f"{name} does not belong to this installation of Runloupe")
    return found
