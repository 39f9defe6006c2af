"""Pieces of a run: the later one wins, what it replaces is counted, and nothing else is joined."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.importers.any_table import IMPORTER
from analysis.model.brush import Brush, Part
from analysis.model.notice import Severity
from analysis.model.seam import Seam
from analysis.model.series import Series, Span
from analysis.progress import silent
from analysis.read import read
from analysis.stats.pieces import Piece, crossing, restarts, stitch
from analysis.stats.sampling import fidelity
from tests.synthetic import run_of

RAW = Path("llm_public/EleutherAI__pythia/hmm-training-maps/training_losses/raw_data")


def piece(label: str, first: int, last: int, value: float, name: str = "loss") -> Piece:
    steps = np.arange(first, last + 1.0)
    return Piece(label, (Series(name, steps, np.full(steps.size, value), fidelity(steps)),))


def test_the_later_piece_wins_and_what_it_replaces_is_counted() -> None:
    found = stitch([piece("a", 1, 10, 1.0), piece("b", 8, 20, 2.0), piece("c", 21, 22, 3.0)])
    (series,) = found.series
    assert series.steps.tolist() == list(range(1, 23))
    assert series.values.tolist() == [1.0] * 7 + [2.0] * 13 + [3.0] * 2
    assert found.seams == (Seam(8, 10, 3, "a", "b"), Seam(21, 20, 0, "b", "c"))
    assert found.appended == ()


def test_two_trainings_in_one_folder_lose_nothing() -> None:
    found = stitch([piece("a", 1, 3, 1.0), piece("b", 1, 5, 2.0)])
    assert found.series[0].steps.tolist() == [1, 2, 3, 1, 2, 3, 4, 5]
    assert (found.seams, found.appended) == ((), ("loss",))


def test_metrics_of_one_piece_stay_whole() -> None:
    both = Piece("a", (*piece("a", 1, 10, 1.0).series, *piece("a", 1, 10, 5.0, "other").series))
    found = stitch([both, piece("b", 5, 6, 2.0)])
    assert [len(series) for series in found.series] == [6, 10]
    assert found.seams == (Seam(5, 10, 6, "a", "b"),)


@pytest.mark.parametrize(
    ("starts", "pieces"),
    [
        ({"r_a1b2c3d4": 0, "r_b1b2c3d4": 50}, 2),
        ({"r_a1b2c3d4": 0, "r_b1b2c3d4": 0}, 0),
        ({"r_a1b2c3d4": 0, "r_b1b2c3d4": 0, "r_c1b2c3d4": 50, "r_d1b2c3d4": 0}, 0),
        ({"train_training": 0, "train_learning": 50}, 0),
        ({"r_1": 0, "r_2": 50}, 0),
        ({"r_a1b2c3d4": 0, "s_b1b2c3d4": 50}, 0),
    ],
)
def test_only_starts_of_one_run_are_pieces(starts: dict[str, float], pieces: int) -> None:
    found = restarts({Path("/x", name): first for name, first in starts.items()})
    assert len(found) == pieces
    assert set(found.values()) <= {Path("/x/r")}


def test_files_of_one_run_become_one_run_with_seams(tmp_path: Path) -> None:
    for name, first, last in (("r_b1b2c3d4", 4, 9), ("r_a1b2c3d4", 1, 5)):
        rows = "".join(f"{step},{first}\n" for step in range(first, last + 1))
        (tmp_path / f"{name}.csv").write_text(f"step,loss\n{rows}")
    reading = read([tmp_path], silent())
    (run,) = reading.runs
    assert (run.name, run.series[0].values.tolist()) == ("r", [1] * 3 + [4] * 6)
    assert run.seams == (Seam(4, 5, 2, "r_a1b2c3d4.csv", "r_b1b2c3d4.csv"),)
    assert {source.name for source in run.sources} == {"r_a1b2c3d4.csv", "r_b1b2c3d4.csv"}
    said = [one.text for one in reading.notices if one.severity is Severity.WARNING]
    assert len(said) == 1
    assert "from step 4 on r_b1b2c3d4.csv takes over; left out: 2 points of r_a1b2c3d4.csv" in said[0]


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("seed", "files", "seams"), [("410m-seed3", 10, 9), ("410m-seed4", 7, 6), ("70m-seed7", 13, 9)]
)
def test_real_restarts(corpus: Path, seed: str, files: int, seams: int) -> None:
    reading = IMPORTER.read(tuple(sorted((corpus / RAW).glob(f"{seed}_*.tsv"))), silent())
    (run,) = reading.runs
    (series,) = run.series
    assert len(run.sources) == files
    assert series.steps.tolist() == list(range(1, 143_001))
    assert len(run.seams) >= seams


def test_a_brush_says_which_seams_it_crosses() -> None:
    run = replace(run_of("a"), seams=(Seam(10, 12, 2, "1.csv", "2.csv"), Seam(30, 29, 0, "2.csv", "3.csv")))
    after = ": a later start of the training took over there."
    assert crossing(run, None) == f"Across 2 seams of a, the first at step 10{after}"
    assert crossing(run, Brush.of(Span(5, 20))) == f"Across 1 seam of a at step 10{after}"
    assert crossing(run, Brush.of(Span(10, 20))) == ""
    assert crossing(run, Brush((), excluded=(Part(Span(0, 5)),))) == f"Across 2 seams of a, the first at step 10{after}"
    assert crossing(run_of("b"), None) == ""
