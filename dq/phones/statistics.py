"""How much of the work went the slow way: counts of this process, for a run's statistics."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping

_lock = threading.Lock()
_counts: Counter[str] = Counter(strings=0, to_library=0, cells=0, to_cell_layer=0)


def count(**more: int) -> None:
    """Add to the counts."""
    with _lock:
        _counts.update(more)


def since(before: Mapping[str, int]) -> dict[str, int]:
    """What was counted since a snapshot."""
    now = statistics()
    return {name: now[name] - before.get(name, 0) for name in now}


def statistics() -> dict[str, int]:
    """Counts since the process began; the difference of two snapshots is what lay between them.

    ``strings`` described, of which the rows ``to_library`` were left to ``phonenumbers``; ``cells`` judged,
    of which the distinct texts ``to_cell_layer`` were read one at a time.
    """
    with _lock:
        return dict(_counts)
