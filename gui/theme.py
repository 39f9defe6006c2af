"""Every colour, line style and spacing, light and dark. There is no style sheet anywhere else."""

from dataclasses import dataclass, fields
from functools import lru_cache
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

import resources
from analysis.model.notice import Severity

TEXT_PX = 13
SMALL_PX = 12
PLOT_FONT_PX = 12
GRID_PX = 8  # distances are multiples of it
SANS = "IBM Plex Sans"
MONO = "JetBrains Mono"


@dataclass(frozen=True, slots=True)
class Theme:
    """One table of colours, all opaque: the raster painter is slow with half-transparent long lines."""

    name: str
    window: str  # behind everything
    surface: str  # panels, lists
    raised: str  # cards, pressed buttons
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selection: str  # behind selected rows and checked buttons
    plot: str
    grid: str
    axis: str
    cursor: str
    brush: str
    runs: tuple[str, ...]
    labels: tuple[str, ...]  # in the order of analysis.model.label.COLOURS
    info: str
    warning: str
    error: str


LIGHT = Theme(
    name="light",
    window="#f3f4f7",
    surface="#ffffff",
    raised="#eef0f4",
    border="#dde1e8",
    text="#1a1e26",
    muted="#566072",
    accent="#2c5bcd",
    on_accent="#ffffff",
    selection="#e3eafb",
    plot="#ffffff",
    grid="#eceef2",
    axis="#a2aab8",
    cursor="#7b8597",
    brush="#dfe8fb",
    runs=("#0072b2", "#d55e00", "#009e73", "#a3397b", "#7a5c00", "#3a86c8", "#6b4fa0", "#555d6b"),
    labels=(
        *("#b3261e", "#8f5a00", "#2c5bcd", "#1f7a4d", "#7b3fb5", "#00717d", "#a3337a", "#66690f", "#555d6b"),
        "#7a4a2b",
    ),
    info="#2c5bcd",
    warning="#8f5a00",
    error="#b3261e",
)

DARK = Theme(
    name="dark",
    window="#14171c",
    surface="#1b1f26",
    raised="#242932",
    border="#323844",
    text="#e7eaf0",
    muted="#a3acbb",
    accent="#7ea6ff",
    on_accent="#10131a",
    selection="#263552",
    plot="#191d23",
    grid="#262b34",
    axis="#566072",
    cursor="#8b95a7",
    brush="#22304c",
    runs=("#56b4e9", "#e69f00", "#2bc295", "#e07db8", "#d8c24a", "#7fa8ff", "#b79cf0", "#aab3c2"),
    labels=(
        *("#ff8a80", "#f0b44c", "#7ea6ff", "#4cc38a", "#c39bf5", "#4fc3d1", "#f08fc4", "#c6c85a", "#aab3c2"),
        "#d9a583",
    ),
    info="#7ea6ff",
    warning="#f0b44c",
    error="#ff8a80",
)

THEMES = (LIGHT, DARK)

_DASHES: tuple[tuple[float, ...], ...] = ((), (6, 3), (2, 2), (8, 3, 2, 3), (3, 3), (10, 4), (2, 4), (6, 2, 2, 2, 2, 2))


def run_colour(theme: Theme, place: int) -> str:
    """The colour of a place in the palette of runs; grey for a run of the context."""
    from analysis.model.figure import CONTEXT  # with numpy, which the frame of the window need not wait for

    return theme.muted if place == CONTEXT else theme.runs[place % len(theme.runs)]


def label_colour(theme: Theme, place: int | None) -> str:
    """The colour of a place in COLOURS of labels; of a label that is in no set, a quiet one."""
    return theme.muted if place is None else theme.labels[place]


def dash(place: int) -> tuple[float, ...]:
    """The dash that goes with it, in multiples of the pen width; empty for a solid line."""
    return _DASHES[place % len(_DASHES)]


@lru_cache(maxsize=512)
def mixed(colour: str, background: str, share: float) -> str:
    """The opaque colour that ``colour`` at an opacity of ``share`` makes on ``background``."""
    over, under = QColor(colour), QColor(background)
    channels = zip(over.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(share * a + (1 - share) * b) for a, b in channels)).name()


def severity_colour(theme: Theme, severity: Severity) -> str:
    match severity:
        case Severity.INFO:
            return theme.info
        case Severity.WARNING:
            return theme.warning
        case Severity.ERROR:
            return theme.error


def system_theme() -> Theme:
    """The theme that the system asks for; light where Qt does not know."""
    scheme = QApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def load_fonts() -> None:
    """Make the shipped fonts known, so that text is the same everywhere."""
    for file in sorted(resources.path("fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    font = QFont(SANS)
    font.setPixelSize(TEXT_PX)
    QApplication.setFont(font)


def current() -> Theme:
    """The theme that the application wears."""
    window = QApplication.palette().color(QPalette.ColorRole.Window).name()
    return DARK if window == DARK.window else LIGHT


def apply(theme: Theme) -> None:
    """Dress the whole application: Fusion, our palette, our style sheet."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    app.setPalette(_palette(theme))
    app.setStyleSheet(_style_sheet(theme))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.raised),
        (role.Text, theme.text),
        (role.Button, theme.surface),
        (role.ButtonText, theme.text),
        (role.Highlight, theme.selection),
        (role.HighlightedText, theme.text),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Link, theme.accent),
        (role.Accent, theme.accent),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.ButtonText, role.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(mixed(theme.text, theme.surface, 0.4)))
    return palette


def _style_sheet(theme: Theme) -> str:
    """The shipped style sheet with the theme's colours filled in."""
    tokens = {field.name: getattr(theme, field.name) for field in fields(theme)}
    return Template(resources.path("window.qss").read_text(encoding="utf-8")).substitute(
        tokens,
        sans=SANS,
        text_px=TEXT_PX,
        small_px=SMALL_PX,
        faint=mixed(theme.text, theme.surface, 0.4),
        hover=mixed(theme.text, theme.surface, 0.06),
        pressed=mixed(theme.text, theme.surface, 0.12),
        accent_hover=mixed(theme.accent, theme.text, 0.88),
        info_ground=mixed(theme.info, theme.surface, 0.10),
        warning_ground=mixed(theme.warning, theme.surface, 0.12),
        error_ground=mixed(theme.error, theme.surface, 0.12),
        down=resources.path(f"icons/down-{theme.name}.svg").as_posix(),
        check=resources.path(f"icons/check-{theme.name}.svg").as_posix(),
    )
