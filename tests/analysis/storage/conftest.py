"""A project file that holds everything."""

from pathlib import Path

import pytest

from analysis.storage import save_project
from tests.analysis.storage.documents import rich_document


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "project.runloupe"
    save_project(rich_document(), path)
    return path
