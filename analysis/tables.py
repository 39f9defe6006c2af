"""A table of texts in the formats that people paste: Markdown, CSV and LaTeX."""

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from analysis.samples import guarded

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&$])")
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        **{sign: f"\\{sign}" for sign in "&%$#_{}"},
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "−": "$-$",
        "×": r"$\times$",
        "±": r"$\pm$",
        "σ": r"$\sigma$",
        "≈": r"$\approx$",
        "↑": r"$\uparrow$",
        "↓": r"$\downarrow$",
        "√": r"$\surd$",
        **{sign: f"${sign}$" for sign in "<>|"},
    }
)


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of as many cells; the first column is text, the others are numbers or short texts."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_markdown(table: Table) -> str:
    """A table of GitHub's Markdown; a cell is printed as it is."""
    lines = [_bars(table.head), _bars(("---", *("---:" for _ in table.head[1:])), literally=False)]
    return "\n".join((*lines, *map(_bars, table.rows))) + "\n"


def _bars(cells: tuple[str, ...], *, literally: bool = True) -> str:
    texts = (literal(" ".join(cell.split())) for cell in cells) if literally else cells
    return "| " + " | ".join(texts) + " |"


def literal(text: str) -> str:
    """The text on one line, printed as it is: what Markdown or HTML would read is escaped."""
    line = "".join(c if c.isprintable() or c.isspace() else repr(c)[1:-1] for c in text)
    return _SPECIAL.sub(r"\\\1", " ".join(re.split(r"[\n\r\t\v\f]+", line)))


def as_tsv(table: Table) -> str:
    """Lines of tab-separated cells."""
    rows = (table.head, *table.rows)
    return "\n".join("\t".join(" ".join(cell.split()) for cell in row) for row in rows) + "\n"


def as_csv(table: Table) -> str:
    """Comma-separated with a true minus as a hyphen; what a spreadsheet would compute gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.head)
    for row in table.rows:
        writer.writerow((guarded(row[0]), *(_plain(cell) for cell in row[1:])))
    return out.getvalue()


def _plain(cell: str) -> str:
    """A number as programs read it; any other text guarded."""
    plain = cell.replace("\N{MINUS SIGN}", "-").replace(",", "") if cell[-1:].isdigit() else cell
    try:
        float(plain)
    except ValueError:
        return guarded(cell)
    return plain.removeprefix("+")


def as_latex(table: Table) -> str:
    """A tabular; needs no package."""
    lines = [rf"\begin{{tabular}}{{l{'r' * (len(table.head) - 1)}}}", r"\hline"]
    lines += [_row(table.head), r"\hline", *map(_row, table.rows), r"\hline", r"\end{tabular}"]
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return " & ".join(" ".join(cell.split()).translate(_LATEX) for cell in cells) + r" \\"


FORMATS: Mapping[str, Callable[[Table], str]] = MappingProxyType(
    {"Markdown": as_markdown, "CSV": as_csv, "LaTeX": as_latex}
)
