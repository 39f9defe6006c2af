"""What a person decided about the files of a project, so that reading them again gives the same runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from analysis.model.run import Run, RunId


@dataclass(frozen=True, slots=True)
class FileChoice:
    """How to read one file; every default leaves it to the importers.

    ``importer`` is the id of the one to read it; ``apart`` has it read on its own, so that none of its runs is joined
    with a run of another file. Of a table, ``step`` is the heading of the column that counts the steps, empty for the
    number of the row, and ``metrics`` are the headings of the columns to take.
    """

    importer: str = ""
    left_out: bool = False
    apart: bool = False
    step: str | None = None
    metrics: tuple[str, ...] | None = None


AS_FOUND = FileChoice()


def no_files() -> Mapping[str, FileChoice]:
    return MappingProxyType({})


def no_splits() -> Mapping[str, str]:
    return MappingProxyType({})


def no_names() -> Mapping[RunId, str]:
    return MappingProxyType({})


def no_same() -> Mapping[RunId, RunId]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Choices:
    """All decisions. ``files`` goes by absolute path, ``splits`` says of a heading which beginning of it is the run.

    ``names`` and ``same`` go by the id that a run has as it is read: what a person calls it, and the id of the run that
    it is one with. No run is one with a run that is itself one with another.
    """

    files: Mapping[str, FileChoice] = field(default_factory=no_files)
    splits: Mapping[str, str] = field(default_factory=no_splits)
    names: Mapping[RunId, str] = field(default_factory=no_names)
    same: Mapping[RunId, RunId] = field(default_factory=no_same)

    def __post_init__(self) -> None:
        for name in ("files", "splits", "names", "same"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        chained = [one for one, other in self.same.items() if other in self.same]
        if chained:
            raise ValueError(f"runs that are one with runs that are one with others: {chained}")

    def __hash__(self) -> int:
        return hash((tuple(self.files), tuple(self.splits), tuple(self.names), tuple(self.same)))

    def __bool__(self) -> bool:
        return bool(self.files or self.splits or self.names or self.same)

    def of(self, path: Path) -> FileChoice:
        """What was decided about a file."""
        return self.files.get(str(path.absolute()), AS_FOUND)

    def with_file(self, path: Path, choice: FileChoice) -> "Choices":
        """These choices with another one about a file; none at all is kept where it leaves everything open."""
        files = {known: kept for known, kept in self.files.items() if known != str(path.absolute())}
        if choice != AS_FOUND:
            files[str(path.absolute())] = choice
        return replace(self, files=files)

    def with_split(self, heading: str, run: str) -> "Choices":
        return replace(self, splits={**self.splits, heading: run})

    def with_name(self, run: RunId, name: str) -> "Choices":
        """These choices with a run called ``name``; as it was read where that is empty."""
        names = {known: kept for known, kept in self.names.items() if known != run}
        return replace(self, names={**names, run: name} if name else names)

    def with_same(self, run: RunId, other: RunId) -> "Choices":
        """These choices with ``other``, and what was one with it, one with ``run``."""
        first = self.same.get(run, run)
        kept = {one: first if into == other else into for one, into in self.same.items() if one != first}
        return replace(self, same={**kept, other: first} if other != first else kept)

    def without_same(self, run: RunId) -> "Choices":
        """These choices with nothing said to be one with ``run``."""
        kept = {one: into for one, into in self.same.items() if run not in {one, into}}
        return replace(self, same=kept)

    def called(self, run: Run) -> Run:
        """A run under the name that a person gave it."""
        name = self.names.get(run.id, run.name)
        return run if name == run.name else replace(run, name=name)
