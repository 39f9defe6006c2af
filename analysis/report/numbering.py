"""What formats that are text have in common: numbers of headings, figures and tables, ids, and text on one line."""

from dataclasses import dataclass


@dataclass
class Numbers:
    """How far the counting has come."""

    chapter: int = 0
    part: int = 0
    figure: int = 0
    table: int = 0

    def heading(self, level: int, text: str) -> str:
        """The heading with its number; those of level 3 have none."""
        if level == 1:
            self.chapter, self.part = self.chapter + 1, 0
            return f"{self.chapter}  {text}"
        if level == 2:
            self.part += 1
            return f"{self.chapter}.{self.part}  {text}"
        return text

    def next_figure(self) -> str:
        self.figure += 1
        return f"Figure {self.figure}"

    def next_table(self) -> str:
        self.table += 1
        return f"Table {self.table}"


def on_one_line(text: str) -> str:
    """The text on one line, with what would command a terminal as an escape."""
    return "".join(
        character
        if character.isprintable() or character in "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
        else " "
        if character in "\n\r\t"
        else repr(character)[1:-1]
        for character in text
    )


def anchor_id(anchor: str) -> str:
    """An anchor as an id that no format has to escape."""
    return "".join(one if one.isascii() and (one.isalnum() or one == "-") else "-" for one in anchor)
