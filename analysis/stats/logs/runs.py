"""Logs of one drop into runs: each metric on its own steps, what was odd told with file and line."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np

from analysis.errors import UnreadableInput
from analysis.model.notice import Notice, Severity, refusal
from analysis.model.run import ConfigValue, Run, Source
from analysis.model.seam import Seam
from analysis.model.series import FidelityKind, Series, frozen_array, same_arrays
from analysis.progress import Progress
from analysis.stats.logs.beside import beside, why
from analysis.stats.logs.columns import STEP, Column, Log, RowArray
from analysis.stats.logs.files import File, load, short_names
from analysis.stats.logs.restarts import part, restarted_at
from analysis.stats.pieces import Piece, Stitched, restarts, stitch, tellings
from analysis.stats.pieces import told as seam_told
from analysis.stats.run_names import run_id
from analysis.stats.shared_arrays import SharedArrays
from analysis.wording import plural

Parse = Callable[[File, bytes], tuple[Log, ...]]
RunsAndNotices = tuple[tuple[Run, ...], tuple[Notice, ...]]


@dataclass(frozen=True, eq=False)
class Logs:
    """The logs of one drop in the order of its files, and what is told of the files that hold none."""

    logs: tuple[Log, ...]
    refusals: tuple[Notice, ...]


def read_runs(paths: Sequence[Path], progress: Progress, importer: str, parse: Parse) -> RunsAndNotices:
    """The runs in the files that one importer won, and the notices.

    A file that cannot be read becomes a notice; UnreadableInput is raised where none can.
    """
    return runs_of(logs_of(paths, progress, importer, parse), progress)


def logs_of(paths: Sequence[Path], progress: Progress, importer: str, parse: Parse) -> Logs:
    """What ``parse`` finds in the files; raises the first UnreadableInput where no file holds a log."""
    paths = list(dict.fromkeys(paths))
    labels = short_names(paths)
    total = sum(map(size, paths))
    done = 0
    logs: list[Log] = []
    refused: list[tuple[str, UnreadableInput]] = []
    for path in paths:
        advance = partial(tell, progress, done, total, labels[path])
        advance(0)
        try:
            logs.extend(parse(*load(path, labels[path], importer, advance)))
        except UnreadableInput as error:
            refused.append((labels[path], error))
        done += size(path)
    if refused and not logs:
        raise refused[0][1]
    told = [refusal(error, label) for label, error in refused]
    return Logs(tuple(logs), tuple(told))


def tell(progress: Progress, before: int, total: int, label: str, done: int) -> None:
    """Tell how many of the bytes of all files are read: those ``before`` this file, and those ``done`` of it."""
    progress.step(before + done, max(total, before + done), f"Reading {label}")


def size(path: Path) -> int:
    """The bytes of a file; none where it cannot be looked at."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def runs_of(found: Logs, progress: Progress) -> RunsAndNotices:
    """The runs of all logs, in the order in which they were met; logs of one place are one run."""
    logs, pieces = _pieces_in_order(found.logs)
    names = short_names((log.run for log in logs), telling=True)
    series: dict[Path, dict[str, Series]] = defaultdict(dict)
    files: dict[Path, dict[File, None]] = defaultdict(dict)
    settled: dict[Path, _Settings] = defaultdict(_Settings)
    parts: dict[Path, list[Piece]] = defaultdict(list)
    within: dict[Path, tuple[Seam, ...]] = defaultdict(tuple)
    for place, log in enumerate(logs):
        progress.step(place, len(logs), "Putting the runs together")
        starts = restarted_at(log)
        _note_steps(log, starts)
        mine: dict[str, Series] = {} if log.file in pieces else series[log.run]
        within[log.run] += _add(log, mine, starts)
        if log.file in pieces:
            parts[log.run].append(Piece(log.file.label, tuple(mine.values())))
        files[log.run][log.file] = None
        _settle(settled[log.run], log)
    seams = {run: _stitched(mine, series[run], tuple(files[run])) for run, mine in parts.items()}
    told = [notice for file in dict.fromkeys(log.file for log in found.logs) for notice in file.notices]
    runs = tuple(
        replace(
            _run(names[run], series[run], tuple(files[run]), settled[run]), seams=(*within[run], *seams.get(run, ()))
        )
        for run in files
    )
    return runs, (*found.refusals, *told)


def _pieces_in_order(logs: Sequence[Log]) -> tuple[tuple[Log, ...], frozenset[File]]:
    """The logs, those that are pieces of one run under its place and in the order of their steps; and their files.

    Nothing in such files tells which was written later: the one that begins later, or of equals the longer one, is
    taken for the later one, and the file is told of.
    """
    alone = {run for run, times in Counter(log.run for log in logs).items() if times == 1}
    able = {log.run: log for log in logs if log.run in alone and log.axis == STEP and np.isfinite(log.steps).any()}
    runs = restarts({run: float(np.nanmin(log.steps)) for run, log in able.items()})
    named = {run: {column.name for column in able[run].columns} for run in runs}
    common = {into: set.intersection(*(named[run] for run in runs if runs[run] == into)) for into in runs.values()}
    runs = {run: into for run, into in runs.items() if common[into]}
    ordered = sorted(
        (able[run] for run in runs), key=lambda log: (float(np.nanmin(log.steps)), float(np.nanmax(log.steps)))
    )
    pieces = tuple(replace(log, run=runs[log.run]) for log in ordered)
    return (*(log for log in logs if log.run not in runs), *pieces), frozenset(log.file for log in pieces)


def _stitched(parts: Sequence[Piece], mine: dict[str, Series], files: Sequence[File]) -> tuple[Seam, ...]:
    """Put the pieces of a run together into ``mine``, tell of the seams, and give them."""
    found = stitch(parts, of_one_run=True)
    mine.update({series.name: series for series in found.series})
    by_label = {file.label: file for file in files}
    for seam in found.seams:
        severity = Severity.WARNING if seam.dropped else Severity.INFO
        by_label[seam.later].note(severity, seam_told(seam))
    if found.appended:
        text = f"Appended to the earlier pieces, since it begins as early: {_listed(found.appended)}."
        files[-1].note(Severity.WARNING, text)
    return found.seams


def _run(name: str, series: Mapping[str, Series], files: Sequence[File], told: "_Settings") -> Run:
    sources = tuple(replace(file.source, notices=tuple(file.notices)) for file in files)
    return Run(run_id(name), name, tuple(series.values()), (*sources, *told.sources), told.config, summary=told.summary)


class _Settings:
    """What is known of a run besides its metrics; grows with its logs."""

    def __init__(self) -> None:
        self.config: dict[str, ConfigValue] = {}
        self.summary: dict[str, ConfigValue] = {}
        self.sources: list[Source] = []


def _settle(known: _Settings, log: Log) -> None:
    """Add what a log and the files beside it tell; what the log itself says comes first."""
    known.config.update({key: _one_nan(value) for key, value in log.config.items()})
    known.summary.update({key: _one_nan(value) for key, value in log.summary.items()})
    for path in log.beside:
        if not path.is_file() or str(path.absolute()) in {source.path for source in known.sources}:
            continue
        try:
            found = beside(path, log.file.source.importer)
        except (OSError, ValueError) as error:
            log.file.note(Severity.WARNING, f"Left out: {path.name} beside it, as {why(error)}.")
            continue
        known.config = {**{key: _one_nan(value) for key, value in found.config.items()}, **known.config}
        known.summary = {**{key: _one_nan(value) for key, value in found.summary.items()}, **known.summary}
        known.sources.append(found.source)
        text = f"Read beside it, from {path.name}: {plural(len(found.config) + len(found.summary), 'setting')}."
        log.file.note(Severity.INFO, text)


def _one_nan(value: ConfigValue) -> ConfigValue:
    """The value, NaN as math.nan, so that equal settings compare as equal."""
    return math.nan if isinstance(value, float) and math.isnan(value) else value


def _note_steps(log: Log, starts: Sequence[int]) -> None:
    """Tell of values in rows that have no step, and of steps that do not grow from point to point of a metric.

    Where the log was started again is told elsewhere.
    """
    placed = np.isfinite(log.steps)
    if not placed.all():
        used = np.zeros(placed.size, dtype=np.bool_)
        for column in log.columns:
            used[column.rows] = True
        text = "Left out: {} without a number in “{}”."
        _note_rows(log, np.flatnonzero(used & ~placed), text)
    with np.errstate(over="ignore", invalid="ignore"):
        if (np.diff(log.steps) > 0).all():
            return
        back = np.zeros(placed.size, dtype=np.bool_)
        for column in log.columns:
            rows = column.rows[placed[column.rows]]
            within = np.diff(np.searchsorted(starts, rows, side="right")) == 0
            back[rows[1:][(np.diff(log.steps[rows]) <= 0) & within]] = True
    text = "{} in which “{}” goes back or repeats for a metric; the order of the file is kept."
    _note_rows(log, np.flatnonzero(back), text)


def _note_rows(log: Log, rows: RowArray, text: str) -> None:
    """Tell something about rows, if there are any, with the place of the first."""
    if not rows.size:
        return
    filled = text.format(plural(int(rows.size), "row"), log.axis)
    if log.lines is None:
        log.file.note(Severity.WARNING, f"{filled} The first is entry {int(rows[0]) + 1}.")
    else:
        log.file.note(Severity.WARNING, filled, int(log.lines[rows[0]]))


def _add(log: Log, mine: dict[str, Series], starts: Sequence[int]) -> tuple[Seam, ...]:
    """Put the metrics of a log to those that its run has already, and give the seams within it.

    No value takes another's place, but where the log was started again the later piece wins.
    """
    again, apart = [], []
    found = _whole(log, starts)
    for one in found.series:
        series = one
        known = mine.get(series.name)
        if not len(series):
            continue
        if known is not None and _same(known, series):
            again.append(series.name)
            continue
        if known is not None:
            apart.append(series.name)
            series = replace(series, name=_free(f"{series.name} ({log.file.label})", mine))
        mine[series.name] = series
    if again:
        log.file.note(Severity.INFO, f"Kept once, with the same data in an earlier file: {_listed(again)}.")
    if apart:
        text = f"Kept beside an earlier file with other data, under the name of this file: {_listed(apart)}."
        log.file.note(Severity.WARNING, text)
    return found.seams


def _whole(log: Log, starts: Sequence[int]) -> Stitched:
    """The metrics of a log, its pieces put together."""
    pool = SharedArrays()
    if not starts:
        return Stitched(tuple(_series(log, column, pool) for column in log.columns), (), ())
    pieces = []
    for start, stop in pairwise((0, *starts, log.steps.size)):
        line = int(start if log.lines is None else log.lines[start])
        label = f"{log.file.label} from line {line}" if start else log.file.label
        series = (_series(log, part(column, start, stop), pool) for column in log.columns)
        pieces.append(Piece(label, tuple(one for one in series if len(one))))
    found = stitch(pieces)
    for _, severity, text in tellings(found, log.file.label):
        log.file.note(severity, text)
    return found


def _series(log: Log, column: Column, pool: SharedArrays) -> Series:
    """The points of a column that have a step. A coordinate that is not known for all of them is left away."""
    placed = np.isfinite(log.steps[column.rows])
    rows = column.rows if placed.all() else column.rows[placed]
    steps = pool.array(log.steps[rows])
    beside = {name: pool.array(values[rows]) for name, values in log.along.items()}
    along = {name: array for name, array in beside.items() if np.isfinite(array).all()}
    values = frozen_array(column.values if placed.all() else column.values[placed])
    how = pool.fidelity(steps, along.values())
    if how.kind is FidelityKind.SAMPLED and not log.thinned:
        how = replace(how, kind=FidelityKind.IRREGULAR)
    return Series(column.name, steps, values, how, axis=log.axis, along=along)


def _same(one: Series, other: Series) -> bool:
    """Whether two series hold the same points on the same axis."""
    return one.axis == other.axis and same_arrays(one.steps, other.steps) and same_arrays(one.values, other.values)


def _free(name: str, taken: Mapping[str, Series]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _listed(names: Sequence[str], most: int = 3) -> str:
    """Names in quotation marks, those beyond ``most`` as a number."""
    rest = len(names) - most
    return ", ".join(f"“{name}”" for name in names[:most]) + (f" and {rest} more" if rest > 0 else "")
