"""What leaves the window: pictures, pages and samples of what is seen, to the clipboard and into files."""

import csv
import io
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer

from analysis.model.series import Span
from gui.actions.plot import save_to
from gui.main_window import MainWindow
from tests.gui.test_journeys import SAMPLES, drop

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def opened(window: MainWindow) -> MainWindow:
    drop(window, SAMPLES)
    window.plots.grid.drawn_text()
    return window


def test_a_page_has_vectors_embedded_fonts_and_says_what_it_shows(opened: MainWindow, tmp_path: Path) -> None:
    opened.session.select(focus="latent/norm" if "latent/norm" in opened.session.selection.metrics else None)
    still = opened.plots.still()
    assert still is not None
    save_to(opened.desk, still, "pdf", tmp_path / "plot.pdf")
    (page,) = PdfReader(tmp_path / "plot.pdf").pages
    text = page.extract_text()
    assert "running median of 41 points" in text.replace("\n", " ")
    assert len(page.images) == 0
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]
    embedded = [f.get_object() for f in fonts.values() if "Plex" in str(f.get_object()["/BaseFont"])]
    assert embedded
    assert all("/FontFile2" in font["/FontDescriptor"] for font in embedded)
    assert not list(tmp_path.glob("*.part"))


def test_an_svg_opens_and_names_its_fonts(opened: MainWindow, tmp_path: Path) -> None:
    still = opened.plots.still()
    assert still is not None
    path = tmp_path / "plots.svg"
    save_to(opened.desk, still, "svg", path)
    root = ET.parse(path).getroot()  # noqa: S314 - written by ourselves a line above
    assert len(list(root.iter(f"{SVG}path"))) > 20
    assert not list(root.iter(f"{SVG}image"))
    texts = {text.text for text in root.iter(f"{SVG}text")}
    assert {panel.title for panel in still.figure.panels} <= texts
    assert all(
        "Plex" in t.get("font-family", "") or "JetBrains" in t.get("font-family", "") for t in root.iter(f"{SVG}text")
    )
    assert QSvgRenderer(str(path)).isValid()


def test_a_picture_is_as_sharp_as_asked(opened: MainWindow, tmp_path: Path) -> None:
    still = opened.plots.grid.still("latent/std" if opened.plots.grid.cell_of("latent/std") else still_metric(opened))
    assert still is not None
    for kind, ratio in (("png", 1), ("png2", 2)):
        save_to(opened.desk, still, kind, tmp_path / f"{kind}.png")
        image = QImage(str(tmp_path / f"{kind}.png"))
        assert (image.width(), image.height()) == (900 * ratio, 420 * ratio)
        colours = {image.pixelColor(x, y).name() for x in range(0, 900 * ratio, 7) for y in range(0, 420 * ratio, 7)}
        assert len(colours) > 5


def still_metric(window: MainWindow) -> str:
    return window.session.selection.metrics[1]


def test_samples_are_raw_and_those_of_the_range_that_is_seen(opened: MainWindow) -> None:
    metric = still_metric(opened)
    opened.session.select(zoom=Span(100, 199), focus=metric)
    opened.act("plot.copy_csv")
    rows = list(csv.DictReader(io.StringIO(QGuiApplication.clipboard().text())))
    assert len(rows) == 200
    runs = opened.session.shown
    for run in runs:
        series = run.get(metric)
        assert series is not None
        seen = series.within(Span(100, 199))
        values = [float(row["value"]) for row in rows if row["run"] == run.name]
        np.testing.assert_array_equal(values, seen.values)


def test_pictures_reach_the_clipboard(opened: MainWindow) -> None:
    opened.act("plot.copy_png2")
    assert not QGuiApplication.clipboard().image().isNull()
    opened.act("plot.copy_svg")
    assert QGuiApplication.clipboard().mimeData().data("image/svg+xml").startsWith(b"<?xml")
    opened.act("plot.copy_pdf")
    assert QGuiApplication.clipboard().mimeData().data("application/pdf").startsWith(b"%PDF")


def test_chosen_values_are_kept_in_a_page(opened: MainWindow, tmp_path: Path) -> None:
    cell = opened.plots.grid.cell_of("")
    assert cell is not None
    opened.session.select(focus=cell.plot.panel.metric, values=((cell.plot.key, 0.5, 0.6),))
    opened.plots.grid.drawn_text()
    still = opened.plots.still()
    assert still is not None
    save_to(opened.desk, still, "svg", tmp_path / "a.svg")
    assert ">0.52<" in (tmp_path / "a.svg").read_text()


def test_a_place_that_cannot_be_written_is_told(opened: MainWindow, tmp_path: Path) -> None:
    still = opened.plots.still()
    assert still is not None
    save_to(opened.desk, still, "svg", tmp_path / "none" / "a.svg")
    assert "could not be written" in opened.notices.notices[0].text
