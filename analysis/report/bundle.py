"""A report in every format, with its two figures as files of their own, as one folder."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

import analysis.report.writers
from analysis.errors import UnwritableOutput
from analysis.figures import View
from analysis.figures.nine_panels import FIGURE as NINE_PANELS
from analysis.figures.trends import FIGURE as TRENDS
from analysis.layers import coloured
from analysis.model.figure import Figure
from analysis.model.report import Part, Report, plain
from analysis.progress import Progress
from analysis.registry import offered
from analysis.report.numbering import on_one_line
from analysis.report.references import SMOOTHING
from analysis.report.writers import Writer
from analysis.report.writers.text import key_findings

WIDTH, HEIGHT = 842.0, 595.0  # points: A4 across


def figures(report: Report) -> dict[str, Figure]:
    """The figures that stand as files of their own, by the stems of their names."""
    metrics = tuple(dict.fromkeys(name for run in report.runs for name in run.metrics))
    view = View(report.runs, metrics, report.annotations, SMOOTHING)
    made = {"nine_panels": NINE_PANELS.build(view), "trends": TRENDS.build(view)} if metrics else {}
    return {name: coloured(figure, report.labels) for name, figure in made.items()}


def write_bundle(report: Report, folder: Path, progress: Progress) -> tuple[Path, ...]:
    """Write all formats into a folder, which is made; the files in the order in which they were written.

    Everything is written beside the folder first: raises UnwritableOutput, or Cancelled, and leaves what was there
    untouched. Files of that folder with other names stay.
    """
    part = folder.absolute().with_name(f".{folder.name[:60]}.{uuid4().hex}.part")
    try:
        part.mkdir()
        names = _write(report, part, progress)
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).parent.mkdir(exist_ok=True)
            (part / name).replace(folder / name)
    except OSError as error:
        reason = f"The bundle could not be written: {error.strerror or error}."
        raise UnwritableOutput(reason, "Choose another folder.", file=str(folder)) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return tuple(folder / name for name in names)


def _write(report: Report, folder: Path, progress: Progress) -> list[str]:
    from analysis.painters.pdf.single import as_pdf, as_png, as_svg

    for writer in offered(analysis.report.writers, Writer):
        name = f"report{writer.suffix}"
        writer.write(report, folder / name, progress)
    (folder / "key_findings.txt").write_bytes(_text("\n".join(key_findings(report)) + "\n"))
    (folder / "summary.txt").write_bytes(_text(_summary(report)))
    for stem, figure in figures(report).items():
        progress.step(0, 1, f"Drawing {stem}")
        for suffix, content in (
            (".pdf", as_pdf(figure, WIDTH, HEIGHT, {})),
            (".svg", as_svg(figure, WIDTH, HEIGHT, {}).encode()),
            (".png", as_png(figure, WIDTH, HEIGHT, {})),
        ):
            (folder / f"{stem}{suffix}").write_bytes(content)
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def _text(text: str) -> bytes:
    return text.encode("utf-8", errors="backslashreplace")


def _said(parts: Iterable[Part]) -> str:
    return "".join(map(plain, parts))


def _summary(report: Report) -> str:
    """The cover in words."""
    lines = [report.title, report.subtitle, report.date, ""]
    if report.brief is not None:
        lines += [_said(report.brief.verdict), ""]
        lines += [f"{one.value}  {_said(one.label)}" for one in report.brief.numbers]
        lines += ["", "Most important"] + [f"- {_said(one)}" for one in report.brief.findings]
        lines += ["", "Not known from these files"] + [f"- {_said(one)}" for one in report.brief.unknown]
    return "\n".join(on_one_line(line) for line in lines) + "\n"
