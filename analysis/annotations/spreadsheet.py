"""Text in the cells of a CSV that a spreadsheet may open: what would be taken for a formula is written as text."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r\n|%＝＋－＠]")


def neutral(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula or a command."""
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """The text that ``neutral`` was given; any other text as it is."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
