"""What was decided about files, and what was told of them, as plain values and back."""

from collections.abc import Mapping

from analysis.model.choices import Choices, FileChoice
from analysis.model.notice import Notice, Severity
from analysis.model.run import RunId
from analysis.storage.document import JsonValue
from analysis.storage.fields import text, whole


def plain_choices(choices: Choices) -> dict[str, JsonValue]:
    """The choices as a JSON object."""
    files: dict[str, JsonValue] = {path: _plain_file(choice) for path, choice in choices.files.items()}
    splits: dict[str, JsonValue] = dict(choices.splits)
    names: dict[str, JsonValue] = {run: name for run, name in choices.names.items()}  # noqa: C416 - RunId is no str to mypy
    same: dict[str, JsonValue] = {run: into for run, into in choices.same.items()}  # noqa: C416
    return {"files": files, "splits": splits, "names": names, "same": same} if choices else {}


def choices_of(found: Mapping[str, JsonValue]) -> Choices:
    """The choices in a JSON object; ValueError where it is none of ours."""
    return Choices(
        {path: _file(entry) for path, entry in _object(found.get("files", {})).items()},
        {heading: text(run) for heading, run in _object(found.get("splits", {})).items()},
        {RunId(run): text(name) for run, name in _object(found.get("names", {})).items()},
        {RunId(run): RunId(text(into)) for run, into in _object(found.get("same", {})).items()},
    )


def plain_notices(notices: tuple[Notice, ...]) -> list[JsonValue]:
    """Notices as a JSON list of lists."""
    return [[notice.severity.value, notice.text, notice.file, notice.line] for notice in notices]


def notices_of(found: JsonValue) -> tuple[Notice, ...]:
    """The notices in a JSON list; ValueError where it is none of ours."""
    return tuple(_notice(entry) for entry in _list(found))


def _notice(found: JsonValue) -> Notice:
    severity, said, file, line = _list(found)
    where = None if file is None else text(file)
    return Notice(Severity(severity), text(said), where, None if line is None else whole(line))


def _plain_file(choice: FileChoice) -> dict[str, JsonValue]:
    metrics: list[JsonValue] | None = None if choice.metrics is None else [*choice.metrics]
    return {
        "importer": choice.importer,
        "left_out": choice.left_out,
        "apart": choice.apart,
        "step": choice.step,
        "metrics": metrics,
    }


def _file(found: JsonValue) -> FileChoice:
    entry = _object(found)
    step, metrics = entry["step"], entry["metrics"]
    return FileChoice(
        text(entry["importer"]),
        _switch(entry["left_out"]),
        _switch(entry["apart"]),
        None if step is None else text(step),
        None if metrics is None else tuple(text(name) for name in _list(metrics)),
    )


def _object(found: JsonValue) -> dict[str, JsonValue]:
    if isinstance(found, dict):
        return found
    raise ValueError(f"{found!r} stands where a JSON object should")


def _list(found: JsonValue) -> list[JsonValue]:
    if isinstance(found, list):
        return found
    raise ValueError(f"{found!r} stands where a JSON list should")


def _switch(found: JsonValue) -> bool:
    if isinstance(found, bool):
        return found
    raise ValueError(f"{found!r} stands where true or false should")
