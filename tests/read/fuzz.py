"""Mutated case files end in a reading whose accounts hold, or in a named refusal: no crash, no hang, no flood.

``python -m tests.read.fuzz [--mutants N] [--seed S] [--keep FOLDER] [--kind text|book|all]`` runs N mutants of
the corpus in worker processes; a mutant that breaks a worker is kept in the folder. The ordinary suite runs a
small slice.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType

from dq.read import Reading, read_many

FILES = Path(__file__).resolve().parent.parent.parent / "fixtures" / "files"
SECONDS = 30
MEGABYTES = 1_000
_BATCH = 50
_LARGEST = 60_000
_BOOKS = (".xlsx", ".xls", ".xlsb", ".ods", ".parquet")


def seeds(kind: str) -> list[Path]:
    """The files of the corpus to mutate."""
    found = []
    for path in sorted(FILES.iterdir()):
        if (
            path.name in ("make.py", "truth.json")
            or not path.is_file()
            or not 0 < path.stat().st_size < _LARGEST
        ):
            continue
        book = path.suffix in _BOOKS and path.name not in ("html-named.xls", "csv-named.xls")
        if kind == "all" or (kind == "book") == book:
            found.append(path)
    return found


def mutant(number: int, seed: int, kind: str) -> tuple[str, bytes]:
    """Mutant ``number``: the name of the file it came from and its bytes."""
    chance = random.Random(f"{seed}-{kind}-{number}")
    path = chance.choice(seeds(kind))
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        if not content:
            break
        at = chance.randrange(len(content))
        length = min(chance.choice((1, 1, 2, 8, 64, 512)), len(content) - at)
        piece = bytes(content[at : at + length])
        match chance.randrange(8):
            case 0:
                content[at] ^= 1 << chance.randrange(8)
            case 1:
                content[at] = chance.randrange(256)
            case 2:
                del content[at : at + length]
            case 3:
                content[at:at] = piece * chance.choice((1, 2, 50))
            case 4:
                del content[at:]
            case 5:
                content[at:at] = chance.choice(
                    (b'"', b"\n", b"\r", b"\0", b",", b"\xff", b"\xef\xbb\xbf", b"\\", b"=")
                )
            case 6:
                content[at : at + length] = chance.randbytes(length)
            case 7:
                other = chance.randrange(len(content))
                content[other:other] = piece
    return path.name, bytes(content)


def try_one(path: Path, work: Path) -> list[str]:
    """Read one file; what it came to. Raises whatever is not a refusal, and AssertionError where accounts fail."""
    results = []
    for item in read_many([path], work_dir=work):
        if not isinstance(item, Reading):
            results.append(item.reason)
            assert item.message
            continue
        with item as reading:
            rows = reading.frame.collect()["_row"].to_list()
            counts = reading.counts
            assert counts.lines == counts.header + counts.preamble + counts.blank + counts.read, "counts"
            assert counts.cases == len(rows), "cases"
            seen = sorted([*rows, *reading.rejected["row"], *reading.facts["header"]["rows"]])
            assert seen == list(range(1, counts.lines + 1)), "rows"
            json.dumps(reading.facts)
            results.append("read")
    assert not any(work.iterdir()), "temporary files stay"
    return results


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"more than {10 * SECONDS} s")


def _cpu() -> float:
    """CPU seconds so far, of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def worker(first: int, last: int, seed: int, kind: str) -> None:
    """Run mutants ``first`` to ``last``, printing one line before and one after each."""
    signal.signal(signal.SIGALRM, _too_long)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, last):
            print(f"start {number}", flush=True)
            name, content = mutant(number, seed, kind)
            path = Path(folder) / name
            path.write_bytes(content)
            work = Path(folder) / "work"
            work.mkdir(exist_ok=True)
            # The limit is CPU time; the clock only catches a wait without an end, on however busy a machine.
            signal.alarm(10 * SECONDS)
            began = _cpu()
            try:
                result = ",".join(try_one(path, work))
            except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
                result = f"BROKEN {type(error).__name__}: {str(error)[:200]}"
            signal.alarm(0)
            if _cpu() - began > SECONDS:
                result = f"BROKEN TimeoutError: more than {SECONDS} s of CPU"
            path.unlink()
            print(f"done {result}", flush=True)
    usage = [
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    print(f"peak {max(usage)}", flush=True)


def run(mutants: int, seed: int, kind: str, keep: Path | None) -> tuple[dict[str, int], list[str], int]:
    """All mutants in worker processes: results by name, what broke, and the peak memory in MB."""
    results: dict[str, int] = {}
    broken: list[str] = []
    peak, number = 0, 0
    while number < mutants:
        last = min(mutants, number + _BATCH)
        done = subprocess.run(
            [sys.executable, "-m", "tests.read.fuzz", "--worker", str(number), str(last), str(seed), kind],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        for line in done.stdout.splitlines():
            word, _, rest = line.partition(" ")
            if word == "start":
                number = int(rest)
            elif word == "peak":
                peak = max(peak, int(rest))
            else:
                results[rest.split(":")[0]] = results.get(rest.split(":")[0], 0) + 1
                if rest.startswith("BROKEN"):
                    broken.append(f"{number} {mutant(number, seed, kind)[0]}: {rest}")
                    _keep(number, seed, kind, keep)
        if done.returncode:
            broken.append(f"{number} {mutant(number, seed, kind)[0]}: the process died ({done.returncode})")
            _keep(number, seed, kind, keep)
        number += 1
        if number % 500 < 2:
            print(f"{number} of {mutants}", file=sys.stderr, flush=True)
    return results, broken, peak


def _keep(number: int, seed: int, kind: str, folder: Path | None) -> None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        name, content = mutant(number, seed, kind)
        (folder / f"{number}-{name}").write_bytes(content)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=("text", "book", "all"), default="all")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--worker", nargs=4)
    arguments = parser.parse_args()
    if arguments.worker:
        first, last, seed, kind = arguments.worker
        worker(int(first), int(last), int(seed), kind)
        return 0
    began = time.monotonic()
    results, broken, peak = run(arguments.mutants, arguments.seed, arguments.kind, arguments.keep)
    print(
        json.dumps(
            {"results": results, "peak_mb": peak, "seconds": round(time.monotonic() - began)}, indent=1
        )
    )
    print("\n".join(broken) or "nothing broke")
    return 1 if broken or peak > MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main())
