"""Tags of MLflow: those that a person gave are the tags of the run; of its own, those that say nothing of a person."""

from collections.abc import Mapping
from dataclasses import dataclass

OWN = "mlflow."
KEPT = ("mlflow.note.content", "mlflow.source.type", "mlflow.source.git.commit")


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tags of a run tell: its ``tags``, and entries of its ``summary``."""

    tags: tuple[str, ...]
    summary: Mapping[str, str]


def sorted_out(found: Mapping[str, str]) -> Tags:
    """The tags of a run by what they are for; who started it and from which path is left away."""
    given = tuple(f"{key}: {value}" if value else key for key, value in found.items() if not key.startswith(OWN))
    return Tags(given, {key: found[key] for key in KEPT if found.get(key)})
