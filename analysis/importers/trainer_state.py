"""Hugging Face ``trainer_state.json``: the log of a Trainer, of which every checkpoint has a copy up to its step."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.importers import Importer, Reading
from analysis.model.notice import Severity
from analysis.model.run import ConfigValue
from analysis.progress import OFTEN, Progress, watched
from analysis.stats.json_values import Json, parsed, settings
from analysis.stats.logs.columns import Log, log_over
from analysis.stats.logs.files import File
from analysis.stats.logs.records import Record, rows_of_records
from analysis.stats.logs.runs import logs_of, runs_of
from analysis.wording import plural

ID = "trainer_state"
HISTORY, STEP, EPOCH, SUMMARY = "log_history", "step", "epoch", "train_runtime"
SETTINGS = "trial_params"
RESULTS = ("all_results.json", "train_results.json", "eval_results.json")
CHECKPOINT = re.compile(r"checkpoint-\d+|last-checkpoint")
AGAIN = "Give the trainer_state.json of the run or of its last checkpoint."


@dataclass(frozen=True, eq=False)
class _Copy:
    """The log of a file, with a mark after each entry that holds for it and all before it."""

    log: Log
    marks: tuple[bytes, ...]


def sniff(_path: Path, head: bytes) -> float:
    """Sure of a JSON object with a log_history."""
    return 0.95 if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b'"log_history"' in head else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """One run of each file that is not the beginning of another, named by the folder above the checkpoints."""
    copies: list[_Copy] = []

    def parse(file: File, data: bytes) -> tuple[Log, ...]:
        copies.append(_copy(file, data))
        return (copies[-1].log,)

    found = logs_of(paths, progress, ID, parse)
    return Reading(*runs_of(replace(found, logs=_longest(copies)), progress))


def _copy(file: File, data: bytes) -> _Copy:
    try:
        state = parsed(data.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:  # what json finds, and bytes that are no UTF-8
        line = getattr(error, "lineno", 1)
        raise file.refusal(f"This is no whole JSON text ({error}).", AGAIN, line) from None
    history = state.get(HISTORY) if isinstance(state, dict) else None
    if not isinstance(state, dict) or not isinstance(history, list):
        raise file.refusal("There is no list log_history in it.", AGAIN, 1)
    entries = [entry for entry in history if isinstance(entry, dict) and SUMMARY not in entry]
    summaries = sum(isinstance(entry, dict) for entry in history) - len(entries)
    if summaries:
        file.note(
            Severity.INFO,
            f"Kept beside the metrics: {plural(summaries, 'summary', 'summaries')} of the whole training.",
        )
    if len(entries) + summaries < len(history):
        text = f"Left out: {plural(len(history) - len(entries) - summaries, 'entry', 'entries')} without names."
        file.note(Severity.WARNING, text)
    rows = rows_of_records(file, _numbered(file, entries), lines=False)
    log = log_over(file, _run(file.path), rows, STEP, along=(EPOCH,))
    told = settings(
        {key: value for one in history if isinstance(one, dict) and SUMMARY in one for key, value in one.items()}
    )
    near = tuple(file.path.with_name(name) for name in RESULTS)
    return _Copy(replace(log, config=_config(state), summary=told, beside=near), tuple(_marks(entries)))


def _numbered(file: File, entries: Sequence[Record]) -> Iterator[tuple[int, Record]]:
    """The entries with their places from 1."""
    for place, entry in enumerate(entries, start=1):
        if place % OFTEN == 0:
            file.advance(file.source.size * place // len(entries))
        yield place, entry


def _marks(entries: Iterable[Record]) -> Iterator[bytes]:
    running = hashlib.blake2b(digest_size=16)
    for entry in watched(entries):
        running.update(repr(entry).encode("utf-8", "surrogatepass"))
        yield running.digest()


def _run(path: Path) -> Path:
    """The folder of the run: the one above the checkpoints."""
    folder = path.absolute().parent
    return folder.parent if CHECKPOINT.fullmatch(folder.name) else folder


def _config(state: Mapping[str, Json]) -> dict[str, ConfigValue]:
    """What the state tells besides its history: its own values, and the parameters of a search."""
    kept = {
        key: value
        for key, value in state.items()
        if key == SETTINGS or value is None or isinstance(value, str | int | float | bool)
    }
    return settings(kept)


def _longest(copies: Sequence[_Copy]) -> tuple[Log, ...]:
    """The logs that are not the beginning of another; those tell of the copies that they hold."""
    held: dict[int, list[str]] = {}
    for place, one in enumerate(copies):
        wholes = [at for at, other in enumerate(copies) if one.marks[-1] in other.marks]
        whole = max(wholes, key=lambda at: (len(copies[at].marks), not _in_checkpoint(copies[at].log), -at))
        held.setdefault(whole, []).extend([one.log.file.label] if whole != place else [])
    for place, labels in held.items():
        if labels:
            text = f"Left out as copies of its beginning: {', '.join(labels)}."
            copies[place].log.file.note(Severity.INFO, text)
    return tuple(copy.log for place, copy in enumerate(copies) if place in held)


def _in_checkpoint(log: Log) -> bool:
    return CHECKPOINT.fullmatch(log.file.path.absolute().parent.name) is not None


IMPORTER = Importer(ID, "Hugging Face trainer_state.json", (".json",), sniff, read)
