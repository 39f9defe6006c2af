"""What annotations are called: the set of labels that a person keeps, each with its colour."""

from dataclasses import dataclass

COLOURS = ("red", "amber", "blue", "green", "purple", "teal", "magenta", "olive", "grey", "brown")  # of every theme


@dataclass(frozen=True, slots=True)
class Label:
    """A name and a place in COLOURS; the nine first of a set have the keys 1 to 9."""

    name: str
    colour: int

    def __post_init__(self) -> None:
        if not 0 <= self.colour < len(COLOURS):
            raise ValueError(f"there is no colour {self.colour}")


STANDARD = (
    Label("anomaly", 0),
    Label("transient", 1),
    Label("instability", 6),
    Label("data problem", 9),
    Label("schedule change", 2),
    Label("converged", 3),
    Label("observation", 8),
)
