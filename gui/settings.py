"""The preferences of a person: one typed record in one file; what is unknown or broken in it is dropped and told."""

import json
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

RECENT = 8


@dataclass(frozen=True, slots=True)
class Settings:
    """``theme`` is "system", "light" or "dark"; ``recent`` are paths, the latest first.

    ``follow`` has files read again by themselves when they grow.
    """

    theme: str = "system"
    author: str = ""
    recent: tuple[str, ...] = ()
    follow: bool = False

    def with_recent(self, path: str) -> "Settings":
        return replace(self, recent=(path, *(old for old in self.recent if old != path))[:RECENT])


def _usable(name: str, value: object) -> bool:
    match name:
        case "theme":
            return value in ("system", "light", "dark")
        case "author":
            return isinstance(value, str)
        case "follow":
            return isinstance(value, bool)
        case "recent":
            return isinstance(value, list) and all(isinstance(path, str) for path in value)
        case _:
            return False


def load(file: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings of a file, defaults where there is none, and a sentence for each entry that was dropped."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings(), ()
    except (OSError, ValueError) as error:
        return Settings(), (f"The preferences in {file} cannot be read ({error}); the defaults are used.",)
    if not isinstance(stored, dict):
        return Settings(), (f"The preferences in {file} are no table of names; the defaults are used.",)
    good = {name: value for name, value in stored.items() if _usable(name, value)}
    dropped = tuple(f"The preference {name!r} in {file} was dropped." for name in stored if name not in good)
    if "recent" in good:
        good["recent"] = tuple(good["recent"])
    return Settings(**{field.name: good[field.name] for field in fields(Settings) if field.name in good}), dropped


def store(settings: Settings, file: Path) -> None:
    """Write the settings in one piece; OSError when the place does not allow it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".part")
    fresh.write_text(json.dumps(asdict(settings), indent=1, ensure_ascii=False), encoding="utf-8")
    fresh.replace(file)
