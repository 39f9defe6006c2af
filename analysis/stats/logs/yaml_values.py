"""YAML as plain data: read without making anything of it but names, texts, numbers and lists, and bounded."""

import yaml

from analysis.stats.json_values import Json

MOST = 20_000  # values, those behind aliases counted as often as they are used
DEEPEST = 50


class _Loader(yaml.SafeLoader):
    """The safe loader, for which a tag it does not know says nothing: what stands under it is plain data."""


def _plain(loader: _Loader, _: str, node: yaml.Node) -> Json:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node) if isinstance(node, yaml.ScalarNode) else None


_Loader.add_multi_constructor("", _plain)


def yaml_values(text: str) -> Json:
    """What stands in a text of YAML, aliases followed; ValueError with the reason where it is none, or too much."""
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
