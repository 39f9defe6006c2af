"""Settings and summaries that loggers keep in a file beside the log: read without running anything, and bounded."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.model.notice import Notice, Severity
from analysis.model.run import ConfigValue, Run, Source, no_config
from analysis.stats.json_values import Json, parsed, settings

LARGEST = 1_000_000  # bytes of a file that is taken for settings
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
    found = parsed(text) if path.suffix == ".json" else _of_yaml(text)
    if not isinstance(found, dict):
        raise ValueError("it holds no names with values")  # noqa: TRY004 what is wrong is the file
    if path.name == METADATA:
        found = {f"metadata.{key}": found[key] for key in SAFE if key in found}
    kept = {key: value for key, value in settings(_unwrapped(found)).items() if not PRIVATE.fullmatch(key)}
    if path.name in SUMMARIES or path.name == METADATA:
        return Beside(source, no_config(), kept)
    return Beside(source, kept, no_config())


def _of_yaml(text: str) -> Json:
    from analysis.stats.logs.yaml_values import yaml_values  # few logs have such a file, and the first picture waits

    return yaml_values(text)


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
