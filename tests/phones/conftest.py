"""Helper modules beside the tests can be imported; the long proof runs only when it is asked for."""

from __future__ import annotations

import sys
from pathlib import Path

for folder in (Path(__file__).parent, Path(__file__).parents[1] / "bench"):
    sys.path.insert(0, str(folder))


def pytest_collection_modifyitems(config, items):
    if "exact" in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("exact")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if not item.get_closest_marker("exact")]
