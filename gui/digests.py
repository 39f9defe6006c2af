"""What makes brushed stretches quick to describe, one for each series: built in the background, let go with the run."""

from PySide6.QtCore import QObject, Signal

from analysis.errors import RunloupeError
from analysis.model.project import Project
from analysis.model.run import Run
from analysis.model.series import Series
from analysis.stats.digest import FEW, Digest, digest
from gui.tasks import Task, Tasks


class Digests(QObject):
    """The digests so far, known by the identity of their series. ``ready`` tells that there is a new one."""

    ready = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._made: dict[int, tuple[Series, Digest | None]] = {}
        self._building: dict[int, Task] = {}

    def of(self, run: Run, metric: str) -> Digest | None:
        """The digest of a metric of a run; None when the run has it not, or while it is being built."""
        series = run.get(metric)
        if series is None:
            return None
        key = id(series)  # the series is held beside its digest, so that no other can take its place
        if key not in self._made:
            short = len(series) < FEW
            self._made[key] = (series, digest(series) if short else None)
            if not short:
                self._build(series)
        return self._made[key][1]

    def release(self, project: Project) -> None:
        """Let go what belongs to no run of a project any more."""
        left = {id(series) for run in project.runs for series in run.series}
        for key in [key for key in self._made if key not in left]:
            del self._made[key]
            if (task := self._building.pop(key, None)) is not None:
                task.cancel()

    def _build(self, series: Series) -> None:
        def done(found: Digest) -> None:
            self._building.pop(id(series), None)
            if id(series) in self._made:
                self._made[id(series)] = (series, found)
                self.ready.emit()

        label = f"Preparing {series.name}"
        self._building[id(series)] = self._tasks.run(label, lambda progress: digest(series, progress), done, _raise)


def _raise(error: RunloupeError) -> None:
    raise error
