"""Where the files of a project lie now: where they were, beside the project file, or under a folder that was moved."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from types import MappingProxyType

from analysis.model.project import Project
from analysis.model.run import Run, Source
from analysis.progress import Progress

PART = 1_048_576  # bytes hashed between two looks at whether the work is still wanted


def nowhere() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What was found out about the files of a project.

    ``moved`` leads from the path that the project knows to the one where the file lies now; ``missing`` are those that
    were not found anywhere, ``changed`` those that hold something else than when they were read.
    """

    moved: Mapping[str, str] = field(default_factory=nowhere)
    missing: tuple[Source, ...] = ()
    changed: tuple[Source, ...] = ()

    def state(self, run: Run) -> str:
        """What there is to say of the files of a run, in few words; empty where they are as they were."""
        mine = {(source.path, source.sha256) for source in run.sources}
        for what, sources in (("missing", self.missing), ("changed", self.changed)):
            if any((source.path, source.sha256) in mine for source in sources):
                return what
        return ""


def sources_of(project: Project) -> Mapping[str, Source]:
    """The files of a project by their paths."""
    return {source.path: source for run in project.runs for source in run.sources}


def size_of(path: str | Path) -> int:
    """The size of a file in bytes; -1 where there is none."""
    try:
        found = Path(path)
        return found.stat().st_size if found.is_file() else -1
    except (OSError, ValueError):  # a name with a zero byte in it
        return -1


def holds(path: str | Path, source: Source, progress: Progress) -> bool:
    """Whether a file holds exactly what was read of a source; raises Cancelled."""
    return size_of(path) == source.size and file_checksum(Path(path), progress) == source.sha256


def file_checksum(path: Path, progress: Progress) -> str:
    """The sha256 of a file as hex; empty where it cannot be read, so that the importers say why."""
    checksum = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(PART):
                progress.check()
                checksum.update(part)
    except OSError:
        return ""
    return checksum.hexdigest()


def located(
    project: Project,
    folder: Path | None,
    progress: Progress,
    *,
    given: Mapping[str, Path] = MappingProxyType({}),
    trusting: bool = False,
) -> Whereabouts:
    """Look for the files of a project whose own file lies in ``folder``; ``given`` are places that a person named.

    A file elsewhere is taken for one that was moved only if it holds the same; then the others are looked for in the
    same way. ``trusting`` takes a file that is where it was, in the size that it had, for unchanged. Raises Cancelled.
    """
    search = _Search(sources_of(project), progress, trusting=trusting)
    left: dict[str, Source] = {}
    for path, source in search.sources.items():
        named = [str(given[path])] if path in given else []
        if not search.find(source, [*named, path, *_near(source, folder)]):
            left[path] = source
    for source in list(left.values()):
        if search.moved and search.find(source, _as_others(source.path, search.moved)):
            del left[source.path]
    missing: list[Source] = []
    changed: list[Source] = []
    for path, source in left.items():
        mine = (str(place) for place in _replaced(source, folder, given))
        place = next((one for one in mine if size_of(one) >= 0 and not search.taken(one, source)), None)
        (missing if place is None else changed).append(source)
        if place is not None and place != path:
            search.moved[path] = place
    return Whereabouts(MappingProxyType(search.moved), tuple(missing), tuple(changed))


@dataclass(frozen=True, slots=True)
class _Search:
    """Some files by the paths that are known, and where those were found that lie elsewhere."""

    sources: Mapping[str, Source]
    progress: Progress
    trusting: bool
    moved: dict[str, str] = field(default_factory=dict)

    def taken(self, place: str, source: Source) -> bool:
        """Whether a place is that of another source."""
        return place != source.path and (place in self.sources or place in self.moved.values())

    def find(self, source: Source, places: Iterable[str]) -> bool:
        """Whether at one of some places, none of them another's, is a file that holds what the source held."""
        for place in dict.fromkeys(places):
            self.progress.check()
            known = self.trusting and place == source.path and size_of(place) == source.size
            if not self.taken(place, source) and (known or holds(place, source, self.progress)):
                if place != source.path:
                    self.moved[source.path] = place
                return True
        return False


def relocated(project: Project, where: Whereabouts) -> tuple[Project, Whereabouts]:
    """The project with its files where they lie now, and the whereabouts in which none is moved any more."""
    if not where.moved:
        return project, where
    to = where.moved

    def there(source: Source) -> Source:
        return replace(source, path=to.get(source.path, source.path))

    runs = tuple(
        replace(run, sources=tuple(there(source) for source in run.sources)) if run.paths & to.keys() else run
        for run in project.runs
    )
    files = {to.get(name, name): choice for name, choice in project.choices.files.items()}
    reports = {to.get(one.path, one.path): replace(one, path=to.get(one.path, one.path)) for one in project.files}
    changed = replace(project, runs=runs, choices=replace(project.choices, files=files), files=tuple(reports.values()))
    missing, others = (tuple(there(source) for source in found) for found in (where.missing, where.changed))
    return changed, Whereabouts(missing=missing, changed=others)


def _near(source: Source, folder: Path | None) -> Iterator[str]:
    """Where a file should be as seen from the project file, and beside that."""
    if folder is not None:
        if source.relative:
            yield str(Path(_joined(folder, source.relative)))
        yield str(folder / PurePath(source.path).name)


def _joined(folder: Path, relative: str) -> Path:
    """A folder and a way from it, without the detours of the way."""
    parts = list(folder.parts)
    for part in PurePath(relative).parts:
        if part == ".." and len(parts) > 1:
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)


def _as_others(path: str, moved: Mapping[str, str]) -> list[str]:
    """Where a file would be if it had been moved with one that was found: under the same root, or beside it."""
    places = []
    for old, new in moved.items():
        was, now = PurePath(old), PurePath(new)
        while was.name and was.name == now.name:
            was, now = was.parent, now.parent
        for root, other in ((was, now), (PurePath(old).parent, PurePath(new).parent)):
            if PurePath(path).is_relative_to(root):
                places.append(str(other / PurePath(path).relative_to(root)))
        places.append(str(PurePath(new).parent / PurePath(path).name))
    return places


def _replaced(source: Source, folder: Path | None, given: Mapping[str, Path]) -> Iterator[Path | str]:
    """Where a file may lie that holds something else by now: a name alone does not tell."""
    if source.path in given:
        yield given[source.path]
    yield source.path
    if folder is not None and source.relative:
        yield _joined(folder, source.relative)
