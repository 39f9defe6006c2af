"""The colours, dashes and fonts of the printed page: the light theme, for white paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

import resources
from analysis.model.figure import CONTEXT
from analysis.model.finding import Verdict
from analysis.model.notice import Severity

SANS: Final = "Plex"
BOLD: Final = "Plex-SemiBold"
ITALIC: Final = "Plex-Italic"
MONO: Final = "JetBrains"

FILES: Final = {
    SANS: "fonts/IBMPlexSans-Regular.ttf",
    BOLD: "fonts/IBMPlexSans-SemiBold.ttf",
    ITALIC: "fonts/IBMPlexSans-Italic.ttf",
    MONO: "fonts/JetBrainsMono-Regular.ttf",
}

INK: Final = "#1A1F2B"
MUTED: Final = "#5B6472"
RULE: Final = "#C9CED6"
GRID: Final = "#E3E6EB"
ACCENT: Final = "#2457C5"
PAPER: Final = "#FFFFFF"
NIGHT: Final = "#14213F"  # the band of the cover


@dataclass(frozen=True, slots=True)
class RunStyle:
    """How a run is drawn: its line, its name (darker where the line is too light for text), its dash, on dark."""

    line: str
    text: str
    dash: tuple[float, ...]
    on_dark: str


# Okabe-Ito; orange and sky are darkened until they stand out from paper by 3:1, yellow cannot and is left out.
RUNS: Final = (
    RunStyle("#0072B2", "#0072B2", (), "#56B4E9"),
    RunStyle("#D55E00", "#B04E00", (4.2, 1.8), "#E69F00"),
    RunStyle("#009E73", "#007A59", (1.2, 1.6), "#3BC79F"),
    RunStyle("#CC79A7", "#9C4A77", (6.5, 1.6, 1.2, 1.6), "#E3A9C8"),
    RunStyle("#3A3F4A", "#3A3F4A", (2.6, 1.4), "#D5D9E2"),
    RunStyle("#B87F00", "#8A5F00", (8.0, 2.0), "#F2C14E"),
    RunStyle("#2F8FC6", "#1E6E9C", (4.0, 1.4, 1.2, 1.4, 1.2, 1.4), "#9AD3F2"),
)

SEVERITIES: Final = {
    Severity.INFO: "#3D5A80",
    Severity.WARNING: "#8A5A00",
    Severity.ERROR: "#B3261E",
}

# Of labels, in the order of analysis.model.label.COLOURS; as the window has them in its light theme.
LABELS: Final = (
    *("#B3261E", "#8F5A00", "#2C5BCD", "#1F7A4D", "#7B3FB5", "#00717D", "#A3337A", "#66690F", "#555D6B"),
    "#7A4A2B",
)

VERDICTS: Final = {
    Verdict.NO_CONCERN: "#1B7A43",
    Verdict.ATTENTION: "#8A5A00",
    Verdict.CONCERN: "#B3261E",
    Verdict.NOT_ENOUGH: "#5B6472",
    Verdict.INFORMATION: "#5B6472",
}


_GREY: Final = RunStyle("#9AA2AF", MUTED, (), "#AEB6C4")


def run_style(colour: int) -> RunStyle:
    """The style of a place in the palette; places beyond its end start again. Grey for a run of the context."""
    return _GREY if colour == CONTEXT else RUNS[colour % len(RUNS)]


@cache
def shade(colour: str) -> Color:
    """The colour of a hexadecimal name."""
    return HexColor(colour)


@cache
def load_fonts() -> Mapping[str, TTFont]:
    """Make the shipped fonts known to ReportLab; at the first call only."""
    fonts = {name: TTFont(name, str(resources.path(file))) for name, file in FILES.items()}
    for font in fonts.values():
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(SANS, normal=SANS, bold=BOLD, italic=ITALIC, boldItalic=BOLD)
    return fonts


@cache
def glyphs(font: str) -> frozenset[int]:
    """The code points that a font has a glyph for."""
    return frozenset(load_fonts()[font].face.charToGlyph)
