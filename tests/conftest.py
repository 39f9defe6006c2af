"""What all tests share: the folder of real exports, and that its tests run only when asked for."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from analysis.storage.places import VARIABLE

ROOT = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("RUNLOUPE_CORPUS", ROOT.parent / "shared" / "corpus"))

# A busy machine is no failing property: speed is held by benchmarks. On CI the examples are the same in every run, so
# that what landed stays green; everybody else's runs go on searching.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests on real exports out unless ``-m`` names them: they need a folder that not everybody has."""
    if "corpus" in config.option.markexpr:
        return
    wanted = [item for item in items if item.get_closest_marker("corpus") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


@pytest.fixture(scope="session", autouse=True)
def _state_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is kept between two starts is kept apart from that of the person who runs the tests."""
    os.environ[VARIABLE] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real exports; a test that asks for it fails where it is absent."""
    assert CORPUS.is_dir(), f"no corpus at {CORPUS}; set RUNLOUPE_CORPUS"
    return CORPUS
