"""The bounds of the checks: shipped in one TOML file, each with value, unit and source; a project may change some."""

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import resources
from analysis.errors import UnreadableInput

FILE = "thresholds.toml"
BOUNDS = ("five", "four", "attention", "concern")  # of the grades, from the best on
ABOUT = ("unit", "source")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A bound with its full name, such as ``centring.attention``; ``changed`` where a person set another value."""

    name: str
    value: float
    unit: str
    source: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from 5 to 1, and the bound that decided it: the last one kept, or where all are broken the last."""

    value: int
    bound: float


@dataclass(frozen=True)
class Thresholds:
    """All bounds by their full names."""

    known: Mapping[str, Threshold]

    def __getitem__(self, name: str) -> float:
        return self.known[name].value

    def __iter__(self) -> Iterator[Threshold]:
        return iter(self.known.values())

    def points(self, section: str) -> int:
        """The number of points below which a check does not rate."""
        return round(self[f"{section}.points"])

    def source(self, section: str) -> str:
        """Where the bounds of a section come from, and which of them a person changed."""
        mine = [bound for bound in self if bound.name.startswith(f"{section}.")]
        changed = [bound.name for bound in mine if bound.changed]
        return mine[0].source + (f"; changed in this project: {', '.join(changed)}" if changed else "")

    def grade(self, section: str, value: float) -> Grade:
        """The grade of a value; a bound itself still belongs to the better grade. NaN is graded worst."""
        bounds = self.bounds(section)
        rising = len(bounds) < 2 or bounds[0][1] < bounds[-1][1]
        for grade, bound in bounds:
            if (value <= bound) if rising else (value >= bound):
                return Grade(grade, bound)
        return Grade(bounds[-1][0] - 1, bounds[-1][1])

    def bounds(self, section: str) -> list[tuple[int, float]]:
        """Grades and their bounds, the best first."""
        return [
            (5 - place, self[name])
            for place, bound in enumerate(BOUNDS)
            if (name := f"{section}.{bound}") in self.known
        ]

    def changed(self, values: Mapping[str, float], file: str | None = None, text: str = "") -> "Thresholds":
        """These with other values; UnreadableInput for unknown names, numbers out of order or not finite."""
        known = dict(self.known)
        for name, value in values.items():
            if name not in known:
                raise UnreadableInput(
                    f"There is no threshold {name!r}.",
                    f"There are: {', '.join(sorted(known))}.",
                    file=file,
                    line=_line(text, name),
                )
            if not math.isfinite(value) or value < 0:
                raise UnreadableInput(
                    f"{name} is {value}.", "Give a finite number from 0 on.", file=file, line=_line(text, name)
                )
            known[name] = replace(known[name], value=value, changed=value != shipped()[name])
        new = Thresholds(known)
        for name in values:
            self._check_order(new, name, file, text)
        return new

    def _check_order(self, new: "Thresholds", name: str, file: str | None, text: str) -> None:
        section = name.rpartition(".")[0]
        before, after = ([bound for _, bound in one.bounds(section)] for one in (self, new))
        if len(after) > 1 and after != sorted(after, reverse=before[0] > before[-1]):
            order = "fall" if before[0] > before[-1] else "rise"
            said = ", ".join(bound for bound in BOUNDS if f"{section}.{bound}" in self.known)
            raise UnreadableInput(
                f"The bounds of {section} are out of order: {', '.join(f'{bound:g}' for bound in after)}.",
                f"They must {order} in the order {said}.",
                file=file,
                line=_line(text, name),
            )


@cache
def shipped() -> Thresholds:
    """The thresholds that come with Runloupe."""
    table = tomllib.loads(resources.path(FILE).read_text(encoding="utf-8"))
    known = {}
    for section, entries in table.items():
        for name, entry in entries.items():
            if name not in ABOUT:
                given = entry if isinstance(entry, dict) else {"value": entry}
                about = {key: given.get(key, entries[key]) for key in ABOUT}
                full = f"{section}.{name}"
                known[full] = Threshold(full, float(given["value"]), **about)
    return Thresholds(known)


def thresholds(changes: Mapping[str, float]) -> Thresholds:
    """The shipped thresholds with the changes of a project; what of them cannot be used is left out."""
    return shipped().changed(usable(changes)) if changes else shipped()


def usable(changes: Mapping[str, float]) -> Mapping[str, float]:
    """The changes of a project that this version can apply: of known names, finite, each section in order."""
    known = {
        name: value
        for name, value in changes.items()
        if name in shipped().known and math.isfinite(value) and value >= 0
    }
    kept: dict[str, float] = {}
    for section in dict.fromkeys(name.rpartition(".")[0] for name in known):
        mine = {name: value for name, value in known.items() if name.startswith(f"{section}.")}
        try:
            shipped().changed(mine)
        except UnreadableInput:
            continue
        kept |= mine
    return kept


def left_out(changes: Mapping[str, float]) -> tuple[str, ...]:
    """What of the changes of a project is not applied, a sentence each."""
    kept = usable(changes)
    return tuple(
        f"The threshold {name} = {value:g} of this project is not applied: "
        + ("the default holds." if name in shipped().known else "this version has no threshold of that name.")
        for name, value in changes.items()
        if name not in kept
    )


def read_thresholds(path: Path) -> Mapping[str, float]:
    """The values of a TOML file that differ from the shipped ones, by full name.

    The file has the form of the shipped one and may hold any part of it; units and sources in it are not looked at.
    UnreadableInput, with the line, for what is no TOML, unknown names, values that are no numbers, and wrong order.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise UnreadableInput("This is no UTF-8 text.", "Save it as UTF-8.", file=str(path)) from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise UnreadableInput(f"This is no TOML: {error}.", "", file=str(path), line=line) from error
    values = dict(_values(table, path, text))
    new = shipped().changed(values, str(path), text)
    return {bound.name: bound.value for bound in new if bound.changed}


def as_toml(now: Thresholds) -> str:
    """All thresholds in the form that ``read_thresholds`` reads; changed ones are marked."""
    lines: list[str] = []
    section = ""
    for line in resources.path(FILE).read_text(encoding="utf-8").splitlines():
        if header := re.fullmatch(r"\[(\w+)\]", line):
            section = header[1]
        lines.append(_rewritten(line, section, now))
    return "\n".join(lines) + "\n"


def _rewritten(line: str, section: str, now: Thresholds) -> str:
    """A line of the shipped file with the value that is in force."""
    entry = re.fullmatch(r"(\w+) = (\{ value = )?([-+.\deE]+)(.*)", line)
    bound = now.known.get(f"{section}.{entry[1]}") if entry else None
    if entry is None or bound is None or not bound.changed:
        return line
    return f"{entry[1]} = {entry[2] or ''}{bound.value!r}{entry[4]}  # changed from {entry[3]}"


def _values(table: Mapping[str, object], path: Path, text: str) -> Iterator[tuple[str, float]]:
    """Full names and numbers of a parsed file."""
    for section, entries in table.items():
        if not isinstance(entries, dict):
            raise _no_number(section, entries, path, text)
        for name, entry in entries.items():
            if name in ABOUT and isinstance(entry, str):
                continue
            value = entry.get("value") if isinstance(entry, dict) else entry
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise _no_number(f"{section}.{name}", value, path, text)
            yield f"{section}.{name}", float(value)


def _no_number(name: str, value: object, path: Path, text: str) -> UnreadableInput:
    return UnreadableInput(f"{name} is {value!r}, no number.", "Give a number.", file=str(path), line=_line(text, name))


def _line(text: str, name: str) -> int | None:
    """The line of a TOML text on which a full name is set, None where it is not found."""
    section, _, key = name.rpartition(".")
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[([^\]]+)\]", line)
        if header:
            inside = header[1].strip()
        elif re.match(rf"\s*(\"?{re.escape(name)}\"?|{re.escape(section)}\.{re.escape(key)})\s*=", line) or (
            inside == section and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line)
        ):
            return number
    return None
