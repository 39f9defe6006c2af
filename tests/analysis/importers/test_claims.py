"""Each example of each format is read by the importer that it is meant for, and by no other."""

from pathlib import Path

import pytest

import analysis.importers
from analysis.importers import Importer
from analysis.progress import silent
from analysis.read import read
from analysis.registry import offered
from tests.analysis.importers.log_examples import EXAMPLES
from tests.analysis.importers.logs import write

ALL = {importer.id: importer for importer in offered(analysis.importers, Importer)}
CASES = [(owner, *example) for owner, examples in EXAMPLES.items() for example in examples]
STRANGERS = (
    ("wandb-summary.json", '{"loss": 2.5, "_step": 100, "_runtime": 5}'),
    ("config.json", '{\n  "step": 1,\n  "lr": 0.1\n}'),
    ("script.py", "import os, sys\nprint(1, 2)\n"),
    ("notes.md", "a,b\n1,2\n"),
    ("hparams.yaml", "lr: 0.1\nepochs: 5\n"),
    ("metrics.jsonl", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n"),
    ("metrics.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n"),
    ("log.txt", "0 val 10.9522\n0 train 10.955\n1 train 10.5\n"),
    ("empty.csv", ""),
)


def claims(name: str, text: str) -> dict[str, float]:
    found = {owner: importer.sniff(Path("runs") / name, text.encode()) for owner, importer in ALL.items()}
    return {owner: sure for owner, sure in found.items() if sure > 0}


@pytest.mark.parametrize(("owner", "name", "text"), CASES)
def test_the_owner_is_surest(owner: str, name: str, text: str) -> None:
    found = claims(name, text)
    assert max(found, key=lambda one: found[one]) == owner
    assert list(found.values()).count(found[owner]) == 1


@pytest.mark.parametrize(("owner", "name", "text"), CASES)
def test_the_owner_reads_it(tmp_path: Path, owner: str, name: str, text: str) -> None:
    reading = read([write(tmp_path / name, text)], silent())
    assert {source.importer for run in reading.runs for source in run.sources} == {owner}


@pytest.mark.parametrize(("name", "text"), STRANGERS)
def test_nobody_claims_what_is_no_log(name: str, text: str) -> None:
    assert claims(name, text) == {}


def test_all_examples_in_one_drop(tmp_path: Path) -> None:
    for place, (_, name, text) in enumerate(CASES):
        write(tmp_path / f"{place:02}" / name, text)
    reading = read([tmp_path], silent())
    sources = {source.path for run in reading.runs for source in run.sources}
    assert len(sources) == len(CASES)
