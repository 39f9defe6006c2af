"""Names and ids of runs that a log names by itself: several runs may have one name, a reading may not."""

import hashlib
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

from analysis.model.run import RunId

Key = TypeVar("Key", bound=Hashable)


def run_id(name: str) -> RunId:
    """The id of a run: the same wherever a run of that name is read."""
    return RunId(hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()[:12])


def told_apart(names: Mapping[Key, tuple[str, str]]) -> dict[Key, str]:
    """One name for each run, given its name and its id: those that share a name have the id behind it.

    Where that is not enough, as with one id in two projects, a number tells them apart.
    """
    counts = Counter(name for name, _ in names.values())
    taken: set[str] = set()
    found = {}
    for key, (name, own) in names.items():
        wanted = name if counts[name] == 1 else f"{name} ({own})"
        number, free = 1, wanted
        while free in taken:
            number += 1
            free = f"{wanted} ({number})"
        taken.add(free)
        found[key] = free
    return found
