"""Finds what a folder of modules offers: one file, one thing."""

import importlib
import pkgutil
from types import ModuleType
from typing import Protocol, TypeVar


class Offered(Protocol):
    """Anything that can be offered has an id that is unique in its folder."""

    @property
    def id(self) -> str: ...


Kind = TypeVar("Kind", bound=Offered)


def modules(folder: ModuleType) -> tuple[str, ...]:
    """The full names of the modules of a package, in order; none is imported."""
    return tuple(
        f"{folder.__name__}.{name}" for name in sorted(info.name for info in pkgutil.iter_modules(folder.__path__))
    )


def offered(folder: ModuleType, kind: type[Kind]) -> tuple[Kind, ...]:
    """The one constant of type ``kind`` that each module of a package declares, in the order of module names.

    Raises RuntimeError when a module declares none or several, when two have one id, and when there are none at
    all: a bundle that forgot to collect the modules must not pass for an application without checks.
    """
    found: dict[str, Kind] = {}
    for name in modules(folder):
        thing = _declared(importlib.import_module(name), kind)
        if thing.id in found:
            raise RuntimeError(f"{name} declares the {kind.__name__} {thing.id!r} a second time")
        found[thing.id] = thing
    if not found:
        raise RuntimeError(f"no {kind.__name__} found in {folder.__name__}: were its modules collected?")
    return tuple(found.values())


def named(folder: ModuleType, kind: type[Kind], name: str) -> Kind:
    """The one thing with an id that a package offers, in the module of that name; no other module is imported.

    Raises RuntimeError when the module declares another or none, ImportError when there is no such module.
    """
    module = importlib.import_module(f"{folder.__name__}.{name.replace('-', '_')}")
    thing = _declared(module, kind)
    if thing.id != name:
        raise RuntimeError(f"{module.__name__} declares the {kind.__name__} {thing.id!r}, not {name!r}")
    return thing


def _declared(module: ModuleType, kind: type[Kind]) -> Kind:
    things = {id(value): value for value in vars(module).values() if isinstance(value, kind)}
    if len(things) != 1:
        raise RuntimeError(f"{module.__name__} declares {len(things)} of {kind.__name__}, not one")
    return next(iter(things.values()))
