"""Settings and summaries that loggers keep in a file beside the log: read without running anything, and bounded."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from analysis.model.notice import Notice, Severity
from analysis.model.run import ConfigValue, Run, Source, no_config
from analysis.stats.json_values import Json, parsed, settings

LARGEST = 1_000_000  # bytes of a file that is taken for settings
MOST = 20_000  # values of it, those behind aliases counted as often as they are used
DEEPEST = 50
SUMMARIES = frozenset(
    ("wandb-summary.json", "all_results.json", "train_results.json", "eval_results.json", "metrics.json")
)
METADATA = "wandb-metadata.json"
SAFE = ("os", "python", "startedAt", "gpu", "gpu_count", "cpu_count", "cpu_count_logical", "cudaVersion", "framework")
PRIVATE = re.compile(r"(.*[._])?(api_?key|password|secret|token|credentials?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a file beside a log tells of its run."""

    source: Source
    config: Mapping[str, ConfigValue]
    summary: Mapping[str, ConfigValue]


def beside(path: Path, importer: str) -> Beside:
    """The settings, or the summary, in a file; ValueError with the reason, OSError, where there are none.

    Keys that are called as secrets are left away. Of the metadata of W&B only what says nothing of a person is kept.
    """
    size = path.stat().st_size
    if size > LARGEST:
        raise ValueError(f"it has more than {LARGEST:,} bytes")
    data = path.read_bytes()
    source = Source(path.name, str(path.absolute()), len(data), hashlib.sha256(data).hexdigest(), importer)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is no text in UTF-8") from None
    found = parsed(text) if path.suffix == ".json" else _yaml(text)
    if not isinstance(found, dict):
        raise ValueError("it holds no names with values")  # noqa: TRY004 what is wrong is the file
    if path.name == METADATA:
        found = {f"metadata.{key}": found[key] for key in SAFE if key in found}
    kept = {key: value for key, value in settings(_unwrapped(found)).items() if not PRIVATE.fullmatch(key)}
    if path.name in SUMMARIES or path.name == METADATA:
        return Beside(source, no_config(), kept)
    return Beside(source, kept, no_config())


class _Loader(yaml.SafeLoader):
    """The safe loader, for which a tag it does not know says nothing: what stands under it is plain data."""


def _plain(loader: _Loader, _: str, node: yaml.Node) -> Json:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


_Loader.add_multi_constructor("", _plain)


def _yaml(text: str) -> Json:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise ValueError("it is empty")
        _check_bounds(node)
        return _named(loader.construct_document(node))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ValueError("it is no YAML text" + (f" (line {mark.line + 1})" if mark else "")) from None
    except (RecursionError, TypeError, OverflowError):
        raise ValueError("it is no YAML text of plain values") from None


def _check_bounds(node: yaml.Node) -> None:
    """ValueError for what would grow beyond bounds where its aliases are followed."""
    waiting = [(node, 0)]
    seen = 0
    while waiting:
        one, depth = waiting.pop()
        seen += 1
        if seen > MOST or depth > DEEPEST:
            raise ValueError(f"it holds more than {MOST:,} values, or is nested too deeply")
        if isinstance(one, yaml.MappingNode):
            waiting += [(part, depth + 1) for pair in one.value for part in pair]
        elif isinstance(one, yaml.SequenceNode):
            waiting += [(part, depth + 1) for part in one.value]


def _named(value: Json) -> Json:
    """Data with names that are texts and values that JSON knows; all else as its text."""
    if isinstance(value, dict):
        return {str(key): _named(below) for key, below in value.items()}
    if isinstance(value, list | tuple | set):
        return [_named(below) for below in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _unwrapped(found: Mapping[str, Json]) -> dict[str, Json]:
    """The settings of a ``config.yaml`` of W&B, where each stands under ``value``; others as they are."""
    own = {key: value for key, value in found.items() if key not in {"_wandb", "wandb_version"}}
    if own and all(isinstance(value, dict) and "value" in value and len(value) <= 2 for value in own.values()):
        return {key: value["value"] for key, value in own.items() if isinstance(value, dict)}
    return own


def with_settings(run: Run, paths: Iterable[Path]) -> Run:
    """The run with what files beside its log tell; what the log itself says stays, what cannot be read is told."""
    for path in paths:
        if not path.is_file():
            continue
        first = run.sources[0]
        try:
            found = beside(path, first.importer)
        except (OSError, ValueError) as error:
            told = Notice(Severity.WARNING, f"Left out: {path.name} beside it, as {why(error)}.", first.name)
            run = replace(run, sources=(replace(first, notices=(*first.notices, told)), *run.sources[1:]))
            continue
        config, summary = {**found.config, **run.config}, {**found.summary, **run.summary}
        run = replace(run, config=config, summary=summary, sources=(*run.sources, found.source))
    return run


def why(error: OSError | ValueError) -> str:
    """A reason in the middle of a sentence."""
    return str(error) if isinstance(error, ValueError) else f"it cannot be opened ({error.strerror})"
