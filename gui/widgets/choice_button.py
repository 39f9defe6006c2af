"""A button with a menu of things of which all, one or several are meant."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy

from gui.widgets.labels import mnemonic_free, tip

LONGEST = 24  # characters on the button


class ChoiceButton(QPushButton):
    """``changed(keys)`` once a person chose; no key means all of them."""

    changed = Signal(object)

    def __init__(self, name: str, everything: str) -> None:
        super().__init__()
        self._everything = everything
        self._keys: tuple[str, ...] = ()
        self._entries: tuple[tuple[str, str], ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    @property
    def keys(self) -> tuple[str, ...]:
        return self._keys

    def show_choice(self, entries: Sequence[tuple[str, str]], keys: tuple[str, ...]) -> None:
        """Show which of some entries, each a key and what it is called, are chosen; some may be gone."""
        self._entries, self._keys = tuple(entries), keys
        names = dict(entries)
        told = [names.get(key, f"{key} (gone)") for key in keys]
        text = self._everything if not told else told[0] if len(told) == 1 else f"{told[0]} and {len(told) - 1} more"
        self.setText(mnemonic_free(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"))
        self.setToolTip(tip(f"{self.accessibleName()}: {', '.join(told) or self._everything}"))

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        everything = menu.addAction(self._everything, partial(self._choose, ()))
        everything.setCheckable(True)
        everything.setChecked(not self._keys)
        menu.addSeparator()
        for key, name in self._entries:
            action: QAction = menu.addAction(mnemonic_free(name), partial(self._toggle, key))
            action.setCheckable(True)
            action.setChecked(key in self._keys)

    def _toggle(self, key: str) -> None:
        """Add a key or take it away; the last one that is taken away leaves all."""
        chosen = {*self._keys} ^ {key}
        known = [one for one, _ in self._entries]
        self._choose(tuple(sorted(chosen, key=lambda one: known.index(one) if one in known else len(known))))

    def _choose(self, keys: tuple[str, ...]) -> None:
        if keys != self._keys:
            self.changed.emit(keys)
