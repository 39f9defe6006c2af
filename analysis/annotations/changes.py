"""An edit of an annotation in words, as the undo list names it: Moved “E3 spike” end from 812 to 840."""

from collections.abc import Callable, Mapping

from analysis import wording
from analysis.glossary import title
from analysis.model.annotation import Annotation
from analysis.model.run import RunId
from analysis.model.series import Span

LONGEST = 40  # characters of a name in an undo list


def named(mark: Annotation) -> str:
    """An annotation by number and name, in quotes and on one line."""
    return f"“E{mark.number} {_short(mark.name)}”"


def edit_text(before: Annotation, after: Annotation) -> str:
    """What became of an annotation, of several fields the first that differs."""
    name = named(before)
    for field, text in _TOLD.items():
        if getattr(before, field) != getattr(after, field):
            return text(name, before, after)
    return f"Changed {name}"


def _moved(name: str, old: Span, new: Span) -> str:
    if old.first == new.first:
        return f"Moved {name} end from {wording.step(old.last)} to {wording.step(new.last)}"
    if old.last == new.last:
        return f"Moved {name} start from {wording.step(old.first)} to {wording.step(new.first)}"
    verb = "Moved" if abs(old.width - new.width) <= 1e-9 * max(old.width, new.width) else "Resized"
    return f"{verb} {name} from {wording.steps(old)} to {wording.steps(new)}"


def _metrics(metrics: tuple[str, ...]) -> str:
    if not metrics:
        return "all"
    return title(metrics[0]) if len(metrics) == 1 else wording.plural(len(metrics), "metric")


def _runs(runs: tuple[RunId, ...]) -> str:
    return wording.plural(len(runs), "run") if runs else "all"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _retitled(name: str, _: Annotation, after: Annotation) -> str:
    return f"Renamed {name} to “{_short(after.title)}”" if after.title else f"Took the title of {name} away"


def _linked(name: str, before: Annotation, after: Annotation) -> str:
    return f"Linked {name} to another" if len(after.links) > len(before.links) else f"Took a link of {name} away"


def _evidenced(name: str, _: Annotation, after: Annotation) -> str:
    return f"Attached statistics to {name}" if after.evidence else f"Took the statistics of {name} away"


_TOLD: Mapping[str, Callable[[str, Annotation, Annotation], str]] = {
    "span": lambda name, before, after: _moved(name, before.span, after.span),
    "label": lambda name, _, after: f"Relabelled {name} as “{_short(after.label)}”",
    "title": _retitled,
    "severity": lambda name, _, after: f"Set the severity of {name} to {after.severity.value}",
    "runs": lambda name, _, after: f"Set the runs of {name} to {_runs(after.runs)}",
    "metrics": lambda name, _, after: f"Set the metrics of {name} to {_metrics(after.metrics)}",
    "note": lambda name, before, _: f"{'Rewrote' if before.note else 'Wrote'} the note of {name}",
    "links": _linked,
    "evidence": _evidenced,
    "author": lambda name, _, after: f"Set the author of {name} to {_short(after.author) or 'nobody'}",
}
