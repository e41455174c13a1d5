"""The child process that opens workbooks: a bomb or a panic inside a parser costs this process only.

``python -m dq.read.child`` takes one JSON request on standard input and prints one JSON answer.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from dq.model.errors import RefusedError
from dq.read.extract import extract
from dq.read.typed_looks import typed_numbers

MAX_MEMORY = 4 * 1024**3
MAX_CPU_SECONDS = 600


def main() -> int:
    """Read the request, extract the sheets, print the answer."""
    request = json.load(sys.stdin)
    limit()
    answer: dict[str, Any]
    try:
        answer = _answer(request)
    except RefusedError as error:
        answer = {"refused": error.reason, "message": error.message, "next_step": error.next_step}
    except MemoryError:
        answer = {
            "refused": "too_large",
            "message": f"{request['name']}: the workbook needs more than {MAX_MEMORY >> 30} GB of memory",
            "next_step": "Ask for the data as CSV, or as several workbooks.",
        }
    json.dump(answer, sys.stdout)
    return 0


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    path, folder = Path(request["path"]), Path(request["folder"])
    if "rows" not in request:
        return extract(path, request["name"], request["kind"], request["sheet"], folder)
    target = folder / f"numbers-{request['sheet_number']}.arrow"
    target.touch(mode=0o600)
    typed_numbers(path, request["sheet"], request["rows"]).write_ipc(target)
    return {"numbers": str(target)}


def limit() -> None:
    """Bound memory and CPU time of this process; no core file, because it would hold the data."""
    for what, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
