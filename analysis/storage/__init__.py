"""A project and one `.runloupe` file: a numbered SQLite format with our own names for everything in it."""

from analysis.storage.document import Document, JsonValue
from analysis.storage.reading import open_project
from analysis.storage.writing import save_project

__all__ = ["Document", "JsonValue", "open_project", "save_project"]
