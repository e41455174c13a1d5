"""How much of one thing is read; beyond it there is a refusal or a rejection with a name."""

from __future__ import annotations

MAX_CELL_BYTES = 1_000_000
MAX_LINE_BYTES = 8_000_000
MAX_COLUMNS = 2_000
MAX_ROWS = 5_000_000
MAX_CELLS = 60_000_000
MAX_SHEETS = 20
START_ROWS = 2_000
"""So many rows at the start of a table are looked at to see what its columns hold."""
