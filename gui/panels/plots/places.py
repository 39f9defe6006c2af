"""Between the steps of the session and the places on the x axis of the plots."""

import math

from analysis.model.brush import Part, Within
from analysis.model.series import Span
from gui.panels.plots.drawing import Drawing
from gui.selection import Held
from gui.session import Session


class Places:
    """Steps are those of run A, or of the first run. On an axis where steps have no single place, None."""

    def __init__(self, session: Session, drawing: Drawing) -> None:
        self._session, self._drawing = session, drawing

    @property
    def none(self) -> bool:
        """Whether steps have no place: over the values of a metric."""
        return self._drawing.scale is None

    def place(self, step: float | None) -> float | None:
        scale = self._drawing.scale
        return None if step is None or scale is None else scale.place(step)

    def step(self, place: float | None) -> float | None:
        """The step at a place; a whole one where the places are no steps."""
        scale = self._drawing.scale
        if place is None or scale is None:
            return None
        return scale.step(place) if scale.plain else float(round(scale.step(place)))

    def span(self, steps: Span | None) -> Span | None:
        scale = self._drawing.scale
        return None if steps is None or scale is None else scale.span(steps)

    def steps(self, places: Span | None) -> Span | None:
        scale = self._drawing.scale
        return None if places is None or scale is None else scale.steps_of(places)

    def seen(self, now: Span) -> Span | None:
        """The range that is to be seen; over the values of a metric, no steps, what is seen ``now``."""
        zoom = self._session.selection.zoom
        return now if self.none and zoom is not None else self.span(zoom)

    def part(self, places: Span) -> Part:
        """What a brush over places picks: whole steps, or the values of the metric that they are."""
        axis, steps = self._drawing.axis(), self.steps(places)
        if steps is not None:
            first, last = (self.step(place) for place in (places.first, places.last))
            return Part(steps if first is None or last is None else Span.between(first, last))
        low, high = self.told(places).first, self.told(places).last
        return Part(None, (Within(axis.metric, low, high),)) if axis.metric else Part(None)

    def told(self, places: Span) -> Span:
        """Places as they are told: out of their logarithms."""
        if not self._drawing.axis().log:
            return places
        return Span(10.0 ** min(places.first, 300.0), 10.0 ** min(places.last, 300.0))

    def zoom(self, told: Span | None, *, same: bool, values: Held) -> None:
        """See a range of places that was typed; the ``same`` keeps the steps as they are."""
        selection = self._session.selection
        if same or self.none:
            self._session.select(zoom=selection.zoom, values=values)
            return
        if told is not None and self._drawing.axis().log:
            told = Span(math.log10(told.first), math.log10(told.last)) if told.first > 0 else None
        self._session.select(zoom=self.steps(told), values=values)
