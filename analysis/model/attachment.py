"""What a file tells of a run whose metrics other files hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.model.run import ConfigValue, Source, no_config


@dataclass(frozen=True, eq=False)
class Attachment:
    """Configuration, tags and summary for the run called ``name``, from line ``line`` of a file called ``label``."""

    name: str
    source: Source
    label: str
    line: int
    config: Mapping[str, ConfigValue] = field(default_factory=no_config)
    tags: tuple[str, ...] = ()
    summary: Mapping[str, ConfigValue] = field(default_factory=no_config)
