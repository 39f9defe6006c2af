"""Preferences survive, and what is broken in them is dropped and told."""

import json
from pathlib import Path

import pytest

from gui.settings import Settings, load, store


def test_what_is_stored_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "preferences.json"
    wanted = Settings(theme="dark", author="ü <b>", recent=("/a", "/b"))
    store(wanted, file)
    assert load(file) == (wanted, ())


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "none.json") == (Settings(), ())


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00"])
def test_a_broken_file_is_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "preferences.json"
    file.write_text(text)
    found, told = load(file)
    assert found == Settings()
    assert len(told) == 1
    assert str(file) in told[0]


def test_broken_entries_are_dropped_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "preferences.json"
    file.write_text(json.dumps({"theme": "pink", "author": "me", "smoothing": 41, "recent": [1], "new": 1}))
    found, told = load(file)
    assert found == Settings(author="me")
    assert len(told) == 4


def test_recent_files_are_kept_once_and_not_without_end() -> None:
    found = Settings()
    for number in range(20):
        found = found.with_recent(f"/{number}")
    assert found.with_recent("/15").recent[:2] == ("/15", "/19")
    assert len(found.recent) == 8
