"""What a drag with the left button does on a plot."""

from enum import Enum


class Tool(Enum):
    """The tools; wheel, middle button and double click mean the same in each."""

    ZOOM = "zoom"
    BRUSH = "brush"
    ANNOTATE = "annotate"
    MOVE = "move"  # slides run B along the steps
