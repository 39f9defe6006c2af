"""What is left of a layer when it is drawn some columns wide, and how much that is."""

from dataclasses import dataclass

import numpy as np

from analysis.model.figure import Band, Curve
from analysis.model.series import FloatArray, Span
from analysis.stats.outlines import finite_inside, outlined


@dataclass(frozen=True, eq=False)
class Outline:
    """The vertices to be drawn; ``each`` is the number of samples a column was reduced from, 0 where none was."""

    steps: FloatArray
    values: FloatArray
    each: int = 0


def curve_outline(curve: Curve, columns: int, span: Span) -> Outline:
    """The vertices of a curve; all its samples in the span where they are no more than four a column."""
    return _outline(curve.steps, curve.values, columns, span)


def band_outlines(band: Band, columns: int, span: Span) -> tuple[Outline, Outline]:
    """The vertices of the lower and the upper edge of a band, broken where either is not finite."""
    whole = np.isfinite(band.low) & np.isfinite(band.high)
    low, high = np.where(whole, band.low, np.nan), np.where(whole, band.high, np.nan)
    return _outline(band.steps, low, columns, span), _outline(band.steps, high, columns, span)


def _outline(steps: FloatArray, values: FloatArray, columns: int, span: Span) -> Outline:
    kept_steps, kept = outlined(steps, values, columns, span)
    samples = finite_inside(steps, values, span)
    thinned = samples > finite_inside(kept_steps, kept, span)
    return Outline(kept_steps, kept, -(-samples // columns) if thinned else 0)
