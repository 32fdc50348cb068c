"""Reading in a process of its own, with bounds on time and memory.

The reader of xls, xlsb and ods believes what a file says about its size: a few bytes can make it allocate until the
process is aborted, which no `except` catches. So the one that is aborted is not ours.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

import jipan
from jipan.errors import BadFile
from jipan.sheets.grid import CellError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jipan.sheets.limits import Limits
    from jipan.sheets.source import Source


@dataclass(frozen=True, slots=True)
class Read:
    """One sheet as it came back. `fault` is set where the cells could not be read."""

    name: str
    visible: bool
    columns: tuple[int, ...]
    errors: tuple[CellError, ...]
    fault: str | None
    batch: pa.RecordBatch | None


def read(source: Source, limits: Limits) -> list[Read]:
    """All sheets of the file. Raises BadFile when the reader fails, dies or does not come to an end."""
    answer = _answer(source, limits)
    length = int.from_bytes(answer[:8], "little")
    head = json.loads(answer[8 : 8 + length])
    if head["fault"] == "MemoryError":
        raise BadFile("too_large_memory", path=source.path)
    if head["fault"]:
        raise source.corrupt(head["fault"])
    return list(_sheets(head["sheets"], pa.py_buffer(answer).slice(8 + length)))


def _answer(source: Source, limits: Limits) -> bytes:
    command = [sys.executable, "-P", "-m", "jipan.sheets.guarded", str(limits.memory)]
    home = str(Path(jipan.__path__[0]).parent)
    places = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module
            command,
            input=source.read(),
            capture_output=True,
            timeout=limits.seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": places},
        )
    except subprocess.TimeoutExpired:
        raise BadFile("too_slow", path=source.path, limit=f"{limits.seconds:g}") from None
    if done.returncode:
        raise BadFile("too_large_memory", path=source.path)
    return done.stdout


def _sheets(heads: list[dict[str, Any]], body: pa.Buffer) -> Iterator[Read]:
    offset = 0
    for head in heads:
        batch = None
        if head["bytes"]:
            with pa.ipc.open_stream(body.slice(offset, head["bytes"])) as stream:
                batch = stream.read_next_batch()
        offset += head["bytes"]
        errors = tuple(CellError(*error) for error in head["errors"])
        yield Read(head["name"], head["visible"], tuple(head["columns"]), errors, head["fault"], batch)
