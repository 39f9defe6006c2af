"""The comparison of A and B, worked out once in the background for whoever shows a part of it."""

from dataclasses import dataclass
from itertools import chain

from PySide6.QtCore import QObject, Signal

from analysis.errors import RunloupeError
from analysis.model.alignment import Terms
from analysis.model.comparison import Comparison
from analysis.model.project import Project
from analysis.model.run import Group, Run
from analysis.progress import Progress
from gui.tasks import Task, Tasks


@dataclass(frozen=True, eq=False)
class Asked:
    """All that a comparison depends on."""

    a: Run
    b: Run
    terms: Terms
    recipes: tuple[Group, ...]

    def same(self, other: "Asked") -> bool:
        runs, others = ([one.a, one.b, *chain(*one.recipes)] for one in (self, other))
        return (
            self.terms == other.terms
            and list(map(len, self.recipes)) == list(map(len, other.recipes))
            and all(one is two for one, two in zip(runs, others, strict=True))
        )


class Comparing(QObject):
    """Knows the comparison that was asked for last. ``ready`` tells that it is there, ``failed`` why it is not."""

    ready = Signal()
    failed = Signal(str)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._asked: Asked | None = None
        self._known: Comparison | None = None
        self._task: Task | None = None

    def of(self, project: Project, a: Run, b: Run) -> Comparison | None:
        """The comparison of two runs of a project; None while it is being worked out."""
        asked = Asked(a, b, project.terms(a.id, b.id), project.recipes)
        if self._asked is None or not asked.same(self._asked):
            self._ask(project, asked)
        return self._known

    def release(self) -> None:
        """Let go of the runs."""
        if self._task is not None:
            self._task.cancel()
        self._asked, self._known, self._task = None, None, None

    def _ask(self, project: Project, asked: Asked) -> None:
        self.release()
        self._asked = asked
        a, b = asked.a, asked.b

        def work(progress: Progress) -> Comparison:
            from analysis.compare import compare_runs

            return compare_runs(project, a.id, b.id, progress)

        self._task = self._tasks.run(f"Comparing {a.name} with {b.name}", work, self._done, self._on_failed)

    def _done(self, found: Comparison) -> None:
        self._known = found
        self.ready.emit()

    def _on_failed(self, error: RunloupeError) -> None:
        self.failed.emit(str(error))


def touches(old: Project, new: Project) -> bool:
    """Whether a change of the project may change what is known of two of its runs."""
    return old.runs is not new.runs or old.pairs != new.pairs or old.repeats != new.repeats
