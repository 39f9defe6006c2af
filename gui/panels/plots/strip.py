"""The strip of the whole training below the plots: which metric it shows, and what a drag on it does."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu

from analysis.candidates import mark_of
from analysis.errors import RunloupeError
from analysis.glossary import is_of_machine, title
from analysis.layers import all_marks
from analysis.progress import Progress
from analysis.timeline import Timeline, timeline
from gui.panels.plots.places import Places
from gui.plotting.linked import PlotGrid
from gui.plotting.timeline import TimelineStrip
from gui.session import Session
from gui.tasks import Task
from gui.widgets.labels import mnemonic_free


class Strip(QObject):
    """Keeps a ``TimelineStrip`` at what the session shows, and the session at what is dragged on it."""

    def __init__(self, session: Session, grid: PlotGrid, strip: TimelineStrip, places: Places) -> None:
        super().__init__(strip)
        self._session, self._grid, self._strip = session, grid, strip
        self._task: Task | None = None
        strip.range_changed.connect(lambda span: grid.set_range(places.span(span), grid.held))
        strip.range_settled.connect(lambda span: session.select(zoom=span, values=grid.held if span else ()))
        strip.mark_clicked.connect(session.choose_mark)
        strip.menu_requested.connect(self._ask)
        grid.range_changed.connect(lambda span: strip.set_view(places.steps(span), session.selection.brushed))

    def _ask(self, at: QPoint) -> None:
        """Offer the metrics that the strip can show."""
        session = self._session
        menu = QMenu(self._strip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSection("Metric of this strip")
        choices: list[tuple[str | None, str]] = [(None, "the first plot's, or the one shown alone")]
        choices += [(metric, title(metric)) for metric in session.project.metrics if not is_of_machine(metric)]
        for metric, text in choices:
            one = menu.addAction(mnemonic_free(text), partial(session.select, strip=metric))
            one.setCheckable(True)
            one.setChecked(session.selection.strip == metric)
        menu.popup(at)

    def follow(self) -> None:
        """Show what is seen, brushed and chosen."""
        selection = self._session.selection
        self._strip.set_selected(selection.mark)
        self._strip.set_view(selection.zoom, selection.brushed)

    def refresh(self) -> None:
        """Have the strip of its metric made anew in the background."""
        if self._task is not None:
            self._task.cancel()
        session, selection = self._session, self._session.selection
        metric = selection.strip or selection.focus or next(iter(selection.metrics), None)
        span, runs = session.project.span, session.shown
        ids = {run.id for run in runs}
        noted = [note for note in selection.seen(session.project.annotations) if not note.runs or ids & set(note.runs)]
        self._strip.set_marks((*all_marks(noted), *map(mark_of, session.seen_candidates)))
        if metric is None or span is None or not runs or span.width == 0:
            self._strip.set_timeline(None)
            return
        a = session.project.run(selection.a) if selection.a in ids and selection.a is not None else runs[0]

        def work(progress: Progress) -> Timeline:
            return timeline(runs, a, metric, span, progress)

        label = "Looking for phases"
        self._task = session.tasks.run(label, work, self._strip.set_timeline, _raise, patient=True)


def _raise(error: RunloupeError) -> None:
    raise error
