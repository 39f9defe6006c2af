"""Text and marks can be read in both themes."""

import pytest
from PySide6.QtGui import QColor

from analysis.model.label import COLOURS
from analysis.model.notice import Severity
from gui import theme
from gui.theme import Theme


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("chosen", theme.THEMES, ids=lambda chosen: chosen.name)
def test_text_has_contrast(chosen: Theme) -> None:
    for ink in (chosen.text, chosen.muted, chosen.accent, *(theme.severity_colour(chosen, s) for s in Severity)):
        for ground in (chosen.window, chosen.surface, chosen.plot):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    for ground in (chosen.raised, chosen.selection):
        assert contrast(chosen.text, ground) >= 4.5
    assert contrast(chosen.on_accent, chosen.accent) >= 4.5
    assert contrast(chosen.accent, chosen.selection) >= 4.5


@pytest.mark.parametrize("chosen", theme.THEMES, ids=lambda chosen: chosen.name)
def test_curves_have_contrast(chosen: Theme) -> None:
    for ink in (*chosen.runs, chosen.cursor):
        assert contrast(ink, chosen.plot) >= 3, ink


@pytest.mark.parametrize("chosen", theme.THEMES, ids=lambda chosen: chosen.name)
def test_labels_have_contrast_and_can_be_written_on(chosen: Theme) -> None:
    assert len(set(chosen.labels)) == len(COLOURS)
    for place in (None, *range(len(COLOURS))):
        ink = theme.label_colour(chosen, place)
        for ground in (chosen.plot, chosen.surface, chosen.window):
            assert contrast(ink, ground) >= 3, ink
        assert contrast(chosen.plot, ink) >= 4.5, ink  # the words on the tag of a chosen mark
        assert contrast(chosen.text, theme.mixed(ink, chosen.plot, 0.18)) >= 4.5, ink


def test_runs_differ_in_colour_and_dash() -> None:
    for chosen in theme.THEMES:
        looks = {(theme.run_colour(chosen, place), theme.dash(place)) for place in range(8)}
        assert len(looks) == 8


def test_mixing_is_opaque_and_in_between() -> None:
    assert theme.mixed("#000000", "#ffffff", 0.5) == "#808080"
    assert theme.mixed("#123456", "#ffffff", 1.0) == "#123456"
