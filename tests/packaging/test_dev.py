"""dev.py's decisions, without an installation: package lines, the screen, the stamp, the environment, the lock."""

import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / "packaging" / "dev.py"
LOCK = ROOT / "packaging" / "requirements.lock"
APT_INSTALL = "sudo apt-get install -y --no-install-recommends"

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="system libraries and screens are Linux's matter"
)
posix = pytest.mark.skipif(os.name != "posix", reason="signals and exec are POSIX's matter")


def load_dev() -> ModuleType:
    """Load dev.py from its path: its folder is no package."""
    spec = importlib.util.spec_from_file_location("runloupe_dev", DEV)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dev = load_dev()


def run_dev(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run dev.py as a user would, with nothing in the environment but PATH and the given variables."""
    environ = {"PATH": os.environ.get("PATH", os.defpath), **variables}
    command = [sys.executable, str(DEV), *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)


# --- system packages ---


def rows(*sonames: str) -> list[object]:
    """Pick rows of the table of libraries."""
    everything = dev.libraries_for({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"})
    found = [library for library in everything if library.soname in sonames]
    assert len(found) == len(sonames)
    return found


@linux
@pytest.mark.parametrize(
    ("manager", "line"),
    [
        ("apt", f"sudo apt-get update && {APT_INSTALL} libegl1 libglib2.0-0 libxcb-cursor0"),
        ("dnf", "sudo dnf install -y glib2 mesa-libEGL xcb-util-cursor"),
        ("pacman", "sudo pacman -S --needed --noconfirm glib2 libglvnd xcb-util-cursor"),
    ],
)
def test_line_names_each_package_once(manager: str, line: str) -> None:
    missing = rows("libEGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0", "libxcb-cursor.so.0")
    assert dev.install_line(manager, dev.packages(manager, missing, venv=False)) == line


def test_only_debian_packs_venv_apart() -> None:
    own = "python{}.{}-venv".format(*sys.version_info)
    assert dev.packages("apt", [], venv=True) == [own]
    assert dev.packages("dnf", [], venv=True) == []


@linux
@pytest.mark.parametrize(
    ("variables", "groups"),
    [
        ({}, {"offscreen"}),
        ({"DISPLAY": ":0"}, {"offscreen", "xcb"}),
        ({"WAYLAND_DISPLAY": "wayland-0"}, {"offscreen", "wayland"}),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"offscreen", "xcb", "wayland"}),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen:size=800x600"}, {"offscreen"}),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "xcb"}, {"offscreen", "xcb"}),
    ],
)
def test_only_the_libraries_of_the_screen_at_hand_are_asked_for(variables: dict[str, str], groups: set[str]) -> None:
    assert {library.group for library in dev.libraries_for(variables)} == groups


@linux
def test_ordinary_user_is_told_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "loads", lambda soname: soname != "libGL.so.1")
    monkeypatch.setattr(dev.shutil, "which", lambda program: program if program == "apt-get" else None)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    with pytest.raises(dev.SetupError, match=rf"{APT_INSTALL} libgl1$"):
        dev.see_to_system({}, qt=dev.Qt.NEEDED, venv=False)


@linux
def test_command_that_may_do_without_qt_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "loads", lambda _: False)
    monkeypatch.setattr(dev.shutil, "which", lambda _: None)
    dev.see_to_system({}, qt=dev.Qt.UNUSED, venv=False)
    assert capsys.readouterr().err == ""
    dev.see_to_system({}, qt=dev.Qt.WELCOME, venv=False)
    told = capsys.readouterr().err
    assert "libEGL.so.1" in told
    assert "Going on without them" in told
    with pytest.raises(dev.SetupError, match="ensurepip"):
        dev.see_to_system({}, qt=dev.Qt.WELCOME, venv=True)


@linux
def test_root_installs_without_questions_and_survives_a_dead_source(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def answer(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        environ = options["env"]
        assert isinstance(environ, dict)
        assert environ["DEBIAN_FRONTEND"] == "noninteractive"
        calls.append(command)
        return subprocess.CompletedProcess(command, 100 if command[1] == "update" else 0)

    monkeypatch.setattr(dev, "loads", lambda soname: bool(calls) or soname != "libGL.so.1")
    monkeypatch.setattr(dev.shutil, "which", lambda program: program if program == "apt-get" else None)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)
    monkeypatch.setattr(dev.subprocess, "run", answer)
    dev.see_to_system({}, qt=dev.Qt.NEEDED, venv=False)
    assert [command[1] for command in calls] == ["update", "install"]
    assert calls[1][-1] == "libgl1"


# --- the screen ---


@linux
@pytest.mark.parametrize(
    ("variables", "answer"),
    [
        ({}, False),
        ({"DISPLAY": ""}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
        ({"QT_QPA_PLATFORM": "xcb;offscreen"}, False),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, True),
    ],
)
def test_screen(variables: dict[str, str], answer: bool) -> None:
    assert dev.has_screen(variables) is answer


@linux
def test_run_without_screen_names_the_command_that_needs_none() -> None:
    answer = run_dev("run")
    assert answer.returncode == dev.NO_SCREEN
    assert "no screen" in answer.stderr
    assert "packaging/dev.py exec python main.py report resources/samples/*.csv -o report.pdf" in answer.stderr
    assert "main.py report 'a b.csv' -o report.pdf" in run_dev("run", "a b.csv").stderr


# --- the command line ---


def test_usage() -> None:
    assert run_dev("--help").returncode == 0
    assert "exec COMMAND" in run_dev("--help").stdout
    for wrong in ([], ["nonsense"], ["exec"], ["check", "more"]):
        answer = run_dev(*wrong)
        assert (answer.returncode, answer.stdout) == (2, "")
        assert "usage:" in answer.stderr


def test_old_python_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    assert dev.main(["test"]) == 1
    assert "needs Python 3.11 or newer; this is 3.9" in capsys.readouterr().err


def test_interrupt_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setitem(dev.COMMANDS, "test", interrupt)
    assert dev.main(["test"]) == 130


def in_shadow(code: str) -> subprocess.Popen[str]:
    """Hand a command over as dev.py does, in a process of its own."""
    lines = [
        "import importlib.util, os, sys",
        f"spec = importlib.util.spec_from_file_location('dev', {str(DEV)!r})",
        "dev = importlib.util.module_from_spec(spec)",
        "spec.loader.exec_module(dev)",
        f"dev.hand_over([sys.executable, '-c', {code!r}], dict(os.environ))",
    ]
    return subprocess.Popen([sys.executable, "-c", "\n".join(lines)], stdout=subprocess.PIPE, text=True)


def test_exit_code_is_passed_on() -> None:
    with in_shadow("raise SystemExit(7)") as process:
        assert process.wait(timeout=60) == 7


@posix
def test_signal_reaches_the_command() -> None:
    with in_shadow("import os, time; print(os.getpid(), flush=True); time.sleep(60)") as process:
        assert process.stdout is not None
        assert int(process.stdout.readline()) == process.pid
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == -signal.SIGTERM


def test_unknown_command_is_told() -> None:
    with pytest.raises(dev.SetupError, match="no-such-command") as caught:
        dev.hand_over(["no-such-command"], {"PATH": ""})
    assert caught.value.code == 127


# --- the environment and its stamp ---


def finished(venv: Path, lock: bytes) -> Path:
    """Lay out what a finished environment looks like from outside."""
    dev.folder_of_programs(venv).mkdir(parents=True)
    dev.python_of(venv).touch()
    (venv / "pyvenv.cfg").write_text(f"home = {sys.base_prefix}\nversion = 3\n", encoding="utf-8")
    (venv / dev.STAMP).write_text(dev.stamp(venv, lock), encoding="utf-8")
    return venv


def test_finished_environment_is_ready_until_the_lock_changes(tmp_path: Path) -> None:
    venv = finished(tmp_path / "mit Löchern und 空白" / ".venv", b"a")
    assert dev.state_of(venv, b"a") is dev.State.READY
    assert dev.state_of(venv, b"b") is dev.State.OLD


def test_unstamped_environment_is_unusable(tmp_path: Path) -> None:
    venv = tmp_path / ".venv"
    assert dev.state_of(venv, b"a") is dev.State.UNUSABLE
    (finished(venv, b"a") / dev.STAMP).unlink()
    assert dev.state_of(venv, b"a") is dev.State.UNUSABLE


def test_moved_environment_is_unusable(tmp_path: Path) -> None:
    finished(tmp_path / "here" / ".venv", b"a")
    (tmp_path / "here").rename(tmp_path / "there")
    assert dev.state_of(tmp_path / "there" / ".venv", b"a") is dev.State.UNUSABLE


def test_environment_of_another_python_is_unusable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv = finished(tmp_path / ".venv", b"a")
    monkeypatch.setattr(dev.sys.implementation, "cache_tag", "cpython-399")
    assert dev.state_of(venv, b"a") is dev.State.UNUSABLE


def test_environment_without_its_python_is_unusable(tmp_path: Path) -> None:
    venv = finished(tmp_path / ".venv", b"a")
    (venv / "pyvenv.cfg").write_text(f"home = {tmp_path / 'gone'}\n", encoding="utf-8")
    assert dev.state_of(venv, b"a") is dev.State.UNUSABLE
    other = finished(tmp_path / "other" / ".venv", b"a")
    dev.python_of(other).unlink()
    assert dev.state_of(other, b"a") is dev.State.UNUSABLE


def test_preparation_cut_short_leaves_no_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_bytes(b"new")
    venv = finished(tmp_path / ".venv", b"old")

    def cut_short(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dev, "LOCK", lock)
    monkeypatch.setattr(dev, "VENV", venv)
    monkeypatch.setattr(dev, "install_lock", cut_short)
    with pytest.raises(KeyboardInterrupt):
        dev.prepare(dev.Qt.UNUSED)
    assert dev.state_of(venv, b"new") is dev.State.UNUSABLE
    made: list[Path] = []
    monkeypatch.setattr(dev, "make_environment", made.append)
    monkeypatch.setattr(dev, "install_lock", lambda *_: None)
    dev.prepare(dev.Qt.UNUSED)
    assert made == [venv]
    assert dev.state_of(venv, b"new") is dev.State.READY


@posix
def test_second_preparation_waits_for_the_first(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.touch()
    hold = "import fcntl, sys, time; f = open(sys.argv[1]); fcntl.flock(f, fcntl.LOCK_EX); print(); time.sleep(0.5)"
    command = [sys.executable, "-u", "-c", hold, str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        start = time.monotonic()
        with dev.alone(lock):
            assert time.monotonic() - start > 0.2


def test_commands_see_the_environment_first_and_nothing_from_elsewhere() -> None:
    inside = dev.environment(
        {"PATH": "elsewhere", "PYTHONPATH": "elsewhere", "PYTHONHOME": "elsewhere", "LANG": "de_DE"}
    )
    assert inside["PATH"].split(os.pathsep) == [str(dev.folder_of_programs(ROOT / ".venv")), "elsewhere"]
    assert inside["PYTHONPATH"] == str(ROOT)
    assert inside["VIRTUAL_ENV"] == str(ROOT / ".venv")
    assert "PYTHONHOME" not in inside
    assert "LC_ALL" not in inside


@linux
def test_plain_locale_becomes_utf8() -> None:
    assert dev.environment({})["LC_ALL"] == "C.UTF-8"
    assert dev.environment({"LC_ALL": "POSIX", "LANG": "de_DE.UTF-8"})["LC_ALL"] == "C.UTF-8"
    assert "LC_ALL" not in dev.environment({"LC_CTYPE": "C.UTF-8"})


@linux
def test_invisible_commands_use_the_screen_when_there_is_one() -> None:
    assert dev.environment({}, invisible=True)["QT_QPA_PLATFORM"] == "offscreen"
    assert "QT_QPA_PLATFORM" not in dev.environment({})
    assert "QT_QPA_PLATFORM" not in dev.environment({"DISPLAY": ":0"}, invisible=True)


# --- the lock ---


def pins() -> dict[str, str]:
    """Give the lines of each pin in the lock, by the package's name."""
    blocks = re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8").strip())
    return {block.partition("==")[0]: block for block in blocks}


def test_lock_has_versions_and_hashes_and_no_address() -> None:
    text = LOCK.read_text(encoding="utf-8")
    assert not re.search(r"://|^-|index|find-links|@", text, flags=re.MULTILINE)
    for name, block in pins().items():
        assert re.match(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [^\n]*)? \\\n", block), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}(\s|$)", block), name


def test_lock_pins_what_the_project_asks_for_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for line in asked}
    assert names <= set(pins())
    assert len(pins()) == len(re.findall(r"^\S+==", LOCK.read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_lock_keeps_qt_below_the_release_that_aborts_python_3_11() -> None:
    found = re.match(r"pyside6-essentials==(\d+)\.(\d+)\.", pins()["pyside6-essentials"])
    assert found is not None
    assert (6, 8) <= (int(found[1]), int(found[2])) < (6, 12)
