"""Annotations out to files and in from them: the suffix tells the format of what is written, the text what is read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from analysis import wording
from analysis.annotations.csv_file import ADVICE, csv_text, read_csv
from analysis.annotations.fields import Found
from analysis.annotations.json_file import json_text, read_json, table_text
from analysis.annotations.mne_file import LOST, is_mne, mne_text, read_mne
from analysis.errors import UnreadableInput, UnusableRequest, UnwritableOutput
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.notice import Notice, Severity
from analysis.model.project import Project
from analysis.model.run import Run, RunId

WRITERS: Mapping[str, Callable[[Project], str]] = MappingProxyType(
    {".mne.csv": mne_text, ".table.json": table_text, ".csv": csv_text, ".json": json_text}
)  # the longer suffixes first


class Known(Enum):
    """What becomes of an annotation whose id the project has with other contents."""

    BOTH = "both"
    REPLACE = "replace"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Arrived:
    """The project after an import, and how many annotations came anew, replaced others, were left out, were equal."""

    project: Project
    added: int = 0
    replaced: int = 0
    skipped: int = 0
    equal: int = 0

    @property
    def sentence(self) -> str:
        """What became of them, in words."""
        told = (
            (self.added, "added"),
            (self.replaced, "replaced"),
            (self.skipped, "left out"),
            (self.equal, "there already, unchanged"),
        )
        parts = [f"{wording.count(number)} {what}" for number, what in told if number]
        return f"Annotations: {', '.join(parts)}." if parts else "The file holds no annotations."


def export(project: Project, path: Path) -> Notice:
    """Write all annotations in the format of the suffix; what was there is replaced at the end, in one move.

    Raises UnusableRequest for another suffix, UnwritableOutput.
    """
    suffix = next((suffix for suffix in WRITERS if path.name.lower().endswith(suffix)), None)
    if suffix is None:
        raise UnusableRequest(f"No format has the suffix of {path.name}.", f"There are: {', '.join(WRITERS)}.")
    text = WRITERS[suffix](project)
    write_text(path, text)
    told = f"{wording.plural(len(project.annotations), 'annotation')} written to {path.name}."
    if suffix == ".mne.csv":
        told += f" MNE's CSV has no place for {LOST}; a step stands for a second."
    return Notice(Severity.INFO, told)


def write_text(path: Path, text: str) -> None:
    """Write a text beside a file, which it then replaces; UnwritableOutput where that cannot be."""
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        part.write_bytes(text.encode(errors="surrogatepass"))
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        reason = f"It cannot be written: {error.strerror or error}."
        raise UnwritableOutput(reason, "Choose another place.", file=str(path)) from error


def read_annotations(path: Path) -> tuple[Found, ...]:
    """What a file in one of the formats holds; UnreadableInput names file and line, and nothing is taken then."""
    file = str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="surrogatepass")
    except OSError as error:
        raise UnreadableInput(f"It cannot be read: {error.strerror or error}.", ADVICE, file=file) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UnreadableInput("It is no UTF-8.", "Save it as UTF-8 first.", file=file, line=line) from error
    if text.lstrip().startswith(("{", "[")):
        return tuple(read_json(text, file))
    return tuple(read_mne(text, file) if is_mne(text) else read_csv(text, file))


def clashes(project: Project, found: Iterable[Found]) -> int:
    """How many annotations have the id of one of the project and other contents."""
    known = {mark.id: mark for mark in project.annotations}
    return sum(one.mark.id in known and not same(known[one.mark.id], _placed(project, one)) for one in found)


def same(one: Annotation, other: Annotation) -> bool:
    """Whether two annotations differ in nothing but their number."""
    return one == replace(other, number=one.number)


def taken(project: Project, found: Iterable[Found], known: Known = Known.BOTH) -> Arrived:
    """The project with annotations that were read.

    Runs are found by their ids, else by their names. A number that is taken becomes the next free one. Where the id is
    taken too, BOTH gives the newcomer an id of its own, and links among the newcomers follow it.
    """
    marks = {mark.id: mark for mark in project.annotations}
    numbers = {mark.number for mark in project.annotations}
    fresh: dict[AnnotationId, AnnotationId] = {}
    new: list[Annotation] = []
    replaced = skipped = equal = 0
    for one in found:
        mark = _placed(project, one)
        mine = marks.get(mark.id)
        if mine is not None and same(mine, mark):
            equal += 1
        elif mine is not None and known is Known.SKIP:
            skipped += 1
        elif mine is not None and known is Known.REPLACE and mine in project.annotations:
            marks[mine.id] = replace(mark, number=mine.number)
            replaced += 1
        else:
            mark_id = AnnotationId(uuid4().hex) if mine is not None or not mark.id else mark.id
            number = mark.number if mark.number not in numbers else max(numbers) + 1
            fresh[mark.id] = mark_id
            numbers.add(number)
            marks[mark_id] = replace(mark, id=mark_id, number=number)
            new.append(marks[mark_id])
    for mark in new:
        marks[mark.id] = replace(mark, links=tuple(fresh.get(link, link) for link in mark.links))
    return Arrived(project.with_annotations(tuple(marks.values())), len(new), replaced, skipped, equal)


def _placed(project: Project, one: Found) -> Annotation:
    """An annotation on the runs of the project: of the same ids, else of the names that they had."""
    named = {run.name: run.id for run in project.runs}
    names = (*one.run_names, *("" for _ in one.mark.runs))
    pairs = zip(one.mark.runs, names, strict=False)
    runs = tuple(run if project.has(run) else named.get(name, run) for run, name in pairs)
    return replace(one.mark, runs=runs)


def same_runs(mine: Iterable[Run], theirs: Iterable[Run]) -> Mapping[RunId, RunId]:
    """The runs of another project by the ids that they have in this one: the same id, else the same name."""
    ids, names = {run.id for run in mine}, {run.name: run.id for run in mine}
    return {run.id: run.id if run.id in ids else names.get(run.name, run.id) for run in theirs}
