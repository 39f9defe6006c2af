"""Files into runs: folders are searched, each importer looks at each file, and the surest reads it."""

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import analysis.importers
from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.choices import Choices
from analysis.model.file_report import FileReport, Outcome
from analysis.model.notice import Notice, Severity, refusal
from analysis.model.project import Project
from analysis.model.run import Run, Source
from analysis.progress import Progress, watching
from analysis.registry import offered
from analysis.stats.run_names import run_id
from analysis.stats.strangers import seems, stands_in
from analysis.wording import plural

HEAD = 65_536  # bytes that an importer sees before it claims a file
SURELY = 0.8  # above it a file is what its place says, whatever it begins with: a parameter of MLflow may be any text
Read = tuple[tuple[Path, ...], Reading]  # some files of one importer, and what came out of them
RIGHTS = "Check the path and your rights to it."


@dataclass(frozen=True, slots=True)
class Look:
    """A first look at a file: who is to read it and how sure that one is, 0 to 1, or why nobody is.

    ``stranger`` tells that it was met in a folder and is of no known kind, ``by_hand`` that a person decided.
    """

    path: Path
    importer: Importer | None = None
    sure: float = 0.0
    refusal: UnreadableInput | None = None
    stranger: bool = False
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with some files, each once, in the order in which they were met, and by whose choices."""

    looks: tuple[Look, ...]
    choices: Choices


def read(paths: Sequence[Path], progress: Progress, choices: Choices | None = None) -> Reading:
    """The runs in files and folders, in the order given, within folders by name; with choices, as they say.

    Raises
    ------
    UnreadableInput
        Where no file at all could be read: the first reason. Otherwise what could not be read becomes a notice.
    Cancelled
        When the work is no longer wanted.
    """
    reading, reason = _carried_out(look(paths, progress, choices), progress)
    if reason is not None and not (reading.runs or reading.attached):
        raise reason
    return reading


def look(
    paths: Sequence[Path], progress: Progress, choices: Choices | None = None, known: Collection[str] = ()
) -> Plan:
    """What each file in files and folders seems to be, from its first bytes, but those of ``known`` absolute paths.

    Raises Cancelled.
    """
    choices = choices or Choices()
    importers = offered(analysis.importers, Importer)
    looks: list[Look] = []
    suffixes = frozenset(suffix for importer in importers for suffix in importer.suffixes)
    files = _files(paths, looks, suffixes)
    files = {path: found for path, found in files.items() if str(path.absolute()) not in known}
    for place, (path, found) in enumerate(files.items()):
        progress.step(place, len(files), f"Looking at {path.name}")
        stranger = found and _is_strange(path, suffixes)
        looks.append(_look(path, importers, choices, stranger=stranger))
    return Plan(tuple(looks), choices)


def carry_out(plan: Plan, progress: Progress) -> Reading:
    """What comes of a plan, also where that is no run at all; raises Cancelled."""
    return _carried_out(plan, progress)[0]


def _is_strange(path: Path, suffixes: frozenset[str]) -> bool:
    """Whether no part of a name says that the file may be a log."""
    return suffixes.isdisjoint(suffix.lower() for suffix in path.suffixes)


def _look(path: Path, importers: Sequence[Importer], choices: Choices, *, stranger: bool) -> Look:
    choice = choices.of(path)
    if choice.left_out:
        return Look(path, by_hand=True)
    named = next((importer for importer in importers if importer.id == choice.importer), None)
    if named is not None:
        return Look(path, named, 1.0, by_hand=True)
    try:
        return Look(path, *_surest(path, importers))
    except UnreadableInput as error:
        return Look(path, refusal=error, stranger=stranger)


def _carried_out(plan: Plan, progress: Progress) -> tuple[Reading, UnreadableInput | None]:
    """The reading of a plan, and the first reason why a file could not be read."""
    claims: dict[tuple[Importer, Path | None], list[Path]] = defaultdict(list)
    for one in plan.looks:
        if one.importer is not None:
            claims[one.importer, one.path if plan.choices.of(one.path).apart else None].append(one.path)
    refusals = {one.path: one.refusal for one in plan.looks if one.refusal is not None and not one.stranger}
    readings: list[Read] = []
    for (importer, apart), mine in claims.items():
        group = tuple(mine)
        try:
            reading = _read_by(importer, group, plan.choices, progress)
        except UnreadableInput as error:
            refusals |= dict.fromkeys(group, error)
            refusals |= _each_refused(importer, group, plan.choices, progress) if len(group) > 1 else {}
        else:
            readings.append((group, _set_apart(reading, apart) if apart else reading))
    plan, refusals = _without_used(plan, readings, refusals)
    return _merged(plan, readings, refusals), _first_reason(plan, refusals)


def _without_used(
    plan: Plan, readings: Sequence[Read], refusals: dict[Path, UnreadableInput]
) -> tuple[Plan, dict[Path, UnreadableInput]]:
    """The plan and the refusals without files that nobody claims but that a run was completed from, as settings are."""
    used = {source.path for _, reading in readings for run in reading.runs for source in run.sources}
    looks = tuple(
        replace(one, refusal=None, stranger=False) if one.importer is None and str(one.path.absolute()) in used else one
        for one in plan.looks
    )
    mine = {one.path for one in plan.looks if one.importer is None and str(one.path.absolute()) in used}
    return replace(plan, looks=looks), {path: why for path, why in refusals.items() if path not in mine}


def _read_by(importer: Importer, paths: tuple[Path, ...], choices: Choices, progress: Progress) -> Reading:
    try:
        with watching(progress):
            if importer.read_as is not None and choices:
                return importer.read_as(paths, progress, choices)
            return importer.read(paths, progress)
    except MemoryError:
        reason, advice = "There is not enough memory to read this.", "Give fewer files, or shorter ones."
        raise UnreadableInput(reason, advice, file=str(paths[0]), line=1) from None
    except UnreadableInput as error:
        error.line = error.line or 1  # the file as a whole
        raise


def _each_refused(
    importer: Importer, paths: Sequence[Path], choices: Choices, progress: Progress
) -> dict[Path, UnreadableInput]:
    """Why each of the files that an importer refused together is refused: together it tells of the first only."""
    found = {}
    for path in paths:
        try:
            _read_by(importer, (path,), choices, progress)
        except UnreadableInput as error:
            found[path] = error
    return found


def _set_apart(reading: Reading, path: Path) -> Reading:
    """The runs of a file that a person wants for themselves: its name behind theirs."""
    names = [f"{run.name} ({path.name})" for run in reading.runs]
    runs = tuple(replace(run, name=name, id=run_id(name)) for run, name in zip(reading.runs, names, strict=True))
    return replace(reading, runs=runs)


def _first_reason(plan: Plan, refusals: Mapping[Path, UnreadableInput]) -> UnreadableInput | None:
    """Why nothing could be read, where that is so; None where there was nothing to read."""
    strangers = [one.path for one in plan.looks if one.stranger]
    if strangers and not refusals:
        reason = f"None of {plural(len(strangers), 'file')} is of a known format, the first {strangers[0].name}."
        return UnreadableInput(reason, "Export the charts as CSV.", file=str(strangers[0].parent))
    return next(iter(refusals.values()), None)


def _merged(plan: Plan, readings: Sequence[Read], refusals: Mapping[Path, UnreadableInput]) -> Reading:
    """One reading of all; runs that two importers know by one name become one where their data agree."""
    runs = Project().with_runs(tuple(run for _, reading in readings for run in reading.runs)).runs
    runs, apart = _one_run_each(runs, plan.choices)
    told = [refusal(error) for error in dict.fromkeys(refusals.values())]
    told += [*(notice for _, reading in readings for notice in reading.notices), *apart]
    strangers = [one.path for one in plan.looks if one.stranger]
    if strangers:
        text = f"Left out, of no known format: {plural(len(strangers), 'file')}, the first {strangers[0].name}."
        told.append(Notice(Severity.INFO, text))
    headings = dict.fromkeys(heading for _, reading in readings for heading in reading.headings)
    attached = tuple(one for _, reading in readings for one in reading.attached)
    return Reading(runs, tuple(told), tuple(headings), _reports(plan, readings, refusals), attached)


def _one_run_each(runs: tuple[Run, ...], choices: Choices) -> tuple[tuple[Run, ...], tuple[Notice, ...]]:
    """The runs with those in one that a person said are one, under the names that a person gave.

    Where two hold different data of one metric, both stay, and a notice says so.
    """
    found = {run.id: run for run in runs}
    told = []
    for one, into in choices.same.items():
        run, other = found.get(one), found.get(into)
        if run is None:
            continue
        joined = replace(run, id=into) if other is None else other.merged(run)
        if joined is None:
            text = f"Kept as two runs, though said to be one: {run.name}. They hold different data of one metric."
            told.append(Notice(Severity.ERROR, text))
            continue
        del found[one]
        found[into] = joined
    return tuple(choices.called(run) for run in found.values()), tuple(told)


def _reports(plan: Plan, readings: Sequence[Read], refusals: Mapping[Path, UnreadableInput]) -> tuple[FileReport, ...]:
    """What became of each file of a plan."""
    held = {source.path: source for _, reading in readings for run in reading.runs for source in run.sources}
    told = {path: notices for mine in readings for path, notices in _told_of(*mine).items()}
    return tuple(
        _report(one, refusals.get(one.path) or one.refusal, held, told.get(one.path, ())) for one in plan.looks
    )


def _report(
    one: Look, refused: UnreadableInput | None, held: Mapping[str, Source], told: tuple[Notice, ...]
) -> FileReport:
    path = str(one.path.absolute())
    source = held.get(path)
    notices = told if source is None else tuple(dict.fromkeys((*source.notices, *told)))
    if one.stranger:
        outcome = Outcome.UNKNOWN
    elif one.importer is None and refused is None and source is None:
        outcome = Outcome.LEFT_OUT
    elif refused is not None or (source is None and any(n.severity is Severity.ERROR for n in notices)):
        outcome = Outcome.REFUSED
    else:
        outcome = Outcome.NO_RUN if source is None else Outcome.READ
    if refused is not None:
        said = refusal(refused, one.path.name)
        notices = (replace(said, severity=Severity.INFO) if one.stranger else said,)
    return FileReport(path, outcome, one.importer.id if one.importer else "", one.sure, one.by_hand, notices)


def _told_of(paths: Sequence[Path], reading: Reading) -> dict[Path, tuple[Notice, ...]]:
    """The notices by file: they call it by its name, with as many folders before it as tell it from others."""
    by_label: dict[str, list[Notice]] = defaultdict(list)
    for notice in reading.notices:
        by_label[notice.file or ""].append(notice)
    found = {}
    for path in paths:
        parts = path.absolute().parts
        labels = ("/".join(parts[-length:]) for length in range(1, len(parts) + 1))
        found[path] = tuple(notice for label in labels for notice in by_label.get(label, ()))
    return found


def _files(paths: Sequence[Path], refused: list[Look], suffixes: frozenset[str]) -> dict[Path, bool]:
    """The files to read, each once, and whether it was found in a folder rather than named."""

    def refuse(path: Path, error: UnreadableInput, *, stranger: bool = False) -> None:
        refused.append(Look(path, refusal=error, stranger=stranger))

    def pass_over(path: Path, error: UnreadableInput) -> None:
        refuse(path, error, stranger=_is_strange(path, suffixes) and not path.is_dir())

    known: set[str] = set()
    files: dict[Path, bool] = {}
    for path in paths:
        try:
            folder = path.is_dir()
            mine = list(_searched(path, pass_over)) if folder else [path]
            if not folder and not path.is_file():
                raise _no_file(path)
        except OSError as error:
            refuse(path, UnreadableInput(f"This cannot be opened: {error.strerror}.", RIGHTS, file=str(path)))
            continue
        except UnreadableInput as error:
            refuse(path, error)
            continue
        if not mine and not any(path in one.path.parents for one in refused):
            refuse(path, UnreadableInput("The folder holds no files.", "Export the charts as CSV.", file=str(path)))
        for file in mine:
            real = os.path.realpath(file)
            if real not in known:
                known.add(real)
                files[file] = folder
    return files


def _no_file(path: Path) -> UnreadableInput:
    """Why a path is no file to read: it may be a pipe, which might never end, or a link to what is not there."""
    if path.exists():
        return UnreadableInput("This is neither a file nor a folder.", "Check the path.", file=str(path))
    if path.is_symlink() and "annex/objects" in path.readlink().as_posix():
        reason, advice = "This is a link of git-annex whose file is not here.", "Fetch it with git annex get."
        return UnreadableInput(reason, advice, file=str(path))
    nowhere = ": the link leads nowhere" if path.is_symlink() else ""
    return UnreadableInput(f"There is no such file or folder{nowhere}.", "Check the path.", file=str(path))


def _searched(folder: Path, pass_over: Callable[[Path, UnreadableInput], None]) -> Iterator[Path]:
    """The files under a folder by name; hidden ones and linked folders are passed over without a word."""

    def fail(error: OSError) -> None:
        where = Path(error.filename or folder)
        if where == folder:
            raise error
        pass_over(where, UnreadableInput(f"The folder cannot be opened: {error.strerror}.", RIGHTS, file=str(where)))

    for here, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            if name.startswith("."):
                continue
            if path.is_file():
                yield path
            else:
                pass_over(path, _no_file(path))


def _surest(path: Path, importers: Sequence[Importer]) -> tuple[Importer, float]:
    """The importer that is surest of a file, and how sure; raises UnreadableInput where none wants it."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise UnreadableInput(f"The file cannot be opened: {error.strerror}.", RIGHTS, file=str(path)) from None
    scores = [importer.sniff(path, head) for importer in importers]
    if max(scores) > (SURELY if stands_in(head) else 0):
        return importers[scores.index(max(scores))], max(scores)
    if not head.strip():
        raise UnreadableInput("The file is empty.", "Export it again.", file=str(path), line=1)
    raise UnreadableInput(*(stands_in(head) or seems(path, head)), file=str(path), line=1)
