"""W&B runs-table CSV: one row a run with its config, tags and summary, for runs that other files hold."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.attachment import Attachment
from analysis.model.notice import Notice, Severity, refusal
from analysis.model.run import ConfigValue
from analysis.progress import Progress
from analysis.stats.delimited import texts
from analysis.stats.header_names import Kind, kind_of
from analysis.stats.json_values import NOT_FINITE
from analysis.stats.logs.files import File, load, short_names
from analysis.stats.logs.tables import glance, mended
from analysis.wording import plural

ID = "wandb_runs_table"
NAME, TAGS, NOTES = "Name", "Tags", "Notes"
HEAD = (NAME, "State", NOTES, "User", TAGS, "Created", "Runtime", "Sweep")  # as W&B writes them, before the settings
KEPT = ("State", NOTES, "Created", "Runtime", "Sweep")  # of these in the summary; who ran it is nobody's business
BLANK = "-"  # what W&B writes for no notes
LONGEST = 10_000  # characters of a value


def sniff(path: Path, head: bytes) -> float:
    """Sure of a name with two more of W&B's own columns; with fewer only just surer than who refuses it."""
    found = glance(head)
    if found is None or path.suffix.lower() != ".csv" or kind_of(found.names) is not Kind.RUNS:
        return 0.0
    own = sum(name in HEAD for name in found.names)
    return 0.95 if own > 2 else 0.25 if own > 1 or len(found.names) > 2 else 0.0


def read(paths: tuple[Path, ...], progress: Progress) -> Reading:
    """No run, but what the tables tell of runs; UnreadableInput where no file holds any."""
    labels = short_names(paths)
    attached: list[Attachment] = []
    told: list[Notice] = []
    refused: list[UnreadableInput] = []
    for place, path in enumerate(paths):
        progress.step(place, len(paths), f"Reading {labels[path]}")
        try:
            file, data = load(path, labels[path], ID, lambda _: None)
            mine = list(_rows(file, data))
        except UnreadableInput as error:
            refused.append(error)
            told.append(refusal(error, labels[path]))
            continue
        attached += mine
        told += file.notices
    if refused and not attached:
        raise refused[0]
    return Reading((), tuple(told), attached=tuple(attached))


def _rows(file: File, data: bytes) -> Iterator[Attachment]:
    head, rows, _ = texts(mended(data), file=str(file.path), advance=file.advance)
    names = [name.strip() for name in head.names]
    if NAME not in names:
        raise file.refusal(f"The table has no column “{NAME}”.", "Give a table of runs as W&B exports it.", 1)
    end = _settings_end(names)
    if end is None:
        text = "The columns do not tell config from summary: what is not logged as a metric is taken for config."
        file.note(Severity.INFO, text, 1)
    found = [_attachment(file, line, dict(enumerate(zip(names, row, strict=False))), end) for line, row in rows]
    if not found:
        raise file.refusal("This is a W&B table of runs without any row.", "Export it again.", 1)
    text = f"A W&B table of {plural(len(found), 'run')}: config, tags and summary, no steps."
    file.note(Severity.INFO, text, 1)
    yield from found


def _settings_end(names: Sequence[str]) -> int | None:
    """Where the summary begins: W&B writes config, then summary, each sorted; None where the order tells nothing."""
    first = next((at for at, name in enumerate(names) if name not in HEAD), len(names))
    rest = names[first:]
    breaks = [first + at for at in range(1, len(rest)) if rest[at] < rest[at - 1]]
    if any(name in HEAD for name in rest) or len(breaks) > 1:
        return None
    return breaks[0] if breaks else None


def _attachment(file: File, line: int, cells: Mapping[int, tuple[str, str]], end: int | None) -> Attachment:
    """What a row tells; ``cells`` are heading and text by place; the summary begins at ``end``."""
    config: dict[str, ConfigValue] = {}
    summary: dict[str, ConfigValue] = {}
    own = {name: cell.strip() for name, cell in cells.values() if name in HEAD}
    for at, (name, cell) in cells.items():
        if not name or name in HEAD or not cell.strip():
            continue
        of_summary = at >= end if end is not None else _measured(name)
        (summary if of_summary else config)[name] = typed(cell)
    for name in KEPT:
        if own.get(name, "") not in {"", BLANK}:
            summary.setdefault(name, typed(own[name]))
    tags = tuple(dict.fromkeys(tag.strip() for tag in own.get(TAGS, "").split(",") if tag.strip()))
    return Attachment(own[NAME], file.source, file.label, line, config, tags, summary)


def _measured(name: str) -> bool:
    """Whether a column is named as metrics are and settings are not."""
    return "/" in name or name.startswith("_")


def typed(cell: str) -> ConfigValue:
    """A cell as the value that W&B wrote: a truth value, a number, NaN or an infinity; lists and all else as text."""
    text = cell.strip()
    if text in NOT_FINITE:
        return NOT_FINITE[text]
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text[:LONGEST]
    if isinstance(value, bool | int):
        return value
    return value if isinstance(value, float) and math.isfinite(value) else text[:LONGEST]


IMPORTER = Importer(ID, "W&B runs table (CSV)", (".csv",), sniff, read)
