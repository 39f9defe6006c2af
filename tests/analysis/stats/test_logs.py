"""What readers of logs share: names that tell runs apart, the column that counts, rows that break off."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.model.run import Source
from analysis.stats.delimited import parse, texts
from analysis.stats.logs.columns import Column, Rows, log_of_any, unique_names
from analysis.stats.logs.files import File, run_of, short_names
from analysis.stats.logs.groups import grouped, parted, taken
from analysis.stats.table_notices import notices

PARTS = st.sampled_from(["a", "b", "logs", "version_0", "12", "metrics"])
PATHS = st.lists(PARTS, min_size=1, max_size=4).map(lambda parts: Path("/", *parts))


def file() -> File:
    return File(Path("/f.csv"), "f.csv", Source("f.csv", "/f.csv", 1, "", "x"), lambda _: None)


def rows(**columns: list[float | None]) -> Rows:
    """Rows of which a None is blank."""
    found = [
        Column(
            name,
            np.array([at for at, cell in enumerate(cells) if cell is not None], np.intp),
            np.array([cell for cell in cells if cell is not None], float),
        )
        for name, cells in columns.items()
    ]
    count = max(map(len, columns.values()))
    return Rows(tuple(found), count, np.arange(2, 2 + count))


@given(st.lists(PATHS, max_size=12), st.booleans())
def test_short_names_tell_all_paths_apart(paths: list[Path], telling: bool) -> None:
    names = short_names(paths, telling=telling)
    assert names.keys() == set(paths)
    assert len(set(names.values())) == len(names)
    assert all(str(path).endswith(name) or name == "/".join(path.parts) for path, name in names.items())


@given(st.lists(st.sampled_from(["a", "a (2)", "a (3)", "b", ""]), max_size=12))
def test_unique_names_keep_first_ones(names: list[str]) -> None:
    found = unique_names(names)
    assert len(set(found)) == len(found) == len(names)
    for place, name in enumerate(names):
        if name not in names[:place]:
            assert found[place] == name


@pytest.mark.parametrize(
    ("path", "run"),
    [
        ("/x/version_0/metrics.csv", "/x/version_0"),
        ("/x/exp/train_log.jsonl", "/x/exp"),
        ("/x/exp/seed_1.csv", "/x/exp/seed_1"),
        ("/x/exp/3.csv", "/x/exp/3"),
        ("/log.csv", "/log"),
        ("/x/.csv", "/x/.csv"),
    ],
)
def test_where_a_run_lies(path: str, run: str) -> None:
    assert run_of(Path(path)) == Path(run)


@pytest.mark.parametrize(
    ("columns", "axis"),
    [
        ({"loss": [1, 2, 3], "Step": [1, 2, 3]}, "Step"),
        ({"epoch": [0, 1, 2], "step": [None, None, 5], "loss": [1, 2, 3]}, "epoch"),
        ({"step": [5, 5, 5], "loss": [1, 2, 3]}, "Row"),
        ({"step": [5, 5, 6, 6], "train": [1, None, 2, None], "val": [None, 1, None, 2]}, "Step"),
        ({"step": [0, 1, 2, 0, 1, 2], "loss": [1.0] * 6}, "Step"),
        ({"epoch": [0, 0, 0, 1, 1, 1], "step": [0, 1, 2, 0, 1, 2], "loss": [1.0] * 6}, "Row"),
        ({"epoch": [0, 0, 1, 0, 0, 1], "step": [0, 1, 2, 0, 1, 2], "loss": [1.0] * 6}, "Step"),
        ({"step": [float("nan")] * 3, "loss": [1, 2, 3]}, "Row"),
    ],
)
def test_the_counter_that_is_chosen(columns: dict[str, list[float | None]], axis: str) -> None:
    log = log_of_any(file(), Path("/f"), rows(**columns))
    assert log.axis == axis
    assert bool(log.file.notices) is (axis == "Row")


def test_parts_and_choices_of_rows() -> None:
    whole = rows(step=[1, 1, 2, 2], loss=[5, None, 7, 8])
    found = parted(whole, grouped(["train", "val", "train", "val"]))
    assert [(one.name, one.rows.tolist(), one.values.tolist()) for one in found.columns] == [
        ("step", [0, 1, 2, 3], [1, 1, 2, 2]),
        ("train/loss", [0, 2], [5, 7]),
        ("val/loss", [3], [8]),
    ]
    some = taken(whole, np.array([1, 3]))
    assert [(one.name, one.rows.tolist(), one.values.tolist()) for one in some.columns] == [
        ("step", [0, 1], [1, 2]),
        ("loss", [1], [8]),
    ]
    assert some.lines is not None
    assert some.lines.tolist() == [3, 5]


def test_na_is_no_value() -> None:
    found = parse(b"a,b\n1,NA\n2,na\n", file="f.csv", advance=lambda _: None)
    assert found.present[1].tolist() == [False, False]
    assert [(one.line, one.text) for one in notices(found, key=0)] == [
        (2, "Read as not logged: 2 cells with null, None or N/A, the first with NA.")
    ]


@pytest.mark.parametrize("end", ["3,", '3,"x', '3,"x\ny', '3,"x\n"",y\nz', '3,"x\ny,z', '3,"x,""y""\n\nz'])
def test_a_row_that_breaks_off_may_have_several_lines(end: str) -> None:
    data = f'a,b,c\n1,"p\nq",3\n2,2,2\n{end}'.encode()
    found = parse(data, file="f.csv", advance=lambda _: None)
    assert found.values[0].tolist() == [1, 2]
    assert found.flaws.cut.line == 5
    _, lines, flaws = texts(data, file="f.csv", advance=lambda _: None)
    assert list(lines) == [(3, ["1", "p\nq", "3"]), (4, ["2", "2", "2"])]
    assert flaws.cut.line == 5


def test_texts_are_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.stats.delimited.PIECE", 40)
    data = b"a,b\n" + b"".join(b'%d,"x\ny"\n' % row for row in range(50)) + b"50\n"
    done: list[int] = []
    _, rows_found, flaws = texts(data, file="f.csv", advance=done.append)
    found = list(rows_found)
    assert found == [*((3 + 2 * row, [str(row), "x\ny"]) for row in range(50)), (102, ["50", ""])]
    assert len(done) >= 10
    assert done == sorted(done)
    assert flaws.short.line == 102
