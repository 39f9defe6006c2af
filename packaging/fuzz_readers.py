"""Fuzz one reader for some seconds: ``python packaging/fuzz_readers.py tensorboard --seconds 600``.

Needs atheris, which is no dependency of Runloupe (pip install atheris, in an environment beside the locked one). Each
input is a damaged file of the reader's format; it must end in runs or in a reason, within bounds of time and memory.
What breaks that is written to ``--findings`` and ends the run with an exit code above 0.
"""

import argparse
import gc
import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LONGEST = 10  # seconds for one input
MEMORY = 1_500  # MB of the whole process, with the libraries that it has loaded


def main(arguments: list[str]) -> None:
    """Fuzz until the time is over; libFuzzer ends the process itself."""
    options = _options(arguments)
    sys.path.insert(0, str(ROOT))
    try:
        atheris: Any = importlib.import_module("atheris")
    except ImportError:
        sys.exit("fuzz_readers.py: atheris is not there: pip install atheris")
    with atheris.instrument_imports(include=["analysis"]):
        importers = importlib.import_module("analysis.importers")
        offered = importlib.import_module("analysis.registry").offered
        readers = {one.id: one for one in offered(importers, importers.Importer)}
    if options.reader not in readers:
        sys.exit(f"fuzz_readers.py: there is no reader {options.reader!r}; there are: {', '.join(readers)}")
    options.findings.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fuzz", dir=options.folder) as folder:
        corpus = _seeded(Path(folder, "corpus"), options.reader, options.seeds)
        words = Path(folder, "words")
        words.write_text("".join(f'"{word}"\n' for word in WORDS))
        flags = [f"-max_total_time={options.seconds}", f"-timeout={LONGEST}", f"-rss_limit_mb={MEMORY}"]
        flags += [f"-artifact_prefix={options.findings}/{options.reader}-", f"-dict={words}", "-print_final_stats=1"]
        flags += ["-max_len=65536", "-len_control=0", "-reload=0"]
        atheris.Setup([sys.argv[0], *flags, str(corpus)], _test(readers[options.reader], Path(folder, "files")))
        atheris.Fuzz()


WORDS = (
    "NaN",
    "Infinity",
    "1e999",
    "_step",
    "step",
    r"\x00",
    r"\xff\xff\xff\xff",
    r"\x80\x80\x80\x80\x80\x01",
    ",,",
    "{}",
    "|CUT|",
)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="fuzz_readers.py", description="Fuzz one reader.")
    parser.add_argument("reader", help="the id of an importer, such as tensorboard")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seeds", type=Path, help="a folder of further files to begin with")
    parser.add_argument("--findings", type=Path, default=Path("findings"), help="where inputs that break are kept")
    parser.add_argument("--folder", type=Path, help="where files are made while fuzzing; a RAM disk is fastest")
    return parser.parse_args(arguments)


def _seeded(folder: Path, reader: str, seeds: Path | None) -> Path:
    """A folder with the files that mutations begin with."""
    folder.mkdir(parents=True)
    made = importlib.import_module("tests.analysis.importers.samples")
    (folder / "sample").write_bytes(made.samples()[reader][1])
    if reader in made.unsealed():
        (folder / "records").write_bytes(made.unsealed()[reader])
    for place, path in enumerate(sorted(seeds.rglob("*")) if seeds else ()):
        if path.is_file() and path.stat().st_size < 65_536:
            (folder / f"seed{place}").write_bytes(path.read_bytes())
    return folder


def _test(reader: Any, folder: Path) -> Any:
    """What is done with each input; whatever it raises is a finding."""
    made = importlib.import_module("tests.analysis.importers.samples")
    outcomes = importlib.import_module("tests.analysis.importers.outcomes")
    turn = 0

    def one(data: bytes) -> None:
        nonlocal turn
        content = made.sealed(reader.id, data) if made.CUT in data and reader.id in made.unsealed() else data
        outcomes.outcome(reader, made.laid(folder, reader.id, content))
        turn += 1
        if turn % 1000 == 0:
            gc.collect()

    return one


if __name__ == "__main__":
    main(sys.argv[1:])
