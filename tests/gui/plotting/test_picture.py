"""The picture of the curves, pixel by pixel: extremes, gaps, spikes, and two runs of which neither hides the other."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from analysis.model.figure import Band, Curve, Weight
from analysis.model.series import FloatArray, Span
from gui.plotting.frame import Frame, fitted
from gui.plotting.plot import Plot
from gui.theme import LIGHT
from tests.gui.plotting.figures import curve, panel_of
from tests.gui.plotting.seen import picture

WIDTH, HEIGHT = 400, 120
Pixels = NDArray[np.uint8]

pytestmark = pytest.mark.usefixtures("qapp")


def pixels(image: QImage) -> Pixels:
    """Rows, columns, and blue, green, red, alpha."""
    plain = image.convertToFormat(QImage.Format.Format_ARGB32)
    return np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4).copy()


def drawn(*layers: Curve | Band, view: Span | None = None, ratio: float = 1.0, front: int | None = None) -> Pixels:
    """The layers in the whole range of their steps, the values fitted."""
    plot = Plot(panel_of(*layers), {})
    steps = np.concatenate([layer.steps for layer in layers])
    view = view or Span(float(steps.min()), float(steps.max()))
    plot.look(view, round(WIDTH * ratio))
    bottom, top = fitted(*(plot.extremes(everything=False) or (0.0, 1.0)))
    plot.show(Frame(view.first, view.last, bottom, top, WIDTH, HEIGHT, ratio))
    return pixels(picture(plot, front))


def bgr(colour: str) -> list[int]:
    known = QColor(colour)
    return [known.blue(), known.green(), known.red()]


def has(image: Pixels, colour: str, within: int = 6) -> NDArray[np.bool_]:
    """Which pixels have a colour, about."""
    near: NDArray[np.bool_] = np.abs(image[..., :3].astype(int) - bgr(colour)).max(axis=2) <= within
    return near & (image[..., 3] > 200)


def walk(count: int, seed: int = 0) -> FloatArray:
    return np.cumsum(np.random.default_rng(seed).normal(size=count))


@pytest.mark.parametrize("count", [2_000, 50_000])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_each_column_reaches_from_its_lowest_to_its_highest_value(count: int, ratio: float) -> None:
    values = walk(count)
    values[[7, count // 2, count - 1]] = 300.0
    image = drawn(curve(values), ratio=ratio)
    bottom, top = fitted(values.min(), values.max())
    rows, columns, _ = image.shape
    edges = np.linspace(0, count - 1, columns + 1)
    for column in range(columns):
        inside = values[int(np.ceil(edges[column])) : int(np.floor(edges[column + 1])) + 1]
        inked = np.flatnonzero(image[:, column, 3] > 127)
        highest, lowest = ((top - v) / (top - bottom) * rows for v in (inside.max(), inside.min()))
        assert inked.min() <= highest + 1
        assert inked.max() >= lowest - 2


def test_one_sample_of_a_million_is_seen() -> None:
    values = np.zeros(1_000_000)
    values[734_211] = 1.0
    image = drawn(curve(values))
    column = int(734_211 / 999_999 * WIDTH)
    top = round(0.06 / 1.12 * HEIGHT)
    assert image[top + 1, column, 3] > 200
    assert image[top + 1, :, 3].astype(bool).sum() == 1


@pytest.mark.parametrize("count", [300, 200_000])
def test_a_spike_beside_a_gap_and_one_at_the_end_are_seen(count: int) -> None:
    values = np.zeros(count)
    values[[count // 2, count - 1]] = 1.0
    values[count // 2 + 1] = np.nan
    image = drawn(curve(values))
    assert {column // 2 for column in np.flatnonzero(image[round(HEIGHT * 0.1), :, 3])} >= {100, 199}


@pytest.mark.parametrize("count", [200, 100_000])
def test_no_line_leads_over_a_gap(count: int) -> None:
    values = np.ones(count)
    values[: count // 2] = 0.3
    values[0] = 0.0
    values[int(0.4 * count) : int(0.6 * count)] = np.nan
    image = drawn(curve(values))
    gap = image[: HEIGHT - 8, int(0.4 * WIDTH) + 4 : int(0.6 * WIDTH) - 4]
    assert not gap[..., 3].any()
    assert image[: HEIGHT - 8, : int(0.4 * WIDTH) - 4, 3].any(axis=0).all()


def test_values_that_are_no_numbers_are_marked_at_the_lower_edge() -> None:
    values = np.ones(100)
    values[50] = np.nan
    image = drawn(curve(values))
    marked = np.flatnonzero(image[HEIGHT - 4, :, 3])
    assert marked.size
    assert np.all(np.abs(marked - 50 / 99 * WIDTH) <= 3)


def test_no_line_leads_back_to_a_restart() -> None:
    steps = np.concatenate((np.arange(100.0), np.arange(50.0, 150.0)))
    values = np.concatenate((np.zeros(100), np.ones(100)))
    image = drawn(curve(values, steps))
    assert not image[HEIGHT // 3 : 2 * HEIGHT // 3, :, 3].any()


def test_a_single_sample_is_a_dot() -> None:
    image = drawn(curve(np.array([1.0])), view=Span(-1, 1))
    assert image[HEIGHT // 2, WIDTH // 2, 3] > 200


def test_two_equal_curves_are_both_seen() -> None:
    line = np.linspace(0, 1, 1000)
    image = drawn(curve(line), curve(line.copy(), colour=1, owner="B"))
    first, second = has(image, LIGHT.runs[0]), has(image, LIGHT.runs[1])
    assert first.any(axis=0).sum() > 0.3 * WIDTH
    assert second.any(axis=0).sum() > 0.3 * WIDTH


def test_the_run_in_front_lies_on_top() -> None:
    line = np.linspace(0, 1, 1000)
    image = drawn(curve(line), curve(line.copy(), colour=1, owner="B"), front=0)
    assert has(image, LIGHT.runs[0]).any()
    assert not has(image, LIGHT.runs[1]).any()


def test_two_noisy_runs_stay_readable_where_they_overlap() -> None:
    noise = np.random.default_rng(0).normal(size=(2, 20_000))
    pair = (curve(noise[0]), curve(noise[1], colour=1, owner="B"))
    image = drawn(*pair)
    one, other = (has(image, LIGHT.runs[place]).sum() for place in (0, 1))
    mixed = (image[..., 3] > 200).sum() - one - other
    assert 0.5 < one / other < 2
    assert mixed > one


def test_samples_under_a_smoothed_curve_are_quiet() -> None:
    values = np.random.default_rng(0).normal(size=20_000)
    raw = Curve(np.arange(20_000.0), values, 0, "A", Weight.RAW)
    image = drawn(raw, curve(np.zeros(20_000)))
    assert image[HEIGHT // 4, WIDTH // 2, 3] == pytest.approx(255 / 3, abs=3)
    assert has(image, LIGHT.runs[0]).any(axis=0).all()


def test_a_band_fills_the_area_between_its_lines() -> None:
    steps = np.linspace(0, 99, 100)
    image = drawn(Band(steps, np.zeros(100), np.ones(100), 0, "A"))
    inside = image[HEIGHT // 4 : 3 * HEIGHT // 4, 2:-2, 3]
    assert inside.min() == inside.max() > 0
