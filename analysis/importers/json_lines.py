"""JSON lines: one JSON object a line with whatever was logged at once; the names may differ from line to line."""

import hashlib
import math
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.model.notice import Severity
from analysis.progress import OFTEN, Progress
from analysis.stats.careful import Flaw
from analysis.stats.json_values import Json, leaves, number, parsed, settings
from analysis.stats.logs.columns import COUNTERS, PARTS, Log, log_of_any, spelled
from analysis.stats.logs.files import File, run_of
from analysis.stats.logs.records import Gathered, Record
from analysis.stats.logs.runs import read_runs
from analysis.stats.resuming import Mark, keep, recalled, wanted
from analysis.wording import plural

ID = "json_lines"
SUFFIXES = (".jsonl", ".ndjson")
OF_TUNE = b'"training_iteration"'  # in records of Ray Tune and RLlib, whose progress.csv joins nested names by slashes
LINES = 20  # that are looked at to tell a log from other JSON


def sniff(path: Path, head: bytes) -> float:
    """Sure of objects that count steps; little sure of others with numbers, which may be data of another kind."""
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    whole = lines[:-1] if len(lines) > 1 and len(head) >= 65_536 else lines
    known = path.suffix.lower() in SUFFIXES
    filled = [line for line in whole[: 2 * LINES] if line.strip()][:LINES]
    records = [record for record in map(_object, filled) if record]
    if not (records and filled[0].lstrip().startswith(b"{")) or len(records) < (1 if known else 2):
        return 0.0
    numbered = sum(any(number(value) is not None for _, value in leaves("", one)) for one in records)
    counted = sum(any(spelled(name) in COUNTERS for name in one) for one in records)
    if 2 * counted >= len(records) and numbered:
        return 0.8 if known else 0.6
    return 0.15 if 2 * numbered >= len(records) else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """One run of each file, named by the file, or by its folder where it is called a log as any other."""
    return Reading(*read_runs(paths, progress, ID, _log))


@dataclass(eq=False)
class _Read:
    """What some lines hold: their objects, how many lines they are, those that hold none, and names of parts.

    ``config`` are the settings that Ray Tune repeats in each record.
    """

    records: Gathered = field(default_factory=Gathered)
    lines: int = 0
    lost: Flaw = field(default_factory=Flaw)
    parts: Flaw = field(default_factory=Flaw)
    config: dict[str, Json] = field(default_factory=dict)


def _log(file: File, data: bytes) -> tuple[Log, ...]:
    found = _found(file, data)
    lost, parts = found.lost, found.parts
    if not found.records.places:
        raise file.refusal("No line holds a JSON object.", "Give the log as one JSON object a line.", max(lost.line, 1))
    rows = found.records.rows(file, lines=True)
    if lost.count:
        cut = lost.count == 1 and not data.endswith(b"\n") and lost.line == data.count(b"\n") + 1
        text = "the last line, which breaks off" if cut else f"{plural(lost.count, 'line')} without a JSON object"
        file.note(Severity.WARNING, f"Left out: {text}.", lost.line)
    if parts.count:
        text = f"Lines that say what they were measured on have it before their metrics, as “{parts.sample}”."
        file.note(Severity.INFO, text, parts.line)
    log = log_of_any(file, run_of(file.path), rows)
    return (replace(log, config=settings(found.config), appended=True),)


def _found(file: File, data: bytes) -> _Read:
    """What the lines hold; those that were read before are not parsed again."""
    mark = recalled(ID, str(file.path), data)
    found, start = (_Read(), 0) if mark is None else (deepcopy(mark.state), mark.size)
    end = data.rfind(b"\n") + 1
    if end > start:
        _take(file, data[start:end], start, found)
        if wanted(end):
            checksum = hashlib.sha256(memoryview(data)[:end]).hexdigest()
            keep(ID, str(file.path), Mark(end, checksum, deepcopy(found)))
    _take(file, data[max(start, end) :], end, found)
    return found


def _take(file: File, data: bytes, start: int, found: _Read) -> None:
    """Add the lines of a part that begins at byte ``start``."""
    text = data if start else data.removeprefix(b"\xef\xbb\xbf")
    if not start and OF_TUNE in text.partition(b"\n")[0]:
        found.records.joint = "/"
    found.records.add(_records(file, text, start, found))
    found.lines += data.count(b"\n")


def _records(file: File, data: bytes, start: int, found: _Read) -> Iterator[tuple[int, Record]]:
    """The objects with their lines; ``found.lost`` meets the lines that hold none."""
    done = start
    for line, text in enumerate(data.split(b"\n"), start=found.lines + 1):
        done += len(text) + 1
        if line % OFTEN == 0:
            file.advance(done)
        if text.strip():
            record = _object(text)
            if record is None:
                found.lost.meet(line)
            else:
                if found.records.joint == "/" and isinstance(config := record.get("config"), dict):
                    found.config = config
                    del record["config"]
                yield line, _parted(record, line, found.parts)


def _object(text: bytes) -> dict[str, Json] | None:
    """The JSON object in a line, None where it holds none."""
    try:
        value = parsed(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _parted(record: Record, line: int, parts: Flaw) -> Record:
    """The record with the part of the data that it names, such as val, before the names of its metrics."""
    key = next((name for name in PARTS if isinstance(record.get(name), str)), None)
    if key is None or not math.isnan(number(record[key]) or math.nan):
        return record
    before = str(record[key])
    names = {name: name if spelled(name) in COUNTERS else f"{before}/{name}" for name in record if name != key}
    parts.meet(line, next((new for name, new in names.items() if new != name), before))
    return {new: record[name] for name, new in names.items()}


IMPORTER = Importer(ID, "JSON lines", SUFFIXES, sniff, read)
