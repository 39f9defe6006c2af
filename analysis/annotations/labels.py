"""Edits of the set of labels, and the set as a file that projects share."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from analysis.errors import UnreadableInput, UnusableRequest
from analysis.model.label import COLOURS, Label
from analysis.model.project import Project

FORMAT = "runloupe labels"
ADVICE = "Choose a file that Runloupe exported as labels."


def added(project: Project, name: str, colour: int | None = None) -> Project:
    """The project with a further label at the end, in the colour that the fewest of the others have."""
    name = _checked(project, name)
    taken = [label.colour for label in project.labels]
    free = min(range(len(COLOURS)), key=taken.count) if colour is None else colour
    return project.with_labels((*project.labels, Label(name, free)))


def renamed(project: Project, old: str, new: str) -> Project:
    """The project with a label, and all annotations that bear it, under another name."""
    new = _checked(project, new, but=old)
    labels = tuple(replace(label, name=new) if label.name == old else label for label in project.labels)
    return _relabelled(project.with_labels(labels), old, new)


def recoloured(project: Project, name: str, colour: int) -> Project:
    return project.with_labels(
        tuple(replace(label, colour=colour) if label.name == name else label for label in project.labels)
    )


def moved(project: Project, name: str, by: int) -> Project:
    """The project with a label so many places further down; keys go with the places."""
    labels = list(project.labels)
    place = next(place for place, label in enumerate(labels) if label.name == name)
    label = labels.pop(place)
    labels.insert(min(max(place + by, 0), len(labels)), label)
    return project.with_labels(tuple(labels))


def removed(project: Project, name: str, heir: str | None) -> Project:
    """The project without a label; annotations that bear it get ``heir``, or keep the name where that is None."""
    rest = project.with_labels(tuple(label for label in project.labels if label.name != name))
    return rest if heir is None else _relabelled(rest, name, heir)


def uses(project: Project, name: str) -> int:
    """How many annotations bear a label."""
    return sum(mark.label == name for mark in project.annotations)


def _relabelled(project: Project, old: str, new: str) -> Project:
    marks = tuple(replace(mark, label=new) if mark.label == old else mark for mark in project.annotations)
    return project.with_annotations(marks)


def _checked(project: Project, name: str, but: str = "") -> str:
    name = " ".join(name.split())
    if not name:
        raise UnusableRequest("A label needs a name.", "Type one.")
    if any(label.name == name != but for label in project.labels):
        raise UnusableRequest(f"There is a label “{name}” already.", "Take another name.")
    return name


def labels_text(labels: Sequence[Label]) -> str:
    """A set of labels as JSON: a name and the name of a colour each."""
    entries = [{"name": label.name, "colour": COLOURS[label.colour]} for label in labels]
    return json.dumps({"format": FORMAT, "version": 1, "labels": entries}, indent=1) + "\n"


def read_labels(path: Path) -> tuple[Label, ...]:
    """The set of a file; UnreadableInput names the line of what is wrong where JSON has one."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise UnreadableInput(f"It is no JSON: {error.msg}.", ADVICE, file=str(path), line=error.lineno) from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise UnreadableInput(f"It cannot be read as text ({error}).", ADVICE, file=str(path)) from error
    entries = stored.get("labels") if isinstance(stored, dict) and stored.get("format") == FORMAT else None
    if not isinstance(entries, list):
        raise UnreadableInput("It holds no set of labels.", ADVICE, file=str(path))
    found: dict[str, Label] = {}
    for place, entry in enumerate(entries, start=1):
        match entry:
            case {"name": str() as name, "colour": str() as colour} if name.strip() and colour in COLOURS:
                found[name] = Label(name, COLOURS.index(colour))
            case _:
                wanted = f"a name and a colour of {', '.join(COLOURS)}"
                raise UnreadableInput(f"Label {place} has not {wanted}.", "Mend the file.", file=str(path))
    return tuple(found.values())


def joined(own: Sequence[Label], others: Sequence[Label]) -> tuple[Label, ...]:
    """A set with what another has beyond it; a label that both have keeps its own colour."""
    names = {label.name for label in own}
    return (*own, *(label for label in others if label.name not in names))
