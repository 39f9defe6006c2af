"""A folder of modules is never silently empty, doubled or mute."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import pytest

from analysis import checks, figures, importers, metrics, registry
from analysis.checks import Check
from analysis.figures import FigureKind
from analysis.importers import Importer
from analysis.metrics import Metric
from analysis.registry import Offered
from analysis.report import sections, writers
from analysis.report.sections import SectionKind
from analysis.report.writers import Writer
from gui.selection import Layout, Selection


@dataclass(frozen=True)
class Thing:
    id: str


HEAD = "from tests.analysis.test_registry import Thing\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    package = tmp_path / "shelf"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield package
    for name in [name for name in sys.modules if name.split(".")[0] == "shelf"]:
        del sys.modules[name]


def test_modules_are_found_in_name_order(folder: Path) -> None:
    (folder / "b.py").write_text(f"{HEAD}B = Thing('one')\n")
    (folder / "a.py").write_text(f"{HEAD}A = Thing('two')\n")
    assert [thing.id for thing in registry.offered(import_module("shelf"), Thing)] == ["two", "one"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "no Thing found"),
        ({"a.py": ""}, "declares 0"),
        ({"a.py": f"{HEAD}A = Thing('x')\nB = Thing('y')\n"}, "declares 2"),
        ({"a.py": f"{HEAD}A = Thing('x')\n", "b.py": f"{HEAD}B = Thing('x')\n"}, "a second time"),
    ],
)
def test_what_is_wrong_is_refused(folder: Path, files: dict[str, str], reason: str) -> None:
    for name, text in files.items():
        (folder / name).write_text(text)
    with pytest.raises(RuntimeError, match=reason):
        registry.offered(import_module("shelf"), Thing)


@pytest.mark.parametrize(
    ("package", "kind"),
    [
        (importers, Importer),
        (metrics, Metric),
        (checks, Check),
        (figures, FigureKind),
        (sections, SectionKind),
        (writers, Writer),
    ],
)
def test_every_shelf_of_the_house_is_stocked(package: object, kind: type[Offered]) -> None:
    assert registry.offered(package, kind)  # type: ignore[arg-type]


def test_a_thing_is_found_by_its_name_alone(folder: Path) -> None:
    (folder / "the_first.py").write_text(f"{HEAD}THING = Thing('the-first')\n")
    (folder / "other.py").write_text("raise AssertionError('imported')\n")
    assert registry.named(import_module("shelf"), Thing, "the-first") == Thing("the-first")
    (folder / "second.py").write_text(f"{HEAD}THING = Thing('another')\n")
    with pytest.raises(RuntimeError, match="not 'second'"):
        registry.named(import_module("shelf"), Thing, "second")


def test_every_layout_of_plots_has_its_figure() -> None:
    for layout in Layout:
        if replace(Selection(), layout=layout).figure is layout:
            assert registry.named(figures, FigureKind, layout.value).id == layout.value
