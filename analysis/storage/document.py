"""What a project file holds: the project, and beside it what the window was showing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from analysis.model.project import Project

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"


def no_view() -> Mapping[str, JsonValue]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Document:
    """A project and ``view``, a JSON object that is kept as it is and never looked into here."""

    project: Project
    view: Mapping[str, JsonValue] = field(default_factory=no_view)

    def __post_init__(self) -> None:
        object.__setattr__(self, "view", MappingProxyType(dict(self.view)))
