"""The assessments of the runs of a project, worked out in the background, and anew where a run or its bounds change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Signal

from analysis.errors import RunloupeError
from analysis.measured import Measurements
from analysis.model.assessment import Assessment
from analysis.model.project import ModelType, Project
from analysis.model.run import Run, RunId
from analysis.progress import Progress
from gui.tasks import Tasks


@dataclass(frozen=True, eq=False)
class _Assessed:
    """A run with the model type and thresholds that it is graded by, what was measured of it, and the answer so far."""

    run: Run
    bounds: tuple[ModelType, Mapping[str, float]]
    measured: Measurements = field(default_factory=Measurements)
    assessment: Assessment | None = None


class Assessing(QObject):
    """Knows the assessments so far. ``ready`` carries the id of a run that has one from now on."""

    ready = Signal(str)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._known: dict[RunId, _Assessed] = {}

    def of(self, run_id: RunId) -> Assessment | None:
        """What the analysis says of a run; None until it has been assessed."""
        known = self._known.get(run_id)
        return known.assessment if known else None

    def update(self, project: Project) -> None:
        """Have every run assessed that is new or changed, or is to be graded anew, in the background."""
        bounds = (project.model, project.thresholds)
        for run in project.runs:
            known = self._known.get(run.id)
            if known is None or known.run is not run:
                known = _Assessed(run, bounds)
            elif known.bounds != bounds:
                known = replace(known, bounds=bounds)
            else:
                continue
            self._known[run.id] = known
            self._assess(known)

    def _assess(self, wanted: _Assessed) -> None:
        model, changed = wanted.bounds
        run = wanted.run

        def work(progress: Progress) -> Assessment:
            from analysis.asking import Context
            from analysis.assess import assess
            from analysis.thresholds import thresholds

            return assess(run, progress, Context(thresholds(changed), model, wanted.measured))

        def done(assessment: Assessment) -> None:
            if self._known.get(run.id) is wanted:
                self._known[run.id] = replace(wanted, assessment=assessment)
                self.ready.emit(run.id)

        def failed(error: RunloupeError) -> None:
            raise error

        self._tasks.run(f"Assessing {run.name}", work, done, failed, patient=True)
