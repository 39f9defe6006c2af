"""The Plot menu: what is seen of the plots, or of one of them, to the clipboard or into a file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter

from analysis import wording
from analysis.errors import UnwritableOutput
from analysis.model.notice import Notice, Severity
from analysis.progress import Progress
from gui.actions.action import Action, Desk, say, with_runs
from gui.actions.file import tell
from gui.dialogs.files import ask_to_save
from gui.plotting.still import Still

MOST_COPIED = 1_000_000  # rows that the clipboard is asked to hold
OURS = "application/x-runloupe"  # marks what was copied by this program
POINTS = 0.75  # a pixel
SHARP = 2.0
KINDS = {
    "svg": "SVG picture (*.svg)",
    "pdf": "PDF page (*.pdf)",
    "png": "PNG picture (*.png)",
    "png2": "PNG picture, twice as sharp (*.png)",
    "csv": "Samples as CSV (*.csv)",
}
MIME = {"svg": "image/svg+xml", "pdf": "application/pdf", "csv": "text/csv"}


def made(desk: Desk, still: Still, kind: str) -> Callable[[Progress], bytes]:
    """Work that makes the bytes of a kind; pictures of the screen are painted at once, the rest in the background."""
    runs, metrics = desk.session.shown, tuple(dict.fromkeys(panel.metric for panel in still.figure.panels))
    labels = desk.session.project.labels
    if kind in ("png", "png2"):
        data = _png(still.image(SHARP if kind == "png2" else 1.0))
        return lambda _: data

    def work(progress: Progress) -> bytes:
        progress.step(0, 1)
        if kind == "csv":
            from analysis.samples import samples

            return "".join(samples(runs, metrics, still.range)).encode()
        from dataclasses import replace

        from analysis.layers import coloured
        from analysis.painters.pdf.single import as_pdf, as_svg

        figure = coloured(replace(still.figure, span=still.range), labels)
        size = (POINTS * still.width, POINTS * still.height)
        return as_pdf(figure, *size, still.values) if kind == "pdf" else as_svg(figure, *size, still.values).encode()

    return work


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(data.data())


def _copy(kind: str, desk: Desk) -> None:
    still = desk.plots.still()
    if still is None:
        return
    if kind == "csv":
        from analysis.samples import count

        rows = count(desk.session.shown, {panel.metric for panel in still.figure.panels}, still.range)
        if rows > MOST_COPIED:
            say(desk, Severity.WARNING, f"{wording.count(rows)} samples are too many to copy; save them as a file.")
            return

    def done(data: bytes) -> None:
        mime = QMimeData()
        mime.setData(OURS, QByteArray(b"1"))
        if kind in MIME:
            mime.setData(MIME[kind], QByteArray(data))
        else:
            mime.setImageData(QImage.fromData(QByteArray(data)))
            mime.setData("image/png", QByteArray(data))
        if kind in ("csv", "svg"):
            mime.setText(data.decode())
        QGuiApplication.clipboard().setMimeData(mime)
        what = wording.plural(len(still.figure.panels), "plot")
        say(desk, Severity.INFO, f"Copied: {what}, {KINDS[kind].partition(' (')[0]}.")

    desk.session.tasks.run("Copying", made(desk, still, kind), done, partial(tell, desk))


def _save(kind: str, desk: Desk) -> None:
    still = desk.plots.still()
    if still is not None:
        name = "".join(c if c.isalnum() or c in "-_" else "-" for c in still.figure.panels[0].metric)
        proposal = f"{name if len(still.figure.panels) == 1 else 'plots'}.{KINDS[kind].rpartition('*.')[2].rstrip(')')}"
        ask_to_save(desk.window, "Save the plot", KINDS[kind], proposal, partial(save_to, desk, still, kind))


def save_to(desk: Desk, still: Still, kind: str, path: Path) -> None:
    """Write a kind into a file, whole or not at all."""
    make = made(desk, still, kind)

    def work(progress: Progress) -> None:
        part = path.with_name(f"{path.name}.part")
        try:
            part.write_bytes(make(progress))
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise UnwritableOutput(
                f"{path} could not be written: {error.strerror}.", "Choose another place."
            ) from error

    def done(_: None) -> None:
        desk.notify(Notice(Severity.INFO, f"The plot was written to {path}."))

    desk.session.tasks.run(f"Writing {path.name}", work, done, partial(tell, desk))


def hand_over_clipboard() -> None:
    """Leave what was copied as plain text or picture: Qt must not hold an object of ours when Python has gone."""
    board = QGuiApplication.clipboard()
    mime = board.mimeData()
    if mime is None or not mime.hasFormat(OURS):
        return
    image, text = board.image(), board.text()
    if text:
        board.setText(text)
    elif not image.isNull():
        board.setImage(image)
    else:
        board.clear()


def _can(desk: Desk) -> bool:
    return with_runs(desk) and bool(desk.session.selection.metrics)


NAMES = {"png": "PNG", "png2": "PNG, 2×", "svg": "SVG", "pdf": "PDF", "csv": "CSV of its samples"}
COPY = tuple(
    Action(f"plot.copy_{kind}", f"Copy as {name}", partial(_copy, kind), ("Ctrl+C",) if kind == "png2" else (), _can)
    for kind, name in NAMES.items()
)
SAVE = tuple(
    Action(
        f"plot.save_{kind}", f"Save as {name}…", partial(_save, kind), ("Ctrl+Shift+C",) if kind == "svg" else (), _can
    )
    for kind, name in NAMES.items()
)
ACTIONS = (*COPY, *SAVE)
