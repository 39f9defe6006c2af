"""Records with names of their own, as JSON holds them, into the columns of a log."""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.model.notice import Severity
from analysis.stats.careful import Flaw
from analysis.stats.json_values import Json, leaves, number
from analysis.stats.logs.columns import Points, Rows
from analysis.stats.logs.files import File
from analysis.wording import plural

Record = Mapping[str, Json]


@dataclass(eq=False)
class Gathered:
    """The numbers of records under their names, those of nested ones joined by ``joint``; grows record by record.

    A null is a value that was not logged; texts, truth values and lists are left out and told of. The words NaN,
    Infinity and -Infinity are numbers, since JSON has no other way to write them.
    """

    joint: str = "."
    columns: dict[str, Points] = field(default_factory=dict)
    texts: dict[str, Flaw] = field(default_factory=dict)
    twice: Flaw = field(default_factory=Flaw)
    places: "array[int]" = field(default_factory=lambda: array("q"))

    def add(self, records: Iterable[tuple[int, Record]]) -> None:
        """Take further records, each with its line or its place from 1."""
        columns = self.columns
        for row, (place, record) in enumerate(records, start=len(self.places)):
            self.places.append(place)
            for name, value in _flat(record, self.joint):
                found = value if type(value) is float else number(value)
                if found is None:
                    if value is not None:
                        self.texts.setdefault(name, Flaw()).meet(place, _told(value))
                    continue
                column = columns.get(name)
                if column is None:
                    column = columns[name] = Points()
                elif column.rows[-1] == row:
                    self.twice.meet(place, name)
                    continue
                column.add(row, found)

    def rows(self, file: File, *, lines: bool) -> Rows:
        """The columns, with notices of what was left out; ``lines`` says whether records stand on lines."""
        _note(file, self.texts, self.twice, lines=lines)
        named = tuple(points.column(name) for name, points in self.columns.items() if name.strip())
        return Rows(named, len(self.places), np.array(self.places, np.int64) if lines else None)


def rows_of_records(file: File, records: Iterable[tuple[int, Record]], *, lines: bool) -> Rows:
    """The columns of records, each with its line, or with its place from 1 where ``lines`` is false."""
    found = Gathered()
    found.add(records)
    return found.rows(file, lines=lines)


def _flat(record: Record, joint: str) -> Iterator[tuple[str, Json]]:
    """The values of a record, those of nested ones under the names that lead to them."""
    for name, value in record.items():
        if type(value) is dict:
            yield from leaves(name, value, joint)
        else:
            yield name, value


def _told(value: Json) -> str:
    """A value that is no number, briefly."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    return str(value)


def _note(file: File, texts: Mapping[str, Flaw], twice: Flaw, *, lines: bool) -> None:
    """Tell of what is no number, and of a name that one record has nested and with dots."""

    def tell(severity: Severity, text: str, place: int) -> None:
        if lines:
            file.note(severity, text, place)
        else:
            file.note(severity, f"{text[:-1]} in entry {place}.")

    if texts:
        name, first = min(texts.items(), key=lambda item: item[1].line)
        values, names = plural(sum(flaw.count for flaw in texts.values()), "value"), plural(len(texts), "name")
        example = f"the first “{first.sample[:40]}” of “{name[:80]}”"
        tell(Severity.WARNING, f"Left out: {values} without a number under {names}, {example}.", first.line)
    if twice.count:
        text = f"Left out: {plural(twice.count, 'value')} of a name that stands twice, the first of “{twice.sample}”."
        tell(Severity.WARNING, text, twice.line)
