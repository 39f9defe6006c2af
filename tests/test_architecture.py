"""The laws of the house, each shown to hold and to bite."""

import ast
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import analysis

ROOT = Path(__file__).parents[1]
FOLDERS = ("analysis", "gui", "resources", "packaging", "tests")
LONGEST_FILE = 400
LONGEST_FUNCTION = 40


def sources() -> list[Path]:
    return [ROOT / "main.py", *(file for folder in FOLDERS for file in sorted((ROOT / folder).rglob("*.py")))]


def long_functions(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        f"{file.name}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for node in functions
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]


def test_files_stay_short() -> None:
    lengths = {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8").count("\n") for file in sources()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_functions_stay_short() -> None:
    assert [text for file in sources() for text in long_functions(file)] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in sources()
        if file.stat().st_size and ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []


def test_main_imports_nothing_at_its_top_but_sys() -> None:
    body = ast.parse((ROOT / "main.py").read_text(encoding="utf-8")).body
    names = [alias.name for node in body if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in body if isinstance(node, ast.ImportFrom)]
    assert names == ["sys"]


def test_one_version_stands_everywhere() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["project"]["version"] == analysis.VERSION


def loaded_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after some code."""
    script = f"{code}\nimport sys; print('\\n'.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_commands_load_no_qt() -> None:
    files = [str(file) for file in sorted((ROOT / "resources" / "samples").glob("*.csv"))]
    code = f"import contextlib, io, main, sys; sys.argv = ['main.py', 'inspect', '--json', *{files!r}]\n"
    code += "with contextlib.redirect_stdout(io.StringIO()): assert main.main() == 0"
    loaded = loaded_after(code)
    assert "analysis" in loaded
    assert loaded.isdisjoint({"PySide6", "shiboken6", "pyqtgraph", "gui"})


def test_the_frame_of_the_window_stands_on_qt_alone() -> None:
    loaded = loaded_after("import gui.app, gui.main_window")
    assert "PySide6" in loaded
    assert loaded.isdisjoint({"numpy", "pyqtgraph", "pandas", "pyarrow", "scipy", "reportlab"})


def test_curves_are_on_the_screen_without_the_slow_libraries(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from PySide6.QtCore import QEventLoop
from gui.app import start
app, window = start(sample=True, recover=False, preferences=Path({str(tmp_path / "preferences.json")!r}))
while "plots" not in vars(window) or len(window.plots.grid.ready[0].panels) < 6:
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
window.plots.grid.view.viewport().repaint()
seen = tuple(sys.modules)
window.let_go()
for name in set(sys.modules) - set(seen):
    del sys.modules[name]
"""
    loaded = loaded_after(f"import sys\n{code}")
    assert {"pyqtgraph", "analysis"} <= loaded
    assert loaded.isdisjoint({"pandas", "pyarrow", "scipy", "reportlab", "matplotlib"})


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("module", "offence"),
    [
        ("analysis/model/offence.py", "import analysis.wording"),
        ("analysis/offence.py", "import analysis.model"),
        ("analysis/checks/offence.py", "import PySide6"),
        ("analysis/checks/offence.py", "from analysis.checks import integrity"),
        ("analysis/stats/offence.py", "import reportlab"),
        ("gui/widgets/offence.py", "import gui.session"),
        ("resources/offence.py", "import analysis"),
    ],
)
def test_the_import_law_bites(tmp_path: Path, module: str, offence: str) -> None:
    for folder in ("analysis", "gui", "resources"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.csv", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / module).write_text(f'"""An offence."""\n\n{offence}\n', encoding="utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr


def test_the_import_law_holds() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
