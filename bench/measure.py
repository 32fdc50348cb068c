"""Runs a command in a process of its own: seconds, peak memory, what it printed. Not for Windows."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jipan as jipan_package

TODAY = "2026-11-19"
"""The day on which all made-up data is looked at."""

_HERE = Path(__file__).resolve().parent
JIPAN = (sys.executable, "-m", "jipan")
_PEERS = (sys.executable, str(_HERE / "peers.py"))
_EVERY = 0.02
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run of a command took: wall and CPU seconds with start-up, MB (peak, all its processes), its stdout."""

    seconds: float
    cpu: float
    megabytes: float
    out: str


def jipan(*words: str, cwd: Path) -> Spent:
    """A whole `jipan` command in a folder."""
    return run((*JIPAN, *words), cwd)


def peer(*words: str, cwd: Path) -> Spent:
    """One of the functions of peers.py in a process of its own."""
    return run((*_PEERS, *words), cwd)


def run(command: Sequence[str], cwd: Path, *, may_fail: bool = False) -> Spent:
    """Run a command; a failing one ends the benchmark with what it wrote to stderr."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=_environment(), stdout=out, stderr=err)
        watch = _Watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        megabytes = watch.stop()
        code = process.returncode = os.waitstatus_to_exitcode(status)
        if code and not may_fail:
            raise SystemExit(f"{' '.join(command[1:])} ended with {code}:\n{_text(err)}")
        return Spent(seconds, usage.ru_utime + usage.ru_stime, megabytes, _text(out))


def _text(file: tempfile._TemporaryFileWrapper[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8-sig", "replace")


def compile_all() -> None:
    """Compile jipan and the libraries, as an installer does: nobody's start-up shall hold the compiling of modules."""
    folders = (jipan_package.__path__[0], sysconfig.get_path("purelib"), str(_HERE))
    run((sys.executable, "-m", "compileall", "-q", "-j", "2", "-x", "/tests?/", *folders), _HERE, may_fail=True)


def _environment() -> dict[str, str]:
    """The same for everybody, whatever is set outside: the day, the language, compiled modules in a folder of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIPAN_", "PYTHON"))}
    ours = {"JIPAN_TODAY": TODAY, "JIPAN_LANG": "zh", "PYTHONIOENCODING": "utf-8"}
    return {**kept, **ours, "PYTHONPYCACHEPREFIX": str(_HERE / ".cache" / "compiled")}


class _Watch:
    """Samples the memory of a process and its children until it is stopped. Linux only; elsewhere it sees 0 MB."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak = pid, 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._done.wait(_EVERY):
            held = list(_kilobytes(self._pid))
            self._peak = max(self._peak, sum(now for now, _ in held), *(most for _, most in held), 0)

    def stop(self) -> float:
        self._done.set()
        self._thread.join()
        return self._peak / 1024


def _kilobytes(pid: int) -> Iterator[tuple[int, int]]:
    """What a process and each of its children holds now, and the most it has held (between two looks, too)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    found = dict(line.split(":", 1) for line in status.splitlines() if line.startswith(("VmRSS", "VmHWM")))
    if len(found) == 2:  # one that has just ended holds nothing
        yield int(found["VmRSS"].split()[0]), int(found["VmHWM"].split()[0])
    for child in children:
        yield from _kilobytes(int(child))
