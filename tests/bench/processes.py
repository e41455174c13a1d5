"""What a process and its children used, measured from outside."""

import json
import os
import subprocess
import sys
from typing import NamedTuple

# Linux counts the memory of whoever starts a program into the program's peak, so a small process starts it.
_STARTER = """
import json, os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)]))
"""


_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An installed package has its byte code; a checkout where none may be written would be compiled in every process."""


class Used(NamedTuple):
    """CPU seconds of user and kernel, the highest memory in MiB, and the exit code."""

    cpu: float
    peak: float
    code: int


def used(*arguments: str) -> Used:
    """Run Python with these arguments; what it prints is dropped."""
    command = [sys.executable, "-c", _STARTER, sys.executable, *arguments]
    told = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, encoding="utf-8", env=_ENVIRONMENT
    ).stdout
    return Used(*json.loads(told))
