"""The files of one drop: their bytes, what to call them and the runs in them, and why one is no text."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from analysis.errors import UnreadableInput
from analysis.model.notice import Notice, Severity
from analysis.model.run import Source
from analysis.stats.byte_stream import ByteStream
from analysis.stats.strangers import stands_in, unmerged

LARGEST = 4_294_967_296  # bytes of a text that is read: it is held in memory
HEAD = 65_536  # bytes in which a NUL tells that a file is no text
# Names that many a log has: the folder says more. Numbers tell one file from another, but name no run either.
COMMON = re.compile(
    r"(train(ing)?_?)?(logs?|logdir|history|metrics|results?|outputs?|progress|monitor|checkpoints?|data|dvclive|csv|"
    r"runs|tensorboard|tb|trainer_state|wandb_history|losses|stats)",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"\d+")


@dataclass(frozen=True, eq=False)
class File:
    """A file that is being read; only its notices grow. ``advance`` is told how many of its bytes are done."""

    path: Path
    label: str
    source: Source
    advance: Callable[[int], None]
    notices: list[Notice] = field(default_factory=list)

    def note(self, severity: Severity, text: str, line: int | None = None) -> None:
        """Tell something, once."""
        notice = Notice(severity, text, self.label, line)
        if notice not in self.notices:
            self.notices.append(notice)

    def refusal(self, reason: str, advice: str, line: int | None = None) -> UnreadableInput:
        """The error that tells why this file is not read."""
        return UnreadableInput(reason, advice, file=str(self.path), line=line)


def load(path: Path, label: str, importer: str, advance: Callable[[int], None]) -> tuple[File, bytes]:
    """A file and its bytes; raises UnreadableInput where it cannot be opened or is no text."""
    with ByteStream(path) as stream:
        if stream.size > LARGEST:
            reason = f"The file has more than {LARGEST:,} bytes, too many to be read at once."
            raise UnreadableInput(reason, "Give it in parts, or with fewer columns.", file=str(path), line=1)
        data = stream.take_all()
        source = Source(path.name, str(path.absolute()), stream.place, stream.sha256, importer)
    file = File(path, label, source, advance)
    if not data.strip():
        raise file.refusal("The file is empty.", "Export it again.", 1)
    if instead := stands_in(data[:HEAD]):
        raise file.refusal(*instead, 1)
    if line := unmerged(data):
        raise file.refusal("The file holds the marks of an unfinished git merge.", "Finish it and read again.", line)
    if b"\0" in data[:HEAD]:
        raise file.refusal("This is no text file in UTF-8.", "Save it again in UTF-8.", 1)
    return file, data


def run_of(path: Path) -> Path:
    """Where the run of a log lies: named by the file, or by its folder where the file is called as all of them are."""
    path = path.absolute()
    own = path.with_name(path.name.removesuffix(path.suffix) or path.name)
    return path.parent if COMMON.fullmatch(own.name) and path.parent.name else own


def short_names(paths: Iterable[Path], *, telling: bool = False) -> dict[Path, str]:
    """The last part of each path, with as many folders before it as tell it from the others.

    Where names have to be ``telling``, folders are added until one part is not called as any other run might be.
    """
    names: dict[Path, str] = {}
    waiting = list(dict.fromkeys(paths))
    length = 1
    while waiting:
        tails = {path: path.absolute().parts[-length:] for path in waiting}
        counts = Counter(tails.values())
        for path, tail in tails.items():
            enough = not telling or not all(COMMON.fullmatch(part) or NUMBERED.fullmatch(part) for part in tail)
            if (counts[tail] == 1 and enough) or len(tail) < length:
                names[path] = "/".join(tail)
        waiting = [path for path in waiting if path not in names]
        length += 1
    return names
