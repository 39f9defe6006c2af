"""A file that has grown is parsed from where it ended, and the answer is that of reading it whole."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import UnreadableInput
from analysis.importers import Reading, json_lines, tensorboard, wandb_csv, wandb_offline
from analysis.progress import silent
from analysis.read import read
from analysis.stats import delimited
from analysis.stats.resuming import Marks, resuming
from tests.analysis.importers import event_files, wandb_logs

ROWS = 60


def chart() -> bytes:
    rows = (f'"{step}","{step}.5","{step}.5","{step}.5"' for step in range(ROWS))
    return "\n".join(('"Step","a - loss","a - loss__MIN","a - loss__MAX"', *rows)).encode()


def spread() -> bytes:
    """A chart with bands that differ, blanks, words, a short row and a step that goes back."""
    cells = ("1", "", "NaN", "x", "null", "2.25")
    rows = [f"{step % 40},{cells[step % 6]},{step}.25,{step}.75" for step in range(ROWS)]
    rows[30] = "30,1"
    return ("\r\n".join(("Step,a - loss,a - loss__MIN,a - loss__MAX", *rows)) + "\r\n").encode()


def table() -> bytes:
    rows = (f'{step // 9},{step},"{step}.125",,"a ""quoted""\nname"' for step in range(ROWS))
    return ("\n".join(("epoch,step,train_loss,val_loss,note", *rows)) + "\n").encode()


def lines() -> bytes:
    records = ({"step": step % 45, "loss": step / 4, "sub": {"x": step}, "text": "t"} for step in range(ROWS))
    return b"\xef\xbb\xbf" + b"".join(json.dumps(one).encode() + b"\n" for one in records) + b'not json\n{"step": 99'


def wandb() -> bytes:
    parts = [wandb_logs.stats(1002 + at, {"cpu": at}) for at in range(3)]
    big = wandb_logs.history({"_step": 900, "text": "x" * 40_000, "loss": 1.5})
    return wandb_logs.log(wandb_logs.run("abc"), *wandb_logs.losses(20), *parts, big, *wandb_logs.losses(20, start=15))


def board() -> bytes:
    first = event_files.event(0, event_files.tensor("acc", (1, 1), plugin="scalars"))
    return event_files.events(first, *event_files.losses(20), *event_files.losses(20, start=12))


FORMATS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "chart": ("x.csv", chart),
    "spread": ("x.csv", spread),
    "table": ("metrics.csv", table),
    "lines": ("log.jsonl", lines),
    "wandb": ("run-abc.wandb", wandb),
    "board": ("events.out.tfevents.1000000001.h", board),
}
WHOLE = {name: make() for name, (_, make) in FORMATS.items()}


def outcome(path: Path, marks: Marks | None = None) -> Reading | str:
    try:
        if marks is None:
            return read((path,), silent())
        with resuming(marks):
            return read((path,), silent())
    except UnreadableInput as error:
        return f"{error.reason} {error.line}"


@contextmanager
def small_pieces() -> Iterator[None]:
    """Tables are streamed, and parsed by Arrow, from a few hundred bytes on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "BULK", 200)
        patch.setattr(delimited, "CHUNK", 300)
        patch.setattr(wandb_csv, "CHUNK", 300)
        yield


@contextmanager
def as_it_is() -> Iterator[None]:
    yield


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("how", [as_it_is, small_pieces])
@settings(max_examples=8)
@given(data=st.data())
def test_going_on_gives_what_reading_whole_gives(
    name: str, how: Callable[[], AbstractContextManager[None]], data: st.DataObject
) -> None:
    whole = WHOLE[name]
    ends = [place + 1 for place, byte in enumerate(whole) if byte == 10] or [len(whole)]
    cuts = sorted(data.draw(st.lists(st.integers(1, len(whole)) | st.sampled_from(ends), min_size=1, max_size=4)))
    changed = data.draw(st.booleans())
    with tempfile.TemporaryDirectory() as folder, how():
        path, marks = Path(folder, FORMATS[name][0]), Marks(least=0)
        for cut in (*cuts, len(whole)):
            path.write_bytes(whole[:cut])
            assert outcome(path, marks) == outcome(path)
        if changed:
            at = data.draw(st.integers(0, len(whole) - 1))
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] + whole[-40:])
            assert outcome(path, marks) == outcome(path)


PARSERS = {
    "spread": (delimited, "careful"),
    "lines": (json_lines, "_parted"),
    "wandb": (wandb_offline, "_take"),
    "board": (tensorboard, "_take"),
}


@pytest.mark.parametrize("name", PARSERS)
def test_what_was_parsed_is_not_parsed_again(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, function = PARSERS[name]
    seen, known = [], getattr(module, function)

    def counted(*given: object, **named: object) -> object:
        seen.append(given)
        return known(*given, **named)

    monkeypatch.setattr(module, function, counted)
    monkeypatch.setattr(delimited, "PIECE", 50)
    path, marks, whole = tmp_path / FORMATS[name][0], Marks(least=0), WHOLE[name]
    path.write_bytes(whole[: -30 if name in {"wandb", "board"} else whole.rfind(b"\n", 0, -60) + 1])
    outcome(path, marks)
    path.write_bytes(whole)
    seen.clear()
    outcome(path)
    fresh = len(seen)
    seen.clear()
    outcome(path, marks)
    assert 0 < len(seen) < fresh / 4
