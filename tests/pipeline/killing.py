"""A command of dq in a process of its own that kills itself at a chosen point of what it does to the disk.

A point is reached before each change of the file system (a file opened for writing, a rename, a deletion, a folder
made, a lock taken, a file brought to disk), and before and after each commit of the ledger.
"""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KILLED = -signal.SIGKILL
_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "fcntl.flock")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_TOLD = re.compile(r"\x1fpoints (\d+)\n")


def command(*arguments, kill=0):
    """Run ``dq`` with these arguments: exit code, points reached (0 if it was killed), what it said.

    ``kill``: the number of the point at which it ends by SIGKILL (0: none).
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, __file__, str(kill), *map(str, arguments)],
        env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    told = _TOLD.search(done.stderr)
    return done.returncode, int(told[1]) if told else 0, done.stdout + _TOLD.sub("", done.stderr)


class Points:
    """Counts the points of this process, and ends it at one of them."""

    def __init__(self, kill):
        self.kill, self.count = kill, 0

    def reach(self):
        self.count += 1
        if self.count == self.kill:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(self, event, arguments):
        if event in _CHANGES or (event == "open" and _writes(arguments)):
            self.reach()

    def watch(self):
        points, sync, connect = self, os.fsync, sqlite3.connect

        class Connection(sqlite3.Connection):
            def execute(self, statement, *parameters):
                if statement == "COMMIT":
                    points.reach()
                done = super().execute(statement, *parameters)
                if statement == "COMMIT":
                    points.reach()
                return done

        def fsync(handle):
            points.reach()
            sync(handle)

        sqlite3.connect = lambda *given, **named: connect(*given, **named, factory=Connection)
        os.fsync = fsync
        sys.addaudithook(self.audit)


def _writes(arguments):
    path, _, flags = arguments
    return isinstance(flags, int) and flags & _WRITING and not str(path).endswith(".pyc")


if __name__ == "__main__":
    from dq.cli.main import main

    points = Points(int(sys.argv[1]))
    points.watch()
    code = main(sys.argv[2:])
    print(f"\x1fpoints {points.count}", file=sys.stderr)
    sys.exit(code)
