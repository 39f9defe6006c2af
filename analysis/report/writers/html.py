"""The report as one HTML file: figures as vectors within it, nothing loaded from anywhere, no script, text escaped."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import assert_never

from analysis.model import report as model
from analysis.model.report import Block, Part, Report
from analysis.progress import Progress
from analysis.report.files import write_file
from analysis.report.numbering import Numbers, anchor_id, on_one_line
from analysis.report.references import BULLET
from analysis.report.writers import Writer

WIDTH = 680.0  # points of a figure
SIGNS = {True: "\N{CHECK MARK}", False: "\N{MULTIPLICATION SIGN}", None: "?"}
STYLE = """
body { font: 15px/1.5 "IBM Plex Sans", system-ui, sans-serif; color: #1A1F2B; background: #FFFFFF;
  max-width: 60rem; margin: 2rem auto; padding: 0 1.5rem; font-variant-numeric: tabular-nums; }
h1 { font-size: 2rem; } h2 { margin-top: 3rem; border-top: 1px solid #C9CED6; padding-top: 1rem; }
a { color: #2457C5; } figure { margin: 1.5rem 0; } figure svg { max-width: 100%; height: auto; }
figcaption, caption { color: #5B6472; font-size: .85em; text-align: left; }
table { border-collapse: collapse; width: 100%; font-size: .9em; margin: 1rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #E3E6EB; }
th { color: #5B6472; border-bottom-color: #1A1F2B; } .right { text-align: right; }
td, li, p { overflow-wrap: anywhere; white-space: pre-line; }
.callout { border-left: 4px solid #5B6472; background: #F1F3F6; padding: .6rem 1rem; margin: 1rem 0; }
.established { border-color: #1B7A43; background: #EDF6F0; } .decision { border-color: #8A5A00; background: #FBF5E9; }
@media print { body { max-width: none; } h2 { break-before: page; } tr, figure { break-inside: avoid; } }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write(report: Report, path: Path, progress: Progress) -> None:
    """Write the report to ``path`` in UTF-8; raises UnwritableOutput, and Cancelled when ``progress`` was cancelled."""
    write_file(path, render(report, progress).encode("utf-8", errors="backslashreplace"))


def render(report: Report, progress: Progress) -> str:
    """All of the report."""
    anchors = {
        block.anchor
        for section in report.sections
        for block in section.blocks
        if isinstance(block, model.Heading | model.Picture)
    }
    body: list[str] = []
    numbers = Numbers()
    for done, section in enumerate(report.sections):
        progress.step(done, len(report.sections), "Setting the text and drawing the figures")
        for block in section.blocks:
            body.extend(_block(block, numbers, anchors))
    facts = "".join(f"<tr><th>{_said(name)}</th><td>{_said(value)}</td></tr>" for name, value in report.facts)
    contents = "".join(
        f'<li><a href="#{anchor_id(block.anchor)}">{_said(block.text)}</a></li>'
        for section in report.sections
        for block in section.blocks[:1]
        if isinstance(block, model.Heading) and block.anchor
    )
    said = f"<p>{_said(report.options.confidentiality)}</p>" if report.options.confidentiality else ""
    head = (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{_said(report.title)}</title>'
        f"<style>{STYLE}</style></head>\n<body>"
    )
    top = f"<h1>{_said(report.title)}</h1>\n<p>{_said(report.subtitle)} · {report.date}</p>\n{said}"
    return (
        f"{head}\n{top}<table>{facts}</table>\n<nav><ol>{contents}</ol></nav>\n{chr(10).join(body)}\n</body></html>\n"
    )


def _block(block: Block, numbers: Numbers, anchors: set[str]) -> Iterator[str]:
    match block:
        case model.Heading():
            named = f' id="{anchor_id(block.anchor)}"' if block.anchor else ""
            level = block.level + 1
            yield f"<h{level}{named}>{_said(numbers.heading(block.level, block.text))}</h{level}>"
        case model.Paragraph():
            text = _parts(block.parts, anchors)
            yield f"<ul><li>{text.removeprefix(BULLET)}</li></ul>" if text.startswith(BULLET) else f"<p>{text}</p>"
        case model.Callout():
            kind = block.tone.name.lower()
            said = _parts(block.parts, anchors, "<br>")
            yield f'<div class="callout {kind}"><strong>{_said(block.title)}</strong><p>{said}</p></div>'
        case model.Table():
            yield from _table(block, numbers, anchors)
        case model.Picture():
            yield _picture(block, numbers)
        case model.Checklist():
            items = "".join(f"<li>{SIGNS[answer]} {_said(text)}</li>" for answer, text in block.items)
            yield f"<ul>{items}</ul>"
        case model.PageBreak():
            return
        case _:
            assert_never(block)


def _table(block: model.Table, numbers: Numbers, anchors: set[str]) -> Iterator[str]:
    kinds = [' class="right"' if column.align is model.Align.RIGHT else "" for column in block.columns]
    heads = "".join(
        f'<th scope="col"{kind}>{_said(column.title)}</th>' for kind, column in zip(kinds, block.columns, strict=True)
    )
    caption = f"<caption>{numbers.next_table()}  {_said(block.caption)}</caption>" if block.caption else ""
    yield f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>"
    for row in block.rows:
        cells = (f"<td{kind}>{_part(cell, anchors)}</td>" for kind, cell in zip(kinds, row, strict=True))
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"


def _picture(block: model.Picture, numbers: Numbers) -> str:
    from analysis.painters.pdf.single import as_inline_svg

    named = f' id="{anchor_id(block.anchor)}"' if block.anchor else ""
    number = numbers.next_figure()
    drawn, said = as_inline_svg(block.figure, WIDTH, block.height * WIDTH / 475, f"f{number.split()[-1]}-")
    return f"<figure{named}>{drawn}<figcaption>{number}  {_said(said)}</figcaption></figure>"


def _parts(parts: Iterable[Part], anchors: set[str], breaks: str = " ") -> str:
    return "".join(breaks if part == "\n" else _part(part, anchors) for part in parts)


def _part(part: Part, anchors: set[str]) -> str:
    match part:
        case str():
            return _said(part)
        case model.Strong():
            return f"<strong>{_said(part.text)}</strong>"
        case model.Link():
            text = _said(part.text)
            return f'<a href="#{anchor_id(part.anchor)}">{text}</a>' if part.anchor in anchors else text


def _said(text: str) -> str:
    """Any text as it is: escaped, its line breaks kept, what would command a terminal as a code."""
    return "\n".join(escape(on_one_line(line), quote=True) for line in text.split("\n"))


WRITER = Writer("html", "HTML", ".html", write)
