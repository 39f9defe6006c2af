"""JSON as loggers write it, with bare NaN and Infinity, taken apart into numbers and settings with dotted names."""

import json
from collections.abc import Iterator, Mapping

from analysis.model.run import ConfigValue
from analysis.progress import OFTEN, checkpoint
from analysis.wording import count, plural

NOT_FINITE = {name: float(name) for name in ("NaN", "Infinity", "-Infinity")}
LONGEST_NAME = 1000  # characters; a name is repeated for each value under it, and may not grow without bound

LONG = 1_000_000  # bytes of a text that takes too long to be read in one go

Json = object


class _Hook:
    """Looks now and then at whether the work is still wanted, and lets other threads run, while a text is read."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self, found: dict[str, Json]) -> dict[str, Json]:
        self._count += 1
        if self._count % OFTEN == 0:
            checkpoint()
        return found


def parsed(text: str | bytes) -> Json:
    """The value of a JSON text; ValueError where it is none, or nested too deeply to be data."""
    try:
        value: Json = json.loads(text, object_hook=_Hook() if len(text) > LONG else None)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def number(value: Json) -> float | None:
    """A value as a number: also the words that W&B and Trackio write for NaN and infinities; None for all else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return None
    return NOT_FINITE.get(value) if isinstance(value, str) else None


def leaves(name: str, value: Json, joint: str = ".") -> Iterator[tuple[str, Json]]:
    """The values below an object with the names that lead to them, joined; the value itself if it is none.

    An empty object and one that is nested under too long a name are given as they are. Media (images, tables,
    histograms), which W&B marks with ``_type``, stay whole.
    """
    waiting = [(name, value)]
    while waiting:
        path, entry = waiting.pop()
        if isinstance(entry, dict) and entry and "_type" not in entry and len(path) <= LONGEST_NAME:
            waiting += [(f"{path}{joint}{key}" if path else str(key), below) for key, below in reversed(entry.items())]
        else:
            yield path, entry


def left_out(others: Mapping[str, int], most: int = 3) -> str:
    """A sentence on values that are no numbers, given how often each name had one; empty where there are none."""
    if not others:
        return ""
    often = sorted(others.items(), key=lambda item: -item[1])
    shown = ", ".join(f"“{name}” ({count(times)})" for name, times in often[:most])
    more = f" and {plural(len(often) - most, 'further metric')}" if len(often) > most else ""
    return f"Left out, as they are no numbers: {shown}{more}."


def settings(config: Mapping[str, Json]) -> dict[str, ConfigValue]:
    """A configuration with dotted names; lists and other compounds become their JSON text."""
    found: dict[str, ConfigValue] = {}
    for key, value in config.items():
        for name, entry in leaves(key, value):
            if entry is None or isinstance(entry, str | int | float | bool):
                found[name] = entry
            else:
                found[name] = json.dumps(entry, ensure_ascii=False)
    return found
