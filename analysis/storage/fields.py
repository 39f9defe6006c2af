"""Single values of a project file: into what SQLite can keep without loss, and back with their type checked."""

import json
import math
from collections.abc import Mapping

from analysis.storage.document import JsonValue

NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def bound(text: str) -> str | bytes:
    """Text to bind. A lone surrogate, which a path that is no UTF-8 brings along, is no text to SQLite: bytes then."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass")
    return text


def text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode(errors="surrogatepass")
    if isinstance(value, str):
        return value
    raise ValueError(f"{value!r} stands where text should")


def whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"{value!r} stands where a whole number should")


def real(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise ValueError(f"{value!r} stands where a number should")


def blob(value: object) -> bytes:
    if isinstance(value, bytes):
        return value
    raise ValueError(f"{value!r} stands where bytes should")


def to_json(value: object) -> str:
    """JSON in ASCII with the literals NaN, Infinity and -Infinity; keeps int, float and bool apart."""
    return json.dumps(value)


def json_object(value: object) -> dict[str, JsonValue]:
    found = json_value(value)
    if isinstance(found, dict):
        return found
    raise ValueError(f"{found!r} stands where a JSON object should")


def json_list(value: object) -> list[JsonValue]:
    found = json_value(value)
    if isinstance(found, list):
        return found
    raise ValueError(f"{found!r} stands where a JSON list should")


def json_texts(value: object) -> tuple[str, ...]:
    return tuple(text(entry) for entry in json_list(value))


def json_scalars(value: object) -> Mapping[str, str | int | float | bool | None]:
    """A JSON object without lists or objects in it."""
    found = json_object(value)
    scalars = {name: entry for name, entry in found.items() if not isinstance(entry, list | dict)}
    if len(scalars) < len(found):
        raise ValueError("a list or an object stands where a single value should")
    return scalars


def json_value(value: object) -> JsonValue:
    found: JsonValue = json.loads(text(value), parse_constant=NOT_FINITE.__getitem__)
    return found
