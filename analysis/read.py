"""Files into runs: folders are searched, each importer looks at each file, and the surest reads it."""

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import analysis.importers
from analysis.errors import UnreadableInput
from analysis.importers import Importer, Reading
from analysis.model.notice import Notice, Severity
from analysis.model.project import Project
from analysis.progress import Progress
from analysis.registry import offered
from analysis.wording import plural

HEAD = 65_536  # bytes that an importer sees before it claims a file
LFS = b"version https://git-lfs.github.com/spec/"
RIGHTS = "Check the path and your rights to it."


def read(paths: Sequence[Path], progress: Progress) -> Reading:
    """The runs in files and folders, in the order given, within folders by name.

    Raises
    ------
    UnreadableInput
        Where no file at all could be read: the first reason. Otherwise what could not be read becomes a notice.
    Cancelled
        When the work is no longer wanted.
    """
    importers = offered(analysis.importers, Importer)
    suffixes = {suffix for importer in importers for suffix in importer.suffixes}
    errors: list[UnreadableInput] = []
    claims: dict[Importer, list[Path]] = defaultdict(list)
    strangers: list[Path] = []
    files = _files(paths, errors)
    for place, (path, found) in enumerate(files.items()):
        progress.step(place, len(files), f"Looking at {path.name}")
        try:
            claims[_surest(path, importers)].append(path)
        except UnreadableInput as error:
            if found and path.suffix.lower() not in suffixes:
                strangers.append(path)
            else:
                errors.append(error)
    readings = []
    for importer, mine in claims.items():
        try:
            readings.append(importer.read(tuple(mine), progress))
        except UnreadableInput as error:
            errors.append(error)
    return _merged(readings, errors, strangers)


def _merged(readings: Sequence[Reading], errors: Sequence[UnreadableInput], strangers: Sequence[Path]) -> Reading:
    """One reading of all; runs that two importers know by one name become one where their data agree."""
    runs = Project().with_runs(tuple(run for reading in readings for run in reading.runs)).runs
    if not runs and errors:
        raise errors[0]
    if not runs and strangers:
        reason = f"None of {plural(len(strangers), 'file')} is of a known format, the first {strangers[0].name}."
        raise UnreadableInput(reason, "Export the charts as CSV.", file=str(strangers[0].parent))
    told = [
        Notice(Severity.ERROR, f"{error.reason} {error.advice}", error.file and Path(error.file).name, error.line)
        for error in errors
    ]
    told += [notice for reading in readings for notice in reading.notices]
    if strangers:
        text = f"Left out, of no known format: {plural(len(strangers), 'file')}, the first {strangers[0].name}."
        told.append(Notice(Severity.INFO, text))
    return Reading(runs, tuple(told))


def _files(paths: Sequence[Path], errors: list[UnreadableInput]) -> dict[Path, bool]:
    """The files to read, each once, and whether it was found in a folder rather than named."""
    known: set[str] = set()
    files: dict[Path, bool] = {}
    for path in paths:
        try:
            folder = path.is_dir()
            mine = list(_searched(path)) if folder else [_regular(path)]
        except OSError as error:
            errors.append(UnreadableInput(f"This cannot be opened: {error.strerror}.", RIGHTS, file=str(path)))
            continue
        except UnreadableInput as error:
            errors.append(error)
            continue
        if not mine:
            errors.append(UnreadableInput("The folder holds no files.", "Export the charts as CSV.", file=str(path)))
        for file in mine:
            real = os.path.realpath(file)
            if real not in known:
                known.add(real)
                files[file] = folder
    return files


def _regular(path: Path) -> Path:
    """The path of a file; raises UnreadableInput for what is none, such as a pipe, which might never end."""
    if path.is_file():
        return path
    reason = "This is neither a file nor a folder." if path.exists() else "There is no such file or folder."
    raise UnreadableInput(reason, "Check the path.", file=str(path))


def _searched(folder: Path) -> Iterator[Path]:
    """The files under a folder by name; hidden ones and linked folders are passed over."""

    def fail(error: OSError) -> None:
        raise error

    for here, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(here, name)
            if not name.startswith(".") and path.is_file():
                yield path


def _surest(path: Path, importers: Sequence[Importer]) -> Importer:
    """The importer that is surest of a file; raises UnreadableInput where none wants it."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise UnreadableInput(f"The file cannot be opened: {error.strerror}.", RIGHTS, file=str(path)) from None
    scores = [importer.sniff(path, head) for importer in importers]
    if max(scores) > 0:
        return importers[scores.index(max(scores))]
    if not head.strip():
        raise UnreadableInput("The file is empty.", "Export it again.", file=str(path), line=1)
    if head.startswith(LFS):
        raise UnreadableInput("This is a git-LFS pointer.", "Fetch the file with git lfs pull.", file=str(path), line=1)
    reason = "This is no text file in UTF-8." if b"\0" in head else "This is of no known format."
    raise UnreadableInput(reason, "Export the charts as CSV, or give another log of the run.", file=str(path), line=1)
