"""Kills a process that edits and saves, at random moments, and sees what is left: every acknowledged change, or not.

    python3 packaging/dev.py exec python packaging/kill.py [--rounds N] [--on plain|full|readonly]

``full`` fills the disk under it (a small tmpfs), ``readonly`` turns its file system read-only (ext4 in a file); both
need the right to mount.

The killed process says ``to D`` before an edit that leads to the state D, ``at D`` once it is kept, ``no`` when it
could not be; ``saving D``, then ``saved`` or ``unsaved``.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from analysis.errors import UnwritableOutput
from analysis.model.annotation import Annotation, AnnotationId
from analysis.model.project import Project
from analysis.model.run import Run, RunId
from analysis.model.series import Fidelity, FidelityKind, Series, Span, frozen_array
from analysis.progress import silent
from analysis.storage import Document, open_project, save_project
from analysis.storage.left_behind import left_behind
from analysis.storage.opening import open_to_edit
from analysis.storage.places import VARIABLE, copies_folder
from analysis.storage.working_copy import SUFFIX, WorkingCopy
from gui.assessing import Assessing
from gui.session import Session
from gui.tasks import Tasks

LONGEST = 0.5  # seconds of work before the kill
EMPTY = "nothing"
READY = b"ready\n"
TMPFS = "size=6m"
NOT_HERE = 77  # the exit code
MOST = 150  # annotations
RENEWED = 20  # rounds on one history; reading a longer one again would take most of the time
POINTS = 2_000


def digest(project: Project) -> str:
    """What is told of a state: a checksum of all that the edits here change."""
    return f"{zlib.crc32(repr((project.annotations, dict(project.thresholds), project.title)).encode()):08x}"


def tell(line: str) -> None:
    """Say a line such that it has left the process when this returns."""
    os.write(1, f"{line}\n".encode())


def opened(path: Path) -> Session:
    """A session that goes on where the one before was killed."""
    setattr(Assessing, "update", lambda *_: None)  # noqa: B010 - nobody reads the assessments here
    session = Session(Tasks(synchronous=True))
    for orphan in left_behind():
        copy = WorkingCopy.open(orphan.file)
        if copy is not None:
            session.resume(copy, path=copy.path if copy.fits_its_file else None)
            return session
    if path.exists():
        found = open_to_edit(path, silent())
        if found.copy is not None:
            session.resume(found.copy, path=path)
        else:
            session.load(found.document.project, path=path, view=found.document.view)
    return session


def run(name: str) -> Run:
    """A run of two metrics."""
    steps = frozen_array(np.arange(POINTS, dtype=float))
    whole = Fidelity(FidelityKind.COMPLETE, POINTS, POINTS, 1.0)
    noise = np.random.default_rng(len(name))
    made = (Series(metric, steps, frozen_array(noise.normal(size=POINTS)), whole) for metric in ("loss", "norm"))
    return Run(RunId(name), name, tuple(made))


def edited(session: Session, chance: random.Random) -> tuple[str, Project]:
    """Some edit of the present project: its text, and what comes of it."""
    project = session.project
    marks = project.annotations
    span = Span.between(chance.uniform(0, POINTS), chance.uniform(0, POINTS))
    if not project.runs:
        return "Open oak", project.with_runs((run("oak"),))
    if marks and (len(marks) > MOST or chance.random() < 0.15):
        gone = chance.choice(marks)
        return f"Delete annotation E{gone.number}", project.without_annotation(gone.id)
    if marks and chance.random() < 0.5:
        mark = chance.choice(marks)
        return f"Move annotation E{mark.number}", project.annotate(replace(mark, span=span, note=f"{chance.random()}"))
    if chance.random() < 0.1:
        return "Set threshold", replace(project, thresholds={"loss.concern": chance.random()})
    return "Annotate", with_annotation(project, span, chance)


def with_annotation(project: Project, span: Span, chance: random.Random) -> Project:
    """The project with one more annotation."""
    mark = Annotation(AnnotationId(f"{chance.getrandbits(64):x}"), project.next_number, span, note="seen")
    return project.annotate(mark)


def step(session: Session, chance: random.Random, states: list[str]) -> None:
    """One edit, undo, redo or jump."""
    stack, history = session.undo_stack, session.history
    place = stack.index()
    kind = chance.choices(("edit", "undo", "redo", "jump"), (8, 2, 1, 1))[0]
    if kind == "undo" and place > 1:
        tell(f"to {states[place - 1]}")
        stack.undo()
    elif kind == "redo" and stack.canRedo():
        tell(f"to {states[place + 1]}")
        stack.redo()
    elif kind == "jump" and stack.count() > 1:
        goal = chance.randrange(max(1, place - 5), stack.count() + 1)
        tell(f"to {states[goal]}")
        history.go_to(goal)
    else:
        text, project = edited(session, chance)
        tell(f"to {digest(project)}")
        session.change(text, project)
        if stack.index() > place:
            states[place + 1 :] = [digest(project)]
    tell("no" if history.keeper.waiting else f"at {digest(session.project)}")


def save(session: Session, path: Path) -> None:
    """Save as the window does."""
    project = session.project
    tell(f"saving {digest(project)}")
    try:
        save_project(Document(project, session.view()), path)
    except UnwritableOutput:
        tell("unsaved")
        return
    session.mark_saved(path, project)
    tell("saved")


def work(path: Path, seed: int) -> None:
    """Edit and save until killed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    session = opened(path)
    states = [digest(project) for project in session.history.projects]
    os.write(1, READY)
    while True:
        if chance.random() < 0.15 and session.project.runs:
            save(session, path)
        else:
            step(session, chance, states)


class CannotMount(Exception):
    """This process may not mount what the rounds are to happen on."""


@dataclass
class Told:
    """What the worker has said so far: where the project and its file may be, and how much was acknowledged."""

    at: set[str] = field(default_factory=lambda: {EMPTY})
    file: set[str] = field(default_factory=lambda: {EMPTY})
    edits: int = 0
    saves: int = 0
    refused: int = 0
    kills: int = 0

    def hear(self, line: str) -> None:
        """Take over one line. What was acknowledged last must be there, or what was begun since."""
        what, _, state = line.partition(" ")
        if what == "to":
            self.at.add(state)
        elif what == "at":
            self.at, self.edits = {state}, self.edits + 1
        elif what == "saving":
            self._saving = state
            self.file = self.file | {state}
        elif what == "saved":
            self.file, self.saves = {self._saving}, self.saves + 1
        elif what in ("unsaved", "no"):
            self.refused += 1


@contextlib.contextmanager
def plain() -> Iterator[tuple[Path, Callable[[], None], Callable[[], None]]]:
    """A folder of the machine; nothing happens but the kill."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder), lambda: None, lambda: None


@contextlib.contextmanager
def full() -> Iterator[tuple[Path, Callable[[], None], Callable[[], None]]]:
    """A small tmpfs that is filled to the last byte, and emptied again."""
    with tempfile.TemporaryDirectory() as folder:
        mount("-t", "tmpfs", "-o", TMPFS, "tmpfs", folder)
        filler = Path(folder) / "filler"

        def fill() -> None:
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                for size in (65_536, 4_096, 1):
                    with contextlib.suppress(OSError):
                        while file.write(bytes(size)) == size:
                            pass

        try:
            yield Path(folder), fill, lambda: filler.unlink(missing_ok=True)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


@contextlib.contextmanager
def readonly() -> Iterator[tuple[Path, Callable[[], None], Callable[[], None]]]:
    """An ext4 file system that turns read-only as one does whose disk fails, and is mounted anew afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        image, place = Path(folder) / "image", Path(folder) / "place"
        place.mkdir()
        image.write_bytes(b"")
        os.truncate(image, 64 << 20)
        loop = ("-o", "loop", str(image), str(place))
        subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], check=True)
        mount(*loop)

        def mend() -> None:
            subprocess.run(["umount", str(place)], check=True)
            subprocess.run(["e2fsck", "-p", str(image)], check=False, stdout=subprocess.DEVNULL)
            mount(*loop)

        try:
            yield place, lambda: mount("-o", "remount,abort", str(place)), mend
        finally:
            subprocess.run(["umount", str(place)], check=True)


def mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], check=False, capture_output=True, text=True)
    if done.returncode:
        raise CannotMount(done.stderr.strip())


PLACES = {"plain": plain, "full": full, "readonly": readonly}


@contextlib.contextmanager
def stopped(process: int) -> Iterator[None]:
    """Let a process rest. A sync that is under way while ext4 is told to abort can be acknowledged and lost: the
    kernel's doing, seen with bare ``fsync`` too. So the file system turns between two calls of the system.
    """
    os.kill(process, signal.SIGSTOP)
    while Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "Tt":
        time.sleep(0.001)
    yield
    os.kill(process, signal.SIGCONT)


def begun(path: Path, seed: int) -> tuple[int, int]:
    """A process that edits and saves, and the end of a pipe at which it is heard.

    It is a fork of this one, which has loaded all modules and made nothing of Qt nor of SQLite that is still open: a
    fresh interpreter would do the same a second later.
    """
    heard, told = os.pipe()
    process = os.fork()
    if process:
        os.close(told)
        return process, heard
    try:
        os.close(heard)
        os.dup2(told, 1)
        work(path, seed)
    except BaseException:  # noqa: BLE001 - nothing of the process that was forked may run here
        traceback.print_exc()
    os._exit(1)


def heard_to_the_end(pipe: int) -> bytes:
    with os.fdopen(pipe, "rb") as file:
        return file.read()


def work_and_kill(path: Path, chance: random.Random, told: Told, harm: Callable[[], None]) -> None:
    """Let the worker work for a while, do harm, let it work on for a moment, and kill it."""
    worker, pipe = begun(path, chance.getrandbits(32))
    try:
        assert os.read(pipe, len(READY)) == READY, "the worker could not begin"
        time.sleep(chance.uniform(0, LONGEST))
        if sys.platform.startswith("linux"):
            with stopped(worker):
                harm()
        time.sleep(chance.uniform(0, LONGEST / 3))
    finally:
        os.kill(worker, signal.SIGKILL)
        lines = heard_to_the_end(pipe).decode().split("\n")
        _, how = os.waitpid(worker, 0)
    assert os.waitstatus_to_exitcode(how) == -signal.SIGKILL, "the worker ended by itself"
    told.kills += 1
    for line in lines[:-1]:  # what stands behind the last line feed was cut off
        told.hear(line)


def check(path: Path, told: Told) -> None:
    """See that what is left is what was acknowledged, and whole; AssertionError otherwise."""
    state = digest(open_project(path).project) if path.exists() else EMPTY
    assert state in told.file, f"the file holds {state}, not {told.file}"
    told.file = {state}
    copies = list(copies_folder().glob(f"*{SUFFIX}"))
    assert len(copies) <= 1, f"{len(copies)} working copies"
    state = EMPTY
    for file in copies:
        with contextlib.closing(sqlite3.connect(file)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                continue
        copy = WorkingCopy.open(file)
        assert copy is not None, "a dead process has the working copy"
        for step in copy.steps:
            step.project()
        state = digest(copy.steps[copy.current].project()) if copy.steps else EMPTY
        copy.close()
    assert state in told.at, f"the working copy holds {state}, not {told.at}"
    told.at = {state}


def rounds(number: int, on: str, seed: int) -> tuple[int, Told]:
    """The number of rounds of which everything was there, and what was told in them."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    good, told = 0, Told()
    with PLACES[on]() as (folder, harm, mend):
        os.environ[VARIABLE] = str(folder / "state")
        path = folder / "project.runloupe"
        for place in range(number):
            if place % RENEWED == 0:
                for file in (path, *folder.glob(".runloupe-*.part")):
                    file.unlink(missing_ok=True)
                shutil.rmtree(folder / "state", ignore_errors=True)
                os.sync()  # what was removed here would come back where the file system aborts at once
                told.at, told.file = {EMPTY}, {EMPTY}
            work_and_kill(path, chance, told, harm)
            mend()
            try:
                check(path, told)
                good += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a round that failed
                print(f"round {place + 1}: {type(error).__name__}: {error}", flush=True)
                told.at |= {digest_of_copy() or EMPTY}
            if (place + 1) % 20 == 0:
                print(f"{good} of {place + 1} so far", flush=True)
    return good, told


def digest_of_copy() -> str:
    """What the working copy holds, to go on with after a round that failed; empty when that cannot be told."""
    with contextlib.suppress(Exception):
        for file in copies_folder().glob(f"*{SUFFIX}"):
            copy = WorkingCopy.open(file)
            if copy is not None:
                copy.close()
                return digest(copy.steps[copy.current].project())
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill a process that edits and saves; see what is left.")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--on", choices=PLACES, default="plain")
    parser.add_argument("--seed", type=int, default=0)
    wishes = parser.parse_args()
    try:
        good, told = rounds(wishes.rounds, wishes.on, wishes.seed)
    except (CannotMount, FileNotFoundError) as error:
        print(f"{wishes.on}: cannot be had here: {error}")
        return NOT_HERE
    print(
        f"{wishes.on}: {good} of {wishes.rounds} rounds with everything there and whole; {told.kills} kills, "
        f"{told.edits:,} edits and {told.saves:,} saves acknowledged, {told.refused:,} refused and told"
    )
    return 0 if good == wishes.rounds else 1


if __name__ == "__main__":
    sys.exit(main())
