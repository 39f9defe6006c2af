"""Between steps and values and the pixels of a plot, and the ranges that a plot may show."""

from dataclasses import dataclass

from analysis.model.series import Span

STEP_MARGIN = 0.02  # on each side of the whole range, as a share of it
VALUE_MARGIN = 0.06
WIDEST = 3.0  # zooming out ends at this multiple of the whole range
FINEST = 1e-9  # zooming in ends at this share of it
TINY = 1e-290  # smaller differences cannot be divided any more


@dataclass(frozen=True, slots=True)
class Frame:
    """What a plot shows and how large it is: steps left to right, values bottom to top, size in pixels.

    ``ratio`` is the number of device pixels per pixel.
    """

    left: float
    right: float
    bottom: float
    top: float
    width: float
    height: float
    ratio: float = 1.0

    def x(self, step: float) -> float:
        return (step - self.left) / (self.right - self.left) * self.width

    def y(self, value: float) -> float:
        return (self.top - value) / (self.top - self.bottom) * self.height

    def step(self, x: float) -> float:
        return self.left + x / self.width * (self.right - self.left)

    def value(self, y: float) -> float:
        return self.top - y / self.height * (self.top - self.bottom)

    @property
    def columns(self) -> int:
        """The number of columns of device pixels."""
        return max(1, round(self.width * self.ratio))

    @property
    def rows(self) -> int:
        """The number of rows of device pixels."""
        return max(1, round(self.height * self.ratio))


def whole_view(span: Span | None) -> Span:
    """The range that shows a whole span with its margins; 0 to 1 without one, a step around a single point."""
    if span is None:
        return Span(0.0, 1.0)
    if span.width == 0:
        return Span(float(span.first - 0.5), float(span.last + 0.5))
    margin = STEP_MARGIN * span.width
    return Span(float(span.first - margin), float(span.last + margin))


def clamped(left: float, right: float, whole: Span) -> Span:
    """The nearest range that is neither empty nor far wider than the whole one, and that touches it."""
    largest = max(abs(whole.first), abs(whole.last))
    narrow = max(FINEST * whole.width, 1e-12 * largest)
    width = min(max(right - left, narrow), WIDEST * whole.width)
    middle = 0.5 * (left + right)
    middle = min(max(middle, whole.first - 0.4 * width), whole.last + 0.4 * width)
    return Span(float(middle - 0.5 * width), float(middle + 0.5 * width))


def fitted(low: float, high: float) -> tuple[float, float]:
    """A range of values around the extremes ``low <= high`` with a margin; a constant is put in the middle."""
    if high - low > max(TINY, 1e-12 * max(abs(low), abs(high))):
        margin = VALUE_MARGIN * (high - low)
        return low - margin, high + margin
    around = 0.1 * max(abs(low), abs(high))
    around = around if around > TINY else 1.0
    return low - around, high + around
