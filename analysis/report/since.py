"""What changed since the last report, from its JSON: findings, numbers, annotations, thresholds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import UnusableRequest
from analysis.model.report_options import ReportOptions

IN_BUNDLE = "report.json"
MOST_BYTES = 64_000_000  # of a last report
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a report said under one key: in words, and what of it must differ to count as a change."""

    text: str
    value: object


@dataclass(frozen=True, eq=False)
class Last:
    """A report as it was written: its date, the checksum of its data, and what it said by kind and key."""

    date: str
    checksum: str
    findings: Mapping[Key, Told]
    differences: Mapping[Key, Told]
    annotations: Mapping[Key, Told]
    thresholds: Mapping[Key, Told]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is new, gone or different; empty for what was not there."""

    what: str
    before: str
    now: str


def read_last(path: Path) -> Last:
    """The last report from its JSON, or from the folder of its bundle; UnusableRequest where that is none."""
    path = path / IN_BUNDLE if path.is_dir() else path
    try:
        with path.open("rb") as file:
            return last_of(json.loads(file.read(MOST_BYTES)))  # what is longer ends in the middle, and is refused
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        reason = f"It is no report as JSON of Runloupe ({error})."
        raise UnusableRequest(reason, "Name the .json of the last report.", file=str(path)) from error
    except OSError as error:
        reason = f"The last report cannot be read: {error.strerror or error}."
        raise UnusableRequest(reason, "Name the .json of the last report.", file=str(path)) from error


def chosen_last(options: ReportOptions) -> Last | None:
    """The last report that the options name, if any; raises as ``read_last`` does."""
    return read_last(Path(options.since)) if options.since else None


def last_of(record: object) -> Last:
    """What a report's JSON says; ValueError, TypeError or LookupError where it is none of ours."""
    if not isinstance(record, dict):
        raise TypeError("it is no object")
    return Last(
        date=_text(record["date"]),
        checksum=_text(record["data_sha256"]),
        findings=dict(_findings(record["findings"])),
        differences=dict(_differences(record["differences"])),
        annotations=dict(_annotations(record["annotations"])),
        thresholds={(_text(name),): Told(_number(value), value) for name, value in record["thresholds"].items()},
    )


def _findings(found: list[dict[str, object]]) -> Iterator[tuple[Key, Told]]:
    """By check, metric and run; several of one kind are counted through."""
    seen: dict[Key, int] = {}
    for entry in found:
        key = (_text(entry["check"]), _text(entry["metric"] or "the run"), _text(entry["role"]))
        seen[key] = seen.get(key, 0) + 1
        verdict, sentence = _text(entry["verdict"]), _text(entry["sentence"])
        yield (*key, str(seen[key])), Told(f"{verdict}: {sentence}", (verdict, sentence))


def _differences(found: list[dict[str, object]]) -> Iterator[tuple[Key, Told]]:
    for entry in found:
        value = entry["difference"]
        yield (_text(entry["metric"]),), Told(f"B − A {_number(value)} over {_pairs(entry)}", value)


def _pairs(entry: dict[str, object]) -> str:
    how = entry.get("alignment")  # which earlier reports did not tell
    return f"{entry['pairs']} pairs" if how is None else f"{entry['pairs']} pairs ({_text(how)})"


def _annotations(found: list[dict[str, object]]) -> Iterator[tuple[Key, Told]]:
    for entry in found:
        where = f"steps {_number(entry['first_step'])} to {_number(entry['last_step'])}"
        label, note = _text(entry["label"]), _text(entry["note"])
        yield (_text(entry["id"]),), Told(f"{label}, {where}: {note}" if note else f"{label}, {where}", entry)


def changes(before: Mapping[Key, Told], now: Mapping[Key, Told]) -> tuple[Change, ...]:
    """What differs, in the order of what is there now, then what is gone."""
    found = []
    for key in (*now, *(key for key in before if key not in now)):
        old, new = before.get(key), now.get(key)
        if old is None or new is None or old.value != new.value:
            name = " · ".join(part for part in key if part != "1")
            found.append(Change(name, old.text if old else "", new.text if new else ""))
    return tuple(found)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _number(value: object) -> str:
    """As it stands in the file, rounded to four digits."""
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}") if isinstance(value, int | float) else str(value)
