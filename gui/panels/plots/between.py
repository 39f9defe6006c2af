"""What stands between the plots of A and B: B less A over the brushed steps, worked out when the hand rests."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from analysis import wording
from analysis.axis import compare_steps
from analysis.errors import RunloupeError
from analysis.model.alignment import Terms
from analysis.model.comparison import MetricDifference
from analysis.model.run import Run
from analysis.model.series import Span
from analysis.progress import Progress
from gui.plotting.between import Said
from gui.plotting.linked import PlotGrid
from gui.selection import Layout
from gui.session import Session
from gui.tasks import Task

REST = 150  # milliseconds without a change after which it is worked out
HEADING = f"B {wording.MINUS} A"


class Between(QObject):
    """Keeps the column between the plots of the side-by-side view at what is brushed."""

    def __init__(self, session: Session, grid: PlotGrid) -> None:
        super().__init__(grid)
        self._session, self._grid = session, grid
        self._task: Task | None = None
        self._known: dict[str, Said] = {}
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.work_out)

    def follow(self) -> None:
        """Something it depends on has changed: what is known is out of date until the hand rests."""
        session = self._session
        if self._task is not None:
            self._task.cancel()
        if session.selection.layout is not Layout.COMPARE or session.compared is None:
            self._rest.stop()
            self._grid.set_between(None)
            return
        stale = {metric: Said(said.value, said.lines, waiting=True) for metric, said in self._known.items()}
        self._grid.set_between(stale, HEADING)
        self._rest.start()

    def work_out(self) -> None:
        """Work it out in the background for every metric that is shown."""
        session, selection = self._session, self._session.selection
        pair = session.compared
        if pair is None or selection.layout is not Layout.COMPARE:
            return
        brush, span = selection.brush, selection.brushed
        metrics = selection.metrics if selection.focus is None else (selection.focus,)
        if brush is not None and span is None:
            self._show(dict.fromkeys(metrics, Said("", ("only over one span of steps",))))
            return
        terms = session.project.terms(pair[0].id, pair[1].id)
        self._task = session.tasks.run(
            "Comparing", partial(_differences, pair, metrics, span, terms), self._show, _raise
        )

    def _show(self, said: dict[str, Said]) -> None:
        self._known = said
        self._grid.set_between(said, HEADING)


def _differences(
    pair: tuple[Run, Run], metrics: tuple[str, ...], span: Span | None, terms: Terms, progress: Progress
) -> dict[str, Said]:
    a, b = pair
    found = {}
    for done, metric in enumerate(metrics):
        progress.step(done, len(metrics))
        missing = [role for role, run in (("A", a), ("B", b)) if run.get(metric) is None]
        if missing:
            found[metric] = Said(wording.DASH, (f"not in {' nor in '.join(missing)}",))
        else:
            found[metric] = _said(compare_steps(a, b, metric, span, terms))
    return found


def _said(difference: MetricDifference) -> Said:
    """The mean difference, its interval, and over how many pairs of which steps."""
    count = len(difference.pairs)
    if not count:
        return Said(wording.DASH, ("no pairs here",))
    lines = [f"mean of {wording.plural(count, 'pair')}:", wording.paired_by(difference.pairs)]
    if difference.interval is not None:
        low, high = wording.signed(difference.interval.low, 3), wording.signed(difference.interval.high, 3)
        lines.insert(0, f"{low} to {high}")
        lines.append("within noise" if difference.interval.contains(0.0) else "beyond noise")
    return Said(wording.signed(difference.difference), tuple(lines))


def _raise(error: RunloupeError) -> None:
    raise error
