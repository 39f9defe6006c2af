"""Prepare Runloupe's environment, then run, test or check it: the one command of a fresh checkout.

Standard library only, and the same on Linux, macOS and Windows. It must load on any Python 3.7, so that an old one is
told what it lacks instead of shown a syntax error.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "packaging" / "requirements.lock"
LIBRARIES = ROOT / "packaging" / "system-libraries.txt"
OLDEST_PYTHON = (3, 11)
STAMP = "runloupe-stamp.txt"  # in .venv, written last: its absence tells of an installation cut short
NO_SCREEN = 2  # the exit code

USAGE = """\
usage: python3 packaging/dev.py COMMAND [ARGUMENTS...]

  run [FILES...]          open the window on FILES, or on the sample project
  test [ARGUMENTS...]     run the tests; the arguments go to pytest
  check                   ruff, mypy and the import law
  bench [ARGUMENTS...]    run the benchmarks
  exec COMMAND...         run a command in the environment

Each of them first sees to the environment in .venv, and does nothing about it when nothing has changed."""


class SetupError(Exception):
    """What stands in the way, said with what to do about it; `code` is the exit code."""

    def __init__(self, message: str, *, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def say(text: str) -> None:
    """Tell what happens, on standard error: standard output belongs to the command that is run."""
    print(text, file=sys.stderr, flush=True)


class Library(NamedTuple):
    """A row of system-libraries.txt: what Qt needs, for which kind of window, and the packages that have it."""

    group: str
    soname: str
    apt: str
    dnf: str
    pacman: str


# The first of them that the system has is used; each is a list of commands to which the packages are added at the end.
MANAGERS: Mapping[str, Sequence[Sequence[str]]] = {
    "apt": (("apt-get", "update"), ("apt-get", "install", "-y", "--no-install-recommends")),
    "dnf": (("dnf", "install", "-y"),),
    "pacman": (("pacman", "-S", "--needed", "--noconfirm"),),
}


def has_screen(environ: Mapping[str, str]) -> bool:
    """Whether Qt could open a window: off Linux always, else with a display or a platform that needs none."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")) or names_platform_without_display(environ)


def names_platform_without_display(environ: Mapping[str, str]) -> bool:
    """Whether QT_QPA_PLATFORM asks for offscreen, minimal, vnc and the like, with or without options after a colon."""
    chosen = environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    return chosen not in {"", "xcb", "wayland", "wayland-egl"}


def libraries_for(environ: Mapping[str, str]) -> list[Library]:
    """Give the libraries that Qt loads in this environment; none off Linux, where the wheels are complete."""
    if not sys.platform.startswith("linux"):
        return []
    groups = ["offscreen"]
    if not names_platform_without_display(environ):
        groups += ["xcb"] if environ.get("DISPLAY") else []
        groups += ["wayland"] if environ.get("WAYLAND_DISPLAY") else []
    rows = [line.split() for line in lines_of(LIBRARIES) if not line.startswith("#")]
    return [library for library in (Library(*row) for row in rows) if library.group in groups]


def loads(soname: str) -> bool:
    """Whether the dynamic linker finds the library, which is what Qt will ask it."""
    with contextlib.suppress(OSError):
        return bool(ctypes.CDLL(soname))
    return False


def packages(manager: str, missing: Iterable[Library], *, venv: bool) -> list[str]:
    """Name the packages, sorted and once each; `venv` adds the part of Python that Debian packs on its own."""
    names = {str(getattr(library, manager)) for library in missing}
    if venv and manager == "apt":
        names.add("python{}.{}-venv".format(*sys.version_info))
    return sorted(names)


def install_commands(manager: str, names: Sequence[str]) -> list[list[str]]:
    """Give the commands that install the packages, to be run one after the other as root."""
    *before, last = MANAGERS[manager]
    return [*map(list, before), [*last, *names]]


def install_line(manager: str, names: Sequence[str]) -> str:
    """Write the same commands as one line for the shell of an ordinary user."""
    return " && ".join(shlex.join(["sudo", *command]) for command in install_commands(manager, names))


def install_as_root(commands: Sequence[Sequence[str]]) -> None:
    """Run the package manager's commands without questions; only the last must succeed."""
    # A list that cannot be refreshed (one dead source of many) often still has the packages.
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        say(f"$ {shlex.join(command)}")
        code = subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode
    if code:
        raise SetupError("That failed, and its own words are above. Put it right and run this again.")


def install_packages(missing: Sequence[Library], *, venv: bool) -> None:
    """Install what is missing when root, else raise with the line that does."""
    manager = next((name for name, commands in MANAGERS.items() if shutil.which(commands[0][0])), None)
    names = packages(manager, missing, venv=venv) if manager else []
    if manager is None or not names:
        parts = [library.soname for library in missing] + ["Python's ensurepip module"] * venv
        raise SetupError("Missing here, to be installed by the system's own means: " + ", ".join(parts) + ".")
    if os.geteuid() != 0:
        raise SetupError(
            f"System packages are missing. Install them, then run this again:\n\n  {install_line(manager, names)}"
        )
    say(f"Installing {len(names)} system packages that Qt or venv needs, and what they need in turn.")
    install_as_root(install_commands(manager, names))
    left = [library.soname for library in missing if not loads(library.soname)]
    if left:
        raise SetupError("Still missing after the installation: " + ", ".join(left) + ".")


class Qt(Enum):
    """What a command wants of Qt's system libraries."""

    NEEDED = "does not start without them"
    WELCOME = "may do without them"
    UNUSED = "never loads them"


def see_to_system(environ: Mapping[str, str], *, qt: Qt, venv: bool) -> None:
    """Look for the system's part, and raise when the command cannot do without what is missing."""
    wanted = [] if qt is Qt.UNUSED else libraries_for(environ)
    missing = [library for library in wanted if not loads(library.soname)]
    if not missing and not venv:
        return
    try:
        install_packages(missing, venv=venv)
    except SetupError as error:
        if venv or qt is Qt.NEEDED:
            raise
        say(f"{error}\n\nGoing on without them: only what loads Qt will fail.\n")


class State(Enum):
    """What is known about .venv from its stamp."""

    READY = "made from this lock"
    OLD = "whole, made from another lock"
    UNUSABLE = "absent, half made, moved, or made with another Python"


def stamp(venv: Path, lock: bytes) -> str:
    """Give what a finished environment says of itself: where and with what it was made, then the lock."""
    # A moved environment has the old path in its scripts, hence the path; !a keeps an undecodable one writable.
    origin = f"{sys.platform} {sys.implementation.cache_tag} {str(venv)!a}"
    return f"{origin}\n{hashlib.sha256(lock).hexdigest()}\n"


def folder_of_programs(venv: Path) -> Path:
    """Name the folder that goes first on PATH."""
    return venv / ("Scripts" if os.name == "nt" else "bin")


def python_of(venv: Path) -> Path:
    """Name the environment's Python."""
    return folder_of_programs(venv) / ("python.exe" if os.name == "nt" else "python")


def lines_of(file: Path) -> list[str]:
    """Read a small text file; what is absent or no text has no lines."""
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def has_base(venv: Path) -> bool:
    """Whether the Python that the environment was made from is still there."""
    homes = [line[6:].strip() for line in lines_of(venv / "pyvenv.cfg") if line.startswith("home =")]
    return bool(homes) and Path(homes[0]).is_dir() and python_of(venv).exists()


def state_of(venv: Path, lock: bytes) -> State:
    """Compare the stamp with what it should be; starts no process, so that a prepared environment costs nothing."""
    found, wanted = lines_of(venv / STAMP), stamp(venv, lock).splitlines()
    if found[:1] != wanted[:1] or not has_base(venv):
        return State.UNUSABLE
    return State.READY if found == wanted else State.OLD


def make_environment(venv: Path) -> None:
    """Make an empty environment in place of whatever is there."""
    if venv.exists() or venv.is_symlink():
        say(f"Removing {venv.name}: it is half made, was moved, or belongs to another Python.")
        try:
            shutil.rmtree(venv)
        except OSError as error:
            raise SetupError(f"{error}\nClose what uses {venv}, remove it by hand and run this again.") from error
    say("Making {} with Python {}.{}.".format(venv.name, *sys.version_info))
    # Run by a virtual environment's Python, perhaps of the very one just removed: the one behind it is meant.
    python = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run([python, "-m", "venv", str(venv)], capture_output=True, text=True, check=False)
    if made.returncode:
        raise SetupError(f"Python's venv module could not make {venv}:\n{made.stdout}{made.stderr}".rstrip())


def install_lock(venv: Path, lock: Path) -> None:
    """Install exactly what the lock names, from wheels only, each checked against its hash."""
    say("Installing the packages of requirements.lock: about 250 MB to fetch, once.")
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps", "--only-binary=:all:"]
    command = [str(python_of(venv)), "-I", "-m", "pip", "install", *options, "-r", str(lock)]
    if subprocess.run(command, stdout=2, check=False).returncode:
        python = f"{sys.version_info.major}.{sys.version_info.minor} on {sys.platform}"
        raise SetupError(
            "pip could not install the packages; its own words are above. If they speak of connections, look at the\n"
            f"network and the proxy. If they speak of no matching distribution, Python {python} has no wheel of that\n"
            "package: run this file with Python 3.11 to 3.14."
        )


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Let one preparation at a time touch the environment; the system ends the wait when the other is done or dead."""
    with lock.open("rb") as file:
        # Windows has no flock, and its own locks would keep pip from reading the file.
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare(qt: Qt) -> None:
    """Bring the system's part and .venv to what the command and the lock ask for."""
    content = LOCK.read_bytes()
    state = state_of(VENV, content)
    lacks_pip = state is State.UNUSABLE and importlib.util.find_spec("ensurepip") is None
    see_to_system(os.environ, qt=qt, venv=lacks_pip)
    if state is State.READY:
        return
    with alone(LOCK):
        state = state_of(VENV, content)
        if state is State.READY:  # made by another one meanwhile
            return
        if state is State.UNUSABLE:
            make_environment(VENV)
        (VENV / STAMP).unlink(missing_ok=True)
        install_lock(VENV, LOCK)
        (VENV / STAMP).write_text(stamp(VENV, content), encoding="utf-8")
        say("The environment is ready.")


def environment(environ: Mapping[str, str], *, invisible: bool = False) -> dict[str, str]:
    """Give the variables of an activated .venv with the project importable; `invisible` lets Qt do without a screen."""
    inside = {name: value for name, value in environ.items() if name != "PYTHONHOME"}
    path = os.pathsep.join([str(folder_of_programs(VENV)), environ.get("PATH", os.defpath)])
    # PYTHONPATH is replaced, not extended: packages from elsewhere would defeat the lock.
    inside.update(VIRTUAL_ENV=str(VENV), PATH=path, PYTHONPATH=str(ROOT))
    locale = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG") or "C"
    if sys.platform.startswith("linux") and locale in {"C", "POSIX"}:
        inside["LC_ALL"] = "C.UTF-8"
    if invisible and not has_screen(inside):
        inside["QT_QPA_PLATFORM"] = "offscreen"
    return inside


def hand_over(command: Sequence[str], environ: Mapping[str, str]) -> NoReturn:
    """Become the command, so that its signals and exit code are the caller's; on Windows wait for it."""
    program = shutil.which(command[0], path=environ["PATH"])
    if program is None:
        raise SetupError(f"There is no command {command[0]!r}, in the environment or outside.", code=127)
    if os.name == "posix":
        os.execve(program, list(command), dict(environ))  # noqa: S606 - no shell is meant
    with subprocess.Popen([program, *command[1:]], env=dict(environ)) as process:
        while process.returncode is None:
            # Ctrl+C reaches the command as well, and it is the one to decide.
            with contextlib.suppress(KeyboardInterrupt):
                process.wait()
    sys.exit(process.returncode)


def no_screen(files: Sequence[str]) -> str:
    """Say that no window can open, and which command does the main job without one."""
    inputs = shlex.join(files) if files else "resources/samples/*.csv"
    return (
        "There is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open.\n"
        "The report needs none:\n\n"
        f"  python3 packaging/dev.py exec python main.py report {inputs} -o report.pdf"
    )


def run(arguments: Sequence[str]) -> NoReturn:
    """Open the window, on the sample project when no file is named."""
    if not has_screen(os.environ):
        raise SetupError(no_screen(arguments), code=NO_SCREEN)
    prepare(Qt.NEEDED)
    hand_over([str(python_of(VENV)), str(ROOT / "main.py"), *(arguments or ["--sample"])], environment(os.environ))


def test(arguments: Sequence[str]) -> NoReturn:
    """Run pytest on all cores, on Qt's offscreen platform when there is no screen; ``-n 0`` keeps to one process."""
    prepare(Qt.NEEDED)
    os.chdir(ROOT)
    cores = ("-n", "auto", "--dist", "worksteal")
    hand_over([str(python_of(VENV)), "-m", "pytest", *cores, *arguments], environment(os.environ, invisible=True))


def check(arguments: Sequence[str]) -> int:
    """Run every check, the later ones too when one fails, and name those that failed."""
    if arguments:
        raise SetupError("check takes no arguments.\n\n" + USAGE, code=2)
    prepare(Qt.UNUSED)
    failed = []
    for command in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports"]):
        name = " ".join(command)
        say(f"\n== {name}")
        command[0] = str(folder_of_programs(VENV) / command[0])
        if subprocess.run(command, cwd=ROOT, env=environment(os.environ), check=False).returncode:
            failed.append(name)
    say("\nFailed: " + ", ".join(failed) if failed else "\nAll checks passed.")
    return 1 if failed else 0


def bench(arguments: Sequence[str]) -> NoReturn:
    """Run the benchmarks, which bring their own command line."""
    prepare(Qt.NEEDED)
    script = str(ROOT / "packaging" / "bench.py")
    hand_over([str(python_of(VENV)), script, *arguments], environment(os.environ, invisible=True))


def execute(arguments: Sequence[str]) -> NoReturn:
    """Run any command; missing libraries of Qt are only told, since reports and tools do without Qt."""
    if not arguments:
        raise SetupError("exec needs a command.\n\n" + USAGE, code=2)
    prepare(Qt.WELCOME)
    hand_over(arguments, environment(os.environ))


COMMANDS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "exec": execute,
}


def main(arguments: Sequence[str]) -> int:
    """Carry out one command and give the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        say("Runloupe needs Python {}.{} or newer; this is {}.{}.".format(*OLDEST_PYTHON, *sys.version_info[:2]))
        return 1
    if not arguments or arguments[0] not in COMMANDS:
        asked = arguments[:1] in (["-h"], ["--help"])
        print(USAGE, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except SetupError as error:
        say(str(error))
        return error.code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
