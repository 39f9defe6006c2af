"""A step to type."""

from PySide6.QtWidgets import QLineEdit

from analysis import wording

FARTHEST = 1e15  # steps; beyond it neighbours cannot be told apart as float64


class StepBox(QLineEdit):
    """A step to type, shown as it is everywhere else; ``step`` keeps the digits that are not shown."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        self._kept = 0.0

    def show_step(self, step: float) -> None:
        """Show a step, unless another one is being typed."""
        if not (self.hasFocus() and self.typed and step == self._kept):
            self._kept = step
            self.setText(wording.step(step))

    @property
    def typed(self) -> bool:
        """Whether the text is another step than the one that was shown; text that is no step is put back."""
        if self.text() == wording.step(self._kept):
            return False
        if step_of(self.text()) is None:
            self.setText(wording.step(self._kept))
            return False
        return True

    @property
    def step(self) -> float:
        found = step_of(self.text()) if self.typed else None
        return self._kept if found is None else found


def step_of(text: str) -> float | None:
    """The step that a text names; None where it names none."""
    try:
        value = float(text.replace(",", "").replace(wording.MINUS, "-"))
    except ValueError:
        return None
    return value if abs(value) <= FARTHEST else None
