"""The Qt that is installed can be used with this Python."""

import sys

import PySide6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication


def test_calls_keep_the_references_of_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 drops one with each call that returns nothing, and aborts after some thousand."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(200):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 100


def test_the_pin_holds() -> None:
    version = tuple(int(part) for part in PySide6.__version__.split(".")[:2])
    assert sys.version_info >= (3, 12) or version < (6, 12)
